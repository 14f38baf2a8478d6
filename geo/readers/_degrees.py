"""Latitudes and longitudes as people write them: decimal, degrees-minutes-seconds, with letters or kanji."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from geo.errors import ValueRefused
from geo.readers._text import clean_name
from geo.text import Text


class Axis(StrEnum):
    """Which of the two angles of a position."""

    LATITUDE = "latitude"
    LONGITUDE = "longitude"


AXIS_NAMES = {Axis.LATITUDE: Text("緯度", "latitude"), Axis.LONGITUDE: Text("経度", "longitude")}


@dataclass(frozen=True, slots=True)
class Angle:
    """An angle in degrees, and the axis where its letters tell it."""

    degrees: float
    axis: Axis | None


_HEMISPHERES = {
    "N": (Axis.LATITUDE, 1),
    "S": (Axis.LATITUDE, -1),
    "E": (Axis.LONGITUDE, 1),
    "W": (Axis.LONGITUDE, -1),
    "北緯": (Axis.LATITUDE, 1),
    "南緯": (Axis.LATITUDE, -1),
    "東経": (Axis.LONGITUDE, 1),
    "西経": (Axis.LONGITUDE, -1),
}

_SIGNS = str.maketrans(
    dict.fromkeys("º度˚", "°")
    | dict.fromkeys("′’‘`´分", "'")
    | dict.fromkeys("″”“秒", '"')
    | dict.fromkeys("−‐–—", "-")
)

_HEMISPHERE = "[NSEW]|[北南]緯|[東西]経"
_ANGLE = re.compile(
    rf"""
    (?P<before>{_HEMISPHERE})?\s*
    (?P<sign>[-+])?
    (?:
        (?P<decimal>\d{{1,3}}(?:\.\d*)?)\s*°?
      | (?P<d>\d{{1,3}})\s*[°:\s]\s*(?P<m>\d{{1,2}}(?:\.\d+)?)\s*'?
      | (?P<dd>\d{{1,3}})\s*[°:\s]\s*(?P<mm>\d{{1,2}})\s*[':\s]\s*(?P<ss>\d{{1,2}}(?:\.\d+)?)\s*"?
    )
    \s*(?P<after>{_HEMISPHERE})?
    """,
    re.VERBOSE,
)

LONGEST_ANGLE = 60


def normalise(text: str) -> str:
    """Return a text in plain digits and signs: NFKC, and one character each for degree, minute, second and minus."""
    # º and ″ come apart under NFKC, so they are replaced before it.
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    return plain.replace("''", '"')


def parse_angle(text: str, *, where: str) -> Angle:
    """Return the angle that a text writes, such as 34.7181, 34°43'05.2"N or 北緯34度43分5.2秒.

    Raises
    ------
    ValueRefused
        If it is none of these, minutes or seconds are 60 or more, or it has both a sign and a hemisphere.
    """
    found = _ANGLE.fullmatch(normalise(text[:LONGEST_ANGLE]).strip().upper())
    hemispheres = [h for h in (found["before"], found["after"]) if h] if found else []
    if found is None or len(hemispheres) + bool(found["sign"]) > 1:
        raise _refused(text, where)
    minutes = float(found["m"] or found["mm"] or 0)
    seconds = float(found["ss"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise _refused(text, where)
    degrees = float(found["decimal"] or found["d"] or found["dd"]) + minutes / 60 + seconds / 3600
    axis, sign = _HEMISPHERES[hemispheres[0]] if hemispheres else (None, -1 if found["sign"] == "-" else 1)
    return Angle(sign * degrees, axis)


def is_angle(text: str) -> bool:
    """Whether a text writes an angle."""
    return _ANGLE.fullmatch(normalise(text[:LONGEST_ANGLE]).strip().upper()) is not None


def _refused(text: str, where: str) -> ValueRefused:
    return ValueRefused(
        Text(
            f"「{clean_name(text)[:40]}」は緯度・経度として読めません。",
            f"'{clean_name(text)[:40]}' is no latitude or longitude.",
        ),
        Text(
            "34.7181 か 34°43'05.2\"N か 北緯34度43分5.2秒 のように書いてください。",
            "Write it like 34.7181, 34°43'05.2\"N or 北緯34度43分5.2秒.",
        ),
        where=where,
    )
