"""開庁日: the days on which public offices work, counted back from a day or on from it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import jpholiday

DAY = timedelta(days=1)
SATURDAY = 5

MonthDay = tuple[int, int]


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """Return whether a day is a public holiday in Japan."""
    return bool(jpholiday.is_holiday(day))


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """When public offices are closed besides weekends and holidays, and when holidays are made known.

    `closed_from` and `closed_to` are month and day, both included, over the end of a year. The holidays of a year are
    published in the month `published_in` of the year before; until then they can only be computed.
    """

    closed_from: MonthDay
    closed_to: MonthDay
    published_in: int

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on a day."""
        month_day = (day.month, day.day)
        closed = month_day >= self.closed_from or month_day <= self.closed_to
        return day.weekday() < SATURDAY and not closed and not is_holiday(day)

    def before(self, day: date, count: int) -> date:
        """Return the working day that is `count` working days before a day, which itself is not counted.

        Raises
        ------
        ValueError
            If `count` is less than 1.
        """
        if count < 1:
            raise ValueError(f"{count} working days before a day is not before it")
        for _ in range(count):
            day = self.latest(day - DAY)
        return day

    def after(self, day: date, count: int) -> date:
        """Return the working day that is `count` working days after a day, which itself is not counted.

        Raises
        ------
        ValueError
            If `count` is less than 1.
        """
        if count < 1:
            raise ValueError(f"{count} working days after a day is not after it")
        while count:
            day += DAY
            count -= self.is_working_day(day)
        return day

    def latest(self, day: date) -> date:
        """Return the last working day that is not after a day."""
        while not self.is_working_day(day):
            day -= DAY
        return day

    def published_until(self, told_on: date) -> date:
        """Return the last day whose holidays are published by a day."""
        return date(told_on.year + (told_on.month >= self.published_in), 12, 31)
