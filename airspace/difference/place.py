"""What changed of where a flight is."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely import Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from airspace.difference.matching import Alignment, align
from airspace.difference.value import Change, Part, PlaceFigures
from airspace.difference.words import NOTHING, enough, metres, number_words, square_metres
from airspace.finding import VolumeKind
from airspace.trial import Operation
from airspace.volume import OperationVolume
from geo.crs import GEOD, JGD2011, transformer
from geo.route import Area, Circle, Path, Route
from geo.text import Text

STEP_M = 1.0
MOST_SAMPLES = 20_000
"""How closely, and how often at most, a course is looked at for its furthest distance."""


def courses_of(volume: OperationVolume) -> list[BaseGeometry]:
    """Return the legs' courses in the plane."""
    return [leg.course for leg in volume.legs]


def furthest_m(one: Sequence[BaseGeometry], other: Sequence[BaseGeometry], most: int = MOST_SAMPLES) -> float:
    """Return the furthest that one of two courses leads from the other, in metres, by at most so many samples."""
    return max(_leads_m(one, other, most), _leads_m(other, one, most))


def _leads_m(one: Sequence[BaseGeometry], other: Sequence[BaseGeometry], most: int) -> float:
    step_m = max(STEP_M, sum(course.length for course in one) / most)
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(np.array(one, dtype=object), step_m)))
    _, distances_m = STRtree(other).query_nearest(points, return_distance=True, all_matches=False)
    return float(np.max(distances_m))


def place_figures(old: OperationVolume, new: OperationVolume) -> tuple[PlaceFigures, Alignment | None]:
    """Return how two volumes of one plane lie to each other, and for two routes which point is which."""
    outer = VolumeKind.GROUND_RISK_BUFFER
    was, now = old.footprints[outer], new.footprints[outer]
    corridor = old.footprints[VolumeKind.FLIGHT_GEOGRAPHY]
    outside = shapely.difference(np.array([leg.course for leg in new.legs], dtype=object), corridor)
    points = _points_matched(old, new)
    moved, added, removed = _of_points(old, new, points) if points else ((), (), ())
    figures = PlaceFigures(
        outside_m=float(np.sum(shapely.length(outside))) if new.lines else 0.0,
        furthest_m=furthest_m(courses_of(old), courses_of(new)),
        added_m2=float(shapely.difference(now, was).area),
        removed_m2=float(shapely.difference(was, now).area),
        moved_m=moved,
        added=added,
        removed=removed,
        points_matched=points is None or points.whole,
    )
    return figures, points


def _points_matched(old: OperationVolume, new: OperationVolume) -> Alignment | None:
    """Return which waypoint is which, None where one of both is no route."""
    paths = old.operation.path, new.operation.path
    if not all(isinstance(path, Route) for path in paths):
        return None
    to_plane = transformer(JGD2011, old.plane_epsg)
    one, other = (np.column_stack(to_plane.transform(*np.array(_positions(path)).T)) for path in paths)
    return align(one, other)


def _positions(path: Path) -> list[tuple[float, float]]:
    return path.positions if isinstance(path, Route) else []


Points = tuple[tuple[tuple[int, int, float], ...], tuple[int, ...], tuple[int, ...]]


def _of_points(old: OperationVolume, new: OperationVolume, points: Alignment) -> Points:
    before, after = _positions(old.operation.path), _positions(new.operation.path)
    moved = tuple(
        (one, other, GEOD.inv(*before[one], *after[other])[2])
        for one, other in points.pairs
        if one is not None and other is not None and before[one] != after[other]
    )
    added = tuple(other for one, other in points.pairs if one is None and other is not None)
    removed = tuple(one for one, other in points.pairs if other is None and one is not None)
    return moved, added, removed


def place_changes(was: Operation, now: Operation, figures: PlaceFigures) -> Iterator[Change]:
    """Yield what changed of where a flight is."""
    old, new = was.path, now.path
    if old.name != new.name:
        name = Text("経路の名前", "Name of the route")
        yield Change(Part.PLACE, name, *(Text(path.name, path.name) if path.name else None for path in (old, new)))
    if isinstance(old, Route) != isinstance(new, Route):
        kinds = Text("経路", "a route"), Text("飛行範囲（面）", "an area")
        is_route = isinstance(old, Route)
        yield Change(Part.PLACE, Text("飛びかた", "Kind of path"), kinds[not is_route], kinds[is_route])
    elif isinstance(old, Route) and isinstance(new, Route):
        yield from _point_changes(old, new, figures)
    elif _shape_of(old) != _shape_of(new):
        words = (_shape_words(_shape_of(path)) for path in (old, new))
        yield Change(Part.PLACE, Text("飛行範囲の形", "Shape of the area"), *words)
    if was.half_width_m != now.half_width_m:
        name = Text("片側の幅", "Half-width")
        yield Change(Part.PLACE, name, metres(was.half_width_m), metres(now.half_width_m))
    yield from _figure_changes(figures)


def _shape_of(path: Path) -> Polygon | Circle | None:
    return path.shape if isinstance(path, Area) else None


def _shape_words(shape: Polygon | Circle | None) -> Text:
    if isinstance(shape, Circle):
        return Text(
            f"円（中心 {shape.lat_deg:.6f}, {shape.lon_deg:.6f}、半径 {shape.radius_m:g} m）",
            f"circle (centre {shape.lat_deg:.6f}, {shape.lon_deg:.6f}, radius {shape.radius_m:g} m)",
        )
    count = len(shapely.get_coordinates(shape)) - len(shapely.get_rings(shape))
    return Text(f"{count}点の多角形", f"polygon of {count} points")


def _point_changes(old: Route, new: Route, figures: PlaceFigures) -> Iterator[Change]:
    if not figures.points_matched:
        name = Text("通過点（多すぎるので1点ずつは比べていません）", "Waypoints (too many to be matched one by one)")
        yield Change(Part.PLACE, name, number_words(len(old.waypoints)), number_words(len(new.waypoints)))
        return
    if figures.moved_m:
        furthest = max(distance for _, _, distance in figures.moved_m)
        listed = enough([f"{other + 1}" for _, other, _ in figures.moved_m])
        count = len(figures.moved_m)
        yield Change(
            Part.PLACE,
            Text("動いた通過点", "Waypoints moved"),
            None,
            Text(
                f"{count}点（新しい番号 {listed}、最大 {furthest:.1f} m）",
                f"{count} (new numbers {listed}, by at most {furthest:.1f} m)",
            ),
        )
    for numbers, name, is_new in (
        (figures.added, Text("加わった通過点", "Waypoints added"), True),
        (figures.removed, Text("なくなった通過点", "Waypoints removed"), False),
    ):
        if numbers:
            listed = enough([f"{number + 1}" for number in numbers])
            words = Text(f"{len(numbers)}点（番号 {listed}）", f"{len(numbers)} (numbers {listed})")
            yield Change(Part.PLACE, name, None if is_new else words, words if is_new else None)


def _figure_changes(figures: PlaceFigures) -> Iterator[Change]:
    for value, name, words in (
        (figures.outside_m, Text("元の飛行経路の幅の外を飛ぶ長さ", "Length outside the old corridor"), metres),
        (figures.furthest_m, Text("元の経路からいちばん離れる距離", "Furthest from the old course"), metres),
        (figures.added_m2, Text("地上リスクバッファの広がった面積", "Ground-risk buffer added"), square_metres),
        (figures.removed_m2, Text("地上リスクバッファの減った面積", "Ground-risk buffer removed"), square_metres),
    ):
        if value > NOTHING:
            yield Change(Part.PLACE, name, None, words(value))
