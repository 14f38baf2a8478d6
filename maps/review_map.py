"""The map on which staff review a flight: with its stretches, neighbours, stops, and every layer near it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from airspace.deconflict.conflict import Conflict
from airspace.edition import Layer
from airspace.screening import Screening
from geo.crs import to_plane
from geo.shape import polygons_of
from geo.text import Text
from maps.compose import Captions, Outline, compose, view_of
from maps.scene import Scene, Shape, Sheet, Sign
from maps.segment_sheets import drawn_segments
from maps.shapes import LatLon, View
from maps.stop_areas import StopArea
from maps.theme import AGREED_STYLE, CONFLICT_STYLES, Style
from maps.trial_map import scene_map
from maps.wording import Language

MOST_NEIGHBOURS = 60
"""Overlaps with other trials beyond these, the later ones, are listed and not drawn."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An overlap with another trial: whose that is as far as the reader may know, and whether both agreed to share."""

    conflict: Conflict
    who: Text
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    label: Text
    style: Style


CERTAIN = _Kind(
    "neighbours-certain", Text("ほかの実証実験と重なる場所", "Where other trials overlap"), CONFLICT_STYLES[True]
)
OPEN = _Kind(
    "neighbours-open",
    Text("重ならないとは言えない場所（高さが不明）", "Where it cannot be told that they are apart (heights)"),
    CONFLICT_STYLES[False],
)
AGREED = _Kind(
    "neighbours-agreed", Text("重なるが調整済みの場所", "Overlapping, with both operators agreed"), AGREED_STYLE
)


def review_map(
    screening: Screening,
    captions: Captions,
    language: Language,
    *,
    outline: Outline | None = None,
    layers: Sequence[Layer] = (),
    stops: Sequence[StopArea] = (),
    neighbours: Sequence[Neighbour] = (),
) -> str:
    """Return the map of a screening for its review, a document that needs no network.

    Parameters
    ----------
    screening, captions, language, outline, stops
        As for `maps.trial_map.trial_map`.
    layers
        All that come near are drawn; those that no finding names start switched off.
    neighbours
        The overlaps with other trials.
    """
    scene = review_scene(screening, captions, outline=outline, layers=layers, stops=stops, neighbours=neighbours)
    return scene_map(scene, language)


def review_scene(
    screening: Screening,
    captions: Captions,
    *,
    outline: Outline | None = None,
    layers: Sequence[Layer] = (),
    stops: Sequence[StopArea] = (),
    neighbours: Sequence[Neighbour] = (),
) -> Scene:
    """Return the scene of `review_map`."""
    scene = compose(screening, captions, outline=outline, layers=layers, stops=stops, all_layers=True)
    view = view_of(screening)
    segments = drawn_segments(screening, view)
    place = next(
        (number for number, sheet in enumerate(scene.sheets) if sheet.key in ("centreline", "stop-areas")),
        len(scene.sheets),
    )
    added = (*_neighbour_sheets(neighbours, view), *segments.sheets)
    return replace(
        scene,
        sheets=(*scene.sheets[:place], *added, *scene.sheets[place:]),
        left_out=(*scene.left_out, *segments.left_out),
    )


def _neighbour_sheets(neighbours: Sequence[Neighbour], view: View) -> Iterable[Sheet]:
    ordered = sorted(neighbours, key=lambda one: (one.conflict.windows[0].start, one.conflict.first))
    numbered = list(enumerate(ordered, start=1))
    for kind in (AGREED, OPEN, CERTAIN):
        mine = [(number, one) for number, one in numbered if _kind(one) is kind]
        if not mine:
            continue
        near = [(number, one) for number, one in mine if number <= MOST_NEIGHBOURS]
        areas = view.background([view.clipped(one.conflict.where) for _, one in near])
        yield Sheet(
            key=kind.key,
            label=kind.label,
            style=kind.style,
            shapes=tuple(
                Shape(rings, (_sign(number), one.who, one.conflict.text))
                for (number, one), polygons in zip(near, areas, strict=True)
                for rings in polygons
            ),
            signs=tuple(
                Sign(spot, _sign(number), "neighbour", (_sign(number), one.who, one.conflict.text))
                for number, one in near
                if (spot := _spot(one.conflict.where, view)) is not None
            ),
            told=tuple(_told(number, one, view) for number, one in mine),
        )


def _kind(one: Neighbour) -> _Kind:
    if one.agreed:
        return AGREED
    return CERTAIN if one.conflict.certain else OPEN


def _sign(number: int) -> Text:
    return Text(f"重なり{number}", f"Overlap {number}")


def _told(number: int, one: Neighbour, view: View) -> Text:
    sign, conflict = _sign(number), one.conflict
    off = Text("", "")
    if number > MOST_NEIGHBOURS or _spot(conflict.where, view) is None:
        off = Text("（地図には描いていません）", " (not drawn)")
    return Text(
        f"{sign.ja}{off.ja}　{one.who.ja}：{conflict.text.ja}{conflict.remedy.ja}",
        f"{sign.en}{off.en}, {one.who.en}: {conflict.text.en} {conflict.remedy.en}",
    )


def _spot(where: BaseGeometry, view: View) -> LatLon | None:
    """Return where the sign of an overlap stands, None where it is off the map; a site is but a point."""
    if where.is_empty:
        return None
    inside = view.clipped(where)
    if inside:
        return view.position(shapely.point_on_surface(max(inside, key=lambda part: part.area)))
    if polygons_of(where):
        return None
    placed = to_plane(where, view.plane_epsg)
    point = placed if isinstance(placed, Point) else placed.centroid
    return view.position(point) if view.frame.contains(point) else None
