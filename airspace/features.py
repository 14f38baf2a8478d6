"""What the layers hold: districts, municipalities, zones, aerodromes. Geometries in JGD2011 degrees."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from geo.height import Height
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing of a layer: an id that is unique in its edition, a name for people, and its polygon or point."""

    id: str
    name: Text
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Did(Feature):
    """人口集中地区: one densely inhabited district, with its municipality's five-digit code and its population."""

    municipality_code: str = ""
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Municipality(Feature):
    """市町: one polygon of a municipality's land, with its five-digit code."""

    code: str = ""
    prefecture_name: str = ""

    @property
    def prefecture_code(self) -> str:
        """The two-digit code (JIS X 0401) of its prefecture."""
        return self.code[:2]


class ZoneType(StrEnum):
    """How a zone restricts flight (ED-269 / ED-318)."""

    PROHIBITED = "PROHIBITED"
    REQ_AUTHORISATION = "REQ_AUTHORISATION"
    CONDITIONAL = "CONDITIONAL"
    NO_RESTRICTION = "NO_RESTRICTION"


class ZoneKind(StrEnum):
    """Under what a zone is drawn; decides what it asks for."""

    AERODROME = "aerodrome"
    SMALL_UA_ACT = "small_ua_act"
    EMERGENCY = "emergency"
    ORDINANCE = "ordinance"
    MANAGER = "manager"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Applicability:
    """When a zone applies, from `start` until before `end`, aware datetimes; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether the zone applies at any time from `start` until before `end`."""
        return (self.start is None or self.start < end) and (self.end is None or start < self.end)


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom to ask about a zone, how, and how long before."""

    name: Text
    contact: str = ""
    lead_time: Text | None = None


@dataclass(frozen=True, slots=True)
class Geozone(Feature):
    """空域・区域: a zone with 3D limits and times. No lower limit is the ground, no upper limit is the sky.

    An empty `applicability` is always.
    """

    type: ZoneType = ZoneType.PROHIBITED
    kind: ZoneKind = ZoneKind.OTHER
    lower: Height | None = None
    upper: Height | None = None
    applicability: tuple[Applicability, ...] = ()
    authority: Authority | None = None
    legal_basis: str = ""
    message: Text | None = None

    def applies(self, start: datetime, end: datetime) -> bool:
        """Whether the zone applies at any time from `start` until before `end`."""
        return not self.applicability or any(period.meets(start, end) for period in self.applicability)


@dataclass(frozen=True, slots=True)
class Aerodrome(Feature):
    """空港等: an aerodrome's place. Its surfaces are a layer of their own."""

    code: str = ""
    elevation_m: float | None = None
