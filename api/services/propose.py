"""Operators write drafts and submit them; what is submitted is frozen with the screening it was judged by."""

import json
from datetime import datetime

import rfc8785

from airspace.proposal import Draft, ProposalRevision, Trial, hash_of
from airspace.workflow import State, Step, StepRefused, take
from api.schemas.amendment import AmendmentData
from api.schemas.proposal import ProposalContent
from api.schemas.screening import ScreeningData
from api.security.accounts import Account
from api.services.access import locked_trial
from api.services.amend import judge_amendment
from api.services.frozen import revision_content as revision_content
from api.services.frozen import revision_screenings as revision_screenings
from api.services.ids import new_id
from api.services.screen import Atlases, screen_operation
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

EDITABLE = frozenset({State.DRAFT, State.CORRECTION_REQUESTED})


def start(unit: UnitOfWork, account: Account, content: ProposalContent, *, now: datetime) -> Trial:
    """Begin a trial with a draft."""
    take(Step.SUBMIT, State.DRAFT, account.role)
    trial = Trial(new_id(), account.organisation_id, content.title, State.DRAFT, now, account.id)
    unit.trials.add(trial)
    unit.trials.save_draft(_draft(trial, account, content, now))
    unit.audit.append(at=now, actor=account.id, action="draft_started", subject=trial.id)
    return trial


def save(unit: UnitOfWork, account: Account, trial_id: str, content: ProposalContent, *, now: datetime) -> None:
    """Keep another state of a trial's draft.

    Raises
    ------
    StepRefused
        If the trial is not open for editing.
    """
    trial = locked_trial(unit, account, trial_id)
    take(Step.SUBMIT, trial.state, account.role)
    held = unit.trials.draft(trial_id)
    unit.trials.save_draft(_draft(trial, account, content, now, held.id if held else None))
    unit.trials.set_title(trial_id, content.title)


def draft_content(unit: UnitOfWork, trial: Trial) -> ProposalContent | None:
    """Return what the operator is working on: the draft, else the newest revision to be corrected."""
    draft = unit.trials.draft(trial.id)
    if draft:
        return ProposalContent.model_validate_json(draft.content)
    revision = unit.trials.revision(trial.id)
    return revision_content(revision) if revision and trial.state in EDITABLE else None


def submit(unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, *, now: datetime) -> ProposalRevision:
    """Submit the draft: one immutable revision, with its screening and the editions that it was judged by.

    Raises
    ------
    StepRefused
        If the draft was submitted before, or the trial is in another state.
    geo.errors.InputRefused
        If a flight cannot be judged at all.
    """
    trial = locked_trial(unit, account, trial_id)
    state = take(Step.SUBMIT, trial.state, account.role)
    held = unit.trials.draft(trial_id)
    draft = unit.trials.take_draft(held.id) if held else None
    if draft is None:
        raise StepRefused(
            Text("提出する下書きがありません。", "There is no draft to submit."),
            Text("内容を保存してから提出してください。", "Save the content first, then submit it."),
        )
    unit.editions.hold_counter()
    content = ProposalContent.model_validate_json(draft.content)
    screenings = [screen_operation(unit, atlases, data.value(), now=now) for data in content.operations]
    canonical = rfc8785.dumps(content.model_dump(mode="json")).decode()
    revision = ProposalRevision(
        id=new_id(),
        trial_id=trial_id,
        number=unit.trials.next_number(trial_id),
        canonical=canonical,
        sha256=hash_of(canonical),
        screening=json.dumps(
            [ScreeningData.of(screening).model_dump(mode="json") for screening in screenings], ensure_ascii=False
        ),
        editions=tuple(sorted({edition.id for screening in screenings for edition in screening.editions})),
        submitted_at=now,
        submitted_by=account.id,
    )
    unit.trials.add_revision(revision)
    amendment = judge_amendment(unit, atlases, trial_id, content, screenings)
    if amendment:
        unit.conditions.add_amendment(trial_id, revision.number, AmendmentData.of(amendment).model_dump_json())
    unit.trials.set_state(trial_id, state)
    unit.audit.append(
        at=now,
        actor=account.id,
        action=Step.SUBMIT,
        subject=trial_id,
        details={"revision": revision.number, "sha256": revision.sha256},
    )
    return revision


def withdraw(unit: UnitOfWork, account: Account, trial_id: str, *, now: datetime) -> None:
    """Withdraw a trial that is not decided yet."""
    trial = locked_trial(unit, account, trial_id)
    unit.trials.set_state(trial_id, take(Step.WITHDRAW, trial.state, account.role))
    unit.audit.append(at=now, actor=account.id, action=Step.WITHDRAW, subject=trial_id)


def _draft(
    trial: Trial, account: Account, content: ProposalContent, now: datetime, draft_id: str | None = None
) -> Draft:
    return Draft(draft_id or new_id(), trial.id, content.model_dump_json(), now, account.id)
