"""Staff state their view of a finding: with a reason, beside the machine's, audited, only while a case is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from airspace.finding import Finding, Outcome
from airspace.override import Override, reason_given, refuse_override
from airspace.proposal import ProposalRevision, hash_of
from airspace.screening import Screening
from airspace.workflow import Step, StepRefused, take
from api.problems import NotFound
from api.security.accounts import Account
from api.services.access import locked_trial
from api.services.ids import new_id
from api.services.propose import revision_screenings
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


@dataclass(frozen=True, slots=True)
class View:
    """What is held of which finding: revision from 1, flight and finding from 0."""

    revision_number: int
    flight: int
    finding: int
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """A view beside the finding that it is about."""

    about: Finding
    view: Override


def views_held(unit: UnitOfWork, revision: ProposalRevision, screenings: Sequence[Screening]) -> tuple[Held, ...]:
    """Return the views held of a revision's findings, oldest first, each with its finding."""
    return tuple(
        Held(screenings[view.flight].findings[view.finding], view)
        for view in unit.trials.overrides(revision.trial_id, revision.number)
    )


def state_view(unit: UnitOfWork, account: Account, trial_id: str, view: View, *, now: datetime) -> Override:
    """Record a view of one finding of the newest revision.

    Raises
    ------
    StepRefused
        If the trial's state, the account's role or a newer revision stands against it.
    NotOverridable
        If the finding is a prohibition.
    ValueRefused
        If the reason is missing or too long.
    NotFound
        If there is no such finding.
    """
    trial = locked_trial(unit, account, trial_id)
    take(Step.OVERRIDE_FINDING, trial.state, account.role)
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    if revision.number != view.revision_number:
        raise StepRefused(
            Text(
                f"第{view.revision_number}版は最新の版ではありません。",
                f"Revision {view.revision_number} is not the newest.",
            ),
            Text("画面を開きなおしてください。", "Reload the page."),
        )
    screenings = revision_screenings(revision)
    if not (0 <= view.flight < len(screenings) and 0 <= view.finding < len(screenings[view.flight].findings)):
        raise NotFound
    refuse_override(screenings[view.flight].findings[view.finding].value())
    override = Override(
        id=new_id(),
        trial_id=trial_id,
        revision_number=view.revision_number,
        number=len(unit.trials.overrides(trial_id, view.revision_number)) + 1,
        flight=view.flight,
        finding=view.finding,
        outcome=view.outcome,
        reason=reason_given(view.reason),
        stated_at=now,
        stated_by=account.id,
    )
    unit.trials.add_override(override)
    unit.audit.append(
        at=now,
        actor=account.id,
        action=Step.OVERRIDE_FINDING,
        subject=trial_id,
        details={
            "override": override.id,
            "revision": override.revision_number,
            "flight": override.flight,
            "finding": override.finding,
            "outcome": override.outcome.name,
            "reason_sha256": hash_of(override.reason),
        },
    )
    return override
