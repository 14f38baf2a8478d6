"""The repository of filed cases, holds and tombstones, and the one place that ends what never changes."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import rfc8785
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, RowMapping, Table, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from airspace.retention import CaseFile, Hold, HoldReason, Measure, RetentionClass
from airspace.workflow import State
from api.services.ids import new_id
from api.store.ended import Part
from api.store.tables import Base
from api.store.tables.accounts import AccountRow, PersonRow
from api.store.tables.audit import AuditEventRow
from api.store.tables.retention import CaseFileRow, LegalHoldRow, TombstoneRow
from api.store.tables.trials import DraftRow, RevisionRow, TrialRow, TrialStepRow


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stood in a table and was ended."""

    id: str
    table_name: str
    row_id: str
    subject: str
    number: int | None
    sha256: str | None
    rule: str
    kept_to: date
    ended_on: date
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A row that is to be ended."""

    part: Part
    row_id: str
    number: int | None
    sha256: str | None
    key: tuple[Any, ...]


class Retention:
    """Filed cases, what holds them, and tombstones."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def file(self, case: CaseFile) -> None:
        """Keep how a case is filed, in place of what was kept before."""
        self._session.merge(CaseFileRow(**asdict(case)))
        self._session.flush()

    def case_file(self, trial_id: str) -> CaseFile | None:
        """Return how a case is filed, None where it is not."""
        row = self._session.get(CaseFileRow, trial_id, populate_existing=True)
        return _case_file(row) if row else None

    def case_files(self, *, trial_id: str | None = None) -> Iterator[CaseFile]:
        """Yield the cases that are filed and still there, in the order of their ids; the one of an id where given."""
        query = select(CaseFileRow).join(TrialRow, TrialRow.id == CaseFileRow.trial_id).order_by(CaseFileRow.trial_id)
        if trial_id is not None:
            query = query.where(CaseFileRow.trial_id == trial_id)
        return (_case_file(row) for row in self._session.scalars(query))

    def not_filed(self, states: Iterable[State]) -> tuple[str, ...]:
        """Return the ids of trials in some states that nobody has filed."""
        filed = select(CaseFileRow.trial_id)
        query = select(TrialRow.id).where(TrialRow.state.in_([s.value for s in states]), TrialRow.id.not_in(filed))
        return tuple(self._session.scalars(query.order_by(TrialRow.created_at, TrialRow.id)))

    def add_hold(self, hold: Hold) -> None:
        """Keep a case from a day on."""
        self._session.add(LegalHoldRow(**asdict(hold)))
        self._session.flush()

    def hold(self, hold_id: str) -> Hold | None:
        """Return a hold."""
        row = self._session.get(LegalHoldRow, hold_id, populate_existing=True)
        return _hold(row) if row else None

    def end_hold(self, hold_id: str, until: date) -> None:
        """Record the last day of a hold."""
        row = self._session.get_one(LegalHoldRow, hold_id)
        row.until = until
        self._session.flush()

    def holds(self, trial_id: str) -> tuple[Hold, ...]:
        """Return all that ever held a case, oldest first."""
        query = select(LegalHoldRow).where(LegalHoldRow.trial_id == trial_id)
        rows = self._session.scalars(query.order_by(LegalHoldRow.placed_on, LegalHoldRow.id))
        return tuple(_hold(row) for row in rows)

    def abandoned(self, before: datetime, *, trial_id: str | None = None) -> Iterator[tuple[str, datetime]]:
        """Yield trials that were never submitted and not touched since, with the moment of the last touch."""
        stepped = select(func.max(TrialStepRow.at)).where(TrialStepRow.trial_id == TrialRow.id).scalar_subquery()
        touched = func.coalesce(stepped, DraftRow.updated_at, TrialRow.created_at)
        query = (
            select(TrialRow.id, touched)
            .outerjoin(DraftRow, DraftRow.trial_id == TrialRow.id)
            .where(
                TrialRow.state.in_((State.DRAFT.value, State.WITHDRAWN.value)),
                touched < before,
                ~select(RevisionRow.id).where(RevisionRow.trial_id == TrialRow.id).exists(),
            )
            .order_by(TrialRow.id)
        )
        if trial_id is not None:
            query = query.where(TrialRow.id == trial_id)
        return ((found, moment) for found, moment in self._session.execute(query))

    def leavers(self, before: datetime, *, account_id: str | None = None) -> Iterator[tuple[str, datetime]]:
        """Yield disabled accounts whose person is still held and who acted in no case that is still there."""
        acted = (
            select(AuditEventRow.number)
            .join(TrialRow, TrialRow.id == AuditEventRow.subject)
            .where(AuditEventRow.actor == AccountRow.id)
        )
        query = (
            select(AccountRow.id, AccountRow.disabled_at)
            .join(PersonRow, PersonRow.account_id == AccountRow.id)
            .where(AccountRow.disabled_at < before, ~acted.exists())
            .order_by(AccountRow.id)
        )
        if account_id is not None:
            query = query.where(AccountRow.id == account_id)
        return ((found, moment) for found, moment in self._session.execute(query) if moment is not None)

    def found(self, parts: Sequence[Part], root_id: str) -> tuple[Found, ...]:
        """Return the rows that end with one, in the order in which they can be deleted."""
        rows: dict[str, list[RowMapping]] = {}
        found: dict[str, list[Found]] = {}
        for part in parts:
            named = [root_id] if part.of == parts[0].table else [row[part.of_column] for row in rows[part.of]]
            table = Base.metadata.tables[part.table]
            these = self._rows(table, part.column, named)
            rows.setdefault(part.table, []).extend(these)
            found.setdefault(part.table, []).extend(_found(part, table, row) for row in these)
        return tuple(row for table in reversed(Base.metadata.sorted_tables) for row in found.get(table.name, ()))

    def end(self, rows: Sequence[Found], stone: Tombstone) -> tuple[Tombstone, ...]:
        """Delete rows after their tombstones are laid, and return the tombstones; `stone` says all but the row.

        This is the only way past the triggers of tables that never change, and the database checks it: a row goes only
        if its tombstone is there, and no tombstone is taken for a case that is held.
        """
        laid = tuple(
            replace(
                stone,
                id=new_id(),
                table_name=found.part.table,
                row_id=found.row_id,
                number=found.number,
                sha256=found.sha256,
            )
            for found in rows
        )
        if laid:
            self._session.execute(insert(TombstoneRow), [asdict(its) for its in laid])
        # A table at once: its rows may refer to each other, which is checked when a statement ends.
        for name, these in groupby(rows, lambda found: found.part.table):
            table = Base.metadata.tables[name]
            self._session.execute(delete(table).where(_key(table).in_([found.key for found in these])))
        self._session.expire_all()
        return laid

    def tombstones(self, subject: str) -> tuple[Tombstone, ...]:
        """Return the tombstones of a case or a person, in the order of tables and rows."""
        query = select(TombstoneRow).where(TombstoneRow.subject == subject)
        rows = self._session.scalars(query.order_by(TombstoneRow.table_name, TombstoneRow.row_id))
        return tuple(_tombstone(row) for row in rows)

    def count(self, table_name: str) -> int:
        """Return how many rows of a table were ended."""
        query = select(func.count()).where(TombstoneRow.table_name == table_name)
        return self._session.scalar(query) or 0

    def _rows(self, table: Table, column: str, named: Sequence[Any]) -> Sequence[RowMapping]:
        query = select(table).where(table.c[column].in_(named)).order_by(*table.primary_key.columns)
        return self._session.execute(query).mappings().all()


def _found(part: Part, table: Table, row: RowMapping) -> Found:
    key = tuple(row[column.name] for column in table.primary_key.columns)
    number = row[part.number] if part.number else None
    sha256 = (row[part.sha256] if part.sha256 else _hash(row)) if part.hashed else None
    return Found(part, "/".join(str(value) for value in key), number, sha256, key)


def _key(table: Table) -> ColumnElement[Any]:
    return tuple_(*table.primary_key.columns)


def _hash(row: RowMapping) -> str:
    return hashlib.sha256(rfc8785.dumps({name: _plain(value) for name, value in row.items()})).hexdigest()


def _plain(value: Any) -> Any:
    """Return a column's value as canonical JSON takes it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes():
            return hashlib.sha256(value).hexdigest()
        case BaseGeometry():
            return value.wkb_hex
        case _:
            return value


def _case_file(row: CaseFileRow) -> CaseFile:
    return CaseFile(
        row.trial_id, RetentionClass(row.retention_class), row.closed_on, Measure(row.measure), row.transferred_on
    )


def _hold(row: LegalHoldRow) -> Hold:
    return Hold(row.id, row.trial_id, HoldReason(row.reason), row.placed_on, row.until)


def _tombstone(row: TombstoneRow) -> Tombstone:
    return Tombstone(
        id=row.id,
        table_name=row.table_name,
        row_id=row.row_id,
        subject=row.subject,
        number=row.number,
        sha256=row.sha256,
        rule=row.rule,
        kept_to=row.kept_to,
        ended_on=row.ended_on,
        ended_at=row.ended_at,
    )
