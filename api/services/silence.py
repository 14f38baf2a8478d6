"""An operator that says nothing more: until when the office waits, and how it closes or declines without a word."""

from datetime import date, datetime

from airspace.condition import words_given
from airspace.consultation.value import due_day
from airspace.letter import LetterKind
from airspace.procedures import japan
from airspace.proposal import Trial
from airspace.retention import RetentionRules
from airspace.trial import JST
from airspace.workflow import WITHOUT_A_WORD, State, Step, StepRefused
from api.notify.notice import NoticeKind
from api.security.accounts import Account
from api.services.duties import flown
from api.services.filing import file_on_closing
from api.services.frozen import revision_content
from api.services.step import begin, finish
from api.services.tell import tell_operators
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

WORKING_DAYS = 10
"""How long the office waits for the word of an operator where no day was set."""

REASON = Text("完了する理由", "why it is closed")


def close(
    unit: UnitOfWork, account: Account, trial_id: str, reason: str, *, rules: RetentionRules, now: datetime
) -> None:
    """Close a case that is over and file it for its retention period, which is counted from here.

    A case whose operator has not said that it ended, or has not reported, is closed once its time is over; `reason`
    is kept in its history, and the operator is told. Elsewhere `reason` is empty or kept as well.

    Raises
    ------
    StepRefused
        If the case is not over.
    ValueRefused
        If a reason is owed and missing, or it cannot be read.
    """
    trial = begin(unit, account, trial_id, Step.CLOSE)
    silent = trial.state in WITHOUT_A_WORD
    if silent:
        _refuse_before(last_word_due(unit, trial), now)
    told = words_given(reason, REASON, "reason") if silent or reason.strip() else ""
    finish(unit, account, trial, Step.CLOSE, now=now, details={"without_a_word": int(silent)}, reason=told)
    file_on_closing(unit, account, trial_id, rules, now=now)
    revision = unit.trials.revision(trial_id)
    if silent and revision:
        tell_operators(unit, revision, NoticeKind.CASE_CLOSED, now=now)


def refuse_while_awaited(unit: UnitOfWork, trial: Trial, step: Step, *, now: datetime) -> None:
    """Refuse to decline a trial that was asked for corrections before they are overdue.

    Raises
    ------
    StepRefused
        If their day has not passed.
    """
    if step is Step.DECLINE and trial.state is State.CORRECTION_REQUESTED:
        _refuse_before(corrections_due(unit, trial.id), now)


def corrections_due(unit: UnitOfWork, trial_id: str) -> date:
    """Return the day by which corrections were asked for last, as the letter says."""
    asked = [one.letter for one in unit.letters.list(trial_id) if one.letter.kind is LetterKind.CORRECTION_REQUEST]
    due = asked[-1].due_on if asked else None
    if due is None:
        raise LookupError(f"no letter asked {trial_id} for corrections")
    return due


def last_word_due(unit: UnitOfWork, trial: Trial) -> date:
    """Return the last day of a report: ten working days after the last window, or a later day that was set."""
    intake = unit.intakes.get(trial.id)
    flights = revision_content(flown(unit, trial.id)).value().operations
    windows = [window for flight in flights for window in flight.windows]
    due = due_day(max(window.end for window in windows), WORKING_DAYS, japan().calendar.value)
    return max(due, intake.report_due_on) if intake and intake.report_due_on else due


def _refuse_before(due: date, now: datetime) -> None:
    if now.astimezone(JST).date() <= due:
        raise StepRefused(
            Text(f"事業者を待つ期限（{due}）が過ぎていません。", f"The operator has until {due}."),
            Text(
                "事業者に連絡し、期限の翌日からもう一度してください。",
                "Ask the operator; do it from the day after that.",
            ),
        )
