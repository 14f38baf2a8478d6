"""Ports of the domain, made up for tests."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from geo.terrain import Corners, Ground, Relief, Sampling

Position = tuple[float, float]


@dataclass
class FakeTerrain:
    """Ground whose height in metres is a function of longitude and latitude, known within `west` to `east` only.

    It is looked at every `step_m` metres. `asked` keeps the corners of the patches that were asked for.
    """

    elevation_m: Callable[[float, float], float]
    error_m: float = 0.0
    west: float = -180.0
    east: float = 180.0
    step_m: float = 10.0
    asked: list[Corners] = field(default_factory=list)

    @property
    def samplings(self) -> tuple[Sampling, ...]:
        """Return how to look at it."""
        return tuple(Sampling(0.7 * step_m, 1.5 * step_m) for step_m in (self.step_m, 16 * self.step_m))

    def ground(self, lon_deg: float, lat_deg: float) -> Ground | None:
        """Return the ground at a position, None outside the meridians between which it is known."""
        if not self.west <= lon_deg <= self.east:
            return None
        return Ground(self.elevation_m(lon_deg, lat_deg), self.error_m)

    def patch(self, corners: Corners, along: int, across: int, sampling: int) -> Relief:
        """Return the ground at each middle, position by position."""
        self.asked.append(corners)
        first, second, third, fourth = np.asarray(corners)
        low, high = np.full((2, along, across), np.nan)
        for i, j in np.ndindex(along, across):
            u, v = (i + 0.5) / along, (j + 0.5) / across
            here = (1 - u) * ((1 - v) * first + v * second) + u * ((1 - v) * third + v * fourth)
            ground = self.ground(*here)
            if ground:
                low[i, j], high[i, j] = ground.low_m, ground.high_m
        return Relief(low, high)
