"""`/api/v1/organisations`, `/members`, `/role-grants`: people, invitations, and roles that two admins give."""

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import MailGoes, May, Now, Reading, SignInCounted, Writing
from api.schemas.members import (
    GrantData,
    InvitationData,
    InvitationIn,
    InvitedData,
    MemberData,
    NewPersonIn,
    OrganisationData,
    OrganisationIn,
    RoleIn,
)
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import members
from api.services.members import NewPerson

router = APIRouter(tags=["people"])

Manager = Annotated[Account, May(Action.MANAGE_MEMBERS)]
Granter = Annotated[Account, May(Action.GRANT_ROLES)]
Seer = Annotated[Account, May(Action.SEE_MEMBERS)]


@router.get("/organisations", summary="List organisations")
def organisations(account: Seer, unit: Reading) -> list[OrganisationData]:
    """Return the organisations whose people you may see, by name."""
    return [OrganisationData.of(found) for found in members.organisations_seen(unit, account)]


@router.post("/organisations", status_code=status.HTTP_201_CREATED, summary="Add an organisation")
def add_organisation(asked: OrganisationIn, account: Granter, unit: Writing, now: Now) -> OrganisationData:
    """Add an organisation; people are then invited into it."""
    added = members.add_organisation(unit, account, asked.name, asked.kind, asked.phone, now=now)
    return OrganisationData.of(added)


@router.get("/organisations/{organisation_id}/members", summary="List an organisation's people")
def list_members(organisation_id: str, account: Seer, unit: Reading) -> list[MemberData]:
    """Return its people, those who left too, with the roles that they hold or that wait for a second admin."""
    return [
        MemberData.of(member, unit.accounts.grants(account_id=member.id))
        for member in members.members_of(unit, account, organisation_id)
    ]


@router.post("/organisations/{organisation_id}/invitations", status_code=status.HTTP_201_CREATED, summary="Invite")
def invite(
    organisation_id: str, asked: InvitationIn, account: Manager, unit: Writing, mail_goes: MailGoes, now: Now
) -> InvitationData:
    """Make a link by which one person joins. It is shown only now, and mailed where an address is given."""
    roles = frozenset(asked.roles)
    invitation, token = members.invite(
        unit, account, organisation_id, roles, now=now, address=asked.address, mail_goes=mail_goes
    )
    return InvitationData(path=f"/invitations/{token}", roles=list(invitation.roles), expires_at=invitation.expires_at)


@router.get("/invitations/{token}", summary="Look at an invitation")
def look_at_invitation(token: str, unit: Reading, now: Now, _counted: SignInCounted) -> InvitedData:
    """Return what an invitation invites to. It changes nothing."""
    invitation, organisation = members.open_invitation(unit, token, now=now)
    return InvitedData(organisation=organisation.name, roles=list(invitation.roles), expires_at=invitation.expires_at)


@router.post("/invitations/{token}", status_code=status.HTTP_204_NO_CONTENT, summary="Accept an invitation")
def accept_invitation(token: str, person: NewPersonIn, unit: Writing, now: Now, _counted: SignInCounted) -> None:
    """Join. Roles of the prefecture's side are in force once a second admin has confirmed them."""
    joined = NewPerson(person.login, person.name, person.password)
    members.accept_invitation(unit, token, joined, now=now)


@router.delete("/members/{member_id}", status_code=status.HTTP_204_NO_CONTENT, summary="Remove a member")
def remove(member_id: str, account: Manager, unit: Writing, now: Now) -> None:
    """Let a member go: roles, sign-ins and invitations end at once; what they did stays on record."""
    members.remove_member(unit, account, member_id, now=now)


@router.post("/members/{member_id}/roles", status_code=status.HTTP_201_CREATED, summary="Ask for a role")
def ask_role(member_id: str, asked: RoleIn, account: Granter, unit: Writing, now: Now) -> GrantData:
    """Ask for a role of a member; a second admin confirms it."""
    return GrantData.of(members.ask_role(unit, account, member_id, asked.role, now=now))


@router.post("/role-grants/{grant_id}/confirmation", status_code=status.HTTP_204_NO_CONTENT, summary="Confirm a role")
def confirm_role(grant_id: str, account: Granter, unit: Writing, now: Now) -> None:
    """Confirm a role that another admin asked for; it is in force from now on."""
    members.confirm_role(unit, account, grant_id, now=now)


@router.delete("/role-grants/{grant_id}", status_code=status.HTTP_204_NO_CONTENT, summary="End a role")
def end_role(grant_id: str, account: Granter, unit: Writing, now: Now) -> None:
    """End a role at once; its holder is signed out."""
    members.end_role(unit, account, grant_id, now=now)
