"""Files by their hash, the public's copies, and blackouts; the database itself refuses to change what was recorded."""

import sqlalchemy as sa
from alembic import op

from api.store.migrations.append_only import never_changes

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NEVER_CHANGED = ("attachment", "published_copy", "blackout", "blackout_lift")

OTHER_CONTENT = (
    "NEW.sha256 <> OLD.sha256 OR NEW.size <> OLD.size OR (OLD.content IS NOT NULL AND NEW.content IS NOT NULL)"
)
"""A content may be ended, and come back as what its hash says; it is never another."""


def upgrade() -> None:
    """Make the tables."""
    _make_files()
    _make_copies()
    _make_blackouts()
    for table in NEVER_CHANGED:
        never_changes(table)
    _never_another_content()


def _make_files() -> None:
    op.create_table(
        "attachment_blob",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("content IS NULL OR length(content) = size", name="ck_attachment_blob_size"),
        sa.PrimaryKeyConstraint("sha256", name="pk_attachment_blob"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=True),
        sa.Column("consultation_answer_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("scanner", sa.String(), nullable=False),
        sa.Column("retention", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_attachment_trial_id"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_attachment_trial_id_revision_number",
        ),
        sa.ForeignKeyConstraint(["sha256"], ["attachment_blob.sha256"], name="fk_attachment_sha256"),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name="fk_attachment_added_by"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("trial_id", "number", name="uq_attachment_trial_id_number"),
    )
    for column in ("trial_id", "consultation_answer_id", "sha256"):
        op.create_index(f"ix_attachment_{column}", "attachment", [column])
    op.create_table(
        "attachment_name",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name="fk_attachment_name_attachment_id"),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_attachment_name"),
    )


def _make_copies() -> None:
    op.create_table(
        "published_copy",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("blackouts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name="fk_published_copy_attachment_id"),
        sa.ForeignKeyConstraint(["sha256"], ["attachment_blob.sha256"], name="fk_published_copy_sha256"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_published_copy_made_by"),
        sa.PrimaryKeyConstraint("attachment_id", "number", name="pk_published_copy"),
    )
    op.create_index("ix_published_copy_sha256", "published_copy", ["sha256"])


def _make_blackouts() -> None:
    op.create_table(
        "blackout",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_blackout_trial_id"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_blackout_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_blackout"),
    )
    op.create_index("ix_blackout_trial_id", "blackout", ["trial_id"])
    op.create_table(
        "blackout_lift",
        sa.Column("blackout_id", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["blackout_id"], ["blackout.id"], name="fk_blackout_lift_blackout_id"),
        sa.ForeignKeyConstraint(["lifted_by"], ["account.id"], name="fk_blackout_lift_lifted_by"),
        sa.PrimaryKeyConstraint("blackout_id", name="pk_blackout_lift"),
    )


def _never_another_content() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            CREATE FUNCTION attachment_blob_stays() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'a content is never replaced or deleted'; END $$
            """
        )
        op.execute(
            f"""
            CREATE TRIGGER attachment_blob_never_another BEFORE UPDATE ON attachment_blob
            FOR EACH ROW WHEN ({OTHER_CONTENT}) EXECUTE FUNCTION attachment_blob_stays()
            """
        )
        op.execute(
            """
            CREATE TRIGGER attachment_blob_never_gone BEFORE DELETE OR TRUNCATE ON attachment_blob
            FOR EACH STATEMENT EXECUTE FUNCTION attachment_blob_stays()
            """
        )
        return
    op.execute(
        f"""
        CREATE TRIGGER attachment_blob_never_another BEFORE UPDATE ON attachment_blob WHEN {OTHER_CONTENT}
        BEGIN SELECT RAISE(ABORT, 'a content is never replaced or deleted'); END
        """
    )
    op.execute(
        """
        CREATE TRIGGER attachment_blob_never_gone BEFORE DELETE ON attachment_blob
        BEGIN SELECT RAISE(ABORT, 'a content is never replaced or deleted'); END
        """
    )
