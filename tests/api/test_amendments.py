"""Conditions, commitments, what changed, and amendments inside and outside what was confirmed, by the API."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import pytest
from fastapi.testclient import TestClient

from airspace.plan import Plan
from api.schemas.proposal import ProposalContent
from api.store.unit_of_work import unit_of_work
from tests.api.offices import Office, confirm, content, furnished, slip, slip_in, take_in
from tests.conftest import Store

API = "/api/v1"
HOURS = {"kind": "hours", "start": "09:00:00", "end": "17:00:00"}
CONDITION = {"text": "9時から17時まで。", "reason": "通学の時間を避けるため。", "constraint": HOURS}
PROMISE = {"text": "学校の上は飛ばない。", "reason": "説明会での約束。"}
SCHOOL = {
    "kind": "keep_out",
    "name": "学校",
    "margin_m": 20,
    "area": {
        "type": "Polygon",
        "coordinates": [
            [[136.5480, 34.7030], [136.5500, 34.7030], [136.5500, 34.7050], [136.5480, 34.7050], [136.5480, 34.7030]]
        ],
    },
}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


class Case:
    """A trial under review, or whose route is confirmed."""

    def __init__(
        self, office: Office, conditions: list[dict[str, Any]] | None = None, *, confirmed: bool = True
    ) -> None:
        self.sora, self.staff = office.helper("sora"), office.helper("reviewer")
        self.id = self.sora.post(f"{API}/trials", json=content()).json()["id"]
        self.path = f"{API}/trials/{self.id}"
        assert self.sora.post(f"{self.path}/revisions").status_code == 201
        take_in(self.staff, self.path)
        if confirmed:
            confirm(office, self.path, conditions=[CONDITION] if conditions is None else conditions)

    def draft(self, change: dict[str, Any] | None = None, **flight: Any) -> None:
        plan = content() | (change or {})
        plan["operations"][0] |= flight
        saved = self.sora.put(f"{self.path}/draft", json=plan)
        assert saved.status_code == 204, saved.text

    @property
    def state(self) -> str:
        return self.sora.get(self.path).json()["state"]


@pytest.fixture
def case(office: Office) -> Case:
    return Case(office)


NARROW = {"half_width_m": 40}
WIDE = {"half_width_m": 60}
EARLY = {"windows": [{"start": "2026-11-04T08:00:00+09:00", "end": "2026-11-04T15:00:00+09:00"}]}


def test_a_change_inside_is_noticed_and_the_route_stays_confirmed(case: Case) -> None:
    case.draft({"title": "津の沿岸（変更）"}, **NARROW)
    seen = case.sora.get(f"{case.path}/draft/amendment").json()
    assert (seen["against"], seen["inside"], seen["excesses"], seen["notice"]) == (1, True, [], False)
    assert case.sora.get(case.path).json()["title"] == "津の沿岸", "a draft changes no title of what is confirmed"
    noticed = case.sora.post(f"{case.path}/change-notices")
    assert noticed.status_code == 201, noticed.text
    assert (noticed.json()["number"], case.state) == (2, "confirmed")
    frozen = case.staff.get(f"{case.path}/revisions/2/amendment").json()
    assert frozen == seen | {"notice": True, "conditions": frozen["conditions"]}
    assert [found["finding"]["outcome"] for found in frozen["conditions"]] == ["CLEAR"]
    assert case.sora.get(case.path).json()["title"] == "津の沿岸（変更）"


def test_a_notice_is_what_flies_and_what_is_published(case: Case, office: Office) -> None:
    case.draft(**NARROW)
    case.sora.post(f"{case.path}/change-notices")
    assert case.staff.post(f"{case.path}/publication").status_code == 204
    shown = office.client().get(f"{API}/public/trials/{case.id}").json()
    assert (shown["revision"], shown["decision"]["revision"]) == (2, 1)
    assert shown["content"]["operations"][0]["half_width_m"] == 40


def test_a_change_outside_is_no_notice_and_goes_back_to_review(case: Case, office: Office) -> None:
    case.draft(**WIDE, **EARLY)
    seen = case.sora.get(f"{case.path}/draft/amendment").json()
    assert seen["inside"] is False
    assert {excess["aspect"] for excess in seen["excesses"]} >= {"ground_risk_buffer", "time", "condition"}
    buffer = next(excess for excess in seen["excesses"] if excess["aspect"] == "ground_risk_buffer")
    assert buffer["by"] == pytest.approx(10, abs=0.01)
    refused = case.sora.post(f"{case.path}/change-notices")
    assert refused.status_code == 409
    assert "変更届では足りません" in refused.text
    assert case.state == "confirmed"
    assert case.sora.get(f"{case.path}/draft").json()["operations"][0]["half_width_m"] == 60, "the draft is kept"
    amended = case.sora.post(f"{case.path}/amendments")
    assert amended.status_code == 201
    assert (amended.json()["number"], case.state) == (2, "submitted")
    frozen = case.staff.get(f"{case.path}/revisions/2/amendment").json()
    assert (frozen["inside"], frozen["notice"]) == (False, False)
    caught = [found for found in frozen["conditions"] if found["finding"]["outcome"] == "CAUGHT"]
    assert len(caught) == 1
    assert "08:00" in caught[0]["finding"]["text"]["ja"]
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None


def test_a_change_after_a_review_is_judged_by_the_newer_confirmation(office: Office, case: Case) -> None:
    case.draft(**WIDE)
    assert case.sora.post(f"{case.path}/amendments").status_code == 201
    take_in_again(case.staff, case.path)
    confirm(office, case.path, revision=2)
    case.draft(half_width_m=55)
    seen = case.sora.get(f"{case.path}/draft/amendment").json()
    assert (seen["against"], seen["inside"]) == (2, True)


def take_in_again(staff: TestClient, trial: str) -> None:
    """Accept an amended trial, which keeps its number, and review it."""
    assert staff.post(f"{trial}/acceptance", json={}).status_code in (200, 201)
    assert staff.post(f"{trial}/review").status_code == 204


def test_several_small_steps_do_not_add_up_to_a_large_one(case: Case) -> None:
    """Each notice is judged by what was confirmed, not by the notice before it."""
    case.draft(**NARROW)
    assert case.sora.post(f"{case.path}/change-notices").status_code == 201
    case.draft(half_width_m=50)
    assert case.sora.post(f"{case.path}/change-notices").status_code == 201
    case.draft(half_width_m=50.001)
    assert case.sora.post(f"{case.path}/change-notices").status_code == 409


def test_without_a_draft_there_is_nothing_to_judge_or_submit(case: Case) -> None:
    assert case.sora.get(f"{case.path}/draft/amendment").status_code == 404
    assert case.sora.post(f"{case.path}/change-notices").status_code == 409
    assert case.sora.post(f"{case.path}/amendments").status_code == 409
    assert case.staff.get(f"{case.path}/revisions/1/amendment").status_code == 404
    assert case.staff.get(f"{case.path}/revisions/9/amendment").status_code == 404


def test_a_correction_of_an_amendment_is_judged_again(case: Case) -> None:
    case.draft(**WIDE)
    case.sora.post(f"{case.path}/amendments")
    asked = case.staff.post(f"{case.path}/corrections", json={"revision": 2, "reason": "幅を狭く"})
    assert asked.status_code == 201
    case.draft(**NARROW)
    assert case.sora.post(f"{case.path}/revisions").status_code == 201
    frozen = case.staff.get(f"{case.path}/revisions/3/amendment").json()
    assert (frozen["against"], frozen["inside"], frozen["notice"]) == (1, True, False)


def test_a_plan_holds_all_that_a_proposal_says() -> None:
    """A member that is added to proposals belongs in plans, and so in what is compared and judged."""
    assert set(ProposalContent.model_fields) == {field.name for field in fields(Plan)}


@pytest.mark.parametrize("step", ["change-notices", "amendments"])
@pytest.mark.each_engine
def test_of_many_who_submit_one_change_one_does(case: Case, step: str) -> None:
    case.draft(**NARROW)
    assert case.sora.get(f"{case.path}/draft/amendment").status_code == 200, "the application is warm"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: case.sora.post(f"{case.path}/{step}").status_code, range(8)))
    assert sorted(answers) == [201] + [409] * 7
    assert len(case.staff.get(f"{case.path}/revisions").json()) == 2


# --- differences


def test_what_changed_is_told_by_the_numbers_of_revisions(case: Case) -> None:
    case.draft({"noise": "50 dB"}, **WIDE)
    case.sora.post(f"{case.path}/amendments")
    found = case.staff.get(f"{case.path}/revisions/2/difference", params={"against": 1}).json()
    assert (found["number"], found["against"]) == (2, 1)
    (flight,) = found["flights"]
    assert (flight["before"], flight["after"]) == (0, 0)
    assert flight["place"]["added_m2"] > 0
    assert flight["changes"][0] == {
        "part": "place",
        "name": {"ja": "片側の幅", "en": "Half-width"},
        "before": {"ja": "50.0 m", "en": "50.0 m"},
        "after": {"ja": "60.0 m", "en": "60.0 m"},
    }
    assert [(change["part"], change["after"]["ja"]) for change in found["changes"]] == [("text", "50 dB")]
    back = case.sora.get(f"{case.path}/revisions/1/difference", params={"against": 2}).json()
    assert back["flights"][0]["place"]["removed_m2"] == pytest.approx(flight["place"]["added_m2"])
    same = case.sora.get(f"{case.path}/revisions/1/difference", params={"against": 1}).json()
    assert same["flights"] == [{"before": 0, "after": 0, "place": None, "changes": []}]


@pytest.mark.parametrize(("number", "against", "status"), [(2, 1, 404), (1, 2, 404), (1, 0, 422), (1, "x", 422)])
def test_a_difference_needs_two_revisions(case: Case, number: int, against: object, status: int) -> None:
    answer = case.sora.get(f"{case.path}/revisions/{number}/difference", params={"against": against})
    assert answer.status_code == status


# --- conditions


def test_conditions_are_listed_with_their_reasons_and_what_a_machine_checks(case: Case) -> None:
    listed = case.sora.get(f"{case.path}/conditions").json()
    (condition,) = listed["conditions"]
    assert (listed["revision"], listed["commitments"]) == (1, [])
    assert condition | {"id": ""} == {
        "id": "",
        **CONDITION,
        "owner": "operator",
        "due": None,
        "source": "decision",
        "constraint": HOURS | {"weekdays": [0, 1, 2, 3, 4, 5, 6], "on_holidays": True},
        "constraint_text": {
            "ja": "飛行は09:00～17:00に限る",
            "en": "Flights only 09:00–17:00 (Japan time)",
        },
    }


CONSTRAINTS: list[dict[str, Any]] = [
    HOURS | {"weekdays": [5, 6], "on_holidays": False},
    {"kind": "ceiling", "height": {"value_m": 60.5, "datum": "amsl", "origin": ""}},
    SCHOOL,
    {"kind": "most_flights", "a_day": 4},
    {"kind": "wind", "text": "毎秒8メートルまで"},
]


def test_every_constraint_comes_back_as_it_was_sent(office: Office) -> None:
    sent = [CONDITION | {"constraint": constraint} for constraint in CONSTRAINTS]
    case = Case(office, sent)
    listed = case.sora.get(f"{case.path}/conditions").json()["conditions"]
    assert [condition["constraint"] for condition in listed] == CONSTRAINTS


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": " \u200b"},
        {"text": ""},
        {"text": "a\x00b"},
        {"text": "あ" * 2_001},
        {"owner": "nobody"},
        {"constraint": HOURS | {"end": "08:00:00"}},
        {"constraint": HOURS | {"start": "09:00:00+09:00"}},
        {"constraint": HOURS | {"weekdays": []}},
        {"constraint": {"kind": "ceiling", "height": {"value_m": 60, "datum": "takeoff"}}},
        {"constraint": {"kind": "ceiling", "height": {"value_m": 1e9, "datum": "agl"}}},
        {"constraint": SCHOOL | {"margin_m": -1}},
        {
            "constraint": SCHOOL
            | {"area": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}}
        },
        {"constraint": {"kind": "most_flights", "a_day": 0}},
        {"constraint": {"kind": "wind", "text": ""}},
        {"constraint": {"kind": "weather"}},
        {"weight": 1},
    ],
    ids=lambda wrong: json.dumps(wrong, ensure_ascii=False)[:40],
)
def test_conditions_that_cannot_be_kept_are_refused(office: Office, wrong: dict[str, Any]) -> None:
    case = Case(office, confirmed=False)
    refused = case.staff.post(f"{case.path}/slips", json=slip_in(here=False, conditions=[CONDITION | wrong]))
    assert refused.status_code == 422, refused.text
    assert case.staff.get(f"{case.path}/slips").json() == []


@pytest.mark.parametrize("wrong", [["風速8m/sまで"], [CONDITION] * 51], ids=["a text alone", "too many"])
def test_conditions_are_fifty_at_most_and_no_texts(office: Office, wrong: list[Any]) -> None:
    case = Case(office, confirmed=False)
    sent = slip_in(here=False, conditions=wrong)
    assert case.staff.post(f"{case.path}/slips", json=sent).status_code == 422


def test_what_is_drafted_is_what_binds(office: Office) -> None:
    """A slip keeps conditions whole, and whoever drafts it anew finds them as they were."""
    sent = [
        CONDITION | {"constraint": constraint, "due": "2026-12-01", "owner": "manager"} for constraint in CONSTRAINTS
    ]
    case = Case(office, confirmed=False)
    slip_id = slip(office, case.path, "drafted", conditions=sent)
    drafted = case.staff.get(f"{case.path}/slips/{slip_id}").json()["conditions"]
    assert [condition | {"source": "decision"} for condition in sent] == drafted


# --- commitments


def test_promises_are_recorded_replaced_and_never_lost(case: Case, office: Office) -> None:
    first = case.staff.post(f"{case.path}/commitments", json=PROMISE)
    assert first.status_code == 201, first.text
    second = case.sora.post(f"{case.path}/commitments", json=PROMISE | {"replaces": 1, "constraint": SCHOOL})
    assert second.status_code == 201
    twice = case.sora.post(f"{case.path}/commitments", json=PROMISE | {"replaces": 1})
    assert twice.status_code == 409
    listed = case.sora.get(f"{case.path}/conditions").json()["commitments"]
    assert [(one["number"], one["standing"], one["source"]) for one in listed] == [
        (1, False, "residents"),
        (2, True, "residents"),
    ]
    assert not any("by" in member for member in listed[0])
    with unit_of_work(office.store.engine, writes=False) as unit:
        rows = [row for row in unit.audit.events(subject=case.id) if row.action == "commitment_made"]
        assert unit.audit.first_broken() is None
    assert [row.actor for row in rows] == ["id-reviewer", "id-sora"]
    assert "学校" not in "".join(row.details for row in rows)
    ended = case.staff.post(
        f"{case.path}/commitments",
        json=PROMISE | {"text": "学校が移ったので終える。", "replaces": 2, "withdrawn": True},
    )
    assert (ended.status_code, ended.json()["standing"]) == (201, False)
    assert not any(one["standing"] for one in case.sora.get(f"{case.path}/conditions").json()["commitments"])


@pytest.mark.each_engine
def test_promises_made_at_once_are_numbered_one_by_one_and_replaced_once(case: Case) -> None:
    path = f"{case.path}/commitments"
    assert case.sora.post(path, json=PROMISE).status_code == 201
    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda _: case.sora.post(path, json=PROMISE), range(12)))
        again = list(pool.map(lambda _: case.sora.post(path, json=PROMISE | {"replaces": 3}), range(12)))
    assert sorted(answer.json()["number"] for answer in made) == list(range(2, 14))
    assert sorted(answer.status_code for answer in again) == [201] + [409] * 11


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"reason": ""}, 422), ({"replaces": 1}, 409), ({"withdrawn": True}, 409), ({"replaces": 0}, 422)],
)
def test_promises_that_cannot_be_are_refused(case: Case, wrong: dict[str, Any], status: int) -> None:
    assert case.sora.post(f"{case.path}/commitments", json=PROMISE | wrong).status_code == status
    assert case.sora.get(f"{case.path}/conditions").json()["commitments"] == []


def test_no_promise_is_made_of_a_draft_or_after_the_end(office: Office) -> None:
    sora = office.client("sora")
    path = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    assert sora.post(f"{path}/commitments", json=PROMISE).status_code == 409
    sora.post(f"{path}/revisions")
    assert sora.post(f"{path}/commitments", json=PROMISE).status_code == 201
    sora.post(f"{path}/withdrawal")
    assert sora.post(f"{path}/commitments", json=PROMISE).status_code == 409


def test_a_promise_is_checked_from_the_next_revision_on(office: Office) -> None:
    sora, staff = office.helper("sora"), office.helper("reviewer")
    path = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    sora.post(f"{path}/revisions")
    assert staff.get(f"{path}/revisions/1/amendment").status_code == 404
    near = SCHOOL | {"area": {"type": "Polygon", "coordinates": [[[136.53, 34.70], [136.54, 34.70], [136.54, 34.71], [136.53, 34.71], [136.53, 34.70]]]}}  # fmt: skip  # noqa: E501
    staff.post(f"{path}/commitments", json=PROMISE | {"constraint": near})
    staff.post(f"{path}/corrections", json={"revision": 1, "reason": "学校を避ける"})
    sora.put(f"{path}/draft", json=content())
    assert sora.post(f"{path}/revisions").status_code == 201
    frozen = staff.get(f"{path}/revisions/2/amendment").json()
    assert (frozen["against"], frozen["inside"]) == (None, None)
    (found,) = frozen["conditions"]
    assert (found["flight"], found["finding"]["outcome"], found["finding"]["place"]["ja"]) == (0, "CAUGHT", "学校")


# --- a day of flight


def test_a_day_of_flight_says_what_a_machine_found_and_what_people_see_to(office: Office) -> None:
    case = Case(office, [CONDITION, {"text": "防災無線で知らせる。", "reason": "港の人のため。"}])
    day = case.sora.get(f"{case.path}/days/2026-11-04").json()
    assert (day["outcome"], day["flights"]) == ("UNDETERMINED", [0])
    assert [found["finding"]["outcome"] for found in day["findings"]] == ["CLEAR"]
    assert [duty["text"] for duty in day["to_confirm"]] == ["防災無線で知らせる。"]
    other = case.sora.get(f"{case.path}/days/2026-11-05").json()
    assert (other["flights"], other["findings"]) == ([], [])
    assert case.sora.get(f"{case.path}/days/yesterday").status_code == 422


def test_no_day_before_a_confirmation(office: Office) -> None:
    sora = office.client("sora")
    path = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    assert sora.get(f"{path}/days/2026-11-04").status_code == 404
