"""Made-up flights near Tsu and the layers that they meet."""

import math
from datetime import UTC, date, datetime

from shapely import Polygon, box

from airspace.atlas import Atlas
from airspace.edition import Coverage, Edition, InForce, Layer, LayerKind
from airspace.features import Did, Feature, Geozone, ZoneType
from airspace.prefecture import MIE
from airspace.screening import Screening, screen
from airspace.trial import JST, Operation, Window
from geo.height import Datum, Height
from geo.route import Area, Circle, Path, Route, Waypoint
from geo.text import Text
from maps.compose import Outline

NOW = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
DAY = Window(datetime(2026, 11, 4, 10, 0, tzinfo=JST), datetime(2026, 11, 4, 15, 0, tzinfo=JST))
HOSTILE = "{{7*7}} ${alert(1)} </script><img src=x onerror=alert(2)> `tick` \\u0041 \"q\" 'q' {% raw %} & <b>太字</b> "
LONG_TITLE = (HOSTILE * 4)[:300]

COAST = [(136.5246, 34.7079), (136.5480, 34.7010), (136.5640, 34.6800), (136.5680, 34.6590), (136.5469, 34.6478)]


def route(positions: list[tuple[float, float]], heights_m: list[float] | None = None) -> Route:
    heights = heights_m or [60.0] * len(positions)
    return Route(
        tuple(Waypoint(lon, lat, Height(h, Datum.AGL)) for (lon, lat), h in zip(positions, heights, strict=True)),
        "見本",
    )


def edition(kind: LayerKind, title: str) -> Edition:
    return Edition(
        id=f"sample-{kind.value}",
        kind=kind,
        title=Text(title, f"sample {kind.value}"),
        source="sample",
        licence="CC BY 4.0",
        attribution="架空の見本",
        as_of=date(2026, 1, 1),
        in_force=InForce(date(2026, 1, 1), None),
        fetched_at=NOW,
        sha256="0" * 64,
        accuracy_m=5.0,
        coverage=Coverage(box(135.5, 33.5, 137.5, 35.5), Text("見本の範囲", "the sample's extent")),
    )


def layers(name: str = "津港東") -> tuple[Layer, ...]:
    dids: tuple[Feature, ...] = (
        Did(
            "d1",
            Text("津1", "Tsu 1"),
            Polygon([(136.49, 34.69), (136.528, 34.695), (136.530, 34.725), (136.49, 34.73)]),
        ),
        Did("d2", Text("津2", "Tsu 2"), box(136.51, 34.63, 136.545, 34.655)),
    )
    zones: tuple[Feature, ...] = (
        Geozone("z1", Text(name, "Port east"), box(136.556, 34.683, 136.575, 34.698), type=ZoneType.REQ_AUTHORISATION),
    )
    return Layer(edition(LayerKind.DID, "人口集中地区（見本）"), dids), Layer(
        edition(LayerKind.ZONES, "区域（見本）"), zones
    )


def aerodromes() -> Layer:
    """Return a layer of obstacle surfaces in which none is near."""
    return Layer(edition(LayerKind.SURFACES, "制限表面（見本）"), ())


def land() -> Outline:
    shore = [(136.3, 34.55), (136.3, 34.85), (136.53, 34.80), (136.524, 34.705), (136.522, 34.69), (136.545, 34.675)]
    return Outline(
        Polygon([*shore, (136.547, 34.648), (136.56, 34.60), (136.58, 34.55)]), Text("陸地（見本）", "Land (sample)")
    )


def screened(path: Path, *, name: str = "津港東", half_width_m: float = 60.0) -> Screening:
    operation = Operation(path, (DAY,), half_width_m=half_width_m, speed_mps=12.0)
    return screen(operation, Atlas(MIE, (*layers(name), aerodromes())), screened_at=NOW)


def along_the_coast() -> Screening:
    return screened(route(COAST, [0.0, 60.0, 120.0, 120.0, 0.0]))


def long_route(count: int) -> Route:
    """Return a route of many points, 100 m apart, winding gently."""
    return route([(136.3 + 0.001 * i, 34.6 + 0.02 * math.sin(i / 30)) for i in range(count)])


def dense_route(count: int) -> Route:
    """Return a route of many points, 9 m apart."""
    return route([(136.3 + 0.0001 * i, 34.6 + 0.01 * math.sin(i / 300)) for i in range(count)])


FLIGHTS: dict[str, Path] = {
    "coast": route(COAST, [0.0, 60.0, 120.0, 120.0, 0.0]),
    "hover": route([(136.5480, 34.7010)]),
    "loop": route([*COAST[:4], COAST[0]]),
    "out-and-back": route([*COAST[:3], COAST[1], COAST[0]]),
    "circle": Area(Circle(136.5600, 34.6900, 400.0), ceiling=Height(100.0, Datum.AMSL)),
    "polygon": Area(box(136.545, 34.670, 136.560, 34.690), ceiling=Height(120.0, Datum.AGL)),
    "no-heights": Route(tuple(Waypoint(lon, lat) for lon, lat in COAST[:3])),
    "short-legs": route([(136.548 + 0.0004 * (i % 7), 34.70 - 0.0003 * i) for i in range(40)]),
}
