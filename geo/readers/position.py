"""One position as people write it: latitude and longitude, or the other way round where letters say so."""

import re

from geo.errors import ValueRefused
from geo.readers._degrees import Angle, Axis, parse_angle
from geo.text import Text

MOST_CHARACTERS = 120
_BETWEEN = re.compile(r"[,，、/\n]+")


def parse_position(text: str, *, where: str = "") -> tuple[float, float]:
    """Return longitude and latitude in degrees of a text such as `34.7181, 136.5056` or `北緯34度43分 東経136度30分`.

    Raises
    ------
    ValueRefused
        If it is not two angles, both are of one axis, or one is beyond 90 or 180 degrees.
    """
    parts = [part for part in _BETWEEN.split(text[:MOST_CHARACTERS].strip()) if part.strip()]
    if len(parts) == 1:
        words = parts[0].split()
        parts = [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    if len(parts) != 2 or not all(parts):
        raise _refused(where)
    first, second = (parse_angle(part, where=where) for part in parts)
    if first.axis is Axis.LONGITUDE or second.axis is Axis.LATITUDE:
        first, second = second, first
    if first.axis is Axis.LONGITUDE or second.axis is Axis.LATITUDE or not _within(first, second):
        raise _refused(where)
    return second.degrees, first.degrees


def _within(latitude: Angle, longitude: Angle) -> bool:
    return abs(latitude.degrees) <= 90 and abs(longitude.degrees) <= 180


def _refused(where: str) -> ValueRefused:
    return ValueRefused(
        Text("緯度と経度の2つとして読めません。", "That is not a latitude and a longitude."),
        Text(
            "34.7181, 136.5056 か 北緯34度43分, 東経136度30分 のように、緯度・経度の順に書いてください。",
            "Write latitude and longitude, such as 34.7181, 136.5056 or 34°43'N, 136°30'E.",
        ),
        where=where,
    )
