"""Staff see one finding of a submitted revision differently, with a reason. The frozen screening stays as it was."""

from dataclasses import dataclass
from datetime import datetime

from airspace.finding import Entails, Outcome
from airspace.override import FindingKey, Override, keyed, last_of_each, reason_of, refuse_prohibition
from airspace.workflow import Step, StepRefused, take
from api.problems import NotFound
from api.security.accounts import Account
from api.services.access import locked_trial, newest_revision
from api.services.ids import new_id
from api.services.propose import revision_screenings
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text

TAKEN_BACK = "TAKEN_BACK"
"""What the audit log says in an outcome's place where an earlier view is taken back."""


class FindingUnknown(NotFound):
    """The revision's screening has no such finding."""

    def __init__(self, key: FindingKey) -> None:
        InputRefused.__init__(
            self,
            Text(f"確認結果 {key} はありません。", f"There is no finding {key}."),
            Text("画面を開きなおして、確認結果から選んでください。", "Reload the page and choose one of its findings."),
            where="finding",
        )


@dataclass(frozen=True, slots=True)
class View:
    """How staff see a finding of a revision; None as `outcome` takes back what was said before."""

    revision_number: int
    finding: FindingKey
    outcome: Outcome | None
    reason: str


def override(unit: UnitOfWork, account: Account, trial_id: str, view: View, *, now: datetime) -> Override:
    """Keep a view of a finding beside it; nothing of the screening or the trial changes.

    Raises
    ------
    StepRefused
        If the trial's state, the account's role or a newer revision stands against it, the finding is about a
        prohibition, or there is nothing to take back.
    FindingUnknown
        If the revision has no such finding.
    geo.errors.ValueRefused
        If the reason is empty, too long or cannot be shown.
    """
    refuse_override(unit, account, trial_id, view.revision_number, view.finding)
    reason = reason_of(view.reason)
    if view.outcome is None:
        _refuse_nothing_to_take_back(unit, trial_id, view)
    stated = Override(
        id=new_id(),
        trial_id=trial_id,
        revision_number=view.revision_number,
        number=unit.overrides.next_number(trial_id, view.revision_number),
        finding=view.finding,
        outcome=view.outcome,
        reason=reason,
        stated_at=now,
        stated_by=account.id,
    )
    unit.overrides.add(stated)
    unit.audit.append(
        at=now,
        actor=account.id,
        action=Step.OVERRIDE,
        subject=trial_id,
        details={
            "revision": stated.revision_number,
            "override": stated.id,
            "finding": str(stated.finding),
            "outcome": TAKEN_BACK if stated.outcome is None else stated.outcome.name,
            "reason_sha256": stated.reason_sha256,
        },
    )
    return stated


def refuse_override(unit: UnitOfWork, account: Account, trial_id: str, number: int, key: FindingKey) -> None:
    """Refuse any view of a finding that may not be stated, and hold the trial until the unit ends; raises as above."""
    trial = locked_trial(unit, account, trial_id)
    take(Step.OVERRIDE, trial.state, account.role)
    findings = dict(keyed(revision_screenings(newest_revision(unit, trial_id, number))))
    if key not in findings:
        raise FindingUnknown(key)
    refuse_prohibition(Entails(findings[key].entails))


def _refuse_nothing_to_take_back(unit: UnitOfWork, trial_id: str, view: View) -> None:
    last = last_of_each(unit.overrides.list(trial_id, view.revision_number)).get(view.finding)
    if last is None or last.outcome is None:
        raise StepRefused(
            Text("取り下げる見解がありません。", "There is no view to take back."),
            Text("画面を開きなおして、いまの見解を確かめてください。", "Reload the page and look at the present view."),
        )
