"""Polygons in degrees from the rings of a file, refused where they are not one clear area."""

from collections.abc import Sequence

import shapely
from shapely import Polygon

from geo.errors import ValueRefused
from geo.route import check_position
from geo.text import Text

Position = tuple[float, float]

FEWEST_CORNERS = 3


def polygon_of(rings: Sequence[Sequence[Position]], *, where: str) -> Polygon:
    """Return the polygon of an outer ring and holes, each closed (longitude, latitude in degrees).

    Either winding is accepted, and a corner written twice in a row is harmless.

    Raises
    ------
    ValueRefused
        If a ring is open, has fewer than three corners, leaves the globe or crosses the antimeridian, or if the rings
        touch or cross themselves or one another.
    """
    for number, ring in enumerate(rings):
        _check_ring(ring, where if len(rings) == 1 else f"{where} ring {number}")
    polygon = Polygon(rings[0], rings[1:])
    if not polygon.is_valid or polygon.area == 0:
        raise ValueRefused(
            Text(
                "面の線が自分自身か他の輪と交わっているか、面積がありません。",
                "The outline crosses itself or another ring, or encloses no area.",
            ),
            Text("交わらない輪になるように頂点を直してください。", "Move its corners so that no lines cross."),
            where=f"{where}: {shapely.is_valid_reason(polygon)}",
        )
    return polygon


def _check_ring(ring: Sequence[Position], where: str) -> None:
    for index, (lon_deg, lat_deg) in enumerate(ring):
        check_position(lon_deg, lat_deg, where=f"{where}[{index}]")
        if abs(lon_deg - ring[index - 1][0]) > 180 and index:
            raise ValueRefused(
                Text("面が日付変更線（経度180度）をまたいでいます。", "The area crosses the antimeridian."),
                Text("日本国内の範囲を入れてください。", "Give an area within Japan."),
                where=f"{where}[{index}]",
            )
    if len(set(ring)) < FEWEST_CORNERS:
        raise ValueRefused(
            Text("面の頂点が3つありません。", "An area needs three different corners."),
            Text("頂点を足すか、線（LineString）で書いてください。", "Add corners, or write it as a line."),
            where=where,
        )
    if ring[0] != ring[-1]:
        raise ValueRefused(
            Text("面の輪が閉じていません。", "The outline of the area is not closed."),
            Text("最後に最初の点をもう一度書いてください。", "Repeat the first position at the end."),
            where=where,
        )
