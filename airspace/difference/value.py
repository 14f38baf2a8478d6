"""A difference between two plans as values."""

from dataclasses import dataclass
from enum import StrEnum

from geo.text import Text


class Part(StrEnum):
    """What a change is about, in the order of reading."""

    FLIGHT = "flight"
    PLACE = "place"
    HEIGHT = "height"
    TIME = "time"
    FLYING = "flying"
    STATED = "stated"
    NUMBER = "number"
    TEXT = "text"


PART_NAMES = {
    Part.FLIGHT: Text("飛行", "Flight"),
    Part.PLACE: Text("場所", "Place"),
    Part.HEIGHT: Text("高さ", "Heights"),
    Part.TIME: Text("日時", "Times"),
    Part.FLYING: Text("機体と飛ばしかた", "Aircraft and flying"),
    Part.STATED: Text("申告", "Statements"),
    Part.NUMBER: Text("回数", "Number of flights"),
    Part.TEXT: Text("文章", "Texts"),
}


NOTHING = Text("なし", "none")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what of, and what it was before and is after; None where there was or is nothing."""

    part: Part
    name: Text
    before: Text | None
    after: Text | None

    @property
    def told(self) -> Text:
        """The change in one line."""
        if self.part is Part.FLIGHT:
            flight = self.after or self.before or NOTHING
            return Text(f"{self.name.ja}：{flight.ja}", f"{self.name.en}: {flight.en}")
        part, before, after = PART_NAMES[self.part], self.before or NOTHING, self.after or NOTHING
        return Text(
            f"{part.ja}：{self.name.ja}：{before.ja} → {after.ja}",
            f"{part.en}: {self.name.en}: {before.en} → {after.en}",
        )


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """How two courses lie to each other, in the older one's plane.

    `outside_m` is the length of the new route outside the old flight geography, `furthest_m` the furthest that one
    course leads from the other (Hausdorff's distance), looked at metre by metre. The areas are of the ground-risk
    buffer. `moved_m` is the distance of each point that moved, by its number before and after.
    """

    outside_m: float
    furthest_m: float
    added_m2: float
    removed_m2: float
    moved_m: tuple[tuple[int, int, float], ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    points_matched: bool = True


@dataclass(frozen=True, slots=True)
class FlightDifference:
    """What changed in one flight: its number (from 0) before and after, None where it is not there."""

    before: int | None
    after: int | None
    place: PlaceFigures | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed: flight by flight in the order of the newer plan, removed ones last, then what is of the plan."""

    flights: tuple[FlightDifference, ...]
    changes: tuple[Change, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether both plans say the same."""
        return not self.changes and not any(flight.changes for flight in self.flights)
