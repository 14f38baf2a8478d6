"""The ground's height, as a port: who knows it, with what error, and where nobody does."""

from dataclasses import dataclass
from typing import Protocol


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


class Terrain(Protocol):
    """Where the ground's height is known."""

    def ground(self, lon_deg: float, lat_deg: float) -> Ground | None:
        """Return the ground at a JGD2011 position, or None where it is not known."""
        ...

    def under(self, positions: "list[tuple[float, float]]") -> Ground | None:
        """Return one `Ground` that spans all of the ground, lowest to highest, in the box that the positions span.

        None where any of it is not known.
        """
        ...


class NoTerrain:
    """No terrain is held: the ground is unknown everywhere."""

    def ground(self, lon_deg: float, lat_deg: float) -> Ground | None:  # noqa: ARG002 - the port's signature
        """Return None: nothing is known."""
        return None

    def under(self, positions: list[tuple[float, float]]) -> Ground | None:  # noqa: ARG002 - the port's signature
        """Return None: nothing is known."""
        return None
