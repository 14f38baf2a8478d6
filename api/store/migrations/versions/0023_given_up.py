"""What is given up of the sky is taken out of the windows: what was flown stays. Agreements to share can end."""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import ends_with_its_tombstone

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = ["trial_id", "other_id", "number"]

OF_THE_BOOKING = """
    booking.trial_id = booked_window.trial_id AND booking.schedule = booked_window.schedule
    AND booking.revision = booked_window.revision AND booking.operation = booked_window.operation
"""
GONE = f"""
DELETE FROM booked_window WHERE EXISTS (
    SELECT 1 FROM booking WHERE {OF_THE_BOOKING} AND booking.released_at <= booked_window.start
)
"""
CUT = f"""
UPDATE booked_window SET "end" = (SELECT min(booking.released_at) FROM booking WHERE {OF_THE_BOOKING})
WHERE EXISTS (SELECT 1 FROM booking WHERE {OF_THE_BOOKING} AND booking.released_at < booked_window."end")
"""


def upgrade() -> None:
    """Give up what was released, and make room for the ends of agreements."""
    op.execute(GONE)
    op.execute(CUT)
    op.drop_index("ix_booking_released_at_west_deg", "booking")
    op.drop_column("booking", "released_at")
    op.create_index("ix_booking_west_deg", "booking", ["west_deg"])
    _agree_again()
    op.create_table(
        "coordination_end",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_coordination_end_trial_id"),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name="fk_coordination_end_ended_by"),
        sa.PrimaryKeyConstraint("trial_id", "other_id", "number", name="pk_coordination_end"),
    )
    ends_with_its_tombstone("coordination_end")


def _agree_again() -> None:
    """Let two trials agree once more after an end: the key of an agreement holds its number."""
    number = sa.Column("number", sa.Integer(), nullable=False, server_default="1", autoincrement=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER coordination_ends_with_its_tombstone ON coordination")
        op.execute("DROP TRIGGER coordination_never_changes ON coordination")
        op.execute("DROP FUNCTION coordination_never_changes()")
        op.add_column("coordination", number)
        op.alter_column("coordination", "number", server_default=None)
        op.drop_constraint("pk_coordination", "coordination", type_="primary")
        op.create_primary_key("pk_coordination", "coordination", KEY)
    else:
        with op.batch_alter_table("coordination", recreate="always") as table:
            table.add_column(number)
            table.drop_constraint("pk_coordination", type_="primary")
            table.create_primary_key("pk_coordination", KEY)
    ends_with_its_tombstone("coordination")
