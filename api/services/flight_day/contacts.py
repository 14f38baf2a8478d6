"""Contacts of a trial: staff and operator keep them, they are told of days, and acknowledge by link or telephone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from airspace.condition import words_given
from airspace.consultation.kinds import ConsulteeKind
from airspace.flight_day.contact import (
    MOST_CONTACTS,
    MOST_OF_A_NAME,
    MOST_OF_A_TELEPHONE,
    AckChannel,
    Acknowledgement,
    Contact,
    ContactDetails,
    Matter,
    Telling,
)
from airspace.flight_day.state import DayStanding, standing_of, standings
from airspace.proposal import Trial
from airspace.role import STAFF
from airspace.trial import JST, Window
from airspace.workflow import StepRefused
from api.notify.addresses import address_given
from api.notify.notice import Notice, NoticeKind, Parameter, Recipient
from api.problems import NotFound
from api.security.accounts import Account
from api.security.answer_links import new_token
from api.security.permissions import Action
from api.services.access import locked_trial, seen_trial
from api.services.duties import duties_of
from api.services.flight_day.course import Flown, flown_of, needed
from api.services.ids import new_id
from api.services.tell import tell
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

LINK_LASTS = timedelta(days=30)

KINDS = {
    Matter.PLANNED: NoticeKind.DAY_PLANNED,
    Matter.CHANGED: NoticeKind.DAY_CHANGED,
    Matter.STOP: NoticeKind.CONTACT_STOP,
    Matter.RELEASE: NoticeKind.CONTACT_RELEASE,
    Matter.INCIDENT: NoticeKind.CONTACT_INCIDENT,
}

NAME = Text("名称", "name")
TELEPHONE = Text("電話番号", "telephone number")
SPEAKER = Text("電話で答えた方", "name of who answered")


@dataclass(frozen=True, slots=True)
class ContactTold:
    """A contact as it is given: an office of the register, or a name with address and telephone."""

    kind: ConsulteeKind
    office_id: str | None = None
    name: str = ""
    email: str = ""
    telephone: str = ""
    required_by: str | None = None


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """A contact with who it is (None: deleted), and its tellings with their acknowledgements, newest first."""

    contact: Contact
    details: ContactDetails | None
    tellings: tuple[tuple[Telling, Acknowledgement | None], ...]


def add_contact(unit: UnitOfWork, account: Account, trial_id: str, told: ContactTold, *, now: datetime) -> Contact:
    """Add a contact to a trial's list.

    Raises
    ------
    ValueRefused
        If it is neither an office of the register nor a name that can be reached, or the duty does not stand.
    StepRefused
        If the list is full.
    """
    locked_trial(unit, account, trial_id, Action.KEEP_CONTACTS)
    if len([one for one in unit.flight_contacts.list(trial_id) if one.removed_at is None]) >= MOST_CONTACTS:
        raise StepRefused(
            Text(f"連絡先が{MOST_CONTACTS}件を超えます。", f"There are {MOST_CONTACTS} contacts already."),
            Text("使わないものを外してください。", "Remove those that are not needed."),
        )
    required_by = told.required_by or None
    if required_by is not None and required_by not in {duty.id for duty in duties_of(unit, trial_id).all}:
        raise ValueRefused(
            Text("その条件・約束は、いま有効なものの中にありません。", "That condition or commitment does not stand."),
            Text("一覧から選びなおしてください。", "Choose one of the list."),
            where="required_by",
        )
    contact_id = new_id()
    kind, details = _who(unit, told, contact_id)
    contact = Contact(contact_id, trial_id, kind, told.office_id or None, required_by, now, account.id)
    unit.flight_contacts.add(contact, details)
    _audit(unit, account.id, trial_id, "contact_added", now, contact=contact.id, kind=contact.kind.value)
    return contact


def _who(unit: UnitOfWork, told: ContactTold, contact_id: str) -> tuple[ConsulteeKind, ContactDetails | None]:
    if told.office_id:
        office = next((one for one in unit.offices.list() if one.id == told.office_id), None)
        if office is None:
            raise ValueRefused(
                Text("その所属は名簿にありません。", "That office is not in the register."),
                Text("一覧から選びなおしてください。", "Choose one of the list."),
                where="office_id",
            )
        return office.kind, None
    name = words_given(told.name, NAME, "name", most=MOST_OF_A_NAME, named=True)
    email = address_given(told.email, "email") if told.email.strip() else ""
    telephone = words_given(told.telephone, TELEPHONE, "telephone", most=MOST_OF_A_TELEPHONE) if told.telephone else ""
    if not (email or telephone):
        raise ValueRefused(
            Text("連絡のしかたがありません。", "There is no way to reach it."),
            Text("メールアドレスか電話番号を入れてください。", "Give an e-mail address or a telephone number."),
            where="email",
        )
    return told.kind, ContactDetails(contact_id, name, email, telephone)


def remove_contact(unit: UnitOfWork, account: Account, trial_id: str, contact_id: str, *, now: datetime) -> None:
    """Take a contact off the list and delete who it is. One that a duty asks for is taken off by staff only.

    Raises
    ------
    NotFound
        If the list has no such contact.
    StepRefused
        If a duty asks for it and the account is not the office's.
    """
    locked_trial(unit, account, trial_id, Action.KEEP_CONTACTS)
    contact = _contact(unit, trial_id, contact_id)
    if contact.required_by is not None and not account.roles & STAFF:
        raise StepRefused(
            Text("条件・約束で求められている連絡先です。", "A condition or commitment asks for this contact."),
            Text("外すときは、県の担当に相談してください。", "Ask the prefecture's desk to remove it."),
        )
    unit.flight_contacts.remove(contact_id, at=now, by=account.id)
    _audit(unit, account.id, trial_id, "contact_removed", now, contact=contact_id)


def contacts_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[ContactSeen, ...]:
    """Return the contacts of a trial's list, with what they were told and acknowledged."""
    trial = seen_trial(unit, account, trial_id, Action.KEEP_CONTACTS)
    tellings = unit.flight_contacts.tellings(trial.id)[::-1]
    known = unit.flight_contacts.acknowledgements(trial.id)
    return tuple(
        ContactSeen(
            contact,
            unit.flight_contacts.details(contact),
            tuple((one, known.get(one.id)) for one in tellings if one.contact_id == contact.id),
        )
        for contact in unit.flight_contacts.list(trial.id)
        if contact.removed_at is None
    )


def tell_day(unit: UnitOfWork, account: Account, trial_id: str, day: date, *, now: datetime) -> int:
    """Tell the contacts of a day as it is planned, and return how many were told.

    Those who were told of the day as it stands are not told again.

    Raises
    ------
    StepRefused
        If the day is not one of the trial's.
    """
    flown = needed(flown_of(unit, locked_trial(unit, account, trial_id, Action.KEEP_CONTACTS)))
    return tell_all(unit, flown, Matter.PLANNED, now=now, day=day)


def tell_all(unit: UnitOfWork, flown: Flown, matter: Matter, *, now: datetime, day: date | None = None) -> int:
    """Tell all contacts of a trial something, through the outbox; of a plan only those who were not told of it."""
    standing = standing_of(flown.course, day) if day else None
    windows = standing.windows if standing else ()
    tellings = unit.flight_contacts.tellings(flown.trial.id) if matter is Matter.PLANNED else ()
    told = 0
    for contact in unit.flight_contacts.list(flown.trial.id):
        if contact.removed_at is None and not _was_told(contact, flown, day, windows, tellings):
            _tell(unit, contact, flown, matter, day, windows, now)
            told += 1
    return told


def _was_told(
    contact: Contact, flown: Flown, day: date | None, windows: tuple[Window, ...], tellings: tuple[Telling, ...]
) -> bool:
    return any(
        (one.contact_id, one.day, one.revision_number, one.windows) == (contact.id, day, flown.revision.number, windows)
        for one in tellings
    )


def _tell(
    unit: UnitOfWork,
    contact: Contact,
    flown: Flown,
    matter: Matter,
    day: date | None,
    windows: tuple[Window, ...],
    now: datetime,
) -> None:
    telling = Telling(new_id(), contact.trial_id, contact.id, matter, day, flown.revision.number, windows, now)
    token = new_token()
    unit.flight_contacts.tell(telling, token, expires_at=now + LINK_LASTS)
    details = unit.flight_contacts.details(contact)
    if details is None or not details.email:
        return  # told by telephone
    recipient = Recipient.office(contact.office_id) if contact.office_id else Recipient.contact(contact.id)
    parameters: dict[str, Parameter] = {"token": token, "day": day or now.astimezone(JST).date()}
    tell(unit, Notice(KINDS[matter], recipient, contact.trial_id, parameters), now=now)


def acknowledge_by_telephone(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    telling_id: str,
    *,
    at: datetime,
    speaker: str,
    now: datetime,
) -> None:
    """Record that a contact said by telephone that it knows: who said so, and when.

    Raises
    ------
    NotFound
        If it was not told that.
    StepRefused
        If it is acknowledged already.
    ValueRefused
        If the name is missing, or the time is none of since it was told.
    """
    locked_trial(unit, account, trial_id, Action.KEEP_CONTACTS)
    telling = next((one for one in unit.flight_contacts.tellings(trial_id) if one.id == telling_id), None)
    if telling is None:
        raise NotFound
    if telling.id in unit.flight_contacts.acknowledgements(trial_id):
        raise StepRefused(
            Text("もう確認が記録されています。", "Its acknowledgement is on record."),
            Text("画面を開きなおしてください。", "Reload the page."),
        )
    name = words_given(speaker, SPEAKER, "speaker", most=MOST_OF_A_NAME, named=True)
    if at.tzinfo is None or at > now:
        raise ValueRefused(
            Text("電話の日時が正しくありません。", "The time of the call cannot be right."),
            Text("いままでの日時を入れてください。", "Give a time that is not to come."),
            where="at",
        )
    given = Acknowledgement(telling.id, at, AckChannel.TELEPHONE, now, account.id)
    unit.flight_contacts.acknowledge(given, name)
    _audit(unit, account.id, trial_id, "contact_acknowledged", now, telling=telling.id, by="telephone")


@dataclass(frozen=True, slots=True)
class ToldPage:
    """What a contact's link opens: what it was told, how the day stands now, and whether it acknowledged."""

    trial: Trial
    flown: Flown
    telling: Telling
    standing: DayStanding | None
    acknowledged: Acknowledgement | None

    @property
    def is_superseded(self) -> bool:
        """Whether the day has changed since it was told."""
        now = self.standing
        changed = now is None or (self.telling.revision_number, self.telling.windows) != (
            self.flown.revision.number,
            now.windows,
        )
        return self.telling.day is not None and changed


def told_by_link(unit: UnitOfWork, token: str, *, now: datetime) -> ToldPage:
    """Return what a link opens. It changes nothing.

    Raises
    ------
    NotFound
        If there is no such link, or the contact was taken off the list.
    StepRefused
        If it has expired.
    """
    found = unit.flight_contacts.find(token)
    trial = unit.trials.get(found[0].trial_id) if found else None
    flown = flown_of(unit, trial) if trial else None
    if found is None or trial is None or flown is None:
        raise NotFound
    telling, expires_at = found
    _contact(unit, trial.id, telling.contact_id)
    if expires_at <= now:
        raise StepRefused(
            Text("このリンクの有効期限が切れています。", "This link has expired."),
            Text("事業者か県の担当に電話してください。", "Telephone the operator or the prefecture's desk."),
        )
    standing = next((one for one in standings(flown.course) if one.day == telling.day), None)
    return ToldPage(trial, flown, telling, standing, unit.flight_contacts.acknowledgements(trial.id).get(telling.id))


def acknowledge_by_link(unit: UnitOfWork, token: str, *, now: datetime) -> ToldPage:
    """Record that a contact knows what its link is about, once; opened again, the link only shows it."""
    found = unit.flight_contacts.find(token)
    if found is None or unit.trials.lock(found[0].trial_id) is None:
        raise NotFound
    opened = told_by_link(unit, token, now=now)
    if opened.acknowledged is None:
        telling = opened.telling
        unit.flight_contacts.acknowledge(Acknowledgement(telling.id, now, AckChannel.LINK, now, None), "")
        actor = f"contact:{telling.contact_id}"
        _audit(unit, actor, telling.trial_id, "contact_acknowledged", now, telling=telling.id, by="link")
    return told_by_link(unit, token, now=now)


def _contact(unit: UnitOfWork, trial_id: str, contact_id: str) -> Contact:
    for contact in unit.flight_contacts.list(trial_id):
        if contact.id == contact_id and contact.removed_at is None:
            return contact
    raise NotFound


def _audit(unit: UnitOfWork, actor: str, trial_id: str, action: str, now: datetime, **details: str | int) -> None:
    unit.audit.append(at=now, actor=actor, action=action, subject=trial_id, details=details)
