"""Who belongs to which organisation, and with which roles: invitations, roles given by two admins, and leaving."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from airspace.letter_text import refuse_no_line
from airspace.naming import as_named
from airspace.role import ROLE_NAMES, Role
from airspace.workflow import StepRefused
from api.notify.addresses import address_given
from api.notify.notice import Notice, NoticeKind, Parameter, Recipient
from api.notify.words import day_in_japan
from api.problems import NotFound
from api.security import passwords
from api.security.accounts import ROLES_OF, Account, Invitation, Organisation, OrganisationKind, RoleGrant
from api.security.password_rules import refuse_weak
from api.security.permissions import Action, Reach, reach_of, require
from api.services.end_access import end_access
from api.services.ids import new_id
from api.services.tell import tell
from api.store.notices import MailAddress, Purpose
from api.store.sessions import token_hash
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

INVITATION_LASTS = timedelta(days=14)
MOST_OF_A_NAME = 100
MOST_OF_A_PHONE = 30


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What somebody who accepts an invitation writes of themself."""

    login: str
    name: str
    password: str


def add_organisation(
    unit: UnitOfWork, account: Account, name: str, kind: OrganisationKind, phone: str, *, now: datetime
) -> Organisation:
    """Add an organisation, to which people can then be invited.

    Raises
    ------
    ValueRefused
        If its name or telephone is missing or unreadable.
    """
    require(account, Action.GRANT_ROLES)
    organisation = new_organisation(name, kind, phone, now=now)
    unit.accounts.add_organisation(organisation)
    unit.audit.append(at=now, actor=account.id, action="organisation_added", subject=organisation.id)
    return organisation


def new_organisation(name: str, kind: OrganisationKind, phone: str, *, now: datetime) -> Organisation:
    """Return a new organisation, its words checked."""
    name = _one_line(name, "name", MOST_OF_A_NAME)
    phone = _one_line(phone, "phone", MOST_OF_A_PHONE)
    return Organisation(new_id(), name, now, phone, kind)


def invite(
    unit: UnitOfWork,
    account: Account,
    organisation_id: str,
    roles: frozenset[Role],
    *,
    now: datetime,
    address: str = "",
    mail_goes: bool = False,
) -> tuple[Invitation, str]:
    """Invite one person into an organisation; return the invitation and its token, which is kept nowhere.

    With an address the link is mailed as well; until then the outbox holds the token, and a table of its own the
    address.

    Raises
    ------
    airspace.workflow.RoleRefused, api.problems.NotFound
        If the account may not, or the organisation is not within its reach.
    ValueRefused
        If a role does not fit the organisation's kind, or none is given; or the address is none, or no mail goes.
    """
    require(account, Action.MANAGE_MEMBERS)
    organisation = _organisation_within_reach(unit, account, organisation_id, Action.MANAGE_MEMBERS)
    to = _address_to_mail(address, mail_goes=mail_goes) if address.strip() else ""
    invitation, token = _invited(unit, organisation, roles, account.id, now)
    if to:
        unit.mail_addresses.add(MailAddress(invitation.id, Purpose.INVITED, to, now))
        parameters: dict[str, Parameter] = {"code": token, "until": day_in_japan(invitation.expires_at)}
        notice = Notice(NoticeKind.MEMBER_INVITED, Recipient.registered(invitation.id), parameters=parameters)
        tell(unit, notice, now=now)
    return invitation, token


def invite_from_the_machine(
    unit: UnitOfWork, organisation: Organisation, roles: frozenset[Role], *, now: datetime
) -> tuple[Invitation, str]:
    """Invite as whoever works on the machine itself: the roles are in force as soon as it is accepted."""
    return _invited(unit, organisation, roles, None, now)


def open_invitation(unit: UnitOfWork, token: str, *, now: datetime) -> tuple[Invitation, Organisation]:
    """Return an invitation that can be accepted, and whose it is; raises `NotFound` otherwise."""
    invitation = unit.invitations.by_token(token)
    organisation = unit.accounts.organisation(invitation.organisation_id) if invitation else None
    if invitation is None or organisation is None or not invitation.is_open(now):
        raise NotFound
    return invitation, organisation


def accept_invitation(unit: UnitOfWork, token: str, person: NewPerson, *, now: datetime) -> Account:
    """Join an organisation. Roles of the prefecture's side wait for a second admin; an operator's holds at once.

    Raises
    ------
    NotFound
        If the link was used, has ended or never was.
    ValueRefused
        If the login is taken, or something is missing or unreadable.
    """
    invitation, organisation = open_invitation(unit, token, now=now)
    name = _one_line(person.name, "name", MOST_OF_A_NAME)
    login = _one_line(person.login, "login", MOST_OF_A_NAME)
    refuse_weak(person.password, (login, name, organisation.name), where="password")
    unit.accounts.lock_logins()
    if unit.accounts.by_login(login) is not None:
        raise ValueRefused(
            Text("このログイン名は使われています。", "This login is taken."),
            Text("別のログイン名にしてください。", "Choose another."),
            where="login",
        )
    if not unit.invitations.take(invitation.id, at=now):
        raise NotFound
    account = Account(
        new_id(), organisation.id, frozenset(), login, name, passwords.hashed(person.password), created_at=now
    )
    unit.accounts.add(account)
    for role in invitation.roles:
        at_once = role is Role.OPERATOR or invitation.invited_by is None
        unit.accounts.add_grant(
            RoleGrant(new_id(), account.id, role, now, invitation.invited_by, confirmed_at=now if at_once else None)
        )
    unit.invitations.set_accepted(invitation.id, account.id)
    unit.audit.append(
        at=now, actor=account.id, action="invitation_accepted", subject=account.id, details={"id": invitation.id}
    )
    joined = unit.accounts.get(account.id)
    assert joined is not None, "it was added in this unit"
    return joined


def ask_role(unit: UnitOfWork, account: Account, member_id: str, role: Role, *, now: datetime) -> RoleGrant:
    """Ask for a role of a member; a second admin confirms it.

    Raises
    ------
    StepRefused
        If the member holds the role, or it was asked for before.
    ValueRefused
        If the role does not fit the member's organisation.
    """
    require(account, Action.GRANT_ROLES)
    unit.accounts.lock_roles()
    member = _member(unit, member_id)
    _refuse_roles(_kind(unit, member), frozenset({role}))
    if any(grant.role is role for grant in unit.accounts.grants(account_id=member_id)):
        raise StepRefused(
            Text("この役割は、すでにあるか、確認を待っています。", "The role is held or waits to be confirmed."),
            Text("画面を開きなおしてください。", "Reload the page."),
        )
    grant = RoleGrant(new_id(), member_id, role, now, account.id)
    unit.accounts.add_grant(grant)
    _audit_grant(unit, account.id, "role_asked", grant, now)
    return grant


def confirm_role(unit: UnitOfWork, account: Account, grant_id: str, *, now: datetime) -> None:
    """Confirm a role as a second admin.

    Raises
    ------
    StepRefused
        If the grant is no longer waiting, or the admin asked for it or would hold it.
    """
    require(account, Action.GRANT_ROLES)
    unit.accounts.lock_roles()
    grant = unit.accounts.grant(grant_id)
    if grant is None:
        raise NotFound
    if grant.confirmed_at is not None or grant.ended_at is not None:
        raise StepRefused(
            Text("この役割は、もう確認を待っていません。", "The role no longer waits to be confirmed."),
            Text("画面を開きなおしてください。", "Reload the page."),
        )
    if account.id in (grant.asked_by, grant.account_id):
        raise StepRefused(
            Text(
                "求めた人と、役割を受ける人は、確認できません。",
                "Whoever asked for a role, or would hold it, cannot confirm it.",
            ),
            Text("もう一人の管理者に頼んでください。", "Ask another administrator."),
        )
    unit.accounts.confirm_grant(grant_id, by=account.id, at=now)
    _audit_grant(unit, account.id, "role_confirmed", grant, now)


def end_role(unit: UnitOfWork, account: Account, grant_id: str, *, now: datetime) -> None:
    """End a role at once, in force or only asked for; its holder's sign-ins end with it.

    Raises
    ------
    StepRefused
        If nobody would be left to give roles.
    """
    require(account, Action.GRANT_ROLES)
    unit.accounts.lock_roles()
    grant = unit.accounts.grant(grant_id)
    if grant is None or grant.ended_at is not None:
        raise NotFound
    if grant.in_force:
        _refuse_no_admin_left(unit, {grant.account_id} if grant.role is Role.ADMIN else set())
    unit.accounts.end_grant(grant_id, by=account.id, at=now)
    unit.sessions.close_all(grant.account_id)
    _audit_grant(unit, account.id, "role_ended", grant, now)


def remove_member(unit: UnitOfWork, account: Account, member_id: str, *, now: datetime) -> None:
    """Let a member go: roles, sign-ins and invitations end at once. What they did stays on record.

    Raises
    ------
    StepRefused
        If nobody would be left to give roles, or it is oneself.
    """
    require(account, Action.MANAGE_MEMBERS)
    unit.accounts.lock_roles()
    member = _member(unit, member_id)
    _organisation_within_reach(unit, account, member.organisation_id, Action.MANAGE_MEMBERS)
    if member_id == account.id:
        raise StepRefused(
            Text("自分を外すことはできません。", "You cannot remove yourself."),
            Text("同じ組織のほかの人か、管理者に頼んでください。", "Ask a colleague or an administrator."),
        )
    if Role.ADMIN in member.roles:
        require(account, Action.GRANT_ROLES)
        _refuse_no_admin_left(unit, {member_id})
    for grant in unit.accounts.grants(account_id=member_id):
        unit.accounts.end_grant(grant.id, by=account.id, at=now)
    unit.accounts.disable(member_id, now)
    end_access(unit, member_id, now=now)
    unit.invitations.end_of(member_id, at=now)
    unit.audit.append(at=now, actor=account.id, action="member_removed", subject=member_id)


def members_of(unit: UnitOfWork, account: Account, organisation_id: str) -> tuple[Account, ...]:
    """Return the people of an organisation, those who left too; raises `NotFound` beyond reach."""
    require(account, Action.SEE_MEMBERS)
    organisation = _organisation_within_reach(unit, account, organisation_id, Action.SEE_MEMBERS)
    return unit.accounts.list(organisation_id=organisation.id)


def organisations_seen(unit: UnitOfWork, account: Account) -> tuple[Organisation, ...]:
    """Return the organisations whose people an account may see."""
    if reach_of(account, Action.SEE_MEMBERS) is Reach.ALL:
        return unit.accounts.organisations()
    own = unit.accounts.organisation(account.organisation_id)
    return (own,) if own else ()


def reaches_members(account: Account, organisation_id: str, action: Action) -> bool:
    """Whether an account's action reaches an organisation's people."""
    reach = reach_of(account, action)
    return reach is Reach.ALL or (reach is Reach.OWN and organisation_id == account.organisation_id)


def _invited(
    unit: UnitOfWork, organisation: Organisation, roles: frozenset[Role], by: str | None, now: datetime
) -> tuple[Invitation, str]:
    _refuse_roles(organisation.kind, roles)
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        new_id(), organisation.id, tuple(sorted(roles)), token_hash(token), by, now, now + INVITATION_LASTS
    )
    unit.invitations.add(invitation)
    unit.audit.append(
        at=now,
        actor=by or "machine",
        action="invited",
        subject=organisation.id,
        details={"invitation": invitation.id, "roles": ",".join(invitation.roles)},
    )
    return invitation, token


def _address_to_mail(address: str, *, mail_goes: bool) -> str:
    if not mail_goes:
        raise ValueRefused(
            Text("メールを送る設定がないため、送れません。", "No way to send mail is set up."),
            Text(
                "アドレスを空にして招待をつくり、入口を確かな方法で渡してください。",
                "Leave the address empty, and pass the link on by a way that you trust.",
            ),
            where="address",
        )
    return address_given(address)


def _organisation_within_reach(
    unit: UnitOfWork, account: Account, organisation_id: str, action: Action
) -> Organisation:
    organisation = unit.accounts.organisation(organisation_id)
    if organisation is None or not reaches_members(account, organisation_id, action):
        raise NotFound
    return organisation


def _member(unit: UnitOfWork, member_id: str) -> Account:
    member = unit.accounts.get(member_id)
    if member is None or member.disabled_at is not None:
        raise NotFound
    return member


def _kind(unit: UnitOfWork, member: Account) -> OrganisationKind:
    organisation = unit.accounts.organisation(member.organisation_id)
    if organisation is None:
        raise NotFound
    return organisation.kind


def _refuse_roles(kind: OrganisationKind, roles: frozenset[Role]) -> None:
    possible = ROLES_OF[kind]
    if roles and roles <= possible:
        return
    raise ValueRefused(
        Text("この組織の人に与えられる役割ではありません。", "The role does not fit the organisation."),
        Text(
            f"選べる役割：{'、'.join(ROLE_NAMES[role].ja for role in sorted(possible))}",
            f"Choose from: {', '.join(ROLE_NAMES[role].en for role in sorted(possible))}.",
        ),
        where="roles",
    )


def _refuse_no_admin_left(unit: UnitOfWork, leaving: set[str]) -> None:
    if not leaving:
        return
    admins = {a.id for a in unit.accounts.list() if Role.ADMIN in a.roles and a.disabled_at is None}
    if admins <= leaving:
        raise StepRefused(
            Text("管理者が一人もいなくなります。", "No administrator would be left."),
            Text("先にほかの人を管理者にしてください。", "Make somebody else an administrator first."),
        )


def _one_line(written: str, where: str, most: int) -> str:
    text = as_named(written).strip()
    refuse_no_line(text, where)
    if len(text) > most:
        raise ValueRefused(
            Text(f"長すぎます（{len(text)}文字）。", f"It is too long ({len(text)} characters)."),
            Text(f"{most}文字までにしてください。", f"At most {most} characters."),
            where=where,
        )
    return text


def _audit_grant(unit: UnitOfWork, actor: str, action: str, grant: RoleGrant, now: datetime) -> None:
    details = {"grant": grant.id, "role": grant.role.value}
    unit.audit.append(at=now, actor=actor, action=action, subject=grant.account_id, details=details)
