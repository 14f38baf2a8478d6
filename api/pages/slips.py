"""Pages of the office's own path (起案・決裁): draft a slip, and do what it waits for."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.delegation import NOT_HELD, Delegation, delegation_of
from airspace.proposal import DECISION_KIND_NAMES
from airspace.routing_slip import PROPOSABLE, STOP_NAMES, Act, Mode, RoutingSlip, course_of, next_acts
from airspace.workflow import TRANSITIONS, Step
from api.deps import AtlasesOf, InForce, May, Now, Reading, SampleMark, Writing
from api.pages.forms import Form
from api.pages.render import language_of, options, page
from api.pages.slip_forms import CONDITIONS, STOPS, filled, proposed_before, room, wanted_of
from api.pages.uploads import Sent, SentForm
from api.problems import NotFound
from api.routes.slips import zip_answer
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.access import seen_trial
from api.services.slip import draft as drafting
from api.services.slip import elsewhere, look, pass_on, read
from api.services.slip import enforce as enforcing
from api.services.slip.acting import person_of, staff
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff/trials/{trial_id}/slips")

NOT_USED = Text("使わない", "not used")
NOBODY = Text("選んでください", "Choose")


def slip_cards(request: Request, unit: UnitOfWork, account: Account, trial_id: str) -> dict[str, Any]:
    """Return what the section 起案・決裁 of a case page shows: the slips, newest first, and who the staff are."""
    delegation = delegation_of(request.app.state.atlases.prefecture.code)
    return {
        "can_draft": may(account, Action.SLIP_DRAFT) and bool(_steps(unit, trial_id)),
        "slips": [_card(slip, account, delegation) for slip in unit.slips.of_trial(trial_id)],
        "staff": {held.id: held.name for held in unit.accounts.list()},
        "colleagues": [held for held in staff(unit).values() if held.id != account.id],
        "delegation_caution": NOT_HELD if delegation is None else delegation.caution,
        "act_values": {},
        "act_errors": {},
    }


@router.get("/new")
def draft_form(
    request: Request,
    trial_id: str,
    account: Annotated[Account, May(Action.SLIP_DRAFT)],
    unit: Reading,
    settings: InForce,
) -> Response:
    """Show the form of a draft, filled with what is known and with what the last draft said."""
    return _draft_page(request, trial_id, account, unit, settings.mode)


@router.post("")
def draft(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_DRAFT)],
    unit: Writing,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
) -> Response:
    """Draft a slip."""
    form = sent.form
    wanted = wanted_of(form, settings.mode)
    if wanted is not None:
        try:
            slip = drafting.draft(unit, atlases, account, trial_id, wanted, mode=settings.mode, now=now)
        except ValueRefused as refusal:
            form.errors[refusal.where or "step"] = form.refused(refusal)
        else:
            return _to(trial_id, slip.id)
    return _draft_page(request, trial_id, account, unit, settings.mode, form)


@router.get("/{slip_id}")
def slip_page(
    request: Request, trial_id: str, slip_id: str, account: Annotated[Account, May(Action.SLIP_READ)], unit: Reading
) -> Response:
    """Show a slip: what it proposes, what happened to it, and what the account may do."""
    return _slip_page(request, trial_id, slip_id, account, unit)


@router.get("/{slip_id}/package")
def package(
    trial_id: str,
    slip_id: str,
    account: Annotated[Account, May(Action.SLIP_EXPORT)],
    unit: Reading,
    sample: SampleMark,
) -> Response:
    """Return the papers of a slip as a zip."""
    return zip_answer(*elsewhere.package(unit, account, trial_id, slip_id, sample=sample))


@router.post("/{slip_id}/endorse")
def endorse(
    trial_id: str,
    slip_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_ENDORSE)],
    unit: Writing,
    now: Now,
) -> Response:
    """Endorse it and pass it on."""
    pass_on.endorse(unit, account, trial_id, slip_id, now=now)
    return _to(trial_id, slip_id)


@router.post("/{slip_id}/concur")
def concur(
    trial_id: str,
    slip_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_CONCUR)],
    unit: Writing,
    now: Now,
) -> Response:
    """Concur and pass it on."""
    pass_on.concur(unit, account, trial_id, slip_id, now=now)
    return _to(trial_id, slip_id)


@router.post("/{slip_id}/decide")
def decide(
    request: Request,
    trial_id: str,
    slip_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_DECIDE)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Decide it."""

    def act(_form: Form) -> None:
        pass_on.decide(unit, atlases, account, trial_id, slip_id, now=now)

    return _done(request, trial_id, slip_id, account, unit, sent, Act.DECIDE, act)


@router.post("/{slip_id}/decide_for")
def decide_for(
    request: Request,
    trial_id: str,
    slip_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_DECIDE_FOR)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Decide it in the place of an absent officer."""

    def act(form: Form) -> None:
        given = pass_on.InAbsence(*(form.values.get(name, "") for name in ("absent", "post", "reason")))
        pass_on.decide_for(unit, atlases, account, trial_id, slip_id, given, now=now)

    return _done(request, trial_id, slip_id, account, unit, sent, Act.DECIDE_FOR, act)


@router.post("/{slip_id}/send_back")
def send_back(
    request: Request,
    trial_id: str,
    slip_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_SEND_BACK)],
    unit: Writing,
    now: Now,
) -> Response:
    """Send it back."""

    def act(form: Form) -> None:
        reason, back_to = form.values.get("reason", ""), form.whole("back_to")
        if not form.errors:
            pass_on.send_back(unit, account, trial_id, slip_id, reason=reason, back_to=back_to, now=now)

    return _done(request, trial_id, slip_id, account, unit, sent, Act.SEND_BACK, act)


@router.post("/{slip_id}/pull_back")
def pull_back(
    trial_id: str,
    slip_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_PULL_BACK)],
    unit: Writing,
    now: Now,
) -> Response:
    """Pull it back."""
    pass_on.pull_back(unit, account, trial_id, slip_id, now=now)
    return _to(trial_id, slip_id)


@router.post("/{slip_id}/circulate")
def circulate(
    request: Request,
    trial_id: str,
    slip_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_CIRCULATE)],
    unit: Writing,
    now: Now,
) -> Response:
    """Ask somebody to look at it."""

    def act(form: Form) -> None:
        look.circulate(unit, account, trial_id, slip_id, form.values.get("to", ""), now=now)

    return _done(request, trial_id, slip_id, account, unit, sent, Act.CIRCULATE, act)


@router.post("/{slip_id}/note")
def note(
    trial_id: str,
    slip_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_NOTE)],
    unit: Writing,
    now: Now,
) -> Response:
    """Note that one has looked."""
    look.note(unit, account, trial_id, slip_id, now=now)
    return _to(trial_id, slip_id)


@router.post("/{slip_id}/see_afterwards")
def see_afterwards(
    trial_id: str,
    slip_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_SEE_AFTERWARDS)],
    unit: Writing,
    now: Now,
) -> Response:
    """Note that one has seen what was decided in one's absence."""
    look.see_afterwards(unit, account, trial_id, slip_id, now=now)
    return _to(trial_id, slip_id)


@router.post("/{slip_id}/enforce")
def enforce(
    request: Request,
    trial_id: str,
    slip_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_ENFORCE)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Put it into force."""

    def act(form: Form) -> None:
        number, on = form.values.get("document_number", ""), form.day("on")
        if on is not None:
            enforcing.enforce(unit, atlases, account, trial_id, slip_id, enforcing.Issue(number, on), now=now)

    return _done(request, trial_id, slip_id, account, unit, sent, Act.ENFORCE, act)


@router.post("/{slip_id}/export")
def export(
    trial_id: str,
    slip_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_EXPORT)],
    unit: Writing,
    atlases: AtlasesOf,
    sample: SampleMark,
    now: Now,
) -> Response:
    """Note that its papers were exported, and show where to download them."""
    elsewhere.export(unit, atlases, account, trial_id, slip_id, sample=sample, now=now)
    return _to(trial_id, slip_id)


@router.post("/{slip_id}/record_outcome")
def record_outcome(
    request: Request,
    trial_id: str,
    slip_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SLIP_RECORD_OUTCOME)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Record what the prefecture's own system decided."""

    def act(form: Form) -> None:
        number, post = form.values.get("document_number", ""), form.values.get("post", "")
        decided_on, enforced_on = form.day("decided_on"), form.day("enforced_on")
        if decided_on is not None and enforced_on is not None:
            outcome = elsewhere.Outcome(number, decided_on, enforced_on, post)
            elsewhere.record_outcome(unit, atlases, account, trial_id, slip_id, outcome, now=now)

    return _done(request, trial_id, slip_id, account, unit, sent, Act.RECORD_OUTCOME, act)


def _done(
    request: Request,
    trial_id: str,
    slip_id: str,
    account: Account,
    unit: UnitOfWork,
    sent: Sent,
    act: Act,
    do: Callable[[Form], None],
) -> Response:
    form = sent.form
    try:
        do(form)
    except ValueRefused as refusal:
        form.errors[refusal.where] = form.refused(refusal)
    if not form.errors:
        return _to(trial_id, slip_id)
    errors = {f"{act.value}-{where}": text for where, text in form.errors.items()}
    return _slip_page(request, trial_id, slip_id, account, unit, form.values, errors, status=422)


def _slip_page(
    request: Request,
    trial_id: str,
    slip_id: str,
    account: Account,
    unit: UnitOfWork,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> Response:
    slip = read.slip_of(unit, account, trial_id, slip_id)
    section = slip_cards(request, unit, account, trial_id)
    shown = section | {
        "trial": seen_trial(unit, account, trial_id),
        "card": next(card for card in section["slips"] if card["slip"].id == slip.id),
        "act_values": values or {},
        "act_errors": errors or {},
    }
    return page(request, "staff/slip.html", shown, status=status)


def _draft_page(
    request: Request, trial_id: str, account: Account, unit: UnitOfWork, mode: Mode, form: Form | None = None
) -> Response:
    trial = seen_trial(unit, account, trial_id)
    revision = unit.trials.revision(trial_id)
    organisation = unit.accounts.organisation(trial.organisation_id)
    office = unit.accounts.organisation(account.organisation_id)
    if revision is None or organisation is None or office is None:
        raise NotFound
    last = next(iter(unit.slips.of_trial(trial_id)), None)
    delegation = delegation_of(request.app.state.atlases.prefecture.code)
    prefilled = filled(request.app.state.prefecture, organisation, office, unit.intakes.get(trial_id)) | (
        proposed_before(last) if last else {}
    )
    values = form.values if form else prefilled
    steps = _steps(unit, trial_id)
    people = sorted((held for held in staff(unit).values() if held.id != account.id), key=lambda held: held.name)
    shown = {
        "trial": trial,
        "revision": revision,
        "last": last,
        "mode": mode,
        "steps": steps,
        "step_options": [(step, _said(request, TRANSITIONS[step].name)) for step in steps],
        "kind_options": options(request, DECISION_KIND_NAMES),
        "stop_options": [("", _said(request, NOT_USED)), *options(request, STOP_NAMES)],
        "people_options": [("", _said(request, NOBODY)), *((held.id, held.name) for held in people)],
        "conditions": room(values, "condition", CONDITIONS),
        "stops": room(values, "stop", STOPS),
        "delegation": delegation,
        "delegation_caution": NOT_HELD if delegation is None else delegation.caution,
        "values": values,
        "errors": form.errors if form else {},
    }
    return page(request, "staff/slip_draft.html", shown, status=422 if form else 200)


def _card(slip: RoutingSlip, account: Account, delegation: Delegation | None) -> dict[str, Any]:
    deputies = delegation.deputies(slip.route[-1].post) if delegation and slip.route else ()
    return {
        "slip": slip,
        "course": course_of(slip),
        "acts": next_acts(slip, person_of(account)),
        "deputies": deputies,
    }


def _steps(unit: UnitOfWork, trial_id: str) -> list[Step]:
    trial = unit.trials.get(trial_id)
    return [step for step in sorted(PROPOSABLE) if trial and trial.state in TRANSITIONS[step].before]


def _said(request: Request, text: Text) -> str:
    return text.ja if language_of(request) == "ja" else text.en


def _to(trial_id: str, slip_id: str) -> Response:
    return RedirectResponse(f"/staff/trials/{trial_id}/slips/{slip_id}", 303)
