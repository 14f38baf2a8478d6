"""Those who are asked open the case by a link, and answer with a one-time code or an account of their office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from airspace.attachment import Attachment
from airspace.consultation import Answer, Record, Said, Standing, refuse_answer
from airspace.consultation.value import Channel
from airspace.proposal import ProposalRevision, Trial, hash_of
from airspace.workflow import StepRefused
from api.problems import NotFound
from api.security.accounts import Account
from api.security.answer_links import (
    CODE_LASTS,
    CODE_WAIT,
    MOST_CODES,
    SESSION_LASTS,
    AnswerCode,
    AnswerLink,
    code_hash,
    fits,
    new_code,
    new_token,
)
from api.security.permissions import Action, require
from api.services.attach import Examined, Place, content_of, keep, refuse_ended
from api.services.consultation import sending
from api.services.ids import new_id
from api.services.tell import refuse_without_mail
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

MOST_FILES = 5
"""How many files an answer may have."""

MOST_FILES_OF_ALL = 50
"""How many files all answers to one consultation may have: a correction is a further answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is asked about: the consultation, its trial, and the revision that it is about."""

    record: Record
    trial: Trial
    revision: ProposalRevision
    newest_revision: int

    @property
    def is_superseded(self) -> bool:
        """Whether a newer revision was submitted; the answer stays with the one that was asked about."""
        return self.newest_revision > self.revision.number


def opened(unit: UnitOfWork, token: str, *, now: datetime) -> tuple[AnswerLink, Asked]:
    """Return what a link opens. It changes nothing.

    Raises
    ------
    NotFound
        If there is no such link.
    StepRefused
        If it has expired.
    """
    link = unit.answer_links.find(token)
    if link is None:
        raise NotFound
    if link.expires_at <= now:
        raise StepRefused(
            Text("このリンクの有効期限が切れています。", "This link has expired."),
            Text("県の担当に、新しいリンクを送るよう伝えてください。", "Ask the prefecture's desk to send a new one."),
        )
    return link, _asked(unit, link.consultation_id)


def send_code(unit: UnitOfWork, token: str, *, mail_goes: bool, now: datetime) -> None:
    """Send a one-time code to the registered address of the office; the code before it works no more.

    Raises
    ------
    StepRefused
        If no mail goes, the consultation is withdrawn, the last code was sent a moment ago, or too many were.
    """
    link, asked = opened(unit, token, now=now)
    refuse_without_mail(mail_goes)
    unit.answer_links.lock(link)
    refuse_answer(asked.record, len(asked.record.answers))
    newest = unit.answer_links.newest_code(link)
    if newest and newest.made_at <= now < newest.made_at + CODE_WAIT:
        raise StepRefused(
            Text("確認コードを送ったばかりです。", "A code was sent a moment ago."),
            Text(
                "届いたコードを入れるか、1分待ってからもう一度送ってください。",
                "Enter it, or wait a minute and send another.",
            ),
        )
    made = unit.answer_links.codes_made(link)
    if made >= MOST_CODES:
        raise StepRefused(
            Text("このリンクで送れる確認コードの数を使い切りました。", "This link has used up its codes."),
            Text("県の担当に、新しいリンクを送るよう伝えてください。", "Ask the prefecture's desk to send a new link."),
        )
    consultation = asked.record.consultation
    sending.refuse_unreachable(unit, consultation.consultee.office_id)
    digits, code_id = new_code(), new_id()
    unit.answer_links.add_code(
        AnswerCode(
            id=code_id,
            link=link.token_sha256,
            number=made + 1,
            code_sha256=code_hash(token, code_id, digits),
            made_at=now,
            expires_at=now + CODE_LASTS,
        )
    )
    sending.tell_code(unit, consultation, digits, now=now)
    _audit(unit, asked, _office(asked), "answer_code_sent", now, number=made + 1)


def enter_code(unit: UnitOfWork, token: str, code: str, *, now: datetime) -> str | None:
    """Return the token of a session in which the consultation may be answered, None where the code does not fit.

    A wrong try is counted, so the unit must commit whatever is returned. Why it does not fit is not told.
    """
    link, asked = opened(unit, token, now=now)
    unit.answer_links.lock(link)
    newest = unit.answer_links.newest_code(link)
    if newest is None or not newest.works(now):
        _audit(unit, asked, _office(asked), "answer_code_refused", now)
        return None
    unit.answer_links.count_try(newest)
    if not fits(newest, token, code):
        _audit(unit, asked, _office(asked), "answer_code_refused", now)
        return None
    unit.answer_links.use(newest, now=now)
    session = new_token()
    unit.answer_links.open(session, link.consultation_id, now=now, expires_at=now + SESSION_LASTS)
    _audit(unit, asked, _office(asked), "answering_opened", now)
    return session


def may_answer(unit: UnitOfWork, session_token: str, consultation_id: str, *, now: datetime) -> bool:
    """Whether a browser's session lets it answer a consultation."""
    session = unit.answer_links.session(session_token, now=now) if session_token else None
    return session is not None and session.consultation_id == consultation_id


def opened_to_answer(unit: UnitOfWork, token: str, session_token: str, *, now: datetime) -> Asked:
    """Return what a link opens, to a browser whose session lets it answer.

    Raises
    ------
    StepRefused
        If the link has expired or the session has ended.
    """
    _, asked = opened(unit, token, now=now)
    if not may_answer(unit, session_token, asked.record.consultation.id, now=now):
        raise StepRefused(
            Text(
                "回答できる時間が切れました。回答は記録していません。",
                "The time to answer has ended. Nothing was recorded.",
            ),
            Text(
                "もう一度、確認コードを送って入れてください。書いた内容は下に残っています。",
                "Send and enter another code. What you wrote is kept below.",
            ),
        )
    return asked


def answer_by_link(
    unit: UnitOfWork,
    token: str,
    session_token: str,
    said: Said,
    *,
    seen: int,
    now: datetime,
    files: Sequence[Examined] = (),
) -> Answer:
    """Record an answer given in a session that a code opened; `seen` is how many answers were seen before it.

    Raises
    ------
    StepRefused
        If the session has ended, the consultation is withdrawn, or somebody else answered in the meantime.
    """
    asked = opened_to_answer(unit, token, session_token, now=now)
    return _record_answer(unit, asked, said, seen, None, files, now)


def answer_as_member(
    unit: UnitOfWork,
    account: Account,
    consultation_id: str,
    said: Said,
    *,
    seen: int,
    now: datetime,
    files: Sequence[Examined] = (),
) -> Answer:
    """Record an answer of somebody who is signed in for the office that is asked."""
    asked = asked_of(unit, account, consultation_id)
    return _record_answer(unit, asked, said, seen, account, files, now)


def files_of(unit: UnitOfWork, asked: Asked) -> dict[str, list[Attachment]]:
    """Return the files of each answer to a consultation, by the answer's id."""
    found: dict[str, list[Attachment]] = {answer.id: [] for answer in asked.record.answers}
    for one in unit.attachments.list(asked.trial.id):
        if one.consultation_answer_id in found:
            found[one.consultation_answer_id].append(one)
    return found


def file_of(unit: UnitOfWork, asked: Asked, number: int) -> tuple[Attachment, bytes]:
    """Return a file of an answer just as it was handed in; raises `NotFound` where there is none."""
    for one in (one for files in files_of(unit, asked).values() for one in files):
        if one.number == number:
            return one, content_of(unit, one)
    raise NotFound


def asked_of(unit: UnitOfWork, account: Account, consultation_id: str) -> Asked:
    """Return what an account's office is asked; raises `NotFound` for what it is not."""
    record = unit.consultations.record(consultation_id)
    offices = _own_offices(unit, account)
    if record is None or record.consultation.consultee.office_id not in offices:
        raise NotFound
    return _asked(unit, consultation_id)


def asked_of_office(unit: UnitOfWork, account: Account, *, now: datetime) -> list[tuple[Asked, Standing]]:
    """Return what an account's offices were asked: what waits for an answer first, the soonest due before others."""
    order = (Standing.OVERDUE, Standing.WAITING, Standing.ANSWERED, Standing.WITHDRAWN)
    found = [
        (_asked(unit, record.consultation.id), record.standing(now))
        for record in unit.consultations.of_offices(_own_offices(unit, account))
    ]
    return sorted(found, key=lambda pair: order.index(pair[1]))


def _own_offices(unit: UnitOfWork, account: Account) -> set[str]:
    require(account, Action.ANSWER_CONSULTATION)
    return {office.id for office in unit.offices.of_organisation(account.organisation_id)}


def _record_answer(
    unit: UnitOfWork,
    asked: Asked,
    said: Said,
    seen: int,
    account: Account | None,
    files: Sequence[Examined],
    now: datetime,
) -> Answer:
    consultation = asked.record.consultation
    trial = unit.trials.lock(consultation.trial_id)
    record = unit.consultations.record(consultation.id)
    if record is None or trial is None:
        raise NotFound
    refuse_answer(record, seen)
    # All that can be refused is refused before anything is written: a page catches it, and the unit commits.
    if files:
        refuse_ended(trial)
        _refuse_more_files(unit, asked, files)
    # Contents in one order, and before the audit log: of two who hand in the same files neither waits for the other.
    for content in sorted(file.content for file in files):
        unit.attachments.keep(content)
    answer = Answer(
        id=new_id(),
        consultation_id=consultation.id,
        number=len(record.answers) + 1,
        opinion=said.opinion,
        text=said.text,
        post=said.post,
        document_number=said.document_number,
        answered_at=now,
        late=consultation.is_late(now),
        channel=Channel.ACCOUNT if account else Channel.CODE,
        answered_by=account.id if account else None,
    )
    unit.consultations.add_answer(answer)
    actor = account.id if account else _office(asked)
    for file in files:
        keep(unit, trial, file, Place(consultation_answer_id=answer.id), account=account, actor=actor, now=now)
    _audit(
        unit,
        asked,
        actor,
        "consultation_answered",
        now,
        answer=answer.id,
        number=answer.number,
        opinion=answer.opinion,
        late=int(answer.late),
        files=len(files),
        text_sha256=hash_of(answer.text),
    )
    return answer


def _refuse_more_files(unit: UnitOfWork, asked: Asked, files: Sequence[Examined]) -> None:
    held = sum(map(len, files_of(unit, asked).values()))
    if len(files) > MOST_FILES or held + len(files) > MOST_FILES_OF_ALL:
        raise StepRefused(
            Text("回答に添えられるファイルの数を超えています。", "These are more files than answers may have."),
            Text("添付なしで送るか、県の担当に相談してください。", "Answer without files, or ask the desk."),
        )


def _asked(unit: UnitOfWork, consultation_id: str) -> Asked:
    record = unit.consultations.record(consultation_id)
    trial = unit.trials.get(record.consultation.trial_id) if record else None
    if record is None or trial is None:
        raise NotFound
    revision = unit.trials.revision(trial.id, record.consultation.revision_number)
    newest = unit.trials.revision(trial.id)
    if revision is None or newest is None:
        raise LookupError(f"the consultation {consultation_id} is about a revision that is not held")
    return Asked(record, trial, revision, newest.number)


def _office(asked: Asked) -> str:
    return f"office:{asked.record.consultation.consultee.office_id}"


def _audit(unit: UnitOfWork, asked: Asked, actor: str, action: str, now: datetime, **details: str | int) -> None:
    consultation = asked.record.consultation
    unit.audit.append(
        at=now,
        actor=actor,
        action=action,
        subject=consultation.trial_id,
        details={"consultation": consultation.id, "revision": consultation.revision_number, **details},
    )
