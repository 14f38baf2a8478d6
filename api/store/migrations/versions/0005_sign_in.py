"""Second factors, counted failures, identities elsewhere, tokens. Sign-ins that are open end: all sign in anew."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the one of sign-ins is made anew, since no row of it could say how it was proved."""
    op.drop_table("login_session")
    _make(
        "login_session",
        sa.Column("token_sha256", sa.String(), primary_key=True),
        _account(),
        sa.Column("proof", sa.String(), nullable=False),
        _moment("created_at"),
        _moment("last_seen_at"),
        _moment("expires_at"),
        indexed=("account_id", "expires_at"),
    )
    _make(
        "half_session",
        sa.Column("token_sha256", sa.String(), primary_key=True),
        _account(),
        sa.Column("failures", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        indexed=("account_id", "expires_at"),
    )
    _second_factors()
    _make(
        "sign_in_failures",
        sa.Column("key_hash", sa.String(), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        _moment("last_at"),
        _moment("blocked_until", nullable=True),
        indexed=("last_at",),
    )
    _make(
        "known_browser",
        sa.Column("token_sha256", sa.String(), primary_key=True),
        _account(),
        _moment("expires_at"),
        indexed=("account_id", "expires_at"),
    )
    _provider()
    _make(
        "api_token",
        sa.Column("id", sa.String(), primary_key=True),
        _account(),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        _moment("revoked_at", nullable=True),
        sa.UniqueConstraint("token_sha256", name="uq_api_token_token_sha256"),
        indexed=("account_id",),
    )


def _second_factors() -> None:
    _make(
        "second_factor",
        _account(primary_key=True),
        sa.Column("secret", sa.Text(), nullable=True),
        _moment("confirmed_at", nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("offered_secret", sa.Text(), nullable=True),
        _moment("offered_at", nullable=True),
    )
    _make(
        "recovery_code",
        _account(primary_key=True),
        sa.Column("code_sha256", sa.String(), primary_key=True),
        _moment("used_at", nullable=True),
    )


def _provider() -> None:
    _make(
        "external_identity",
        sa.Column("issuer", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), primary_key=True),
        _account(),
        _moment("asked_at"),
        sa.Column("asked_by", sa.String(), nullable=True),
        _moment("confirmed_at", nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name="fk_external_identity_asked_by"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name="fk_external_identity_confirmed_by"),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR (confirmed_by <> asked_by AND confirmed_by <> account_id)",
            name="ck_external_identity_two_admins",
        ),
        sa.CheckConstraint(
            "asked_by IS NULL OR confirmed_at IS NULL OR confirmed_by IS NOT NULL",
            name="ck_external_identity_confirmed_by_somebody",
        ),
        indexed=("account_id",),
    )
    _make(
        "provider_attempt",
        sa.Column("state_sha256", sa.String(), primary_key=True),
        sa.Column("browser_sha256", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("code_verifier", sa.String(), nullable=False),
        _moment("expires_at"),
        indexed=("expires_at",),
    )


def _account(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column("account_id", sa.String(), nullable=False, primary_key=primary_key)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _make(table: str, *parts: sa.schema.SchemaItem, indexed: tuple[str, ...] = ()) -> None:
    """Make a table; what names an account goes with it."""
    columns = [part for part in parts if isinstance(part, sa.Column)]
    keys = [column.name for column in columns if column.primary_key]
    for column in columns:
        column.primary_key = False
        column.nullable = column.nullable and column.name not in keys
    constraints: list[sa.schema.SchemaItem] = [sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}")]
    if any(column.name == "account_id" for column in columns):
        constraints.append(
            sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=f"fk_{table}_account_id", ondelete="CASCADE")
        )
    op.create_table(table, *parts, *constraints)
    for column_name in indexed:
        op.create_index(f"ix_{table}_{column_name}", table, [column_name])
