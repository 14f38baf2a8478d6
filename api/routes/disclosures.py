"""`/api/v1/trials/{id}/blackouts` and `…/disclosure`: what is not shown and why, and the case to be handed out."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Response, status
from fastapi.responses import StreamingResponse

from api.deps import InForce, May, Now, OpeningPlace, Reader, Reading, Writing
from api.downloads import SANDBOX, disposition
from api.schemas.attachments import BlackoutData, BlackoutIn
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.disclose import disclose, record_disclosure
from api.services.redact import black_out, blackouts_of, lift_blackout, refuse_blackout
from api.settings import Settings
from api.store.unit_of_work import UnitOfWork

router = APIRouter(prefix="/trials/{trial_id}", tags=["attachments"])

CHUNK = 1024 * 1024


@router.get("/blackouts", summary="List the blackouts")
def blackouts(
    trial_id: str, account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading
) -> list[BlackoutData]:
    """Return the blackouts of a trial's documents, lifted ones too, oldest first."""
    return [BlackoutData.of(one) for one in blackouts_of(unit, account, trial_id)]


@router.post("/blackouts", status_code=status.HTTP_201_CREATED, summary="Black out a part of a document")
def add(
    trial_id: str,
    blackout: BlackoutIn,
    account: Annotated[Account, May(Action.REDACT)],
    read: Reader,
    unit: Writing,
    settings: InForce,
    now: Now,
    _place: OpeningPlace,
) -> BlackoutData:
    """Record what of which document is not shown, on which ground of the ordinance, and why."""
    place = blackout.value()
    with read() as reading:
        refuse_blackout(reading, account, trial_id, place)
    return BlackoutData.of(black_out(unit, account, trial_id, place, prefecture=settings.prefecture, now=now))


@router.delete("/blackouts/{blackout_id}", status_code=status.HTTP_204_NO_CONTENT, summary="Lift a blackout")
def lift(
    trial_id: str, blackout_id: str, account: Annotated[Account, May(Action.REDACT)], unit: Writing, now: Now
) -> None:
    """Record that a blackout is in force no more. It stays in the list."""
    lift_blackout(unit, account, trial_id, blackout_id, now=now)


@router.post("/disclosure", summary="Export the case for disclosure", response_class=Response)
def export(
    trial_id: str,
    account: Annotated[Account, May(Action.DISCLOSE)],
    read: Reader,
    unit: Writing,
    settings: InForce,
    now: Now,
    _place: OpeningPlace,
) -> Response:
    """Return the whole case as a zip: people's data and blackouts left out, each with its article and reason."""
    return exported(trial_id, account, read, unit, settings, now)


def exported(
    trial_id: str, account: Account, read: Reader, unit: UnitOfWork, settings: Settings, now: datetime
) -> Response:
    """Return the export of a case as a download, and record that it was made."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - it is read after this function has ended
    try:
        with read() as reading:
            sha256 = disclose(reading, account, trial_id, out, prefecture=settings.prefecture)
        record_disclosure(unit, account, trial_id, sha256, now=now)
    except BaseException:
        out.close()
        raise
    name = f"disclosure-{trial_id}.zip"
    headers = {
        "content-disposition": disposition(name, name),
        "content-security-policy": SANDBOX,
        "cache-control": "private, no-store",
    }
    return StreamingResponse(_chunks(out), media_type="application/zip", headers=headers)


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(CHUNK):
            yield chunk
