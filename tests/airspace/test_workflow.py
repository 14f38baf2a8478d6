"""The life of a trial, as one table of who may do what when, and papers that cannot be changed."""

from datetime import UTC, datetime

import pytest

from airspace.proposal import ProposalRevision, hash_of
from airspace.workflow import (
    ROLE_NAMES,
    STATE_NAMES,
    TRANSITIONS,
    Role,
    RoleRefused,
    State,
    Step,
    StepRefused,
    steps_open,
    take,
)

OPERATOR, REVIEWER, APPROVER = Role.OPERATOR, Role.REVIEWER, Role.APPROVER
TAKEN = {
    (Step.SUBMIT, State.DRAFT): (State.SUBMITTED, {OPERATOR}),
    (Step.SUBMIT, State.CORRECTION_REQUESTED): (State.SUBMITTED, {OPERATOR}),
    (Step.REQUEST_CORRECTION, State.SUBMITTED): (State.CORRECTION_REQUESTED, {REVIEWER, APPROVER}),
    (Step.CONFIRM_ROUTE, State.SUBMITTED): (State.CONFIRMED, {APPROVER}),
    (Step.DECLINE, State.SUBMITTED): (State.DECLINED, {APPROVER}),
    (Step.WITHDRAW, State.DRAFT): (State.WITHDRAWN, {OPERATOR}),
    (Step.WITHDRAW, State.SUBMITTED): (State.WITHDRAWN, {OPERATOR}),
    (Step.WITHDRAW, State.CORRECTION_REQUESTED): (State.WITHDRAWN, {OPERATOR}),
    (Step.OVERRIDE_FINDING, State.SUBMITTED): (State.SUBMITTED, {REVIEWER, APPROVER}),
    (Step.CONSULT, State.SUBMITTED): (State.SUBMITTED, {REVIEWER, APPROVER}),
    (Step.PUBLISH, State.CONFIRMED): (State.CONFIRMED, {REVIEWER, APPROVER}),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_each_step_in_each_state_by_each_role(step: Step, state: State, role: Role) -> None:
    after, roles = TAKEN.get((step, state), (None, set()))
    anybody = set().union(*(who for (taken, _), (_, who) in TAKEN.items() if taken is step))
    if after is not None and role in roles:
        assert take(step, state, role) is after
        assert step in steps_open(state, role)
        return
    with pytest.raises(StepRefused) as refused:
        take(step, state, role)
    assert step not in steps_open(state, role)
    assert isinstance(refused.value, RoleRefused) is (role not in anybody)
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


def test_everything_has_a_name_and_none_speaks_of_permitting() -> None:
    texts = [*STATE_NAMES.values(), *ROLE_NAMES.values(), *(t.name for t in TRANSITIONS.values())]
    assert len(texts) == len(State) + len(Role) + len(Step)
    for text in texts:
        assert text.ja
        assert text.en
        assert not any(word in text.ja for word in ("許可", "承認"))
        assert not any(word in text.en for word in ("approve ", "permit"))


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
