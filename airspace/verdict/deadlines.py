"""最短でも: the latest days by which things are to be done, counted back from the first flight; never a promise."""

from dataclasses import dataclass
from datetime import date, timedelta

from airspace.procedures import japan
from airspace.trial import JST, Operation
from airspace.verdict.value import Due
from airspace.workdays import OfficeCalendar
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Countdown:
    """Counts back from a flight's first day, as it stands on the day of the screening."""

    operation: Operation
    screened_on: date
    calendar: OfficeCalendar

    @property
    def flight_day(self) -> date:
        """The first day of the flight."""
        return self.operation.first_day

    def working_days(self, count: int, note: Text) -> Due:
        """Return the working day that is `count` working days before the first flight."""
        return self._due(
            self.calendar.before(self.flight_day, count),
            Text(
                f"最初の飛行日の {count} 開庁日前{note.ja}",
                f"{count} working days before the first day of flight{note.en}",
            ),
        )

    def days(self, count: int) -> Due:
        """Return the last working day that is at least `count` days before the first flight."""
        return self._due(
            self.calendar.latest(self.flight_day - timedelta(days=count)),
            Text(
                f"最初の飛行日のおよそ {count} 日前（通報より前）",
                f"about {count} days before the first day of flight, ahead of the notice",
            ),
        )

    def hours(self, count: int) -> Due:
        """Return the last working day that reaches no later than `count` hours before the first flight."""
        start = min(window.start for window in self.operation.windows)
        moment = (start - timedelta(hours=count)).astimezone(JST)
        # At midnight the day before is the last on which an office can still be reached in time.
        last_day = (moment - timedelta(microseconds=1)).date()
        return self._due(
            self.calendar.latest(last_day),
            Text(
                f"最初の飛行の {count} 時間前（{moment:%Y-%m-%d %H:%M}）まで",
                f"{count} hours before the first flight ({moment:%Y-%m-%d %H:%M} JST)",
            ),
        )

    def before_flight(self, basis: Text) -> Due:
        """Return the first day of flight itself; no working day is counted."""
        return Due(self.flight_day, basis, late=self.flight_day < self.screened_on, expected=False)

    def _due(self, by: date, basis: Text) -> Due:
        expected = self.flight_day > self.calendar.published_until(self.screened_on)
        return Due(by, basis, late=by < self.screened_on, expected=expected)


def countdown(operation: Operation, screened_on: date) -> Countdown:
    """Return the countdown to an operation by the calendar of public offices."""
    return Countdown(operation, screened_on, japan().calendar.value)
