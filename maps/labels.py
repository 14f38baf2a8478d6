"""Signs that make room for each other on paper, where nobody can zoom: boxes that do not overlap."""

import math
import unicodedata
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in the picture's units."""

DIRECTIONS = 8
MOST_RINGS = 4


def width_of(text: str, size: float) -> float:
    """Return about how wide a line is at a font size: full-width characters are an em, others six tenths."""
    return sum(size if unicodedata.east_asian_width(sign) in "WFA" else 0.6 * size for sign in text)


@dataclass
class Room:
    """The boxes that are taken within a frame."""

    frame: Box
    taken: list[Box] = field(default_factory=list)

    def place(
        self, x: float, y: float, width: float, height: float, *, owed: bool = False, rings: int = 1
    ) -> tuple[float, float] | None:
        """Return the middle of a free box at a point or within some rings around it, and take it.

        Where none is free, one that is owed lies upon others at its point; any other is left out (None).
        """
        for dx, dy in _around(width, height, MOST_RINGS if owed else rings):
            box = (x + dx - width / 2, y + dy - height / 2, x + dx + width / 2, y + dy + height / 2)
            if self._holds(box) and not any(_meet(box, other) for other in self.taken):
                self.taken.append(box)
                return x + dx, y + dy
        return (x, y) if owed else None

    def _holds(self, box: Box) -> bool:
        left, top, right, bottom = self.frame
        return left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom


def _around(width: float, height: float, rings: int) -> list[tuple[float, float]]:
    """Return shifts from a point, the nearest first, clockwise from above."""
    shifts = [(0.0, 0.0)]
    for ring in range(1, rings + 1):
        for number in range(DIRECTIONS):
            angle = 2 * math.pi * number / DIRECTIONS
            across, down = width * 0.55 + 4, height * 0.75 + 4
            shifts.append((ring * across * math.sin(angle), -ring * down * math.cos(angle)))
    return shifts


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
