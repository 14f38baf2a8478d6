"""The office takes a trial in: its number and day of receipt, and who works on it."""

from dataclasses import replace
from datetime import date, datetime

from airspace.intake import Intake, Pledge, fiscal_year, refuse_adoption, refuse_half_a_pledge
from airspace.proposal import DecisionKind
from airspace.trial import JST
from airspace.workflow import State, Step, StepRefused
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial
from api.services.letters.acts import keep_receipt
from api.services.propose import revision_content
from api.services.step import begin, finish
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

PLEDGED_IN = frozenset({State.DRAFT, State.SUBMITTED, State.CORRECTION_REQUESTED})
"""A pledge is stated before the trial is taken in."""


def accept(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    *,
    now: datetime,
    kind: DecisionKind | None = None,
    received_on: date | None = None,
    report_due_on: date | None = None,
) -> Intake:
    """Accept a submitted trial (受付): its form is in order. A trial that was corrected keeps its first number and day.

    Parameters
    ----------
    kind
        What is asked of the prefecture; without it, the confirmation of a route, or what was asked before. A slip
        decides only that.
    received_on
        収受日, the day on which the papers came in; without it, the day in Japan on which they were submitted.
    report_due_on
        The day by which the report is due; an adoption needs one.

    Raises
    ------
    ValueRefused
        If the first day lies before the submission or in the future; for an adoption, if the operator's pledge or the
        second day is missing; if a change of a confirmed route asks for something else.
    """
    trial = begin(unit, account, trial_id, Step.ACCEPT)
    held = unit.intakes.get(trial_id)
    asked = kind or (held.kind if held else DecisionKind.ROUTE_CONFIRMATION)
    if held and trial.standing and asked is not held.kind:
        raise ValueRefused(
            Text(
                "確認済みの経路の変更では、求められていることを変えられません。",
                "A change asks for what was asked before.",
            ),
            Text("別のことを求めるときは、新しい計画書にしてください。", "What else is asked needs another proposal."),
            where="kind",
        )
    if asked is DecisionKind.ADOPTION and (held is None or held.kind is not asked):
        refuse_adoption(unit.intakes.pledge(trial_id), report_due_on, _last_day(unit, trial_id))
    if held is None:
        intake = replace(_new_intake(unit, account, trial_id, asked, received_on, now), report_due_on=report_due_on)
        unit.intakes.add(intake)
    else:
        intake = replace(held, kind=asked, report_due_on=report_due_on or held.report_due_on)
        unit.intakes.restate(intake)
    finish(unit, account, trial, Step.ACCEPT, now=now, details={"reference": intake.reference, "kind": intake.kind})
    keep_receipt(unit, account, trial, now=now)
    return intake


def start_review(unit: UnitOfWork, account: Account, trial_id: str, *, now: datetime) -> None:
    """Begin the review of an accepted trial; whoever begins it works on it."""
    trial = begin(unit, account, trial_id, Step.START_REVIEW)
    unit.intakes.set_owner(trial_id, account.id)
    finish(unit, account, trial, Step.START_REVIEW, now=now)


def pledge(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    *,
    no_organised_crime: bool,
    prefectural_tax_paid: bool,
    now: datetime,
) -> Pledge:
    """State the pledge that an adoption rests on; stated again, the first statement stands.

    Raises
    ------
    ValueRefused
        If a part of it is not stated.
    StepRefused
        If the trial is over.
    """
    trial = locked_trial(unit, account, trial_id, Action.PLEDGE)
    if trial.state not in PLEDGED_IN:
        raise StepRefused(
            Text("いまは誓約を受け付けていません。", "No pledge is taken now."),
            Text("画面を開きなおして、いまの状態を確かめてください。", "Reload the page and look at its state."),
        )
    refuse_half_a_pledge(no_organised_crime=no_organised_crime, prefectural_tax_paid=prefectural_tax_paid)
    stated = unit.intakes.pledge(trial_id)
    if stated is None:
        stated = Pledge(trial_id, now, account.id)
        unit.intakes.add_pledge(stated)
        unit.audit.append(at=now, actor=account.id, action=Action.PLEDGE, subject=trial_id)
    return stated


def _last_day(unit: UnitOfWork, trial_id: str) -> date:
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    return max(operation.value().last_day for operation in revision_content(revision).operations)


def _new_intake(
    unit: UnitOfWork, account: Account, trial_id: str, kind: DecisionKind, received_on: date | None, now: datetime
) -> Intake:
    revision = unit.trials.revision(trial_id, 1)
    submitted_on = (revision.submitted_at if revision else now).astimezone(JST).date()
    received_on = received_on or submitted_on
    if not submitted_on <= received_on <= now.astimezone(JST).date():
        raise ValueRefused(
            Text(
                "収受日が、提出の日から今日までの間にありません。",
                "The day of receipt is before the submission or in the future.",
            ),
            Text("提出の日から今日までの日を入れてください。", "Give a day from that of the submission up to today."),
            where="received_on",
        )
    year = fiscal_year(received_on)
    return Intake(trial_id, year, unit.intakes.next_number(year), kind, received_on, now, account.id)
