"""The repository of contacts of trials: who is told of days of flight, what they were told, what they acknowledged."""

import hashlib
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from airspace.consultation.kinds import ConsulteeKind
from airspace.flight_day.contact import AckChannel, Acknowledgement, Contact, ContactDetails, Matter, Telling
from api.store.flight_days import read_windows, windows_data
from api.store.tables.consultations import ConsultedOfficeRow, OfficeContactRow
from api.store.tables.flight_days import (
    ContactAcknowledgementRow,
    ContactLinkRow,
    ContactSpeakerRow,
    ContactTellingRow,
    FlightContactDetailsRow,
    FlightContactRemovalRow,
    FlightContactRow,
)


def link_hash(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


class FlightContacts:
    """Contacts by trial, and their tellings."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, contact: Contact, details: ContactDetails | None) -> None:
        """Store a contact; one of the offices' register has no details of its own."""
        stored = {name: value for name, value in asdict(contact).items() if name != "removed_at"}
        self._session.add(FlightContactRow(**stored | {"kind": contact.kind.value}))
        self._session.flush()
        if details is not None:
            self._session.add(FlightContactDetailsRow(**asdict(details)))
            self._session.flush()

    def remove(self, contact_id: str, *, at: datetime, by: str) -> None:
        """Record that a contact is told no more, and delete who it is."""
        self._session.add(FlightContactRemovalRow(contact_id=contact_id, at=at, by=by))
        self._session.execute(delete(FlightContactDetailsRow).where(FlightContactDetailsRow.contact_id == contact_id))
        self._session.flush()

    def list(self, trial_id: str) -> tuple[Contact, ...]:
        """Return all contacts of a trial, removed ones included, in the order in which they were added."""
        query = (
            select(FlightContactRow, FlightContactRemovalRow.at)
            .outerjoin(FlightContactRemovalRow, FlightContactRemovalRow.contact_id == FlightContactRow.id)
            .where(FlightContactRow.trial_id == trial_id)
            .order_by(FlightContactRow.added_at, FlightContactRow.id)
        )
        return tuple(
            Contact(
                id=row.id,
                trial_id=row.trial_id,
                kind=ConsulteeKind(row.kind),
                office_id=row.office_id,
                required_by=row.required_by,
                added_at=row.added_at,
                added_by=row.added_by,
                removed_at=removed_at,
            )
            for row, removed_at in self._session.execute(query)
        )

    def details(self, contact: Contact) -> ContactDetails | None:
        """Return who a contact is and how it is reached, None where that was deleted."""
        if contact.office_id is None:
            row = self._session.get(FlightContactDetailsRow, contact.id, populate_existing=True)
            return ContactDetails(row.contact_id, row.name, row.email, row.telephone) if row else None
        query = (
            select(ConsultedOfficeRow.name_ja, OfficeContactRow.email)
            .outerjoin(OfficeContactRow, OfficeContactRow.office_id == ConsultedOfficeRow.id)
            .where(ConsultedOfficeRow.id == contact.office_id)
        )
        name, email = self._session.execute(query).one()
        return ContactDetails(contact.id, name, email or "", "")

    def tell(self, telling: Telling, token: str, *, expires_at: datetime) -> None:
        """Store what a contact was told, and the link by which it says that it knows."""
        changed = {"matter": telling.matter.value, "windows": windows_data(telling.windows)}
        self._session.add(ContactTellingRow(**asdict(telling) | changed))
        self._session.flush()
        self._session.add(ContactLinkRow(token_sha256=link_hash(token), telling_id=telling.id, expires_at=expires_at))
        self._session.flush()

    def tellings(self, trial_id: str) -> tuple[Telling, ...]:
        """Return what the contacts of a trial were told, oldest first."""
        query = select(ContactTellingRow).where(ContactTellingRow.trial_id == trial_id)
        rows = self._session.scalars(query.order_by(ContactTellingRow.at, ContactTellingRow.id))
        return tuple(_telling(row) for row in rows)

    def find(self, token: str) -> tuple[Telling, datetime] | None:
        """Return what a link is about and when it ends."""
        link = self._session.get(ContactLinkRow, link_hash(token))
        if link is None:
            return None
        return _telling(self._session.get_one(ContactTellingRow, link.telling_id)), link.expires_at

    def acknowledge(self, given: Acknowledgement, speaker: str) -> None:
        """Store that a contact knows; `speaker` is who said so by telephone, empty for a link."""
        self._session.add(ContactAcknowledgementRow(**asdict(given) | {"channel": given.channel.value}))
        self._session.flush()
        if speaker:
            self._session.add(ContactSpeakerRow(telling_id=given.telling_id, name=speaker))
            self._session.flush()

    def acknowledgements(self, trial_id: str) -> dict[str, Acknowledgement]:
        """Return the acknowledgements of a trial's contacts, by the telling."""
        query = (
            select(ContactAcknowledgementRow)
            .join(ContactTellingRow, ContactTellingRow.id == ContactAcknowledgementRow.telling_id)
            .where(ContactTellingRow.trial_id == trial_id)
        )
        return {
            row.telling_id: Acknowledgement(
                row.telling_id, row.at, AckChannel(row.channel), row.recorded_at, row.recorded_by
            )
            for row in self._session.scalars(query)
        }

    def speakers(self, trial_id: str) -> tuple[str, ...]:
        """Return the names of those who acknowledged by telephone."""
        query = (
            select(ContactSpeakerRow.name)
            .join(ContactTellingRow, ContactTellingRow.id == ContactSpeakerRow.telling_id)
            .where(ContactTellingRow.trial_id == trial_id)
        )
        return tuple(self._session.scalars(query.order_by(ContactSpeakerRow.name)))


def _telling(row: ContactTellingRow) -> Telling:
    return Telling(
        id=row.id,
        trial_id=row.trial_id,
        contact_id=row.contact_id,
        matter=Matter(row.matter),
        day=row.day,
        revision_number=row.revision_number,
        windows=read_windows(row.windows),
        at=row.at,
    )
