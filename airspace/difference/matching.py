"""Which point, flight or window of a newer plan is which of an older one."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
U = TypeVar("U")

MOVED_AT_MOST_M = 1_000.0
"""A point further than this from its old place counts as one removed and another added."""

MOST_CELLS = 4_000_000
"""Longer stretches of changed points are not matched one by one."""

Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of numbers in both sequences, in order; None where one side has nothing.

    `whole` is False where they were too long to be paired one by one.
    """

    pairs: tuple[Pair, ...]
    whole: bool = True


def align(before: NDArray[np.float64], after: NDArray[np.float64]) -> Alignment:
    """Return which points of one course are which of another, both arrays of positions in metres, in the order flown.

    Points at both ends that did not move belong together. Between them that pairing is taken which moves, adds and
    removes least in all, an added or a removed point counting as much as one moved by half of `MOVED_AT_MOST_M`.
    """
    head = _same(before, after)
    tail = _same(before[head:][::-1], after[head:][::-1])
    one, other = before[head : len(before) - tail], after[head : len(after) - tail]
    first: list[Pair] = [(number, number) for number in range(head)]
    last: list[Pair] = [(len(before) - tail + number, len(after) - tail + number) for number in range(tail)]
    if len(one) * len(other) > MOST_CELLS:
        removed: list[Pair] = [(head + number, None) for number in range(len(one))]
        added: list[Pair] = [(None, head + number) for number in range(len(other))]
        return Alignment((*first, *removed, *added, *last), whole=False)
    middle = [
        (None if left is None else head + left, None if right is None else head + right)
        for left, right in _cheapest(one, other)
    ]
    return Alignment((*first, *middle, *last))


def _same(one: NDArray[np.float64], other: NDArray[np.float64]) -> int:
    """Return how many points are the same from the start."""
    count = min(len(one), len(other))
    differs = np.flatnonzero((one[:count] != other[:count]).any(axis=1))
    return int(differs[0]) if len(differs) else count


def _cheapest(one: NDArray[np.float64], other: NDArray[np.float64]) -> list[Pair]:
    """Return the cheapest pairing of two sequences (Needleman and Wunsch), row by row."""
    gap_m = MOVED_AT_MOST_M / 2
    steps = np.arange(len(other) + 1) * gap_m
    moves = np.zeros((len(one) + 1, len(other) + 1), dtype=np.int8)
    row = steps.copy()
    for number, point in enumerate(one, 1):
        paired = row[:-1] + np.hypot(*(other - point).T)
        dropped = row + gap_m
        best = dropped.copy()
        best[1:] = np.minimum(paired, dropped[1:])
        moves[number, 1:] = np.where(paired <= dropped[1:], 1, 0)
        # An added point follows the cheapest of all that end before it.
        base = best - steps
        cheapest = np.minimum.accumulate(base)
        moves[number][cheapest < base] = 2
        row = np.where(cheapest < base, cheapest + steps, best)
    return _walked_back(moves)


def _walked_back(moves: NDArray[np.int8]) -> list[Pair]:
    left, right = moves.shape[0] - 1, moves.shape[1] - 1
    pairs: list[Pair] = []
    while left or right:
        move = int(moves[left, right]) if left and right else (0 if left else 2)
        left -= int(move != 2)
        right -= int(move != 0)
        pairs.append((None if move == 2 else left, None if move == 0 else right))
    return pairs[::-1]


def pair_nearest(
    before: Sequence[T], after: Sequence[U], cost: Callable[[T, U], tuple[float, ...] | None]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Return the pairs, and the numbers of those left over before and after.

    The pair of the least cost is taken first, of equal ones that whose numbers are nearest, then the lowest. A cost of
    None never pairs.
    """
    costs = [
        (told, abs(one - other), one, other)
        for one, other in itertools.product(range(len(before)), range(len(after)))
        if (told := cost(before[one], after[other])) is not None
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, one, other in sorted(costs):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    gone = [one for one in range(len(before)) if one not in pairs]
    new = [other for other in range(len(after)) if other not in taken]
    return sorted(pairs.items(), key=lambda pair: pair[1]), gone, new
