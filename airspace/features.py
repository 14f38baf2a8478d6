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
class Timed(Feature):
    """A feature that may apply at some times only; an empty `applicability` is always."""

    applicability: tuple[Applicability, ...] = ()

    def applies(self, start: datetime, end: datetime) -> bool:
        """Whether it applies at any time from `start` until before `end`."""
        return not self.applicability or any(period.meets(start, end) for period in self.applicability)


@dataclass(frozen=True, slots=True)
class Geozone(Timed):
    """空域・区域: a zone with 3D limits and times. No lower limit is the ground, no upper limit is the sky."""

    type: ZoneType = ZoneType.PROHIBITED
    kind: ZoneKind = ZoneKind.OTHER
    lower: Height | None = None
    upper: Height | None = None
    authority: Authority | None = None
    legal_basis: str = ""
    message: Text | None = None


class FacilityClass(StrEnum):
    """By whom, and so as what, a target facility (対象施設) of the Small UA Act is designated."""

    NATIONAL = "national"
    FOREIGN_MISSION = "foreign_mission"
    DEFENCE = "defence"
    AIRPORT = "airport"
    NUCLEAR = "nuclear"


class FacilityPart(StrEnum):
    """Which part of a target facility a polygon is: its site, or the area round it that its notice draws."""

    SITE = "site"
    SURROUNDING_AREA = "surrounding_area"


@dataclass(frozen=True, slots=True)
class TargetFacility(Timed):
    """対象施設 or 対象施設周辺地域: one polygon of a facility's notice.

    `surroundings_held` is, for a site, whether the polygon of its surrounding area is held too; `designated` is
    whether the designation was read in a notice, or is only likely.
    """

    facility_class: FacilityClass = FacilityClass.NATIONAL
    part: FacilityPart = FacilityPart.SITE
    surroundings_held: bool = True
    designated: bool = True
    authority: Authority | None = None
    legal_basis: str = ""


class ManagedKind(StrEnum):
    """What a place is whose manager is asked before anybody flies over it."""

    NATIONAL_PARK = "national_park"
    RIVER = "river"
    ROAD = "road"
    RAILWAY = "railway"
    PORT = "port"
    COAST = "coast"
    FISHERY = "fishery"
    POWER_LINE = "power_line"
    PARK = "park"
    SHRINE = "shrine"
    SCHOOL = "school"
    LAND = "land"
    OTHER = "other"


class ManagerAsks(StrEnum):
    """What a place's manager asks of whoever flies over it."""

    PERMISSION = "permission"
    NOTICE = "notice"
    CONSULTATION = "consultation"
    NO_FLIGHT = "no_flight"


@dataclass(frozen=True, slots=True)
class ManagedPlace(Timed):
    """管理者のいる場所: a park, river, road, railway, port or other place with a manager to be consulted."""

    kind: ManagedKind = ManagedKind.OTHER
    asks: ManagerAsks = ManagerAsks.CONSULTATION
    authority: Authority | None = None
    legal_basis: str = ""
    message: Text | None = None


@dataclass(frozen=True, slots=True)
class Aerodrome(Feature):
    """空港等: an aerodrome's place. Its surfaces are a layer of their own."""

    code: str = ""
    elevation_m: float | None = None
