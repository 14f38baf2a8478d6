"""Flight days book the sky: what meets is refused with whom and why; agreements, caps, releases, and the pages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from shapely.geometry import shape
from sqlalchemy import text

from api.security import cookies
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, confirm, content, furnished, take_in
from tests.api.test_office import token
from tests.conftest import Store

API = "/api/v1"
DAY = "2026-11-04"
NEXT_DAY = "2026-11-05"


pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
"""What matters of the database, and of both, is in `test_booking_races.py`."""


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def window(start: str, end: str, day: str = DAY, until: str = "") -> dict[str, str]:
    return {"start": f"{day}T{start}:00+09:00", "end": f"{until or day}T{end}:00+09:00"}


def day(*times: tuple[str, str], on: str = DAY, reserve: bool = False) -> dict[str, Any]:
    return {"day": on, "windows": [window(*each, on) for each in times], "reserve": reserve}


def proposed(*, longitude: float = 136.5246, height: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a proposal of two whole days."""
    plan = content(longitude=longitude) | more
    (flight,) = plan["operations"]
    flight["windows"] = [{"start": f"{DAY}T00:00:00+09:00", "end": "2026-11-06T00:00:00+09:00"}]
    if height is not None:
        for point in flight["path"]["waypoints"]:
            point["height"] = height
    return plan


def confirmed(office: Office, login: str = "sora", **more: Any) -> str:
    """Return the path of a trial whose route is confirmed."""
    client = office.helper(login)
    path = f"{API}/trials/{client.post(f'{API}/trials', json=proposed(**more)).json()['id']}"
    assert client.post(f"{path}/revisions").status_code == 201
    take_in(office.helper("reviewer"), path)
    confirm(office, path)
    return path


def state_days(client: TestClient, trial: str, *days: Any, **more: Any) -> Response:
    return client.post(f"{trial}/schedule", json={"days": list(days), **more})


TEN_TO_TWELVE = day(("10:00", "12:00"))
ELEVEN_TO_ONE = day(("11:00", "13:00"))


def test_days_windows_reserve_days_and_recurrences_are_kept(office: Office) -> None:
    trial, sora = confirmed(office), office.helper("sora")
    rule = {"first_day": NEXT_DAY, "rule": "FREQ=DAILY;COUNT=1", "windows": [{"start": "22:00", "end": "24:00"}]}
    stated = state_days(sora, trial, TEN_TO_TWELVE, recurrences=[rule | {"reserve": True}], flights_per_day=3)
    assert stated.status_code == 201, stated.text
    kept = sora.get(f"{trial}/schedule").json()
    assert kept == stated.json()
    assert kept["days"] == [TEN_TO_TWELVE, {**day(on=NEXT_DAY, reserve=True), "windows": [night()]}]
    assert (kept["flights_per_day"], kept["revision"], kept["to_check"]) == (3, 1, [])
    with unit_of_work(office.store.engine, writes=False) as unit:
        (booking,) = unit.bookings.of_trial(trial.rpartition("/")[2])
    assert [(w.start.isoformat(), w.end.isoformat()) for w in booking.windows] == [
        (f"{DAY}T01:00:00+00:00", f"{DAY}T03:00:00+00:00"),
        (f"{NEXT_DAY}T13:00:00+00:00", f"{NEXT_DAY}T15:00:00+00:00"),
    ]
    assert len(booking.legs) == 2


def night() -> dict[str, str]:
    return window("22:00", "00:00", NEXT_DAY, "2026-11-06")


def test_what_cannot_be_stated_is_refused_and_nothing_is_kept(office: Office) -> None:
    trial, sora = confirmed(office), office.helper("sora")
    rule = {"first_day": DAY, "rule": "FREQ=DAILY;COUNT=10000"}
    for asked, words in (
        ({"days": []}, "実施日がありません"),
        ({"days": [day(("23:00", "23:30"), on="2026-11-06")]}, "計画の日時の中にありません"),
        ({"days": [{"day": DAY, "windows": [window("12:00", "12:00")]}]}, "終わりの時刻が始まりより後"),
        ({"days": [{"day": "1899-01-01"}]}, "1899 年は扱えません"),
        ({"days": [{"day": DAY, "windows": [window("23:00", "01:00", DAY, "2026-11-06")]}]}, "24時間より長い"),
        ({"recurrences": [rule]}, "10,000日"),
        ({"days": [TEN_TO_TWELVE], "recurrences": [rule | {"rule": "FREQ=MINUTELY;COUNT=2"}]}, "1日に何度も"),
    ):
        refused = sora.post(f"{trial}/schedule", json=asked)
        assert (refused.status_code, words in refused.json()["detail_ja"]) == (422, True), refused.text
    naive = {"day": DAY, "windows": [{"start": f"{DAY}T10:00:00", "end": f"{DAY}T11:00:00"}]}
    assert "timezone" in state_days(sora, trial, naive).text
    assert sora.get(f"{trial}/schedule").status_code == 404
    assert sora.get(trial).json()["state"] == "confirmed"


def test_a_certain_conflict_is_refused_with_when_where_and_what_to_do(office: Office) -> None:
    first, second = confirmed(office), confirmed(office, "umi")
    sora, umi = office.helper("sora"), office.helper("umi")
    assert state_days(sora, first, TEN_TO_TWELVE).status_code == 201
    refused = state_days(umi, second, ELEVEN_TO_ONE)
    assert (refused.status_code, refused.json()["where"]) == (409, "days")
    said = refused.json()["detail_ja"]
    assert "2026-11-04 11:00～12:00に、地上" in said
    assert "公表されていない実証実験（県に問い合わせてください）" in said
    assert "空の便" not in said
    assert "県に相談" in said
    assert umi.get(f"{second}/schedule").status_code == 404
    assert office.helper("reviewer").post(f"{first}/publication").status_code in (201, 204)
    assert "空の便：飛行する空域が" in state_days(umi, second, ELEVEN_TO_ONE).json()["detail_ja"]
    assert state_days(umi, second, day(("12:00", "13:00"))).status_code == 201, "one after the other"
    assert state_days(sora, first, TEN_TO_TWELVE).status_code == 201, "one's own booking is in nobody's way"


def test_one_above_the_other_is_no_conflict_and_an_unknown_height_is_a_possible_one(office: Office) -> None:
    above = content()["operations"][0]["path"]["waypoints"]
    corners = [[p["lon_deg"], p["lat_deg"]] for p in above]
    area = {
        "type": "area",
        "shape": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]},
        "floor": {"value_m": 200, "datum": "agl"},
        "ceiling": {"value_m": 220, "datum": "agl"},
    }
    high = proposed()["operations"][0] | {"path": area}
    first, second = confirmed(office), confirmed(office, "umi", operations=[high])
    third = confirmed(office, "umi", height={"value_m": 900, "datum": "unknown"})
    assert state_days(office.helper("sora"), first, TEN_TO_TWELVE).status_code == 201
    assert state_days(office.helper("umi"), second, TEN_TO_TWELVE).status_code == 201
    refused = state_days(office.helper("umi"), third, TEN_TO_TWELVE)
    assert refused.status_code == 409
    assert "重ならないとは言えません" in refused.json()["detail_ja"]


def test_staff_record_an_agreement_that_lets_both_fly_and_both_see_it(office: Office) -> None:
    first, second = confirmed(office), confirmed(office, "umi")
    sora, umi, reviewer = (office.helper(login) for login in ("sora", "umi", "reviewer"))
    first_id, second_id = first.rpartition("/")[2], second.rpartition("/")[2]
    assert state_days(sora, first, TEN_TO_TWELVE).status_code == 201
    asked = {"other_id": first_id, "reason": "高さを分けて交代で飛ぶ。"}
    assert reviewer.post(f"{second}/coordinations", json=asked | {"reason": " "}).status_code == 422
    assert reviewer.post(f"{second}/coordinations", json=asked | {"other_id": second_id}).status_code == 422
    assert reviewer.post(f"{second}/coordinations", json=asked | {"other_id": "none"}).status_code == 404
    assert reviewer.post(f"{second}/coordinations", json=asked).status_code == 201
    again = {"other_id": second_id, "reason": "もう一度"}
    assert reviewer.post(f"{first}/coordinations", json=again).status_code == 409, "it holds both ways"
    assert state_days(umi, second, ELEVEN_TO_ONE).status_code == 201
    (seen, *_), (other, *_) = sora.get(f"{first}/conflicts").json(), umi.get(f"{second}/conflicts").json()
    assert seen["windows"] == other["windows"] == [{"start": f"{DAY}T02:00:00Z", "end": f"{DAY}T03:00:00Z"}]
    assert seen["agreed_at"] == other["agreed_at"] is not None
    assert (seen["own"]["trial_id"], seen["other"]["trial_id"]) == (first_id, None)
    assert shape(seen["where"]).area > 0
    known = reviewer.get(f"{first}/conflicts").json()[0]
    assert known["other"]["trial_id"] == second_id
    assert "うみかぜ（令8-空-" in known["whose"]["ja"]
    case = reviewer.get(f"/staff/trials/{first_id}").text
    section = case[case.index('id="conflicts"') :].partition("</ul>")[0]
    assert "調整済み" in section
    assert f'href="/staff/trials/{second_id}"' in section
    drawn = reviewer.get(f"/staff/trials/{first_id}/map/1?lang=ja").text
    assert "重なるが調整済みの場所" in drawn
    assert "重なり1　うみかぜ（令8-空-" in drawn
    assert "うみかぜ" not in sora.get(f"/operator/trials/{first_id}/map/1").text
    days = {"from": DAY, "to": NEXT_DAY}
    assert len(reviewer.get(f"{API}/conflicts", params=days).json()) == len(sora.get(f"{first}/conflicts").json())
    assert reviewer.get(f"{API}/conflicts", params={"from": NEXT_DAY, "to": NEXT_DAY}).json() == []
    assert reviewer.get(f"{API}/conflicts", params={"from": NEXT_DAY, "to": DAY}).status_code == 422
    page = reviewer.get("/staff/days", params=days).text
    assert "調整済み" in page
    assert "うみかぜ（令8-空-" in page
    assert "空域が確保されていません" not in page
    with unit_of_work(office.store.engine) as unit:
        unit.bookings.release(first_id, NOW)
    assert "空域が確保されていません" in reviewer.get("/staff/days", params=days).text, "as days of before 0018"
    assert reviewer.get("/staff/days", params={"from": NEXT_DAY, "to": DAY}).status_code == 422
    assert reviewer.get("/staff/days", params={"from": "9999-12-31"}).status_code == 422
    assert "実施日はありません" in reviewer.get("/staff/days", params={"from": "2027-01-01", "to": "2027-01-02"}).text


def test_what_is_over_is_free_again_and_a_change_in_the_office_still_holds(office: Office) -> None:
    trials = [confirmed(office) for _ in range(2)]
    waiting, umi, sora = confirmed(office, "umi"), office.helper("umi"), office.helper("sora")
    withdrawn, amended = trials
    assert state_days(sora, withdrawn, TEN_TO_TWELVE).status_code == 201
    assert state_days(umi, waiting, TEN_TO_TWELVE).status_code == 409
    assert sora.post(f"{withdrawn}/withdrawal").status_code == 204
    assert state_days(sora, amended, TEN_TO_TWELVE).status_code == 201
    wider = proposed()
    wider["operations"][0]["half_width_m"] = 80
    assert sora.put(f"{amended}/draft", json=wider).status_code in (200, 204)
    assert sora.post(f"{amended}/amendments").status_code == 201
    assert state_days(umi, waiting, TEN_TO_TWELVE).status_code == 409, "until the change is confirmed"
    take_in(office.helper("reviewer"), amended)
    confirm(office, amended, revision=2)
    assert state_days(umi, waiting, TEN_TO_TWELVE).status_code == 201


def test_a_notice_of_change_books_what_is_flown_from_then_on(office: Office) -> None:
    trial, other = confirmed(office), confirmed(office, "umi")
    sora, umi = office.helper("sora"), office.helper("umi")
    assert state_days(sora, trial, TEN_TO_TWELVE).status_code == 201
    later = proposed()
    later["operations"][0]["windows"] = [window("11:00", "15:00")]
    assert sora.put(f"{trial}/draft", json=later).status_code in (200, 204)
    refused = sora.post(f"{trial}/change-notices")
    assert refused.status_code == 409
    assert "実施日を出しなおして" in refused.json()["detail_ja"]
    assert state_days(sora, trial, day(("11:00", "12:00"))).status_code == 201
    assert sora.post(f"{trial}/change-notices").status_code == 201
    with unit_of_work(office.store.engine, writes=False) as unit:
        (booking,) = unit.bookings.of_trial(trial.rpartition("/")[2])
    assert booking.windows[0].end - booking.windows[0].start == timedelta(hours=1)
    assert state_days(umi, other, day(("10:00", "11:00"))).status_code == 201
    assert state_days(sora, trial, day(("10:30", "11:30"))).status_code == 422, "no longer in what is flown"
    assert state_days(sora, trial, day(("11:00", "12:00"))).json()["revision"] == 2


RING = [[136.53, 34.69], [136.57, 34.69], [136.57, 34.72], [136.53, 34.72], [136.53, 34.69]]
AREA = {"type": "Polygon", "coordinates": [RING]}


def cap(most: int, **more: Any) -> dict[str, Any]:
    return {"name": "見本地区", "area": AREA, "a_month": most, "since": "2026-10-01", **more}


def test_staff_record_an_agreement_on_the_page_by_reception_numbers(office: Office) -> None:
    first, second = confirmed(office), confirmed(office, "umi")
    reviewer = office.helper("reviewer")
    one, other = (reviewer.get(f"{trial}/acceptance").json()["reference"] for trial in (first, second))
    form = {"csrf_token": token(reviewer), "one": one, "other_id": other, "reason": "交代で飛ぶ。"}
    for sent, words in (
        ({"other_id": "令8-空-9999"}, "受付番号「令8-空-9999」の実証実験はありません"),
        ({"other_id": one}, "同じ実証実験です"),
        ({"reason": ""}, "書かれていません"),
    ):
        shown = reviewer.post("/staff/days/coordinations", data=form | sent)
        assert (shown.status_code, words in shown.text) == (422, True), sent
        assert one in shown.text
    assert reviewer.post("/staff/days/coordinations", data=form, follow_redirects=False).status_code == 303
    assert reviewer.post("/staff/days/coordinations", data=form).status_code == 409
    assert state_days(office.helper("sora"), first, TEN_TO_TWELVE).status_code == 201
    assert state_days(office.helper("umi"), second, TEN_TO_TWELVE).status_code == 201
    assert "2つの実証実験の調整を記録する" not in office.helper("auditor").get("/staff/days").text


def test_what_is_past_is_in_nobodys_way(office: Office) -> None:
    """Two flew at one time by agreement; a change of what is still to be flown does not meet that any more."""
    first, second = confirmed(office), confirmed(office, "umi")
    later = day(("10:00", "11:00"), on=NEXT_DAY)
    assert state_days(office.helper("umi"), second, TEN_TO_TWELVE).status_code == 201
    asked = {"other_id": second.rpartition("/")[2], "reason": "交代で飛ぶ。"}
    assert office.helper("reviewer").post(f"{first}/coordinations", json=asked).status_code == 201
    sora = office.helper("sora")
    assert state_days(sora, first, TEN_TO_TWELVE, later).status_code == 201
    with office.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER coordination_no_delete"))
        connection.execute(text("DELETE FROM coordination"))
    assert sora.put(f"{first}/draft", json=proposed(purpose="別の目的")).status_code == 204
    assert sora.post(f"{first}/change-notices").status_code == 409
    noon = NOW + timedelta(days=34, minutes=30)  # half past twelve of the first day
    afterwards = TestClient(office.app(office.settings, lambda: noon))
    with unit_of_work(office.store.engine) as unit:
        unit.sessions.open("later", "id-sora", now=noon, expires_at=noon + timedelta(hours=12))
    afterwards.cookies.set(cookies.SESSION, "later")
    assert afterwards.post(f"{first}/change-notices").status_code == 201


def test_a_neighbourhoods_cap_counts_all_trials_and_is_not_exceeded(office: Office) -> None:
    reviewer, sora, umi = (office.helper(login) for login in ("reviewer", "sora", "umi"))
    first, second = confirmed(office), confirmed(office, "umi")
    assert reviewer.post(f"{API}/overflight-caps", json=cap(-1)).status_code == 422
    bow_tie = {"coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    assert reviewer.post(f"{API}/overflight-caps", json=cap(3) | {"area": bow_tie}).status_code == 422
    made = reviewer.post(f"{API}/overflight-caps", json=cap(5)).json()
    unknown = state_days(sora, first, TEN_TO_TWELVE)
    assert (unknown.status_code, unknown.json()["where"]) == (422, "flights_per_day")
    assert "要確認" in unknown.json()["detail_ja"]
    assert state_days(sora, first, TEN_TO_TWELVE, flights_per_day=4).json()["to_check"] == []
    refused = state_days(umi, second, day(("14:00", "15:00")), flights_per_day=2)
    assert refused.status_code == 409
    assert "予定が6回で、上限は5回" in refused.json()["detail_ja"]
    changed = reviewer.put(f"{API}/overflight-caps/{made['id']}", json=cap(6))
    assert [(m["flights"], m["exceeded"]) for m in changed.json()["months"]] == [(4, False)]
    assert state_days(umi, second, day(("14:00", "15:00")), flights_per_day=2).status_code == 201
    assert reviewer.put(f"{API}/overflight-caps/none", json=cap(6)).status_code == 404
    assert [m["flights"] for m in reviewer.get(f"{API}/overflight-caps").json()[0]["months"]] == [6]
    assert "予定が6回で、上限は6回" in reviewer.get("/staff/days", params={"from": DAY, "to": DAY}).text


def test_what_another_trial_does_not_tell_is_said_when_days_are_stated(office: Office) -> None:
    reviewer, sora, umi = (office.helper(login) for login in ("reviewer", "sora", "umi"))
    first, second = confirmed(office), confirmed(office, "umi")
    assert state_days(sora, first, TEN_TO_TWELVE).status_code == 201
    assert reviewer.post(f"{API}/overflight-caps", json=cap(5)).status_code == 201
    stated = state_days(umi, second, day(("14:00", "15:00")), flights_per_day=2)
    assert stated.status_code == 201
    (text,) = stated.json()["to_check"]
    assert "回数の分からない実証実験が1件あり、要確認" in text["ja"]
    too_often = confirmed(office, flights_per_day=3)
    assert state_days(sora, too_often, day(("18:00", "19:00")), flights_per_day=4).json()["where"] == "flights_per_day"


def test_the_form_takes_lines_and_a_weekly_recurrence_and_keeps_what_was_written(office: Office) -> None:
    trial, other = confirmed(office), confirmed(office, "umi")
    sora = office.helper("sora")
    page = f"/operator/trials/{trial.rpartition('/')[2]}"
    form, weekly = {"csrf_token": token(sora)}, {"repeat_we": "yes", "repeat_from": DAY}
    for sent, words in (
        ({"days": f"{DAY} 10:00"}, "読めません"),
        ({"days": f"{DAY} 25:00-26:00"}, "時刻ではありません"),
        ({"days": "あした 10:00-11:00"}, "日付を入力してください"),
        (weekly | {"repeat_until": "2099-01-01"}, "5年より先"),
        (weekly | {"repeat_until": NEXT_DAY, "repeat_start": "10:00"}, "時刻ではありません"),
        (weekly, "入力してください"),
        ({"days": DAY, "flights_per_day": "多数"}, "数"),
    ):
        shown = sora.post(f"{page}/schedule", data=form | sent)
        assert (shown.status_code, words in shown.text) == (422, True), (sent, shown.text)
        assert all(each in shown.text for each in sent.values() if each != "yes")
    assert state_days(office.helper("umi"), other, day(("12:00", "13:00"))).status_code == 201
    lines = f"{DAY} 10:00～12:30\r\n"
    refused = sora.post(f"{page}/schedule", data=form | {"days": lines})
    assert (refused.status_code, "ほかの実証実験と重なります" in refused.text) == (409, True)
    assert "10:00~12:30" in refused.text
    recurring = {"repeat_th": "yes", "repeat_from": DAY, "repeat_until": NEXT_DAY}
    sent = form | {"days": f"{DAY} 10:00-11:00 11:30-12:00", "flights_per_day": "２", **recurring}
    assert sora.post(f"{page}/schedule", data=sent).status_code == 200
    night_and_day = {"days": "2026/11/04 22:00-02:00 予備", "repeat_start": "10:00", "repeat_end": "11:00"}
    assert sora.post(f"{page}/schedule", data=sent | night_and_day).status_code == 200
    kept = sora.get(f"{trial}/schedule").json()
    assert [(one["day"], one["reserve"]) for one in kept["days"]] == [(DAY, True), (NEXT_DAY, False)]
    shown = sora.get(page).text
    assert "22:00～02:00（翌日）（予備日）" in shown
