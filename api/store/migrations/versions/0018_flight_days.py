"""Flight days have windows; what is booked of the sky and of sites, agreements to share, caps on overflights.

A day that was stated without windows gets what its revision's windows give it. It booked nothing, and books nothing
until it is stated again.
"""

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import ends_with_its_tombstone

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JST = timezone(timedelta(hours=9))


def upgrade() -> None:
    """Change the table of flight days and make the others."""
    op.add_column("schedule", sa.Column("flights_per_day", sa.Integer(), nullable=True))
    _give_windows()
    _make_bookings()
    _make_agreements_and_caps()
    ends_with_its_tombstone("coordination")


def _give_windows() -> None:
    connection = op.get_bind()
    schedule = sa.table(
        "schedule",
        sa.column("trial_id", sa.String()),
        sa.column("number", sa.Integer()),
        sa.column("revision_number", sa.Integer()),
        sa.column("days", sa.JSON()),
    )
    frozen = sa.table(
        "proposal_revision",
        sa.column("trial_id", sa.String()),
        sa.column("number", sa.Integer()),
        sa.column("canonical", sa.String()),
    )
    for row in connection.execute(sa.select(schedule)).all():
        query = sa.select(frozen.c.canonical).where(
            frozen.c.trial_id == row.trial_id, frozen.c.number == row.revision_number
        )
        windows = _windows_of(json.loads(connection.scalar(query) or "{}"))
        days = [day if isinstance(day, dict) else _day(day, windows) for day in row.days]
        connection.execute(
            sa.update(schedule)
            .where(schedule.c.trial_id == row.trial_id, schedule.c.number == row.number)
            .values(days=days)
        )


def _windows_of(content: dict[str, Any]) -> list[tuple[datetime, datetime]]:
    windows = [window for operation in content.get("operations", ()) for window in operation["windows"]]
    return sorted(
        (datetime.fromisoformat(window["start"]), datetime.fromisoformat(window["end"])) for window in windows
    )


def _day(stated: str, windows: list[tuple[datetime, datetime]]) -> dict[str, Any]:
    begins = datetime.combine(date.fromisoformat(stated), datetime.min.time(), JST)
    ends = begins + timedelta(days=1)
    held: list[tuple[datetime, datetime]] = []
    for start, end in [(max(start, begins), min(end, ends)) for start, end in windows if start < ends and end > begins]:
        if held and start <= held[-1][1]:
            held[-1] = held[-1][0], max(held[-1][1], end)
        else:
            held.append((start, end))
    return {
        "day": stated,
        "windows": [[start.isoformat(), end.isoformat()] for start, end in held or [(begins, ends)]],
        "reserve": False,
    }


def _make_bookings() -> None:
    op.create_table(
        "booking",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("schedule", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("operation", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("part", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("plane_epsg", sa.Integer(), nullable=False),
        sa.Column("shape", sa.LargeBinary(), nullable=False),
        sa.Column("heights", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("west_deg", sa.Double(), nullable=False),
        sa.Column("south_deg", sa.Double(), nullable=False),
        sa.Column("east_deg", sa.Double(), nullable=False),
        sa.Column("north_deg", sa.Double(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_booking_trial_id"),
        sa.ForeignKeyConstraint(
            ["trial_id", "schedule"], ["schedule.trial_id", "schedule.number"], name="fk_booking_trial_id_schedule"
        ),
        sa.PrimaryKeyConstraint("trial_id", "schedule", "revision", "operation", "part", name="pk_booking"),
    )
    op.create_index("ix_booking_released_at_west_deg", "booking", ["released_at", "west_deg"])
    op.create_table(
        "booked_window",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("schedule", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("operation", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_booked_window_trial_id"),
        sa.ForeignKeyConstraint(
            ["trial_id", "schedule"],
            ["schedule.trial_id", "schedule.number"],
            name="fk_booked_window_trial_id_schedule",
        ),
        sa.PrimaryKeyConstraint("trial_id", "schedule", "revision", "operation", "start", name="pk_booked_window"),
    )
    op.create_index("ix_booked_window_end", "booked_window", ["end"])


def _make_agreements_and_caps() -> None:
    op.create_table(
        "coordination",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_coordination_trial_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_coordination_recorded_by"),
        sa.PrimaryKeyConstraint("trial_id", "other_id", name="pk_coordination"),
    )
    op.create_table(
        "overflight_cap",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("area", sa.JSON(), nullable=False),
        sa.Column("a_month", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_overflight_cap_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_overflight_cap"),
    )
