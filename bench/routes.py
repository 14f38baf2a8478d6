"""Routes of 20 km and twelve legs: from the edge of a district, or from anywhere in Mie."""

import random
from collections.abc import Sequence

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from airspace.prefecture import MIE
from geo.crs import GEOD

LEGS = 12
LENGTH_M = 20_000.0
LARGEST_TURN_DEG = 40.0

EDGES = "district edges"
ANYWHERE = "anywhere in Mie"
CLEAR = "clear of districts"

Position = tuple[float, float]
Positions = list[Position]


def from_edges(districts: Sequence[BaseGeometry], count: int, seed: int = 1) -> list[Positions]:
    """Return routes that start at a corner of a district's boundary, every corner as likely as any other."""
    rng = random.Random(seed)
    corners = shapely.get_coordinates(districts)
    return [_wander(rng, tuple(corners[rng.randrange(len(corners))].tolist())) for _ in range(count)]


def anywhere_in_mie(count: int, seed: int = 2) -> list[Positions]:
    """Return routes that start anywhere in Mie or its sea."""
    rng = random.Random(seed)
    west, south, east, north = MIE.outline.bounds
    found: list[Positions] = []
    while len(found) < count:
        start = rng.uniform(west, east), rng.uniform(south, north)
        if MIE.outline.contains(Point(start)):
            found.append(_wander(rng, start))
    return found


def _wander(rng: random.Random, start: Position) -> Positions:
    course_deg = rng.uniform(0, 360)
    positions = [start]
    for _ in range(LEGS):
        lon, lat, _ = GEOD.fwd(*positions[-1], course_deg, LENGTH_M / LEGS)
        positions.append((lon, lat))
        course_deg += rng.uniform(-LARGEST_TURN_DEG, LARGEST_TURN_DEG)
    return positions
