"""Pages for an organisation's people: who belongs to it, invitations, roles; and the page that an invitation opens."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.role import Role
from airspace.workflow import StepRefused
from api.deps import InForce, MailGoes, May, MaybeAccount, Now, Reading, SignInCounted, Writing
from api.pages.render import options, page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.security.accounts import ORGANISATION_KIND_NAMES, ROLES_OF, Account, OrganisationKind
from api.security.permissions import Action
from api.services import members
from api.services.members import NewPerson
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter()

Manager = Annotated[Account, May(Action.MANAGE_MEMBERS)]
Granter = Annotated[Account, May(Action.GRANT_ROLES)]
Seer = Annotated[Account, May(Action.SEE_MEMBERS)]


@router.get("/organisations")
def organisations(request: Request, account: Seer, unit: Reading) -> Response:
    """List the organisations whose people the account may see, and roles that wait for a second admin."""
    return _organisations_page(request, account, unit, {}, {})


@router.post("/organisations")
def add_organisation(request: Request, sent: SentForm, account: Granter, unit: Writing, now: Now) -> Response:
    """Add an organisation."""
    form = sent.form
    kind = form.choice("kind", OrganisationKind)
    try:
        if kind is None:
            raise NotFound
        written = form.values.get("name", ""), form.values.get("phone", "")
        added = members.add_organisation(unit, account, written[0], kind, written[1], now=now)
    except ValueRefused as refusal:
        form.errors[refusal.where] = form.refused(refusal)
        return _organisations_page(request, account, unit, form.values, form.errors, status=422)
    return RedirectResponse(f"/organisations/{added.id}", 303)


@router.get("/organisations/{organisation_id}")
def look(request: Request, organisation_id: str, account: Seer, unit: Reading, now: Now) -> Response:
    """Show an organisation's people."""
    return _people_page(request, organisation_id, account, unit, now)


@router.post("/organisations/{organisation_id}/invite")
def invite(
    request: Request,
    organisation_id: str,
    sent: SentForm,
    account: Manager,
    unit: Writing,
    settings: InForce,
    mail_goes: MailGoes,
    now: Now,
) -> Response:
    """Make an invitation, show its link, once, and mail it where an address is given."""
    form = sent.form
    address = form.values.get("address", "")
    roles = frozenset(role for role in Role if form.values.get(f"role-{role}") == "yes")
    try:
        invitation, token = members.invite(
            unit, account, organisation_id, roles, now=now, address=address, mail_goes=mail_goes
        )
    except ValueRefused as refusal:
        form.errors[refusal.where] = form.refused(refusal)
        return _people_page(
            request, organisation_id, account, unit, now, values=form.values, errors=form.errors, status=422
        )
    return _people_page(
        request,
        organisation_id,
        account,
        unit,
        now,
        link=f"{settings.public_address}/invitations/{token}",
        until=invitation.expires_at,
        mailed_to=address.strip(),
    )


@router.post("/organisations/{organisation_id}/remove")
def remove(organisation_id: str, sent: SentForm, account: Manager, unit: Writing, now: Now) -> Response:
    """Let a member go."""
    members.remove_member(unit, account, sent.form.values.get("member", ""), now=now)
    return RedirectResponse(f"/organisations/{organisation_id}", 303)


@router.post("/organisations/{organisation_id}/roles")
def ask_role(
    request: Request, organisation_id: str, sent: SentForm, account: Granter, unit: Writing, now: Now
) -> Response:
    """Ask for a role of a member."""
    form = sent.form
    role = form.choice("role", Role)
    if role is None:
        raise NotFound
    try:
        members.ask_role(unit, account, form.values.get("member", ""), role, now=now)
    except (ValueRefused, StepRefused) as refusal:
        form.errors["roles"] = form.refused(refusal)
        return _people_page(request, organisation_id, account, unit, now, errors=form.errors, status=422)
    return RedirectResponse(f"/organisations/{organisation_id}", 303)


@router.post("/organisations/{organisation_id}/confirm-role")
def confirm_role(organisation_id: str, sent: SentForm, account: Granter, unit: Writing, now: Now) -> Response:
    """Confirm a role that another admin asked for."""
    members.confirm_role(unit, account, sent.form.values.get("grant", ""), now=now)
    return RedirectResponse(f"/organisations/{organisation_id}", 303)


@router.post("/organisations/{organisation_id}/end-role")
def end_role(organisation_id: str, sent: SentForm, account: Granter, unit: Writing, now: Now) -> Response:
    """End a role."""
    members.end_role(unit, account, sent.form.values.get("grant", ""), now=now)
    return RedirectResponse(f"/organisations/{organisation_id}", 303)


@router.get("/invitations/{token}")
def invitation_page(
    request: Request, token: str, unit: Reading, now: Now, _account: MaybeAccount, _counted: SignInCounted
) -> Response:
    """Show what an invitation invites to. It changes nothing."""
    return _invitation_page(request, token, unit, now, {}, {})


@router.post("/invitations/{token}")
def accept_invitation(
    request: Request, token: str, sent: SentForm, unit: Writing, now: Now, _counted: SignInCounted
) -> Response:
    """Join the organisation, and go to the sign-in."""
    form = sent.form
    values = form.values
    person = NewPerson(values.get("login", ""), values.get("name", ""), values.get("password", ""))
    try:
        members.accept_invitation(unit, token, person, now=now)
    except ValueRefused as refusal:
        form.errors[refusal.where] = form.refused(refusal)
        return _invitation_page(request, token, unit, now, values, form.errors, status=422)
    return RedirectResponse("/sign-in", 303)


def _organisations_page(
    request: Request,
    account: Account,
    unit: UnitOfWork,
    values: Mapping[str, str],
    errors: Mapping[str, Text],
    *,
    status: int = 200,
) -> Response:
    waiting = {unit.accounts.get(grant.account_id) for grant in unit.accounts.grants(waiting=True)}
    return page(
        request,
        "members/organisations.html",
        {
            "organisations": members.organisations_seen(unit, account),
            "waiting": {member.organisation_id for member in waiting if member},
            "ORGANISATION_KIND_NAMES": ORGANISATION_KIND_NAMES,
            "kinds": options(request, ORGANISATION_KIND_NAMES),
            "values": values,
            "errors": errors,
        },
        status=status,
    )


def _people_page(
    request: Request,
    organisation_id: str,
    account: Account,
    unit: UnitOfWork,
    now: datetime,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Text] | None = None,
    link: str = "",
    until: datetime | None = None,
    mailed_to: str = "",
    status: int = 200,
) -> Response:
    people = members.members_of(unit, account, organisation_id)
    organisation = unit.accounts.organisation(organisation_id)
    if organisation is None:
        raise NotFound
    return page(
        request,
        "members/people.html",
        {
            "organisation": organisation,
            "people": [(person, unit.accounts.grants(account_id=person.id)) for person in people],
            "invitations": unit.invitations.open_at(now, organisation_id=organisation_id),
            "possible": sorted(ROLES_OF[organisation.kind]),
            "me": account,
            "manages": members.reaches_members(account, organisation_id, Action.MANAGE_MEMBERS),
            "grants": members.reaches_members(account, organisation_id, Action.GRANT_ROLES),
            "link": link,
            "until": until,
            "mailed_to": mailed_to,
            "values": values or {},
            "errors": errors or {},
        },
        status=status,
    )


def _invitation_page(
    request: Request,
    token: str,
    unit: UnitOfWork,
    now: datetime,
    values: Mapping[str, str],
    errors: Mapping[str, Text],
    *,
    status: int = 200,
) -> Response:
    invitation, organisation = members.open_invitation(unit, token, now=now)
    shown = {"invitation": invitation, "organisation": organisation, "token": token}
    return page(request, "members/invitation.html", {**shown, "values": values, "errors": errors}, status=status)
