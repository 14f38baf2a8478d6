"""Residents' voices, forms that are sent once, what is being typed, remarks on fields, and the public view."""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import ends_with_its_tombstone

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the columns of the public view."""
    _voices()
    _typed()
    for column in (
        sa.Column("widened_m", sa.Double(), nullable=True),
        sa.Column("days_only", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("ends_hidden", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("easy_ja", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("publication", column)


def _voices() -> None:
    op.create_table(
        "voice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_voice_trial_id"),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name="fk_voice_taken_by"),
        sa.PrimaryKeyConstraint("id", name="pk_voice"),
        sa.UniqueConstraint("fiscal_year", "number", name="uq_voice_fiscal_year_number"),
    )
    op.create_index("ix_voice_trial_id", "voice", ["trial_id"])
    op.create_table(
        "voice_contact",
        sa.Column("voice_id", sa.String(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name="fk_voice_contact_voice_id"),
        sa.PrimaryKeyConstraint("voice_id", name="pk_voice_contact"),
    )
    op.create_table(
        "voice_link",
        sa.Column("voice_id", sa.String(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name="fk_voice_link_voice_id"),
        sa.PrimaryKeyConstraint("voice_id", name="pk_voice_link"),
        sa.UniqueConstraint("token_sha256", name="uq_voice_link_token_sha256"),
    )
    op.create_table(
        "voice_step",
        sa.Column("voice_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name="fk_voice_step_voice_id"),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_voice_step_by"),
        sa.PrimaryKeyConstraint("voice_id", "number", name="pk_voice_step"),
    )
    ends_with_its_tombstone("voice")
    ends_with_its_tombstone("voice_step")


def _typed() -> None:
    op.create_table(
        "sent_once",
        sa.Column("mark_sha256", sa.String(), nullable=False),
        sa.Column("led_to", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark_sha256", name="pk_sent_once"),
    )
    op.create_index("ix_sent_once_sent_at", "sent_once", ["sent_at"])
    op.create_table(
        "typed_form",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_typed_form_account_id"),
        sa.PrimaryKeyConstraint("account_id", "subject", name="pk_typed_form"),
    )
    op.create_table(
        "correction_remark",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_correction_remark_trial_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name="fk_correction_remark_asked_by"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_correction_remark_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("trial_id", "revision_number", "number", name="pk_correction_remark"),
    )
    ends_with_its_tombstone("correction_remark")
