"""The office's cases as its staff look for them: filtered, sorted, kept as views; and counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.intake import Intake
from airspace.procedures import japan
from airspace.processing import DECIDES, Processing, processing_of
from airspace.proposal import DecisionKind, ProposalRevision, Trial
from airspace.statistics import CountedCase
from airspace.trial import JST
from airspace.volume import build_volume
from airspace.workflow import State, Step
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.services.access import trials_within_reach
from api.services.assign import owner_of
from api.services.duties import duties_of
from api.services.flight_day.course import days_of, flown_of
from api.services.flight_day.stops import municipalities
from api.services.propose import revision_content
from api.services.screen import Atlases
from api.services.silence import corrections_due
from api.store.unit_of_work import UnitOfWork
from geo.crs import to_plane
from geo.shape import repair
from geo.text import Text

ORDER = (
    State.SUBMITTED,
    State.ACCEPTED,
    State.UNDER_REVIEW,
    State.CONSULTING,
    State.REPORTED,
    State.CORRECTION_REQUESTED,
    State.CONFIRMED,
    State.SCHEDULED,
    State.COMPLETED,
    State.DECLINED,
    State.CALLED_OFF,
    State.WITHDRAWN,
    State.CLOSED,
    State.DRAFT,
)
"""What waits for the office first."""


class Group(StrEnum):
    """Cases by whom they wait for."""

    OFFICE = "office"
    OPERATOR = "operator"
    FLYING = "flying"
    OVER = "over"


GROUP_NAMES = {
    Group.OFFICE: Text("県を待っているもの", "waiting for the office"),
    Group.OPERATOR: Text("事業者を待っているもの", "waiting for the operator"),
    Group.FLYING: Text("確認済み・飛行中", "confirmed, flying"),
    Group.OVER: Text("終わったもの", "over"),
}

GROUPS = {
    Group.OFFICE: frozenset(ORDER[:5]),
    Group.OPERATOR: frozenset({State.CORRECTION_REQUESTED}),
    Group.FLYING: frozenset({State.CONFIRMED, State.SCHEDULED, State.COMPLETED}),
    Group.OVER: frozenset({State.DECLINED, State.CALLED_OFF, State.WITHDRAWN, State.CLOSED}),
}

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the worklist shows it. `processing` is None before it was taken in."""

    trial: Trial
    revision: ProposalRevision
    intake: Intake | None
    owner: Account | None
    operator: str
    processing: Processing | None
    published: bool

    @property
    def reference(self) -> str:
        """受付番号, empty before it was taken in."""
        return self.intake.reference if self.intake else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff look for; a field that is None or empty is not asked."""

    group: Group | None = None
    owner: str = ""
    left: int | None = None
    kind: DecisionKind | None = None
    text: str = ""

    def fits(self, case: Case) -> bool:
        """Whether a case is what is looked for."""
        owner_id = case.owner.id if case.owner else NOBODY
        words = f"{case.trial.title}\n{case.operator}\n{case.reference}".casefold()
        clock = case.processing
        return (
            (self.group is None or case.trial.state in GROUPS[self.group])
            and (not self.owner or owner_id == self.owner)
            and (self.left is None or (clock is not None and not clock.ended and clock.left <= self.left))
            and (self.kind is None or (case.intake is not None and case.intake.kind is self.kind))
            and self.text.casefold() in words
        )


@dataclass(frozen=True, slots=True)
class Open:
    """An open case as it is handed over: what binds it, what is awaited, what comes next."""

    case: Case
    corrections_due: date | None
    unanswered: tuple[tuple[Text, date], ...]
    next_day: date | None
    promises: int


def cases(unit: UnitOfWork, account: Account, *, standard: int, now: datetime) -> list[Case]:
    """Return all cases that reached the prefecture, those that wait for it first."""
    require(account, Action.SEE_WORKLIST)
    found = []
    for trial in trials_within_reach(unit, account):
        revision, organisation = unit.trials.revision(trial.id), unit.accounts.organisation(trial.organisation_id)
        if revision is None or organisation is None:
            continue
        found.append(
            Case(
                trial,
                revision,
                unit.intakes.get(trial.id),
                owner_of(unit, trial.id),
                organisation.name,
                processing(unit, trial.id, standard=standard, now=now),
                unit.trials.publication(trial.id) is not None,
            )
        )
    return sorted(found, key=lambda case: (ORDER.index(case.trial.state), case.revision.submitted_at))


def processing(unit: UnitOfWork, trial_id: str, *, standard: int, now: datetime) -> Processing | None:
    """Return how long the office has had a case, None before it was taken in."""
    intake = unit.intakes.get(trial_id)
    if intake is None:
        return None
    decisions = unit.trials.decisions(trial_id)
    enforced = [decision.enforced_on for decision in decisions if decision.outcome in DECIDES and decision.enforced_on]
    today, calendar = now.astimezone(JST).date(), japan().calendar.value
    return processing_of(unit.trials.steps(trial_id), intake.received_on, today, calendar, standard, enforced)


def handover(unit: UnitOfWork, found: Iterable[Case], *, now: datetime) -> list[Open]:
    """Return the open ones of some cases with what whoever takes them over must know."""
    return [_open(unit, case, now) for case in found if case.trial.state not in GROUPS[Group.OVER]]


def _open(unit: UnitOfWork, case: Case, now: datetime) -> Open:
    trial, today = case.trial, now.astimezone(JST).date()
    flown = flown_of(unit, trial)
    ahead = [one.day for one in days_of(flown) if one.day >= today] if flown else []
    asked = trial.state is State.CORRECTION_REQUESTED
    return Open(
        case,
        corrections_due(unit, trial.id) if asked else None,
        tuple(
            (record.consultation.consultee.name, record.consultation.due_on)
            for record in unit.consultations.of_trial(trial.id)
            if record.answer is None and record.withdrawal is None
        ),
        min(ahead, default=None),
        len(duties_of(unit, trial.id).all),
    )


def counted(unit: UnitOfWork, atlases: Atlases, found: Iterable[Case]) -> list[CountedCase]:
    """Return cases as they are counted, each with the municipalities that its newest revision flies over."""
    lands = {name: shapely.union_all(shapes) for name, shapes in municipalities(unit, atlases).values()}
    planes: dict[int, dict[Text, BaseGeometry]] = {}
    return [_counted(unit, case, lands, planes) for case in found]


def _counted(
    unit: UnitOfWork, case: Case, lands: dict[Text, BaseGeometry], planes: dict[int, dict[Text, BaseGeometry]]
) -> CountedCase:
    received = case.intake.received_on if case.intake else case.revision.submitted_at.astimezone(JST).date()
    decided = any(step.step in (Step.CONFIRM_ROUTE, Step.DECLINE) for step in unit.trials.steps(case.trial.id))
    places: dict[Text, None] = {}
    for flight in revision_content(case.revision).operations:
        volume = build_volume(flight.value())
        epsg = volume.plane_epsg
        if epsg not in planes:
            planes[epsg] = {name: repair(to_plane(land, epsg)) for name, land in lands.items()}
        over = volume.footprints[VolumeKind.GROUND_RISK_BUFFER]
        places |= {name: None for name, land in planes[epsg].items() if shapely.intersects(land, over)}
    days = case.processing.used if decided and case.processing and case.processing.ended else None
    return CountedCase(case.trial.state, received, days, case.intake.kind if case.intake else None, tuple(places))
