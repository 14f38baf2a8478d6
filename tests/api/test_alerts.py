"""Residents are told of flights near a place only after they confirmed it, and can end it at any time."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from airspace.flight_day.stop import REQUEST
from airspace.prefecture import MIE
from airspace.trial import JST
from api.notify.notice import NoticeKind
from api.services.alerts import queue_alerts
from api.services.screen import Atlases
from api.store.tables.alerts import AreaAlertRow
from api.store.tables.notices import MailAddressRow, OutboxRow
from api.store.unit_of_work import unit_of_work
from geo.mesh import mesh_of
from tests.api.flight_days import API, FIRST, Scene, windows
from tests.api.offices import confirm, content, furnished, take_in
from tests.conftest import Store

MESH = mesh_of(136.5480, 34.7010)
FAR = mesh_of(135.5, 34.7)
TO = "resident@example.jp"


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


def ask(scene: Scene, place: str = MESH, email: str = TO, **more: str):
    client = scene.client()
    page = client.get(f"/alerts?place={MESH}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    return client.post("/alerts", data={"csrf_token": token, "place": place, "email": email} | more)


def mails(scene: Scene, *kinds: NoticeKind) -> list[tuple[str, str]]:
    """Return the kind and the token of each mail to residents, oldest first; a token stands in the mail alone."""
    with unit_of_work(scene.office.store.engine, writes=False) as unit:
        rows = unit.session.scalars(select(OutboxRow).order_by(OutboxRow.created_at, OutboxRow.id)).all()
    found = [(row.kind, re.search(r'"code":"([\w-]+)"', row.parameters)) for row in rows if row.kind in kinds]
    return [(kind, token.group(1)) for kind, token in found if token]


def held(scene: Scene) -> tuple[int, list[str]]:
    with unit_of_work(scene.office.store.engine, writes=False) as unit:
        alerts = len(unit.session.scalars(select(AreaAlertRow)).all())
        addresses = unit.session.scalars(select(MailAddressRow.address).where(MailAddressRow.purpose == "resident"))
        return alerts, list(addresses)


def post(scene: Scene, path: str):
    client = scene.client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path.rsplit("/", 1)[0]).text).group(1)
    return client.post(path, data={"csrf_token": token})


def daily(scene: Scene) -> int:
    with unit_of_work(scene.office.store.engine) as unit:
        return queue_alerts(unit, Atlases(MIE), now=scene.clock.now)


def subscribed(scene: Scene, place: str = MESH, email: str = TO) -> str:
    assert ask(scene, place, email).status_code == 303
    token = mails(scene, NoticeKind.ALERT_ASKED)[-1][1]
    assert post(scene, f"/alerts/{token}/confirm").status_code == 303
    return token


def test_nothing_is_told_before_it_is_confirmed_and_opening_a_link_changes_nothing(scene: Scene) -> None:
    scene.published(FIRST)
    assert ask(scene).status_code == 303
    ((_, token),) = mails(scene, NoticeKind.ALERT_ASKED)
    page = scene.client().get(f"/alerts/{token}")
    assert "まだ始まっていません" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert daily(scene) == 0
    assert post(scene, f"/alerts/{token}/confirm").status_code == 303
    assert "受け取っています" in scene.client().get(f"/alerts/{token}").text


def test_changes_near_the_place_are_told_once_a_day_and_no_others(scene: Scene) -> None:
    subscribed(scene)
    subscribed(scene, FAR, "far@example.jp")
    scene.clock.now += timedelta(minutes=5)
    trial = scene.published(FIRST)
    scene.clock.now += timedelta(minutes=5)
    assert daily(scene) == 1
    assert daily(scene) == 0
    ((_, token),) = mails(scene, NoticeKind.ALERT_CHANGED)
    assert trial in scene.client().get(f"/alerts/{token}").text
    scene.clock.now += timedelta(days=1)
    assert daily(scene) == 0, "nothing changed"


def test_a_stop_and_an_incident_are_told_at_once(scene: Scene) -> None:
    subscribed(scene)
    scene.clock.now += timedelta(minutes=5)
    area = [[136.4, 34.6], [136.7, 34.6], [136.7, 34.8], [136.4, 34.8]]
    far = [[135.0, 34.6], [135.1, 34.6], [135.1, 34.8], [135.0, 34.8]]
    staff = scene.client("reviewer")
    assert staff.post("/api/v1/stops", json={"polygons": [far], "reason": "地震"}).status_code == 201
    assert mails(scene, NoticeKind.ALERT_URGENT) == []
    assert staff.post("/api/v1/stops", json={"polygons": [area], "reason": "地震"}).status_code == 201
    assert len(mails(scene, NoticeKind.ALERT_URGENT)) == 1


AREA = [[136.4, 34.6], [136.7, 34.6], [136.7, 34.8], [136.4, 34.8]]


def test_a_stops_mail_leads_to_its_reason_and_its_end_is_told(scene: Scene) -> None:
    subscribed(scene)
    scene.clock.now += timedelta(minutes=5)
    staff = scene.client("reviewer")
    made = staff.post("/api/v1/stops", json={"polygons": [AREA], "reason": "地震の被害を見るため"})
    ((_, token),) = mails(scene, NoticeKind.ALERT_URGENT)
    page = scene.client().get(f"/alerts/{token}").text
    assert "地震の被害を見るため" in page
    assert REQUEST.ja in page
    scene.clock.now += timedelta(minutes=5)
    path = f"/api/v1/stops/{made.json()['id']}/release"
    assert scene.client("reviewer").post(path, json={"reason": "終わり"}).status_code == 204
    ((_, token),) = mails(scene, NoticeKind.ALERT_RELEASED)
    assert "地震の被害を見るため" not in scene.client().get(f"/alerts/{token}").text


def test_an_incident_is_told_once_it_is_public(scene: Scene) -> None:
    trial = scene.published(FIRST)
    subscribed(scene)
    scene.clock.now += timedelta(minutes=5)
    at = scene.clock.now.isoformat()
    report = {"happened_at": at, "place": "津市沖", "what": "不時着", "injured": "no", "damage": "unknown"}
    assert scene.post("sora", trial, "incidents", report | {"aircraft": "down"}).status_code == 201
    told = {"text": "不時着しました。", "published": False}
    assert scene.post("reviewer", trial, "incidents/1/notices", told).status_code == 201
    assert mails(scene, NoticeKind.ALERT_URGENT) == []
    assert scene.post("reviewer", trial, "incidents/1/notices", told | {"published": True}).status_code == 201
    assert len(mails(scene, NoticeKind.ALERT_URGENT)) == 1


def test_a_change_after_the_days_mail_is_told_the_next_day(scene: Scene) -> None:
    subscribed(scene)
    scene.clock.now += timedelta(minutes=5)
    trial = scene.published(FIRST)
    scene.clock.now += timedelta(minutes=5)
    assert daily(scene) == 1
    scene.clock.now += timedelta(minutes=5)
    assert scene.act(trial, FIRST, "no_go", reason="強風").status_code == 201
    scene.clock.now += timedelta(minutes=5)
    assert daily(scene) == 0, "one mail a day"
    scene.clock.now += timedelta(days=1)
    assert daily(scene) == 1
    scene.clock.now += timedelta(days=1)
    assert daily(scene) == 0


def test_what_the_office_does_with_a_change_is_no_news(scene: Scene) -> None:
    trial = scene.published(FIRST)
    path = f"{API}/trials/{trial}"
    plan = content()
    plan["operations"][0]["windows"] = windows(FIRST)
    plan["operations"][0]["half_width_m"] = 60
    assert scene.client("sora").put(f"{path}/draft", json=plan).status_code == 204
    assert scene.client("sora").post(f"{path}/amendments").status_code == 201
    scene.clock.now += timedelta(hours=1)
    subscribed(scene)
    before = scene.client().get(f"{API}/public/trials/{trial}").json()
    scene.clock.now += timedelta(hours=1)
    take_in(scene.client("reviewer"), path)
    assert scene.client().get(f"{API}/public/trials/{trial}").json() == before
    scene.clock.now += timedelta(days=1)
    assert daily(scene) == 0


def moved(scene: Scene, trial: str) -> None:
    """Let a trial's route be confirmed 20 km further east."""
    path = f"{API}/trials/{trial}"
    plan = content()
    flight = plan["operations"][0]
    flight["windows"] = windows(FIRST)
    for waypoint in flight["path"]["waypoints"]:
        waypoint["lon_deg"] += 0.2
    assert scene.client("sora").put(f"{path}/draft", json=plan).status_code == 204
    assert scene.client("sora").post(f"{path}/amendments").status_code == 201
    take_in(scene.client("reviewer"), path)
    scene.clock.now += timedelta(hours=1)
    confirm(scene.office, path, revision=2)


def test_a_trial_that_moves_away_is_told_once(scene: Scene) -> None:
    trial = scene.published(FIRST)
    subscribed(scene)
    path = f"{API}/trials/{trial}"
    moved(scene, trial)
    scene.clock.now += timedelta(days=1)
    assert daily(scene) == 0, "what was public is so until the new route is"
    assert scene.client("reviewer").post(f"{path}/publication").status_code == 204
    scene.clock.now += timedelta(hours=1)
    assert daily(scene) == 1
    token = mails(scene, NoticeKind.ALERT_CHANGED)[-1][1]
    page = scene.client().get(f"/alerts/{token}").text
    assert "この場所からはなれたもの" in page
    assert page.count(f'data-trial="{trial}"') == 1
    scene.clock.now += timedelta(days=1)
    assert daily(scene) == 0


def test_a_route_that_was_never_public_is_told_to_nobody(scene: Scene) -> None:
    trial = scene.confirmed(FIRST)
    subscribed(scene)
    moved(scene, trial)
    assert scene.client("reviewer").post(f"{API}/trials/{trial}/publication").status_code == 204
    scene.clock.now += timedelta(hours=1)
    assert daily(scene) == 0


def test_a_stranger_uses_up_no_address_and_a_lost_link_comes_back(scene: Scene) -> None:
    for _ in range(12):
        assert ask(scene).status_code == 303
        scene.clock.now += timedelta(minutes=61)
    assert len(mails(scene, NoticeKind.ALERT_ASKED)) == 12
    subscribed(scene)
    asked = len(mails(scene, NoticeKind.ALERT_ASKED))
    for _ in range(3):
        assert ask(scene).status_code == 303
    assert len(mails(scene, NoticeKind.ALERT_ASKED)) == asked + 1, "once a day"
    token = mails(scene, NoticeKind.ALERT_ASKED)[-1][1]
    assert "受け取っています" in scene.client().get(f"/alerts/{token}").text


def test_mail_that_waits_goes_with_its_alert(scene: Scene) -> None:
    token = subscribed(scene)
    scene.clock.now += timedelta(minutes=5)
    scene.published(FIRST)
    scene.clock.now += timedelta(minutes=5)
    assert daily(scene) == 1
    assert post(scene, f"/alerts/{token}/end").status_code == 200
    assert mails(scene, NoticeKind.ALERT_ASKED, NoticeKind.ALERT_CHANGED) == []


def test_ending_deletes_the_address_and_every_link(scene: Scene) -> None:
    token = subscribed(scene)
    assert held(scene) == (1, [TO])
    assert "お知らせをやめました" in post(scene, f"/alerts/{token}/end").text
    assert held(scene) == (0, [])
    assert scene.client().get(f"/alerts/{token}").status_code == 404
    assert scene.client().get("/alerts/no-such-token").status_code == 404


def test_what_is_not_confirmed_in_time_is_deleted_and_a_year_ends_the_rest(scene: Scene) -> None:
    assert ask(scene).status_code == 303
    ((_, token),) = mails(scene, NoticeKind.ALERT_ASKED)
    scene.clock.now += timedelta(hours=25)
    assert scene.client().get(f"/alerts/{token}").status_code == 404
    daily(scene)
    assert held(scene) == (0, [])
    subscribed(scene)
    scene.clock.now += timedelta(days=366)
    daily(scene)
    assert held(scene) == (0, [])


def test_before_its_end_an_alert_says_so_once_and_goes_on_if_wanted(scene: Scene) -> None:
    first = subscribed(scene)
    ends_on = (scene.clock.now + timedelta(days=365)).astimezone(JST).date()
    scene.clock.now += timedelta(days=350)
    assert daily(scene) == 0
    scene.clock.now += timedelta(days=1)
    assert (daily(scene), daily(scene)) == (1, 0)
    scene.clock.now += timedelta(days=1)
    assert daily(scene) == 0
    ((_, token),) = mails(scene, NoticeKind.ALERT_ENDING)
    assert f"{ends_on.year}年" in scene.client().get(f"/alerts/{token}").text
    assert post(scene, f"/alerts/{token}/confirm").status_code == 303
    scene.clock.now += timedelta(days=20)
    assert daily(scene) == 0
    assert "受け取っています" in scene.client().get(f"/alerts/{first}").text, "it goes on after its first year"
    scene.clock.now += timedelta(days=332)
    assert daily(scene) == 1, "and says so again before the end of the second"


def test_an_address_is_not_flooded_and_nobody_learns_whether_it_is_known(scene: Scene) -> None:
    answers = [ask(scene) for _ in range(3)]
    assert {(one.status_code, one.headers["location"]) for one in answers} == {(303, "/alerts/asked")}
    assert len(mails(scene, NoticeKind.ALERT_ASKED)) == 1


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a@example.jp\nBcc: x@example.jp", "あ@example.jp", "x" * 10_000 + "@example.jp"]
)
def test_what_is_no_address_is_said_and_kept_in_the_field(scene: Scene, email: str) -> None:
    answer = ask(scene, email=email)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert held(scene) == (0, [])


@pytest.mark.parametrize(("place", "status"), [("", 422), ("99999", 404), ("1234567", 422), ("<script>", 422)])
def test_there_is_no_alert_of_no_place(scene: Scene, place: str, status: int) -> None:
    assert ask(scene, place).status_code == status
    assert held(scene) == (0, [])


def test_feeds_of_a_place_hold_what_flies_there(scene: Scene) -> None:
    trial = scene.published(FIRST)
    nobody = scene.client()
    assert trial in nobody.get(f"/public/near/{MESH}/feed.atom").text
    assert trial in nobody.get(f"/public/near/{MESH}/days.ics").text
    assert trial not in nobody.get(f"/public/near/{FAR}/feed.atom").text
    assert nobody.get("/public/near/99999/feed.atom").status_code == 404
