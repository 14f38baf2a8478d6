"""The operator makes a first report; MLIT's number comes later; staff say what everyone is told."""

from dataclasses import dataclass
from datetime import datetime

from airspace.flight_day.contact import Matter
from airspace.flight_day.incident import (
    FirstReport,
    Incident,
    IncidentNotice,
    MlitNumber,
    notice_given,
    report_given,
)
from airspace.flight_day.value import number_given
from airspace.role import STAFF
from airspace.workflow import StepRefused
from api.notify.notice import Notice, NoticeKind, Recipient
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial, seen_trial
from api.services.flight_day.contacts import tell_all
from api.services.flight_day.course import flown_of, needed
from api.services.ids import new_id
from api.services.tell import tell
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

MOST_INCIDENTS = 100


@dataclass(frozen=True, slots=True)
class IncidentSeen:
    """A first report with MLIT's numbers and the public notices, oldest first; the newest of each counts."""

    incident: Incident
    mlit_numbers: tuple[MlitNumber, ...]
    notices: tuple[IncidentNotice, ...]

    @property
    def notice(self) -> IncidentNotice | None:
        """The notice that counts."""
        return self.notices[-1] if self.notices else None


def report_incident(unit: UnitOfWork, account: Account, trial_id: str, told: FirstReport, *, now: datetime) -> Incident:
    """Record a first report, and tell the contacts and the prefecture's staff.

    Raises
    ------
    StepRefused
        If no route of the trial was ever confirmed, or too many are recorded.
    ValueRefused
        If something is missing, unreadable, or at a time that cannot be.
    """
    flown = needed(flown_of(unit, locked_trial(unit, account, trial_id, Action.REPORT_INCIDENT)))
    number = unit.incidents.next_number(trial_id)
    if number > MOST_INCIDENTS:
        raise StepRefused(
            Text(f"第一報が{MOST_INCIDENTS}件を超えます。", f"There are {MOST_INCIDENTS} first reports already."),
            Text("県の担当に電話してください。", "Telephone the prefecture's desk."),
        )
    incident = Incident(new_id(), trial_id, number, report_given(told, now), now, account.id)
    unit.incidents.add(incident)
    _audit(unit, account, incident, "incident_reported", now)
    tell_all(unit, flown, Matter.INCIDENT, now=now)
    for one in unit.accounts.list():
        if one.roles & STAFF:
            notice = Notice(NoticeKind.INCIDENT_REPORTED, Recipient.account(one.id), trial_id, {"number": number})
            tell(unit, notice, now=now)
    return incident


def give_mlit_number(
    unit: UnitOfWork, account: Account, trial_id: str, incident_number: int, mlit_number: str, *, now: datetime
) -> MlitNumber:
    """Record the number that MLIT gave to its own report; a later one takes the place of an earlier one.

    Raises
    ------
    NotFound
        If the trial has no such incident.
    """
    locked_trial(unit, account, trial_id, Action.REPORT_INCIDENT)
    incident = _incident(unit, trial_id, incident_number)
    number = len(unit.incidents.mlit_numbers(incident.id)) + 1
    given = MlitNumber(incident.id, number, number_given(mlit_number, "mlit_number"), now, account.id)
    unit.incidents.add_mlit_number(given)
    _audit(unit, account, incident, "incident_mlit_number", now)
    return given


def tell_everyone(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    incident_number: int,
    text: str,
    *,
    published: bool,
    now: datetime,
) -> IncidentNotice:
    """Record what everyone is told of an incident, and whether it is shown; it takes the place of what was told before.

    Raises
    ------
    NotFound
        If the trial has no such incident.
    ValueRefused
        If the text is missing or unreadable.
    """
    locked_trial(unit, account, trial_id, Action.PUBLISH_INCIDENT)
    incident = _incident(unit, trial_id, incident_number)
    number = len(unit.incidents.notices(incident.id)) + 1
    notice = IncidentNotice(incident.id, number, notice_given(text), published, now, account.id)
    unit.incidents.add_notice(notice)
    _audit(unit, account, incident, "incident_notice", now, notice=number, published=int(published))
    return notice


def incidents_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[IncidentSeen, ...]:
    """Return the incidents of a trial that an account may see, newest first."""
    return incidents_seen(unit, seen_trial(unit, account, trial_id).id)


def incidents_seen(unit: UnitOfWork, trial_id: str) -> tuple[IncidentSeen, ...]:
    """Return the incidents of a trial, newest first."""
    return tuple(
        IncidentSeen(one, unit.incidents.mlit_numbers(one.id), unit.incidents.notices(one.id))
        for one in unit.incidents.list(trial_id)
    )


def _incident(unit: UnitOfWork, trial_id: str, number: int) -> Incident:
    for incident in unit.incidents.list(trial_id):
        if incident.number == number:
            return incident
    raise NotFound


def _audit(
    unit: UnitOfWork, account: Account, incident: Incident, action: str, now: datetime, **details: str | int
) -> None:
    told = {"incident": incident.id, "number": incident.number, **details}
    unit.audit.append(at=now, actor=account.id, action=action, subject=incident.trial_id, details=told)
