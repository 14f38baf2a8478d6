"""The queue of work in the background: a port, and its repository on SQLite. On PostgreSQL it is procrastinate's.

A job is deferred in the transaction that asks for it, so it is there exactly if what it follows from is there. It is
done at least once: whoever does it must find out what is done already. A job that fails is tried again; one that fails
for good stays, with the kind of its error, until somebody lets it be tried anew.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.services.ids import new_id
from api.store.tables.jobs import JobErrorRow, JobRow

Argument = str | int | list[str]
Arguments = Mapping[str, Argument]

WORKER_DIED = "WorkerDied"
"""The kind of error of a job whose worker ended in the middle of each try."""


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed for good: what it was to do, how often it was tried, and its last error's kind."""

    id: int
    task: str
    arguments: Arguments
    attempts: int
    error: str
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job that a worker has under a lease; `attempt` counts from 1."""

    id: int
    task: str
    arguments: Arguments
    attempt: int
    lease: str


class Jobs(ABC):
    """What a unit of work can do with the queue, the same on both engines."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @abstractmethod
    def defer(self, task: str, arguments: Arguments, *, now: datetime) -> None:
        """Put a job in the queue; it is there for workers once this unit commits, and not at all if it does not."""

    @abstractmethod
    def waiting(self) -> int:
        """Return how many jobs are not done and did not fail for good."""

    @abstractmethod
    def failed(self) -> tuple[FailedJob, ...]:
        """Return the jobs that failed for good, oldest first."""

    @abstractmethod
    def try_again(self, job_id: int, *, now: datetime) -> bool:
        """Give a job that failed for good one more try; return whether there was such a one."""

    @abstractmethod
    def rescue(self, *, now: datetime, lease_s: float, most_attempts: int) -> None:
        """Let what a dead worker held be taken by another, or fail for good where that was its last try."""

    def note_error(self, job_id: int, kind: str, *, now: datetime) -> None:
        """Record with which kind of error a job failed last."""
        self._session.merge(JobErrorRow(job_id=job_id, kind=kind, at=now))
        self._session.flush()

    def forget_error(self, job_id: int) -> None:
        """Forget how a job failed, because it was done."""
        self._session.execute(delete(JobErrorRow).where(JobErrorRow.job_id == job_id))


class JobRows(Jobs):
    """The queue on SQLite: rows that a worker takes with a lease."""

    def defer(self, task: str, arguments: Arguments, *, now: datetime) -> None:
        """Put a job in the queue."""
        values = {"task": task, "args": json.dumps(dict(arguments)), "created_at": now, "due_at": now, "attempts": 0}
        self._session.add(JobRow(**values))
        self._session.flush()

    def waiting(self) -> int:
        """Return how many jobs are not done and did not fail for good."""
        return self._session.scalar(select(func.count()).where(JobRow.due_at.is_not(None))) or 0

    def failed(self) -> tuple[FailedJob, ...]:
        """Return the jobs that failed for good, oldest first."""
        query = (
            select(JobRow, JobErrorRow)
            .outerjoin(JobErrorRow, JobErrorRow.job_id == JobRow.id)
            .where(JobRow.due_at.is_(None))
            .order_by(JobRow.id)
        )
        return tuple(
            FailedJob(
                id=row.id,
                task=row.task,
                arguments=json.loads(row.args),
                attempts=row.attempts,
                error=error.kind if error else "",
                failed_at=error.at if error else None,
            )
            for row, error in self._session.execute(query).all()
        )

    def try_again(self, job_id: int, *, now: datetime) -> bool:
        """Give a job that failed for good one more try."""
        again = update(JobRow).where(JobRow.id == job_id, JobRow.due_at.is_(None)).values(due_at=now)
        return self._session.execute(again.returning(JobRow.id)).first() is not None

    def rescue(self, *, now: datetime, lease_s: float, most_attempts: int) -> None:  # noqa: ARG002 - it is in `due_at`
        """Let a job fail for good whose last try ran out of its lease; others are due again by themselves."""
        died = (
            update(JobRow)
            .where(JobRow.lease.is_not(None), JobRow.due_at <= now, JobRow.attempts >= most_attempts)
            .values(due_at=None, lease=None, taken_by=None)
        )
        for (job_id,) in self._session.execute(died.returning(JobRow.id)).all():
            self.note_error(job_id, WORKER_DIED, now=now)

    def take(self, by: str, *, now: datetime, lease_s: float) -> TakenJob | None:
        """Take the job that is due longest, None where none is. Nobody else gets it while the lease lasts."""
        row = self._session.scalar(
            select(JobRow).where(JobRow.due_at <= now).order_by(JobRow.due_at, JobRow.id).limit(1)
        )
        if row is None:
            return None
        row.lease, row.taken_by = new_id(), by
        row.attempts += 1
        row.due_at = now + timedelta(seconds=lease_s)
        self._session.flush()
        return TakenJob(row.id, row.task, json.loads(row.args), row.attempts, row.lease)

    def finish(self, job: TakenJob) -> None:
        """Remove a job that was done, by whoever did it first."""
        self._session.execute(delete(JobRow).where(JobRow.id == job.id))
        self.forget_error(job.id)

    def put_off(self, job: TakenJob, *, until: datetime | None) -> None:
        """Let a job be tried again at a time, or no more (None); nothing where another has taken it since."""
        mine = update(JobRow).where(JobRow.id == job.id, JobRow.lease == job.lease)
        self._session.execute(mine.values(due_at=until, lease=None, taken_by=None))


def jobs_of(session: Session) -> Jobs:
    """Return the queue of the engine that a session is on."""
    if session.get_bind().dialect.name != "postgresql":
        return JobRows(session)
    # Imported only where it is used: the queue's library takes a while.
    from api.store.job_queue import QueuedJobs

    return QueuedJobs(session)
