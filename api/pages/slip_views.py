"""What the pages of a slip show: the cards of a case, one slip, and the form of a draft."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from airspace.delegation import NOT_HELD, Delegation, delegation_of
from airspace.proposal import DECISION_KIND_NAMES
from airspace.routing_slip import PROPOSABLE, STOP_NAMES, Mode, RoutingSlip, course_of, next_acts
from airspace.workflow import TRANSITIONS, Step, steps_open
from api.pages.forms import Form
from api.pages.render import language_of, options, page
from api.pages.slip_forms import CONDITIONS, STOPS, filled, proposed_before, room
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.access import seen_trial
from api.services.slip import read
from api.services.slip.acting import person_of, staff
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

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


def slip_view(
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
    """Return the page of one slip, with what was typed into one of its forms and what is wrong with it."""
    slip = read.slip_of(unit, account, trial_id, slip_id)
    section = slip_cards(request, unit, account, trial_id)
    shown = section | {
        "trial": seen_trial(unit, account, trial_id),
        "card": next(card for card in section["slips"] if card["slip"].id == slip.id),
        "act_values": values or {},
        "act_errors": errors or {},
    }
    return page(request, "staff/slip.html", shown, status=status)


def draft_view(
    request: Request, trial_id: str, account: Account, unit: UnitOfWork, mode: Mode, form: Form | None = None
) -> Response:
    """Return the page on which a slip is drafted, with what was typed and what is wrong with it."""
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
    return [step for step in sorted(PROPOSABLE) if trial and step in steps_open(trial.position)]


def in_words(refusal: ValueRefused) -> Text:
    """Return what is wrong and what to do, without the place: the page shows it where that is."""
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")


def _said(request: Request, text: Text) -> str:
    return text.ja if language_of(request) == "ja" else text.en
