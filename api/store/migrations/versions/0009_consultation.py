"""Who is asked for an opinion, what they answer, and how they may; the database itself keeps what was said."""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import never_changes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEPT = (
    "consultation",
    "consultation_answer",
    "consultation_reminder",
    "consultation_withdrawal",
    "answer_redaction",
)


def upgrade() -> None:
    """Make the tables."""
    _offices()
    _consultations()
    _answers()
    _beside_answers()
    _links()
    for table in KEPT:
        never_changes(table)


def _offices() -> None:
    op.create_table(
        "consulted_office",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("prefecture_code", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        _to("consulted_office", "organisation_id", "organisation.id"),
        _to("consulted_office", "added_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_consulted_office"),
    )
    op.create_index("ix_consulted_office_organisation_id", "consulted_office", ["organisation_id"])
    op.create_table(
        "office_contact",
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        _to("office_contact", "office_id", "consulted_office.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("office_id", name="pk_office_contact"),
    )


def _consultations() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("revision_sha256", sa.String(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_consultation_trial_id_revision_number",
        ),
        _to("consultation", "office_id", "consulted_office.id"),
        _to("consultation", "asked_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation"),
        sa.UniqueConstraint("trial_id", "number", name="uq_consultation_trial_id_number"),
    )
    op.create_index("ix_consultation_office_id", "consultation", ["office_id"])


def _answers() -> None:
    op.create_table(
        "consultation_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        _to("consultation_answer", "consultation_id", "consultation.id"),
        _to("consultation_answer", "answered_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_answer"),
        sa.UniqueConstraint("consultation_id", "number", name="uq_consultation_answer_consultation_id_number"),
    )


def _beside_answers() -> None:
    op.create_table(
        "consultation_reminder",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_by", sa.String(), nullable=False),
        _to("consultation_reminder", "consultation_id", "consultation.id"),
        _to("consultation_reminder", "reminded_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_reminder"),
    )
    op.create_index("ix_consultation_reminder_consultation_id", "consultation_reminder", ["consultation_id"])
    op.create_table(
        "consultation_withdrawal",
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        _to("consultation_withdrawal", "consultation_id", "consultation.id"),
        _to("consultation_withdrawal", "withdrawn_by", "account.id"),
        sa.PrimaryKeyConstraint("consultation_id", name="pk_consultation_withdrawal"),
    )
    op.create_table(
        "answer_redaction",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        _to("answer_redaction", "answer_id", "consultation_answer.id"),
        _to("answer_redaction", "made_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_redaction"),
        sa.UniqueConstraint("answer_id", "number", name="uq_answer_redaction_answer_id_number"),
    )


def _links() -> None:
    op.create_table(
        "consultation_link",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _to("consultation_link", "consultation_id", "consultation.id"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_consultation_link"),
    )
    op.create_index("ix_consultation_link_consultation_id", "consultation_link", ["consultation_id"])
    op.create_table(
        "answer_code",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _to("answer_code", "link", "consultation_link.token_sha256", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_code"),
        sa.UniqueConstraint("link", "number", name="uq_answer_code_link_number"),
    )
    op.create_table(
        "answering_session",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _to("answering_session", "consultation_id", "consultation.id"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_answering_session"),
    )
    op.create_index("ix_answering_session_expires_at", "answering_session", ["expires_at"])


def _to(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete=ondelete)
