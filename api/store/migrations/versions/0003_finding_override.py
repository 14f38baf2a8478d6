"""Table of what staff say of findings; the database itself refuses to change or delete its rows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE = "finding_override"


def upgrade() -> None:
    """Make the table and what guards it."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("flight", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('CLEAR', 'ADVISORY', 'UNDETERMINED', 'CAUGHT')", name="ck_finding_override_outcome"
        ),
        sa.ForeignKeyConstraint(["stated_by"], ["account.id"], name="fk_finding_override_stated_by"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_finding_override_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_finding_override"),
        sa.UniqueConstraint(
            "trial_id", "revision_number", "number", name="uq_finding_override_trial_id_revision_number_number"
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"""
            CREATE FUNCTION {TABLE}_never_changes() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END $$
            """
        )
        op.execute(
            f"""
            CREATE TRIGGER {TABLE}_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
            FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_never_changes()
            """
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"""
            CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE}
            BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END
            """
        )


def downgrade() -> None:
    """Drop the table, and with it its triggers."""
    op.drop_table(TABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {TABLE}_never_changes()")
