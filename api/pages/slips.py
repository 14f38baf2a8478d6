"""Pages of the office's own path (起案・決裁): draft a slip, and do what it waits for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from airspace.routing_slip import Act
from api.deps import AtlasesOf, InForce, May, Now, Reading, SampleMark, Writing
from api.pages.forms import Form
from api.pages.slip_forms import wanted_of
from api.pages.slip_views import draft_view, in_words, slip_view
from api.pages.uploads import SentForm
from api.routes.slips import zip_answer
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.screen import Atlases
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
            unit.undo()
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


@dataclass(frozen=True, slots=True)
class Turn:
    """What was sent about a slip, and the unit of work in which it is done."""

    request: Request
    unit: UnitOfWork
    atlases: Atlases
    trial_id: str
    slip_id: str
    form: Form
    now: datetime

    def on(self, account: Account) -> tuple[UnitOfWork, Account, str, str]:
        """Return what each service takes first."""
        return self.unit, account, self.trial_id, self.slip_id

    def judged_on(self, account: Account) -> tuple[UnitOfWork, Atlases, Account, str, str]:
        """Return what a service takes first that judges anew."""
        return self.unit, self.atlases, account, self.trial_id, self.slip_id

    def done(self, account: Account, act: Act, do: Callable[[], object]) -> Response:
        """Do an act and show the slip, or say at the act's own form what was wrong."""
        try:
            if not self.form.errors:
                do()
        except ValueRefused as refusal:
            self.unit.undo()
            self.form.errors[refusal.where] = in_words(refusal)
        if not self.form.errors:
            return _to(self.trial_id, self.slip_id)
        errors = {f"{act.value}-{where}": text for where, text in self.form.errors.items()}
        trial_id, slip_id, values = self.trial_id, self.slip_id, self.form.values
        return slip_view(self.request, trial_id, slip_id, account, self.unit, values, errors, status=422)


def _turn(
    request: Request, unit: Writing, atlases: AtlasesOf, trial_id: str, slip_id: str, sent: SentForm, now: Now
) -> Turn:
    return Turn(request, unit, atlases, trial_id, slip_id, sent.form, now)


OneTurn = Annotated[Turn, Depends(_turn)]


@router.post("/{slip_id}/endorse")
def endorse(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_ENDORSE)]) -> Response:
    """Endorse it and pass it on."""
    return turn.done(account, Act.ENDORSE, lambda: pass_on.endorse(*turn.on(account), now=turn.now))


@router.post("/{slip_id}/concur")
def concur(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_CONCUR)]) -> Response:
    """Concur and pass it on."""
    return turn.done(account, Act.CONCUR, lambda: pass_on.concur(*turn.on(account), now=turn.now))


@router.post("/{slip_id}/decide")
def decide(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_DECIDE)]) -> Response:
    """Decide it."""
    return turn.done(account, Act.DECIDE, lambda: pass_on.decide(*turn.judged_on(account), now=turn.now))


@router.post("/{slip_id}/decide_for")
def decide_for(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_DECIDE_FOR)]) -> Response:
    """Decide it in the place of an absent officer."""
    given = pass_on.InAbsence(*(turn.form.values.get(name, "") for name in ("absent", "post", "reason")))
    act = partial(pass_on.decide_for, *turn.judged_on(account), given, now=turn.now)
    return turn.done(account, Act.DECIDE_FOR, act)


@router.post("/{slip_id}/send_back")
def send_back(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_SEND_BACK)]) -> Response:
    """Send it back."""
    reason, back_to = turn.form.values.get("reason", ""), turn.form.whole("back_to")
    act = partial(pass_on.send_back, *turn.on(account), reason=reason, back_to=back_to, now=turn.now)
    return turn.done(account, Act.SEND_BACK, act)


@router.post("/{slip_id}/pull_back")
def pull_back(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_PULL_BACK)]) -> Response:
    """Pull it back."""
    return turn.done(account, Act.PULL_BACK, lambda: pass_on.pull_back(*turn.on(account), now=turn.now))


@router.post("/{slip_id}/circulate")
def circulate(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_CIRCULATE)]) -> Response:
    """Ask somebody to look at it."""
    act = partial(look.circulate, *turn.on(account), turn.form.values.get("to", ""), now=turn.now)
    return turn.done(account, Act.CIRCULATE, act)


@router.post("/{slip_id}/note")
def note(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_NOTE)]) -> Response:
    """Note that one has looked."""
    return turn.done(account, Act.NOTE, lambda: look.note(*turn.on(account), now=turn.now))


@router.post("/{slip_id}/see_afterwards")
def see_afterwards(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_SEE_AFTERWARDS)]) -> Response:
    """Note that one has seen what was decided in one's absence."""
    return turn.done(account, Act.SEE_AFTERWARDS, lambda: look.see_afterwards(*turn.on(account), now=turn.now))


@router.post("/{slip_id}/enforce")
def enforce(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_ENFORCE)]) -> Response:
    """Put it into force."""
    number, on = turn.form.values.get("document_number", ""), turn.form.day("on")

    def act() -> None:
        # Without a day the form has an error, and nothing is done.
        if on is not None:
            enforcing.enforce(*turn.judged_on(account), enforcing.Issue(number, on), now=turn.now)

    return turn.done(account, Act.ENFORCE, act)


@router.post("/{slip_id}/export")
def export(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_EXPORT)], sample: SampleMark) -> Response:
    """Note that its papers were exported, and show where to download them."""
    act = partial(elsewhere.export, *turn.judged_on(account), sample=sample, now=turn.now)
    return turn.done(account, Act.EXPORT, act)


@router.post("/{slip_id}/record_outcome")
def record_outcome(turn: OneTurn, account: Annotated[Account, May(Action.SLIP_RECORD_OUTCOME)]) -> Response:
    """Record what the prefecture's own system decided."""
    number, post = turn.form.values.get("document_number", ""), turn.form.values.get("post", "")
    decided_on, enforced_on = turn.form.day("decided_on"), turn.form.day("enforced_on")

    def act() -> None:
        if decided_on is not None and enforced_on is not None:
            outcome = elsewhere.Outcome(number, decided_on, enforced_on, post)
            elsewhere.record_outcome(*turn.judged_on(account), outcome, now=turn.now)

    return turn.done(account, Act.RECORD_OUTCOME, act)


def _to(trial_id: str, slip_id: str) -> Response:
    return RedirectResponse(f"/staff/trials/{trial_id}/slips/{slip_id}", 303)
