"""Enquiries before a proposal; flight days and reports after its confirmation."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "enquiry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_enquiry_organisation_id"),
        sa.ForeignKeyConstraint(["begun_by"], ["account.id"], name="fk_enquiry_begun_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_enquiry_trial_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry"),
    )
    op.create_index("ix_enquiry_organisation_id", "enquiry", ["organisation_id"])
    op.create_table(
        "enquiry_entry",
        sa.Column("enquiry_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_the_office", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name="fk_enquiry_entry_enquiry_id"),
        sa.ForeignKeyConstraint(["said_by"], ["account.id"], name="fk_enquiry_entry_said_by"),
        sa.PrimaryKeyConstraint("enquiry_id", "number", name="pk_enquiry_entry"),
    )
    op.create_table(
        "schedule",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_schedule_trial_id"),
        sa.ForeignKeyConstraint(["stated_by"], ["account.id"], name="fk_schedule_stated_by"),
        sa.PrimaryKeyConstraint("trial_id", "number", name="pk_schedule"),
    )
    op.create_table(
        "trial_report",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("flights", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("incidents", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_trial_report_trial_id"),
        sa.ForeignKeyConstraint(["reported_by"], ["account.id"], name="fk_trial_report_reported_by"),
        sa.PrimaryKeyConstraint("trial_id", name="pk_trial_report"),
    )
