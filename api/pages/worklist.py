"""The prefecture's worklist: filtered, kept as views, and handed over."""

from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.letter_text import refuse_no_line
from airspace.proposal import DECISION_KIND_NAMES, DecisionKind
from airspace.trial import JST
from airspace.workflow import StepRefused
from api.deps import InForce, May, Now, Reading, Writing
from api.pages.forms import Form
from api.pages.render import options, page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.assign import assign, reviewers
from api.services.ids import new_id
from api.services.slip.read import waiting_for
from api.services.worklist import GROUP_NAMES, NOBODY, Group, Wanted, cases, handover
from api.store.unit_of_work import UnitOfWork
from api.store.views import SavedView
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff")

FILTERS = ("group", "owner", "days_left", "kind", "q")
MOST_VIEWS = 20
MOST_OF_A_VIEWS_NAME = 60
ME = "me"
CHOSEN = "case-"


@router.get("")
def worklist(
    request: Request,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
    settings: InForce,
    now: Now,
) -> Response:
    """List the trials that reached the prefecture, those to be looked at first; only those that fit the filters."""
    form = Form.of({name: request.query_params.get(name, "")[:200] for name in FILTERS})
    return _list_page(request, account, unit, form, settings.processing_days, now)


@router.post("/views")
def keep_view(
    request: Request,
    sent: SentForm,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Writing,
    settings: InForce,
    now: Now,
) -> Response:
    """Keep the filters that are set, under a name."""
    given = dict(parse_qsl(sent.form.values.get("query", "")[:2_000]))
    form = Form.of({name: given.get(name, "") for name in FILTERS})
    name = sent.form.text("view_name", most=MOST_OF_A_VIEWS_NAME, required=True)
    held = unit.saved_views.list(account.id)
    if len(held) >= MOST_VIEWS:
        sent.form.errors["view_name"] = Text(f"{MOST_VIEWS}個までです。", f"There can be {MOST_VIEWS} of them.")
    if not sent.form.errors:
        try:
            refuse_no_line(name, "view_name")
        except ValueRefused as refusal:
            sent.form.errors["view_name"] = form.refused(ValueRefused(refusal.what, refusal.remedy))
    if sent.form.errors:
        form.errors |= sent.form.errors
        form.values["view_name"] = name
        return _list_page(request, account, unit, form, settings.processing_days, now, status=422)
    query = urlencode({name: value for name, value in form.values.items() if value})
    unit.saved_views.add(SavedView(new_id(), account.id, name, query, now))
    return RedirectResponse(f"/staff?{query}" if query else "/staff", 303)


@router.post("/views/{view_id}/removal")
def remove_view(
    view_id: str, _sent: SentForm, account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Writing
) -> Response:
    """Delete a view of one's own."""
    unit.saved_views.remove(account.id, view_id)
    return RedirectResponse("/staff", 303)


@router.get("/handover")
def handover_list(
    request: Request,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
    settings: InForce,
    now: Now,
) -> Response:
    """Show all open cases by who works on them, with what whoever takes them over must know (引継ぎ)."""
    return _handover_page(request, account, unit, Form({}), settings.processing_days, now)


@router.post("/handover")
def hand_over(
    request: Request,
    sent: SentForm,
    account: Annotated[Account, May(Action.ASSIGN)],
    unit: Writing,
    settings: InForce,
    now: Now,
) -> Response:
    """Hand the chosen cases over to somebody else, all of them or none."""
    form = sent.form
    chosen = [name.removeprefix(CHOSEN) for name in form.values if name.startswith(CHOSEN)]
    if not chosen:
        form.errors["owner"] = Text("引き継ぐ案件を選んでください。", "Choose the cases to be handed over.")
    try:
        for trial_id in sorted(chosen):
            assign(unit, account, trial_id, form.values.get("owner", ""), now=now)
    except (ValueRefused, StepRefused) as refusal:
        unit.undo()
        form.errors["owner"] = form.refused(ValueRefused(refusal.what, refusal.remedy))
    if form.errors:
        return _handover_page(request, account, unit, form, settings.processing_days, now, status=422)
    return RedirectResponse("/staff/handover", 303)


def _wanted(form: Form, account: Account) -> Wanted:
    group = form.choice("group", Group)
    kind = form.choice("kind", DecisionKind)
    left = form.whole("days_left")
    owner = form.values.get("owner", "")
    return Wanted(group, account.id if owner == ME else owner, left, kind, form.values.get("q", ""))


def _list_page(
    request: Request,
    account: Account,
    unit: UnitOfWork,
    form: Form,
    standard: int,
    now: datetime,
    *,
    status: int = 200,
) -> Response:
    wanted = _wanted(form, account)
    found = cases(unit, account, standard=standard, now=now)
    shown = found if form.errors else [case for case in found if wanted.fits(case)]
    people = {one.id: one.name for one in (case.owner for case in found) if one}
    values = {
        "rows": shown,
        "all": len(found),
        "waiting": waiting_for(unit, account),
        "groups": options(request, GROUP_NAMES),
        "kinds": options(request, DECISION_KIND_NAMES),
        "people": [(id_, name) for id_, name in sorted(people.items(), key=lambda one: one[1]) if id_ != account.id],
        "NOBODY": NOBODY,
        "ME": ME,
        "views": unit.saved_views.list(account.id),
        "query": urlencode({name: form.values.get(name, "") for name in FILTERS if form.values.get(name)}),
        "filtered": any(form.values.get(name) for name in FILTERS),
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "staff/worklist.html", values, status=422 if form.errors and status == 200 else status)


def _handover_page(
    request: Request,
    account: Account,
    unit: UnitOfWork,
    form: Form,
    standard: int,
    now: datetime,
    *,
    status: int = 200,
) -> Response:
    open_cases = handover(unit, cases(unit, account, standard=standard, now=now), now=now)
    by_owner: dict[str, list[object]] = {}
    for one in sorted(open_cases, key=lambda one: one.case.owner.name if one.case.owner else ""):
        by_owner.setdefault(one.case.owner.name if one.case.owner else "", []).append(one)
    values = {
        "by_owner": by_owner,
        "reviewers": [(one.id, one.name) for one in reviewers(unit)],
        "may_assign": may(account, Action.ASSIGN),
        "CHOSEN": CHOSEN,
        "today": now.astimezone(JST).date(),
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "staff/handover.html", values, status=status)
