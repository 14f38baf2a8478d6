"""Stretches of the route on which the same items apply, each with its own verdict."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from airspace.finding import Finding
from airspace.verdict.items import concerns
from airspace.verdict.value import Segment

Span = tuple[float, float]
Judge = Callable[[Sequence[Finding], Span | None], Segment]
"""Returns the verdict over the findings of one stretch."""

LEAST_M = 1.0
"""Stretches begin and end at whole metres, and none is shorter than this unless the route is."""


def segments(findings: Iterable[Finding], length_m: float, judge: Judge) -> tuple[Segment, ...]:
    """Return the stretches of a route in the order flown; a hover or an area is one.

    A finding without a stretch holds everywhere. Neighbours that fare alike are one stretch.
    """
    relevant = [(found, _span(found, length_m)) for found in findings if concerns(found)]
    if length_m <= 0:
        return (judge([found for found, _ in relevant], None),)
    stretches = []
    for start_m, end_m in pairwise(_corners((span for _, span in relevant if span), length_m)):
        here = [found for found, span in relevant if span is None or (span[0] < end_m and span[1] > start_m)]
        stretches.append(judge(here, (start_m, end_m)))
    return tuple(_merged(stretches))


def _span(finding: Finding, length_m: float) -> Span | None:
    """Return a finding's part of the route in whole metres, None where it has none; a mere touch is made a metre."""
    if finding.from_m is None or finding.to_m is None:
        return None
    start_m, end_m = (_whole(metres, length_m) for metres in (finding.from_m, finding.to_m))
    if start_m == end_m:
        return max(start_m - LEAST_M, 0.0), min(end_m + LEAST_M, length_m)
    return start_m, end_m


def _whole(metres: float, length_m: float) -> float:
    return length_m if length_m - metres < LEAST_M else float(round(metres))


def _corners(spans: Iterable[Span], length_m: float) -> list[float]:
    return sorted({0.0, length_m, *(corner for span in spans for corner in span)})


def _merged(stretches: Collection[Segment]) -> list[Segment]:
    merged: list[Segment] = []
    for stretch in stretches:
        if merged and replace(merged[-1], from_m=stretch.from_m, to_m=stretch.to_m) == stretch:
            merged[-1] = replace(merged[-1], to_m=stretch.to_m)
        else:
            merged.append(stretch)
    return merged
