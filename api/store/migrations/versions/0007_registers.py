"""The registers of organisations, and which of their versions a revision froze; those are never changed."""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import never_changes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "register_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_register_entry_organisation_id"),
        sa.ForeignKeyConstraint(["retired_by"], ["account.id"], name="fk_register_entry_retired_by"),
        sa.PrimaryKeyConstraint("id", name="pk_register_entry"),
    )
    op.create_index("ix_register_entry_organisation_id", "register_entry", ["organisation_id"])
    op.create_table(
        "register_version",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name="fk_register_version_entry_id"),
        sa.ForeignKeyConstraint(["stated_by"], ["account.id"], name="fk_register_version_stated_by"),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_register_version"),
    )
    _beside("pilot_person", "name", "licence_number")
    _beside("insurance_policy", "number")
    _beside("site_contact", "address", "manager")
    op.create_table(
        "revision_entry",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_revision_entry_trial_id_revision_number",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "version"],
            ["register_version.entry_id", "register_version.number"],
            name="fk_revision_entry_entry_id_version",
        ),
        sa.PrimaryKeyConstraint("trial_id", "revision_number", "entry_id", name="pk_revision_entry"),
    )
    op.create_index("ix_revision_entry_entry_id", "revision_entry", ["entry_id"])
    for table in ("register_version", "revision_entry"):
        never_changes(table)


def _beside(table: str, *columns: str) -> None:
    op.create_table(
        table,
        sa.Column("entry_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in columns),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name=f"fk_{table}_entry_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", name=f"pk_{table}"),
    )
