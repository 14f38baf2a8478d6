"""Staff state their view of a finding: with a reason, beside the machine's, audited, only while a case is open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from airspace.finding import Finding, Outcome
from airspace.override import Override, can_be_overridden, held, in_effect, reason_given, refuse_override
from airspace.proposal import ProposalRevision, hash_of
from airspace.screening import Screening
from airspace.workflow import Step, StepRefused
from api.problems import NotFound
from api.schemas.screening import FindingData
from api.security.accounts import Account
from api.services.access import seen_trial
from api.services.ids import new_id
from api.services.step import begin
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

TAKEN_BACK = "TAKEN_BACK"
"""What stands in an outcome's place, in the audit log and on the form, where a view is taken back."""


@dataclass(frozen=True, slots=True)
class View:
    """What is held of which finding: revision from 1, flight and finding from 0; outcome None takes a view back."""

    revision_number: int
    flight: int
    finding: int
    outcome: Outcome | None
    reason: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a finding: the views of it, oldest first, and whether it takes any."""

    flight: int
    number: int
    views: tuple[Override, ...]
    takes_views: bool

    @property
    def can_be_taken_back(self) -> bool:
        """Whether a view of it is held now."""
        return bool(held(self.views))

    @property
    def key(self) -> str:
        """What its place on a page is called."""
        return f"view-{self.flight}-{self.number}"


class Views:
    """The views of a revision's findings, found by the very finding that a page shows."""

    def __init__(self, screenings: Sequence[Screening], overrides: Sequence[Override]) -> None:
        # By identity: two findings that read alike are still two. Holding them keeps their identities theirs.
        self._screenings = tuple(screenings)
        self._beside = {
            id(finding): Beside(
                flight,
                number,
                tuple(override for override in overrides if override.place == (flight, number)),
                can_be_overridden(finding),
            )
            for flight, screening in enumerate(self._screenings)
            for number, finding in enumerate(screening.findings)
        }

    def of(self, finding: Finding) -> Beside:
        """Return what stands beside one of the screenings' findings."""
        return self._beside[id(finding)]

    @property
    def with_words(self) -> tuple[Finding, ...]:
        """The findings of which views are held, or were."""
        found = (finding for screening in self._screenings for finding in screening.findings)
        return tuple(finding for finding in found if self.of(finding).views)


def views_of(unit: UnitOfWork, revision: ProposalRevision, screenings: Sequence[Screening]) -> Views:
    """Return the views of a revision's findings, for the screenings that it froze."""
    return Views(screenings, overrides_of(unit, revision))


def overrides_of(unit: UnitOfWork, revision: ProposalRevision) -> tuple[Override, ...]:
    """Return the views of a revision's findings, oldest first.

    Raises
    ------
    LookupError
        If a view is of another finding than the one at its place: it is then shown beside none.
    """
    overrides = unit.trials.overrides(revision.trial_id, revision.number)
    if overrides:
        flights = _frozen(revision)
        for override in overrides:
            if _hash(flights[override.flight][override.finding]) != override.finding_sha256:
                raise LookupError(f"the view {override.id} is not of the finding at its place")
    return overrides


def read_overrides(unit: UnitOfWork, account: Account, trial_id: str, number: int) -> tuple[tuple[Override, bool], ...]:
    """Return the views of a revision that the account may see, oldest first, each with whether it is in effect."""
    trial = seen_trial(unit, account, trial_id)
    revision = next((held for held in unit.trials.revisions(trial.id) if held.number == number), None)
    if revision is None:
        raise NotFound
    overrides = overrides_of(unit, revision)
    newest = in_effect(overrides)
    return tuple((override, newest[override.place] is override) for override in overrides)


def state_view(unit: UnitOfWork, account: Account, trial_id: str, view: View, *, now: datetime) -> Override:
    """Record a view of one finding of the newest revision.

    Raises
    ------
    StepRefused
        If the trial's state, the account's role or a newer revision stands against it; `NotOverridable` if the
        finding is a prohibition. Also if there is no view to take back.
    ValueRefused
        If the reason is missing, too long or not readable.
    NotFound
        If there is no such finding.
    """
    revision, found = refuse_view(unit, account, trial_id, view)
    reason = reason_given(view.reason)
    if view.outcome is None:
        _refuse_nothing_to_take_back(unit, view, revision)
    override = Override(
        id=new_id(),
        trial_id=trial_id,
        revision_number=revision.number,
        number=unit.trials.next_override(trial_id, revision.number),
        flight=view.flight,
        finding=view.finding,
        finding_sha256=_hash(found),
        outcome=view.outcome,
        reason=reason,
        stated_at=now,
        stated_by=account.id,
    )
    unit.trials.add_override(override)
    _audit(unit, override)
    return override


def refuse_view(
    unit: UnitOfWork, account: Account, trial_id: str, view: View
) -> tuple[ProposalRevision, dict[str, Any]]:
    """Refuse a view that may not be stated, whatever its words; else return the revision and the frozen finding.

    The trial is locked until the unit ends. It raises what `state_view` does, but for the reason.
    """
    begin(unit, account, trial_id, Step.OVERRIDE_FINDING)
    revision = _newest(unit, trial_id, view.revision_number)
    frozen = _frozen(revision)
    if not (0 <= view.flight < len(frozen) and 0 <= view.finding < len(frozen[view.flight])):
        raise NotFound
    found = frozen[view.flight][view.finding]
    refuse_override(FindingData.model_validate(found).value())
    return revision, found


def _audit(unit: UnitOfWork, override: Override) -> None:
    unit.audit.append(
        at=override.stated_at,
        actor=override.stated_by,
        action=Step.OVERRIDE_FINDING,
        subject=override.trial_id,
        details={
            "override": override.id,
            "revision": override.revision_number,
            "flight": override.flight,
            "finding": override.finding,
            "outcome": TAKEN_BACK if override.outcome is None else override.outcome.name,
            "reason_sha256": hash_of(override.reason),
        },
    )


def _newest(unit: UnitOfWork, trial_id: str, number: int) -> ProposalRevision:
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    if revision.number != number:
        raise StepRefused(
            Text(f"第{number}版は最新の版ではありません。", f"Revision {number} is not the newest."),
            Text(
                "画面を開きなおして、最新の版を確かめてください。", "Reload the page and look at the newest revision."
            ),
        )
    return revision


def _refuse_nothing_to_take_back(unit: UnitOfWork, view: View, revision: ProposalRevision) -> None:
    views = held(unit.trials.overrides(revision.trial_id, revision.number))
    if all(override.place != (view.flight, view.finding) for override in views):
        raise StepRefused(
            Text("取り下げる見解がありません。", "There is no view to take back."),
            Text(
                "画面を開きなおして、いまの見解を確かめてください。", "Reload the page and look at the present views."
            ),
        )


def _frozen(revision: ProposalRevision) -> list[list[dict[str, Any]]]:
    # As they were frozen, not through today's schema: a member added later would change their hashes.
    return [screening["findings"] for screening in json.loads(revision.screening)]


def _hash(finding: dict[str, Any]) -> str:
    canonical: bytes = rfc8785.dumps(finding)
    return hash_of(canonical.decode())
