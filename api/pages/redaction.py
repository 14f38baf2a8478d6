"""Staff's pages of one file: what of it is blacked out on which article, the copy for residents; and the export."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.attachment import EXPORT_FIRST, FILE_KINDS
from airspace.blackout import Box
from airspace.nondisclosure import ordinance_of
from airspace.workflow import StepRefused
from api.deps import InForce, May, Now, Number, OpeningPlace, Reader, Reading, Writing
from api.downloads import copy_download
from api.files.remake import DRAWN
from api.files.sniff import TEXT_KINDS
from api.pages.forms import MISSING, Form
from api.pages.render import page
from api.pages.uploads import Sent, SentForm
from api.problems import NotFound
from api.routes.disclosures import exported
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.access import seen_trial
from api.services.disclosure_parts import document_of
from api.services.redact import (
    HiddenPlace,
    black_out,
    lift_blackout,
    prepare_copy,
    publish_copy,
    refuse_blackout,
    stretches_of,
    take_back_copy,
)
from api.settings import Settings
from api.store.unit_of_work import UnitOfWork
from geo.errors import FileRefused, ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff/trials/{trial_id}")

SIDES = ("left", "top", "right", "bottom")
FIELDS = {"box": "left", "place": "page", "file": "public"}
"""Which field of the page an error of a value belongs to, where it is called otherwise."""


@router.get("/files/{number}")
def file(
    request: Request,
    trial_id: str,
    number: Number,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
    settings: InForce,
) -> Response:
    """Show what of a file is blacked out, and whether residents have a copy."""
    return _page(request, trial_id, number, account, unit, settings)


@router.get("/files/{number}/preview")
def preview(
    trial_id: str,
    number: Number,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    read: Reader,
    _place: OpeningPlace,
) -> Response:
    """Return the copy that residents would get now as a download."""
    with read() as reading:
        return copy_download(prepare_copy(reading, account, trial_id, number))


@router.post("/files/{number}/blackouts")
def add(
    request: Request,
    trial_id: str,
    number: Number,
    sent: SentForm,
    account: Annotated[Account, May(Action.REDACT)],
    read: Reader,
    unit: Writing,
    settings: InForce,
    now: Now,
    _place: OpeningPlace,
) -> Response:
    """Black out a box of a page, or some words wherever they stand in a text."""
    form = sent.form

    def black_out_all() -> None:
        with read() as reading:
            places = _places(reading, account, trial_id, number, sent)
            for place in places[:1]:
                refuse_blackout(reading, account, trial_id, place)
        for place in places:
            black_out(unit, account, trial_id, place, prefecture=settings.prefecture, now=now)

    status = _refused(form, black_out_all, "reason")
    if form.errors:
        return _page(request, trial_id, number, account, unit, settings, form, status=status or 422)
    return _back(trial_id, number, "blackouts")


@router.post("/files/{number}/lift")
def lift(
    request: Request,
    trial_id: str,
    number: Number,
    sent: SentForm,
    account: Annotated[Account, May(Action.REDACT)],
    unit: Writing,
    settings: InForce,
    now: Now,
) -> Response:
    """Lift a blackout. It stays in the list."""
    blackout_id = sent.form.values.get("blackout", "")
    status = _refused(sent.form, lambda: lift_blackout(unit, account, trial_id, blackout_id, now=now), "lift")
    if status:
        return _page(request, trial_id, number, account, unit, settings, sent.form, status=status)
    return _back(trial_id, number, "blackouts")


@router.post("/files/{number}/publish")
def publish(
    request: Request,
    trial_id: str,
    number: Number,
    sent: SentForm,
    account: Annotated[Account, May(Action.REDACT)],
    read: Reader,
    unit: Writing,
    settings: InForce,
    now: Now,
    _place: OpeningPlace,
) -> Response:
    """Let residents have a copy with the blackouts in force."""

    def make() -> None:
        with read() as reading:
            prepared = prepare_copy(reading, account, trial_id, number)
        publish_copy(unit, account, trial_id, prepared, now=now)

    status = _refused(sent.form, make, "public")
    if status:
        return _page(request, trial_id, number, account, unit, settings, sent.form, status=status)
    return _back(trial_id, number, "public")


@router.post("/files/{number}/take-back")
def take_back(
    trial_id: str,
    number: Number,
    _sent: SentForm,
    account: Annotated[Account, May(Action.REDACT)],
    unit: Writing,
    now: Now,
) -> Response:
    """Let residents have the copy no more."""
    take_back_copy(unit, account, trial_id, number, now=now)
    return _back(trial_id, number, "public")


@router.post("/disclosure")
def export(
    trial_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.DISCLOSE)],
    read: Reader,
    unit: Writing,
    settings: InForce,
    now: Now,
    _place: OpeningPlace,
) -> Response:
    """Return the whole case for a request for disclosure as a download."""
    return exported(trial_id, account, read, unit, settings, now)


def _places(unit: UnitOfWork, account: Account, trial_id: str, number: int, sent: Sent) -> list[HiddenPlace]:
    """Return the places that a form names; what is missing goes into its errors, and then there is none."""
    form = sent.form
    attachment = unit.attachments.get(seen_trial(unit, account, trial_id, Action.REDACT).id, number)
    if attachment is None:
        raise NotFound
    is_text = attachment.kind in TEXT_KINDS
    for name in ("words", "ground", "reason") if is_text else ("page", *SIDES, "ground", "reason"):
        if not form.values.get(name):
            form.errors[name] = MISSING
    place = document_of(attachment), form.values.get("ground", ""), form.values.get("reason", "")
    if is_text:
        words = sent.as_written.get("words", "")
        found = () if form.errors else stretches_of(unit, account, trial_id, number, words)
        return [HiddenPlace(place[0], stretch, *place[1:]) for stretch in found]
    on, sides = form.whole("page"), [form.number(side) for side in SIDES]
    if form.errors or on is None:
        return []
    left, top, right, bottom = ((side or 0) / 100 for side in sides)
    return [HiddenPlace(place[0], Box(on, left, top, right, bottom), *place[1:])]


def _refused(form: Form, act: Callable[[], object], field: str) -> int:
    """Do something; where it is refused, say so beside a field and return the status, else 0."""
    try:
        act()
    except StepRefused as refusal:
        form.errors[field] = form.refused(type(refusal)(refusal.what, refusal.remedy))
        return 409
    except (ValueRefused, FileRefused) as refusal:
        where = FIELDS.get(refusal.where, refusal.where) or field
        form.errors[where] = form.refused(type(refusal)(refusal.what, refusal.remedy))
        return 422
    return 0


def _back(trial_id: str, number: int, part: str) -> Response:
    return RedirectResponse(f"/staff/trials/{trial_id}/files/{number}#{part}", 303)


def _page(
    request: Request,
    trial_id: str,
    number: int,
    account: Account,
    unit: UnitOfWork,
    settings: Settings,
    form: Form | None = None,
    *,
    status: int = 200,
) -> Response:
    trial = seen_trial(unit, account, trial_id, Action.SEE_WORKLIST)
    attachment = unit.attachments.get(trial.id, number)
    if attachment is None or attachment.name is None:
        raise NotFound
    ordinance = ordinance_of(settings.prefecture)
    held = [one for one in unit.blackouts.list(trial.id) if one.document == document_of(attachment)]
    errors: Mapping[str, Text] = form.errors if form else {}
    context: dict[str, Any] = {
        "trial": trial,
        "file": attachment,
        "copy": unit.attachments.copies(trial.id).get(attachment.id),
        "blackouts": [(one, isinstance(one.place, Box)) for one in held],
        "in_force": tuple(one.id for one in held if one.lifted_at is None),
        "is_public": unit.trials.publication(trial.id) is not None,
        "may_redact": may(account, Action.REDACT),
        "is_drawn": attachment.kind in DRAWN,
        "can_be_published": FILE_KINDS[attachment.kind].published_as is not None,
        "EXPORT_FIRST": EXPORT_FIRST,
        "ordinance": ordinance.ordinance,
        "grounds": ordinance.grounds,
        "is_verified": all(ground.verified_by for ground in ordinance.grounds.values()),
        "values": form.values if form else {},
        "errors": errors,
    }
    return page(request, "staff/file.html", context, status=status)
