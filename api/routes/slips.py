"""`/api/v1/trials/{id}/slips`: the office's own path to a decision (起案・決裁), for the prefecture's staff."""

from typing import Annotated

from fastapi import APIRouter, Response, status

from airspace.routing_slip import RoutingSlip
from api.deps import AtlasesOf, InForce, May, Now, Reading, SampleMark, Writing
from api.schemas.slips import CirculateIn, InAbsenceIn, IssueIn, OutcomeIn, SendBackIn, SlipData, SlipIn
from api.schemas.trials import DecisionData
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.slip import draft as drafting
from api.services.slip import elsewhere, look, pass_on, read
from api.services.slip import enforce as enforcing

router = APIRouter(prefix="/trials/{trial_id}/slips", tags=["slips"])


@router.get("", summary="List the slips")
def slips(trial_id: str, account: Annotated[Account, May(Action.SLIP_READ)], unit: Reading) -> list[SlipData]:
    """Return the slips of a trial, newest first."""
    return [SlipData.of(slip, account) for slip in read.slips_of(unit, account, trial_id)]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Draft a slip")
def draft(
    trial_id: str,
    wanted: SlipIn,
    account: Annotated[Account, May(Action.SLIP_DRAFT)],
    unit: Writing,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
) -> SlipData:
    """Draft a slip (起案) about the newest revision. It is bound to that revision and to what is known of it now."""
    slip = drafting.draft(unit, atlases, account, trial_id, wanted.wanted(), mode=settings.mode, now=now)
    return SlipData.of(slip, account)


@router.get("/{slip_id}", summary="Look at a slip")
def slip(trial_id: str, slip_id: str, account: Annotated[Account, May(Action.SLIP_READ)], unit: Reading) -> SlipData:
    """Return a slip, what happened to it, and what you may do with it."""
    return SlipData.of(read.slip_of(unit, account, trial_id, slip_id), account)


@router.post("/{slip_id}/endorsement", summary="Endorse")
def endorse(
    trial_id: str, slip_id: str, account: Annotated[Account, May(Action.SLIP_ENDORSE)], unit: Writing, now: Now
) -> SlipData:
    """Endorse the slip (回議) and pass it on."""
    return SlipData.of(pass_on.endorse(unit, account, trial_id, slip_id, now=now), account)


@router.post("/{slip_id}/concurrence", summary="Concur")
def concur(
    trial_id: str, slip_id: str, account: Annotated[Account, May(Action.SLIP_CONCUR)], unit: Writing, now: Now
) -> SlipData:
    """Concur with the slip (合議) and pass it on."""
    return SlipData.of(pass_on.concur(unit, account, trial_id, slip_id, now=now), account)


@router.post("/{slip_id}/decision", summary="Decide")
def decide(
    trial_id: str,
    slip_id: str,
    account: Annotated[Account, May(Action.SLIP_DECIDE)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> SlipData:
    """Decide the slip (専決・決裁). Nothing is decided about the trial before it is put into force."""
    return SlipData.of(pass_on.decide(unit, atlases, account, trial_id, slip_id, now=now), account)


@router.post("/{slip_id}/decision-in-absence", summary="Decide in the officer's absence")
def decide_for(
    trial_id: str,
    slip_id: str,
    given: InAbsenceIn,
    account: Annotated[Account, May(Action.SLIP_DECIDE_FOR)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> SlipData:
    """Decide the slip in the place of an absent officer (代決), who is asked to see it afterwards (後閲)."""
    after: RoutingSlip = pass_on.decide_for(unit, atlases, account, trial_id, slip_id, given.value(), now=now)
    return SlipData.of(after, account)


@router.post("/{slip_id}/return", summary="Send back")
def send_back(
    trial_id: str,
    slip_id: str,
    given: SendBackIn,
    account: Annotated[Account, May(Action.SLIP_SEND_BACK)],
    unit: Writing,
    now: Now,
) -> SlipData:
    """Send the slip back (差戻し) to an earlier stop, or to its drafter, where it ends."""
    after = pass_on.send_back(unit, account, trial_id, slip_id, reason=given.reason, back_to=given.back_to, now=now)
    return SlipData.of(after, account)


@router.post("/{slip_id}/pull-back", summary="Pull back")
def pull_back(
    trial_id: str, slip_id: str, account: Annotated[Account, May(Action.SLIP_PULL_BACK)], unit: Writing, now: Now
) -> SlipData:
    """Pull your own draft back (引戻し) before anybody acted on it."""
    return SlipData.of(pass_on.pull_back(unit, account, trial_id, slip_id, now=now), account)


@router.post("/{slip_id}/circulations", summary="Circulate")
def circulate(
    trial_id: str,
    slip_id: str,
    given: CirculateIn,
    account: Annotated[Account, May(Action.SLIP_CIRCULATE)],
    unit: Writing,
    now: Now,
) -> SlipData:
    """Ask one of the staff to look at the slip (供覧)."""
    return SlipData.of(look.circulate(unit, account, trial_id, slip_id, given.to, now=now), account)


@router.post("/{slip_id}/note", summary="Note what was circulated")
def note(
    trial_id: str, slip_id: str, account: Annotated[Account, May(Action.SLIP_NOTE)], unit: Writing, now: Now
) -> SlipData:
    """Note that you have looked at what was circulated to you."""
    return SlipData.of(look.note(unit, account, trial_id, slip_id, now=now), account)


@router.post("/{slip_id}/sight", summary="See afterwards")
def see_afterwards(
    trial_id: str, slip_id: str, account: Annotated[Account, May(Action.SLIP_SEE_AFTERWARDS)], unit: Writing, now: Now
) -> SlipData:
    """Note that you have seen what was decided in your absence (後閲)."""
    return SlipData.of(look.see_afterwards(unit, account, trial_id, slip_id, now=now), account)


@router.post("/{slip_id}/enforcement", status_code=status.HTTP_201_CREATED, summary="Put into force")
def enforce(
    trial_id: str,
    slip_id: str,
    issue: IssueIn,
    account: Annotated[Account, May(Action.SLIP_ENFORCE)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> DecisionData:
    """Put the decided slip into force (施行): the decision is made and the trial moves. It permits no flight."""
    return DecisionData.of(enforcing.enforce(unit, atlases, account, trial_id, slip_id, issue.value(), now=now))


@router.post("/{slip_id}/exports", status_code=status.HTTP_201_CREATED, summary="Export the papers")
def export(
    trial_id: str,
    slip_id: str,
    account: Annotated[Account, May(Action.SLIP_EXPORT)],
    unit: Writing,
    atlases: AtlasesOf,
    sample: SampleMark,
    now: Now,
) -> SlipData:
    """Note that the papers go to the prefecture's own system; `package` gives them."""
    return SlipData.of(elsewhere.export(unit, atlases, account, trial_id, slip_id, sample=sample, now=now), account)


@router.get("/{slip_id}/package", summary="Download the papers", response_class=Response)
def package(
    trial_id: str,
    slip_id: str,
    account: Annotated[Account, May(Action.SLIP_EXPORT)],
    unit: Reading,
    sample: SampleMark,
) -> Response:
    """Return the slip's papers (起案書類) as a zip; the same slip gives the same bytes."""
    return zip_answer(*elsewhere.package(unit, account, trial_id, slip_id, sample=sample))


@router.post("/{slip_id}/outcome", status_code=status.HTTP_201_CREATED, summary="Record the outcome")
def record_outcome(
    trial_id: str,
    slip_id: str,
    outcome: OutcomeIn,
    account: Annotated[Account, May(Action.SLIP_RECORD_OUTCOME)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> DecisionData:
    """Record what the prefecture's own system decided; the decision is made and the trial moves."""
    decision = elsewhere.record_outcome(unit, atlases, account, trial_id, slip_id, outcome.value(), now=now)
    return DecisionData.of(decision)


def zip_answer(name: str, content: bytes) -> Response:
    """Return a zip as a download that no browser opens in place."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type="application/zip", headers=headers)
