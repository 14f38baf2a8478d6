"""Staff keep the register of offices that can be asked."""

from dataclasses import dataclass
from datetime import datetime

from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.office import ConsultedOffice, OfficeContact
from airspace.workflow import StepRefused
from api.notify.addresses import address_given
from api.problems import NotFound
from api.security.accounts import Account, OrganisationKind
from api.security.permissions import Action, require
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


@dataclass(frozen=True, slots=True)
class NewOffice:
    """An office to be registered, and where it is reached."""

    kind: ConsulteeKind
    name: Text
    prefecture_code: str
    email: str
    address: str = ""
    municipality_code: str = ""
    organisation_id: str | None = None


def add_office(unit: UnitOfWork, account: Account, wanted: NewOffice, *, now: datetime) -> ConsultedOffice:
    """Register an office.

    Raises
    ------
    RoleRefused
        If the account may not.
    StepRefused
        If one of that kind and name, or of that municipality, is registered.
    ValueRefused
        If a value cannot be used.
    """
    require(account, Action.KEEP_OFFICES)
    if wanted.organisation_id is not None and wanted.organisation_id not in _consulted(unit):
        raise NotFound
    office = ConsultedOffice(
        id=new_id(),
        kind=wanted.kind,
        name=wanted.name,
        prefecture_code=wanted.prefecture_code,
        municipality_code=wanted.municipality_code,
        organisation_id=wanted.organisation_id,
        added_at=now,
        added_by=account.id,
    )
    contact = OfficeContact(address_given(wanted.email, where="email"), wanted.address)
    unit.offices.lock()
    same = [held for held in unit.offices.list() if held.kind is office.kind and held.name.ja == office.name.ja]
    if same:
        raise StepRefused(
            Text(f"「{office.name.ja}」は、もう名簿にあります。", f"'{office.name.en}' is registered already."),
            Text("名簿を確かめてください。", "Look at the register."),
        )
    unit.offices.add(office, contact)
    unit.audit.append(at=now, actor=account.id, action="office_added", subject=office.id, details={"kind": office.kind})
    return office


def _consulted(unit: UnitOfWork) -> set[str]:
    return {organisation.id for organisation in unit.accounts.organisations(OrganisationKind.CONSULTED)}
