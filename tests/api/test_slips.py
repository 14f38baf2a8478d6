"""A slip goes its way over HTTP: nobody acts out of turn or twice, and only the letter decides."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from shapely import box

from airspace.edition import LayerKind
from airspace.role import Role
from api.security.accounts import Account
from api.store.audit import AuditEvent
from api.store.unit_of_work import unit_of_work
from tests.api.offices import (
    FACILITY,
    HASH,
    NOW,
    REDRESS,
    Office,
    confirm,
    content,
    furnished,
    slip,
    slip_in,
    take_in,
)
from tests.conftest import Store
from tests.maps.flights import edition

API = "/api/v1"
ISSUE = {"document_number": "空第12号", "on": f"{NOW:%Y-%m-%d}"}
IN_ABSENCE = {"absent": "課長", "post": "課長補佐", "reason": "出張のため"}
VIEW = {"flight": 0, "finding": 1, "outcome": "ADVISORY", "reason": "現地で確かめた。"}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


@pytest.fixture
def trial(office: Office) -> str:
    """Return the path of a trial under review."""
    sora = office.client("sora")
    path = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    assert sora.post(f"{path}/revisions").status_code == 201
    take_in(office.client("reviewer"), path)
    return path


def state_of(office: Office, trial: str) -> str:
    state: str = office.client("sora").get(trial).json()["state"]
    return state


def events(office: Office, prefix: str = "slip_") -> list[AuditEvent]:
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None
        return [event for event in unit.audit.events() if event.action.startswith(prefix)]


def test_nothing_is_decided_before_it_is_put_into_force(office: Office, trial: str) -> None:
    reviewer, assessor, approver = (
        office.client(who, decided_here=True) for who in ("reviewer", "assessor", "approver")
    )
    conditions = [{"text": "風速8m/sまで", "reason": "機体の性能の範囲"}]
    drafted = reviewer.post(f"{trial}/slips", json=slip_in(conditions=conditions))
    assert drafted.status_code == 201, drafted.text
    assert (drafted.json()["mode"], drafted.json()["state"], drafted.json()["waits_at"]) == ("here", "on_its_way", 0)
    one = f"{trial}/slips/{drafted.json()['id']}"
    assert approver.post(f"{one}/decision").status_code == 409, "not yet"
    assert assessor.post(f"{one}/endorsement").json()["waits_at"] == 1
    assert assessor.post(f"{one}/endorsement").status_code == 409, "once"
    assert assessor.post(f"{one}/decision").status_code == 403, "no decider"
    assert reviewer.post(f"{one}/enforcement", json=ISSUE).status_code == 409, "not decided"
    assert approver.post(f"{one}/decision").json()["state"] == "decided"
    assert (state_of(office, trial), approver.get(f"{trial}/decisions").json()) == ("under_review", [])

    issued = reviewer.post(f"{one}/enforcement", json=ISSUE | {"document_number": "空第１２号"})
    assert issued.status_code == 201
    decision = issued.json()
    assert (decision["outcome"], decision["document_number"], decision["enforced_on"]) == (
        "confirm_route",
        "空第12号",
        "2026-10-01",
    )
    assert [(one["text"], one["reason"]) for one in decision["conditions"]] == [("風速8m/sまで", "機体の性能の範囲")]
    assert state_of(office, trial) == "confirmed"
    assert [row["document_number"] for row in approver.get(f"{trial}/decisions").json()] == ["空第12号"]
    assert reviewer.post(f"{one}/enforcement", json=ISSUE).status_code == 409, "once"
    whole = reviewer.get(one).json()
    assert [event["kind"] for event in whole["events"]] == ["drafted", "endorsed", "decided", "enforced"]
    assert [event["post"] for event in whole["events"]] == ["主任", "班長", "課長", "主任"]
    assert [{"text": one["text"], "reason": one["reason"]} for one in whole["conditions"]] == conditions


def test_the_audit_log_names_no_post_and_keeps_no_words(office: Office, trial: str) -> None:
    confirm(office, trial, conditions=["秘密の条件"], reason="秘密の理由")
    written = events(office)
    assert [event.action for event in written] == ["slip_drafted", "slip_endorsed", "slip_decided", "slip_enforced"]
    assert [event.actor for event in written] == ["id-reviewer", "id-assessor", "id-approver", "id-reviewer"]
    words = "".join(event.details for event in written)
    for secret in ("秘密", "課長", "空の便", "059", "空第12号", "代表"):
        assert secret not in words
    assert [json.loads(event.details)["event"] for event in written] == [1, 2, 3, 4]
    assert len(events(office, "confirm_route")) == 1


def test_the_drafter_the_assessor_and_the_decider_are_three_people(office: Office, trial: str) -> None:
    # Somebody who holds both roles still has one part.
    both = Account("id-both", "office", frozenset({Role.REVIEWER, Role.APPROVER}), "both", "both", HASH, NOW)
    chief = Account("id-chief", "office", frozenset({Role.APPROVER, Role.ADMIN}), "chief", "chief", HASH, NOW)
    with unit_of_work(office.store.engine) as unit:
        unit.accounts.add(both)
        unit.accounts.add(chief)
    drafter = office.client("both", decided_here=True)
    for endorser, decider, says in (
        ("id-both", "id-approver", "同じ人が2度出てきます"),
        ("id-assessor", "id-both", "同じ人が2度出てきます"),
        ("id-approver", "id-approver", "同じ人が2度出てきます"),
        ("id-assessor", "id-chief", "決裁できません"),
        ("id-assessor", "id-reviewer", "決裁できません"),
        ("id-sora", "id-approver", "選ばれていません"),
        ("id-auditor", "id-approver", "選ばれていません"),
        ("nobody", "id-approver", "選ばれていません"),
    ):
        route = [
            {"kind": "endorse", "post": "班長", "account": endorser},
            {"kind": "decide_by_delegation", "post": "課長", "account": decider},
        ]
        refused = drafter.post(f"{trial}/slips", json=slip_in(route=route))
        assert refused.status_code == 422, (endorser, decider)
        assert says in refused.json()["detail_ja"]
        assert refused.json()["where"] == "route"
    drafted = drafter.post(f"{trial}/slips", json=slip_in())
    one = f"{trial}/slips/{drafted.json()['id']}"
    office.client("assessor").post(f"{one}/endorsement")
    for who in ("both", "chief"):
        refused = office.client(who).post(f"{one}/decision-in-absence", json=IN_ABSENCE)
        assert refused.status_code in (403, 409)
    assert office.client("admin").post(f"{one}/decision").status_code == 403
    assert office.client("deputy").post(f"{one}/decision").status_code == 409
    assert office.client("reviewer").get(one).json()["state"] == "on_its_way"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"post": ""}, "post"),
        ({"post": "a\0"}, "post"),
        ({"basis": " "}, "basis"),
        ({"conditions": [{"text": "条件", "reason": ""}]}, "conditions"),
        ({"step": "decline", "reason": ""}, "reason"),
        ({"step": "publish"}, "step"),
        ({"kind": "facility_use", "reason": "適合する", "redress": REDRESS, "facility": FACILITY}, "kind"),
        ({"kind": "adoption"}, "kind"),
        ({"redress": REDRESS}, "redress"),
        ({"facility": FACILITY}, "facility"),
        ({"step": "decline", "reason": "同意がない", "conditions": [{"text": "条件", "reason": "理由"}]}, "conditions"),
        ({"reason": "ok", "basis": "要綱😀"}, "basis"),
        ({"conditions": [{"text": "条件😀", "reason": "理由"}]}, "conditions"),
        ({"route": []}, "route"),
    ],
)
def test_a_draft_with_something_missing_is_refused_where_it_is(
    office: Office, trial: str, wrong: dict[str, Any], where: str
) -> None:
    refused = office.client("reviewer", decided_here=True).post(f"{trial}/slips", json=slip_in(**wrong))
    # A step that no slip takes is refused as such before anything else.
    assert refused.status_code == (409 if where == "step" else 422)
    if where != "step":
        assert refused.json()["where"] == where
    assert events(office) == []


def test_only_what_was_taken_in_is_decided_or_called_off(office: Office, trial: str) -> None:
    """An adoption that was taken in as a route would pass by its pledge."""
    confirm(office, trial)
    wrong = {"kind": "facility_use", "redress": REDRESS, "facility": FACILITY}
    reviewer = office.client("reviewer", decided_here=True)
    refused = reviewer.post(f"{trial}/slips", json=slip_in(step="call_off", **wrong))
    assert (refused.status_code, refused.json()["where"]) == (422, "kind")


def test_a_letter_goes_to_names_as_they_are_written(office: Office, trial: str) -> None:
    names = ["㈱空の便", "代表取締役　髙﨑　太郎"]
    drafted = office.client("reviewer", decided_here=True).post(
        f"{trial}/slips", json=slip_in(letter=slip_in()["letter"] | {"addressee": names})
    )
    assert drafted.status_code == 201, drafted.text
    with unit_of_work(office.store.engine, writes=False) as unit:
        kept = unit.slips.get(drafted.json()["id"])
    assert kept is not None
    assert kept.letter is not None
    assert list(kept.letter.addressee) == names


def test_a_slip_whose_grounds_changed_cannot_be_decided_nor_put_into_force(office: Office, trial: str) -> None:
    reviewer, approver = office.client("reviewer", decided_here=True), office.client("approver")
    first = slip(office, trial, "endorsed")
    assert reviewer.post(f"{trial}/slips", json=slip_in()).status_code == 409, "one open slip"
    assert reviewer.post(f"{trial}/revisions/1/overrides", json=VIEW).status_code == 201
    refused = approver.post(f"{trial}/slips/{first}/decision")
    assert refused.status_code == 409
    assert "県の担当の見解" in refused.json()["detail_ja"]

    second = slip(office, trial, "decided")
    ended = reviewer.get(f"{trial}/slips/{first}").json()
    assert (ended["state"], ended["events"][-1]["reason"]) == ("overtaken", "起案のもとになったものが変わった。")
    assert reviewer.get(f"{trial}/slips/{second}").json()["replaces"] == first
    assert reviewer.post(f"{trial}/revisions/1/overrides", json=VIEW | {"outcome": "CLEAR"}).status_code == 201
    assert reviewer.post(f"{trial}/slips/{second}/enforcement", json=ISSUE).status_code == 409
    assert state_of(office, trial) == "under_review"
    confirm(office, trial)
    assert state_of(office, trial) == "confirmed"


def test_new_map_data_stops_a_slip_only_where_it_changes_a_finding(office: Office, trial: str) -> None:
    waits = slip(office, trial, "endorsed")
    with unit_of_work(office.store.engine) as unit:
        held = next(
            layer for layer in unit.editions.layers(NOW.date(), NOW.date()) if layer.edition.kind is LayerKind.DID
        )
        again = replace(held.edition, id="did-again", sha256="7" * 64)
        unit.editions.remove(held.edition.id)
        unit.editions.add(replace(held, edition=again))
    approver = office.client("approver")
    assert approver.post(f"{trial}/slips/{waits}/decision").status_code == 200, "the same districts, imported again"
    with unit_of_work(office.store.engine) as unit:
        far = replace(held.features[0], geometry=box(136.0, 34.0, 136.01, 34.01))
        unit.editions.remove("did-again")
        unit.editions.add(replace(held, edition=replace(edition(LayerKind.DID, "遠く"), id="far"), features=(far,)))
    refused = office.client("reviewer").post(f"{trial}/slips/{waits}/enforcement", json=ISSUE)
    assert refused.status_code == 409
    assert "事前確認の結果" in refused.json()["detail_ja"]


def test_a_slip_about_an_old_revision_is_ended_by_the_next_draft(office: Office, trial: str) -> None:
    old = slip(office, trial, "endorsed")
    sora, reviewer, approver = office.client("sora"), office.client("reviewer"), office.client("approver")
    assert reviewer.post(f"{trial}/corrections", json={"revision": 1, "reason": "西へ"}).status_code == 201
    assert approver.post(f"{trial}/slips/{old}/decision").status_code == 409, "the operator corrects it"
    sora.put(f"{trial}/draft", json=content("津の沖合", 136.54))
    assert sora.post(f"{trial}/revisions").json()["number"] == 2
    take_in(reviewer, trial)
    refused = approver.post(f"{trial}/slips/{old}/decision")
    assert refused.status_code == 409
    assert "起案のあとで変わりました：計画書の版" in refused.json()["detail_ja"]
    assert confirm(office, trial, revision=2)["revision"] == 2
    assert reviewer.get(f"{trial}/slips/{old}").json()["state"] == "overtaken"


def test_decided_in_absence_and_seen_afterwards(office: Office, trial: str) -> None:
    approver, deputy = office.client("approver"), office.client("deputy")
    one = f"{trial}/slips/{slip(office, trial, 'endorsed')}"
    for wrong in ({"absent": "部長"}, {"post": "班長"}):
        assert deputy.post(f"{one}/decision-in-absence", json=IN_ABSENCE | wrong).status_code == 409
    unexplained = deputy.post(f"{one}/decision-in-absence", json=IN_ABSENCE | {"reason": ""})
    assert (unexplained.status_code, unexplained.json()["where"]) == (422, "reason")
    assert approver.post(f"{one}/decision-in-absence", json=IN_ABSENCE).status_code == 409, "who decides is not absent"
    decided = deputy.post(f"{one}/decision-in-absence", json=IN_ABSENCE).json()
    assert (decided["state"], decided["events"][-1]["absent"]) == ("decided", "課長")
    late = approver.post(f"{one}/decision")
    assert late.status_code == 409
    assert "課長補佐 が「代決」をしました。" in late.json()["detail_ja"]

    assert office.client("reviewer").post(f"{one}/enforcement", json=ISSUE).status_code == 201, "not waited for"
    assert "後閲する" in approver.get("/staff").text
    assert deputy.post(f"{one}/sight").status_code == 409
    assert approver.post(f"{one}/sight").json()["events"][-1]["kind"] == "seen_afterwards"
    assert approver.post(f"{one}/sight").status_code == 409
    assert "後閲する" not in approver.get("/staff").text


def test_sent_back_and_pulled_back(office: Office, trial: str) -> None:
    reviewer, assessor, approver = (office.client(who) for who in ("reviewer", "assessor", "approver"))
    one = f"{trial}/slips/{slip(office, trial, 'endorsed')}"
    assert reviewer.post(f"{one}/pull-back").status_code == 409, "somebody acted"
    assert approver.post(f"{one}/return", json={"reason": " "}).status_code == 422
    for nowhere in (1, 5, -1):
        assert approver.post(f"{one}/return", json={"reason": "風は", "back_to": nowhere}).status_code == 409
    back = approver.post(f"{one}/return", json={"reason": "風の条件は", "back_to": 0}).json()
    assert (back["state"], back["waits_at"]) == ("on_its_way", 0)
    assert assessor.post(f"{one}/endorsement").json()["waits_at"] == 1, "who endorsed endorses again"
    ended = approver.post(f"{one}/return", json={"reason": "理由が足りない"}).json()
    assert (ended["state"], ended["acts"]) == ("sent_back", [])
    assert approver.post(f"{one}/decision").status_code == 409

    again = f"{trial}/slips/{slip(office, trial, 'drafted')}"
    assert assessor.post(f"{again}/pull-back").status_code == 409, "not the drafter"
    assert reviewer.post(f"{again}/pull-back").json()["state"] == "pulled_back"
    assert [row["number"] for row in reviewer.get(f"{trial}/slips").json()] == [2, 1]


def test_circulated_until_it_is_looked_at(office: Office, trial: str) -> None:
    reviewer, deputy = office.client("reviewer"), office.client("deputy")
    one = f"{trial}/slips/{slip(office, trial, 'drafted')}"
    for nobody in ("id-sora", "id-reviewer", "", "x"):
        assert reviewer.post(f"{one}/circulations", json={"to": nobody}).status_code == 422
    assert reviewer.post(f"{one}/circulations", json={"to": "id-deputy"}).status_code == 200
    assert "供覧を見たと記録する" in deputy.get("/staff").text
    assert deputy.post(f"{one}/note").status_code == 200
    assert deputy.post(f"{one}/note").status_code == 409
    assert "供覧を見たと記録する" not in deputy.get("/staff").text


def test_who_concurs_stands_between(office: Office, trial: str) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'to_concur')}"
    assert office.client("approver").post(f"{one}/decision").status_code == 409
    assert office.client("deputy").post(f"{one}/concurrence").json()["waits_at"] == 2
    refused = office.client("deputy").post(f"{one}/decision-in-absence", json=IN_ABSENCE)
    assert refused.status_code == 409
    assert "回議・合議をする人は、決裁できません" in refused.json()["detail_ja"]
    assert office.client("approver").post(f"{one}/decision").status_code == 200


def test_somebody_who_has_left_holds_nothing_up(office: Office, trial: str) -> None:
    waits = slip(office, trial, "drafted")
    with unit_of_work(office.store.engine) as unit:
        unit.accounts.disable("id-assessor", NOW)
    reviewer = office.client("reviewer", decided_here=True)
    route = [
        {"kind": "endorse", "post": "班長", "account": "id-deputy"},
        {"kind": "decide_by_delegation", "post": "課長", "account": "id-approver"},
    ]
    assert reviewer.post(f"{trial}/slips", json=slip_in(route=route)).status_code == 201
    ended = reviewer.get(f"{trial}/slips/{waits}").json()
    assert (ended["state"], ended["events"][-1]["reason"]) == ("overtaken", "回っている先の人がいなくなった。")


@pytest.mark.parametrize(
    ("issue", "where"),
    [
        ({"document_number": " "}, "document_number"),
        ({"document_number": "空\n号"}, "document_number"),
        ({"on": "2026-09-30"}, "on"),
        ({"on": "2026-10-02"}, "on"),
    ],
)
def test_a_letter_needs_a_number_and_a_day_that_can_be(
    office: Office, trial: str, issue: dict[str, str], where: str
) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'decided')}"
    refused = office.client("reviewer").post(f"{one}/enforcement", json=ISSUE | issue)
    assert (refused.status_code, refused.json()["where"]) == (422, where)
    assert state_of(office, trial) == "under_review"


def test_a_confirmation_is_withdrawn_by_a_slip_too(office: Office, trial: str) -> None:
    confirm(office, trial)
    assert confirm(office, trial, step="call_off", reason="機体の型式の不具合が公表されたため")["outcome"] == "call_off"
    assert state_of(office, trial) == "called_off"


def test_a_slip_is_found_only_under_its_trial(office: Office, trial: str) -> None:
    one = slip(office, trial, "drafted")
    sora, reviewer = office.client("sora"), office.client("reviewer")
    other = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    sora.post(f"{other}/revisions")
    assert reviewer.get(f"{other}/slips/{one}").status_code == 404
    assert reviewer.post(f"{other}/slips/{one}/pull-back").status_code == 404
    assert reviewer.get(f"{trial}/slips/none").status_code == 404
    assert sora.get(f"{trial}/slips").status_code == 403
