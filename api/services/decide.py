"""Staff ask for corrections, confirm a route with conditions, or decline with a reason. None of it permits a flight."""

from dataclasses import dataclass
from datetime import datetime

from airspace.proposal import Decision, DecisionKind
from airspace.workflow import Step, StepRefused
from api.security.accounts import Account
from api.services.ids import new_id
from api.services.step import begin, finish
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

BASIS = "実証実験の飛行経路の確認に関する要綱"
"""What the confirmation of a route rests on: guidelines of the prefecture, not a disposition under a statute."""

MOST_CONDITIONS = 50
MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided about a trial's newest revision: the step, and its conditions (留意事項) or its reason."""

    step: Step
    revision_number: int
    conditions: tuple[str, ...] = ()
    reason: str = ""


def decide(unit: UnitOfWork, account: Account, trial_id: str, ruling: Ruling, *, now: datetime) -> Decision:
    """Record a ruling and move the trial.

    Raises
    ------
    StepRefused
        If the trial's state, the account's role or a newer revision stands against it.
    ValueRefused
        If a reason is missing where one is owed.
    """
    trial = begin(unit, account, trial_id, ruling.step)
    _refuse_a_stale_revision(unit, trial_id, ruling.revision_number)
    _refuse_missing_words(ruling)
    decision = Decision(
        id=new_id(),
        trial_id=trial_id,
        revision_number=ruling.revision_number,
        kind=DecisionKind.ROUTE_CONFIRMATION,
        outcome=ruling.step,
        basis=BASIS,
        conditions=ruling.conditions,
        reason=ruling.reason,
        decided_at=now,
        decided_by=account.id,
    )
    unit.trials.add_decision(decision)
    details: dict[str, str | int] = {"revision": ruling.revision_number, "decision": decision.id}
    finish(unit, account, trial, ruling.step, now=now, details=details)
    return decision


def _refuse_a_stale_revision(unit: UnitOfWork, trial_id: str, number: int) -> None:
    newest = unit.trials.revision(trial_id)
    if newest is None or newest.number != number:
        raise StepRefused(
            Text(f"第{number}版は最新の版ではありません。", f"Revision {number} is not the newest."),
            Text(
                "画面を開きなおして、最新の版を確かめてください。", "Reload the page and look at the newest revision."
            ),
        )


def _refuse_missing_words(ruling: Ruling) -> None:
    owed = ruling.step in (Step.REQUEST_CORRECTION, Step.DECLINE)
    if owed and not ruling.reason.strip():
        raise ValueRefused(
            Text("理由が書かれていません。", "No reason is given."),
            Text("事業者に伝わる理由を書いてください。", "Write a reason that the operator can act on."),
            where="reason",
        )
    too_long = len(ruling.reason) > MOST_CHARACTERS or any(len(text) > MOST_CHARACTERS for text in ruling.conditions)
    if too_long or len(ruling.conditions) > MOST_CONDITIONS:
        raise ValueRefused(
            Text("理由または留意事項が長すぎます。", "The reason or the conditions are too long."),
            Text(
                f"1件{MOST_CHARACTERS}文字、{MOST_CONDITIONS}件までにしてください。",
                f"At most {MOST_CONDITIONS} conditions of {MOST_CHARACTERS} characters.",
            ),
            where="conditions",
        )
