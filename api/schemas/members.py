"""Organisations, their people, invitations and roles, as JSON."""

from datetime import datetime

from pydantic import Field

from airspace.role import Role
from api.schemas.operation import Wire
from api.security.accounts import Account, Organisation, OrganisationKind, RoleGrant


class OrganisationIn(Wire):
    """A new organisation. `phone` is its desk's, which residents call."""

    name: str = Field(max_length=200)
    kind: OrganisationKind
    phone: str = Field(max_length=100)


class OrganisationData(Wire):
    """An organisation."""

    id: str
    name: str
    kind: OrganisationKind
    phone: str

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationData":
        """Return the wire form."""
        return cls(id=organisation.id, name=organisation.name, kind=organisation.kind, phone=organisation.phone)


class GrantData(Wire):
    """A role of a member: in force once a second admin has confirmed it."""

    id: str
    role: Role
    in_force: bool

    @classmethod
    def of(cls, grant: RoleGrant) -> "GrantData":
        """Return the wire form."""
        return cls(id=grant.id, role=grant.role, in_force=grant.in_force)


class MemberData(Wire):
    """A person of an organisation. One who left has no roles."""

    id: str
    name: str
    active: bool
    roles: list[GrantData]

    @classmethod
    def of(cls, account: Account, grants: tuple[RoleGrant, ...]) -> "MemberData":
        """Return the wire form."""
        return cls(
            id=account.id,
            name=account.name,
            active=account.disabled_at is None,
            roles=[GrantData.of(grant) for grant in grants],
        )


class InvitationIn(Wire):
    """The roles that an invited person will hold, and where the link is mailed; empty: to nobody."""

    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    address: str = Field("", max_length=300)


class InvitationData(Wire):
    """An invitation: whoever opens the link joins. It is shown once and kept nowhere."""

    path: str
    roles: list[Role]
    expires_at: datetime


class InvitedData(Wire):
    """What an invitation invites to."""

    organisation: str
    roles: list[Role]
    expires_at: datetime


class NewPersonIn(Wire):
    """What somebody who accepts an invitation writes of themself."""

    login: str = Field(max_length=200)
    name: str = Field(max_length=200)
    password: str = Field(max_length=200)


class RoleIn(Wire):
    """A role that is asked for."""

    role: Role
