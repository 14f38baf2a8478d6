"""The day of flight: numbers on record, checks, what was decided, contacts, stops, incidents. Rows are only added.

Who a contact is sits in tables of its own, so that it can end by itself.
"""

from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.geometry import geometry_type
from api.store.tables.base import Base, UtcDateTime


def _of_a_revision() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
    )


class FlightPermitRow(Base):
    """The number of a permit of MLIT, as the operator recorded it."""

    __tablename__ = "flight_permit"
    __table_args__ = (CheckConstraint("valid_from <= valid_to", name="in_order"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), index=True)
    kind: Mapped[str]
    number: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    recorded_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class FlightPermitWithdrawalRow(Base):
    """That a recorded permit counts no more."""

    __tablename__ = "flight_permit_withdrawal"

    permit_id: Mapped[str] = mapped_column(ForeignKey("flight_permit.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class PlanNoticeRow(Base):
    """The number of a flight-plan notice, with the revision, day and windows that it is of."""

    __tablename__ = "plan_notice"
    __table_args__ = (_of_a_revision(),)

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), index=True)
    day: Mapped[date]
    revision_number: Mapped[int]
    windows: Mapped[list[Any]] = mapped_column(JSON)
    number: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    recorded_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class EmergencyCheckRow(Base):
    """That an account's person looked emergency airspace up for a day."""

    __tablename__ = "emergency_check"
    __table_args__ = (_of_a_revision(),)

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), index=True)
    day: Mapped[date]
    revision_number: Mapped[int]
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    found: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    recorded_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class DayActRow(Base):
    """What the operator decided or told of a day."""

    __tablename__ = "day_act"
    __table_args__ = (
        _of_a_revision(),
        CheckConstraint("step IN ('go', 'flown') OR reason <> ''", name="has_a_reason"),
        CheckConstraint("to_day IS NULL OR step = 'postponed'", name="only_a_postponement_moves"),
    )

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    step: Mapped[str]
    revision_number: Mapped[int]
    windows: Mapped[list[Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    to_day: Mapped[date | None]
    grounds: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class FlightStopRow(Base):
    """A request of the prefecture that nobody flies in an area; of no single trial."""

    __tablename__ = "flight_stop"

    id: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[BaseGeometry] = mapped_column(geometry_type())
    municipalities: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class FlightStopTrialRow(Base):
    """That a stop was over a trial's days when it was made."""

    __tablename__ = "flight_stop_trial"

    stop_id: Mapped[str] = mapped_column(ForeignKey("flight_stop.id"), primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True, index=True)


class FlightStopReleaseRow(Base):
    """The end of a stop: for one trial, or for all where none is named."""

    __tablename__ = "flight_stop_release"

    id: Mapped[str] = mapped_column(primary_key=True)
    stop_id: Mapped[str] = mapped_column(ForeignKey("flight_stop.id"), index=True)
    trial_id: Mapped[str | None] = mapped_column(ForeignKey("trial.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class FlightContactRow(Base):
    """Who is told of a trial's days, by what it is; `required_by` is the duty that asks for its acknowledgement."""

    __tablename__ = "flight_contact"

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), index=True)
    kind: Mapped[str]
    office_id: Mapped[str | None] = mapped_column(ForeignKey("consulted_office.id"))
    required_by: Mapped[str | None]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    added_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class FlightContactRemovalRow(Base):
    """That a contact is told no more."""

    __tablename__ = "flight_contact_removal"

    contact_id: Mapped[str] = mapped_column(ForeignKey("flight_contact.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class FlightContactDetailsRow(Base):
    """Who a typed contact is and how it is reached: people's own data."""

    __tablename__ = "flight_contact_details"

    contact_id: Mapped[str] = mapped_column(ForeignKey("flight_contact.id"), primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    telephone: Mapped[str]


class ContactTellingRow(Base):
    """One thing that a contact was told."""

    __tablename__ = "contact_telling"

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("flight_contact.id"), index=True)
    matter: Mapped[str]
    day: Mapped[date | None]
    revision_number: Mapped[int]
    windows: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class ContactLinkRow(Base):
    """The link by which a telling is acknowledged; of its token only the hash is kept."""

    __tablename__ = "contact_link"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    telling_id: Mapped[str] = mapped_column(ForeignKey("contact_telling.id"), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())


class ContactAcknowledgementRow(Base):
    """That a contact knows what it was told; once."""

    __tablename__ = "contact_acknowledgement"

    telling_id: Mapped[str] = mapped_column(ForeignKey("contact_telling.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    channel: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    recorded_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class ContactSpeakerRow(Base):
    """Who said so by telephone: a person's name."""

    __tablename__ = "contact_speaker"

    telling_id: Mapped[str] = mapped_column(ForeignKey("contact_acknowledgement.telling_id"), primary_key=True)
    name: Mapped[str]


class IncidentRow(Base):
    """The first report of an incident."""

    __tablename__ = "incident"
    __table_args__ = (UniqueConstraint("trial_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"))
    number: Mapped[int]
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    place: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    injured: Mapped[str]
    damage: Mapped[str]
    aircraft: Mapped[str]
    called: Mapped[list[str]] = mapped_column(JSON)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime())
    reported_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class IncidentMlitNumberRow(Base):
    """The number that MLIT gave to its own report."""

    __tablename__ = "incident_mlit_number"

    incident_id: Mapped[str] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    mlit_number: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class IncidentNoticeRow(Base):
    """What everyone is told of an incident."""

    __tablename__ = "incident_notice"

    incident_id: Mapped[str] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    published: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
