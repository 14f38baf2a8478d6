"""Work in the background: the queue and its errors; switches of editions and what they do to trials."""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import ends_with_its_tombstone, never_changes

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, the queue and the triggers."""
    _queue_tables()
    _rescreening_tables()
    if op.get_bind().dialect.name == "postgresql":
        _queue_of_procrastinate()
    never_changes("edition_switch")
    ends_with_its_tombstone("rescreening")


def _queue_tables() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_due_at", "job", ["due_at"])
    op.create_table(
        "job_error",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_job_error"),
    )


def _rescreening_tables() -> None:
    op.create_table(
        "edition_switch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editions", sa.JSON(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edition_switch"),
        sa.UniqueConstraint("number", name="uq_edition_switch_number"),
    )
    op.create_table(
        "rescreening",
        sa.Column("switch_id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("editions", sa.JSON(), nullable=False),
        sa.Column("reason_ja", sa.String(), nullable=True),
        sa.Column("reason_en", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["switch_id"], ["edition_switch.id"], name="fk_rescreening_switch_id"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_rescreening_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("switch_id", "trial_id", "revision_number", name="pk_rescreening"),
    )
    op.create_index("ix_rescreening_trial_id", "rescreening", ["trial_id"])


def _queue_of_procrastinate() -> None:
    # The schema of the release that this was written for; a test holds its hash, so that another cannot slip in.
    from procrastinate.schema import SchemaManager

    # On the driver's own connection, in this transaction: it is many statements, with percent signs and colons.
    connection = op.get_bind().connection.driver_connection
    if connection is None:
        raise TypeError("a migration has a connection")
    connection.execute(SchemaManager.get_schema())
