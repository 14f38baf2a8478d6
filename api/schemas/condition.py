"""Conditions and commitments as JSON, and what was found about them."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field
from shapely import Polygon

from airspace.condition import MOST_CHARACTERS, Commitment, Condition, Duty, Owner, Source, Terms
from airspace.condition_check import ConditionFinding, FlightDay
from airspace.constraint import Ceiling, Constraint, HoursOfDay, KeepOut, MostFlights, WindLimit
from api.schemas.operation import HeightData, PolygonData, shape_data, shape_of
from api.schemas.screening import FindingData
from api.schemas.text import TextData
from api.schemas.wire import Finite, Wire
from geo.errors import ValueRefused
from geo.text import Text


class HoursData(Wire):
    """Only within hours of a day in Japan (an end at 00:00 is midnight), on some weekdays (0 is Monday)."""

    kind: Literal["hours"] = "hours"
    start: time
    end: time
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(default=[0, 1, 2, 3, 4, 5, 6], max_length=7)
    on_holidays: bool = True

    def value(self) -> HoursOfDay:
        """Return the hours."""
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueRefused(
                Text("時間帯に時差（タイムゾーン）が付いています。", "The hours carry a zone."),
                Text("日本時間で、09:00 のように書いてください。", "Write them in Japan's time, like 09:00."),
                where="constraint",
            )
        return HoursOfDay(self.start, self.end, frozenset(self.weekdays), self.on_holidays)


class CeilingData(Wire):
    """No higher than this, above ground (agl) or above mean sea level (amsl)."""

    kind: Literal["ceiling"] = "ceiling"
    height: HeightData

    def value(self) -> Ceiling:
        """Return the ceiling."""
        return Ceiling(self.height.value())


class KeepOutData(Wire):
    """Stay out of a named polygon (JGD2011, longitude first) and so many metres round it."""

    kind: Literal["keep_out"] = "keep_out"
    name: str = Field(max_length=200)
    area: PolygonData
    margin_m: Finite = 0.0

    def value(self) -> KeepOut:
        """Return the keep-out."""
        shape = shape_of(self.area)
        return KeepOut(self.name, shape if isinstance(shape, Polygon) else Polygon(), self.margin_m)


class MostFlightsData(Wire):
    """No more than so many flights a day."""

    kind: Literal["most_flights"] = "most_flights"
    a_day: int

    def value(self) -> MostFlights:
        """Return the limit."""
        return MostFlights(self.a_day)


class WindData(Wire):
    """A limit of wind in words, checked on the day of flight."""

    kind: Literal["wind"] = "wind"
    text: str = Field(max_length=1000)

    def value(self) -> WindLimit:
        """Return the limit."""
        return WindLimit(self.text)


ConstraintData = Annotated[
    HoursData | CeilingData | KeepOutData | MostFlightsData | WindData, Field(discriminator="kind")
]


def constraint_data(
    constraint: Constraint | None,
) -> HoursData | CeilingData | KeepOutData | MostFlightsData | WindData | None:
    """Return the wire form of a constraint."""
    match constraint:
        case None:
            return None
        case HoursOfDay():
            days = sorted(constraint.weekdays)
            return HoursData(
                start=constraint.start, end=constraint.end, weekdays=days, on_holidays=constraint.on_holidays
            )
        case Ceiling():
            height = constraint.height
            return CeilingData(height=HeightData(value_m=height.value_m, datum=height.datum, origin=height.origin))
        case KeepOut():
            area = PolygonData.model_validate(shape_data(constraint.shape).model_dump())
            return KeepOutData(name=constraint.name, area=area, margin_m=constraint.margin_m)
        case MostFlights():
            return MostFlightsData(a_day=constraint.a_day)
        case wind:
            return WindData(text=wind.text)


class TermsData(Wire):
    """A condition or commitment before it binds: what and why, both owed; who, by when, from where.

    `constraint` says the same in a form that a machine checks.
    """

    text: str = Field(max_length=5 * MOST_CHARACTERS)
    reason: str = Field(max_length=5 * MOST_CHARACTERS)
    owner: Owner = Owner.OPERATOR
    due: date | None = None
    source: Source = Source.DECISION
    constraint: ConstraintData | None = None

    @classmethod
    def of(cls, terms: Terms) -> "TermsData":
        """Return the wire form."""
        return cls(
            text=terms.text,
            reason=terms.reason or "",
            owner=terms.owner,
            due=terms.due,
            source=terms.source,
            constraint=constraint_data(terms.constraint),
        )

    def value(self) -> Terms:
        """Return the terms; raises `geo.errors.InputRefused` where a value is out of its range."""
        return Terms(
            text=self.text,
            reason=self.reason,
            owner=self.owner,
            due=self.due,
            source=self.source,
            constraint=self.constraint.value() if self.constraint else None,
        )


class CommitmentIn(TermsData):
    """A commitment as it is sent; it may stand in place of an earlier one, or only end it."""

    source: Source = Source.RESIDENTS
    replaces: int | None = Field(None, ge=1)
    withdrawn: bool = False


class DutyData(Wire):
    """A condition or commitment; `reason` is null only in decisions made before reasons were asked for."""

    id: str
    text: str
    reason: str | None
    owner: Owner
    due: date | None
    source: Source
    constraint: ConstraintData | None
    constraint_text: TextData | None

    @classmethod
    def of(cls, duty: Duty) -> "DutyData":
        """Return the wire form."""
        return cls(
            id=duty.id,
            text=duty.text,
            reason=duty.reason,
            owner=duty.owner,
            due=duty.due,
            source=duty.source,
            constraint=constraint_data(duty.constraint),
            constraint_text=TextData.of(duty.constraint.words) if duty.constraint else None,
        )


class CommitmentData(DutyData):
    """A commitment, by its number; `standing` is whether it holds now. It does not say by whom it was made."""

    number: int
    made_at: datetime
    replaces: int | None
    withdrawn: bool
    standing: bool

    @classmethod
    def of_commitment(cls, commitment: Commitment, *, stands: bool) -> "CommitmentData":
        """Return the wire form."""
        return cls(
            **dict(DutyData.of(commitment)),
            number=commitment.number,
            made_at=commitment.made_at,
            replaces=commitment.replaces,
            withdrawn=commitment.withdrawn,
            standing=stands,
        )


class DutiesData(Wire):
    """The conditions of a trial's newest confirmation, and all its commitments, oldest first."""

    revision: int | None
    conditions: list[DutyData]
    commitments: list[CommitmentData]

    @classmethod
    def of(
        cls,
        revision: int | None,
        conditions: tuple[Condition, ...],
        commitments: tuple[tuple[Commitment, bool], ...],
    ) -> "DutiesData":
        """Return the wire form; each commitment with whether it stands."""
        return cls(
            revision=revision,
            conditions=[DutyData.of(condition) for condition in conditions],
            commitments=[CommitmentData.of_commitment(one, stands=stands) for one, stands in commitments],
        )


class ConditionFindingData(Wire):
    """What was found about one duty, of one flight (from 0) or of the whole plan (null)."""

    duty: str
    flight: int | None
    finding: FindingData

    @classmethod
    def of(cls, found: ConditionFinding) -> "ConditionFindingData":
        """Return the wire form."""
        return cls(duty=found.duty, flight=found.flight, finding=FindingData.of(found.finding))

    def value(self) -> ConditionFinding:
        """Return what was found."""
        return ConditionFinding(self.duty, self.flight, self.finding.value())


class FlightDayData(Wire):
    """What a day of flight has to keep: flights from 0, what a machine found, and the duties that people see to."""

    day: date
    outcome: str
    flights: list[int]
    findings: list[ConditionFindingData]
    to_confirm: list[DutyData]

    @classmethod
    def of(cls, day: FlightDay) -> "FlightDayData":
        """Return the wire form."""
        return cls(
            day=day.day,
            outcome=day.outcome.name,
            flights=list(day.flights),
            findings=[ConditionFindingData.of(found) for found in day.findings],
            to_confirm=[DutyData.of(duty) for duty in day.to_confirm],
        )
