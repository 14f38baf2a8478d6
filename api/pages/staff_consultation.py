"""Staff's pages of consultations: whom to ask and why, where each stands, and the register of offices."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.attachment import Attachment
from airspace.consultation import Record, Standing, summarise
from airspace.consultation.kinds import CHOSEN_BY_STAFF, ConsulteeKind
from airspace.procedures import japan
from airspace.trial import JST
from airspace.workflow import Step, StepRefused
from api.deps import AtlasesOf, MailGoes, May, Now, Reading, Writing
from api.pages.render import page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.security.accounts import Account, OrganisationKind
from api.security.permissions import Action, steps_for
from api.services.access import seen_trial
from api.services.consultation import ask as asking
from api.services.consultation.ask import Asking
from api.services.consultation.due import reminders_of
from api.services.consultation.offices import NewOffice, add_office
from api.services.consultation.redact import redact
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused, ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff")

CHOSEN = "office-"
"""What the fields of the offices that can be chosen begin with."""


@router.get("/trials/{trial_id}/consultations")
def consultations(
    request: Request,
    trial_id: str,
    account: Annotated[Account, May(Action.READ_CONSULTATIONS)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Show whom to ask and why, who was asked, and what was answered."""
    return _page(request, trial_id, account, unit, atlases, now)


@router.post("/trials/{trial_id}/consultations")
def ask(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.ASK_CONSULTATION)],
    unit: Writing,
    atlases: AtlasesOf,
    mail_goes: MailGoes,
    now: Now,
) -> Response:
    """Ask the offices that were chosen."""
    form = sent.form
    number = form.whole("revision")
    if number is None:
        raise NotFound
    days = form.whole("working_days")
    chosen = tuple(name.removeprefix(CHOSEN) for name in form.values if name.startswith(CHOSEN))
    wanted = Asking(number, chosen, sent.as_written.get("questions", ""), 0 if days is None else days)
    refused = _refused(unit, lambda: asking.ask(unit, account, trial_id, wanted, mail_goes=mail_goes, now=now))
    if refused is None:
        return RedirectResponse(f"/staff/trials/{trial_id}/consultations#asked", 303)
    errors, status = refused
    return _page(request, trial_id, account, unit, atlases, now, values=sent.as_written, errors=errors, status=status)


@router.post("/trials/{trial_id}/consultations/end")
def end(
    request: Request,
    trial_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.END_CONSULTATION)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """End the consultation: the trial goes back under review."""
    refused = _refused(unit, lambda: asking.end(unit, account, trial_id, now=now))
    if refused is None:
        return RedirectResponse(f"/staff/trials/{trial_id}/consultations", 303)
    errors, status = refused
    return _page(request, trial_id, account, unit, atlases, now, errors=errors, status=status)


@router.post("/trials/{trial_id}/consultations/{consultation_id}/remind")
def remind(
    request: Request,
    trial_id: str,
    consultation_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.FOLLOW_CONSULTATION)],
    unit: Writing,
    atlases: AtlasesOf,
    mail_goes: MailGoes,
    now: Now,
) -> Response:
    """Remind an office that has not answered."""
    refused = _refused(
        unit, lambda: asking.remind(unit, account, trial_id, consultation_id, mail_goes=mail_goes, now=now)
    )
    if refused is None:
        return RedirectResponse(f"/staff/trials/{trial_id}/consultations#{consultation_id}", 303)
    errors, status = refused
    named = {f"remind-{consultation_id}": text for text in errors.values()}
    return _page(request, trial_id, account, unit, atlases, now, errors=named, status=status)


@router.post("/trials/{trial_id}/consultations/{consultation_id}/withdraw")
def withdraw(
    request: Request,
    trial_id: str,
    consultation_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.FOLLOW_CONSULTATION)],
    unit: Writing,
    atlases: AtlasesOf,
    mail_goes: MailGoes,
    now: Now,
) -> Response:
    """Withdraw a consultation that is not answered."""
    reason = sent.as_written.get("reason", "")
    refused = _refused(
        unit, lambda: asking.withdraw(unit, account, trial_id, consultation_id, reason, mail_goes=mail_goes, now=now)
    )
    if refused is None:
        return RedirectResponse(f"/staff/trials/{trial_id}/consultations#{consultation_id}", 303)
    errors, status = refused
    key = f"withdraw-{consultation_id}"
    named, values = {key: next(iter(errors.values()))}, {key: reason}
    return _page(request, trial_id, account, unit, atlases, now, values=values, errors=named, status=status)


@router.post("/trials/{trial_id}/consultations/{consultation_id}/copy")
def make_copy(
    request: Request,
    trial_id: str,
    consultation_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.REDACT_ANSWER)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Keep a copy of an answer for publication."""
    number = sent.form.whole("answer")
    if number is None:
        raise NotFound
    text = sent.as_written.get("text", "")
    refused = _refused(unit, lambda: redact(unit, account, trial_id, consultation_id, number, text, now=now))
    if refused is None:
        return RedirectResponse(f"/staff/trials/{trial_id}/consultations#{consultation_id}", 303)
    errors, status = refused
    key = f"copy-{consultation_id}-{number}"
    named, values = {key: next(iter(errors.values()))}, {key: text}
    return _page(request, trial_id, account, unit, atlases, now, values=values, errors=named, status=status)


@router.get("/offices")
def offices(request: Request, _account: Annotated[Account, May(Action.READ_OFFICES)], unit: Reading) -> Response:
    """Show the register of offices, and a form to add one."""
    return _offices_page(request, unit)


@router.post("/offices")
def register(
    request: Request, sent: SentForm, account: Annotated[Account, May(Action.KEEP_OFFICES)], unit: Writing, now: Now
) -> Response:
    """Add an office to the register."""
    values = sent.form.values
    kind = sent.form.choice("kind", ConsulteeKind)
    if kind is None:
        errors = {"kind": Text("種類を選んでください。", "Choose a kind.")}
        return _offices_page(request, unit, values, errors, status=422)
    code = values.get("municipality_code", "")
    prefecture = code[:2] or values.get("prefecture_code", "") or request.app.state.prefecture.code
    name = values.get("name_ja", "")
    wanted = NewOffice(
        kind=kind,
        name=Text(name, values.get("name_en", "") or name),
        prefecture_code=prefecture,
        email=values.get("email", ""),
        address=values.get("address", ""),
        municipality_code=code,
        organisation_id=values.get("organisation") or None,
    )
    refused = _refused(unit, lambda: add_office(unit, account, wanted, now=now))
    if refused is None:
        return RedirectResponse("/staff/offices", 303)
    return _offices_page(request, unit, values, refused[0], status=refused[1])


def _refused(unit: UnitOfWork, act: Callable[[], object]) -> tuple[dict[str, Text], int] | None:
    """Do something; return what was refused as a field's error with its status, None where nothing was."""
    try:
        act()
    except ValueRefused as refusal:
        unit.undo()
        return {refusal.where: _in_words(refusal)}, 422
    except StepRefused as refusal:
        unit.undo()
        return {"offices": _in_words(refusal)}, 409
    return None


def _in_words(refusal: InputRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")


def _page(
    request: Request,
    trial_id: str,
    account: Account,
    unit: UnitOfWork,
    atlases: Atlases,
    now: Now,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    trial = seen_trial(unit, account, trial_id, Action.READ_CONSULTATIONS)
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    records = asking.consultations_of(unit, account, trial_id)
    steps = steps_for(account, trial.position)
    may_ask = Step.ASK_CONSULTATION in steps
    found, matched = asking.whom_to_ask(unit, atlases, revision) if may_ask else (None, [])
    context: dict[str, Any] = {
        "trial": trial,
        "revision": revision,
        "records": [(record, record.standing(now)) for record in records],
        "summary": summarise(records, revision.number, now),
        "automatic": reminders_of(unit, records),
        "files": _files(unit, trial_id, records),
        "may_ask": may_ask,
        "may_end": Step.END_CONSULTATION in steps,
        "found": found,
        "matched": matched,
        "others": _others(unit, matched),
        "asked_ids": {
            record.consultation.consultee.office_id
            for record in records
            if record.consultation.revision_number == revision.number and record.standing(now) is not Standing.WITHDRAWN
        },
        "default_questions": asking.DEFAULT_QUESTIONS.ja,
        "default_days": asking.DEFAULT_WORKING_DAYS,
        "default_due": japan().calendar.value.after(now.astimezone(JST).date(), asking.DEFAULT_WORKING_DAYS),
        "Standing": Standing,
        "CHOSEN": CHOSEN,
        "CHOSEN_BY_STAFF": CHOSEN_BY_STAFF,
        "values": values or {},
        "errors": errors or {},
    }
    return page(request, "staff/consultations.html", context, status=status)


def _files(unit: UnitOfWork, trial_id: str, records: Iterable[Record]) -> dict[str, list[Attachment]]:
    """Return the files of each answer, by the answer's id."""
    held = unit.attachments.list(trial_id)
    answers = (answer.id for record in records for answer in record.answers)
    return {answer_id: [one for one in held if one.consultation_answer_id == answer_id] for answer_id in answers}


def _others(unit: UnitOfWork, matched: list[asking.Matched]) -> list[Any]:
    """Return the registered offices that no suggestion means."""
    meant = {office.id for match in matched for office in match.offices}
    return [office for office in unit.offices.list() if office.id not in meant]


def _offices_page(
    request: Request,
    unit: UnitOfWork,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Text] | None = None,
    *,
    status: int = 200,
) -> Response:
    context = {
        "offices": [(office, unit.offices.contact(office.id)) for office in unit.offices.list()],
        "organisations": unit.accounts.organisations(OrganisationKind.CONSULTED),
        "values": values or {},
        "errors": errors or {},
    }
    return page(request, "staff/offices.html", context, status=status)
