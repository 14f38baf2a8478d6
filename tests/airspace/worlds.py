"""Made-up prefectures, layers and flights round `tests.zoo.HOME`."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from shapely import box
from shapely.geometry.base import BaseGeometry

from airspace.atlas import Atlas
from airspace.edition import Coverage, Edition, InForce, Layer, LayerKind
from airspace.features import Did, Feature, ManagedKind, ManagedPlace, Municipality
from airspace.finding import Finding
from airspace.prefecture import Prefecture
from airspace.screening import Screening, screen
from airspace.trial import Operation, Window
from geo.height import Datum, Height
from geo.route import Route, Waypoint
from geo.terrain import Terrain
from geo.text import Text
from tests import oracles
from tests.zoo import PLANE, plane_box

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 30)
EVERYWHERE = box(133.0, 33.0, 139.0, 37.0)
ALWAYS = InForce()


def degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return a plane shape in degrees."""
    return oracles.in_degrees(shape, PLANE)


HOME_PREFECTURE = Prefecture(
    code="91",
    name=Text("見本県", "Sample Prefecture"),
    plane_epsg=PLANE,
    neighbours=("92",),
    outline=degrees(plane_box(-5_000, -5_000, 5_000, 5_000)),
    basis=Text("見本", "sample"),
)


def flight(
    positions: Sequence[tuple[float, float]],
    height: Height | None = None,
    *,
    on: date = DAY,
    until: date | None = None,
    half_width_m: float = 30.0,
    speed_mps: float | None = 10.0,
    **more: object,
) -> Operation:
    """Return a flight over whole days, 60 m above ground unless told otherwise."""
    told = height or Height(60.0, Datum.AGL)
    path = Route(tuple(Waypoint(lon, lat, told) for lon, lat in positions))
    windows = (Window.whole_day(on), *([Window.whole_day(until)] if until else []))
    return Operation(path, windows, half_width_m=half_width_m, speed_mps=speed_mps, **more)


def layer(
    kind: LayerKind,
    features: Sequence[Feature],
    *,
    name: str = "",
    coverage: BaseGeometry = EVERYWHERE,
    in_force: InForce | None = ALWAYS,
    accuracy_m: float = 25.0,
) -> Layer:
    """Return a layer that is complete everywhere and always in force unless told otherwise."""
    edition = Edition(
        id=f"{kind.value}-{name or len(features)}",
        kind=kind,
        title=Text("見本", "sample"),
        source="tests",
        licence="none",
        attribution="none",
        as_of=date(2020, 10, 1),
        in_force=in_force,
        fetched_at=NOW,
        sha256="0" * 64,
        accuracy_m=accuracy_m,
        coverage=Coverage(coverage, Text("見本", "sample")),
    )
    return Layer(edition, tuple(features))


def districts(*shapes: BaseGeometry, **more: object) -> Layer:
    """Return a layer of districts given in the plane."""
    features = [Did(f"d{i}", Text(f"地区{i}", f"district {i}"), degrees(shape)) for i, shape in enumerate(shapes)]
    return layer(LayerKind.DID, features, **more)


def land(code: str, *shapes: BaseGeometry, **more: object) -> Layer:
    """Return a layer of one prefecture's land, given in the plane."""
    features = [
        Municipality(f"{code}{i}", Text(f"市町{i}", f"town {i}"), degrees(shape), code=f"{code}00{i}")
        for i, shape in enumerate(shapes)
    ]
    return layer(LayerKind.PREFECTURE, features, name=code, **more)


def screened(
    operation: Operation, *layers: Layer, terrain: Terrain | None = None, prefecture: Prefecture = HOME_PREFECTURE
) -> Screening:
    """Screen a flight in the made-up prefecture."""
    return screen(operation, Atlas(prefecture, layers, terrain), screened_at=NOW)


def of_rule(screening: Screening, slug: str) -> list[Finding]:
    """Return a rule's findings, what is clear included."""
    return [found for found in (*screening.findings, *screening.checked) if found.rule == slug]


def far_places() -> list[ManagedPlace]:
    """Return one managed place of every kind, far from every flight."""
    box_far_away = degrees(plane_box(90_000, 0, 90_100, 100))
    return [ManagedPlace(f"far-{kind}", Text("遠い場所", "far place"), box_far_away, kind=kind) for kind in ManagedKind]
