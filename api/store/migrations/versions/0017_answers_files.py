"""A file may belong to an answer, which is there; one that came with a code was added by no account."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None

ADDED_BY_SOMEBODY = "added_by IS NOT NULL OR consultation_answer_id IS NOT NULL"
TABLES = ("attachment", "attachment_name", "published_copy")
"""Those who refer to files come after them."""


def upgrade() -> None:
    """Change the table of files."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("attachment", "added_by", nullable=True)
        op.create_foreign_key(
            "fk_attachment_consultation_answer_id",
            "attachment",
            "consultation_answer",
            ["consultation_answer_id"],
            ["id"],
        )
        op.create_check_constraint(op.f("ck_attachment_added_by_somebody"), "attachment", ADDED_BY_SOMEBODY)
    else:
        _make_again()


def _make_again() -> None:
    # SQLite changes no constraint. Nothing may refer to a table that is dropped, so those who do are made again too.
    triggers = op.get_bind().execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (:a, :b, :c) ORDER BY name"),
        dict(zip("abc", TABLES, strict=True)),
    )
    made_again = [str(sql) for (sql,) in triggers]
    for table in TABLES:
        op.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
    for table in reversed(TABLES):
        op.drop_table(table)
    _make_files()
    _make_names_and_copies()
    for table in TABLES:
        op.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
        op.execute(f"DROP TABLE kept_{table}")
    for sql in made_again:
        op.execute(sql)


def _make_files() -> None:
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
        sa.Column("added_by", sa.String(), nullable=True),
        sa.CheckConstraint(ADDED_BY_SOMEBODY, name="ck_attachment_added_by_somebody"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_attachment_trial_id"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_attachment_trial_id_revision_number",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_answer_id"], ["consultation_answer.id"], name="fk_attachment_consultation_answer_id"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["attachment_blob.sha256"], name="fk_attachment_sha256"),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name="fk_attachment_added_by"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("trial_id", "number", name="uq_attachment_trial_id_number"),
    )
    for column in ("trial_id", "consultation_answer_id", "sha256"):
        op.create_index(f"ix_attachment_{column}", "attachment", [column])


def _make_names_and_copies() -> None:
    op.create_table(
        "attachment_name",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name="fk_attachment_name_attachment_id"),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_attachment_name"),
    )
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
