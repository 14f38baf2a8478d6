"""The repositories of the day of flight: numbers and checks, what was decided, stops, incidents."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from airspace.flight_day.incident import (
    AircraftState,
    Called,
    FirstReport,
    Incident,
    IncidentNotice,
    MlitNumber,
    Told,
)
from airspace.flight_day.stop import Hold, Release, Stop
from airspace.flight_day.value import DayAct, DayStep, EmergencyCheck, Permit, PermitKind, PlanNotice
from airspace.trial import Window
from api.services.ids import new_id
from api.store.locks import lock
from api.store.tables.flight_days import (
    DayActRow,
    EmergencyCheckRow,
    FlightPermitRow,
    FlightPermitWithdrawalRow,
    FlightStopReleaseRow,
    FlightStopRow,
    FlightStopTrialRow,
    IncidentMlitNumberRow,
    IncidentNoticeRow,
    IncidentRow,
    PlanNoticeRow,
)


def windows_data(windows: Iterable[Window]) -> list[list[str]]:
    """Return windows as JSON holds them."""
    return [[window.start.isoformat(), window.end.isoformat()] for window in windows]


def read_windows(stored: Iterable[Iterable[str]]) -> tuple[Window, ...]:
    """Return the windows that `windows_data` made JSON of."""
    return tuple(Window(*(datetime.fromisoformat(moment) for moment in pair)) for pair in stored)


class FlightDays:
    """Permits, plan notices, emergency checks and what was decided of each day, by trial."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_permit(self, permit: Permit) -> None:
        """Store a permit's number."""
        stored = {name: value for name, value in asdict(permit).items() if name != "withdrawn_at"}
        self._session.add(FlightPermitRow(**stored | {"kind": permit.kind.value}))
        self._session.flush()

    def withdraw_permit(self, permit_id: str, *, at: datetime, by: str) -> None:
        """Record that a permit counts no more."""
        self._session.add(FlightPermitWithdrawalRow(permit_id=permit_id, at=at, by=by))
        self._session.flush()

    def permits(self, trial_id: str) -> tuple[Permit, ...]:
        """Return all permits that were recorded, oldest first."""
        query = (
            select(FlightPermitRow, FlightPermitWithdrawalRow.at)
            .outerjoin(FlightPermitWithdrawalRow, FlightPermitWithdrawalRow.permit_id == FlightPermitRow.id)
            .where(FlightPermitRow.trial_id == trial_id)
            .order_by(FlightPermitRow.recorded_at, FlightPermitRow.id)
        )
        return tuple(
            Permit(
                id=row.id,
                trial_id=row.trial_id,
                kind=PermitKind(row.kind),
                number=row.number,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
                withdrawn_at=withdrawn_at,
            )
            for row, withdrawn_at in self._session.execute(query)
        )

    def add_notice(self, notice: PlanNotice) -> None:
        """Store a plan notice's number."""
        self._session.add(PlanNoticeRow(**asdict(notice) | {"windows": windows_data(notice.windows)}))
        self._session.flush()

    def notices(self, trial_id: str) -> tuple[PlanNotice, ...]:
        """Return all plan notices that were recorded, oldest first."""
        query = select(PlanNoticeRow).where(PlanNoticeRow.trial_id == trial_id)
        return tuple(
            PlanNotice(
                id=row.id,
                trial_id=row.trial_id,
                day=row.day,
                revision_number=row.revision_number,
                windows=read_windows(row.windows),
                number=row.number,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
            )
            for row in self._session.scalars(query.order_by(PlanNoticeRow.recorded_at, PlanNoticeRow.id))
        )

    def add_check(self, check: EmergencyCheck) -> None:
        """Store that emergency airspace was looked up."""
        self._session.add(EmergencyCheckRow(**asdict(check)))
        self._session.flush()

    def checks(self, trial_id: str) -> tuple[EmergencyCheck, ...]:
        """Return all such checks, oldest first."""
        query = select(EmergencyCheckRow).where(EmergencyCheckRow.trial_id == trial_id)
        return tuple(
            EmergencyCheck(
                id=row.id,
                trial_id=row.trial_id,
                day=row.day,
                revision_number=row.revision_number,
                checked_at=row.checked_at,
                found=row.found,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
            )
            for row in self._session.scalars(query.order_by(EmergencyCheckRow.recorded_at, EmergencyCheckRow.id))
        )

    def next_act(self, trial_id: str) -> int:
        """Return the number of a trial's next act, counted from 1; the trial must be locked."""
        newest = select(func.max(DayActRow.number)).where(DayActRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add_act(self, act: DayAct) -> None:
        """Store what was decided of a day."""
        stored = {name: value for name, value in asdict(act).items() if name != "to"}
        changed = {"step": act.step.value, "windows": windows_data(act.windows), "grounds": list(act.grounds)}
        self._session.add(DayActRow(**stored | changed, to_day=act.to))
        self._session.flush()

    def acts(self, trial_id: str) -> tuple[DayAct, ...]:
        """Return all that was decided of a trial's days, in order."""
        query = select(DayActRow).where(DayActRow.trial_id == trial_id).order_by(DayActRow.number)
        return tuple(
            DayAct(
                trial_id=row.trial_id,
                number=row.number,
                day=row.day,
                step=DayStep(row.step),
                revision_number=row.revision_number,
                windows=read_windows(row.windows),
                reason=row.reason,
                to=row.to_day,
                grounds=tuple(row.grounds),
                at=row.at,
                by=row.by,
            )
            for row in self._session.scalars(query)
        )


class Stops:
    """Requests that nobody flies in an area, whom they were over, and their ends."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self) -> None:
        """Let nobody else make or end a stop, or take a day's step, until this unit ends."""
        lock(self._session, "flight stops")

    def add(self, stop: Stop, trial_ids: Iterable[str]) -> None:
        """Store a stop and the trials that it is over."""
        self._session.add(
            FlightStopRow(
                id=stop.id,
                area=stop.area,
                municipalities=list(stop.municipalities),
                reason=stop.reason,
                since=stop.since,
                made_at=stop.made_at,
                made_by=stop.made_by,
            )
        )
        self._session.flush()
        self._session.add_all(FlightStopTrialRow(stop_id=stop.id, trial_id=trial_id) for trial_id in trial_ids)
        self._session.flush()

    def release(self, release: Release) -> None:
        """Store the end of a stop, for one trial or for all."""
        self._session.add(FlightStopReleaseRow(id=new_id(), **asdict(release)))
        self._session.flush()

    def list(self) -> tuple[Stop, ...]:
        """Return all stops, newest first."""
        rows = self._session.scalars(select(FlightStopRow).order_by(FlightStopRow.made_at.desc(), FlightStopRow.id))
        return tuple(
            Stop(row.id, row.area, tuple(row.municipalities), row.reason, row.since, row.made_at, row.made_by)
            for row in rows
        )

    def releases(self) -> tuple[Release, ...]:
        """Return all ends of stops, oldest first."""
        rows = self._session.scalars(
            select(FlightStopReleaseRow).order_by(FlightStopReleaseRow.at, FlightStopReleaseRow.id)
        )
        return tuple(Release(row.stop_id, row.trial_id, row.reason, row.at, row.by) for row in rows)

    def trials(self, stop_id: str) -> tuple[str, ...]:
        """Return the ids of the trials that a stop was over when it was made."""
        query = select(FlightStopTrialRow.trial_id).where(FlightStopTrialRow.stop_id == stop_id)
        return tuple(self._session.scalars(query.order_by(FlightStopTrialRow.trial_id)))

    def holds(self, trial_id: str) -> tuple[Hold, ...]:
        """Return the stops that were put over a trial, oldest first, with their ends."""
        query = (
            select(FlightStopRow)
            .join(FlightStopTrialRow, FlightStopTrialRow.stop_id == FlightStopRow.id)
            .where(FlightStopTrialRow.trial_id == trial_id)
            .order_by(FlightStopRow.made_at, FlightStopRow.id)
        )
        ends = self.releases()
        return tuple(
            Hold(row.id, row.since, row.reason, row.made_at, _ended_at(ends, row.id, trial_id))
            for row in self._session.scalars(query)
        )


def _ended_at(releases: Iterable[Release], stop_id: str, trial_id: str) -> datetime | None:
    ends = [one.at for one in releases if one.stop_id == stop_id and one.trial_id in (None, trial_id)]
    return min(ends, default=None)


class Incidents:
    """First reports, MLIT's numbers, and what everyone is told."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, trial_id: str) -> int:
        """Return the number of a trial's next incident, counted from 1; the trial must be locked."""
        newest = select(func.max(IncidentRow.number)).where(IncidentRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add(self, incident: Incident) -> None:
        """Store a first report for good."""
        told = incident.report
        self._session.add(
            IncidentRow(
                id=incident.id,
                trial_id=incident.trial_id,
                number=incident.number,
                happened_at=told.happened_at,
                place=told.place,
                what=told.what,
                injured=told.injured.value,
                damage=told.damage.value,
                aircraft=told.aircraft.value,
                called=sorted(told.called),
                reported_at=incident.reported_at,
                reported_by=incident.reported_by,
            )
        )
        self._session.flush()

    def get(self, incident_id: str) -> Incident | None:
        """Return a first report."""
        row = self._session.get(IncidentRow, incident_id)
        return _incident(row) if row else None

    def list(self, trial_id: str | None = None) -> tuple[Incident, ...]:
        """Return first reports, newest first; of one trial where given."""
        query = select(IncidentRow).order_by(IncidentRow.reported_at.desc(), IncidentRow.id)
        if trial_id is not None:
            query = query.where(IncidentRow.trial_id == trial_id)
        return tuple(_incident(row) for row in self._session.scalars(query))

    def add_mlit_number(self, given: MlitNumber) -> None:
        """Store MLIT's number."""
        self._session.add(IncidentMlitNumberRow(**asdict(given)))
        self._session.flush()

    def mlit_numbers(self, incident_id: str) -> tuple[MlitNumber, ...]:
        """Return MLIT's numbers as they were given, oldest first."""
        query = select(IncidentMlitNumberRow).where(IncidentMlitNumberRow.incident_id == incident_id)
        rows = self._session.scalars(query.order_by(IncidentMlitNumberRow.number))
        return tuple(MlitNumber(row.incident_id, row.number, row.mlit_number, row.at, row.by) for row in rows)

    def add_notice(self, notice: IncidentNotice) -> None:
        """Store what everyone is told."""
        self._session.add(IncidentNoticeRow(**asdict(notice)))
        self._session.flush()

    def notices(self, incident_id: str) -> tuple[IncidentNotice, ...]:
        """Return what everyone was told, oldest first; the newest counts."""
        query = select(IncidentNoticeRow).where(IncidentNoticeRow.incident_id == incident_id)
        rows = self._session.scalars(query.order_by(IncidentNoticeRow.number))
        return tuple(
            IncidentNotice(row.incident_id, row.number, row.text, row.published, row.at, row.by) for row in rows
        )


def _incident(row: IncidentRow) -> Incident:
    report = FirstReport(
        happened_at=row.happened_at,
        place=row.place,
        what=row.what,
        injured=Told(row.injured),
        damage=Told(row.damage),
        aircraft=AircraftState(row.aircraft),
        called=frozenset(Called(called) for called in row.called),
    )
    return Incident(row.id, row.trial_id, row.number, report, row.reported_at, row.reported_by)
