"""Where the papers of a trial stand: which route may be flown beside a change of it, from when a decision holds."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from airspace.proposal import Decision, DecisionKind, Trial
from airspace.workflow import State, Step

NOW = datetime(2026, 10, 1, tzinfo=UTC)
TRIAL = Trial("t", "o", "津の沿岸", State.UNDER_REVIEW, NOW, "sora")
DECISION = Decision("d", "t", 1, DecisionKind.ROUTE_CONFIRMATION, Step.CONFIRM_ROUTE, "要綱", (), "", NOW, "approver")


def test_the_route_stands_as_the_trial_does() -> None:
    assert TRIAL.route is State.UNDER_REVIEW


def test_a_change_under_review_leaves_the_confirmed_route_standing() -> None:
    changed = replace(TRIAL, standing=State.SCHEDULED)
    assert (changed.position.state, changed.route) == (State.UNDER_REVIEW, State.SCHEDULED)


def test_no_route_stands_beside_a_draft() -> None:
    with pytest.raises(ValueError, match="no route stands"):
        _ = replace(TRIAL, state=State.DRAFT, standing=State.SCHEDULED).position


def test_a_decision_holds_from_the_day_it_is_put_into_force_else_from_its_record() -> None:
    assert DECISION.holds_from == NOW
    assert replace(DECISION, enforced_on=date(2026, 10, 5)).holds_from == date(2026, 10, 5)
