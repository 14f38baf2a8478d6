"""Triggers by which the database itself keeps rows as they are, whoever asks it. Used by migrations only."""

import sqlalchemy as sa
from alembic import op


def never_changes(table: str) -> None:
    """Refuse to change, delete or empty a table's rows. 0014 lets those of cases go with their tombstones."""
    if _on_postgresql():
        _say_no(table)
        _before("UPDATE OR DELETE OR TRUNCATE", table)
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"""
            CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
            """
        )


def ends_with_its_tombstone(table: str) -> None:
    """Refuse to change or empty a table's rows, and to delete one whose tombstone is not there. Needs 0014."""
    columns = sa.inspect(op.get_bind()).get_pk_constraint(table)["constrained_columns"]
    if _on_postgresql():
        _say_no(table)
        _before("UPDATE OR TRUNCATE", table)
        key = ", ".join(f"'{name}'" for name in columns)
        op.execute(
            f"CREATE TRIGGER {table}_ends_with_its_tombstone BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION ends_with_its_tombstone({key})"
        )
        return
    row_id = " || '/' || ".join(f"OLD.{name}" for name in columns)
    op.execute(
        f"""
        CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
        """
    )
    op.execute(
        f"""
        CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
        WHEN NOT EXISTS (SELECT 1 FROM tombstone WHERE table_name = '{table}' AND row_id = {row_id})
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
        """
    )


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _say_no(table: str) -> None:
    op.execute(
        f"""
        CREATE FUNCTION {table}_never_changes() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
        """
    )


def _before(acts: str, table: str) -> None:
    op.execute(
        f"""
        CREATE TRIGGER {table}_never_changes BEFORE {acts} ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_changes()
        """
    )
