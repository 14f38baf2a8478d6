"""The operator records permits, plan notices and checks of emergency airspace. Nobody asks MLIT about them."""

from dataclasses import dataclass
from datetime import date, datetime

from airspace.flight_day.state import standing_of
from airspace.flight_day.value import EmergencyCheck, Permit, PermitKind, PlanNotice, number_given
from airspace.workflow import StepRefused
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial
from api.services.flight_day.course import Flown, flown_of, needed
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

MOST_RECORDS = 500


@dataclass(frozen=True, slots=True)
class PermitTold:
    """A permit as it is told: kind, number, first and last day."""

    kind: PermitKind
    number: str
    valid_from: date
    valid_to: date


def record_permit(unit: UnitOfWork, account: Account, trial_id: str, told: PermitTold, *, now: datetime) -> Permit:
    """Record the number of a permit of MLIT that the operator holds.

    Raises
    ------
    StepRefused
        If no route is confirmed, or too many are recorded.
    ValueRefused
        If the number is unreadable or the days are not in order.
    """
    flown = _begin(unit, account, trial_id)
    _refuse_more(len(unit.flight_days.permits(trial_id)))
    permit = Permit(
        id=new_id(),
        trial_id=flown.trial.id,
        kind=told.kind,
        number=number_given(told.number),
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        recorded_at=now,
        recorded_by=account.id,
    )
    unit.flight_days.add_permit(permit)
    days = {"valid_from": permit.valid_from.isoformat(), "valid_to": permit.valid_to.isoformat()}
    _audit(unit, account, trial_id, "flight_permit_recorded", now, permit=permit.id, kind=permit.kind.value, **days)
    return permit


def withdraw_permit(unit: UnitOfWork, account: Account, trial_id: str, permit_id: str, *, now: datetime) -> None:
    """Record that a permit counts no more: it was written wrongly, or taken back.

    Raises
    ------
    NotFound
        If the trial has no such permit, or it was withdrawn.
    """
    _begin(unit, account, trial_id)
    if not any(one.id == permit_id and one.withdrawn_at is None for one in unit.flight_days.permits(trial_id)):
        raise NotFound
    unit.flight_days.withdraw_permit(permit_id, at=now, by=account.id)
    _audit(unit, account, trial_id, "flight_permit_withdrawn", now, permit=permit_id)


def record_notice(
    unit: UnitOfWork, account: Account, trial_id: str, day: date, number: str, *, now: datetime
) -> PlanNotice:
    """Record the number of the plan notice (通報) of a day, as that day is planned now.

    Raises
    ------
    StepRefused
        If the day is not one of the trial's.
    ValueRefused
        If the number is unreadable.
    """
    flown = _begin(unit, account, trial_id)
    standing = standing_of(flown.course, day)
    _refuse_more(len(unit.flight_days.notices(trial_id)))
    notice = PlanNotice(
        id=new_id(),
        trial_id=trial_id,
        day=day,
        revision_number=flown.revision.number,
        windows=standing.windows,
        number=number_given(number),
        recorded_at=now,
        recorded_by=account.id,
    )
    unit.flight_days.add_notice(notice)
    details: dict[str, str | int] = {"day": day.isoformat(), "revision": notice.revision_number}
    _audit(unit, account, trial_id, "plan_notice_recorded", now, notice=notice.id, **details)
    return notice


def record_check(
    unit: UnitOfWork, account: Account, trial_id: str, day: date, checked_at: datetime, *, found: bool, now: datetime
) -> EmergencyCheck:
    """Record that the account's person looked emergency airspace up, when, and whether any was over the day's flights.

    Raises
    ------
    StepRefused
        If the day is not one of the trial's.
    ValueRefused
        If the time has no zone or is to come.
    """
    flown = _begin(unit, account, trial_id)
    standing_of(flown.course, day)
    _refuse_more(len(unit.flight_days.checks(trial_id)))
    if checked_at.tzinfo is None or checked_at > now:
        raise ValueRefused(
            Text("確かめた時刻が正しくありません。", "The time of the check cannot be right."),
            Text("いままでに確かめた日時を入れてください。", "Give the time at which it was made, not one to come."),
            where="checked_at",
        )
    check = EmergencyCheck(new_id(), trial_id, day, flown.revision.number, checked_at, found, now, account.id)
    unit.flight_days.add_check(check)
    details: dict[str, str | int] = {"day": day.isoformat(), "found": int(found)}
    _audit(unit, account, trial_id, "emergency_airspace_checked", now, check=check.id, **details)
    return check


def _begin(unit: UnitOfWork, account: Account, trial_id: str) -> Flown:
    return needed(flown_of(unit, locked_trial(unit, account, trial_id, Action.RECORD_FLIGHT)))


def _refuse_more(held: int) -> None:
    if held >= MOST_RECORDS:
        raise StepRefused(
            Text(f"記録が{MOST_RECORDS}件を超えます。", f"There are {MOST_RECORDS} records already."),
            Text("県の担当に相談してください。", "Ask the prefecture's desk."),
        )


def _audit(unit: UnitOfWork, account: Account, trial_id: str, action: str, now: datetime, **details: str | int) -> None:
    unit.audit.append(at=now, actor=account.id, action=action, subject=trial_id, details=details)
