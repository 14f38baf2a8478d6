"""What staff hold of findings; the database itself refuses to change or delete a row."""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import never_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "finding_override",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("flight", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Integer(), nullable=False),
        sa.Column("finding_sha256", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
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
    op.create_index("ix_finding_override_trial_id", "finding_override", ["trial_id"])
    never_changes("finding_override")
