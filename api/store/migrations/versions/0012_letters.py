"""Letters that left the office; the database itself refuses to change or delete one."""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import never_changes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "letter",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("audit_number", sa.Integer(), nullable=False),
        sa.Column("audit_head", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_letter_trial_id"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_letter_made_by"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_letter_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("trial_id", "number", name="pk_letter"),
    )
    never_changes("letter")
