"""The life of a trial, as one table of what leads where, and papers that cannot be changed."""

from datetime import UTC, datetime

import pytest

from airspace.proposal import DECISION_KIND_NAMES, DecisionKind, ProposalRevision, hash_of
from airspace.role import ROLE_NAMES, Role
from airspace.workflow import (
    ROUTE_STANDS,
    STATE_NAMES,
    TRANSITIONS,
    WITH_A_CHANGE,
    Position,
    RoleRefused,
    State,
    Step,
    StepRefused,
    steps_open,
    take,
)

LEADS = """
draft                 submit              submitted
draft                 withdraw            withdrawn
submitted             accept              accepted
submitted             request_correction  correction_requested
submitted             override_finding    submitted
submitted             withdraw            withdrawn
accepted              start_review        under_review
accepted              request_correction  correction_requested
accepted              override_finding    accepted
accepted              withdraw            withdrawn
under_review          ask_consultation    consulting
under_review          request_correction  correction_requested
under_review          confirm_route       confirmed
under_review          decline             declined
under_review          override_finding    under_review
under_review          withdraw            withdrawn
consulting            ask_consultation    consulting
consulting            end_consultation    under_review
consulting            request_correction  correction_requested
consulting            override_finding    consulting
consulting            withdraw            withdrawn
correction_requested  submit              submitted
correction_requested  withdraw            withdrawn
correction_requested  decline             declined
confirmed             notify_change       confirmed
confirmed             amend               submitted
confirmed             schedule            scheduled
confirmed             request_stop        confirmed
confirmed             call_off            called_off
confirmed             withdraw            withdrawn
confirmed             publish             confirmed
confirmed             close               closed
scheduled             notify_change       scheduled
scheduled             amend               submitted
scheduled             schedule            scheduled
scheduled             request_stop        scheduled
scheduled             call_off            called_off
scheduled             complete            completed
scheduled             withdraw            withdrawn
scheduled             publish             scheduled
scheduled             close               closed
completed             report              reported
completed             close               closed
reported              close               closed
declined              close               closed
withdrawn             close               closed
called_off            close               closed
"""
TAKEN = {(State(before), Step(step)): State(after) for before, step, after in map(str.split, LEADS.split("\n")[1:-1])}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_each_step_in_each_state(step: Step, state: State) -> None:
    after = TAKEN.get((state, step))
    if after is not None:
        assert take(step, Position(state)).state is after
        assert step in steps_open(Position(state))
        return
    with pytest.raises(StepRefused) as refused:
        take(step, Position(state))
    assert step not in steps_open(Position(state))
    assert not isinstance(refused.value, RoleRefused)
    assert STATE_NAMES[state].ja in refused.value.what.ja
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


BESIDE = """
confirmed  schedule      scheduled
confirmed  request_stop  confirmed
confirmed  call_off      called_off
confirmed  publish       confirmed
scheduled  schedule      scheduled
scheduled  request_stop  scheduled
scheduled  call_off      called_off
scheduled  complete      completed
scheduled  publish       scheduled
"""
OF_THE_ROUTE = {(State(a), Step(b)): State(c) for a, b, c in map(str.split, BESIDE.split("\n")[1:-1])}


@pytest.mark.parametrize("standing", sorted(ROUTE_STANDS))
@pytest.mark.parametrize("state", sorted(WITH_A_CHANGE))
@pytest.mark.parametrize("step", Step)
def test_each_step_while_a_change_is_asked_for(step: Step, state: State, standing: State) -> None:
    position = Position(state, standing)
    own, beside = TAKEN.get((state, step)), OF_THE_ROUTE.get((standing, step))
    assert (step in steps_open(position)) == (own is not None or beside is not None)
    if own in (State.DECLINED, State.WITHDRAWN):
        assert take(step, position) == Position(standing), "what was confirmed before stands"
    elif own is State.CONFIRMED:
        assert take(step, position) == Position(State.CONFIRMED)
    elif own is not None:
        assert take(step, position) == Position(own, standing)
    elif beside in ROUTE_STANDS:
        assert take(step, position) == Position(state, beside), "the change is where it was"
    elif beside is not None:
        assert take(step, position) == Position(beside), "a change of what has ended ends with it"
    else:
        with pytest.raises(StepRefused):
            take(step, position)


@pytest.mark.parametrize("standing", sorted(ROUTE_STANDS))
def test_a_change_keeps_what_was_confirmed(standing: State) -> None:
    assert take(Step.AMEND, Position(standing)) == Position(State.SUBMITTED, standing)
    assert take(Step.AMEND, Position(standing)).route is standing
    assert Position(standing).route is standing


@pytest.mark.parametrize(
    ("state", "standing"), [(State.SUBMITTED, State.COMPLETED), (State.CONFIRMED, State.CONFIRMED)]
)
def test_no_route_stands_beside_what_is_no_change(state: State, standing: State) -> None:
    with pytest.raises(ValueError, match="stands"):
        Position(state, standing)


def test_everything_has_a_name_and_none_speaks_of_permitting() -> None:
    texts = [*STATE_NAMES.values(), *ROLE_NAMES.values(), *(t.name for t in TRANSITIONS.values())]
    assert len(texts) == len(State) + len(Role) + len(Step)
    for text in texts:
        assert text.ja
        assert text.en
        assert not any(word in text.ja for word in ("許可", "承認"))
        assert not any(word in text.en for word in ("approve ", "permit"))
    assert set(DECISION_KIND_NAMES) == set(DecisionKind)


def revision(canonical: str, sha256: str) -> ProposalRevision:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return ProposalRevision("r", "t", 1, canonical, sha256, "{}", (), now, "a")


def test_the_hash_is_that_of_the_standard() -> None:
    """FIPS 180-2, appendix B.1."""
    assert hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_revision_is_its_hash() -> None:
    text = '{"名":"津港"}'
    assert revision(text, hash_of(text)).canonical == text
    with pytest.raises(ValueError, match="hash"):
        revision(text + " ", hash_of(text))
