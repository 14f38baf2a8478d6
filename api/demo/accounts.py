"""The sample's offices and accounts. Their passwords are made at random, shown once, and kept only as hashes."""

from dataclasses import dataclass, field
from datetime import datetime

from airspace.role import Role
from api.demo.trials import SORA, UMI
from api.security import passwords
from api.security.accounts import Account, Organisation, OrganisationKind
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork

PREFECTURE_OFFICE = "架空県庁 空の道係"

MISAKI = "岬町 企画課（架空）"
"""An office that is asked for opinions and has an account."""

PHONES = {SORA: "059-000-0001", UMI: "059-000-0002", PREFECTURE_OFFICE: "059-000-0000", MISAKI: "059-000-0003"}

KINDS = {PREFECTURE_OFFICE: OrganisationKind.PREFECTURE, MISAKI: OrganisationKind.CONSULTED}

WANTED = (
    ("sora", Role.OPERATOR, SORA),
    ("umi", Role.OPERATOR, UMI),
    ("drafter", Role.REVIEWER, PREFECTURE_OFFICE),
    ("reviewer", Role.REVIEWER, PREFECTURE_OFFICE),
    ("approver", Role.APPROVER, PREFECTURE_OFFICE),
    ("misaki", Role.MUNICIPALITY, MISAKI),
    ("admin", Role.ADMIN, PREFECTURE_OFFICE),
)


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """A sample account and its password, which is kept nowhere."""

    login: str
    password: str = field(repr=False)
    role: Role
    organisation: str


def add_accounts(unit: UnitOfWork, now: datetime) -> tuple[SampleAccount, ...]:
    """Add the sample's offices and accounts."""
    offices = {
        name: Organisation(
            new_id(),
            name,
            now,
            phone,
            KINDS.get(name, OrganisationKind.OPERATOR),
        )
        for name, phone in PHONES.items()
    }
    for office in offices.values():
        unit.accounts.add_organisation(office)
    made = tuple(SampleAccount(login, passwords.random_password(), role, office) for login, role, office in WANTED)
    for sample in made:
        hashed = passwords.hashed(sample.password)
        office_id = offices[sample.organisation].id
        unit.accounts.add(
            Account(new_id(), office_id, frozenset({sample.role}), sample.login, f"見本 {sample.login}", hashed, now)
        )
    return made


def renew_passwords(unit: UnitOfWork, now: datetime) -> tuple[SampleAccount, ...]:
    """Give the sample's accounts new passwords; the old ones, and what was signed in with them, end."""
    renewed = tuple(SampleAccount(login, passwords.random_password(), role, office) for login, role, office in WANTED)
    for sample in renewed:
        account = account_of(unit, sample.login)
        unit.accounts.set_password(account.id, passwords.hashed(sample.password))
        unit.sessions.close_all(account.id)
        unit.second_factors.remove(account.id)  # sealed under the key of the run before
    unit.audit.append(at=now, actor="demo", action="passwords_renewed", subject="accounts")
    return renewed


def account_of(unit: UnitOfWork, login: str) -> Account:
    """Return a sample account."""
    account = unit.accounts.by_login(login)
    if account is None:
        raise LookupError(f"the sample has no account {login}")
    return account
