"""What a trial books: the contingency volume of each leg, and its sites, for the windows of its flight days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from airspace.deconflict.extent import Extent
from airspace.finding import VolumeKind
from airspace.schedule import FlightDay, shared, united
from airspace.trial import Operation, Window
from airspace.volume import OperationVolume
from geo.crs import to_degrees, transformer

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees (JGD2011)."""

BOX_MARGIN_DEG = 1e-5
"""About a metre: an edge that is straight in a plane bows in degrees, over 1 km by some centimetres."""

SAME_PLACE_M = 30.0
"""Sites so near to each other are one: each organisation registers a quay or a field for itself, by a point of its own,
and 30 m is the distance that aircraft keep from people and things (航空法132条の86第2項3号)."""

SITE_MARGIN_DEG = 6e-4
"""More than `SAME_PLACE_M` in degrees of longitude anywhere in Japan."""

PROJECTED_EDGE_M = 100.0
"""Edges are split to this length before they leave their plane: so long, they are straight in the next to 0.1 mm."""

MEETING_M = 0.001
"""Shapes of two planes that come so near meet: projecting them is exact to less."""


@dataclass(frozen=True, slots=True)
class BookedLeg:
    """A leg's footprint in the plane zone `plane_epsg`, in metres, between its heights."""

    leg: int
    plane_epsg: int
    footprint: BaseGeometry = field(repr=False)
    extent: Extent

    @property
    def box_deg(self) -> Box:
        """The box that holds it."""
        west, south, east, north = to_degrees(self.footprint, self.plane_epsg).bounds
        return west - BOX_MARGIN_DEG, south - BOX_MARGIN_DEG, east + BOX_MARGIN_DEG, north + BOX_MARGIN_DEG


@dataclass(frozen=True, slots=True)
class BookedSite:
    """A take-off and landing site, by its place among those of its operation, in degrees (JGD2011)."""

    number: int
    lon_deg: float
    lat_deg: float

    @property
    def box_deg(self) -> Box:
        """The box that holds all that is the same place."""
        return (
            self.lon_deg - SITE_MARGIN_DEG,
            self.lat_deg - SITE_MARGIN_DEG,
            self.lon_deg + SITE_MARGIN_DEG,
            self.lat_deg + SITE_MARGIN_DEG,
        )


@dataclass(frozen=True, slots=True)
class Booking:
    """What one operation of a trial books, for windows in order of which none meets another."""

    trial_id: str
    operation: int
    windows: tuple[Window, ...]
    legs: tuple[BookedLeg, ...]
    sites: tuple[BookedSite, ...] = ()


def bookings_of(
    trial_id: str, operations: Sequence[tuple[Operation, OperationVolume]], days: Iterable[FlightDay]
) -> tuple[Booking, ...]:
    """Return what a trial books for its flight days: each operation in those of its own windows that are stated."""
    stated = united(window for day in days for window in day.windows)
    found = []
    for place, (operation, volume) in enumerate(operations):
        windows = tuple(shared(united(operation.windows), stated))
        if windows:
            sites = tuple(
                BookedSite(number, site.facts.lon_deg, site.facts.lat_deg)
                for number, site in enumerate(operation.chosen.sites)
            )
            found.append(Booking(trial_id, place, windows, booked_legs(volume), sites))
    return tuple(found)


def booked_legs(volume: OperationVolume) -> tuple[BookedLeg, ...]:
    """Return what the legs of an operation take up of the sky."""
    kind = VolumeKind.CONTINGENCY_VOLUME
    return tuple(BookedLeg(leg.index, volume.plane_epsg, leg.footprints[kind], Extent.of(leg)) for leg in volume.legs)


def in_plane(footprint: BaseGeometry, plane_epsg: int, target_epsg: int) -> BaseGeometry:
    """Return a footprint in another plane zone."""
    if plane_epsg == target_epsg:
        return footprint
    chosen = transformer(plane_epsg, target_epsg)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(chosen.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(shapely.segmentize(footprint, PROJECTED_EDGE_M), move)
