"""How far a public trial is, in the steps that residents ask about."""

from dataclasses import dataclass
from datetime import date

from airspace.flight_day.state import DayState
from airspace.trial import JST
from airspace.workflow import Step
from api.services.publish import FLOWN, PublicTrial
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a trial's way: its name, whether it is done, and the day of it, None where it is not known."""

    name: Text
    done: bool
    on: date | None = None


def phases_of(unit: UnitOfWork, public: PublicTrial) -> tuple[Phase, ...]:
    """Return the steps of a public trial in order: proposed, confirmed, published, flown, reported."""
    steps = unit.trials.steps(public.trial.id)
    proposed = next((step.at.astimezone(JST).date() for step in steps if step.step is Step.SUBMIT), None)
    reported = unit.conduct.report(public.trial.id)
    flown = [one.standing.day for one in public.shown.days if one.standing.state is DayState.FLOWN]
    return (
        Phase(Text("事業者が計画を県に出した", "The operator proposed it"), done=proposed is not None, on=proposed),
        Phase(
            Text("県が経路を確認した", "The prefecture confirmed the route"), done=True, on=public.decision.holds_from
        ),
        Phase(
            Text("住民に公表した", "It was published"),
            done=True,
            on=public.publication.published_at.astimezone(JST).date(),
        ),
        Phase(
            Text("飛行（最初の日）", "Flights (first day)"),
            done=bool(flown) or public.trial.state in FLOWN,
            on=min(flown, default=public.first_start.astimezone(JST).date()),
        ),
        Phase(
            Text("事業者が結果を報告した", "The operator reported"),
            done=reported is not None,
            on=reported.reported_at.astimezone(JST).date() if reported else None,
        ),
    )
