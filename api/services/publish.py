"""Publish a confirmed route, and read what residents may see: nothing of a trial that is not public."""

from dataclasses import dataclass, replace
from datetime import datetime

from airspace.condition import Commitment, standing
from airspace.override import Override, held
from airspace.proposal import Decision, ProposalRevision, Publication, Trial
from airspace.public_view import (
    AS_IT_IS,
    PublicView,
    public_operation,
    public_screening,
    view_given,
    whole_days,
)
from airspace.screening import Screening
from airspace.workflow import State, Step, take
from api.problems import NotFound
from api.schemas.operation import OperationData
from api.schemas.proposal import ProposalContent
from api.security.accounts import Account, Organisation
from api.security.permissions import Action
from api.services.access import seen_trial
from api.services.duties import flown_revision
from api.services.flight_day.shown import NOTHING_SHOWN, ShownDays, shown_days
from api.services.override import overrides_of
from api.services.propose import revision_content, revision_screenings
from api.services.step import begin, finish
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

FLOWN = frozenset({State.COMPLETED, State.REPORTED})
NO_LONGER = {
    State.WITHDRAWN: Text("この実験は取り下げられました。", "This trial was withdrawn."),
    State.CALLED_OFF: Text("経路の確認は取り消されました。", "The confirmation of this route was withdrawn."),
}
UNREPORTED = Text(
    "この実験は終わりました。事業者からの実施報告がないまま、県がこの案件を閉じました。",
    "This trial is over. The prefecture closed the case without a report by the operator.",
)
UNDER_CHANGE = Text(
    "この実験は変更の審査中です。下は、変更の前に確認された内容です。",
    "A change is under review. Below is what was confirmed before it.",
)
OUTDATED = Text(
    "この実験の計画は変わりました。新しい内容はこれから公表します。下は、変更の前の内容です。",
    "This trial's plan has changed, which is not published yet. Below is what it was before.",
)
"""What stands before anything else where a public trial is not simply confirmed or flown."""


@dataclass(frozen=True, slots=True)
class PublicTrial:
    """What residents see of a trial: the published revision, its decision, who flies, views held, commitments.

    A list of trials leaves `overrides` and `commitments` empty. `shown` is how its days stand.
    """

    trial: Trial
    publication: Publication
    revision: ProposalRevision
    decision: Decision
    content: ProposalContent
    organisation: Organisation
    overrides: tuple[Override, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    caution: Text | None = None
    """What residents must know first: that it was withdrawn or called off, or that it changes."""

    has_ended: bool = False
    """Whether nothing more is flown by it."""

    shown: ShownDays = NOTHING_SHOWN

    @property
    def changed_at(self) -> datetime:
        """When its publication, its days or the notices of incidents last changed."""
        released_at = self.publication.view.released_at or self.publication.published_at
        return self.shown.changed_at(max(self.publication.published_at, released_at))

    @property
    def screenings(self) -> list[Screening]:
        """The check of its revision as it was at submission, as far as residents are shown."""
        flights = revision_content(self.revision).operations
        frozen = zip(revision_screenings(self.revision), flights, strict=True)
        return [public_screening(data.value(flight.value()), self.publication.view) for data, flight in frozen]

    @property
    def first_start(self) -> datetime:
        """When the first flight may begin."""
        return min(window.start for operation in self.content.operations for window in operation.windows)

    @property
    def last_end(self) -> datetime:
        """When the last flight has ended."""
        return max(window.end for operation in self.content.operations for window in operation.windows)


def publish(
    unit: UnitOfWork, account: Account, trial_id: str, view: PublicView = AS_IT_IS, *, now: datetime
) -> Publication:
    """Make the confirmed revision of a trial public, or the newest notice of change within what was confirmed.

    Raises
    ------
    airspace.workflow.StepRefused
        If its route is not confirmed.
    ValueRefused
        If the view is out of its range.
    """
    trial = begin(unit, account, trial_id, Step.PUBLISH)
    publication = _to_publish(unit, account, trial_id, view, now)
    unit.trials.publish(publication)
    shown = publication.view
    details: dict[str, str | int] = {
        "revision": publication.revision_number,
        "widened_m": 0 if shown.widened_m is None else round(shown.widened_m),
        "days_only": int(shown.days_only),
        "ends_hidden": int(shown.ends_hidden),
        "released_at": shown.released_at.isoformat() if shown.released_at else "",
        "languages": ", ".join(shown.words.languages),
    }
    finish(unit, account, trial, Step.PUBLISH, now=now, details=details)
    return publication


def preview(unit: UnitOfWork, account: Account, trial_id: str, view: PublicView, *, now: datetime) -> PublicTrial:
    """Return what residents would see of a trial if it were published so; nothing changes.

    Raises
    ------
    airspace.workflow.StepRefused, ValueRefused
        As `publish`.
    """
    trial = seen_trial(unit, account, trial_id, Action.PUBLISH)
    take(Step.PUBLISH, trial.position)
    return _whole(unit, _public(unit, _to_publish(unit, account, trial_id, view, now)))


def _to_publish(unit: UnitOfWork, account: Account, trial_id: str, view: PublicView, now: datetime) -> Publication:
    confirmation = _confirmation(unit, trial_id)
    number = flown_revision(unit, confirmation)
    return Publication(trial_id, confirmation.id, number, now, account.id, view_given(view, now))


def is_released(publication: Publication, now: datetime) -> bool:
    """Whether what is published may be seen already."""
    return publication.view.released_at is None or publication.view.released_at <= now


def public_trials(unit: UnitOfWork, *, now: datetime) -> list[PublicTrial]:
    """Return all public trials, the next to fly first."""
    found = [_public(unit, one) for one in unit.trials.publications() if is_released(one, now)]
    return sorted(found, key=lambda public: (public.first_start, public.trial.id))


def public_trial(unit: UnitOfWork, trial_id: str, *, now: datetime) -> PublicTrial:
    """Return one public trial; raises `NotFound` for any other."""
    publication = unit.trials.publication(trial_id)
    if publication is None or not is_released(publication, now):
        raise NotFound
    return _whole(unit, _public(unit, publication))


def public_before(unit: UnitOfWork, public: PublicTrial) -> list[PublicTrial]:
    """Return a public trial as it would stand by each earlier route that was confirmed and made public.

    A route that was replaced before anybody published it is not among them: nobody outside has seen it.
    """
    trial_id, view = public.trial.id, public.publication.view
    confirmed = [d for d in unit.trials.decisions(trial_id) if d.outcome is Step.CONFIRM_ROUTE]
    confirmed.sort(key=lambda decision: decision.revision_number)
    confirmations, seen = 0, set[int]()
    for step in unit.trials.steps(trial_id):
        confirmations += step.step is Step.CONFIRM_ROUTE
        if step.step is Step.PUBLISH:
            seen.add(confirmations)
    earlier = [d.revision_number for number, d in enumerate(confirmed[:-1], start=1) if number in seen]
    revisions = (unit.trials.revision(trial_id, number) for number in earlier)
    return [replace(public, revision=one, content=_content(one, view)) for one in revisions if one]


def _whole(unit: UnitOfWork, public: PublicTrial) -> PublicTrial:
    trial_id = public.trial.id
    commitments = standing(unit.conditions.commitments(trial_id))
    return replace(public, overrides=held(overrides_of(unit, public.revision)), commitments=commitments)


def _public(unit: UnitOfWork, publication: Publication) -> PublicTrial:
    trial = unit.trials.get(publication.trial_id)
    revision = unit.trials.revision(publication.trial_id, publication.revision_number)
    decision = next(d for d in unit.trials.decisions(publication.trial_id) if d.id == publication.decision_id)
    organisation = unit.accounts.organisation(trial.organisation_id) if trial else None
    if trial is None or revision is None or organisation is None:
        raise LookupError(f"the publication of {publication.trial_id} points to what is not held")
    before = _before_closing(unit, trial)
    return PublicTrial(
        trial,
        publication,
        revision,
        decision,
        _content(revision, publication.view),
        organisation,
        caution=_caution(unit, trial, before, publication),
        has_ended=trial.state in NO_LONGER or trial.state in FLOWN | {State.CLOSED},
        shown=_shown(shown_days(unit, trial), publication.view),
    )


def _content(revision: ProposalRevision, view: PublicView) -> ProposalContent:
    """Return a revision's content as residents see it."""
    content = revision_content(revision)
    if view.is_whole:
        return content
    flights = [OperationData.of(public_operation(flight.value(), view)) for flight in content.operations]
    return content.model_copy(update={"operations": flights})


def _shown(shown: ShownDays, view: PublicView) -> ShownDays:
    if not view.days_only:
        return shown
    days = (
        replace(day, standing=replace(day.standing, windows=whole_days(day.standing.windows))) for day in shown.days
    )
    return replace(shown, days=tuple(days))


def _caution(unit: UnitOfWork, trial: Trial, before: State, publication: Publication) -> Text | None:
    if before in NO_LONGER:
        return NO_LONGER[before]
    if trial.state is State.CLOSED and before is not State.REPORTED:
        return UNREPORTED
    if trial.standing:
        return UNDER_CHANGE
    outdated = publication.revision_number != flown_revision(unit, _confirmation(unit, trial.id))
    return OUTDATED if outdated else None


def _before_closing(unit: UnitOfWork, trial: Trial) -> State:
    """Return where a trial stands, or where it stood when its case was closed."""
    if trial.state is not State.CLOSED:
        return trial.state
    return next(step.after for step in reversed(unit.trials.steps(trial.id)) if step.after is not State.CLOSED)


def confirmed_revision(unit: UnitOfWork, trial_id: str) -> ProposalRevision:
    """Return the revision that was confirmed last; the trial must have a confirmation."""
    revision = unit.trials.revision(trial_id, _confirmation(unit, trial_id).revision_number)
    if revision is None:
        raise LookupError(f"the confirmation of {trial_id} points to a revision that is not held")
    return revision


def _confirmation(unit: UnitOfWork, trial_id: str) -> Decision:
    confirmed = [d for d in unit.trials.decisions(trial_id) if d.outcome is Step.CONFIRM_ROUTE]
    return confirmed[-1]
