"""The geoid's height above the ellipsoid, by the Geospatial Information Authority's (GSI) model of the day.

Until 31 March 2025 Japan's elevations followed GSIGEO2011 (日本のジオイド2011 Ver.2.2). Since 1 April 2025
(測地成果2024) they follow JPGEO2024 (ジオイド2024日本とその周辺), with Hrefconv2024 (基準面補正パラメータ) on the
islands whose elevations start at a sea level of their own. The package `japan-geoid` holds both.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import shapely
from japan_geoid import GsiGeoid, load_embedded_gsigeo2011, load_embedded_jpgeo2024_hrefconv2024
from numpy.typing import ArrayLike, NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import JGD2011, transformer
from geo.errors import ValueRefused
from geo.height import GEOID_RANGE_M, Bounds, Datum, Height, Range
from geo.text import Text

NEW_ELEVATIONS_FROM = date(2025, 4, 1)
"""The first day of 測地成果2024 (GSI, press release of 2025-03-10)."""

GEOID_ERROR_M = 0.1
"""Three times the 3 cm that GSI aimed at and found for JPGEO2024; GSIGEO2011 agrees with levelling no worse on land."""

REVISION_2025_M = 0.8
"""No elevation changed by more on 2025-04-01, in metres.

Triangulation points changed by −67 to +57 cm, some islands' more (GSI, Q&A 1-3 on the revision); the models differ by
up to 0.75 m.

Ground heights that may be older than that day differ by up to this from heights given since.
"""

STEEPEST = 4e-4
"""Nowhere in Japan does the geoid rise by more than this, in metres a metre (both models: up to 3.6e-4)."""

NODE_SPACING_M = 200.0
MOST_NODES = 100
"""A course is looked at every `NODE_SPACING_M`, a large one in this many steps along each axis."""


@dataclass(frozen=True, slots=True)
class Undulation:
    """How far the geoid lies above the GRS80 ellipsoid at each position, in metres: from `low_m` to `high_m`.

    Outside the models both are `GEOID_RANGE_M`.
    """

    low_m: NDArray[np.float64]
    high_m: NDArray[np.float64]

    @property
    def span(self) -> Range:
        """The range over all of the positions."""
        return Range(float(self.low_m.min()), float(self.high_m.max()))


def undulation(lon_deg: ArrayLike, lat_deg: ArrayLike, first: date, last: date | None = None) -> Undulation:
    """Return the geoid's height at JGD2011 positions on the days from `first` to `last`, error included, in metres.

    Examples
    --------
    >>> tsu = undulation(136.5086, 34.7186, date(2026, 11, 30))
    >>> f"{tsu.span.low_m:.2f} {tsu.span.high_m:.2f}"
    '38.33 38.53'
    """
    lons, lats = np.atleast_1d(np.asarray(lon_deg, float)), np.atleast_1d(np.asarray(lat_deg, float))
    values = np.array([model.get_heights(lons, lats) for model in _models(first, last or first)])
    unknown = np.isnan(values).any(axis=0)
    low = np.where(unknown, GEOID_RANGE_M[0], values.min(axis=0) - GEOID_ERROR_M)
    high = np.where(unknown, GEOID_RANGE_M[1], values.max(axis=0) + GEOID_ERROR_M)
    return Undulation(low, high)


def geoid_at(course: BaseGeometry, reach_m: float, plane_epsg: int, first: date, last: date) -> Bounds:
    """Return the geoid's height anywhere within reach of a course in the plane, from `first` to `last`, in metres."""
    west, south, east, north = course.bounds
    spacing_m = max(NODE_SPACING_M, max(east - west, north - south) / MOST_NODES)
    if isinstance(course, Polygon):
        xs, ys = (np.arange(low, high + spacing_m, spacing_m) for low, high in ((west, east), (south, north)))
        nodes = np.column_stack([axis.ravel() for axis in np.meshgrid(xs, ys)])
    else:
        nodes = shapely.get_coordinates(shapely.segmentize(course, spacing_m) if course.length > 0 else course)
    found = undulation(*transformer(plane_epsg, JGD2011).transform(nodes[:, 0], nodes[:, 1]), first, last)
    slack_m = STEEPEST * (reach_m + spacing_m)
    return Bounds(float(found.low_m.min()) - slack_m, float(found.high_m.max()) + slack_m)


def revision_m(as_of: date, first: date, last: date) -> float:
    """Return by how much ground heights of `as_of` may differ from heights on the days from `first` to `last`."""
    same = last < NEW_ELEVATIONS_FROM if as_of < NEW_ELEVATIONS_FROM else first >= NEW_ELEVATIONS_FROM
    return 0.0 if same else REVISION_2025_M


def ellipsoidal_from_amsl(height: Height, lon_deg: float, lat_deg: float, on: date) -> Range:
    """Return the height above the GRS80 ellipsoid, in metres, of a height above mean sea level on that day."""
    _refuse_other(height, Datum.AMSL)
    span = undulation(lon_deg, lat_deg, on)
    return Range(height.value_m + float(span.low_m[0]), height.value_m + float(span.high_m[0]))


def amsl_from_ellipsoidal(height: Height, lon_deg: float, lat_deg: float, on: date) -> Range:
    """Return the height above mean sea level, in metres, of a height above the GRS80 ellipsoid on that day."""
    _refuse_other(height, Datum.ELLIPSOIDAL)
    span = undulation(lon_deg, lat_deg, on)
    return Range(height.value_m - float(span.high_m[0]), height.value_m - float(span.low_m[0]))


def _refuse_other(height: Height, datum: Datum) -> None:
    if height.datum is not datum:
        raise ValueRefused(
            Text(f"「{height.text.ja}」は換算できません。", f"{height.text.en} cannot be converted."),
            Text("高さの基準を確かめてください。", "Check the height's datum."),
            where=height.origin,
        )


def _models(first: date, last: date) -> list[GsiGeoid]:
    models = []
    if first < NEW_ELEVATIONS_FROM:
        models.append(_gsigeo2011())
    if last >= NEW_ELEVATIONS_FROM:
        models.append(_jpgeo2024())
    return models


@cache
def _gsigeo2011() -> GsiGeoid:
    return load_embedded_gsigeo2011()


@cache
def _jpgeo2024() -> GsiGeoid:
    return load_embedded_jpgeo2024_hrefconv2024()
