"""Flight days, their windows and recurrences as JSON."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field

from airspace.conduct import Schedule
from airspace.constraint import MOST_FLIGHTS_A_DAY
from airspace.recurrence import MOST_CHARACTERS, Recurrence
from airspace.schedule import MOST_DAYS, MOST_WINDOWS_A_DAY, DailyWindow, FlightDay, PlanDay, StatedDays
from airspace.trial import Window
from api.schemas.operation import WindowData
from api.schemas.text import TextData
from api.schemas.wire import Wire
from geo.text import Text

MOST_RULES = 20


class FlightDayIn(Wire):
    """A day on which is to be flown. Without windows it has those that the confirmed proposal gives it."""

    day: date
    windows: list[WindowData] | None = Field(None, min_length=1, max_length=MOST_WINDOWS_A_DAY)
    reserve: bool = False

    def value(self) -> FlightDay | PlanDay:
        """Return the day; raises `geo.errors.ValueRefused` where its windows cannot be its own."""
        if self.windows is None:
            return PlanDay(self.day, self.reserve)
        return FlightDay(self.day, tuple(Window(w.start, w.end) for w in self.windows), self.reserve)


class DailyWindowIn(Wire):
    """A window at the same time of every day, in Japan: 22:00 to 02:00 ends on the day after."""

    start: str = Field(max_length=20)
    end: str = Field(max_length=20)


class RecurrenceIn(Wire):
    """Days by the rule of a calendar (RFC 5545, RRULE), but for those left out. No windows: those of the proposal."""

    first_day: date
    rule: str = Field(max_length=MOST_CHARACTERS, examples=["FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261231"])
    windows: list[DailyWindowIn] = Field(default=[], max_length=MOST_WINDOWS_A_DAY)
    left_out: list[date] = Field(default=[], max_length=MOST_DAYS)
    reserve: bool = False

    def value(self) -> Recurrence:
        """Return the recurrence; raises `geo.errors.ValueRefused` where a window is none."""
        windows = tuple(DailyWindow.between(window.start, window.end) for window in self.windows)
        return Recurrence(self.first_day, self.rule, windows, tuple(self.left_out), self.reserve)


class ScheduleIn(Wire):
    """The days on which is to be flown, a day with the proposal's windows as its date alone; and recurring ones."""

    days: list[FlightDayIn | date] = Field(default=[], max_length=MOST_DAYS)
    recurrences: list[RecurrenceIn] = Field(default=[], max_length=MOST_RULES)
    flights_per_day: int | None = Field(None, ge=1, le=MOST_FLIGHTS_A_DAY)

    def value(self) -> StatedDays:
        """Return what is stated; raises `geo.errors.ValueRefused` where a day or a rule cannot be."""
        days = [PlanDay(day) if isinstance(day, date) else day.value() for day in self.days]
        recurring = (day for rule in self.recurrences for day in rule.value().flight_days())
        return StatedDays((*days, *recurring), self.flights_per_day)


class FlightDayData(Wire):
    """A day on which is to be flown, with its windows; a reserve day stands in for another."""

    day: date
    windows: list[WindowData]
    reserve: bool

    @classmethod
    def of(cls, day: FlightDay) -> "FlightDayData":
        """Return the wire form."""
        windows = [WindowData(start=window.start, end=window.end) for window in day.windows]
        return cls(day=day.day, windows=windows, reserve=day.reserve)


class ScheduleData(Wire):
    """The days that the operator stated last, and for which revision."""

    number: int
    revision: int
    days: list[FlightDayData]
    flights_per_day: int | None
    stated_at: datetime
    to_check: list[TextData]

    @classmethod
    def of(cls, schedule: Schedule, to_check: Sequence[Text] = ()) -> "ScheduleData":
        """Return the wire form; `to_check` is what could not be told when the days were stated."""
        return cls(
            number=schedule.number,
            revision=schedule.revision_number,
            days=[FlightDayData.of(day) for day in schedule.days],
            flights_per_day=schedule.flights_per_day,
            stated_at=schedule.stated_at,
            to_check=[TextData.of(text) for text in to_check],
        )
