"""What a draft owes: readable words, a route of different people, entitled posts, grounds that still hold."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from airspace.delegation import NOT_VERIFIED, delegation_of, parse_delegation
from airspace.proposal import DecisionKind, hash_of
from airspace.role import Role
from airspace.routing_slip import (
    GROUND_NAMES,
    PROPOSABLE,
    Ground,
    Mode,
    Person,
    ProposedCondition,
    Stop,
    StopKind,
    canonical,
    grounds_changed,
    letter_as_kept,
    letter_sha256,
    proposed_as_kept,
    read_paper,
    refuse_drafter,
    refuse_overtaken,
    route_as_kept,
    sha256_of,
)
from airspace.routing_slip.draft import number_as_kept, reason_as_kept
from airspace.workflow import RoleRefused, Step, StepRefused
from geo.errors import ValueRefused
from tests.airspace.slips import GROUNDS, LETTER, NOW, PEOPLE, PROPOSED, ROUTE, drafted
from tests.letters.samples import FACILITY, REDRESS

MIE = delegation_of("24")
USE = {"kind": DecisionKind.FACILITY_USE, "reason": "条例第4条に適合する", "redress": REDRESS, "facility": FACILITY}


def test_words_are_kept_in_one_form() -> None:
    written = replace(
        PROPOSED, basis=" 要綱　第３条 ", conditions=(ProposedCondition("一行目\r\n二行目", " 理由 "),), reason=" "
    )
    kept = proposed_as_kept(written)
    assert kept.basis == "要綱 第3条"
    assert kept.conditions == (ProposedCondition("一行目\n二行目", "理由"),)
    assert kept.reason == ""
    assert proposed_as_kept(kept) == kept
    letter = letter_as_kept(replace(LETTER, addressee=("三重県津市", " ", " ㈱空の便　髙﨑"), telephone="０５９-１"))
    assert (letter.addressee, letter.telephone) == (("三重県津市", "㈱空の便　髙﨑"), "059-1"), "names stay as written"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"step": Step.SUBMIT}, "step"),
        ({"step": Step.PUBLISH}, "step"),
        ({"keep_years": 0}, "keep_years"),
        ({"keep_years": 101}, "keep_years"),
        ({"basis": ""}, "basis"),
        ({"basis": "要綱\n第3条"}, "basis"),
        ({"basis": "あ" * 121}, "basis"),
        ({"basis": "a\0"}, "basis"),
        ({"basis": "a\u202eb"}, "basis"),
        ({"basis": "a\u2028b"}, "basis"),
        ({"reason": "あ" * 2001}, "reason"),
        ({"reason": "a\x1b[31m"}, "reason"),
        ({"step": Step.DECLINE}, "reason"),
        ({"step": Step.CALL_OFF}, "reason"),
        ({"step": Step.DECLINE, "reason": "\u200b"}, "reason"),
        ({"conditions": (ProposedCondition("", "理由"),)}, "conditions"),
        ({"conditions": (ProposedCondition("条件", ""),)}, "conditions"),
        ({"conditions": (ProposedCondition("条件", "理由"),) * 51}, "conditions"),
        ({"redress": REDRESS}, "redress"),
        ({"facility": FACILITY}, "facility"),
        ({"kind": DecisionKind.ADOPTION, "facility": FACILITY}, "facility"),
        ({"kind": DecisionKind.SUPPORT, "redress": REDRESS}, "redress"),
        (USE | {"reason": ""}, "reason"),
        (USE | {"facility": None}, "facility"),
        (USE | {"redress": None}, "redress"),
    ],
)
def test_what_is_owed_is_refused_where_it_is_missing(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        proposed_as_kept(replace(PROPOSED, **changes))
    assert refused.value.where == where
    assert all((refused.value.what.ja, refused.value.what.en, refused.value.remedy.ja, refused.value.remedy.en))


@pytest.mark.parametrize(
    "changes",
    [
        {"step": Step.DECLINE, "reason": "地元の同意がない"},
        USE,
        {"kind": DecisionKind.ADOPTION, "redress": REDRESS},
        {"conditions": (ProposedCondition("条件", "理由"),) * 50, "keep_years": 100},
        {"conditions": (), "keep_years": 1},
    ],
)
def test_what_is_complete_is_kept(changes: dict[str, Any]) -> None:
    proposed = replace(PROPOSED, **changes)
    assert proposed_as_kept(proposed) == proposed


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"addressee": ()}, "addressee"),
        ({"addressee": (" ", "")}, "addressee"),
        ({"addressee": ("あ",) * 5}, "addressee"),
        ({"addressee": ("あ\0",)}, "addressee"),
        ({"honorific": "殿様"}, "honorific"),
        ({"sender": ""}, "sender"),
        ({"desk": ""}, "desk"),
        ({"telephone": ""}, "telephone"),
        ({"telephone": "0" * 41}, "telephone"),
    ],
)
def test_a_letter_needs_its_particulars(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        letter_as_kept(replace(LETTER, **changes))
    assert refused.value.where == where


ENDORSE, CONCUR, DELEGATED = ROUTE
HEAD = Stop(StopKind.DECIDE, "知事", "k")
BAD_ROUTES = {
    "nobody": (),
    "no decision": (ENDORSE, CONCUR),
    "decision before the end": (DELEGATED, ENDORSE),
    "two decisions": (ENDORSE, DELEGATED, HEAD),
    "nobody assesses": (CONCUR, DELEGATED),
    "too many": (*(replace(ENDORSE, account_id=str(n)) for n in range(20)), DELEGATED),
    "no person": (replace(ENDORSE, account_id=None), DELEGATED),
    "nobody known": (replace(ENDORSE, account_id="x"), DELEGATED),
    "an operator": (replace(ENDORSE, account_id="o"), DELEGATED),
    "no decider": (replace(ENDORSE, account_id="c"), replace(DELEGATED, account_id="a")),
    "an administrator": (ENDORSE, replace(DELEGATED, account_id="admin")),
    "the drafter assesses": (replace(ENDORSE, account_id="d"), DELEGATED),
    "the drafter decides": (ENDORSE, replace(DELEGATED, account_id="deciding d")),
    "the assessor decides": (replace(ENDORSE, account_id="k"), DELEGATED),
    "who concurs decides": (ENDORSE, replace(CONCUR, account_id="k"), DELEGATED),
    "no post": (replace(ENDORSE, post=" "), DELEGATED),
    "a post not entitled": (ENDORSE, replace(DELEGATED, post="班長")),
    "not the head": (ENDORSE, replace(HEAD, post="部長")),
}


@pytest.mark.parametrize("name", BAD_ROUTES)
def test_a_route_that_does_not_hold_is_refused(name: str) -> None:
    drafter = "deciding d" if name == "the drafter decides" else "d"
    people = PEOPLE | {
        "admin": Person("admin", frozenset({Role.APPROVER, Role.ADMIN})),
        "deciding d": Person("deciding d", frozenset({Role.APPROVER})),
    }
    slip = drafted(route=BAD_ROUTES[name], drafted_by=drafter)
    with pytest.raises(ValueRefused) as refused:
        route_as_kept(slip, people, MIE)
    assert refused.value.where == "route"
    assert all((refused.value.what.ja, refused.value.what.en, refused.value.remedy.ja, refused.value.remedy.en))


def test_routes_that_hold() -> None:
    assert route_as_kept(drafted(), PEOPLE, MIE) == ROUTE
    assert route_as_kept(drafted(route=(ENDORSE, HEAD)), PEOPLE, MIE) == (ENDORSE, HEAD)
    assert route_as_kept(drafted(Mode.ELSEWHERE), {}, MIE) == ()
    posts = (Stop(StopKind.ENDORSE, "班長"), Stop(StopKind.DECIDE_BY_DELEGATION, "課長"))
    assert route_as_kept(drafted(Mode.ELSEWHERE, route=posts), {}, None) == posts
    for wrong in ((ENDORSE, DELEGATED), posts[:1]):
        with pytest.raises(ValueRefused):
            route_as_kept(drafted(Mode.ELSEWHERE, route=wrong), PEOPLE, MIE)


def test_without_rules_only_a_decision_proper_is_possible() -> None:
    assert route_as_kept(drafted(route=(ENDORSE, HEAD)), PEOPLE, None) == (ENDORSE, HEAD)
    with pytest.raises(ValueRefused) as refused:
        route_as_kept(drafted(), PEOPLE, None)
    assert "登録されていません" in refused.value.what.ja


@pytest.mark.parametrize("role", Role)
def test_only_staff_draft(role: Role) -> None:
    person = Person("x", frozenset({role}))
    if role in (Role.REVIEWER, Role.APPROVER):
        refuse_drafter(person)
        return
    with pytest.raises(RoleRefused):
        refuse_drafter(person)


def test_a_slip_is_bound_to_what_it_was_drafted_on() -> None:
    slip = drafted()
    refuse_overtaken(slip, GROUNDS)
    refuse_overtaken(slip, GROUNDS[::-1])
    assert set(GROUND_NAMES) >= {ground.name for ground in GROUNDS}
    more = (*GROUNDS, Ground("consultation", "c" * 64))
    other = (GROUNDS[0], Ground("views", "c" * 64))
    for now, changed in ((more, ("consultation",)), (other, ("views",)), ((), ("revision", "views"))):
        assert grounds_changed(slip, now) == changed
        with pytest.raises(StepRefused) as refused:
            refuse_overtaken(slip, now)
        for name in changed:
            assert GROUND_NAMES[name].ja in refused.value.what.ja
            assert GROUND_NAMES[name].en in refused.value.what.en


def test_the_paper_comes_back_and_is_its_hash() -> None:
    slip = drafted(replaces="s0")
    paper = canonical(slip)
    assert read_paper(paper) == replace(slip, letter=None, events=())
    assert sha256_of(slip) == hash_of(paper)
    assert paper.startswith('{"drafted_at":"2026-10-01T03:00:00.000000+00:00","drafted_by":"d"')
    assert "空の便" not in paper, "people's own data is not hashed in"
    assert "059-000-0000" not in paper
    assert letter_sha256(LETTER) in paper
    assert letter_sha256(replace(LETTER, salt="別")) != letter_sha256(LETTER)
    assert sha256_of(replace(slip, number=2)) != sha256_of(slip)
    assert read_paper(canonical(slip)).drafted_at == NOW


def test_each_kind_and_step_is_in_the_rules_and_nobody_verified_them() -> None:
    assert MIE is not None
    for kind in DecisionKind:
        for step in PROPOSABLE:
            assert MIE.entitled(kind, step), (kind, step)
    assert MIE.entitled(DecisionKind.SUPPORT, Step.SUBMIT) == ()
    assert MIE.deputies("課長") == ("課長補佐",)
    assert MIE.deputies("班長") == ()
    assert MIE.caution is NOT_VERIFIED
    assert MIE.model_copy(update={"verified_by": "総務課"}).caution is None
    assert delegation_of("99") is None


@pytest.mark.parametrize(
    "text",
    [
        "head: 知事\nhead: 知事",
        "head: 知事\ndelegated: {}\nin_absence: {}\nsource: x\nconfidence: low\nverified_by: null\nmore: 1",
        "head: 知事\ndelegated: {}\nin_absence: {部長: [次長]}\nsource: x\nconfidence: low\nverified_by: null",
    ],
)
def test_a_file_with_doubtful_keys_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"head|more|部長"):
        parse_delegation(text)


@pytest.mark.parametrize(("keep", "where"), [(number_as_kept, "document_number"), (reason_as_kept, "reason")])
def test_a_number_and_a_reason_are_kept_in_one_form_and_owed(keep: Callable[[str], str], where: str) -> None:
    assert keep(" 空第１２号 ") == "空第12号"
    for written in ("　", "\u202e12"):
        with pytest.raises(ValueRefused) as refused:
            keep(written)
        assert refused.value.where == where
