"""Tables of the first version: layers, accounts, trials, the audit log."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from api.store.migrations.append_only import never_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GEOMETRY = sa.LargeBinary().with_variant(Geometry("GEOMETRY", srid=6668, spatial_index=False), "postgresql")

NEVER_CHANGED = ("audit_event", "proposal_revision")
"""Tables whose rows the database itself refuses to change or delete."""


def upgrade() -> None:
    """Make the tables."""
    _layers()
    _accounts()
    _trials()
    _audit()
    for table in NEVER_CHANGED:
        never_changes(table)


def _layers() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("judges", sa.Boolean(), nullable=False),
        sa.Column("in_force_first", sa.Date(), nullable=True),
        sa.Column("in_force_last", sa.Date(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=False),
        sa.Column("coverage", GEOMETRY, nullable=False),
        sa.Column("basis_ja", sa.String(), nullable=False),
        sa.Column("basis_en", sa.String(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("kind", "sha256", name="uq_edition_kind_sha256"),
    )
    op.create_table(
        "feature",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("geometry", GEOMETRY, nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_feature_edition_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("edition_id", "place", name="pk_feature"),
    )
    op.create_table(
        "edition_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_edition_counter_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_counter"),
    )
    op.execute("INSERT INTO edition_counter (id, value) VALUES (1, 0)")
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_feature_geometry", "feature", ["geometry"], postgresql_using="gist")


def _accounts() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_account_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
    )
    op.create_index("ix_account_organisation_id", "account", ["organisation_id"])
    op.create_table(
        "person",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_person_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_person"),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
    op.create_table(
        "login_session",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_login_session_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_login_session"),
    )
    op.create_index("ix_login_session_account_id", "login_session", ["account_id"])
    op.create_index("ix_login_session_expires_at", "login_session", ["expires_at"])


def _trials() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_trial_created_by"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_trial_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trial"),
    )
    op.create_index("ix_trial_organisation_id", "trial", ["organisation_id"])
    op.create_index("ix_trial_state", "trial", ["state"])
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_draft_trial_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["updated_by"], ["account.id"], name="fk_draft_updated_by"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.UniqueConstraint("trial_id", name="uq_draft_trial_id"),
    )
    op.create_table(
        "proposal_revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("screening", sa.Text(), nullable=False),
        sa.Column("editions", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["submitted_by"], ["account.id"], name="fk_proposal_revision_submitted_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_proposal_revision_trial_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_revision"),
        sa.UniqueConstraint("trial_id", "number", name="uq_proposal_revision_trial_id_number"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name="fk_decision_decided_by"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_decision_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_trial_id", "decision", ["trial_id"])
    op.create_table(
        "publication",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_publication_decision_id"),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name="fk_publication_published_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_publication_trial_id"),
        sa.PrimaryKeyConstraint("trial_id", name="pk_publication"),
    )


def _audit() -> None:
    op.create_table(
        "audit_event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_event"),
        sa.UniqueConstraint("hash", name="uq_audit_event_hash"),
    )
    op.create_index("ix_audit_event_subject", "audit_event", ["subject"])
