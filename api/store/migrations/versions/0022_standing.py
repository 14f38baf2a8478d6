"""Where a confirmed route stands while a change of it is asked for; why a case was closed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

STANDING = """
UPDATE trial SET standing = (
    SELECT prior.after FROM trial_step AS amended
    JOIN trial_step AS prior ON prior.trial_id = amended.trial_id AND prior.number = amended.number - 1
    WHERE amended.trial_id = trial.id AND amended.step = 'amend'
    ORDER BY amended.number DESC LIMIT 1
)
WHERE state IN ('submitted', 'accepted', 'under_review', 'consulting', 'correction_requested')
"""
"""A trial in the office that was ever amended is there with a change: its route stands as it did before."""


def upgrade() -> None:
    """Add the columns, and tell of the changes that are in the office now."""
    op.add_column("trial", sa.Column("standing", sa.String(), nullable=True))
    op.add_column("trial_step", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.execute(STANDING)
