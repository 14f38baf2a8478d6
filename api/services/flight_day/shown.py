"""What everyone sees of a public trial's days: where each stands, why, and notices of incidents."""

from dataclasses import dataclass
from datetime import datetime

from airspace.flight_day.incident import IncidentNotice
from airspace.flight_day.state import DayStanding, DayState
from airspace.proposal import Trial
from api.services.flight_day.course import changed_at, days_of, flown_of
from api.services.flight_day.incidents import incidents_seen
from api.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day as everyone sees it, and when what stands of it last changed."""

    standing: DayStanding
    changed_at: datetime

    @property
    def reason(self) -> str:
        """Why it is not flown: the operator's reason, or the prefecture's for its request. Empty where none is due."""
        if self.standing.holds and self.standing.state is DayState.HELD:
            return " ".join(hold.reason for hold in self.standing.holds)
        act = self.standing.act
        return act.reason if act is not None and self.standing.counts else ""


@dataclass(frozen=True, slots=True)
class ShownDays:
    """The days of a trial in order, and the published notices of incidents, newest first."""

    days: tuple[ShownDay, ...] = ()
    notices: tuple[IncidentNotice, ...] = ()

    def changed_at(self, least: datetime) -> datetime:
        """Return when any of it last changed, `least` where that is later."""
        return max([least, *(day.changed_at for day in self.days), *(notice.at for notice in self.notices)])


NOTHING_SHOWN = ShownDays()


def shown_days(unit: UnitOfWork, trial: Trial) -> ShownDays:
    """Return what everyone sees of a trial's days. Whether the trial is public is not asked here."""
    flown = flown_of(unit, trial)
    days = tuple(ShownDay(one, changed_at(flown, one)) for one in days_of(flown)) if flown else ()
    newest = (seen.notice for seen in incidents_seen(unit, trial.id))
    return ShownDays(days, tuple(notice for notice in newest if notice is not None and notice.published))
