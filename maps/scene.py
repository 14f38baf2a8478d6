"""What a map holds, in order: the one source of the picture, its legend and its text twin."""

from dataclasses import dataclass
from enum import StrEnum

from airspace.finding import Outcome
from geo.text import Text
from maps.shapes import LatLon, Ring
from maps.theme import Style


@dataclass(frozen=True, slots=True)
class Shape:
    """One polygon (outer ring first) or line, and the lines of its tooltip."""

    rings: tuple[Ring, ...]
    tooltip: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """A label that is never hidden: its text, its look (a class of `map.css`), and the lines of its tooltip, if any."""

    position: LatLon
    label: Text
    look: str
    tooltip: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Shapes that look alike and are switched together. `key` is unique on the map; `note` explains the label.

    `told` is what the twin says of it, where the names on the map are not enough.
    """

    key: str
    label: Text
    style: Style
    shapes: tuple[Shape, ...]
    names: tuple[tuple[LatLon, Text], ...] = ()
    note: Text | None = None
    lines: bool = False
    shown: bool = True
    signs: tuple[Sign, ...] = ()
    told: tuple[Text, ...] = ()


class StopKind(StrEnum):
    """What a marker marks; where a route both starts and ends, its start counts."""

    START = "start"
    END = "end"
    VIA = "via"


@dataclass(frozen=True, slots=True)
class Stop:
    """One marker: a waypoint, or several at one position."""

    sign: Text
    name: Text
    position: LatLon
    heights: tuple[Text, ...]
    kind: StopKind = StopKind.VIA

    @property
    def where(self) -> Text:
        """The position in words."""
        lat, lon = self.position
        return Text(f"北緯{lat:.5f}° 東経{lon:.5f}°", f"{lat:.5f}° N, {lon:.5f}° E")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One leg: its ends' names, length and span of the route in metres, height band, course in degrees."""

    name: Text
    length: Text
    span: Text
    band: Text
    sign: Text
    course: Ring
    middle: LatLon
    heading_deg: float


@dataclass(frozen=True, slots=True)
class Note:
    """One finding, numbered from 1 in the order of weight. `spot` is where its badge stands; None: it has no place."""

    number: int
    outcome: Outcome
    title: Text
    text: Text
    remedy: Text
    citation: Text
    where: Text | None
    edition: Text | None
    resolved_by: Text | None
    spot: LatLon | None
    sheet: str | None

    @property
    def sign(self) -> str:
        """The number as people see it, the same on the map and in the list."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole map: sheets from the lowest to the highest, markers, findings, facts about the flight, and sources.

    `half_width_m` is that of the flight geography of a route; `by_the_sea` is whether what no sheet covers is sea.
    `notices` stand above the map.
    """

    title: str
    subtitle: str
    revision_note: str
    sample: Text | None
    corners: tuple[LatLon, LatLon]
    sheets: tuple[Sheet, ...]
    stops: tuple[Stop, ...]
    stretches: tuple[Stretch, ...]
    notes: tuple[Note, ...]
    headline: Text
    flight: tuple[tuple[Text, Text], ...]
    volumes: tuple[tuple[Text, Text], ...]
    left_out: tuple[Text, ...]
    checked: tuple[Text, ...]
    not_judged: tuple[Text, ...]
    assumptions: tuple[Text, ...]
    missing: tuple[Text, ...]
    sources: tuple[Text, ...]
    half_width_m: float | None
    by_the_sea: bool
    notices: tuple[Text, ...] = ()
