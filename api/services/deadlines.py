"""What an operator has to do next on its trials, and by when."""

from dataclasses import dataclass
from datetime import date

from airspace.flight_day.state import DayState
from airspace.proposal import Trial
from airspace.workflow import State
from api.services.flight_day.course import days_of, flown_of
from api.services.silence import corrections_due, last_word_due
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

CORRECT = Text("補正して出しなおす", "correct it and submit again")
SUBMIT = Text("下書きを確かめて提出する", "check the draft and submit it")
FLY = Text("飛行日の確認と決定をする", "check the flight day and decide")
STATE_DAYS = Text("実施日を届け出る", "state the flight days")
REPORT = Text("実施報告を出す", "report")
END = Text("飛行の終了を届け出る", "say that the flights are over")

DAYS_AHEAD = frozenset({DayState.PLANNED, DayState.GO})


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something to do on a trial: what, by when (None where no day is set), on which page."""

    what: Text
    by: date | None
    path: str


def deadline_of(unit: UnitOfWork, trial: Trial, today: date) -> Deadline | None:
    """Return what the operator has to do next on a trial, None where it waits for others or is over."""
    page = f"/operator/trials/{trial.id}"
    match trial.state:
        case State.DRAFT:
            return Deadline(SUBMIT, None, page)
        case State.CORRECTION_REQUESTED:
            return Deadline(CORRECT, corrections_due(unit, trial.id), f"{page}/edit")
        case State.CONFIRMED:
            return Deadline(STATE_DAYS, None, page)
        case State.SCHEDULED:
            flown = flown_of(unit, trial)
            ahead = [one.day for one in days_of(flown) if one.state in DAYS_AHEAD and one.day >= today] if flown else []
            return Deadline(FLY, min(ahead), f"{page}/days") if ahead else Deadline(END, None, page)
        case State.COMPLETED:
            return Deadline(REPORT, last_word_due(unit, trial), page)
        case _:
            return None
