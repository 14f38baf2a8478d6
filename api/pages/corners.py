"""Areas as people write them: a corner a line, latitude then longitude; an empty line begins another polygon."""

import unicodedata

from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from airspace.flight_day.stop import JAPAN
from geo.errors import ValueRefused
from geo.text import Text

MOST_LINES = 2_100
WEST, SOUTH, EAST, NORTH = JAPAN


def area_written(written: str) -> BaseGeometry | None:
    """Return the polygons of some lines, in degrees (JGD2011) as they stand; None for nothing.

    Raises
    ------
    ValueRefused
        If a line is no position, or a polygon has fewer than three corners.
    """
    rings: list[list[tuple[float, float]]] = [[]]
    for line in unicodedata.normalize("NFKC", written).splitlines()[:MOST_LINES]:
        words = line.replace(",", " ").split()
        if not words:
            rings.append([])
            continue
        try:
            lat_deg, lon_deg = (float(word) for word in words)
        except ValueError:
            raise ValueRefused(
                Text(f"「{line[:40]}」が読めません。", f"'{line[:40]}' cannot be read."),
                Text("1行に1点、緯度,経度を度で書いてください。", "Write a corner a line: latitude,longitude."),
            ) from None
        if not (SOUTH <= lat_deg <= NORTH and WEST <= lon_deg <= EAST):
            raise ValueRefused(
                Text(f"「{line[:40]}」は日本の外です。", f"'{line[:40]}' is outside Japan."),
                Text("緯度、経度の順で、度で書いてください。", "Write latitude, then longitude, in degrees."),
            )
        rings[-1].append((lon_deg, lat_deg))
    drawn = [ring for ring in rings if ring]
    if any(len(ring) < 3 for ring in drawn):
        raise ValueRefused(
            Text("区域の点が3つありません。", "An area has fewer than three corners."),
            Text("3点以上で囲んでください。", "Draw it with three or more."),
        )
    return MultiPolygon([Polygon(ring) for ring in drawn]) if drawn else None
