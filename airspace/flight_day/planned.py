"""The days that are planned: what the flight day needs of a schedule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from airspace.trial import Window


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day with its windows in time order; `reserve` is whether it is flown only after a postponement (予備日)."""

    day: date
    windows: tuple[Window, ...]
    reserve: bool = False

    @property
    def start(self) -> datetime:
        """When the first flight may begin."""
        return min(window.start for window in self.windows)

    @property
    def end(self) -> datetime:
        """When the last flight has ended."""
        return max(window.end for window in self.windows)


def planned_days(days: Iterable[date], windows: Sequence[Window]) -> tuple[PlannedDay, ...]:
    """Return stated days with the parts of a revision's windows that fall on each, in order.

    A day without any part is left out: nothing can be flown on it by that revision.
    """
    found = ((day, windows_on(windows, day)) for day in sorted(set(days)))
    return tuple(PlannedDay(day, parts) for day, parts in found if parts)


def windows_on(windows: Iterable[Window], day: date) -> tuple[Window, ...]:
    """Return the parts of windows that fall on one day in Japan, in time order."""
    whole = Window.whole_day(day)
    parts = {
        Window(max(window.start, whole.start), min(window.end, whole.end))
        for window in windows
        if window.start < whole.end and whole.start < window.end
    }
    return tuple(sorted(parts, key=lambda part: (part.start, part.end)))


def common(ours: Iterable[Window], theirs: Iterable[Window]) -> tuple[Window, ...]:
    """Return the times that lie in a window of both, in time order."""
    theirs = tuple(theirs)
    parts = {
        Window(max(a.start, b.start), min(a.end, b.end))
        for a in ours
        for b in theirs
        if a.start < b.end and b.start < a.end
    }
    return tuple(sorted(parts, key=lambda part: (part.start, part.end)))
