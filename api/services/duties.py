"""What binds a trial: the conditions of its newest confirmation, and the commitments made; and the making of these."""

from dataclasses import dataclass, fields
from datetime import datetime

from airspace.condition import Commitment, Condition, Duty, Terms, standing, terms_given
from airspace.proposal import Decision, ProposalRevision
from airspace.workflow import State, Step, StepRefused
from api.schemas.amendment import AmendmentData
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial, seen_trial
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

MOST_COMMITMENTS = 200

ENDED = frozenset({State.DECLINED, State.WITHDRAWN, State.CALLED_OFF, State.CLOSED})
"""States of a trial of which nothing more is flown, and nothing is owed but what the law asks."""

OVER = ENDED | {State.DRAFT}
"""States in which no promise is made: nothing has reached the prefecture, or it has ended."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment to be made; it may stand in place of an earlier one, or only end it."""

    terms: Terms
    replaces: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Duties:
    """What binds a trial. `confirmation` is its newest one, None where its route is not confirmed.

    `ended` is whether the trial has ended, so that nothing binds it any more: it stays on record what did.
    """

    confirmation: Decision | None
    commitments: tuple[Commitment, ...]
    ended: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of the confirmation."""
        return self.confirmation.conditions if self.confirmation else ()

    @property
    def standing(self) -> tuple[Commitment, ...]:
        """The commitments that hold now."""
        return standing(self.commitments)

    @property
    def all(self) -> tuple[Duty, ...]:
        """All that holds now."""
        return () if self.ended else (*self.conditions, *self.standing)


def duties_of(unit: UnitOfWork, trial_id: str) -> Duties:
    """Return what binds a trial."""
    confirmed = [one for one in unit.trials.decisions(trial_id) if one.outcome is Step.CONFIRM_ROUTE]
    trial = unit.trials.get(trial_id)
    ended = trial is not None and trial.state in ENDED
    return Duties(confirmed[-1] if confirmed else None, unit.conditions.commitments(trial_id), ended)


def flown_revision(unit: UnitOfWork, confirmation: Decision) -> int:
    """Return the number of the revision by which a confirmed trial flies: the newest notice of change, else its own."""
    confirmed = confirmation.revision_number
    notices = [
        revision.number
        for revision in unit.trials.revisions(confirmation.trial_id)
        if _is_notice_of(confirmed, unit.conditions.amendment(confirmation.trial_id, revision.number))
    ]
    return max([confirmed, *notices])


def flown(unit: UnitOfWork, trial_id: str) -> ProposalRevision:
    """Return the revision by which a trial flies, whose route must have been confirmed."""
    confirmation = duties_of(unit, trial_id).confirmation
    revision = unit.trials.revision(trial_id, flown_revision(unit, confirmation)) if confirmation else None
    if revision is None:
        raise LookupError(f"no revision of {trial_id} is confirmed")
    return revision


def _is_notice_of(confirmed: int, result: str | None) -> bool:
    found = AmendmentData.model_validate_json(result) if result else None
    return found is not None and found.notice and found.against == confirmed


def read_duties(unit: UnitOfWork, account: Account, trial_id: str) -> Duties:
    """Return what binds a trial that the account may see."""
    return duties_of(unit, seen_trial(unit, account, trial_id).id)


def promise(unit: UnitOfWork, account: Account, trial_id: str, made: Promise, *, now: datetime) -> Commitment:
    """Record a commitment of a trial. Nothing that was promised before is changed or removed.

    Raises
    ------
    StepRefused
        If the trial is in a state in which no promise is made, or what it replaces does not stand.
    ValueRefused
        If its text or reason is missing, too long or not readable.
    """
    trial = locked_trial(unit, account, trial_id, Action.MAKE_COMMITMENT)
    if trial.state in OVER:
        raise StepRefused(
            Text("いまの状態では、約束を記録できません。", "No commitment can be recorded in this state."),
            Text("県に提出したあと、終わるまでの間に記録してください。", "Record it after submission, before the end."),
        )
    terms = terms_given(made.terms, "")
    held = unit.conditions.commitments(trial_id)
    _refuse(made, held)
    commitment = Commitment(
        id=new_id(),
        trial_id=trial_id,
        number=unit.conditions.next_commitment(trial_id),
        made_at=now,
        made_by=account.id,
        replaces=made.replaces,
        withdrawn=made.withdrawn,
        **{field.name: getattr(terms, field.name) for field in fields(Terms)},
    )
    unit.conditions.add_commitment(commitment)
    unit.audit.append(
        at=now,
        actor=account.id,
        action="commitment_made",
        subject=trial_id,
        details={
            "commitment": commitment.id,
            "number": commitment.number,
            "replaces": commitment.replaces or 0,
            "withdrawn": int(commitment.withdrawn),
        },
    )
    return commitment


def _refuse(made: Promise, held: tuple[Commitment, ...]) -> None:
    if len(held) >= MOST_COMMITMENTS:
        raise StepRefused(
            Text(f"約束が{MOST_COMMITMENTS}件を超えます。", f"There are {MOST_COMMITMENTS} commitments already."),
            Text("いくつかを1件にまとめてください。", "Put several of them into one."),
        )
    numbers = {commitment.number for commitment in standing(held)}
    if (made.withdrawn and made.replaces is None) or (made.replaces is not None and made.replaces not in numbers):
        raise StepRefused(
            Text("置き換える約束が、いま有効なものの中にありません。", "What it would replace does not stand."),
            Text("画面を開きなおして、いまの約束を確かめてください。", "Reload the page and look at what stands now."),
        )
