"""The ground's height, as a port: who knows it, with what error, and where nobody does."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Position = tuple[float, float]
"""Longitude and latitude in degrees, JGD2011."""

Corners = tuple[Position, Position, Position, Position]
"""The corners of a patch: left and right of its start, left and right of its end."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground's height above mean sea level in metres, with its error (half-width) in metres."""

    elevation_m: float
    error_m: float

    @property
    def low_m(self) -> float:
        """The lowest that the ground may be."""
        return self.elevation_m - self.error_m

    @property
    def high_m(self) -> float:
        """The highest that the ground may be."""
        return self.elevation_m + self.error_m


@dataclass(frozen=True, slots=True)
class Sampling:
    """How closely to look for missing no cell, and how far beyond a place for its neighbours, in metres."""

    spacing_m: float
    margin_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """The lowest and the highest that the ground may be at each sample of a patch, in metres; NaN is not known."""

    low_m: NDArray[np.floating]
    high_m: NDArray[np.floating]


class Terrain(Protocol):
    """Where the ground's height is known, on the days of one flight."""

    @property
    def samplings(self) -> tuple[Sampling, ...]:
        """How to look at it, the closest first; further ones see whole groups of cells. None where it knows nothing."""
        ...

    def ground(self, lon_deg: float, lat_deg: float) -> Ground | None:
        """Return the ground at a JGD2011 position, or None where it is not known."""
        ...

    def patch(self, corners: Corners, along: int, across: int, sampling: int) -> Relief:
        """Return the ground at the middles of `along` × `across` equal parts of a patch of at most some kilometres.

        `sampling` is the number of the sampling by which the parts were made.
        """
        ...


class NoTerrain:
    """No terrain is held: the ground is unknown everywhere."""

    samplings: tuple[Sampling, ...] = ()

    def ground(self, lon_deg: float, lat_deg: float) -> Ground | None:  # noqa: ARG002 - the port's signature
        """Return None: nothing is known."""
        return None

    def patch(self, corners: Corners, along: int, across: int, sampling: int) -> Relief:  # noqa: ARG002 - the port
        """Return a patch of which nothing is known."""
        unknown = np.full((along, across), np.nan)
        return Relief(unknown, unknown)
