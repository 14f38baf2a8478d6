"""What the layers hold: districts, municipalities, zones, aerodromes. Geometries in JGD2011 degrees."""

from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True, slots=True)
class DipsArea(Timed):
    """飛行禁止エリア: one area as DIPS answered it, without heights; `type_id` is DIPS's number of its type."""

    type_id: int = 0
    detail: str = ""
    url: str = ""


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

    `surroundings_held` is, for a site, whether the polygon of its surrounding area is held too: not, unless said so.
    `designated` is
    whether the designation was read in a notice, or is only likely.
    """

    facility_class: FacilityClass = FacilityClass.NATIONAL
    part: FacilityPart = FacilityPart.SITE
    surroundings_held: bool = False
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


class SurfaceKind(StrEnum):
    """制限表面: the six obstacle surfaces of the Civil Aeronautics Act."""

    APPROACH = "approach"
    TRANSITIONAL = "transitional"
    HORIZONTAL = "horizontal"
    EXTENDED_APPROACH = "extended_approach"
    CONICAL = "conical"
    OUTER_HORIZONTAL = "outer_horizontal"


SURFACE_NAMES = {
    SurfaceKind.APPROACH: Text("進入表面", "approach surface"),
    SurfaceKind.TRANSITIONAL: Text("転移表面", "transitional surface"),
    SurfaceKind.HORIZONTAL: Text("水平表面", "horizontal surface"),
    SurfaceKind.EXTENDED_APPROACH: Text("延長進入表面", "extended approach surface"),
    SurfaceKind.CONICAL: Text("円錐表面", "conical surface"),
    SurfaceKind.OUTER_HORIZONTAL: Text("外側水平表面", "outer horizontal surface"),
}


@dataclass(frozen=True, slots=True)
class StripEnd:
    """A short side of a 着陸帯, by its middle, its elevation above mean sea level, and the approach over it.

    `approach_run` is the way on which the approach surface rises by 1. `approach_length_m` is None where it is that of
    the Act; a heliport has its own. `extended` is whether an extended approach surface is designated.
    """

    lon_deg: float
    lat_deg: float
    elevation_m: float
    approach_run: float
    precision: bool = False
    extended: bool = False
    approach_length_m: float | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """着陸帯: a landing strip by the middles of its short sides, and its width."""

    ends: tuple[StripEnd, StripEnd]
    width_m: float


@dataclass(frozen=True, slots=True)
class ReferencePoint:
    """標点: an aerodrome's reference point and its elevation above mean sea level."""

    lon_deg: float
    lat_deg: float
    elevation_m: float


@dataclass(frozen=True, slots=True)
class Cone:
    """円錐表面: the way on which it rises by 1, and its outer radius about the 標点."""

    run: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Where a notice takes some surfaces away, as a polygon in JGD2011 degrees."""

    kinds: tuple[SurfaceKind, ...]
    area: BaseGeometry


@dataclass(frozen=True, slots=True)
class ObstacleSurfaces(Feature):
    """An aerodrome with its notice values; `geometry` is how far any of its surfaces or its site reaches.

    `values_as_of` is the day of the notice that the values are from, `icao` the four letters, empty where it has none.
    `transitional_run` is None where it is that of the Act; a heliport has its own.
    """

    reference: ReferencePoint
    strips: tuple[Strip, ...]
    horizontal_radius_m: float
    values_as_of: date
    icao: str = ""
    heliport: bool = False
    transitional_run: float | None = None
    cone: Cone | None = None
    outer_radius_m: float | None = None
    exclusions: tuple[Exclusion, ...] = ()
    site: BaseGeometry | None = None
    authority: Authority | None = None
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class AerodromeWithoutValues(Feature):
    """An aerodrome that has surfaces whose values are not held; `geometry` is how far they may reach."""

    authority: Authority
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class NoticeAirspace(Feature):
    """Airspace that a notice names round an aerodrome without surfaces. No limit is the ground, or the sky."""

    lower: Height | None = None
    upper: Height | None = None
    authority: Authority | None = None
    legal_basis: str = ""
