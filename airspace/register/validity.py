"""From when until when a certificate, licence, policy or permission holds, both days included."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from geo.errors import ValueRefused
from geo.text import Text

Period = tuple[date, date]
"""The first and the last day of a window, in Japan."""

YEARS = (1900, 2200)


class Standing(StrEnum):
    """How a validity stands to some days."""

    HOLDS = "holds"
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and the last day on which something holds; None is not stated."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        for where, day in (("first", self.first), ("last", self.last)):
            if day is not None and not YEARS[0] <= day.year <= YEARS[1]:
                raise ValueRefused(
                    Text(f"{day.year} 年は扱えません。", f"The year {day.year} is out of range."),
                    Text(
                        f"{YEARS[0]} 年から {YEARS[1]} 年の日付を書いてください。",
                        f"Give a date from {YEARS[0]} to {YEARS[1]}.",
                    ),
                    where=where,
                )
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueRefused(
                Text("終わりの日が始まりの日より前です。", "The last day is before the first."),
                Text("日付を確かめてください。", "Check the dates."),
                where="last",
            )

    def standing(self, periods: Iterable[Period], *, begins: bool) -> tuple[Standing, date | None]:
        """Return how it stands to every day of some periods, and the earliest day on which it does not hold.

        A day that is told to be outside decides, whatever else is not stated. `begins` is whether the first day has to
        be stated: not for what is held already when it is registered.
        """
        first_out = min((out for period in periods if (out := self._first_outside(*period))), default=None)
        if first_out is not None:
            ended = self.last is not None and first_out > self.last
            return (Standing.ENDED if ended else Standing.NOT_BEGUN), first_out
        if self.last is None or (begins and self.first is None):
            return Standing.NOT_STATED, None
        return Standing.HOLDS, None

    def _first_outside(self, first_day: date, last_day: date) -> date | None:
        """Return the first day of a period that is told to be outside."""
        if self.first is not None and first_day < self.first:
            return first_day
        if self.last is not None and last_day > self.last:
            return max(first_day, self.last + timedelta(days=1))
        return None


def together(validities: Iterable[Validity], periods: Iterable[Period]) -> bool:
    """Return whether every day of some periods lies in one of several validities whose days are stated."""
    stated = [(each.first, each.last) for each in validities if each.first is not None and each.last is not None]
    for first_day, last_day in periods:
        day = first_day
        while day <= last_day:
            ends = [last for first, last in stated if first <= day <= last]
            if not ends:
                return False
            day = max(ends) + timedelta(days=1)
    return True


NOT_TOLD = Validity()
"""A validity of which nothing is stated."""
