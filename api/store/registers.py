"""The repository of the registers: entries with the versions of their facts, and what is private beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from airspace.register.entry import FACTS_OF, Entry, Kind
from airspace.register.facts import Facts, PilotPerson, Policy, Private, SiteContact
from api.store.locks import lock
from api.store.tables.registers import (
    InsurancePolicyRow,
    PilotPersonRow,
    RegisterEntryRow,
    RegisterVersionRow,
    RevisionEntryRow,
    SiteContactRow,
)

_FACTS: dict[Kind, TypeAdapter[Any]] = {kind: TypeAdapter(facts) for kind, facts in FACTS_OF.items()}

_PRIVATE_ROWS: dict[Kind, Any] = {
    Kind.PILOT: PilotPersonRow,
    Kind.INSURANCE: InsurancePolicyRow,
    Kind.SITE: SiteContactRow,
}

_OTHER = aliased(RegisterVersionRow)
"""The versions of the entry that a query is about."""

Found = Row[RegisterEntryRow, RegisterVersionRow]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a revision froze of an entry: facts alone."""

    revision_number: int
    entry_id: str
    version: int
    kind: Kind
    facts: Facts


class Registers:
    """Entries by id and by organisation. Reading one that is not held gives None."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self, organisation_id: str) -> None:
        """Let nobody else change an organisation's registers until this unit ends."""
        lock(self._session, f"registers of {organisation_id}")

    def add(self, entry: Entry) -> None:
        """Store a new entry in its first version."""
        self._session.add(RegisterEntryRow(id=entry.id, organisation_id=entry.organisation_id, kind=entry.kind.value))
        self._session.flush()
        self.add_version(entry)

    def add_version(self, entry: Entry) -> None:
        """Store the next version of an entry, and what is private beside it now; the registers must be locked.

        `entry.stated_at` and `entry.stated_by` are of this version.
        """
        self._session.add(
            RegisterVersionRow(
                entry_id=entry.id,
                number=entry.version,
                facts=_FACTS[entry.kind].dump_json(entry.facts).decode(),
                stated_at=entry.stated_at,
                stated_by=entry.stated_by,
            )
        )
        self._session.flush()
        if entry.private is not None:
            self.set_private(entry.id, entry.private)

    def set_private(self, entry_id: str, private: Private) -> None:
        """Store what is private beside an entry, in place of what was."""
        self._session.merge(_private_row(entry_id, private))
        self._session.flush()

    def retire(self, entry_id: str, *, at: datetime, by: str) -> None:
        """Let an entry be chosen no more."""
        self._session.execute(
            update(RegisterEntryRow).where(RegisterEntryRow.id == entry_id).values(retired_at=at, retired_by=by)
        )

    def forget_private(self, kind: Kind, entry_id: str) -> None:
        """Delete what is private beside an entry; its random id stays where it is referred to."""
        row = _PRIVATE_ROWS[kind]
        self._session.execute(delete(row).where(row.entry_id == entry_id))

    def get(self, kind: Kind, entry_id: str) -> Entry | None:
        """Return the newest version of an entry."""
        entries = self._read(kind, _newest().where(RegisterEntryRow.id == entry_id))
        return entries[0] if entries else None

    def list(self, kind: Kind, organisation_id: str) -> tuple[Entry, ...]:
        """Return an organisation's entries in their newest version, in the order in which they were begun."""
        return self._read(kind, _newest().where(RegisterEntryRow.organisation_id == organisation_id))

    def submitted(self, kind: Kind, entry_id: str | None = None) -> tuple[Entry, ...]:
        """Return the entries that submitted revisions froze, each in the newest version that one did."""
        given = (
            select(RevisionEntryRow.entry_id, func.max(RevisionEntryRow.version).label("number"))
            .group_by(RevisionEntryRow.entry_id)
            .subquery()
        )
        query = _versions().join(
            given, (given.c.entry_id == RegisterVersionRow.entry_id) & (given.c.number == RegisterVersionRow.number)
        )
        return self._read(kind, query if entry_id is None else query.where(RegisterEntryRow.id == entry_id))

    def freeze(self, trial_id: str, revision_number: int, versions: Mapping[str, int]) -> None:
        """Record which versions of which entries a revision froze."""
        self._session.add_all(
            RevisionEntryRow(trial_id=trial_id, revision_number=revision_number, entry_id=entry_id, version=version)
            for entry_id, version in versions.items()
        )
        self._session.flush()

    def frozen(self, trial_id: str) -> tuple[Frozen, ...]:
        """Return what the revisions of a trial froze, in their order."""
        query = (
            select(RevisionEntryRow, RegisterEntryRow.kind, RegisterVersionRow.facts)
            .join(RegisterEntryRow, RegisterEntryRow.id == RevisionEntryRow.entry_id)
            .join(
                RegisterVersionRow,
                (RegisterVersionRow.entry_id == RevisionEntryRow.entry_id)
                & (RegisterVersionRow.number == RevisionEntryRow.version),
            )
            .where(RevisionEntryRow.trial_id == trial_id)
            .order_by(RevisionEntryRow.revision_number, RevisionEntryRow.entry_id)
        )
        return tuple(
            Frozen(row.revision_number, row.entry_id, row.version, Kind(kind), _FACTS[Kind(kind)].validate_json(facts))
            for row, kind, facts in self._session.execute(query)
        )

    def private(self, kind: Kind, entry_ids: Sequence[str]) -> dict[str, Private]:
        """Return what is private beside entries, as it is now, by their ids; nothing of those that have none."""
        row = _PRIVATE_ROWS.get(kind)
        if row is None or not entry_ids:
            return {}
        rows = self._session.scalars(select(row).where(row.entry_id.in_(entry_ids)))
        return {held.entry_id: _private(held) for held in rows}

    def _read(self, kind: Kind, query: Select[RegisterEntryRow, RegisterVersionRow]) -> tuple[Entry, ...]:
        first = (
            select(func.min(_OTHER.stated_at))
            .where(_OTHER.entry_id == RegisterEntryRow.id)
            .correlate(RegisterEntryRow)
            .scalar_subquery()
        )
        found = self._session.execute(
            query.where(RegisterEntryRow.kind == kind.value)
            .order_by(first, RegisterEntryRow.id)
            .execution_options(populate_existing=True)
        ).all()
        private = self.private(kind, [row[0].id for row in found])
        return tuple(_entry(row, private.get(row[0].id)) for row in found)


def _versions() -> Select[RegisterEntryRow, RegisterVersionRow]:
    return select(RegisterEntryRow, RegisterVersionRow).join(
        RegisterVersionRow, RegisterVersionRow.entry_id == RegisterEntryRow.id
    )


def _newest() -> Select[RegisterEntryRow, RegisterVersionRow]:
    newest = (
        select(func.max(_OTHER.number))
        .where(_OTHER.entry_id == RegisterEntryRow.id)
        .correlate(RegisterEntryRow)
        .scalar_subquery()
    )
    return _versions().where(RegisterVersionRow.number == newest)


def _entry(found: Found, private: Private | None) -> Entry:
    entry, version = found
    kind = Kind(entry.kind)
    return Entry(
        id=entry.id,
        organisation_id=entry.organisation_id,
        kind=kind,
        version=version.number,
        facts=_FACTS[kind].validate_json(version.facts),
        private=private,
        stated_at=version.stated_at,
        stated_by=version.stated_by,
        retired_at=entry.retired_at,
    )


def _private_row(entry_id: str, private: Private) -> PilotPersonRow | InsurancePolicyRow | SiteContactRow:
    match private:
        case PilotPerson():
            return PilotPersonRow(entry_id=entry_id, name=private.name, licence_number=private.licence_number)
        case Policy():
            return InsurancePolicyRow(entry_id=entry_id, number=private.number)
        case SiteContact():
            return SiteContactRow(entry_id=entry_id, address=private.address, manager=private.manager)


def _private(row: PilotPersonRow | InsurancePolicyRow | SiteContactRow) -> Private:
    match row:
        case PilotPersonRow():
            return PilotPerson(row.name, row.licence_number)
        case InsurancePolicyRow():
            return Policy(row.number)
        case SiteContactRow():
            return SiteContact(row.address, row.manager)
