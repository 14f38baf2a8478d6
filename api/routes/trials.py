"""`/api/v1/trials`: drafts, revisions and decisions, for those who are signed in."""

from fastapi import APIRouter, status

from airspace.workflow import Role, Step
from api.deps import AtlasesOf, Now, Reading, SignedIn, Writing
from api.problems import NotFound
from api.schemas.proposal import ProposalContent
from api.schemas.trials import DecisionData, OverrideData, OverrideIn, RevisionData, RulingIn, TrialData
from api.services import propose
from api.services.access import may_see, seen_trial
from api.services.decide import Ruling, decide
from api.services.override import read_overrides, state_view
from api.services.publish import publish

router = APIRouter(prefix="/trials", tags=["trials"])


@router.get("", summary="List trials")
def list_trials(account: SignedIn, unit: Reading) -> list[TrialData]:
    """Return the trials that you may see, newest first: your own organisation's, or all that were submitted."""
    own = account.organisation_id if account.role is Role.OPERATOR else None
    return [
        TrialData.of(trial, account.role) for trial in unit.trials.list(organisation_id=own) if may_see(account, trial)
    ]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Begin a trial")
def start(content: ProposalContent, account: SignedIn, unit: Writing, now: Now) -> TrialData:
    """Begin a trial with a draft."""
    return TrialData.of(propose.start(unit, account, content, now=now), account.role)


@router.get("/{trial_id}", summary="Look at a trial")
def look(trial_id: str, account: SignedIn, unit: Reading) -> TrialData:
    """Return a trial and the steps that you may take."""
    return TrialData.of(seen_trial(unit, account, trial_id), account.role)


@router.get("/{trial_id}/draft", summary="Look at the draft")
def look_at_draft(trial_id: str, account: SignedIn, unit: Reading) -> ProposalContent:
    """Return what the operator is working on."""
    trial = seen_trial(unit, account, trial_id)
    content = propose.draft_content(unit, trial) if account.role is Role.OPERATOR else None
    if content is None:
        raise NotFound
    return content


@router.put("/{trial_id}/draft", status_code=status.HTTP_204_NO_CONTENT, summary="Save the draft")
def save_draft(trial_id: str, content: ProposalContent, account: SignedIn, unit: Writing, now: Now) -> None:
    """Keep another state of the draft."""
    propose.save(unit, account, trial_id, content, now=now)


@router.post("/{trial_id}/revisions", status_code=status.HTTP_201_CREATED, summary="Submit the draft")
def submit(trial_id: str, account: SignedIn, unit: Writing, atlases: AtlasesOf, now: Now) -> RevisionData:
    """Freeze the draft as a revision, with its screening and the editions that it was judged by."""
    return RevisionData.of(propose.submit(unit, atlases, account, trial_id, now=now))


@router.get("/{trial_id}/revisions", summary="List the revisions")
def revisions(trial_id: str, account: SignedIn, unit: Reading) -> list[RevisionData]:
    """Return the revisions of a trial, oldest first."""
    return [RevisionData.of(revision) for revision in unit.trials.revisions(seen_trial(unit, account, trial_id).id)]


@router.get("/{trial_id}/decisions", summary="List the decisions")
def decisions(trial_id: str, account: SignedIn, unit: Reading) -> list[DecisionData]:
    """Return the decisions about a trial, oldest first."""
    return [DecisionData.of(decision) for decision in unit.trials.decisions(seen_trial(unit, account, trial_id).id)]


@router.get("/{trial_id}/revisions/{number}/overrides", summary="List staff's views of findings")
def overrides(trial_id: str, number: int, account: SignedIn, unit: Reading) -> list[OverrideData]:
    """Return the views that staff hold of a revision's findings, oldest first; the findings stay as they are."""
    return [
        OverrideData.of(override, in_effect=newest)
        for override, newest in read_overrides(unit, account, trial_id, number)
    ]


@router.post(
    "/{trial_id}/revisions/{number}/overrides",
    status_code=status.HTTP_201_CREATED,
    summary="State a view of a finding",
)
def override(trial_id: str, number: int, view: OverrideIn, account: SignedIn, unit: Writing, now: Now) -> OverrideData:
    """State what you hold of one finding, with the reason. The machine's finding stays beside it."""
    return OverrideData.of(state_view(unit, account, trial_id, view.view(number), now=now), in_effect=True)


@router.post("/{trial_id}/corrections", status_code=status.HTTP_201_CREATED, summary="Ask for corrections")
def request_correction(trial_id: str, ruling: RulingIn, account: SignedIn, unit: Writing, now: Now) -> DecisionData:
    """Ask the operator for corrections (補正依頼), with the reason."""
    return _ruled(Step.REQUEST_CORRECTION, trial_id, ruling, account, unit, now)


@router.post("/{trial_id}/confirmation", status_code=status.HTTP_201_CREATED, summary="Confirm the route")
def confirm(trial_id: str, ruling: RulingIn, account: SignedIn, unit: Writing, now: Now) -> DecisionData:
    """Confirm the route (飛行経路の確認), with conditions. It permits no flight."""
    return _ruled(Step.CONFIRM_ROUTE, trial_id, ruling, account, unit, now)


@router.post("/{trial_id}/refusal", status_code=status.HTTP_201_CREATED, summary="Decline to confirm")
def decline(trial_id: str, ruling: RulingIn, account: SignedIn, unit: Writing, now: Now) -> DecisionData:
    """Tell the operator, with the reason, that the route cannot be confirmed."""
    return _ruled(Step.DECLINE, trial_id, ruling, account, unit, now)


@router.post("/{trial_id}/publication", status_code=status.HTTP_204_NO_CONTENT, summary="Publish")
def make_public(trial_id: str, account: SignedIn, unit: Writing, now: Now) -> None:
    """Show the confirmed revision to residents."""
    publish(unit, account, trial_id, now=now)


@router.post("/{trial_id}/withdrawal", status_code=status.HTTP_204_NO_CONTENT, summary="Withdraw")
def withdraw(trial_id: str, account: SignedIn, unit: Writing, now: Now) -> None:
    """Withdraw a trial that is not decided yet."""
    propose.withdraw(unit, account, trial_id, now=now)


def _ruled(step: Step, trial_id: str, ruling: RulingIn, account: SignedIn, unit: Writing, now: Now) -> DecisionData:
    chosen = Ruling(step, ruling.revision, tuple(terms.value() for terms in ruling.conditions), ruling.reason)
    return DecisionData.of(decide(unit, account, trial_id, chosen, now=now))
