"""A fortnight in script: flights, a postponement, a stale notice refused, a stop over an area, an incident.

After each step every public surface is read: page, first page, list, both JSON answers, both feeds, both calendars.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from airspace.flight_day.state import DayState
from airspace.trial import JST
from tests.api.flight_days import API, FIRST, Scene, at
from tests.api.offices import furnished
from tests.api.surfaces import agree, look
from tests.conftest import Store

DAYS = tuple(FIRST + timedelta(n) for n in (0, 1, 3, 7, 8))
RESERVE = FIRST + timedelta(10)
MONDAY, TUESDAY, THURSDAY, NEXT_MONDAY, NEXT_TUESDAY = DAYS
AREA = [[136.4, 34.6], [136.7, 34.6], [136.7, 34.8], [136.4, 34.8]]


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


class Fortnight:
    """A published trial, and the sequence of each of its days in the calendars, which only ever grows."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.trial = scene.published(*DAYS, reserve=(RESERVE,))
        self.sequences: dict[date, int] = {}

    def expect(self, day: date, state: DayState, status: str, reason: str = "") -> None:
        listed = day >= self.scene.clock.now.astimezone(JST).date() and state is not DayState.RESERVE
        sequence = agree(look(self.scene.client(), self.trial, day), state, status, reason=reason, listed=listed)
        assert sequence >= self.sequences.get(day, 0)
        self.sequences[day] = sequence

    def grows(self, day: date, state: DayState, status: str, reason: str = "") -> None:
        before = self.sequences[day]
        self.expect(day, state, status, reason)
        assert self.sequences[day] > before

    def fly(self, day: date) -> None:
        self.scene.set(day, 8)
        self.scene.ready(self.trial, day)
        assert self.scene.act(self.trial, day, "go").status_code == 201
        self.grows(day, DayState.GO, "CONFIRMED")
        self.scene.set(day, 15)
        assert self.scene.act(self.trial, day, "flown").status_code == 201
        self.grows(day, DayState.FLOWN, "CONFIRMED")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_fortnight(scene: Scene) -> None:
    fortnight = Fortnight(scene)
    trial = fortnight.trial
    for day in DAYS:
        fortnight.expect(day, DayState.PLANNED, "TENTATIVE")
    fortnight.expect(RESERVE, DayState.RESERVE, "TENTATIVE")
    fortnight.fly(MONDAY)

    scene.set(TUESDAY, 8)
    scene.ready(trial, TUESDAY)
    blown = scene.act(trial, TUESDAY, "postponed", reason="強風のため", to=f"{RESERVE}")
    assert blown.status_code == 201
    fortnight.grows(TUESDAY, DayState.POSTPONED, "CANCELLED", "強風のため")
    assert f"{RESERVE}" in look(scene.client(), trial, TUESDAY).feeds[0]
    fortnight.grows(RESERVE, DayState.PLANNED, "TENTATIVE")
    assert look(scene.client(), trial, RESERVE).one["moved_from"] == f"{TUESDAY}"

    scene.set(THURSDAY, 8)
    assert scene.act(trial, THURSDAY, "no_go", reason="機体の点検のため").status_code == 201
    fortnight.grows(THURSDAY, DayState.NO_GO, "CANCELLED", "機体の点検のため")

    scene.set(NEXT_MONDAY, 8)
    scene.ready(trial, NEXT_MONDAY)
    assert scene.act(trial, NEXT_MONDAY, "go").status_code == 201
    fortnight.grows(NEXT_MONDAY, DayState.GO, "CONFIRMED")
    scene.set(NEXT_MONDAY, 9)
    stop = scene.client("reviewer").post(f"{API}/stops", json={"polygons": [AREA], "reason": "地震のため"})
    assert stop.status_code == 201
    for day in (NEXT_MONDAY, NEXT_TUESDAY, RESERVE):
        fortnight.grows(day, DayState.HELD, "TENTATIVE", "地震のため")
    for day, state, status, reason in (
        (MONDAY, DayState.FLOWN, "CONFIRMED", ""),
        (TUESDAY, DayState.POSTPONED, "CANCELLED", "強風のため"),
        (THURSDAY, DayState.NO_GO, "CANCELLED", "機体の点検のため"),
    ):
        fortnight.expect(day, state, status, reason)
    assert scene.act(trial, NEXT_MONDAY, "go").status_code == 409
    scene.set(NEXT_MONDAY, 13)
    ended = f"{API}/stops/{stop.json()['id']}/release"
    assert scene.client("reviewer").post(ended, json={"reason": "余震なし"}).status_code == 204
    for day in (NEXT_MONDAY, NEXT_TUESDAY, RESERVE):
        fortnight.grows(day, DayState.PLANNED, "TENTATIVE")
    refused = scene.act(trial, NEXT_MONDAY, "go")
    assert "not within 3 hours" in refused.text, "the check of eight o'clock is old"
    assert scene.act(trial, NEXT_MONDAY, "no_go", reason="地震のあとの点検").status_code == 201
    fortnight.grows(NEXT_MONDAY, DayState.NO_GO, "CANCELLED", "地震のあとの点検")

    scene.set(NEXT_TUESDAY, 8)
    scene.ready(trial, NEXT_TUESDAY)
    assert scene.act(trial, NEXT_TUESDAY, "go").status_code == 201
    scene.set(NEXT_TUESDAY, 11)
    report = {
        "happened_at": at(NEXT_TUESDAY, 10, 40).isoformat(),
        "place": "津市沖",
        "what": "不時着",
        "injured": "no",
        "damage": "unknown",
        "aircraft": "down",
    }
    assert scene.post("sora", trial, "incidents", report).status_code == 201
    words = "機体が海に不時着しました。<b>けが人はいません。</b>"
    assert words not in scene.client().get(f"{API}/public/trials/{trial}").text
    told = {"text": words, "published": True}
    assert scene.post("reviewer", trial, "incidents/1/notices", told).status_code == 201
    fortnight.grows(NEXT_TUESDAY, DayState.GO, "CONFIRMED")
    resident = scene.client()
    assert "&lt;b&gt;けが人はいません" in resident.get(f"/trials/{trial}").text
    assert "事故・トラブルについてのお知らせがあります" in resident.get("/").text
    for path in (f"/public/trials/{trial}", "/public"):
        assert "&lt;b&gt;けが人はいません" in resident.get(f"{path}/feed.atom").text
    assert words in look(resident, trial, NEXT_TUESDAY).events[0]["DESCRIPTION"]

    scene.set(RESERVE, 8)
    scene.permit(trial, RESERVE, RESERVE)
    scene.check(trial, RESERVE)
    stale = scene.act(trial, RESERVE, "go")
    assert stale.status_code == 409
    assert "The notice on record is from before the postponement" in stale.text
    fortnight.expect(RESERVE, DayState.PLANNED, "TENTATIVE")
    fortnight.fly(RESERVE)
