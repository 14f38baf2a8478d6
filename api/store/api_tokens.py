"""The repository of tokens for machine clients. A token is shown once; the store keeps its hash."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.security.api_tokens import ApiToken
from api.security.scopes import Scope
from api.store.sessions import token_hash
from api.store.tables.sign_in import ApiTokenRow


class ApiTokens:
    """Tokens by what the client sends, and by account."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, token: ApiToken, written: str) -> None:
        """Store a token by the hash of what the client will send."""
        self._session.add(
            ApiTokenRow(
                id=token.id,
                account_id=token.account_id,
                token_sha256=token_hash(written),
                name=token.name,
                scopes=sorted(token.scopes),
                created_at=token.created_at,
                expires_at=token.expires_at,
            )
        )
        self._session.flush()

    def find(self, written: str, *, now: datetime) -> ApiToken | None:
        """Return a token that is in force, None where there is none."""
        row = self._session.scalar(
            select(ApiTokenRow).where(
                ApiTokenRow.token_sha256 == token_hash(written),
                ApiTokenRow.expires_at > now,
                ApiTokenRow.revoked_at.is_(None),
            )
        )
        return _token(row) if row else None

    def of_account(self, account_id: str) -> tuple[ApiToken, ...]:
        """Return an account's tokens, those that ended too, the newest first."""
        rows = self._session.scalars(
            select(ApiTokenRow)
            .where(ApiTokenRow.account_id == account_id)
            .order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.id)
            .execution_options(populate_existing=True)
        )
        return tuple(_token(row) for row in rows)

    def used(self, token_id: str, on: date) -> None:
        """Keep the day of a token's last use."""
        self._session.execute(update(ApiTokenRow).where(ApiTokenRow.id == token_id).values(last_used_on=on))

    def revoke(self, token_id: str, *, at: datetime) -> None:
        """End a token."""
        self._session.execute(
            update(ApiTokenRow)
            .where(ApiTokenRow.id == token_id, ApiTokenRow.revoked_at.is_(None))
            .values(revoked_at=at)
        )

    def revoke_all(self, account_id: str, *, at: datetime) -> None:
        """End all tokens of an account."""
        self._session.execute(
            update(ApiTokenRow)
            .where(ApiTokenRow.account_id == account_id, ApiTokenRow.revoked_at.is_(None))
            .values(revoked_at=at)
        )


def _token(row: ApiTokenRow) -> ApiToken:
    return ApiToken(
        id=row.id,
        account_id=row.account_id,
        name=row.name,
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_on=row.last_used_on,
        revoked_at=row.revoked_at,
    )
