"""Every table that names a case or a person is in the list of what is ended how, or says why it is kept."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Column, text

from api.store.ended import CASE, KEPT, PERSON, Part
from api.store.retention import Tombstone
from api.store.tables import Base
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store
from tests.store.one_of_each import ACCOUNT, TRIAL, fill

NAMES_A_CASE = {"trial_id", "subject"}
NAMES_A_PERSON = {"account_id"}


def refers_to(column: Column[object]) -> set[str]:
    return {key.column.table.name for key in column.foreign_keys}


def tables_below(roots: set[str], names: set[str]) -> set[str]:
    """Return the tables that name a root, or a table that does: by a foreign key, or by a column's name."""
    found = set(roots)
    while True:
        more = {
            table.name
            for table in Base.metadata.tables.values()
            if any(column.name in names or refers_to(column) & found for column in table.columns)
        }
        if more <= found:
            return found
        found |= more


def test_no_table_of_a_case_is_forgotten() -> None:
    # A `subject` may also be a person's, at a provider of identities.
    assert tables_below({"trial"}, NAMES_A_CASE) - {part.table for part in (*CASE, *PERSON)} - set(KEPT) == set()


def test_no_table_of_a_person_is_forgotten() -> None:
    # What an account did in a case ends with the case.
    assert tables_below({"person"}, NAMES_A_PERSON) - {part.table for part in (*PERSON, *CASE)} - set(KEPT) == set()


@pytest.mark.parametrize("parts", [CASE, PERSON])
def test_each_line_fits_the_tables_and_comes_after_its_parent(parts: tuple[Part, ...]) -> None:
    before = {parts[0].table}
    for part in parts:
        columns = Base.metadata.tables[part.table].columns
        assert part.of in before, f"{part.table} must stand after {part.of}"
        assert part.column in columns
        assert part.of_column in Base.metadata.tables[part.of].columns
        for own in (part.sha256, part.number):
            assert own is None or own in columns
        before.add(part.table)
    assert len({part.table for part in parts}) == len(parts)


def test_what_is_kept_is_there_and_says_why() -> None:
    assert set(KEPT) <= set(Base.metadata.tables)
    assert all(KEPT.values())


def test_what_never_changes_ends_only_with_its_tombstone(store: Store) -> None:
    """A table of the list that has a trigger on deleting asks for the row's tombstone; what never ends asks nothing."""
    with store.engine.connect() as connection:
        if store.is_postgis:
            query = (
                "SELECT c.relname, t.tgname || ' ' || pg_get_functiondef(t.tgfoid) FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgtype & 8 = 8"
            )
        else:
            query = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"
        guarded = {(str(table), str(body)) for table, body in connection.execute(text(query))}
    ends = {part.table for part in (*CASE, *PERSON)}
    asks = {table for table, body in guarded if "FROM tombstone" in body}
    assert {table for table, _ in guarded if table in ends} <= asks
    assert {"finding_override", "proposal_revision"} <= asks
    assert {"audit_event", "tombstone"} <= {table for table, _ in guarded} - asks


@pytest.mark.parametrize(("parts", "root"), [(CASE, TRIAL), (PERSON, ACCOUNT)])
def test_every_line_of_the_list_can_be_ended(store: Store, parts: tuple[Part, ...], root: str) -> None:
    fill(store)
    on = date(2032, 4, 1)
    stone = Tombstone("", "", "", root, None, None, "x", date(2032, 3, 31), on, datetime(2032, 4, 1, tzinfo=UTC))
    with unit_of_work(store.engine) as unit:
        found = unit.retention.found(parts, root)
        assert {row.part.table for row in found} == {part.table for part in parts}
        unit.retention.end(found, stone)
    with store.engine.connect() as connection:
        left = {part.table: connection.scalar(text(f"SELECT count(*) FROM {part.table}")) for part in parts}
    assert set(left.values()) == {0}, left
    with unit_of_work(store.engine, writes=False) as unit:
        laid = unit.retention.tombstones(root)
    assert sorted(stone.table_name for stone in laid) == sorted(part.table for part in parts)
