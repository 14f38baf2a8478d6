"""Ports of the domain, made up for tests."""

from collections.abc import Callable
from dataclasses import dataclass, field

from geo.terrain import Ground

Position = tuple[float, float]


@dataclass
class FakeTerrain:
    """Ground whose height in metres is a function of longitude and latitude, known within `west` to `east` only.

    `under` looks at the box's corners and middle, which is exact for a plane. `asked` keeps the boxes asked for.
    """

    elevation_m: Callable[[float, float], float]
    error_m: float = 0.0
    west: float = -180.0
    east: float = 180.0
    asked: list[list[Position]] = field(default_factory=list)

    def ground(self, lon_deg: float, lat_deg: float) -> Ground | None:
        """Return the ground at a position, None outside the meridians between which it is known."""
        if not self.west <= lon_deg <= self.east:
            return None
        return Ground(self.elevation_m(lon_deg, lat_deg), self.error_m)

    def under(self, positions: list[Position]) -> Ground | None:
        """Return the span of the ground in the box of the positions."""
        self.asked.append(positions)
        lons, lats = zip(*positions, strict=True)
        corners = [(lon, lat) for lon in (min(lons), max(lons)) for lat in (min(lats), max(lats))]
        found = [self.ground(lon, lat) for lon, lat in corners]
        known = [ground.elevation_m for ground in found if ground]
        if len(known) < len(found):
            return None
        low, high = min(known), max(known)
        return Ground((low + high) / 2, (high - low) / 2 + self.error_m)
