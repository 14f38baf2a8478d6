"""What staff write about a published trial: a plain summary in two languages, and further languages."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns."""
    for column in (
        sa.Column("plain_ja", sa.Text(), nullable=False, server_default=""),
        sa.Column("plain_en", sa.Text(), nullable=False, server_default=""),
        sa.Column("other", sa.JSON(), nullable=False, server_default="[]"),
    ):
        op.add_column("publication", column)
