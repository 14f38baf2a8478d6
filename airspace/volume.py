"""The volumes of a flight, leg by leg: flight geography ⊂ contingency volume ⊂ ground-risk buffer.

All of it is made in the plane rectangular zone nearest to the flight, in metres. The ground-risk
buffer is a planning figure (計画上の目安), neither a legal minimum nor enough by itself.
"""

from dataclasses import dataclass, field

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.trial import Operation
from geo.height import Height
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Band:
    """A height band: from `floor` (None: the ground) up to `ceiling` (None: not known)."""

    floor: Height | None
    ceiling: Height | None


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg: its stretch of the route in metres, its line and its three footprints in the plane, its bands."""

    index: int
    from_m: float
    to_m: float
    line: LineString | Point | None = field(repr=False)
    footprints: dict[VolumeKind, BaseGeometry] = field(repr=False)
    band: Band
    contingency_band: Band
    agl_high_m: float | None
    contingency_agl_high_m: float | None


@dataclass(frozen=True, slots=True)
class OperationVolume:
    """All legs of an operation and the union of each volume, in the plane zone `plane_epsg`, in metres.

    `assumptions` are the figures that were not given and had to be assumed, in words.
    """

    operation: Operation
    plane_epsg: int
    length_m: float
    legs: tuple[Leg, ...]
    footprints: dict[VolumeKind, BaseGeometry] = field(repr=False)
    assumptions: tuple[Text, ...] = ()
