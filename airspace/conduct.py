"""What happens once a route is confirmed: the days on which is flown, and the report of it."""

from dataclasses import dataclass
from datetime import datetime

from airspace.letter_text import refuse_no_words
from airspace.schedule import FlightDay
from geo.errors import ValueRefused
from geo.text import Text

MOST_FLIGHTS = 100_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """実施日: the days on which a confirmed route is to be flown, as the operator gave them, counted from 1.

    `days` are in order. `flights_per_day` is the most flights of a day, None where neither the statement nor the
    proposal tells it.
    """

    trial_id: str
    number: int
    revision_number: int
    days: tuple[FlightDay, ...]
    stated_at: datetime
    stated_by: str
    flights_per_day: int | None = None


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
