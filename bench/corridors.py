"""A route's volumes in one plane, and the figures that every rival must find in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from airspace.facts import OUTERMOST_FIRST
from airspace.trial import Operation, Window
from airspace.volume import build_volume
from bench.material import DAY
from bench.routes import Positions
from geo.height import Datum, Height
from geo.route import Route, Waypoint
from geo.shape import legs_in_plane, widen_course

PLANE = 6674

Figures = NDArray[np.float64]
"""Metres of the centreline inside districts, then square metres of each volume, outermost first."""


@dataclass(frozen=True, slots=True)
class Corridor:
    """The three volumes, outermost first, the legs, and the legs as one geometry, all in one plane."""

    shapes: tuple[BaseGeometry, ...]
    legs: list[LineString]
    course: MultiLineString


def operation(positions: Positions) -> Operation:
    """Return a flight 60 m above ground, 30 m to each side, on one day."""
    height = Height(60.0, Datum.AGL)
    return Operation(Route(tuple(Waypoint(lon, lat, height) for lon, lat in positions)), (Window.whole_day(DAY),))


def corridor(positions: Positions) -> Corridor:
    """Return a route's volumes in `PLANE`, wherever it lies: the rivals hold all districts in that one plane."""
    reach_m = build_volume(operation(positions)).legs[0].reach_m
    legs = legs_in_plane(positions, PLANE)
    shapes = tuple(widen_course(legs, reach_m[kind]) for kind in OUTERMOST_FIRST)
    return Corridor(shapes, legs, MultiLineString(legs))
