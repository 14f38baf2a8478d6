"""Dated releases of datasets: who published them, when they are law, and where they are complete."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from airspace.features import Feature
from geo.errors import ValueRefused
from geo.text import Text


class LayerKind(StrEnum):
    """The kinds of layer that the service holds."""

    DID = "did"
    PREFECTURE = "n03"
    ZONES = "zones"
    AIRPORTS = "airports"
    FACILITIES = "facilities"
    MANAGED = "managed"
    SURFACES = "surfaces"
    DIPS = "dips-zones"
    TERRAIN = "terrain"


LAYER_NAMES = {
    LayerKind.DID: Text("人口集中地区", "densely inhabited districts"),
    LayerKind.PREFECTURE: Text("行政区域", "administrative boundaries"),
    LayerKind.ZONES: Text("空域・区域", "geozones"),
    LayerKind.AIRPORTS: Text("空港等", "airports"),
    LayerKind.FACILITIES: Text("小型無人機等飛行禁止法の対象施設", "target facilities of the Small UA Act"),
    LayerKind.MANAGED: Text("管理者と協議する場所", "places with a manager to be consulted"),
    LayerKind.SURFACES: Text("空港等の制限表面", "obstacle surfaces of aerodromes"),
    LayerKind.DIPS: Text(
        "DIPSの飛行禁止エリア（二重確認用）", "flight-prohibited areas as DIPS answered (a second check)"
    ),
    LayerKind.TERRAIN: Text("地形（標高）", "terrain"),
}


@dataclass(frozen=True, slots=True)
class InForce:
    """The days on which an edition is the one to judge by, both ends included; None is open."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise ValueRefused(
                Text("有効期間の終わりが始まりより前です。", "The last day in force is before the first."),
                Text("日付を確かめてください。", "Check the dates."),
            )

    def covers(self, first: date, last: date) -> bool:
        """Whether every day from `first` to `last` is in force."""
        return (self.first is None or self.first <= first) and (self.last is None or last <= self.last)

    def meets(self, first: date, last: date) -> bool:
        """Whether any day from `first` to `last` is in force."""
        return (self.first is None or self.first <= last) and (self.last is None or first <= self.last)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The area, in JGD2011 degrees, in which a file claims to be complete, and how that is known.

    Outside it nothing can be concluded from the file's silence.
    """

    area: BaseGeometry
    basis: Text


@dataclass(frozen=True, slots=True)
class Edition:
    """版: one dated release of a dataset.

    `in_force` is None for an edition that is held for reference and judges nothing. `accuracy_m` is the
    position error of the data, the transformation into JGD2011 included, in metres; of terrain, which holds cells and
    no features, the error of its heights.
    """

    id: str
    kind: LayerKind
    title: Text
    source: str
    licence: str
    attribution: str
    as_of: date
    in_force: InForce | None
    fetched_at: datetime
    sha256: str
    accuracy_m: float
    coverage: Coverage
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if self.fetched_at.tzinfo is None:
            raise ValueError("fetched_at must be aware")


@dataclass(frozen=True, slots=True)
class Layer:
    """An edition with its features; geometries in JGD2011 degrees (EPSG:6668)."""

    edition: Edition
    features: tuple[Feature, ...] = field(repr=False)
