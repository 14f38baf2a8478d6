"""Files are attached to a trial: looked at before the database is touched, then content, row and audit at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from airspace.attachment import Attachment, FileKind, Retention, name_given
from airspace.proposal import Trial
from airspace.workflow import State, StepRefused
from api.files.remake import refuse_unopenable
from api.files.scanner import Scan, Scanner
from api.files.sniff import sniffed
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.access import locked_trial, seen_trial
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork
from geo.errors import TooLarge
from geo.text import Text

ENDED = frozenset({State.WITHDRAWN, State.CLOSED})
"""The states in which a case takes no more files."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file and one trial may hold."""

    most_bytes: int
    most_files: int


@dataclass(frozen=True, slots=True)
class Place:
    """What a file belongs to beside its trial, and how long it is kept."""

    revision_number: int | None = None
    consultation_answer_id: str | None = None
    retention: Retention = Retention.CASE


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be taken: its name as kept, what it is, and what the scanner said."""

    name: str
    kind: FileKind
    content: bytes
    scan: Scan


def examine(content: bytes, name: str, scanner: Scanner, limits: Limits) -> Examined:
    """Return a file that may be taken. It needs no database, and may take long: call it outside of a unit.

    Raises
    ------
    geo.errors.InputRefused
        If its name, size or kind is not taken, it does not open, or the scanner does not call it clean.
    """
    kept = name_given(name)
    if len(content) > limits.most_bytes:
        most = limits.most_bytes / 1024 / 1024
        raise TooLarge(
            Text(f"ファイルが大きすぎます（{len(content) / 1024 / 1024:.1f} MB）。", "The file is too large."),
            Text(f"{most:g} MB 以下にしてください。", f"Keep it to {most:g} MB."),
            where="file",
        )
    kind = sniffed(content, kept)
    scan = scanner.scan(content)
    refuse_unopenable(content, kind)
    return Examined(kept, kind, content, scan)


def refuse_attaching(unit: UnitOfWork, account: Account, trial_id: str, place: Place, limits: Limits) -> None:
    """Refuse what could not be attached whatever the file, before anything of it is looked at."""
    _refuse(unit, seen_trial(unit, account, trial_id, Action.ATTACH), place, limits)


def attach(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    examined: Examined,
    place: Place,
    limits: Limits,
    *,
    now: datetime,
) -> Attachment:
    """Keep a file that was examined.

    Raises
    ------
    StepRefused
        If the case has ended, holds as many files as it may, or this very file already.
    NotFound
        If the trial or the revision is not there for the account.
    """
    trial = locked_trial(unit, account, trial_id, Action.ATTACH)
    held = _refuse(unit, trial, place, limits)
    _refuse_again(held, examined, place)
    return keep(unit, trial, examined, place, account=account, actor=account.id, now=now)


def keep(
    unit: UnitOfWork,
    trial: Trial,
    examined: Examined,
    place: Place,
    *,
    account: Account | None,
    actor: str,
    now: datetime,
) -> Attachment:
    """Keep a file of a locked trial, handed in by an account or, with an answer, by whoever had the office's code."""
    sha256 = unit.attachments.keep(examined.content)
    attachment = Attachment(
        id=new_id(),
        trial_id=trial.id,
        number=unit.attachments.next_number(trial.id),
        revision_number=place.revision_number,
        consultation_answer_id=place.consultation_answer_id,
        kind=examined.kind,
        size=len(examined.content),
        sha256=sha256,
        scan=examined.scan.state,
        scanner=examined.scan.scanner,
        retention=place.retention,
        added_at=now,
        added_by=account.id if account else None,
        name=examined.name,
    )
    unit.attachments.add(attachment)
    unit.audit.append(
        at=now,
        actor=actor,
        action="attach",
        subject=trial.id,
        details={
            "attachment": attachment.id,
            "number": attachment.number,
            "kind": attachment.kind,
            "size": attachment.size,
            "sha256": sha256,
            "scan": attachment.scan,
        },
    )
    return attachment


def shown_to(account: Account, attachment: Attachment) -> bool:
    """Whether an account that reaches a trial may see a file of it: an answer's, only who may read answers."""
    return attachment.consultation_answer_id is None or may(account, Action.READ_CONSULTATIONS)


def attachments_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[Attachment, ...]:
    """Return the files of a trial that the account may see, oldest first; those whose retention ended have no name."""
    held = unit.attachments.list(seen_trial(unit, account, trial_id, Action.READ_ATTACHMENT).id)
    return tuple(one for one in held if shown_to(account, one))


def original(unit: UnitOfWork, account: Account, trial_id: str, number: int) -> tuple[Attachment, bytes]:
    """Return a file just as it was handed in; raises `NotFound` where its retention has ended."""
    attachment = unit.attachments.get(seen_trial(unit, account, trial_id, Action.READ_ATTACHMENT).id, number)
    if attachment is None or not shown_to(account, attachment):
        raise NotFound
    return attachment, content_of(unit, attachment)


def content_of(unit: UnitOfWork, attachment: Attachment) -> bytes:
    """Return a file's content; raises `NotFound` where its retention has ended."""
    content = unit.attachments.content(attachment.sha256) if attachment.name is not None else None
    if content is None:
        raise NotFound
    return content


def refuse_ended(trial: Trial) -> None:
    """Refuse files of a case that has ended."""
    if trial.state in ENDED:
        raise StepRefused(
            Text("この事案は終わっているので、添付できません。", "The case has ended, so nothing can be attached."),
            Text("必要なときは県の担当に相談してください。", "Ask the prefecture's desk if it is needed."),
        )


def _refuse(unit: UnitOfWork, trial: Trial, place: Place, limits: Limits) -> Sequence[Attachment]:
    refuse_ended(trial)
    if place.revision_number is not None and unit.trials.revision(trial.id, place.revision_number) is None:
        raise NotFound
    # Those of answers are not counted, lest an office fills up what is left for the operator.
    held = [
        one for one in unit.attachments.list(trial.id) if one.name is not None and one.consultation_answer_id is None
    ]
    if len(held) >= limits.most_files:
        raise StepRefused(
            Text(f"添付は {limits.most_files} 件までです。", f"There can be {limits.most_files} files at most."),
            Text("いくつかを1つのPDFにまとめてください。", "Put several of them into one PDF."),
        )
    return held


def _refuse_again(held: Sequence[Attachment], examined: Examined, place: Place) -> None:
    mine = (
        hashlib.sha256(examined.content).hexdigest(),
        examined.name,
        place.revision_number,
        place.consultation_answer_id,
    )
    for one in held:
        if (one.sha256, one.name, one.revision_number, one.consultation_answer_id) == mine:
            raise StepRefused(
                Text(
                    f"同じファイルが、もう添付されています（{one.number}番）。",
                    f"This very file is attached already (no. {one.number}).",
                ),
                Text("一覧を確かめてください。", "Look at the list."),
            )
