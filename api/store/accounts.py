"""The repository of organisations and accounts."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from airspace.workflow import Role
from api.security.accounts import Account, Organisation
from api.store.tables.accounts import AccountRow, OrganisationRow, PersonRow


class Accounts:
    """Accounts by id and by login. A login is compared without regard to case or surrounding spaces."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_organisation(self, organisation: Organisation) -> None:
        """Store an organisation."""
        self._session.add(
            OrganisationRow(
                id=organisation.id,
                name=organisation.name,
                created_at=organisation.created_at,
                phone=organisation.phone,
            )
        )
        self._session.flush()

    def organisation(self, organisation_id: str) -> Organisation | None:
        """Return an organisation, None where it is not held."""
        row = self._session.get(OrganisationRow, organisation_id)
        return Organisation(row.id, row.name, row.created_at, row.phone) if row else None

    def add(self, account: Account) -> None:
        """Store an account and, apart from it, its person."""
        self._session.add(
            AccountRow(
                id=account.id,
                organisation_id=account.organisation_id,
                role=account.role.value,
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

    def get(self, account_id: str) -> Account | None:
        """Return an account by id, None where it or its person is not held."""
        return self._one(AccountRow.id == account_id)

    def by_login(self, login: str) -> Account | None:
        """Return an account by login, None where there is none; no login holds what a database cannot keep."""
        if "\0" in login or not _is_text(login):
            return None
        return self._one(PersonRow.login == normal_login(login))

    def list(self) -> tuple[Account, ...]:
        """Return all accounts, in the order of their logins."""
        query = select(AccountRow, PersonRow).join(PersonRow).order_by(PersonRow.login)
        return tuple(_account(account, person) for account, person in self._session.execute(query))

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

    def _one(self, condition: ColumnElement[bool]) -> Account | None:
        query = select(AccountRow, PersonRow).join(PersonRow).where(condition)
        found = self._session.execute(query.execution_options(populate_existing=True)).one_or_none()
        return _account(*found) if found else None


def normal_login(login: str) -> str:
    """Return the form in which a login is kept and compared."""
    return login.strip().casefold()


def _is_text(written: str) -> bool:
    try:
        written.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _account(account: AccountRow, person: PersonRow) -> Account:
    return Account(
        id=account.id,
        organisation_id=account.organisation_id,
        role=Role(account.role),
        login=person.login,
        name=person.name,
        password_hash=person.password_hash,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
    )
