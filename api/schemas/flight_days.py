"""Days of flight as JSON: where they stand, what a `go` needs, permits, checks, contacts, stops, incidents."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from airspace.consultation.kinds import ConsulteeKind
from airspace.flight_day.contact import AckChannel, Acknowledgement, Matter, Telling
from airspace.flight_day.go import GoJudgement
from airspace.flight_day.incident import AircraftState, Called, FirstReport, Told
from airspace.flight_day.need import Met, Need
from airspace.flight_day.state import DAY_STATE_NAMES, DayStanding, DayState
from airspace.flight_day.stop import MOST_CORNERS, REQUEST
from airspace.flight_day.value import DayAct, DayStep, Permit, PermitKind
from api.schemas.operation import WindowData
from api.schemas.screening import geojson
from api.schemas.text import TextData
from api.schemas.wire import Finite, Wire
from api.services.flight_day.contacts import ContactSeen, ContactTold
from api.services.flight_day.decide import Decided
from api.services.flight_day.incidents import IncidentSeen
from api.services.flight_day.judge import Stated
from api.services.flight_day.record import PermitTold
from api.services.flight_day.shown import ShownDay
from api.services.flight_day.stops import StopSeen

MOST_CHARACTERS = 10_000
Words = Annotated[str, Field(max_length=MOST_CHARACTERS)]
Position = tuple[Finite, Finite]
"""Longitude, latitude, degrees (JGD2011)."""


class DayData(Wire):
    """Where a day stands. `go` is the operator's decision; nothing here permits a flight."""

    day: date
    windows: list[WindowData]
    reserve: bool
    state: DayState
    words: TextData
    postponed_to: date | None
    moved_from: date | None

    @classmethod
    def of(cls, standing: DayStanding) -> "DayData":
        """Return the wire form."""
        return cls(
            day=standing.day,
            windows=[WindowData(start=window.start, end=window.end) for window in standing.windows],
            reserve=standing.reserve,
            state=standing.state,
            words=TextData.of(DAY_STATE_NAMES[standing.state]),
            postponed_to=standing.act.to if standing.act and standing.counts else None,
            moved_from=standing.moved_from,
        )


class ShownDayData(DayData):
    """A day as everyone sees it, with the reason where it is not flown."""

    reason: str
    changed_at: datetime

    @classmethod
    def of_shown(cls, day: ShownDay) -> "ShownDayData":
        """Return the wire form."""
        return cls(**DayData.of(day.standing).model_dump(), reason=day.reason, changed_at=day.changed_at)


class NeedData(Wire):
    """One thing that a `go` needs."""

    slug: str
    title: TextData
    met: Met
    text: TextData
    remedy: TextData
    confirm: str | None

    @classmethod
    def of(cls, need: Need) -> "NeedData":
        """Return the wire form."""
        return cls(
            slug=need.slug,
            title=TextData.of(need.title),
            met=need.met,
            text=TextData.of(need.text),
            remedy=TextData.of(need.remedy),
            confirm=need.confirm,
        )


class GoData(DayData):
    """A day with what a `go` has and lacks."""

    may_go: bool
    needs: list[NeedData]

    @classmethod
    def of_go(cls, standing: DayStanding, judgement: GoJudgement) -> "GoData":
        """Return the wire form."""
        needs = [NeedData.of(need) for need in judgement.needs]
        return cls(**DayData.of(standing).model_dump(), may_go=judgement.may_go, needs=needs)


class DayActIn(Wire):
    """What the operator decides of a day. `confirmed` are ids of conditions and commitments that were seen to."""

    step: DayStep
    reason: Words = ""
    to: date | None = None
    confirmed: list[str] = Field(default=[], max_length=500)
    flights: int | None = Field(None, ge=1, le=1000)

    def value(self, day: date) -> Decided:
        """Return what it says."""
        return Decided(day, self.step, self.reason, self.to, Stated(frozenset(self.confirmed), self.flights))


class DayActData(Wire):
    """What was decided of a day."""

    number: int
    day: date
    step: DayStep
    revision: int
    reason: str
    to: date | None
    at: datetime

    @classmethod
    def of(cls, act: DayAct) -> "DayActData":
        """Return the wire form."""
        return cls(
            number=act.number,
            day=act.day,
            step=act.step,
            revision=act.revision_number,
            reason=act.reason,
            to=act.to,
            at=act.at,
        )


class PermitIn(Wire):
    """The number of a permit of MLIT."""

    kind: PermitKind
    number: Words
    valid_from: date
    valid_to: date

    def value(self) -> PermitTold:
        """Return what it says."""
        return PermitTold(self.kind, self.number, self.valid_from, self.valid_to)


class PermitData(PermitIn):
    """A permit's number as it is on record."""

    id: str
    recorded_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, permit: Permit) -> "PermitData":
        """Return the wire form."""
        return cls(
            id=permit.id,
            kind=permit.kind,
            number=permit.number,
            valid_from=permit.valid_from,
            valid_to=permit.valid_to,
            recorded_at=permit.recorded_at,
            withdrawn_at=permit.withdrawn_at,
        )


class PlanNoticeIn(Wire):
    """The number of a day's plan notice."""

    number: Words


class CheckIn(Wire):
    """When emergency airspace was looked up, and whether any was over the day's flights."""

    checked_at: AwareDatetime
    found: bool


class RecordedData(Wire):
    """The id of what was recorded."""

    id: str


class CountData(Wire):
    """How many were told."""

    told: int


class ContactIn(Wire):
    """A contact: an office of the register, or a name that can be reached."""

    kind: ConsulteeKind = ConsulteeKind.OTHER
    office_id: str | None = None
    name: Words = ""
    email: Words = ""
    telephone: Words = ""
    required_by: str | None = None

    def value(self) -> ContactTold:
        """Return what it says."""
        return ContactTold(self.kind, self.office_id, self.name, self.email, self.telephone, self.required_by)


class TellingData(Wire):
    """What a contact was told, and whether it knows."""

    id: str
    matter: Matter
    day: date | None
    at: datetime
    acknowledged_at: datetime | None
    channel: AckChannel | None

    @classmethod
    def of(cls, telling: Telling, known: Acknowledgement | None) -> "TellingData":
        """Return the wire form."""
        return cls(
            id=telling.id,
            matter=telling.matter,
            day=telling.day,
            at=telling.at,
            acknowledged_at=known.at if known else None,
            channel=known.channel if known else None,
        )


class ContactData(Wire):
    """A contact of a trial."""

    id: str
    kind: ConsulteeKind
    office_id: str | None
    name: str
    email: str
    telephone: str
    required_by: str | None
    tellings: list[TellingData]

    @classmethod
    def of(cls, seen: ContactSeen) -> "ContactData":
        """Return the wire form."""
        details = seen.details
        return cls(
            id=seen.contact.id,
            kind=seen.contact.kind,
            office_id=seen.contact.office_id,
            name=details.name if details else "",
            email=details.email if details else "",
            telephone=details.telephone if details else "",
            required_by=seen.contact.required_by,
            tellings=[TellingData.of(telling, known) for telling, known in seen.tellings],
        )


class TelephoneIn(Wire):
    """Who acknowledged by telephone, and when."""

    at: AwareDatetime
    speaker: Words


class StopIn(Wire):
    """An area in which nobody is asked to fly: drawn polygons (each a ring of positions), municipalities, or both."""

    polygons: list[Annotated[list[Position], Field(min_length=3, max_length=MOST_CORNERS)]] = Field(
        default=[], max_length=100
    )
    municipalities: list[str] = Field(default=[], max_length=100)
    reason: Words

    def area(self) -> BaseGeometry | None:
        """Return what was drawn, None for nothing."""
        drawn = [Polygon(ring) for ring in self.polygons]
        return MultiPolygon(drawn) if drawn else None


class ReleaseIn(Wire):
    """The end of a stop: for one trial, or for all."""

    trial_id: str | None = None
    reason: Words


class StopData(Wire):
    """A stop, whom it was over, and whom it still holds."""

    id: str
    reason: str
    since: date
    made_at: datetime
    area: dict[str, Any]
    municipalities: list[str]
    stands: bool
    trials: list[str]
    held: list[str]
    words: TextData

    @classmethod
    def of(cls, seen: StopSeen) -> "StopData":
        """Return the wire form."""
        return cls(
            id=seen.stop.id,
            reason=seen.stop.reason,
            since=seen.stop.since,
            made_at=seen.stop.made_at,
            area=geojson(seen.stop.area),
            municipalities=list(seen.stop.municipalities),
            stands=seen.stands,
            trials=[trial.id for trial in seen.trials],
            held=sorted(seen.held),
            words=TextData.of(REQUEST),
        )


class IncidentIn(Wire):
    """A first report. Write no names, addresses or telephone numbers of people."""

    happened_at: AwareDatetime
    place: Words
    what: Words
    injured: Told
    damage: Told
    aircraft: AircraftState
    called: list[Called] = Field(default=[], max_length=10)

    def value(self) -> FirstReport:
        """Return what it says."""
        return FirstReport(
            self.happened_at, self.place, self.what, self.injured, self.damage, self.aircraft, frozenset(self.called)
        )


class IncidentNoticeIn(Wire):
    """What everyone is told, and whether it is shown."""

    text: Words
    published: bool


class IncidentData(IncidentIn):
    """A first report with MLIT's number and the public notice that counts."""

    number: int
    reported_at: datetime
    mlit_number: str | None
    notice: str | None
    published: bool

    @classmethod
    def of(cls, seen: IncidentSeen) -> "IncidentData":
        """Return the wire form."""
        told, notice = seen.incident.report, seen.notice
        return cls(
            happened_at=told.happened_at,
            place=told.place,
            what=told.what,
            injured=told.injured,
            damage=told.damage,
            aircraft=told.aircraft,
            called=sorted(told.called),
            number=seen.incident.number,
            reported_at=seen.incident.reported_at,
            mlit_number=seen.mlit_numbers[-1].mlit_number if seen.mlit_numbers else None,
            notice=notice.text if notice else None,
            published=notice is not None and notice.published,
        )


class PublicNoticeData(Wire):
    """What everyone is told of an incident."""

    text: str
    at: datetime
