"""Staff ask for corrections, confirm a route with conditions, or decline with a reason. None of it permits a flight."""

from dataclasses import dataclass
from datetime import datetime

from airspace.condition import MOST_CHARACTERS, MOST_CONDITIONS, Condition, Terms, terms_given
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


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided about a trial's newest revision: the step, and its conditions (留意事項) or its reason."""

    step: Step
    revision_number: int
    conditions: tuple[Terms, ...] = ()
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
    conditions = tuple(
        Condition.of(terms_given(terms, f"conditions.{number}."), new_id())
        for number, terms in enumerate(ruling.conditions)
    )
    decision = Decision(
        id=new_id(),
        trial_id=trial_id,
        revision_number=ruling.revision_number,
        kind=DecisionKind.ROUTE_CONFIRMATION,
        outcome=ruling.step,
        basis=BASIS,
        conditions=conditions,
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
    if len(ruling.reason) > MOST_CHARACTERS or len(ruling.conditions) > MOST_CONDITIONS:
        raise ValueRefused(
            Text(
                "理由が長すぎるか、留意事項が多すぎます。", "The reason is too long, or there are too many conditions."
            ),
            Text(
                f"理由は{MOST_CHARACTERS}文字、留意事項は{MOST_CONDITIONS}件までにしてください。",
                f"At most {MOST_CHARACTERS} characters and {MOST_CONDITIONS} conditions.",
            ),
            where="conditions",
        )
