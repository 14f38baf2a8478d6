"""The day of flight over HTTP: what a go needs, what makes it stale, what everyone sees."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from httpx2 import Response
from shapely import box
from sqlalchemy import select, text

from airspace.edition import Layer, LayerKind
from airspace.features import Municipality
from api.notify.notice import NoticeKind
from api.store.tables.notices import OutboxRow
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.flight_days import API, FIRST, Scene, at, windows
from tests.api.offices import content, furnished
from tests.conftest import Store
from tests.maps.flights import edition


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


NEXT, RESERVE = FIRST + timedelta(1), FIRST + timedelta(2)


def test_a_go_needs_everything(scene: Scene) -> None:
    trial = scene.published(FIRST, reserve=(RESERVE,))
    scene.set(FIRST, 8)
    seen = scene.client("sora").get(f"{API}/trials/{trial}/flight-days/{FIRST}").json()
    assert seen["state"] == "planned"
    assert not seen["may_go"]
    lacking = {need["slug"] for need in seen["needs"] if need["met"] != "met"}
    assert {"permission", "notice", "emergency"} <= lacking
    refused = scene.act(trial, FIRST, "go")
    assert refused.status_code == 409
    assert "A go is not possible yet." in refused.text
    scene.ready(trial, FIRST)
    gone = scene.act(trial, FIRST, "go")
    assert gone.status_code == 201, gone.text
    assert scene.act(trial, FIRST, "go").json()["number"] == gone.json()["number"], "the same go"
    assert scene.states(trial) == {f"{FIRST}": "go", f"{RESERVE}": "reserve"}
    assert scene.act(trial, FIRST, "flown").status_code == 409, "not before it begins"
    scene.set(FIRST, 15)
    assert scene.act(trial, FIRST, "flown").status_code == 201
    assert scene.states(trial)[f"{FIRST}"] == "flown"


def test_a_changed_route_makes_notice_check_and_go_stale(scene: Scene) -> None:
    trial = scene.published(FIRST)
    scene.set(FIRST, 8)
    scene.ready(trial, FIRST)
    assert scene.act(trial, FIRST, "go").status_code == 201
    changed = content("別の題名")
    changed["operations"][0]["windows"] = windows(FIRST)
    path = f"{API}/trials/{trial}"
    assert scene.client("sora").put(f"{path}/draft", json=changed).status_code == 204
    assert scene.post("sora", trial, "change-notices").status_code == 201
    assert scene.states(trial) == {f"{FIRST}": "planned"}, "the go was for another revision"
    refused = scene.act(trial, FIRST, "go")
    assert refused.status_code == 409
    assert "The notice on record is from before" in refused.text
    assert "No check is recorded" in refused.text
    scene.ready(trial, FIRST)
    assert scene.act(trial, FIRST, "go").status_code == 201


def test_what_is_told_wrongly_is_refused(scene: Scene) -> None:
    trial = scene.published(FIRST, reserve=(RESERVE,))
    scene.set(FIRST, 8)
    ahead = {"checked_at": at(FIRST, 9).isoformat(), "found": False}
    assert scene.post("sora", trial, f"flight-days/{FIRST}/emergency-checks", ahead).status_code == 422
    naive = {"checked_at": "2026-10-05T07:00:00", "found": False}
    assert scene.post("sora", trial, f"flight-days/{FIRST}/emergency-checks", naive).status_code == 422
    assert scene.notice(trial, NEXT).status_code == 409, "no day of the trial"
    assert scene.notice(trial, FIRST, "\n").status_code == 422
    assert scene.permit(trial, RESERVE, FIRST).status_code == 422
    assert scene.act(trial, FIRST, "no_go").status_code == 422, "without a reason"
    assert scene.act(trial, FIRST, "postponed", reason="強風", to=f"{NEXT}").status_code == 409
    assert scene.act(trial, FIRST, "go", login="umi").status_code == 404
    assert scene.act(trial, FIRST, "go", login="reviewer").status_code == 403, "the prefecture clears nothing"
    assert scene.check(trial, FIRST, found=True).status_code == 201
    assert "such airspace was found" in scene.act(trial, FIRST, "go").text
    permit = scene.permit(trial, FIRST, FIRST).json()["id"]
    assert scene.post("sora", trial, f"permits/{permit}/withdrawal").status_code == 204
    assert scene.post("sora", trial, f"permits/{permit}/withdrawal").status_code == 404
    assert "permission" in scene.act(trial, FIRST, "go").text
    assert scene.states(trial) == {f"{FIRST}": "planned", f"{RESERVE}": "reserve"}


def outbox(scene: Scene, kind: NoticeKind) -> list[OutboxRow]:
    with unit_of_work(scene.office.store.engine, writes=False) as unit:
        query = select(OutboxRow).where(OutboxRow.kind == kind.value).order_by(OutboxRow.created_at, OutboxRow.id)
        return list(unit.session.scalars(query))


def token_of(row: OutboxRow) -> str:
    found: str = json.loads(row.parameters)["token"]
    return found


CONTACT = {"kind": "air_rescue", "name": "架空防災航空隊", "email": "desk@rescue.example.jp"}


def test_a_required_contact_acknowledges_the_day_as_it_stands(scene: Scene) -> None:
    trial = scene.published(FIRST, reserve=(RESERVE,), conditions=["防災航空隊に前日までに知らせる"])
    (condition,) = scene.client("sora").get(f"{API}/trials/{trial}/conditions").json()["conditions"]
    scene.set(FIRST, 8)
    nobody = scene.post("reviewer", trial, "contacts", {"kind": "police", "name": "名前だけ"})
    assert nobody.status_code == 422
    assert scene.post("reviewer", trial, "contacts", {**CONTACT, "required_by": "none"}).status_code == 422
    wanted = {**CONTACT, "required_by": condition["id"]}
    contact = scene.post("reviewer", trial, "contacts", wanted).json()["id"]
    assert scene.client("sora").delete(f"{API}/trials/{trial}/contacts/{contact}").status_code == 409
    scene.ready(trial, FIRST)
    confirmed = [condition["id"]]
    assert "It has not acknowledged this day" in scene.act(trial, FIRST, "go", confirmed=confirmed).text
    assert scene.post("sora", trial, f"flight-days/{FIRST}/tellings").json() == {"told": 1}
    assert scene.post("sora", trial, f"flight-days/{FIRST}/tellings").json() == {"told": 0}, "told once"
    (mail,) = outbox(scene, NoticeKind.DAY_PLANNED)
    link = f"/told/{token_of(mail)}"
    opened = scene.client().get(link)
    assert opened.status_code == 200
    assert opened.headers["cache-control"] == "no-store"
    assert "A person has to see to it" in scene.act(trial, FIRST, "go").text
    assert scene.act(trial, FIRST, "go", confirmed=confirmed).status_code == 409, "opening is no acknowledgement"
    assert scene.form(None, link).status_code == 303
    assert scene.form(None, link).status_code == 303, "again it only shows it"
    assert scene.client().get("/told/none").status_code == 404
    assert scene.act(trial, FIRST, "go", confirmed=confirmed).status_code == 201
    (seen,) = scene.client("sora").get(f"{API}/trials/{trial}/contacts").json()
    known = {telling["matter"]: telling["channel"] for telling in seen["tellings"]}
    assert known == {"planned": "link", "changed": None}
    changed = next(one["id"] for one in seen["tellings"] if one["matter"] == "changed")
    answer = {"at": at(FIRST, 8).isoformat(), "speaker": "当直"}
    spoken = f"contact-tellings/{changed}/acknowledgement"
    assert scene.post("sora", trial, spoken, {**answer, "speaker": " "}).status_code == 422
    assert scene.post("sora", trial, spoken, answer).status_code == 204
    assert scene.post("sora", trial, spoken, answer).status_code == 409
    assert scene.act(trial, FIRST, "postponed", reason="強風", to=f"{RESERVE}").status_code == 201
    scene.set(RESERVE, 8)
    scene.ready(trial, RESERVE)
    assert "It has not acknowledged" in scene.act(trial, RESERVE, "go", confirmed=confirmed).text
    assert scene.client("reviewer").delete(f"{API}/trials/{trial}/contacts/{contact}").status_code == 204
    assert scene.client().get(link).status_code == 404, "whoever is off the list"
    with unit_of_work(scene.office.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None
        told = "".join(str(event.details) for event in unit.audit.events())
    assert "架空防災航空隊" not in told
    assert "当直" not in told
    assert "rescue.example.jp" not in told


AROUND = [[136.4, 34.6], [136.7, 34.6], [136.7, 34.8], [136.4, 34.8]]
AWAY = [[136.0, 34.0], [136.1, 34.0], [136.1, 34.1]]


def test_a_stop_holds_whoever_flies_there_until_it_is_released(scene: Scene) -> None:
    trial, other = scene.published(FIRST, reserve=(RESERVE,)), scene.published(NEXT, login="umi")
    scene.post("sora", trial, "contacts", CONTACT)
    scene.set(FIRST, 8)
    scene.ready(trial, FIRST)
    assert scene.act(trial, FIRST, "go").status_code == 201
    staff = scene.client("reviewer")
    for wrong in (
        {"reason": "地震"},
        {"polygons": [AROUND], "reason": " "},
        {"polygons": [[[34.6, 136.4], [34.6, 136.7], [34.8, 136.7]]], "reason": "軸が逆"},
        {"polygons": [[[136.4, 34.6]] * 3], "reason": "点"},
        {"municipalities": ["99999"], "reason": "地震"},
    ):
        assert staff.post(f"{API}/stops", json=wrong).status_code == 422, wrong
    assert scene.client("sora").post(f"{API}/stops", json={"polygons": [AROUND], "reason": "x"}).status_code == 403
    assert staff.post(f"{API}/stops", json={"polygons": [AWAY], "reason": "遠く"}).json()["held"] == []
    scene.set(FIRST, 8, 1)
    made = scene.client("reviewer").post(f"{API}/stops", json={"polygons": [AROUND], "reason": "地震のため"}).json()
    assert made["held"] == sorted([trial, other])
    assert "not a legal order" in made["words"]["en"]
    assert scene.states(trial) == {f"{FIRST}": "held", f"{RESERVE}": "held"}
    assert scene.client("sora").get(f"{API}/trials/{trial}").json()["state"] == "scheduled", "the trial is untouched"
    assert [row.recipient_id for row in outbox(scene, NoticeKind.CONTACT_STOP)] != []
    assert {row.recipient_id for row in outbox(scene, NoticeKind.AREA_STOPPED)} == {"id-sora", "id-umi"}
    assert scene.act(trial, FIRST, "go").status_code == 409
    stated = scene.post("sora", trial, "schedule", {"days": [f"{FIRST}"]})
    assert stated.status_code == 409
    assert "The prefecture asks nobody to fly" in stated.text
    release = f"{API}/stops/{made['id']}/release"
    one = {"trial_id": trial, "reason": "調査のため"}
    assert scene.client("reviewer").post(release, json=one).status_code == 204
    assert scene.client("reviewer").post(release, json=one).status_code == 409
    assert scene.states(trial)[f"{FIRST}"] == "planned", "the go from before is void"
    assert scene.states(other)[f"{NEXT}"] == "held"
    assert scene.act(trial, FIRST, "go").status_code == 201
    assert scene.client("reviewer").post(release, json={"reason": "解除"}).status_code == 204
    assert scene.states(other)[f"{NEXT}"] == "planned"
    assert len(outbox(scene, NoticeKind.AREA_RELEASED)) == 2, "each is told once"
    assert scene.client("reviewer").post(f"{API}/stops/none/release", json={"reason": "x"}).status_code == 404
    (first, *_) = scene.client("reviewer").get(f"{API}/stops").json()
    assert not first["stands"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_municipalities_are_chosen_by_their_codes(scene: Scene) -> None:
    towns = [
        Municipality("m1", Text("津市", "Tsu"), box(136.4, 34.6, 136.7, 34.8), code="24201"),
        Municipality("m2", Text("見本町", "Sample"), box(136.0, 34.0, 136.1, 34.1), code="24999"),
        Municipality("m3", Text("隣市", "Next"), box(136.4, 34.6, 136.7, 34.8), code="23100"),
    ]
    with unit_of_work(scene.office.store.engine) as unit:
        unit.editions.add(Layer(edition(LayerKind.PREFECTURE, "行政区域"), tuple(towns)))
    trial = scene.published(FIRST)
    scene.set(FIRST, 8)
    staff = scene.client("reviewer")
    assert "津市" in staff.get("/staff/stops").text
    assert "隣市" not in staff.get("/staff/stops").text
    asked = {"municipalities": ["24999"], "reason": "地震"}
    assert staff.post(f"{API}/stops", json=asked).json()["held"] == []
    assert staff.post(f"{API}/stops", json={**asked, "municipalities": ["23100"]}).status_code == 422
    assert scene.form("reviewer", "/staff/stops", **{"municipality-24201": "yes", "reason": "地震"}).status_code == 303
    assert scene.states(trial) == {f"{FIRST}": "held"}


REPORT = {
    "happened_at": at(FIRST, 10, 30).isoformat(),
    "place": "津市沖",
    "what": "電池の異常で不時着した。",
    "injured": "unknown",
    "damage": "no",
    "aircraft": "down",
    "called": ["coast_guard_118"],
}


def test_an_incident_is_public_only_by_staffs_words(scene: Scene) -> None:
    trial = scene.published(FIRST)
    scene.post("sora", trial, "contacts", CONTACT)
    scene.set(FIRST, 11)
    assert scene.post("sora", trial, "incidents", {**REPORT, "what": ""}).status_code == 422
    assert scene.post("sora", trial, "incidents", REPORT).status_code == 201
    assert {row.recipient_id for row in outbox(scene, NoticeKind.INCIDENT_REPORTED)} == {
        f"id-{login}" for login in ("reviewer", "assessor", "approver", "deputy")
    }
    assert len(outbox(scene, NoticeKind.CONTACT_INCIDENT)) == 1
    public = f"{API}/public/trials/{trial}"
    assert "電池の異常" not in scene.client().get(public).text
    assert scene.post("sora", trial, "incidents/1/mlit-number", {"number": "国空機第9号"}).status_code == 201
    assert scene.post("sora", trial, "incidents/2/mlit-number", {"number": "1"}).status_code == 404
    words = {"text": "機体が海に不時着しました。けがの有無は調べています。", "published": False}
    assert scene.post("sora", trial, "incidents/1/notices", words).status_code == 403
    assert scene.post("reviewer", trial, "incidents/1/notices", words).status_code == 201
    assert scene.client().get(public).json()["incident_notices"] == []
    assert scene.post("reviewer", trial, "incidents/1/notices", {**words, "published": True}).status_code == 201
    (notice,) = scene.client().get(public).json()["incident_notices"]
    assert notice["text"] == words["text"]
    (kept,) = scene.client("reviewer").get(f"{API}/trials/{trial}/incidents").json()
    assert (kept["mlit_number"], kept["published"], kept["injured"]) == ("国空機第9号", True, "unknown")


def at_once(asks: list[Callable[[], Response]]) -> list[Response]:
    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(lambda ask: ask(), asks))


def test_two_gos_at_once_are_one(scene: Scene) -> None:
    trial = scene.published(FIRST)
    scene.set(FIRST, 8)
    scene.ready(trial, FIRST)
    clients = [Scene(scene.office, scene.clock).client("sora") for _ in range(6)]
    path = f"{API}/trials/{trial}/flight-days/{FIRST}/acts"
    for client in clients:
        assert client.post(path, json={"step": "none"}).status_code == 422, "the route is met before"
    answers = at_once([lambda client=client: client.post(path, json={"step": "go"}) for client in clients])
    assert {(answer.status_code, answer.json().get("number")) for answer in answers} == {(201, 1)}
    with unit_of_work(scene.office.store.engine, writes=False) as unit:
        assert len(unit.flight_days.acts(trial)) == 1
        assert len([event for event in unit.audit.events() if event.action == "day_go"]) == 1


def unbook(scene: Scene, trial: str) -> None:
    with scene.office.store.engine.begin() as connection:
        for table in ("booking", "booked_window"):
            connection.execute(text(f"DELETE FROM {table} WHERE trial_id = :trial"), {"trial": trial})


def test_two_gos_in_one_sky_are_decided_by_the_booking(scene: Scene) -> None:
    """Days from before there were bookings are booked by the first go; the other is told."""
    mine = scene.published(FIRST)
    unbook(scene, mine)
    theirs = scene.published(FIRST, login="umi")
    unbook(scene, theirs)
    scene.set(FIRST, 8)
    for trial, login in ((mine, "sora"), (theirs, "umi")):
        scene.ready(trial, FIRST, login)
    paths = {"sora": mine, "umi": theirs}
    clients = {login: scene.client(login) for login in paths}
    asks = [
        lambda login=login, trial=trial: clients[login].post(
            f"{API}/trials/{trial}/flight-days/{FIRST}/acts", json={"step": "go"}
        )
        for login, trial in paths.items()
    ]
    answers = at_once(asks)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "10:00～15:00" in refused.json()["detail_ja"]


def test_a_day_that_is_given_up_is_free_for_others_and_taken_again_only_while_it_is(scene: Scene) -> None:
    mine, theirs = scene.published(FIRST, NEXT), scene.published(RESERVE, also=(FIRST, NEXT), login="umi")
    days = {"days": [f"{FIRST}", f"{NEXT}"]}

    def states_theirs() -> int:
        return scene.post("umi", theirs, "schedule", days).status_code

    assert states_theirs() == 409
    scene.set(FIRST, 8)
    assert scene.act(mine, FIRST, "no_go", reason="強風のため").status_code == 201
    stays = {"days": [f"{FIRST}"]}
    assert scene.post("umi", theirs, "schedule", stays).status_code == 201, "the day that was given up"
    assert states_theirs() == 409, "the other one is held"
    scene.ready(mine, FIRST)
    seen = scene.client("sora").get(f"{API}/trials/{mine}/flight-days/{FIRST}").json()
    assert [need["slug"] for need in seen["needs"] if need["met"] != "met"] == ["sky"]
    assert "うみかぜ" in next(need["text"]["ja"] for need in seen["needs"] if need["slug"] == "sky")
    assert scene.act(mine, FIRST, "go").status_code == 409, "another has it now"
    assert scene.act(theirs, FIRST, "no_go", login="umi", reason="強風のため").status_code == 201
    assert scene.act(mine, FIRST, "go").status_code == 201, "it is free again, and held again"
    scene.ready(theirs, FIRST, "umi")
    assert scene.act(theirs, FIRST, "go", login="umi").status_code == 409
    page = scene.client("reviewer").get("/staff/days", params={"from": f"{FIRST}", "to": f"{NEXT}"}).text
    assert "事業者が実施を決定" in page
    assert "空域が確保されていません" not in page


def test_days_that_were_flown_stay_when_others_are_stated(scene: Scene) -> None:
    trial = scene.published(FIRST, NEXT)
    scene.set(FIRST, 8)
    scene.ready(trial, FIRST)
    assert scene.act(trial, FIRST, "go").status_code == 201
    scene.set(FIRST, 16)
    assert scene.act(trial, FIRST, "flown").status_code == 201
    shorter = [{"start": at(FIRST, 11).isoformat(), "end": at(FIRST, 12).isoformat()}]
    again = scene.post("sora", trial, "schedule", {"days": [{"day": f"{FIRST}", "windows": shorter}]})
    assert (again.status_code, again.json()["where"]) == (422, "days")
    scene.set(NEXT, 8)
    stated = scene.post("sora", trial, "schedule", {"days": [f"{NEXT}"]})
    assert stated.status_code == 201, stated.text
    assert [day["day"] for day in stated.json()["days"]] == [f"{FIRST}", f"{NEXT}"]
    assert scene.states(trial) == {f"{FIRST}": "flown", f"{NEXT}": "planned"}
    assert scene.post("sora", trial, "completion").status_code == 204, "the first day has come"


def test_what_was_flown_counts_for_a_neighbourhood_whatever_follows(scene: Scene) -> None:
    """A cap of two a month is used up by a day of two flights, though other days are stated and the trial ends."""
    trial, other = scene.published(FIRST, NEXT), scene.published(RESERVE, login="umi")
    for login, one in (("sora", trial), ("umi", other)):
        proposal = {"days": [f"{FIRST if login == 'sora' else RESERVE}"], "flights_per_day": 2}
        assert scene.post(login, one, "schedule", proposal).status_code == 201
    scene.set(FIRST, 16)
    west, south, east, north = 136.45, 34.65, 136.6, 34.75
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    cap = {"name": "見本", "area": {"type": "Polygon", "coordinates": [ring]}, "a_month": 2, "since": "2026-10-01"}
    made = scene.client("reviewer").post(f"{API}/overflight-caps", json=cap)
    assert made.status_code == 201, made.text
    assert scene.post("sora", trial, "schedule", {"days": [f"{NEXT}"], "flights_per_day": 1}).status_code == 409
    assert scene.post("sora", trial, "completion").status_code == 204
    (kept,) = scene.client("reviewer").get(f"{API}/overflight-caps").json()
    assert [month["flights"] for month in kept["months"]] == [4], "two flown, two to come"
    again = scene.post("umi", other, "schedule", {"days": [f"{RESERVE}"], "flights_per_day": 1})
    assert again.status_code == 409, again.text


def test_numbers_that_hold_go_into_the_papers_for_dips(scene: Scene) -> None:
    trial = scene.published(FIRST)
    scene.set(FIRST, 8)

    def written() -> tuple[str | None, str]:
        (plan,) = scene.client("sora").get(f"{API}/trials/{trial}/dips").json()["flight_plans"]
        fields = plan["flight_plan"]
        return fields["flightPermitApplicationInfo"]["flightPermitApplicationNumber"], fields["flightPlanId"] or ""

    assert written() == (None, "")
    wrong = scene.permit(trial, NEXT, RESERVE)
    scene.notice(trial, FIRST, "FPL-7")
    assert written() == (None, "FPL-7"), "a permit of other days is none"
    assert wrong.status_code == 201
    held = scene.permit(trial, FIRST, RESERVE)
    assert written() == ("阪空運航第12号", "FPL-7")
    assert scene.post("sora", trial, f"permits/{held.json()['id']}/withdrawal").is_success
    assert scene.act(trial, FIRST, "no_go", reason="強風のため").status_code == 201
    assert written() == (None, ""), "what was withdrawn, and a notice of a day that is not flown"


def test_an_agreement_that_ends_leaves_a_day_that_is_no_go(scene: Scene) -> None:
    mine, theirs = scene.published(FIRST), scene.published(NEXT, also=(FIRST,), login="umi")
    reviewer, path = scene.client("reviewer"), f"{API}/trials/{mine}/coordinations"
    asked = {"other_id": theirs, "reason": "高さを分けて飛ぶ。"}
    assert reviewer.post(f"{path}/ends", json=asked).status_code == 409, "none holds"
    assert reviewer.post(path, json=asked).status_code == 201
    assert scene.post("umi", theirs, "schedule", {"days": [f"{FIRST}"]}).status_code == 201
    scene.set(FIRST, 8)
    scene.ready(mine, FIRST)
    assert scene.client("reviewer").post(f"{path}/ends", json=asked | {"reason": ""}).status_code == 422
    assert scene.client("reviewer").post(f"{path}/ends", json=asked).status_code == 204
    refused = scene.act(mine, FIRST, "go")
    assert refused.status_code == 409
    assert "うみかぜ" in refused.json()["detail_ja"]
    for login in ("sora", "umi"):
        assert "sharing_ended" in scene.client(login).get(f"{API}/notices").text
    scene.set(FIRST, 8, 30)
    assert scene.client("reviewer").post(path, json=asked).status_code == 201, "they agree again"
    assert scene.act(mine, FIRST, "go").status_code == 201
