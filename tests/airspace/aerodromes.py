"""A made-up airport and heliport at `tests.zoo.HOME`; what is not told of them is as the functions say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from shapely import Polygon

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
from airspace.surface import Figures, figures_of, reach_of
from geo.height import Datum, Height
from geo.text import Text
from tests.airspace.worlds import degrees
from tests.zoo import at, plane_box

DESK = Authority(Text("空港事務所", "airport office"), "059-000-0000")

Box = tuple[float, float, float, float]


def figures() -> Figures:
    return figures_of(rule_laws()["airport-obstacle-surfaces"])


def drawn(aerodrome: ObstacleSurfaces) -> ObstacleSurfaces:
    """Return the aerodrome with its reach for a geometry."""
    fields = {name: getattr(aerodrome, name) for name in ObstacleSurfaces.__dataclass_fields__}
    return ObstacleSurfaces(**(fields | {"geometry": reach_of(aerodrome, figures())}))


def airport(
    icao: str = "RJXX", *, site: Box | None = (-1_200, -500, 1_200, 900), cut: Box | None = None, **more: Any
) -> ObstacleSurfaces:
    """Return an airport: 標点 at home and 10 m, a strip of 2,000 m by 300 m to the east, 8 m to 12 m.

    East: 1/50, precision, extended; west: 1/40. Horizontal at 55 m to 2,500 m, cone 1/50 to 5,000 m, outer at 105 m to
    8,000 m. `cut` takes cone and outer surface away.
    """
    west = StripEnd(*at(-1_000, 0), 8, 40)
    east = StripEnd(*at(1_000, 0), 12, 50, precision=True, extended=True)
    kinds = (SurfaceKind.CONICAL, SurfaceKind.OUTER_HORIZONTAL)
    fields = {
        "id": icao,
        "name": Text("見本空港", "Sample Airport"),
        "geometry": Polygon(),
        "reference": ReferencePoint(*at(0, 0), 10),
        "strips": (Strip((west, east), 300),),
        "horizontal_radius_m": 2_500.0,
        "values_as_of": date(2015, 1, 1),
        "icao": icao,
        "cone": Cone(50, 5_000),
        "outer_radius_m": 8_000.0,
        "exclusions": (Exclusion(kinds, degrees(plane_box(*cut))),) if cut else (),
        "site": degrees(plane_box(*site)) if site else None,
        "authority": DESK,
    }
    return drawn(ObstacleSurfaces(**(fields | more)))


def heliport(**more: Any) -> ObstacleSurfaces:
    """Return a heliport at home: strip of 40 m by 30 m to the east at 5 m, 1/8 over 500 m, 1/2, 50 m to 200 m."""
    ends = (
        StripEnd(*at(-20, 0), 5, 8, approach_length_m=500),
        StripEnd(*at(20, 0), 5, 8, approach_length_m=500),
    )
    fields = {
        "id": "heliport",
        "name": Text("見本ヘリポート", "Sample Heliport"),
        "geometry": Polygon(),
        "reference": ReferencePoint(*at(0, 0), 5),
        "strips": (Strip(ends, 30),),
        "horizontal_radius_m": 200.0,
        "values_as_of": date(2015, 1, 1),
        "heliport": True,
        "transitional_run": 2.0,
    }
    return drawn(ObstacleSurfaces(**(fields | more)))


def without_values(box: Box) -> AerodromeWithoutValues:
    return AerodromeWithoutValues("a0", Text("見本駐屯地", "Sample Camp"), degrees(plane_box(*box)), DESK)


def notice(
    box: Box, lower: tuple[float, Datum] | None = None, upper: tuple[float, Datum] | None = None
) -> NoticeAirspace:
    limits = [Height(*limit) if limit else None for limit in (lower, upper)]
    return NoticeAirspace("n0", Text("見本基地", "Sample Base"), degrees(plane_box(*box)), *limits, DESK)


def aerodrome(kind: str, boxes: Sequence[Box], told: dict[str, Any]) -> Feature:
    """Return an aerodrome as a table of cases tells it."""
    match kind:
        case "airport":
            return airport(**told)
        case "heliport":
            return heliport(**told)
        case "no_values":
            return without_values(*boxes)
        case _:
            limits = {name: told.get(name) and (told[name][0], Datum(told[name][1])) for name in ("lower", "upper")}
            return notice(*boxes, **limits)
