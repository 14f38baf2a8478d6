"""「この区域のすべての飛行」の停止の要請: the prefecture asks all who would fly in an area to hold, and releases them.

It is a request in a disaster, never an order: no law lets the prefecture ground an aircraft.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.volume import OperationVolume
from geo.crs import to_plane
from geo.errors import ValueRefused
from geo.shape import repair
from geo.text import Text

MOST_CORNERS = 5_000
JAPAN = (120.0, 20.0, 155.0, 47.0)
"""West, south, east, north of all of Japan, in degrees: an area beyond is a slip, often swapped axes."""

MOST_OF_A_REASON = 500

REQUEST = Text(
    "県からの協力の要請です。法律による命令ではありません。",
    "This is a request of the prefecture. It is not a legal order.",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A request that nobody flies in an area (JGD2011 degrees) from `since`, a day in Japan, until it is released.

    `municipalities` are the codes by which the area was chosen, empty where it was drawn. Everyone reads `reason`.
    """

    id: str
    area: BaseGeometry = field(repr=False)
    municipalities: tuple[str, ...]
    reason: str
    since: date
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Release:
    """The end of a stop: for one trial, or for all (None)."""

    stop_id: str
    trial_id: str | None
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A stop as it is over one trial: when it began, from which day, when it was released (None: it stands)."""

    stop_id: str
    since: date
    reason: str
    made_at: datetime
    released_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not released."""
        return self.released_at is None

    def holds(self, day: date) -> bool:
        """Whether it stands and a day falls under it."""
        return self.stands and self.since <= day


def stands_over(stop: Stop, releases: Iterable[Release], trial_id: str) -> bool:
    """Whether a stop is released neither for all nor for one trial."""
    return not any(release.stop_id == stop.id and release.trial_id in (None, trial_id) for release in releases)


def area_given(area: BaseGeometry) -> BaseGeometry:
    """Return an area as it is kept: polygons in Japan, repaired, of no more than `MOST_CORNERS` corners.

    Raises
    ------
    ValueRefused
        If it is no area, too finely drawn, or not in Japan.
    """
    corners = shapely.get_coordinates(area)
    if len(corners) > MOST_CORNERS:
        raise ValueRefused(
            Text(f"区域の点が多すぎます（{len(corners)}）。", f"The area has too many corners ({len(corners)})."),
            Text(f"{MOST_CORNERS}点までで描いてください。", f"Draw it with at most {MOST_CORNERS}."),
            where="area",
        )
    west, south, east, north = JAPAN
    if not all(west <= lon_deg <= east and south <= lat_deg <= north for lon_deg, lat_deg in corners):
        raise ValueRefused(
            Text("日本の外の点が入っています。", "It has a corner outside Japan."),
            Text("経度、緯度の順で、度で書いてください。", "Write longitude, then latitude, in degrees."),
            where="area",
        )
    kept = repair(area) if len(corners) else area
    if kept.is_empty or kept.geom_type not in ("Polygon", "MultiPolygon") or kept.area <= 0:
        raise ValueRefused(
            Text("区域になっていません。", "This is no area."),
            Text("3点以上で囲むか、市町を選んでください。", "Draw three corners or more, or choose municipalities."),
            where="area",
        )
    return kept


def meets(area: BaseGeometry, volumes: Iterable[OperationVolume]) -> bool:
    """Whether the whole footprint of any flight, ground-risk buffer included, touches an area in degrees."""
    return any(
        shapely.intersects(repair(to_plane(area, volume.plane_epsg)), volume.footprints[VolumeKind.GROUND_RISK_BUFFER])
        for volume in volumes
    )
