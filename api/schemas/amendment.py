"""What changed between revisions, and what was judged of an amendment, as JSON."""

from airspace.amendment import Amendment
from airspace.difference import Change, Difference, PlaceFigures
from airspace.envelope_value import Aspect, Excess, Judgement
from api.schemas.condition import ConditionFindingData
from api.schemas.operation import Wire
from api.schemas.text import TextData


class ExcessData(Wire):
    """One thing outside what was confirmed: of which flight (from 0), in what respect, by how much."""

    aspect: Aspect
    flight: int | None
    text: TextData
    by: float | None


class AmendmentData(Wire):
    """What was found when a revision was submitted, frozen with it.

    `against` is the confirmed revision, null where none was confirmed; `inside` is then null too. `notice` is whether
    it was given as a notice of change, which needs no other decision.
    """

    against: int | None
    inside: bool | None
    excesses: list[ExcessData]
    conditions: list[ConditionFindingData]
    notice: bool

    @classmethod
    def of(cls, amendment: Amendment) -> "AmendmentData":
        """Return the wire form."""
        judgement = amendment.judgement
        return cls(
            against=amendment.against,
            inside=judgement.inside if judgement else None,
            excesses=[
                ExcessData(aspect=one.aspect, flight=one.flight, text=TextData.of(one.text), by=one.by)
                for one in (judgement.excesses if judgement else ())
            ],
            conditions=[ConditionFindingData.of(found) for found in amendment.conditions],
            notice=amendment.notice,
        )

    def value(self) -> Amendment:
        """Return what was found."""
        excesses = tuple(Excess(one.aspect, one.flight, one.text.value(), one.by) for one in self.excesses)
        return Amendment(
            against=self.against,
            judgement=None if self.inside is None else Judgement(excesses),
            conditions=tuple(found.value() for found in self.conditions),
            notice=self.notice,
        )


class ChangeData(Wire):
    """One change: what of, and what it was and is; null where there was or is nothing."""

    part: str
    name: TextData
    before: TextData | None
    after: TextData | None

    @classmethod
    def of(cls, change: Change) -> "ChangeData":
        """Return the wire form."""
        before, after = (text and TextData.of(text) for text in (change.before, change.after))
        return cls(part=change.part, name=TextData.of(change.name), before=before, after=after)


class MovedData(Wire):
    """A waypoint that moved: its number before and after (from 0), and by how many metres."""

    before: int
    after: int
    distance_m: float


class PlaceData(Wire):
    """How two courses lie to each other; metres, square metres of the ground-risk buffer, waypoints from 0."""

    outside_m: float
    furthest_m: float
    added_m2: float
    removed_m2: float
    moved: list[MovedData]
    added: list[int]
    removed: list[int]
    points_matched: bool

    @classmethod
    def of(cls, figures: PlaceFigures) -> "PlaceData":
        """Return the wire form."""
        return cls(
            outside_m=figures.outside_m,
            furthest_m=figures.furthest_m,
            added_m2=figures.added_m2,
            removed_m2=figures.removed_m2,
            moved=[MovedData(before=one, after=other, distance_m=far) for one, other, far in figures.moved_m],
            added=list(figures.added),
            removed=list(figures.removed),
            points_matched=figures.points_matched,
        )


class FlightDifferenceData(Wire):
    """What changed in one flight: its number (from 0) before and after, null where it is not there."""

    before: int | None
    after: int | None
    place: PlaceData | None
    changes: list[ChangeData]


class DifferenceData(Wire):
    """What changed from revision `against` to revision `number`."""

    number: int
    against: int
    flights: list[FlightDifferenceData]
    changes: list[ChangeData]

    @classmethod
    def of(cls, number: int, against: int, found: Difference) -> "DifferenceData":
        """Return the wire form."""
        return cls(
            number=number,
            against=against,
            flights=[
                FlightDifferenceData(
                    before=flight.before,
                    after=flight.after,
                    place=PlaceData.of(flight.place) if flight.place else None,
                    changes=[ChangeData.of(change) for change in flight.changes],
                )
                for flight in found.flights
            ],
            changes=[ChangeData.of(change) for change in found.changes],
        )
