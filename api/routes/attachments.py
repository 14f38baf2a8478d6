"""`/api/v1/trials/{id}/attachments`: files handed in, and the copies of them that residents get."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile, status

from airspace.attachment import Retention
from api.deps import InForce, May, Now, Number, OpeningPlace, Reader, Reading, ScannerOf, Writing
from api.downloads import copy_download, original_download
from api.schemas.attachments import AttachmentData
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.attach import Limits, Place, attach, attachments_of, examine, original, refuse_attaching
from api.services.redact import prepare_copy, publish_copy, take_back_copy
from api.settings import Settings

router = APIRouter(prefix="/trials/{trial_id}/attachments", tags=["attachments"])


@router.get("", summary="List the files")
def attachments(
    trial_id: str, account: Annotated[Account, May(Action.READ_ATTACHMENT)], unit: Reading
) -> list[AttachmentData]:
    """Return the files of a trial, oldest first."""
    found = attachments_of(unit, account, trial_id)
    copies = unit.attachments.copies(trial_id)
    return [AttachmentData.of(one, copies.get(one.id)) for one in found]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Attach a file")
def add(
    trial_id: str,
    file: Annotated[UploadFile, File()],
    account: Annotated[Account, May(Action.ATTACH)],
    read: Reader,
    unit: Writing,
    scanner: ScannerOf,
    settings: InForce,
    now: Now,
    _place: OpeningPlace,
    revision: Annotated[int | None, Form(ge=1, le=1_000_000)] = None,
    retention: Annotated[Retention, Form()] = Retention.CASE,
) -> AttachmentData:
    """Attach a file, of a submitted revision where its number is given. What it is, is told from its bytes."""
    limits, place = limits_of(settings), Place(revision, retention=retention)
    with read() as reading:
        refuse_attaching(reading, account, trial_id, place, limits)
    examined = examine(file.file.read(limits.most_bytes + 1), file.filename or "", scanner, limits)
    return AttachmentData.of(attach(unit, account, trial_id, examined, place, limits, now=now))


@router.get("/{number}", summary="Download a file", response_class=Response)
def get(
    trial_id: str, number: Number, account: Annotated[Account, May(Action.READ_ATTACHMENT)], unit: Reading
) -> Response:
    """Return a file just as it was handed in, always as a download."""
    return original_download(*original(unit, account, trial_id, number))


@router.get("/{number}/copy", summary="Look at the copy for the public", response_class=Response)
def preview(
    trial_id: str,
    number: Number,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    read: Reader,
    _place: OpeningPlace,
) -> Response:
    """Return the copy that residents would get now, made again with the blackouts in force."""
    with read() as reading:
        prepared = prepare_copy(reading, account, trial_id, number)
    return copy_download(prepared)


@router.post("/{number}/copy", status_code=status.HTTP_204_NO_CONTENT, summary="Publish a copy")
def publish(
    trial_id: str,
    number: Number,
    account: Annotated[Account, May(Action.REDACT)],
    read: Reader,
    unit: Writing,
    now: Now,
    _place: OpeningPlace,
) -> None:
    """Make a copy with the blackouts in force the one that residents get, once the trial is public."""
    with read() as reading:
        prepared = prepare_copy(reading, account, trial_id, number)
    publish_copy(unit, account, trial_id, prepared, now=now)


@router.delete("/{number}/copy", status_code=status.HTTP_204_NO_CONTENT, summary="Take the copy back")
def take_back(
    trial_id: str, number: Number, account: Annotated[Account, May(Action.REDACT)], unit: Writing, now: Now
) -> None:
    """Let residents have the file no more."""
    take_back_copy(unit, account, trial_id, number, now=now)


def limits_of(settings: Settings) -> Limits:
    """Return the limits that a deployment chose."""
    return Limits(settings.max_attachment_bytes, settings.max_attachments)
