"""Time calls side by side, so that what else the machine does falls on all of them alike."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

Milliseconds = NDArray[np.float64]


def time_together_ms(calls: Sequence[Callable[[T], object]], inputs: Sequence[T], rounds: int) -> list[Milliseconds]:
    """Return, for several calls that take turns on each input, the least time of some rounds for each input."""
    taken = np.array([[[_once_ms(call, value) for call in calls] for value in inputs] for _ in range(rounds)])
    return list(taken.min(axis=0).T)


def time_ms(call: Callable[[T], object], inputs: Sequence[T], rounds: int) -> Milliseconds:
    """Return the same for one call."""
    return time_together_ms([call], inputs, rounds)[0]


def _once_ms(call: Callable[[T], object], value: T) -> float:
    began = time.perf_counter_ns()
    call(value)
    return (time.perf_counter_ns() - began) / 1e6


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: medians in milliseconds over `count` routes, None where a rival does not do this work."""

    work: str
    routes: str
    count: int
    ours_ms: float
    ours_p99_ms: float
    postgis_ms: float | None = None
    overlay_ms: float | None = None
    sindex_ms: float | None = None
    geos_ms: float | None = None

    def as_json(self) -> dict[str, object]:
        """Return the row for bench/results.json, to a tenth of a microsecond."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def p50(taken: Milliseconds | None) -> float | None:
    """Return the median, None where nothing was measured."""
    return None if taken is None else float(np.median(taken))
