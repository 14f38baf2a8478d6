"""The repository of invitations."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from airspace.role import Role
from api.security.accounts import Invitation
from api.store.sessions import token_hash
from api.store.tables.accounts import InvitationRow


class Invitations:
    """Invitations by their token, and those of an organisation that are still open."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, invitation: Invitation) -> None:
        """Store an invitation."""
        self._session.add(InvitationRow(**asdict(invitation) | {"roles": [role.value for role in invitation.roles]}))
        self._session.flush()

    def by_token(self, token: str) -> Invitation | None:
        """Return the invitation of a link, None where there is none."""
        row = self._session.scalar(
            select(InvitationRow)
            .where(InvitationRow.token_sha256 == token_hash(token))
            .execution_options(populate_existing=True)
        )
        return _invitation(row) if row else None

    def open_at(self, now: datetime, *, organisation_id: str) -> tuple[Invitation, ...]:
        """Return the invitations of an organisation that can still be accepted, oldest first."""
        query = (
            select(InvitationRow)
            .where(
                InvitationRow.organisation_id == organisation_id,
                InvitationRow.ended_at.is_(None),
                InvitationRow.expires_at > now,
            )
            .order_by(InvitationRow.created_at, InvitationRow.id)
        )
        return tuple(_invitation(row) for row in self._session.scalars(query))

    def take(self, invitation_id: str, *, at: datetime) -> bool:
        """End an invitation; False where it was ended before. Only one unit ever gets True."""
        ended = self._session.execute(
            update(InvitationRow)
            .where(InvitationRow.id == invitation_id, InvitationRow.ended_at.is_(None))
            .values(ended_at=at)
            .returning(InvitationRow.id)
        )
        return ended.first() is not None

    def set_accepted(self, invitation_id: str, account_id: str) -> None:
        """Record who joined by it."""
        self._session.execute(
            update(InvitationRow).where(InvitationRow.id == invitation_id).values(accepted_by=account_id)
        )

    def end_of(self, account_id: str, *, at: datetime) -> None:
        """End the open invitations that an account made."""
        self._session.execute(
            update(InvitationRow)
            .where(InvitationRow.invited_by == account_id, InvitationRow.ended_at.is_(None))
            .values(ended_at=at)
        )


def _invitation(row: InvitationRow) -> Invitation:
    return Invitation(
        id=row.id,
        organisation_id=row.organisation_id,
        roles=tuple(Role(role) for role in row.roles),
        token_sha256=row.token_sha256,
        invited_by=row.invited_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        accepted_by=row.accepted_by,
    )
