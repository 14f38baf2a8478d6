"""Staff black out parts of documents, and make copies of files for the public. Originals are never touched."""

import re
from dataclasses import dataclass
from datetime import datetime

from airspace.attachment import Attachment, FileKind, PublishedCopy
from airspace.blackout import Blackout, Box, Stretch, blackout_reason, in_force
from airspace.nondisclosure import ordinance_of
from airspace.proposal import Trial
from airspace.workflow import StepRefused
from api.files.remake import DRAWN, Copy, refuse_misplaced, refuse_unopenable, remade
from api.files.sniff import TEXT_KINDS
from api.files.text import shown
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial, seen_trial
from api.services.attach import original
from api.services.disclosure_document import File, Record
from api.services.disclosure_parts import document_of, documents_of
from api.services.ids import new_id
from api.services.pointers import text_at
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

MOST_STRETCHES = 100
"""In how many places of a file the same words are blacked out in one go."""


@dataclass(frozen=True, slots=True)
class HiddenPlace:
    """What is not to be shown: where in which document, on which ground of the ordinance, why."""

    document: str
    place: Box | Stretch
    ground: str
    reason: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A copy that was made outside of a unit, and the blackouts that were in force then."""

    attachment: Attachment
    copy: Copy
    blackouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A copy that residents may have: its number in the trial, what it is, and how many parts are blacked out."""

    number: int
    kind: FileKind
    size: int
    sha256: str
    blackouts: int


def refuse_blackout(unit: UnitOfWork, account: Account, trial_id: str, place: HiddenPlace) -> None:
    """Refuse a blackout that lies outside of every document. It may take long: a unit that only reads is enough.

    Raises
    ------
    NotFound
        If there is no such trial or document for the account.
    ValueRefused
        If the document does not hold that page or stretch.
    """
    trial = seen_trial(unit, account, trial_id, Action.REDACT)
    found = next((one for one in documents_of(unit, trial) if one.document == place.document), None)
    match found, place.place:
        case None, _:
            raise NotFound
        case Record(content=content), Stretch(field=field, end=end):
            refuse_misplaced(end <= len(text_at(content, field)))
        case File(attachment=attachment), where:
            _, content = original(unit, account, trial_id, attachment.number)
            _refuse_outside(content, attachment.kind, where)
        case _:
            refuse_misplaced(False)


def stretches_of(unit: UnitOfWork, account: Account, trial_id: str, number: int, words: str) -> tuple[Stretch, ...]:
    """Return every place in a text file where some words stand.

    Raises
    ------
    ValueRefused
        If the file is no text, or the words stand nowhere or in too many places.
    """
    seen_trial(unit, account, trial_id, Action.REDACT)
    attachment, content = original(unit, account, trial_id, number)
    text = shown(content) if attachment.kind in TEXT_KINDS else ""
    starts = [found.start() for found in re.finditer(re.escape(words), text)] if words else []
    if not starts:
        raise ValueRefused(
            Text("その文字は、ファイルの中に見つかりません。", "These words are not in the file."),
            Text("ファイルに書かれているとおりに書いてください。", "Write them as they stand there."),
            where="words",
        )
    if len(starts) > MOST_STRETCHES:
        raise ValueRefused(
            Text(f"その文字は {len(starts)} か所にあります。", f"These words stand in {len(starts)} places."),
            Text(
                f"{MOST_STRETCHES} か所までにしぼってください。", f"Give words that stand in {MOST_STRETCHES} at most."
            ),
            where="words",
        )
    return tuple(Stretch("", start, start + len(words)) for start in starts)


def black_out(
    unit: UnitOfWork, account: Account, trial_id: str, place: HiddenPlace, *, prefecture: str, now: datetime
) -> Blackout:
    """Record a blackout that `refuse_blackout` let through; documents never change, so it still fits.

    Raises
    ------
    ValueRefused
        If the ground is none of the ordinance's, or the reason is missing, too long or not readable.
    """
    trial = locked_trial(unit, account, trial_id, Action.REDACT)
    grounds = ordinance_of(prefecture).grounds
    if place.ground not in grounds:
        raise ValueRefused(
            Text("条例の非開示情報のどれに当たるかが選ばれていません。", "No ground of the ordinance is chosen."),
            Text("選べるのは " + "、".join(grounds) + " です。", "Choose one of " + ", ".join(grounds) + "."),
            where="ground",
        )
    blackout = Blackout(
        id=new_id(),
        trial_id=trial.id,
        document=place.document,
        place=place.place,
        ground=place.ground,
        article=grounds[place.ground].article,
        reason=blackout_reason(place.reason),
        made_at=now,
        made_by=account.id,
    )
    unit.blackouts.add(blackout)
    unit.audit.append(
        at=now,
        actor=account.id,
        action="black_out",
        subject=trial.id,
        details={"blackout": blackout.id, "document": blackout.document, "article": blackout.article},
    )
    return blackout


def lift_blackout(unit: UnitOfWork, account: Account, trial_id: str, blackout_id: str, *, now: datetime) -> None:
    """Record that a blackout is in force no more; copies that were made with it stay as they are."""
    trial = locked_trial(unit, account, trial_id, Action.REDACT)
    found = next((one for one in unit.blackouts.list(trial.id) if one.id == blackout_id), None)
    if found is None:
        raise NotFound
    if found.lifted_at is not None:
        raise StepRefused(
            Text("この黒塗りは、もう外されています。", "This blackout is lifted already."),
            Text("一覧を確かめてください。", "Look at the list."),
        )
    unit.blackouts.lift(blackout_id, at=now, by=account.id)
    unit.audit.append(
        at=now, actor=account.id, action="lift_blackout", subject=trial.id, details={"blackout": blackout_id}
    )


def blackouts_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[Blackout, ...]:
    """Return the blackouts of a trial, lifted ones too, oldest first."""
    return unit.blackouts.list(seen_trial(unit, account, trial_id, Action.SEE_WORKLIST).id)


def prepare_copy(unit: UnitOfWork, account: Account, trial_id: str, number: int) -> Prepared:
    """Make a file again with its blackouts, as residents would get it. It may take long and writes nothing.

    Raises
    ------
    geo.errors.FileRefused
        If its kind is never published, or it does not open within bounds.
    """
    trial = seen_trial(unit, account, trial_id, Action.SEE_WORKLIST)
    attachment, content = original(unit, account, trial_id, number)
    blackouts = in_force(unit.blackouts.list(trial.id), document_of(attachment))
    return Prepared(attachment, remade(content, attachment.kind, blackouts), tuple(one.id for one in blackouts))


def publish_copy(
    unit: UnitOfWork, account: Account, trial_id: str, prepared: Prepared, *, now: datetime
) -> PublishedCopy:
    """Keep a prepared copy as the one that residents get.

    Raises
    ------
    StepRefused
        If a blackout was made or lifted since it was prepared.
    """
    trial = locked_trial(unit, account, trial_id, Action.REDACT)
    held = in_force(unit.blackouts.list(trial.id), document_of(prepared.attachment))
    if tuple(one.id for one in held) != prepared.blackouts:
        raise StepRefused(
            Text("公表用の写しを作るあいだに、黒塗りが変わりました。", "A blackout changed while the copy was made."),
            Text("黒塗りを確かめて、もう一度公表してください。", "Check the blackouts and publish it again."),
        )
    copy = PublishedCopy(
        attachment_id=prepared.attachment.id,
        number=unit.attachments.next_copy(prepared.attachment.id),
        kind=prepared.copy.kind,
        size=len(prepared.copy.content),
        sha256=unit.attachments.keep(prepared.copy.content),
        blackouts=prepared.blackouts,
        made_at=now,
        made_by=account.id,
    )
    _keep_copy(unit, trial, copy, "publish_attachment")
    return copy


def take_back_copy(unit: UnitOfWork, account: Account, trial_id: str, number: int, *, now: datetime) -> None:
    """Let residents have a file no more."""
    trial = locked_trial(unit, account, trial_id, Action.REDACT)
    attachment = unit.attachments.get(trial.id, number)
    newest = unit.attachments.copies(trial.id).get(attachment.id) if attachment else None
    if attachment is None or newest is None or newest.sha256 is None:
        raise NotFound
    copy = PublishedCopy(attachment.id, newest.number + 1, None, 0, None, (), now, account.id)
    _keep_copy(unit, trial, copy, "take_back_attachment")


def public_files(unit: UnitOfWork, trial_id: str) -> tuple[PublicFile, ...]:
    """Return the copies that residents may have: of a published trial only, none for any other."""
    if unit.trials.publication(trial_id) is None:
        return ()
    copies = unit.attachments.copies(trial_id)
    files = []
    for one in unit.attachments.list(trial_id):
        copy = copies.get(one.id)
        if one.name is not None and copy is not None and copy.sha256 is not None and copy.kind is not None:
            files.append(PublicFile(one.number, copy.kind, copy.size, copy.sha256, len(copy.blackouts)))
    return tuple(files)


def public_file(unit: UnitOfWork, trial_id: str, number: int) -> tuple[PublicFile, bytes]:
    """Return one such copy with its content; raises `NotFound` otherwise."""
    found = next((one for one in public_files(unit, trial_id) if one.number == number), None)
    content = unit.attachments.content(found.sha256) if found else None
    if found is None or content is None:
        raise NotFound
    return found, content


def _keep_copy(unit: UnitOfWork, trial: Trial, copy: PublishedCopy, action: str) -> None:
    unit.attachments.add_copy(copy)
    unit.audit.append(
        at=copy.made_at,
        actor=copy.made_by,
        action=action,
        subject=trial.id,
        details={"attachment": copy.attachment_id, "copy": copy.number, "blackouts": len(copy.blackouts)},
    )


def _refuse_outside(content: bytes, kind: FileKind, where: Box | Stretch) -> None:
    match where:
        case Box(page=page):
            refuse_misplaced(kind in DRAWN and page <= refuse_unopenable(content, kind))
        case Stretch(field=field, end=end):
            refuse_misplaced(kind in TEXT_KINDS and not field and end <= len(shown(content)))
