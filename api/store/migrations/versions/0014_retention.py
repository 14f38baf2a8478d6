"""Retention: filed cases, holds, tombstones; rows that never change may end, each with its tombstone, and only so.

The audit log takes only the next event: nothing is put in between, and SQLite's `INSERT OR REPLACE`, which a trigger on
deleting may not see, replaces nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NEVER_ENDED = ("audit_event", "tombstone")
"""Tables of which no row is ever deleted."""


def upgrade() -> None:
    """Make the tables and the triggers."""
    _tables()
    if op.get_bind().dialect.name == "postgresql":
        _triggers_on_postgresql()
    else:
        _triggers_on_sqlite()


def _tables() -> None:
    op.create_table(
        "case_file",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("retention_class", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("trial_id", name="pk_case_file"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_legal_hold"),
    )
    op.create_index("ix_legal_hold_trial_id", "legal_hold", ["trial_id"])
    op.create_table(
        "tombstone",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("kept_to", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kept_to < ended_on", name="ck_tombstone_its_time_has_passed"),
        sa.PrimaryKeyConstraint("id", name="pk_tombstone"),
        sa.UniqueConstraint("table_name", "row_id", name="uq_tombstone_table_name_row_id"),
    )
    op.create_index("ix_tombstone_subject", "tombstone", ["subject"])


def _key(table: str) -> list[str]:
    """Return the columns of a table's key: their values, joined by a slash, name a row in its tombstone."""
    return sa.inspect(op.get_bind()).get_pk_constraint(table)["constrained_columns"]


def _triggers_on_postgresql() -> None:
    # Statement triggers on DELETE (bit 8 of tgtype, bit 1 unset) of tables that are append-only.
    frozen = op.get_bind().execute(
        sa.text(
            "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgtype & 9 = 8 AND f.prosrc LIKE '%is append-only%' ORDER BY 1, 2"
        )
    )
    found = [tuple(row) for row in frozen if row[0] not in NEVER_ENDED]
    op.execute(
        """
        CREATE FUNCTION ends_with_its_tombstone() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF EXISTS (SELECT 1 FROM tombstone WHERE table_name = TG_TABLE_NAME AND row_id = (
                SELECT string_agg(to_jsonb(OLD) ->> key.name, '/' ORDER BY key.place)
                FROM unnest(TG_ARGV) WITH ORDINALITY AS key (name, place)
            )) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
        END $$
        """
    )
    for table, trigger, definition in found:
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
        op.execute(definition.replace(" BEFORE DELETE OR ", " BEFORE ", 1))
    for table in sorted({table for table, _, _ in found}):
        key = ", ".join(f"'{name}'" for name in _key(table))
        op.execute(
            f"CREATE TRIGGER {table}_ends_with_its_tombstone BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION ends_with_its_tombstone({key})"
        )
    op.execute(
        """
        CREATE FUNCTION tombstone_never_changes() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'tombstone is append-only'; END $$
        """
    )
    op.execute(
        "CREATE TRIGGER tombstone_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON tombstone "
        "FOR EACH STATEMENT EXECUTE FUNCTION tombstone_never_changes()"
    )
    op.execute(
        """
        CREATE FUNCTION tombstone_of_nothing_held() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF EXISTS (SELECT 1 FROM legal_hold WHERE trial_id = NEW.subject
                       AND (until IS NULL OR until >= NEW.ended_on)) THEN
                RAISE EXCEPTION 'this case is held';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER tombstone_of_nothing_held BEFORE INSERT ON tombstone "
        "FOR EACH ROW EXECUTE FUNCTION tombstone_of_nothing_held()"
    )
    op.execute(
        """
        CREATE FUNCTION audit_event_comes_next() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_event)
                OR NEW.previous <> coalesce((SELECT hash FROM audit_event WHERE number = NEW.number - 1),
                                            repeat('0', 64)) THEN
                RAISE EXCEPTION 'audit_event is append-only: only the next event can be added';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER audit_event_comes_next BEFORE INSERT ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION audit_event_comes_next()"
    )


def _triggers_on_sqlite() -> None:
    frozen = op.get_bind().execute(
        sa.text(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%' "
            "AND sql LIKE '%is append-only%' ORDER BY tbl_name"
        )
    )
    for table, trigger in [tuple(row) for row in frozen if row[0] not in NEVER_ENDED]:
        row_id = " || '/' || ".join(f"OLD.{name}" for name in _key(table))
        op.execute(f"DROP TRIGGER {trigger}")
        op.execute(
            f"""
            CREATE TRIGGER {trigger} BEFORE DELETE ON {table}
            WHEN NOT EXISTS (SELECT 1 FROM tombstone WHERE table_name = '{table}' AND row_id = {row_id})
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
            """
        )
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"""
            CREATE TRIGGER tombstone_no_{act.lower()} BEFORE {act} ON tombstone
            BEGIN SELECT RAISE(ABORT, 'tombstone is append-only'); END
            """
        )
    op.execute(
        """
        CREATE TRIGGER tombstone_of_nothing_held BEFORE INSERT ON tombstone
        WHEN EXISTS (SELECT 1 FROM legal_hold WHERE trial_id = NEW.subject
                     AND (until IS NULL OR until >= NEW.ended_on))
        BEGIN SELECT RAISE(ABORT, 'this case is held'); END
        """
    )
    op.execute(
        """
        CREATE TRIGGER audit_event_comes_next BEFORE INSERT ON audit_event
        WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_event)
            OR NEW.previous <> coalesce((SELECT hash FROM audit_event WHERE number = NEW.number - 1),
                                        hex(zeroblob(32)))
        BEGIN SELECT RAISE(ABORT, 'audit_event is append-only: only the next event can be added'); END
        """
    )
