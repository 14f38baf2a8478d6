"""What happens once a route is confirmed: the days on which is flown, and the report of it."""

from dataclasses import dataclass
from datetime import date, datetime

from airspace.letter_text import refuse_no_words
from airspace.trial import Window
from geo.errors import ValueRefused
from geo.text import Text

MOST_FLIGHTS = 100_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """実施日: the days on which a confirmed route is to be flown, as the operator gave them, counted from 1."""

    trial_id: str
    number: int
    revision_number: int
    days: tuple[date, ...]
    stated_at: datetime
    stated_by: str


@dataclass(frozen=True, slots=True)
class TrialReport:
    """実施報告: how often was flown, and what happened; `incidents` says so too where nothing did."""

    trial_id: str
    flights: int
    summary: str
    incidents: str
    reported_at: datetime
    reported_by: str

    def __post_init__(self) -> None:
        if not 0 <= self.flights <= MOST_FLIGHTS:
            raise ValueRefused(
                Text("飛行の回数が正しくありません。", "The number of flights cannot be right."),
                Text(f"0から{MOST_FLIGHTS}までにしてください。", f"Give a number from 0 to {MOST_FLIGHTS}."),
                where="flights",
            )
        refuse_no_words(self.summary, "summary")
        refuse_no_words(self.incidents, "incidents")


def refuse_days(days: tuple[date, ...], windows: tuple[Window, ...], today: date) -> None:
    """Refuse days on which the confirmed revision has no window, that are past, or of which there are none.

    Raises
    ------
    ValueRefused
        With the first such day.
    """
    if not days:
        raise ValueRefused(
            Text("実施日がありません。", "No day is given."),
            Text("1日以上入れてください。", "Give a day."),
            where="days",
        )
    for day in days:
        if day < today:
            raise ValueRefused(
                Text(f"{day}は過ぎた日です。", f"{day} is past."),
                Text("今日より後の日にしてください。", "Give days from today on."),
                where="days",
            )
        if not any(window.first_day <= day <= window.last_day for window in windows):
            raise ValueRefused(
                Text(f"{day}は、確認された計画の日ではありません。", f"{day} is not a day of the confirmed proposal."),
                Text("計画の日の中から選ぶか、変更を提出してください。", "Choose from its days, or submit a change."),
                where="days",
            )
