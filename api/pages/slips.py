"""Pages of the office's own path (起案・決裁): draft a slip, and do what it waits for."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.routing_slip import Act
from api.deps import AtlasesOf, InForce, May, Now, Reading, SampleMark, Writing
from api.pages.forms import Form
from api.pages.slip_forms import wanted_of
from api.pages.slip_views import draft_view, in_words, slip_view
from api.pages.uploads import Sent, SentForm
from api.routes.slips import zip_answer
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.slip import draft as drafting
from api.services.slip import elsewhere, look, pass_on
from api.services.slip import enforce as enforcing
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused

router = APIRouter(prefix="/staff/trials/{trial_id}/slips")


@router.get("/new")
def draft_form(
    request: Request,
    trial_id: str,
    account: Annotated[Account, May(Action.SLIP_DRAFT)],
    unit: Reading,
    settings: InForce,
) -> Response:
    """Show the form of a draft, filled with what is known and with what the last draft said."""
    return draft_view(request, trial_id, account, unit, settings.mode)


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
            form.errors[refusal.where.replace(": ", "_") or "step"] = in_words(refusal)
        else:
            return _to(trial_id, slip.id)
    return draft_view(request, trial_id, account, unit, settings.mode, form)


@router.get("/{slip_id}")
def slip_page(
    request: Request, trial_id: str, slip_id: str, account: Annotated[Account, May(Action.SLIP_READ)], unit: Reading
) -> Response:
    """Show a slip: what it proposes, what happened to it, and what the account may do."""
    return slip_view(request, trial_id, slip_id, account, unit)


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
        form.errors[refusal.where] = in_words(refusal)
    if not form.errors:
        return _to(trial_id, slip_id)
    errors = {f"{act.value}-{where}": text for where, text in form.errors.items()}
    return slip_view(request, trial_id, slip_id, account, unit, form.values, errors, status=422)


def _to(trial_id: str, slip_id: str) -> Response:
    return RedirectResponse(f"/staff/trials/{trial_id}/slips/{slip_id}", 303)
