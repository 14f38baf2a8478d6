"""Conditions as rows with their reasons, commitments, and what was judged of amendments; none is changed or deleted.

The texts of decisions made before stay where they are, in the decision.
"""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import never_changes

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "decision_condition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_terms(),
        sa.CheckConstraint("text <> '' AND reason <> ''", name="ck_decision_condition_has_words"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_decision_condition_decision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision_condition"),
        sa.UniqueConstraint("decision_id", "number", name="uq_decision_condition_decision_id_number"),
    )
    op.create_index("ix_decision_condition_decision_id", "decision_condition", ["decision_id"])
    op.create_table(
        "commitment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_terms(),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("text <> '' AND reason <> ''", name="ck_commitment_has_words"),
        sa.CheckConstraint("replaces < number", name="ck_commitment_replaces_an_earlier_one"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_commitment_made_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_commitment_trial_id"),
        sa.PrimaryKeyConstraint("id", name="pk_commitment"),
        sa.UniqueConstraint("trial_id", "number", name="uq_commitment_trial_id_number"),
        sa.UniqueConstraint("trial_id", "replaces", name="uq_commitment_trial_id_replaces"),
    )
    op.create_index("ix_commitment_trial_id", "commitment", ["trial_id"])
    op.create_table(
        "amendment",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_amendment_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("trial_id", "revision_number", name="pk_amendment"),
    )
    for table in ("decision_condition", "commitment", "amendment"):
        never_changes(table)


def _terms() -> list[sa.Column[object]]:
    return [
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=True),
    ]
