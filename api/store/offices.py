"""The repository of offices that can be asked, and of where they are reached."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.office import ConsultedOffice, OfficeContact
from api.store.locks import lock
from api.store.tables.consultations import ConsultedOfficeRow, OfficeContactRow
from geo.text import Text


class Offices:
    """Offices by id."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self) -> None:
        """Let nobody else add an office until this unit ends."""
        lock(self._session, "offices")

    def add(self, office: ConsultedOffice, contact: OfficeContact) -> None:
        """Store an office and, apart from it, where it is reached."""
        self._session.add(
            ConsultedOfficeRow(
                id=office.id,
                kind=office.kind.value,
                name_ja=office.name.ja,
                name_en=office.name.en,
                prefecture_code=office.prefecture_code,
                municipality_code=office.municipality_code,
                organisation_id=office.organisation_id,
                added_at=office.added_at,
                added_by=office.added_by,
            )
        )
        self._session.flush()
        self._session.add(OfficeContactRow(office_id=office.id, email=contact.email, address=contact.address))
        self._session.flush()

    def get(self, office_id: str) -> ConsultedOffice | None:
        """Return an office, None where it is not held."""
        row = self._session.get(ConsultedOfficeRow, office_id)
        return _office(row) if row else None

    def contact(self, office_id: str) -> OfficeContact | None:
        """Return where an office is reached, None where that is not held."""
        row = self._session.get(OfficeContactRow, office_id, populate_existing=True)
        return OfficeContact(row.email, row.address) if row else None

    def list(self) -> tuple[ConsultedOffice, ...]:
        """Return all offices, by kind, code and name."""
        order = {kind.value: number for number, kind in enumerate(ConsulteeKind)}
        rows = self._session.scalars(select(ConsultedOfficeRow))
        key = sorted(rows, key=lambda row: (order[row.kind], row.municipality_code, row.name_ja, row.id))
        return tuple(_office(row) for row in key)

    def of_organisation(self, organisation_id: str) -> tuple[ConsultedOffice, ...]:
        """Return the offices whose accounts are those of an organisation."""
        return tuple(office for office in self.list() if office.organisation_id == organisation_id)


def _office(row: ConsultedOfficeRow) -> ConsultedOffice:
    return ConsultedOffice(
        id=row.id,
        kind=ConsulteeKind(row.kind),
        name=Text(row.name_ja, row.name_en),
        prefecture_code=row.prefecture_code,
        municipality_code=row.municipality_code,
        organisation_id=row.organisation_id,
        added_at=row.added_at,
        added_by=row.added_by,
    )
