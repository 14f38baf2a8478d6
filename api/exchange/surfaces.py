"""空港等の制限表面 in the service's own GeoJSON form, which docs/data.md describes: values as notices state them."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Any, Literal, cast

import shapely
from pydantic import Field
from shapely import MultiPolygon, Point, Polygon

from airspace.edition import InForce, LayerKind
from airspace.features import (
    AerodromeWithoutValues,
    Authority,
    Cone,
    Exclusion,
    Feature,
    NoticeAirspace,
    ObstacleSurfaces,
    ReferencePoint,
    Strip,
    StripEnd,
    SurfaceKind,
)
from airspace.law import rule_laws
from airspace.surface import figures_of, reach_of
from api.exchange.coverage import of_stated_prefecture
from api.exchange.drawn import (
    AuthorityData,
    BothLanguages,
    Strict,
    authority_of,
    both,
    drawn_shape,
    read_properties,
    refuse_twins,
    written_properties,
)
from api.exchange.mapping import Mapped, Mapping, Provenance, Source, refused_at
from geo.crs import GEOD, nearest_plane, to_plane
from geo.errors import InputRefused
from geo.height import Datum, Height
from geo.readers.layers import LayerReading, Record
from geo.shape import repair
from geo.text import Text

LAW = "airport-obstacle-surfaces"

SLOPE = r"^1/[1-9][0-9]{0,2}(\.[0-9]{1,3})?$"

SITE_WITHIN_M = 1_000.0
"""A 標点 lies in its site, or this near to what is drawn of it; further off one of the two is wrong."""

STRIP_WITHIN_M = 5_000.0
"""No strip's end is further from its 標点."""

PROVENANCE = Provenance(
    source="空港等の告示をもとに県が作成した制限表面データ",
    licence="作成者の定めるところによる",
    attribution="制限表面：告示の値をもとに県が作成",
)

HINT = Text(
    "長さと標高はメートル、勾配は「1/50」の形、位置は JGD2011 の経度・緯度（度）です。",
    "Lengths and elevations are metres, slopes are written 1/50, positions are JGD2011 degrees.",
)

LON = Field(ge=122.0, le=154.5)
LAT = Field(ge=20.0, le=46.0)
ELEVATION = Field(ge=-10.0, le=4_000.0)


class _ReferenceData(Strict):
    lon_deg: float = LON
    lat_deg: float = LAT
    elevation_m: float = ELEVATION


class _EndData(Strict):
    lon_deg: float = LON
    lat_deg: float = LAT
    elevation_m: float = ELEVATION
    approach_slope: str = Field(pattern=SLOPE)
    precision: bool = False
    extended: bool = False
    approach_length_m: float | None = Field(None, gt=0)


class _StripData(Strict):
    ends: tuple[_EndData, _EndData]
    width_m: float = Field(gt=0, le=1_000)


class _ConeData(Strict):
    slope: str = Field(pattern=SLOPE)
    radius_m: float = Field(gt=0)


class _ExclusionData(Strict):
    surfaces: list[SurfaceKind] = Field(min_length=1)
    ring: list[tuple[float, float]] = Field(min_length=4, max_length=10_000)


class _Limit(Strict):
    value_m: float
    datum: Literal["agl", "amsl", "ellipsoidal"]


class _Common(Strict):
    form: Literal["surfaces", "no_values", "notice_airspace"]
    id: str = Field(min_length=1, max_length=100)
    name: str | BothLanguages
    authority: AuthorityData | None = None
    legal_basis: str = Field("", max_length=1_000)


class SurfacesProperties(_Common):
    """The properties of an aerodrome with its notice values."""

    type: Literal["airport", "heliport"]
    icao: str = Field("", pattern="^([A-Z]{4})?$")
    values_as_of: date
    reference: _ReferenceData
    strips: list[_StripData] = Field(min_length=1, max_length=20)
    horizontal_radius_m: float = Field(gt=0)
    transitional_slope: str | None = Field(None, pattern=SLOPE)
    conical: _ConeData | None = None
    outer_radius_m: float | None = Field(None, gt=0)
    exclusions: list[_ExclusionData] = Field([], max_length=50)


class NoValuesProperties(_Common):
    """The properties of an aerodrome whose values are not held: how far to ask, and whom."""

    authority: AuthorityData
    reach_m: float | None = Field(None, gt=0, le=30_000)


class NoticeAirspaceProperties(_Common):
    """The properties of airspace that a notice names round an aerodrome without surfaces."""

    lower: _Limit | None = None
    upper: _Limit | None = None
    radius_m: float | None = Field(None, gt=0, le=30_000)


def map_surfaces(reading: LayerReading, source: Source) -> Mapped:
    """Return the aerodromes of a file."""
    written = written_properties(reading, source)
    features = tuple(_feature(record, values) for record, values in zip(reading.records, written, strict=True))
    refuse_twins(reading, features)
    return Mapped(
        features=features,
        title=Text("空港等の制限表面", "Obstacle surfaces of aerodromes"),
        as_of=source.stated.as_of or source.day,
        in_force=source.stated.in_force(InForce()),
        accuracy_m=reading.transformation.accuracy_m,
        coverage=source.stated.coverage or of_stated_prefecture(source),
    )


def _feature(record: Record, values: dict[str, Any]) -> Feature:
    try:
        match values.get("form"):
            case "surfaces":
                return _with_values(record, read_properties(record, values, SurfacesProperties, HINT))
            case "no_values":
                return _without_values(record, read_properties(record, values, NoValuesProperties, HINT))
            case _:
                return _notice(record, read_properties(record, values, NoticeAirspaceProperties, HINT))
    except InputRefused as refusal:
        raise refusal if refusal.where else refusal.at(f"record {record.number}") from refusal


def _without_values(record: Record, given: NoValuesProperties) -> AerodromeWithoutValues:
    return AerodromeWithoutValues(
        id=given.id,
        name=both(given.name),
        geometry=drawn_shape(record, given.reach_m),
        authority=cast(Authority, authority_of(given.authority)),  # the form demands one
        legal_basis=given.legal_basis,
    )


def _notice(record: Record, given: NoticeAirspaceProperties) -> NoticeAirspace:
    lower, upper = (
        Height(limit.value_m, Datum(limit.datum)) if limit else None for limit in (given.lower, given.upper)
    )
    if lower and upper and lower.datum is upper.datum and upper.value_m < lower.value_m:
        raise _refused(record, "上限が下限より低くなっています。", "The upper limit is below the lower one.")
    return NoticeAirspace(
        id=given.id,
        name=both(given.name),
        geometry=drawn_shape(record, given.radius_m),
        lower=lower,
        upper=upper,
        authority=authority_of(given.authority),
        legal_basis=given.legal_basis,
    )


def _with_values(record: Record, given: SurfacesProperties) -> ObstacleSurfaces:
    _refuse_against_the_law(record, given)
    _refuse_misplaced(record, given)
    aerodrome = ObstacleSurfaces(
        id=given.id,
        name=both(given.name),
        geometry=Polygon(),
        reference=ReferencePoint(**given.reference.model_dump()),
        strips=tuple(_strip(strip) for strip in given.strips),
        horizontal_radius_m=given.horizontal_radius_m,
        values_as_of=given.values_as_of,
        icao=given.icao,
        heliport=given.type == "heliport",
        transitional_run=_run(given.transitional_slope) if given.transitional_slope else None,
        cone=Cone(_run(given.conical.slope), given.conical.radius_m) if given.conical else None,
        outer_radius_m=given.outer_radius_m,
        exclusions=tuple(_exclusion(record, cut) for cut in given.exclusions),
        site=None if isinstance(record.geometry, Point) else record.geometry,
        authority=authority_of(given.authority),
        legal_basis=given.legal_basis,
    )
    return replace(aerodrome, geometry=reach_of(aerodrome, figures_of(rule_laws()[LAW])))


def _strip(given: _StripData) -> Strip:
    first, second = (
        StripEnd(
            lon_deg=end.lon_deg,
            lat_deg=end.lat_deg,
            elevation_m=end.elevation_m,
            approach_run=_run(end.approach_slope),
            precision=end.precision,
            extended=end.extended,
            approach_length_m=end.approach_length_m,
        )
        for end in given.ends
    )
    return Strip((first, second), given.width_m)


def _exclusion(record: Record, given: _ExclusionData) -> Exclusion:
    area = repair(Polygon(given.ring))
    if area.is_empty:
        raise _refused(record, "exclusions の ring が面になりません。", "A ring of exclusions encloses nothing.")
    return Exclusion(tuple(given.surfaces), area)


def _run(slope: str) -> float:
    return float(slope.removeprefix("1/"))


def _refuse_against_the_law(record: Record, given: SurfacesProperties) -> None:
    """Refuse what only one type of aerodrome has, and values that no notice may set."""
    ends = [end for strip in given.strips for end in strip.ends]
    wide = given.conical is not None or any(end.precision or end.extended for end in ends)
    own = [given.transitional_slope, *(end.approach_length_m for end in ends)]
    if given.type == "heliport" and (wide or None in own):
        raise _refused(
            record,
            "ヘリポートでは approach_length_m と transitional_slope が必須で、precision などは使えません。",
            "A heliport needs approach_length_m and transitional_slope, and has no precision, extended or conical.",
        )
    if given.type == "airport" and (not given.icao or any(value is not None for value in own)):
        raise _refused(
            record,
            "空港には icao が要り、approach_length_m・transitional_slope は使えません（法律の値を使います）。",
            "An airport needs icao, and has no approach_length_m or transitional_slope (the Act's values are used).",
        )
    if given.outer_radius_m is not None and given.conical is None:
        raise _refused(
            record, "外側水平表面には円錐表面が要ります。", "An outer horizontal surface needs a conical one."
        )
    for name, value, most in _limits(given):
        if value > most:
            raise _refused(
                record,
                f"{name}：{value:g} は法律の上限 {most:g} を超えています。",
                f"{name}: {value:g} is over {most:g}, the most that the law allows.",
            )
    radii = [given.horizontal_radius_m, given.conical.radius_m if given.conical else None, given.outer_radius_m]
    for inner, outer in itertools.pairwise(radius for radius in radii if radius is not None):
        if outer <= inner:
            raise _refused(
                record, "半径が内側の面より大きくありません。", "A radius is not over that of the surface inside."
            )


def _limits(given: SurfacesProperties) -> list[tuple[str, float, float]]:
    """Return each value that the law limits, with the most that it allows."""
    law = {name: parameter.value for name, parameter in rule_laws()[LAW].parameters.items()}
    found = [("horizontal_radius_m", given.horizontal_radius_m, law["horizontal_radius_max_m"])]
    for end in (end for strip in given.strips for end in strip.ends):
        found.append(("approach_slope", _run(end.approach_slope), law["gentlest_run"]))
        found.append(("approach_length_m", end.approach_length_m or 0.0, law["heliport_approach_length_max_m"]))
    if given.transitional_slope:
        run = _run(given.transitional_slope)
        found.append(("transitional_slope", run, law["heliport_transitional_run_max"]))
    if given.conical:
        found.append(("conical.slope", _run(given.conical.slope), law["gentlest_run"]))
        found.append(("conical.radius_m", given.conical.radius_m, law["conical_radius_max_m"]))
    if given.outer_radius_m is not None:
        found.append(("outer_radius_m", given.outer_radius_m, law["outer_horizontal_radius_max_m"]))
    return found


def _refuse_misplaced(record: Record, given: SurfacesProperties) -> None:
    """Refuse positions and elevations that cannot belong together."""
    geometry, reference = record.geometry, given.reference
    if not isinstance(geometry, Point | Polygon | MultiPolygon):
        raise _refused(record, "敷地の面か標点がありません。", "There is neither the site's polygon nor the 標点.")
    plane = nearest_plane(reference.lon_deg, reference.lat_deg)
    here = to_plane(Point(reference.lon_deg, reference.lat_deg), plane)
    if shapely.distance(here, to_plane(geometry, plane)) > SITE_WITHIN_M:
        raise _refused(
            record,
            f"図形が標点（reference）から {SITE_WITHIN_M:g} m より離れています。",
            f"The geometry is more than {SITE_WITHIN_M:g} m from the reference point.",
        )
    for strip in given.strips:
        first, second = strip.ends
        if (first.lon_deg, first.lat_deg) == (second.lon_deg, second.lat_deg):
            raise _refused(record, "着陸帯の両端が同じ位置です。", "A strip's ends are one position.")
        for end in strip.ends:
            away_m = GEOD.inv(end.lon_deg, end.lat_deg, reference.lon_deg, reference.lat_deg)[2]
            if away_m > STRIP_WITHIN_M:
                raise _refused(
                    record,
                    f"着陸帯の端が標点から {away_m:.0f} m 離れています。",
                    f"A strip's end is {away_m:.0f} m from the reference point.",
                )
            if end.elevation_m >= reference.elevation_m + rule_laws()[LAW].parameters["horizontal_height_m"].value:
                raise _refused(
                    record,
                    "着陸帯の端が水平表面より低くありません。",
                    "A strip's end is not below the horizontal surface.",
                )


def _refused(record: Record, ja: str, en: str) -> InputRefused:
    return refused_at(
        record,
        Text(ja, en),
        Text("告示の値と位置を確かめてください。", "Check the values and positions of the notice."),
    )


SURFACES = Mapping(LayerKind.SURFACES, PROVENANCE, map_surfaces)
