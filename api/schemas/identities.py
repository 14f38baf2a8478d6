"""Links of accounts to an identity provider as JSON."""

from datetime import datetime

from pydantic import Field

from api.schemas.operation import Wire
from api.security.accounts import ExternalIdentity
from api.security.provider import LONGEST_SUBJECT
from api.store.identities import identity_id


class LinkIn(Wire):
    """Whom to link, by the provider's own identifier (`sub`)."""

    subject: str = Field(min_length=1, max_length=LONGEST_SUBJECT)


class LinkData(Wire):
    """A link, waiting for a second administrator or in force."""

    id: str
    issuer: str
    subject: str
    asked_at: datetime
    confirmed_at: datetime | None

    @classmethod
    def of(cls, link: ExternalIdentity) -> "LinkData":
        """Return the wire's form of a link."""
        return cls(
            id=identity_id(link.issuer, link.subject),
            issuer=link.issuer,
            subject=link.subject,
            asked_at=link.asked_at,
            confirmed_at=link.confirmed_at,
        )
