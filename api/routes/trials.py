"""`/api/v1/trials`: drafts, revisions and decisions, for those who are signed in."""

from typing import Annotated

from fastapi import APIRouter, Header, Response, status

from api.deps import AtlasesOf, May, Now, Number, Reading, Writing
from api.problems import NotFound
from api.schemas.intake import AcceptanceIn, IntakeData, OwnerIn, PledgeIn
from api.schemas.proposal import ProposalContent
from api.schemas.trials import (
    WHOLE,
    CorrectionIn,
    DecisionData,
    OverrideData,
    OverrideIn,
    PublicViewIn,
    RevisionData,
    TrialData,
)
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import correct, intake, propose
from api.services.access import seen_trial, trials_within_reach
from api.services.assign import assign
from api.services.override import read_overrides, state_view
from api.services.publish import publish

router = APIRouter(prefix="/trials", tags=["trials"])

IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=200)]
"""The `ETag` of what was seen (RFC 9110, 13.1.1)."""


def tag_of(written: str | None) -> str | None:
    """Return the tag of an `If-Match`, None where any will do."""
    return None if written is None or written.strip() == "*" else written.strip().removeprefix("W/").strip('"')


@router.get("", summary="List trials")
def list_trials(account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading) -> list[TrialData]:
    """Return the trials that you may see, newest first: your own organisation's, or all that were submitted."""
    return [TrialData.of(trial, account) for trial in trials_within_reach(unit, account)]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Begin a trial")
def start(
    content: ProposalContent, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Writing, now: Now
) -> TrialData:
    """Begin a trial with a draft."""
    return TrialData.of(propose.start(unit, account, content, now=now), account)


@router.get("/{trial_id}", summary="Look at a trial")
def look(trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading) -> TrialData:
    """Return a trial and the steps that you may take."""
    return TrialData.of(seen_trial(unit, account, trial_id), account)


@router.get("/{trial_id}/draft", summary="Look at the draft")
def look_at_draft(
    trial_id: str, account: Annotated[Account, May(Action.READ_DRAFT)], unit: Reading, response: Response
) -> ProposalContent:
    """Return what the operator is working on; its `ETag` tells a later request that nobody changed it meanwhile."""
    response.headers["ETag"] = f'"{propose.draft_version(unit, trial_id)}"'
    content = propose.draft_content(unit, seen_trial(unit, account, trial_id, Action.READ_DRAFT))
    if content is None:
        raise NotFound
    return content


@router.put("/{trial_id}/draft", status_code=status.HTTP_204_NO_CONTENT, summary="Save the draft")
def save_draft(
    trial_id: str,
    content: ProposalContent,
    account: Annotated[Account, May(Action.EDIT_DRAFT)],
    unit: Writing,
    now: Now,
    seen: IfMatch = None,
) -> None:
    """Keep another state of the draft. With `If-Match`, only in place of the one of that `ETag`."""
    propose.save(unit, account, trial_id, content, now=now, seen=tag_of(seen))


@router.post("/{trial_id}/revisions", status_code=status.HTTP_201_CREATED, summary="Submit the draft")
def submit(
    trial_id: str,
    account: Annotated[Account, May(Action.SUBMIT)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
    seen: IfMatch = None,
) -> RevisionData:
    """Freeze the draft as a revision, with its screening and the editions that it was judged by.

    With `If-Match`, only the draft of that `ETag`.
    """
    return RevisionData.of(propose.submit(unit, atlases, account, trial_id, now=now, seen=tag_of(seen)))


@router.get("/{trial_id}/revisions", summary="List the revisions")
def revisions(trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading) -> list[RevisionData]:
    """Return the revisions of a trial, oldest first."""
    return [RevisionData.of(revision) for revision in unit.trials.revisions(seen_trial(unit, account, trial_id).id)]


@router.get("/{trial_id}/decisions", summary="List the decisions")
def decisions(trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading) -> list[DecisionData]:
    """Return the decisions about a trial, oldest first."""
    return [DecisionData.of(decision) for decision in unit.trials.decisions(seen_trial(unit, account, trial_id).id)]


@router.get("/{trial_id}/revisions/{number}/overrides", summary="List staff's views of findings")
def overrides(
    trial_id: str, number: Number, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading
) -> list[OverrideData]:
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
def override(
    trial_id: str,
    number: Number,
    view: OverrideIn,
    account: Annotated[Account, May(Action.OVERRIDE_FINDING)],
    unit: Writing,
    now: Now,
) -> OverrideData:
    """State what you hold of one finding, with the reason. The machine's finding stays beside it."""
    return OverrideData.of(state_view(unit, account, trial_id, view.view(number), now=now), in_effect=True)


@router.post("/{trial_id}/acceptance", status_code=status.HTTP_201_CREATED, summary="Accept")
def accept(
    trial_id: str, asked: AcceptanceIn, account: Annotated[Account, May(Action.ACCEPT)], unit: Writing, now: Now
) -> IntakeData:
    """Take the trial in (受付): its form is in order. It gets its number and its day of receipt."""
    accepted = intake.accept(
        unit,
        account,
        trial_id,
        now=now,
        kind=asked.kind,
        received_on=asked.received_on,
        report_due_on=asked.report_due_on,
    )
    return IntakeData.of(accepted)


@router.get("/{trial_id}/acceptance", summary="Look at the number and the day of receipt")
def acceptance(trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading) -> IntakeData:
    """Return the trial's number in the office and its day of receipt."""
    found = unit.intakes.get(seen_trial(unit, account, trial_id).id)
    if found is None:
        raise NotFound
    return IntakeData.of(found)


@router.put("/{trial_id}/pledge", status_code=status.HTTP_204_NO_CONTENT, summary="State the pledge")
def pledge(
    trial_id: str, stated: PledgeIn, account: Annotated[Account, May(Action.PLEDGE)], unit: Writing, now: Now
) -> None:
    """State what an adoption (採択・交付決定) rests on: no part of organised crime, no prefectural tax owed."""
    intake.pledge(
        unit,
        account,
        trial_id,
        no_organised_crime=stated.no_organised_crime,
        prefectural_tax_paid=stated.prefectural_tax_paid,
        now=now,
    )


@router.post("/{trial_id}/review", status_code=status.HTTP_204_NO_CONTENT, summary="Start the review")
def start_review(trial_id: str, account: Annotated[Account, May(Action.START_REVIEW)], unit: Writing, now: Now) -> None:
    """Begin to review the trial; you are its owner from now on."""
    intake.start_review(unit, account, trial_id, now=now)


@router.put("/{trial_id}/owner", status_code=status.HTTP_204_NO_CONTENT, summary="Hand the case over")
def hand_over(
    trial_id: str, to: OwnerIn, account: Annotated[Account, May(Action.ASSIGN)], unit: Writing, now: Now
) -> None:
    """Let somebody else of the office work on the case (引継ぎ)."""
    assign(unit, account, trial_id, to.account, now=now)


@router.post("/{trial_id}/corrections", status_code=status.HTTP_201_CREATED, summary="Ask for corrections")
def request_correction(
    trial_id: str,
    asked: CorrectionIn,
    account: Annotated[Account, May(Action.REQUEST_CORRECTION)],
    unit: Writing,
    now: Now,
) -> DecisionData:
    """Ask the operator for corrections (補正依頼), with the reason."""
    decision = correct.request_correction(
        unit, account, trial_id, asked.revision, asked.reason, remarks=asked.remarks, due_on=asked.due_on, now=now
    )
    return DecisionData.of(decision)


@router.post("/{trial_id}/publication", status_code=status.HTTP_204_NO_CONTENT, summary="Publish")
def make_public(
    trial_id: str,
    account: Annotated[Account, May(Action.PUBLISH)],
    unit: Writing,
    now: Now,
    shown: PublicViewIn = WHOLE,
) -> None:
    """Show the confirmed revision to residents, as it is or as `shown` says."""
    publish(unit, account, trial_id, shown.value(), now=now)


@router.post("/{trial_id}/withdrawal", status_code=status.HTTP_204_NO_CONTENT, summary="Withdraw")
def withdraw(trial_id: str, account: Annotated[Account, May(Action.WITHDRAW)], unit: Writing, now: Now) -> None:
    """Withdraw a trial, or only the change of a confirmed route that is asked for."""
    propose.withdraw(unit, account, trial_id, now=now)
