"""The repositories of enquiries, flight days and reports."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from airspace.conduct import Schedule, TrialReport
from airspace.enquiry import Enquiry, EnquiryEntry
from airspace.schedule import FlightDay
from airspace.trial import Window
from api.store.locks import lock
from api.store.tables.conduct import EnquiryEntryRow, EnquiryRow, ScheduleRow, TrialReportRow


class Enquiries:
    """Enquiries by id, and what was said in them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, enquiry: Enquiry) -> None:
        """Store an enquiry."""
        self._session.add(EnquiryRow(**asdict(enquiry)))
        self._session.flush()

    def get(self, enquiry_id: str) -> Enquiry | None:
        """Return an enquiry."""
        row = self._session.get(EnquiryRow, enquiry_id, populate_existing=True)
        return _enquiry(row) if row else None

    def list(self, *, organisation_id: str | None = None) -> tuple[Enquiry, ...]:
        """Return enquiries, newest first; of one organisation where given."""
        query = select(EnquiryRow).order_by(EnquiryRow.begun_at.desc(), EnquiryRow.id)
        if organisation_id is not None:
            query = query.where(EnquiryRow.organisation_id == organisation_id)
        return tuple(_enquiry(row) for row in self._session.scalars(query))

    def of_trial(self, trial_id: str) -> tuple[Enquiry, ...]:
        """Return the enquiries that a trial came of, oldest first."""
        query = select(EnquiryRow).where(EnquiryRow.trial_id == trial_id).order_by(EnquiryRow.begun_at, EnquiryRow.id)
        return tuple(_enquiry(row) for row in self._session.scalars(query))

    def set_trial(self, enquiry_id: str, trial_id: str) -> None:
        """Record which trial came of an enquiry."""
        self._session.execute(update(EnquiryRow).where(EnquiryRow.id == enquiry_id).values(trial_id=trial_id))

    def let_go(self, trial_id: str) -> None:
        """Forget which trial came of enquiries: it ends, and what was said stays."""
        self._session.execute(update(EnquiryRow).where(EnquiryRow.trial_id == trial_id).values(trial_id=None))

    def next_entry(self, enquiry_id: str) -> int:
        """Return the number of the next entry, counted from 1; nobody else gets it until this unit ends."""
        lock(self._session, f"enquiry {enquiry_id}")
        newest = select(func.max(EnquiryEntryRow.number)).where(EnquiryEntryRow.enquiry_id == enquiry_id)
        return (self._session.scalar(newest) or 0) + 1

    def add_entry(self, entry: EnquiryEntry) -> None:
        """Store an entry for good."""
        self._session.add(EnquiryEntryRow(**asdict(entry)))
        self._session.flush()

    def entries(self, enquiry_id: str) -> tuple[EnquiryEntry, ...]:
        """Return what was said, oldest first."""
        query = select(EnquiryEntryRow).where(EnquiryEntryRow.enquiry_id == enquiry_id).order_by(EnquiryEntryRow.number)
        return tuple(
            EnquiryEntry(row.enquiry_id, row.number, row.text, row.by_the_office, row.said_at, row.said_by)
            for row in self._session.scalars(query)
        )


class Conduct:
    """Flight days and reports, by trial."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_schedule(self, trial_id: str) -> int:
        """Return the number of the next schedule of a trial, counted from 1; the trial must be locked."""
        newest = select(func.max(ScheduleRow.number)).where(ScheduleRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add_schedule(self, schedule: Schedule) -> None:
        """Store a schedule; it takes the place of the one before."""
        self._session.add(ScheduleRow(**asdict(schedule) | {"days": [_day_as_kept(day) for day in schedule.days]}))
        self._session.flush()

    def schedule(self, trial_id: str) -> Schedule | None:
        """Return the newest schedule of a trial."""
        row = self._session.scalar(
            select(ScheduleRow).where(ScheduleRow.trial_id == trial_id).order_by(ScheduleRow.number.desc()).limit(1)
        )
        if row is None:
            return None
        return Schedule(
            row.trial_id,
            row.number,
            row.revision_number,
            tuple(_day(day) for day in row.days),
            row.stated_at,
            row.stated_by,
            row.flights_per_day,
        )

    def add_report(self, report: TrialReport) -> None:
        """Store the report of a trial for good."""
        self._session.add(TrialReportRow(**asdict(report)))
        self._session.flush()

    def report(self, trial_id: str) -> TrialReport | None:
        """Return the report of a trial."""
        row = self._session.get(TrialReportRow, trial_id)
        if row is None:
            return None
        return TrialReport(row.trial_id, row.flights, row.summary, row.incidents, row.reported_at, row.reported_by)


def _day_as_kept(day: FlightDay) -> dict[str, Any]:
    windows = [[window.start.isoformat(), window.end.isoformat()] for window in day.windows]
    return {"day": day.day.isoformat(), "windows": windows, "reserve": day.reserve}


def _day(kept: Mapping[str, Any]) -> FlightDay:
    windows = tuple(
        Window(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in kept["windows"]
    )
    return FlightDay(date.fromisoformat(kept["day"]), windows, kept["reserve"])


def _enquiry(row: EnquiryRow) -> Enquiry:
    return Enquiry(row.id, row.organisation_id, row.subject, row.begun_at, row.begun_by, row.trial_id)
