"""What a rule found at one place, and how strongly it speaks."""

from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Protocol

from shapely.geometry.base import BaseGeometry

from geo.text import Text


class Outcome(IntEnum):
    """確認結果, in the order of how much it weighs. Unknown is never green."""

    CLEAR = 0
    ADVISORY = 1
    UNDETERMINED = 2
    CAUGHT = 3


OUTCOME_NAMES = {
    Outcome.CLEAR: Text("該当なし", "clear"),
    Outcome.ADVISORY: Text("参考", "advisory"),
    Outcome.UNDETERMINED: Text("要確認・判定できません", "cannot be determined"),
    Outcome.CAUGHT: Text("該当", "applies"),
}


class Entails(StrEnum):
    """What it means where a rule applies."""

    PROHIBITED = "PROHIBITED"
    SPECIFIED_FLIGHT_AIRSPACE = "SPECIFIED_FLIGHT_AIRSPACE"
    SPECIFIED_FLIGHT_METHOD = "SPECIFIED_FLIGHT_METHOD"
    NEEDS_AIRCRAFT_PERMISSION = "NEEDS_AIRCRAFT_PERMISSION"
    NEEDS_CONSENT_AND_NOTICE = "NEEDS_CONSENT_AND_NOTICE"
    NEEDS_CONSULTATION = "NEEDS_CONSULTATION"
    INFORMATION = "INFORMATION"


class ResolvedBy(StrEnum):
    """Who can turn an UNDETERMINED into an answer."""

    DATA = "data"
    OPERATOR = "operator"
    FLIGHT_DAY = "flight_day"


class VolumeKind(StrEnum):
    """The three nested volumes of a flight, innermost first."""

    FLIGHT_GEOGRAPHY = "flight_geography"
    CONTINGENCY_VOLUME = "contingency_volume"
    GROUND_RISK_BUFFER = "ground_risk_buffer"


VOLUME_NAMES = {
    VolumeKind.FLIGHT_GEOGRAPHY: Text("想定飛行空間", "flight geography"),
    VolumeKind.CONTINGENCY_VOLUME: Text("想定外飛行空間", "contingency volume"),
    VolumeKind.GROUND_RISK_BUFFER: Text("地上リスクバッファ", "ground-risk buffer"),
}


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a place the flight meets: metres of centreline, square metres of each volume."""

    length_m: float = 0.0
    area_m2: dict[VolumeKind, float] = field(default_factory=lambda: dict.fromkeys(VolumeKind, 0.0))


class Located(Protocol):
    """Where a flight meets something (see `airspace.facts.Place`)."""

    @property
    def innermost(self) -> VolumeKind | None: ...  # noqa: D102 - the dataclass below says what each is

    @property
    def span_m(self) -> tuple[float, float] | None: ...  # noqa: D102

    @property
    def legs(self) -> tuple[int, ...]: ...  # noqa: D102

    @property
    def overlap(self) -> Overlap: ...  # noqa: D102

    @property
    def geometry(self) -> BaseGeometry | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule at one place.

    `volume` is the innermost volume that meets the layer; None where no place is meant. `from_m` and `to_m`
    bound the part of the route, in metres from its start; `legs` are counted from 0. `geometry` is that part of the
    volume, in JGD2011 degrees. `overlap` is how much of what the layer holds is met, so nothing where the layer is
    silent; summed over a rule's findings it is the whole overlap. `item` is the slug of the item of specified flight
    that it may turn out to be, where that is another rule's.
    """

    rule: str
    outcome: Outcome
    entails: Entails
    text: Text
    remedy: Text
    citation: Text
    volume: VolumeKind | None = None
    from_m: float | None = None
    to_m: float | None = None
    legs: tuple[int, ...] = ()
    overlap: Overlap = field(default_factory=Overlap)
    geometry: BaseGeometry | None = field(default=None, repr=False)
    place: Text | None = None
    layer: str | None = None
    edition: str | None = None
    resolved_by: ResolvedBy | None = None
    item: str | None = None

    def at(self, place: Located, *, meets_layer: bool = True) -> "Finding":
        """Return the finding with its place on the route, its geometry and, where it meets the layer, its figures."""
        from_m, to_m = place.span_m or (None, None)
        return replace(
            self,
            volume=place.innermost,
            from_m=from_m,
            to_m=to_m,
            legs=place.legs,
            overlap=place.overlap if meets_layer else Overlap(),
            geometry=place.geometry,
        )
