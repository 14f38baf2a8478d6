"""Roles, each given by two admins; sides of the counter; the steps of a trial's life; its number in the office."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Make the table, and put into it the one role that each account had."""
    op.create_table(
        "role_grant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR (confirmed_by <> asked_by AND confirmed_by <> account_id)",
            name="ck_role_grant_two_admins",
        ),
        sa.CheckConstraint(
            "role = 'operator' OR asked_by IS NULL OR confirmed_at IS NULL OR confirmed_by IS NOT NULL",
            name="ck_role_grant_confirmed_by_somebody",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_role_grant_account_id", ondelete="CASCADE"),
        *(
            sa.ForeignKeyConstraint([f"{act}_by"], ["account.id"], name=f"fk_role_grant_{act}_by")
            for act in ("asked", "confirmed", "ended")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
    )
    op.create_index(
        "uq_role_grant_open",
        "role_grant",
        ["account_id", "role"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.execute(
        "INSERT INTO role_grant (id, account_id, role, asked_at, confirmed_at) "
        "SELECT 'first-' || id, id, role, created_at, created_at FROM account"
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_invitation_organisation_id"),
        sa.ForeignKeyConstraint(["invited_by"], ["account.id"], name="fk_invitation_invited_by"),
        sa.ForeignKeyConstraint(["accepted_by"], ["account.id"], name="fk_invitation_accepted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_sha256", name="uq_invitation_token_sha256"),
    )
    op.create_index("ix_invitation_organisation_id", "invitation", ["organisation_id"])
    op.add_column("organisation", sa.Column("kind", sa.String(), nullable=False, server_default="operator"))
    op.execute(
        "UPDATE organisation SET kind = 'prefecture' WHERE id IN "
        "(SELECT organisation_id FROM account WHERE role <> 'operator')"
    )
    # Not as a batch: SQLite would make the table anew, and dropping the old one deletes what refers to it.
    op.drop_column("account", "role")
    _office()


def _office() -> None:
    op.create_table(
        "trial_step",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_trial_step_trial_id"),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_trial_step_by"),
        sa.PrimaryKeyConstraint("trial_id", "number", name="pk_trial_step"),
    )
    op.create_table(
        "intake",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_intake_trial_id"),
        sa.ForeignKeyConstraint(["accepted_by"], ["account.id"], name="fk_intake_accepted_by"),
        sa.ForeignKeyConstraint(["owner"], ["account.id"], name="fk_intake_owner"),
        sa.PrimaryKeyConstraint("trial_id", name="pk_intake"),
        sa.UniqueConstraint("fiscal_year", "number", name="uq_intake_fiscal_year_number"),
    )
    op.create_table(
        "pledge",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_pledge_trial_id"),
        sa.ForeignKeyConstraint(["stated_by"], ["account.id"], name="fk_pledge_stated_by"),
        sa.PrimaryKeyConstraint("trial_id", name="pk_pledge"),
    )
