"""The repository of trials, their drafts, revisions, decisions and publications."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from airspace.condition import Condition
from airspace.finding import Outcome
from airspace.override import Override
from airspace.proposal import Decision, DecisionKind, Draft, ProposalRevision, Publication, Trial, TrialStep
from airspace.public_view import PublicView
from airspace.workflow import Position, State, Step
from api.store.conditions import Conditions
from api.store.locks import lock
from api.store.tables.slips import SlipEnforcementRow
from api.store.tables.trials import (
    DecisionRow,
    DraftRow,
    OverrideRow,
    PublicationRow,
    RevisionRow,
    TrialRow,
    TrialStepRow,
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The canonical JSON that stands in a revision's row, and the hash beside it."""

    canonical: str
    sha256: str


class Trials:
    """Trials by id. Reading one that is not held gives None."""

    def __init__(self, session: Session, conditions: Conditions) -> None:
        self._session = session
        self._conditions = conditions

    def add(self, trial: Trial) -> None:
        """Store a new trial."""
        self._session.add(TrialRow(**asdict(trial)))
        self._session.flush()

    def get(self, trial_id: str) -> Trial | None:
        """Return a trial."""
        row = self._session.get(TrialRow, trial_id, populate_existing=True)
        return _trial(row) if row else None

    def lock(self, trial_id: str) -> Trial | None:
        """Return a trial that nobody else can change until this unit ends; every step begins with this."""
        lock(self._session, f"trial {trial_id}")
        return self.get(trial_id)

    def list(self, *, organisation_id: str | None = None, states: Collection[State] = ()) -> tuple[Trial, ...]:
        """Return trials, newest first; of one organisation and in some states where given."""
        query = select(TrialRow).order_by(TrialRow.created_at.desc(), TrialRow.id)
        if organisation_id is not None:
            query = query.where(TrialRow.organisation_id == organisation_id)
        if states:
            query = query.where(TrialRow.state.in_([state.value for state in states]))
        return tuple(_trial(row) for row in self._session.scalars(query))

    def set_position(self, trial_id: str, position: Position) -> None:
        """Record where a trial stands."""
        values = {"state": position.state.value, "standing": position.standing and position.standing.value}
        self._session.execute(update(TrialRow).where(TrialRow.id == trial_id).values(**values))

    def next_step(self, trial_id: str) -> int:
        """Return the number of the next step of a trial, counted from 1; the trial must be locked."""
        newest = select(func.max(TrialStepRow.number)).where(TrialStepRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add_step(self, step: TrialStep) -> None:
        """Store a step for good."""
        self._session.add(TrialStepRow(**asdict(step) | {"step": step.step.value, "after": step.after.value}))
        self._session.flush()

    def steps(self, trial_id: str) -> tuple[TrialStep, ...]:
        """Return the steps of a trial, oldest first."""
        query = select(TrialStepRow).where(TrialStepRow.trial_id == trial_id).order_by(TrialStepRow.number)
        return tuple(
            TrialStep(row.trial_id, row.number, Step(row.step), State(row.after), row.at, row.by, row.reason)
            for row in self._session.scalars(query)
        )

    def set_title(self, trial_id: str, title: str) -> None:
        """Record the title of a trial."""
        self._session.execute(update(TrialRow).where(TrialRow.id == trial_id).values(title=title))

    def save_draft(self, draft: Draft) -> None:
        """Store a draft, in place of the trial's draft of the same id."""
        self._session.merge(DraftRow(**asdict(draft)))
        self._session.flush()

    def draft(self, trial_id: str) -> Draft | None:
        """Return the draft of a trial."""
        row = self._session.scalar(
            select(DraftRow).where(DraftRow.trial_id == trial_id).execution_options(populate_existing=True)
        )
        return _draft(row) if row else None

    def take_draft(self, draft_id: str) -> Draft | None:
        """Return a draft and consume it, None where it was consumed before. Only one unit ever gets it."""
        row = self._session.scalar(select(DraftRow).where(DraftRow.id == draft_id).with_for_update())
        if row is None:
            return None
        draft = _draft(row)
        self._session.expunge(row)
        gone = self._session.execute(delete(DraftRow).where(DraftRow.id == draft_id).returning(DraftRow.id)).all()
        return draft if gone else None

    def next_number(self, trial_id: str) -> int:
        """Return the number of the next revision of a trial, counted from 1; the trial must be locked."""
        newest = select(func.max(RevisionRow.number)).where(RevisionRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add_revision(self, revision: ProposalRevision) -> None:
        """Store a revision for good."""
        self._session.add(RevisionRow(**asdict(revision) | {"editions": list(revision.editions)}))
        self._session.flush()

    def revisions(self, trial_id: str) -> tuple[ProposalRevision, ...]:
        """Return the revisions of a trial, oldest first."""
        query = select(RevisionRow).where(RevisionRow.trial_id == trial_id).order_by(RevisionRow.number)
        return tuple(_revision(row) for row in self._session.scalars(query))

    def revision(self, trial_id: str, number: int | None = None) -> ProposalRevision | None:
        """Return a revision of a trial, the newest where no number is given."""
        query = select(RevisionRow).where(RevisionRow.trial_id == trial_id).order_by(RevisionRow.number.desc()).limit(1)
        if number is not None:
            query = query.where(RevisionRow.number == number)
        row = self._session.scalar(query)
        return _revision(row) if row else None

    def frozen(self, trial_id: str, number: int) -> Frozen | None:
        """Return what stands in the place of a revision, whether or not it fits its hash."""
        query = select(RevisionRow.canonical, RevisionRow.sha256)
        row = self._session.execute(
            query.where(RevisionRow.trial_id == trial_id, RevisionRow.number == number)
        ).one_or_none()
        return Frozen(row.canonical, row.sha256) if row else None

    def count_revisions(self) -> int:
        """Return how many revisions there are, of all trials."""
        return self._session.scalar(select(func.count()).select_from(RevisionRow)) or 0

    def judged_by(self, edition_id: str) -> bool:
        """Whether any revision was judged by an edition."""
        editions = self._session.scalars(select(RevisionRow.editions))
        return any(edition_id in judged for judged in editions)

    def add_decision(self, decision: Decision) -> None:
        """Store a decision, its conditions as rows of their own; what its slip adds to it is stored with the slip."""
        apart = ("slip_id", "document_number", "enforced_on", "conditions")
        values = {field.name: getattr(decision, field.name) for field in fields(decision) if field.name not in apart}
        values["conditions"] = []
        self._session.add(DecisionRow(**values))
        self._session.flush()
        self._conditions.add(decision.id, decision.conditions)

    def decisions(self, trial_id: str) -> tuple[Decision, ...]:
        """Return the decisions about a trial, oldest first."""
        query = (
            select(DecisionRow, SlipEnforcementRow)
            .outerjoin(SlipEnforcementRow, SlipEnforcementRow.decision_id == DecisionRow.id)
            .where(DecisionRow.trial_id == trial_id)
            .order_by(DecisionRow.decided_at)
        )
        rows = self._session.execute(query).all()
        return tuple(
            _decision(row, enforcement, self._conditions.of_decision(row.id, row.conditions))
            for row, enforcement in rows
        )

    def next_override(self, trial_id: str, revision_number: int) -> int:
        """Return the number of the next view of a revision's findings, counted from 1; the trial must be locked."""
        newest = select(func.max(OverrideRow.number)).where(
            OverrideRow.trial_id == trial_id, OverrideRow.revision_number == revision_number
        )
        return (self._session.scalar(newest) or 0) + 1

    def add_override(self, override: Override) -> None:
        """Store a view that staff hold of a finding."""
        values = asdict(override) | {"outcome": None if override.outcome is None else override.outcome.name}
        self._session.add(OverrideRow(**values))
        self._session.flush()

    def overrides(self, trial_id: str, revision_number: int) -> tuple[Override, ...]:
        """Return the views held of a revision's findings, oldest first."""
        query = (
            select(OverrideRow)
            .where(OverrideRow.trial_id == trial_id, OverrideRow.revision_number == revision_number)
            .order_by(OverrideRow.number)
        )
        return tuple(_override(row) for row in self._session.scalars(query))

    def publish(self, publication: Publication) -> None:
        """Make a revision the one that residents see."""
        told = asdict(publication)
        self._session.merge(PublicationRow(**told.pop("view"), **told))
        self._session.flush()

    def publication(self, trial_id: str) -> Publication | None:
        """Return what is public of a trial."""
        row = self._session.get(PublicationRow, trial_id)
        return _publication(row) if row else None

    def publications(self) -> tuple[Publication, ...]:
        """Return all that is public, newest first."""
        query = select(PublicationRow).order_by(PublicationRow.published_at.desc(), PublicationRow.trial_id)
        return tuple(_publication(row) for row in self._session.scalars(query))


def _trial(row: TrialRow) -> Trial:
    return Trial(
        id=row.id,
        organisation_id=row.organisation_id,
        title=row.title,
        state=State(row.state),
        created_at=row.created_at,
        created_by=row.created_by,
        standing=None if row.standing is None else State(row.standing),
    )


def _draft(row: DraftRow) -> Draft:
    return Draft(row.id, row.trial_id, row.content, row.updated_at, row.updated_by)


def _revision(row: RevisionRow) -> ProposalRevision:
    return ProposalRevision(
        id=row.id,
        trial_id=row.trial_id,
        number=row.number,
        canonical=row.canonical,
        sha256=row.sha256,
        screening=row.screening,
        editions=tuple(row.editions),
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
    )


def _decision(row: DecisionRow, enforcement: SlipEnforcementRow | None, conditions: tuple[Condition, ...]) -> Decision:
    decision = Decision(
        id=row.id,
        trial_id=row.trial_id,
        revision_number=row.revision_number,
        kind=DecisionKind(row.kind),
        outcome=Step(row.outcome),
        basis=row.basis,
        conditions=conditions,
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )
    if enforcement is None:
        return decision
    return replace(
        decision,
        slip_id=enforcement.slip_id,
        document_number=enforcement.document_number,
        enforced_on=enforcement.enforced_on,
    )


def _override(row: OverrideRow) -> Override:
    return Override(
        id=row.id,
        trial_id=row.trial_id,
        revision_number=row.revision_number,
        number=row.number,
        flight=row.flight,
        finding=row.finding,
        finding_sha256=row.finding_sha256,
        outcome=None if row.outcome is None else Outcome[row.outcome],
        reason=row.reason,
        stated_at=row.stated_at,
        stated_by=row.stated_by,
    )


def _publication(row: PublicationRow) -> Publication:
    view = PublicView(
        row.widened_m,
        row.days_only,
        row.ends_hidden,
        row.released_at,
        row.easy_ja,
        row.plain_ja,
        row.plain_en,
        tuple((tag, text) for tag, text in row.other),
    )
    return Publication(row.trial_id, row.decision_id, row.revision_number, row.published_at, row.published_by, view)
