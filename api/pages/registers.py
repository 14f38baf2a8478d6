"""Pages of an operator's registers: what is kept, adding, changing and retiring an entry."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.register.entry import Entry, Kind
from airspace.trial import JST
from airspace.workflow import StepRefused
from api.deps import May, Now, Reading, Writing
from api.pages.forms import Form
from api.pages.register_forms import FIELDS, Input, entry_values, read_entry
from api.pages.render import page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import registers
from geo.text import Text

router = APIRouter(prefix="/operator/registers")

Keeper = Annotated[Account, May(Action.EDIT_REGISTERS)]


@router.get("")
def overview(request: Request, account: Keeper, unit: Reading, now: Now) -> Response:
    """List all that the organisation keeps."""
    held = {kind: registers.entries(unit, account, kind) for kind in Kind}
    return page(request, "operator/registers.html", {"held": held, "today": now.astimezone(JST).date()})


@router.get("/{kind}/new")
def new_form(request: Request, kind: Kind, _account: Keeper) -> Response:
    """Show an empty form."""
    return _form_page(request, kind, Form({}))


@router.post("/{kind}/new")
def add(
    request: Request,
    kind: Kind,
    sent: SentForm,
    account: Keeper,
    unit: Writing,
    now: Now,
) -> Response:
    """Add what the form describes."""
    read = read_entry(sent.form, kind)
    if read is None:
        return _form_page(request, kind, sent.form, status=422)
    facts, private = read
    registers.add(unit, account, kind, facts, private, now=now)
    return RedirectResponse(f"/operator/registers#{kind}", 303)


@router.get("/{kind}/{entry_id}")
def look(request: Request, kind: Kind, entry_id: str, account: Keeper, unit: Reading) -> Response:
    """Show an entry, to be changed or retired."""
    entry = registers.entry_seen(unit, account, kind, entry_id)
    return _form_page(request, kind, Form(entry_values(entry) | {"version": str(entry.version)}), entry)


@router.post("/{kind}/{entry_id}")
def change(
    request: Request,
    kind: Kind,
    entry_id: str,
    sent: SentForm,
    account: Keeper,
    unit: Writing,
    now: Now,
) -> Response:
    """Keep what the form describes as the entry's next version."""
    form = sent.form
    entry = registers.entry_seen(unit, account, kind, entry_id)
    version = form.whole("version")
    if version is None:
        raise NotFound
    read = read_entry(form, kind)
    if read is None:
        return _form_page(request, kind, form, entry, status=422)
    facts, private = read
    try:
        registers.change(unit, account, registers.Seen(kind, entry_id, version), facts, private, now=now)
    except StepRefused as refusal:
        form.errors["version"] = Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")
        return _form_page(request, kind, form, entry, status=409)
    return RedirectResponse(f"/operator/registers#{kind}", 303)


@router.post("/{kind}/{entry_id}/retire")
def retire(
    kind: Kind,
    entry_id: str,
    _sent: SentForm,
    account: Keeper,
    unit: Writing,
    now: Now,
) -> Response:
    """Let the entry be chosen no more."""
    registers.retire(unit, account, kind, entry_id, now=now)
    return RedirectResponse(f"/operator/registers#{kind}", 303)


def _form_page(request: Request, kind: Kind, form: Form, entry: Entry | None = None, *, status: int = 200) -> Response:
    values = {
        "kind": kind,
        "fields": FIELDS[kind],
        "Input": Input,
        "values": form.values,
        "errors": form.errors,
        "entry": entry,
    }
    return page(request, "operator/register_entry.html", values, status=status)
