"""Staff's pages of 保存期間: how a case is filed and held, and which cases wait to be filed or pass their time."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.retention import (
    CLASS_NAMES,
    FATE_NAMES,
    HOLD_NAMES,
    MEASURE_NAMES,
    RETENTION,
    CaseFile,
    HoldReason,
    Measure,
    RetentionClass,
)
from airspace.trial import JST
from airspace.workflow import StepRefused
from api.deps import May, Now, Reading, Writing, settings
from api.pages.forms import MISSING, Form
from api.pages.render import options, page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.filing import file_anew, filing, hold_case, release_hold, retention_of
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused

router = APIRouter(prefix="/staff")

NAMES = {"CLASS_NAMES": CLASS_NAMES, "FATE_NAMES": FATE_NAMES, "HOLD_NAMES": HOLD_NAMES, "MEASURE_NAMES": MEASURE_NAMES}


@router.get("/retention")
def cases(
    request: Request, account: Annotated[Account, May(Action.READ_RETENTION)], unit: Reading, now: Now
) -> Response:
    """List cases that are not filed, and those whose time passes within a year."""
    found = filing(unit, account, now=now)
    return page(request, "staff/retention_list.html", {"found": found, "today": _today(now), **NAMES})


@router.get("/trials/{trial_id}/retention")
def look(
    request: Request, trial_id: str, account: Annotated[Account, May(Action.READ_RETENTION)], unit: Reading, now: Now
) -> Response:
    """Show how a case is filed, what holds it, what will be deleted and when, and what stays."""
    return _page(request, trial_id, account, unit, now)


@router.post("/trials/{trial_id}/retention")
def file_(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.KEEP_RETENTION)],
    unit: Writing,
    now: Now,
) -> Response:
    """File the case anew."""
    form = sent.form
    retention_class = form.choice("retention_class", RetentionClass)
    measure = form.choice("measure", Measure)
    closed_on, transferred_on = form.day("closed_on"), form.day("transferred_on", required=False)
    for name, chosen in (("retention_class", retention_class), ("measure", measure)):
        if chosen is None:
            form.errors.setdefault(name, MISSING)
    if retention_class and measure and closed_on and not form.errors:
        case = CaseFile(trial_id, retention_class, closed_on, measure, transferred_on)
        status = _refused(form, partial(file_anew, unit, account, case, now=now), "filed")
    else:
        status = 422
    return _done(request, trial_id, account, unit, now, form, status, "filed")


@router.post("/trials/{trial_id}/retention/hold")
def hold(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.KEEP_RETENTION)],
    unit: Writing,
    now: Now,
) -> Response:
    """Hold the case."""
    form = sent.form
    reason, until = form.choice("hold_reason", HoldReason), form.day("until", required=False)
    if reason is None:
        form.errors.setdefault("hold_reason", MISSING)
    if reason and not form.errors:
        act = partial(hold_case, unit, account, trial_id, reason, until=until, now=now)
        status = _refused(form, act, "hold_reason")
    else:
        status = 422
    return _done(request, trial_id, account, unit, now, form, status, "holds")


@router.post("/trials/{trial_id}/retention/release")
def release(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.KEEP_RETENTION)],
    unit: Writing,
    now: Now,
) -> Response:
    """Record when the reason of a hold ended."""
    form = sent.form
    hold_id, ended_on = form.values.get("hold", ""), form.day("ended_on")
    status = 422
    if ended_on and not form.errors:
        act = partial(release_hold, unit, account, trial_id, hold_id, ended_on, now=now)
        status = _refused(form, act, "ended_on")
    if "ended_on" in form.errors:
        form.errors = {f"ended_on-{hold_id}": form.errors["ended_on"]}
    return _done(request, trial_id, account, unit, now, form, status, "holds")


def _refused(form: Form, act: Callable[[], object], field: str) -> int:
    """Do something; where it is refused, say so beside a field and return the status, else 0."""
    try:
        act()
    except StepRefused as refusal:
        form.errors[field] = form.refused(refusal)
        return 409
    except ValueRefused as refusal:
        form.errors[refusal.where or field] = form.refused(type(refusal)(refusal.what, refusal.remedy))
        return 422
    return 0


def _done(
    request: Request,
    trial_id: str,
    account: Account,
    unit: UnitOfWork,
    now: Now,
    form: Form,
    status: int,
    part: str,
) -> Response:
    if not status:
        return RedirectResponse(f"/staff/trials/{trial_id}/retention#{part}", 303)
    return _page(request, trial_id, account, unit, now, form, status=status)


def _page(
    request: Request,
    trial_id: str,
    account: Account,
    unit: UnitOfWork,
    now: Now,
    form: Form | None = None,
    *,
    status: int = 200,
) -> Response:
    found = retention_of(unit, account, trial_id)
    today = _today(now)
    context: dict[str, Any] = {
        "found": found,
        "trial": found.trial,
        "was_submitted": unit.trials.revision(trial_id) is not None,
        "holds": [(hold, hold.holds(today)) for hold in found.holds],
        "today": today,
        "rules": RETENTION[settings(request).prefecture],
        "may_keep": may(account, Action.KEEP_RETENTION),
        "classes": options(request, CLASS_NAMES),
        "measures": options(request, MEASURE_NAMES),
        "reasons": options(request, HOLD_NAMES),
        "values": _values(found.case) | (form.values if form else {}),
        "errors": form.errors if form else {},
        **NAMES,
    }
    return page(request, "staff/retention.html", context, status=status)


def _values(case: CaseFile | None) -> dict[str, str]:
    """Return the fields of the form as a case is filed."""
    if case is None:
        return {"measure": Measure.DISCARD.value}
    return {
        "retention_class": case.retention_class.value,
        "closed_on": case.closed_on.isoformat(),
        "measure": case.measure.value,
        "transferred_on": case.transferred_on.isoformat() if case.transferred_on else "",
    }


def _today(now: Now) -> date:
    return now.astimezone(JST).date()
