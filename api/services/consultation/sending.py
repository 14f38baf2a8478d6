"""What is told to those who are asked, as notices to the office's registered address. None says what anybody typed.

What staff wrote is read on the page that the link opens.
"""

from datetime import UTC, datetime, time, timedelta

from airspace.consultation import Consultation
from airspace.trial import JST
from airspace.workflow import StepRefused
from api.notify.notice import Notice, NoticeKind, Parameter, Recipient
from api.security.answer_links import CODE_LASTS, new_token
from api.services.tell import tell
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

LINK_DAYS = 60
"""A link opens the case for so many days after the due date, or after the reminder that brings it."""

MINUTE = timedelta(minutes=1)


def refuse_unreachable(unit: UnitOfWork, office_id: str) -> None:
    """Refuse to send to an office whose address is not held; asked before anything is written.

    Raises
    ------
    StepRefused
        If it is not.
    """
    if unit.offices.contact(office_id) is None:
        raise StepRefused(
            Text("この所属の連絡先が登録されていません。", "The office's address is not registered."),
            Text("照会先の名簿で連絡先を確かめてください。", "Check the register of offices."),
        )


def tell_asked(unit: UnitOfWork, consultation: Consultation, *, now: datetime) -> None:
    """Ask for the opinion, with a link that opens the case."""
    _tell_with_link(unit, consultation, NoticeKind.CONSULTATION_INVITED, now)


def tell_again(unit: UnitOfWork, consultation: Consultation, *, now: datetime, once: str | None = None) -> bool:
    """Remind, with a link of its own; of those with the same `once` only the first. Return whether it was told."""
    late = consultation.is_late(now)
    kind = NoticeKind.CONSULTATION_OVERDUE if late else NoticeKind.CONSULTATION_DUE
    return _tell_with_link(unit, consultation, kind, now, once)


def tell_withdrawn(unit: UnitOfWork, consultation: Consultation, *, now: datetime) -> None:
    """Say that no answer is needed, with a link to the reason."""
    _tell_with_link(unit, consultation, NoticeKind.CONSULTATION_WITHDRAWN, now)


def tell_code(unit: UnitOfWork, consultation: Consultation, digits: str, *, now: datetime) -> None:
    """Send a one-time code."""
    parameters: dict[str, Parameter] = {"code": digits, "minutes": CODE_LASTS // MINUTE}
    tell(unit, Notice(NoticeKind.ONE_TIME_CODE, _office(consultation), consultation.trial_id, parameters), now=now)


def _tell_with_link(
    unit: UnitOfWork, consultation: Consultation, kind: NoticeKind, now: datetime, once: str | None = None
) -> bool:
    token, intake = new_token(), unit.intakes.get(consultation.trial_id)
    parameters: dict[str, Parameter] = {
        "token": token,
        "reference": intake.reference if intake else "",
        "due": consultation.due_on,
    }
    if not tell(unit, Notice(kind, _office(consultation), consultation.trial_id, parameters), now=now, once=once):
        return False
    due = datetime.combine(consultation.due_on, time(), JST).astimezone(UTC)
    unit.answer_links.add(token, consultation.id, now=now, expires_at=max(due, now) + timedelta(days=LINK_DAYS))
    return True


def _office(consultation: Consultation) -> Recipient:
    return Recipient.office(consultation.consultee.office_id)
