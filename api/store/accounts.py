"""The repository of organisations, accounts and the roles that they hold."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from airspace.role import Role
from api.security.accounts import Account, Organisation, OrganisationKind, RoleGrant
from api.services.ids import new_id
from api.store.locks import lock
from api.store.tables.accounts import AccountRow, OrganisationRow, PersonRow, RoleGrantRow

IN_FORCE = RoleGrantRow.confirmed_at.is_not(None) & RoleGrantRow.ended_at.is_(None)


class Accounts:
    """Accounts by id and by login. A login is compared without regard to case or surrounding spaces."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_organisation(self, organisation: Organisation) -> None:
        """Store an organisation."""
        self._session.add(OrganisationRow(**asdict(organisation) | {"kind": organisation.kind.value}))
        self._session.flush()

    def organisation(self, organisation_id: str) -> Organisation | None:
        """Return an organisation, None where it is not held."""
        row = self._session.get(OrganisationRow, organisation_id)
        return _organisation(row) if row else None

    def organisations(self, kind: OrganisationKind | None = None) -> tuple[Organisation, ...]:
        """Return the organisations by name, those of one kind where given."""
        query = select(OrganisationRow).order_by(OrganisationRow.name, OrganisationRow.id)
        if kind is not None:
            query = query.where(OrganisationRow.kind == kind.value)
        return tuple(_organisation(row) for row in self._session.scalars(query))

    def add(self, account: Account) -> None:
        """Store an account and, apart from it, its person; it holds its roles at once, as given by the machine."""
        self._session.add(
            AccountRow(
                id=account.id,
                organisation_id=account.organisation_id,
                created_at=account.created_at,
                disabled_at=account.disabled_at,
            )
        )
        self._session.flush()
        self._session.add(
            PersonRow(
                account_id=account.id,
                login=normal_login(account.login),
                name=account.name,
                password_hash=account.password_hash,
            )
        )
        self._session.flush()
        for role in sorted(account.roles):
            self.add_grant(
                RoleGrant(new_id(), account.id, role, account.created_at, None, confirmed_at=account.created_at)
            )

    def get(self, account_id: str) -> Account | None:
        """Return an account by id, None where it or its person is not held."""
        return self._one(AccountRow.id == account_id)

    def by_login(self, login: str) -> Account | None:
        """Return an account by login, None where there is none; no login holds what a database cannot keep."""
        if "\0" in login or not _is_text(login):
            return None
        return self._one(PersonRow.login == normal_login(login))

    def list(self, *, organisation_id: str | None = None) -> tuple[Account, ...]:
        """Return all accounts, or an organisation's, in the order of their logins."""
        query = select(AccountRow, PersonRow).join(PersonRow).order_by(PersonRow.login)
        if organisation_id is not None:
            query = query.where(AccountRow.organisation_id == organisation_id)
        roles: dict[str, set[Role]] = defaultdict(set)
        held = select(RoleGrantRow.account_id, RoleGrantRow.role).where(IN_FORCE)
        for account_id, role in self._session.execute(held):
            roles[account_id].add(Role(role))
        found = self._session.execute(query.execution_options(populate_existing=True))
        return tuple(_account(account, person, frozenset(roles[account.id])) for account, person in found)

    def set_password(self, account_id: str, password_hash: str) -> None:
        """Keep another password hash."""
        self._session.execute(
            update(PersonRow).where(PersonRow.account_id == account_id).values(password_hash=password_hash)
        )

    def disable(self, account_id: str, at: datetime) -> None:
        """Let an account sign in no more."""
        self._session.execute(update(AccountRow).where(AccountRow.id == account_id).values(disabled_at=at))

    def forget_person(self, account_id: str) -> None:
        """Delete a person's own data; the account's random id stays where it is referred to."""
        self._session.execute(delete(PersonRow).where(PersonRow.account_id == account_id))

    def lock_roles(self) -> None:
        """Let nobody else give or end a role until this unit ends."""
        lock(self._session, "roles")

    def lock_logins(self) -> None:
        """Let nobody else take a login until this unit ends."""
        lock(self._session, "logins")

    def add_grant(self, grant: RoleGrant) -> None:
        """Store a role's grant."""
        self._session.add(RoleGrantRow(**asdict(grant) | {"role": grant.role.value}))
        self._session.flush()

    def grant(self, grant_id: str) -> RoleGrant | None:
        """Return a grant, None where it is not held."""
        row = self._session.get(RoleGrantRow, grant_id, populate_existing=True)
        return _grant(row) if row else None

    def grants(self, *, account_id: str | None = None, waiting: bool = False) -> tuple[RoleGrant, ...]:
        """Return grants that are not ended, oldest first: of one account, or only those to be confirmed."""
        query = select(RoleGrantRow).where(RoleGrantRow.ended_at.is_(None))
        if account_id is not None:
            query = query.where(RoleGrantRow.account_id == account_id)
        if waiting:
            query = query.where(RoleGrantRow.confirmed_at.is_(None))
        query = query.order_by(RoleGrantRow.asked_at, RoleGrantRow.id).execution_options(populate_existing=True)
        return tuple(_grant(row) for row in self._session.scalars(query))

    def confirm_grant(self, grant_id: str, *, by: str, at: datetime) -> None:
        """Put a grant in force."""
        self._session.execute(
            update(RoleGrantRow).where(RoleGrantRow.id == grant_id).values(confirmed_at=at, confirmed_by=by)
        )

    def end_grant(self, grant_id: str, *, by: str | None, at: datetime) -> None:
        """End a grant, in force or only asked for."""
        self._session.execute(update(RoleGrantRow).where(RoleGrantRow.id == grant_id).values(ended_at=at, ended_by=by))

    def _one(self, condition: ColumnElement[bool]) -> Account | None:
        query = select(AccountRow, PersonRow).join(PersonRow).where(condition)
        found = self._session.execute(query.execution_options(populate_existing=True)).one_or_none()
        if found is None:
            return None
        account, person = found
        held = select(RoleGrantRow.role).where(RoleGrantRow.account_id == account.id, IN_FORCE)
        return _account(account, person, frozenset(Role(role) for role in self._session.scalars(held)))


def normal_login(login: str) -> str:
    """Return the form in which a login is kept and compared."""
    return login.strip().casefold()


def _is_text(written: str) -> bool:
    try:
        written.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _organisation(row: OrganisationRow) -> Organisation:
    return Organisation(row.id, row.name, row.created_at, row.phone, OrganisationKind(row.kind))


def _account(account: AccountRow, person: PersonRow, roles: frozenset[Role]) -> Account:
    return Account(
        id=account.id,
        organisation_id=account.organisation_id,
        roles=roles,
        login=person.login,
        name=person.name,
        password_hash=person.password_hash,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
    )


def _grant(row: RoleGrantRow) -> RoleGrant:
    return RoleGrant(
        id=row.id,
        account_id=row.account_id,
        role=Role(row.role),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )
