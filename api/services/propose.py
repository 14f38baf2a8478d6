"""Operators write drafts and submit them; what is submitted is frozen with the screening it was judged by."""

import json
from dataclasses import replace
from datetime import datetime

import rfc8785

from airspace.amendment import Amendment
from airspace.proposal import Draft, ProposalRevision, Trial, hash_of
from airspace.trial import JST
from airspace.workflow import ROUTE_STANDS, ChangedMeanwhile, State, Step, StepRefused, take
from api.letters.draw import refuse_unprintable
from api.schemas.amendment import AmendmentData
from api.schemas.proposal import ProposalContent
from api.schemas.screening import ScreeningData
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.services.access import locked_trial, seen_trial
from api.services.amend import judge_amendment
from api.services.bookings import rebook
from api.services.choose import renewed, renewed_where_possible, versions
from api.services.duties import duties_of, flown_revision
from api.services.frozen import revision_content as revision_content
from api.services.frozen import revision_screenings as revision_screenings
from api.services.ids import new_id
from api.services.letters.acts import keep_change, keep_withdrawal
from api.services.letters.keep import title_of
from api.services.screen import Atlases, screen_operation
from api.services.step import begin, finish
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

EDITABLE = ROUTE_STANDS | {State.DRAFT, State.CORRECTION_REQUESTED}
"""States in which the operator may write: at first, when asked to correct, and for a change of what is confirmed."""


MOST_TOLD = 5
"""How many of the things outside a refusal names; all are kept with the revision."""


def start(unit: UnitOfWork, account: Account, content: ProposalContent, *, now: datetime) -> Trial:
    """Begin a trial with a draft.

    Raises
    ------
    StepRefused, ValueRefused
        If what is chosen of the registers cannot be (`api.services.choose.choose`).
    """
    require(account, Action.EDIT_DRAFT)
    content = renewed(unit, account.organisation_id, content)
    trial = Trial(new_id(), account.organisation_id, content.title, State.DRAFT, now, account.id)
    unit.trials.add(trial)
    unit.trials.save_draft(_draft(trial, account, content, now))
    unit.audit.append(at=now, actor=account.id, action="draft_started", subject=trial.id)
    return trial


def save(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    content: ProposalContent,
    *,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Keep another state of a trial's draft; `seen` is the `draft_version` that it was made from, where it is known.

    Raises
    ------
    ChangedMeanwhile
        If somebody saved the draft since.
    StepRefused
        If the trial is not open for editing.
    StepRefused, ValueRefused
        If what is chosen of the registers cannot be (`api.services.choose.choose`).
    """
    trial = locked_trial(unit, account, trial_id, Action.EDIT_DRAFT)
    if trial.state not in EDITABLE:
        take(Step.SUBMIT, trial.position)
    refuse_changed(unit, trial_id, seen)
    content = renewed(unit, trial.organisation_id, content)
    held = unit.trials.draft(trial_id)
    unit.trials.save_draft(_draft(trial, account, content, now, held.id if held else None))
    if trial.state not in ROUTE_STANDS:
        unit.trials.set_title(trial_id, content.title)


def draft_version(unit: UnitOfWork, trial_id: str) -> str:
    """Return what tells one state of a trial's draft from another; empty where there is no draft."""
    held = unit.trials.draft(trial_id)
    return hash_of(f"{held.id}\n{held.content}") if held else ""


def refuse_changed(unit: UnitOfWork, trial_id: str, seen: str | None) -> None:
    """Refuse to go on from a draft that is not the one that was seen; None is not told.

    Raises
    ------
    ChangedMeanwhile
        With who saved it, and when.
    """
    if seen is None or seen == draft_version(unit, trial_id):
        return
    held = unit.trials.draft(trial_id)
    if held is None:
        raise ChangedMeanwhile(
            Text("この下書きは、もう提出されています。", "This draft was submitted meanwhile."),
            Text("実証実験のページを開きなおしてください。", "Open the trial's page again."),
        )
    saver = unit.accounts.get(held.updated_by)
    by, at = saver.name if saver else "", held.updated_at.astimezone(JST)
    raise ChangedMeanwhile(
        Text(
            f"開いたあとで、{by}さんが{at:%H:%M}にこの下書きを保存しています。",
            f"{by} saved this draft at {at:%H:%M}, after you opened it.",
        ),
        Text("いまの下書きを確かめてから、もう一度してください。", "Look at the draft as it is now, and do it again."),
    )


def draft_content(unit: UnitOfWork, trial: Trial) -> ProposalContent | None:
    """Return what the operator is working on: the draft, else the revision to be corrected or changed.

    A draft says of what it chose what the registers say now.
    """
    draft = unit.trials.draft(trial.id)
    if draft:
        content = ProposalContent.model_validate_json(draft.content)
        return renewed_where_possible(unit, trial.organisation_id, content)
    if trial.state not in EDITABLE:
        return None
    # Of a confirmed route what is flown, not a change that was declined or withdrawn.
    confirmation = duties_of(unit, trial.id).confirmation if trial.state in ROUTE_STANDS else None
    number = flown_revision(unit, confirmation) if confirmation else None
    revision = unit.trials.revision(trial.id, number)
    return revision_content(revision) if revision else None


def submit(
    unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, *, now: datetime, seen: str | None = None
) -> ProposalRevision:
    """Submit the draft: one immutable revision, with its screening and the editions that it was judged by.

    Raises
    ------
    ChangedMeanwhile
        If the draft is not that of `seen` any more, where that is told.
    StepRefused
        If the draft was submitted before, the trial is in another state, or an entry that it chose is retired.
    geo.errors.InputRefused
        If a flight cannot be judged at all.
    """
    return change(unit, atlases, account, trial_id, Step.SUBMIT, now=now, seen=seen)


def change(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    step: Step,
    *,
    now: datetime,
    seen: str | None = None,
) -> ProposalRevision:
    """Submit the draft as a change of a confirmed route: by `NOTIFY_CHANGE` as a notice, by `AMEND` for a new review.

    Raises
    ------
    StepRefused
        As `submit`; also if a notice is not enough, because the change leaves what was confirmed.
    geo.errors.InputRefused
        If a flight cannot be judged at all.
    """
    trial = begin(unit, account, trial_id, step)
    if unit.trials.draft(trial_id) is not None:
        refuse_changed(unit, trial_id, seen)
    return _freeze(unit, atlases, account, trial, step, now)


def preview(unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, *, now: datetime) -> Amendment | None:
    """Return what would be found of the draft if it were submitted now, None where there is nothing to judge."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    content = draft_content(unit, trial) if unit.trials.draft(trial_id) else None
    if content is None:
        return None
    screenings = [screen_operation(unit, atlases, data.value(), now=now) for data in content.operations]
    return judge_amendment(unit, atlases, trial_id, content, screenings)


def _freeze(
    unit: UnitOfWork, atlases: Atlases, account: Account, trial: Trial, step: Step, now: datetime
) -> ProposalRevision:
    held = unit.trials.draft(trial.id)
    draft = unit.trials.take_draft(held.id) if held else None
    if draft is None:
        raise StepRefused(
            Text("提出する下書きがありません。", "There is no draft to submit."),
            Text("内容を保存してから提出してください。", "Save the content first, then submit it."),
        )
    unit.editions.hold_counter()
    unit.registers.lock(trial.organisation_id)
    content = renewed(unit, trial.organisation_id, ProposalContent.model_validate_json(draft.content))
    screenings = [screen_operation(unit, atlases, data.value(), now=now) for data in content.operations]
    canonical = rfc8785.dumps(content.model_dump(mode="json")).decode()
    revision = ProposalRevision(
        id=new_id(),
        trial_id=trial.id,
        number=unit.trials.next_number(trial.id),
        canonical=canonical,
        sha256=hash_of(canonical),
        screening=json.dumps(
            [ScreeningData.of(screening).model_dump(mode="json") for screening in screenings], ensure_ascii=False
        ),
        editions=tuple(sorted({edition.id for screening in screenings for edition in screening.editions})),
        submitted_at=now,
        submitted_by=account.id,
    )
    _refuse_unprintable(unit, trial, revision)
    unit.trials.add_revision(revision)
    unit.registers.freeze(trial.id, revision.number, versions(content))
    amendment = judge_amendment(unit, atlases, trial.id, content, screenings)
    if step is Step.NOTIFY_CHANGE:
        amendment = _as_notice(amendment)
    if amendment:
        unit.conditions.add_amendment(trial.id, revision.number, AmendmentData.of(amendment).model_dump_json())
    if step is Step.NOTIFY_CHANGE and trial.state is State.SCHEDULED:
        # Before the audit log is written: who books holds the lock of bookings when it writes there.
        rebook(unit, atlases, account, revision, now=now)
    unit.trials.set_title(trial.id, content.title)
    details: dict[str, str | int] = {"revision": revision.number, "sha256": revision.sha256}
    finish(unit, account, trial, step, now=now, details=details)
    if step is Step.NOTIFY_CHANGE:
        keep_change(unit, account, trial, revision, now=now)
    return revision


def _refuse_unprintable(unit: UnitOfWork, trial: Trial, revision: ProposalRevision) -> None:
    """Refuse a title or an organisation's name that no letter about the trial could hold: not even to send it back."""
    organisation = unit.accounts.organisation(trial.organisation_id)
    refuse_unprintable({"title": title_of(revision), "organisation": organisation.name if organisation else ""})


def _as_notice(amendment: Amendment | None) -> Amendment:
    """Return an amendment as a notice of change; raises `StepRefused`, saying why, where that is not enough."""
    if amendment and amendment.is_minor:
        return replace(amendment, notice=True)
    excesses = amendment.judgement.excesses if amendment and amendment.judgement else ()
    raise StepRefused(
        Text(
            "変更届では足りません。" + "".join(excess.text.ja for excess in excesses[:MOST_TOLD]),
            "A notice of change is not enough. " + " ".join(excess.text.en for excess in excesses[:MOST_TOLD]),
        ),
        Text(
            "確認された範囲に収まるように直すか、変更の審査を受けるために提出してください。",
            "Keep within what was confirmed, or submit the change for review.",
        ),
    )


def withdraw(unit: UnitOfWork, account: Account, trial_id: str, *, now: datetime) -> None:
    """Withdraw a trial, or only a change of its confirmed route.

    What reached the prefecture is answered by a letter.
    """
    trial = begin(unit, account, trial_id, Step.WITHDRAW)
    finish(unit, account, trial, Step.WITHDRAW, now=now)
    keep_withdrawal(unit, account, trial, now=now)


def _draft(
    trial: Trial, account: Account, content: ProposalContent, now: datetime, draft_id: str | None = None
) -> Draft:
    return Draft(draft_id or new_id(), trial.id, content.model_dump_json(), now, account.id)
