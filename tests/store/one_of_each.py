"""One made-up row in every table, each referring to the others: what a test of ending needs, whatever tables come."""

from datetime import UTC, date, datetime
from typing import Any

from shapely import Point
from sqlalchemy import Column, Connection, Table, insert, text

from api.store.geometry import WkbBlob
from api.store.tables import Base
from tests.conftest import Store

TRIAL = "v-trial-id"
ACCOUNT = "v-account-id"
LEFT_OUT = {
    *("edition", "feature", "edition_counter", "terrain_lattice", "terrain_block"),
    *("tombstone", "case_file", "legal_hold", "audit_event"),
}
"""Layers, which belong to no case, and what outlives a case."""


def fill(store: Store) -> None:
    """Put a row into each table. What a row must hold to make sense is not asked for; what it refers to is there."""
    with store.engine.begin() as connection:
        _ask_less(connection, is_postgis=store.is_postgis)
        rows: dict[str, dict[str, Any]] = {}
        for table in Base.metadata.sorted_tables:
            if table.name not in LEFT_OUT:
                rows[table.name] = _row(table, rows)
                connection.execute(insert(table).values(**rows[table.name]))


def _ask_less(connection: Connection, *, is_postgis: bool) -> None:
    if is_postgis:
        checks = connection.execute(
            text("SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conislocal")
        )
        ours = {f'"{name}"' for name in Base.metadata.tables} | set(Base.metadata.tables)
        for table, name in checks.all():
            if table in ours:
                connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA ignore_check_constraints=ON"))
    triggers = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE INSERT%' AND tbl_name NOT IN "
    )
    for name in connection.scalars(text(f"{triggers} ('tombstone', 'audit_event')")).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def _row(table: Table, rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    row = {column.name: _value(column) for column in table.columns}
    for key in sorted(table.foreign_key_constraints, key=lambda key: len(key.elements)):
        for element in key.elements:
            target = element.column
            itself = target.table.name == table.name
            row[element.parent.name] = None if itself else rows[target.table.name][target.name]
    for name in ("trial_id", "subject"):
        if name in row:
            row[name] = TRIAL
    return row


def _value(column: Column[Any]) -> Any:
    if isinstance(column.type, WkbBlob):
        return Point(136.5, 34.7)
    kind = str(column.type).upper()
    for word, value in (
        ("JSON", []),
        ("DATETIME", datetime(2026, 11, 4, tzinfo=UTC)),
        ("DATE", date(2026, 11, 4)),
        ("INT", 1),
        ("DOUBLE", 1.0),
        ("FLOAT", 1.0),
        ("BOOL", True),
        ("BLOB", b"x"),
        ("BINARY", b"x"),
    ):
        if word in kind:
            return value
    return f"v-{column.table.name}-{column.name}"
