"""The queue on PostgreSQL: procrastinate's own tables, in the same database and the same transaction."""

import json
from datetime import datetime

from procrastinate import App, PsycopgConnector
from sqlalchemy import text

from api.store.jobs import WORKER_DIED, Arguments, FailedJob, Jobs

QUEUE = "soramichi"

DO = "do"
"""The one task that procrastinate knows: it is given the name of ours. So a job that only a newer version knows is
tried again like any other, and is not thrown out.
"""

FAILED = """
    SELECT job.id, job.args, job.attempts, error.kind, error.at
    FROM procrastinate_jobs job LEFT JOIN job_error error ON error.job_id = job.id
    WHERE job.status = 'failed' ORDER BY job.id
"""

DEAD = """
    SELECT job.id, job.attempts
    FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
      AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => :lease_s))
    ORDER BY job.id FOR UPDATE OF job SKIP LOCKED
"""
"""Jobs of workers that gave no sign of life for as long as a lease."""


class QueuedJobs(Jobs):
    """The queue on PostgreSQL. procrastinate's worker takes the jobs; it leaves it to us to rescue a dead one's."""

    def defer(self, task: str, arguments: Arguments, *, now: datetime) -> None:  # noqa: ARG002 - the server's clock
        """Put a job in the queue, on this unit's own connection."""
        # An application that is not open has no connection of its own: it can only use ours.
        app = App(connector=PsycopgConnector())
        connection = self._session.connection().connection.driver_connection
        deferrer = app.configure_task(DO, queue=QUEUE, connection=connection)
        deferrer.defer(task=task, arguments=json.loads(json.dumps(dict(arguments))))

    def waiting(self) -> int:
        """Return how many jobs are not done and did not fail for good."""
        query = text("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
        return self._session.scalar(query) or 0

    def failed(self) -> tuple[FailedJob, ...]:
        """Return the jobs that failed for good, oldest first."""
        return tuple(
            FailedJob(row.id, row.args["task"], row.args["arguments"], row.attempts, row.kind or "", row.at)
            for row in self._session.execute(text(FAILED))
        )

    def try_again(self, job_id: int, *, now: datetime) -> bool:  # noqa: ARG002 - the server's clock
        """Give a job that failed for good one more try."""
        held = text("SELECT 1 FROM procrastinate_jobs WHERE id = :id AND status = 'failed' FOR UPDATE")
        if self._session.scalar(held, {"id": job_id}) is None:
            return False
        self._retry(job_id)
        return True

    def rescue(self, *, now: datetime, lease_s: float, most_attempts: int) -> None:
        """Let what a dead worker held be taken by another, or fail for good where that was its last try."""
        for job_id, attempts in self._session.execute(text(DEAD), {"lease_s": lease_s}).all():
            if attempts + 1 < most_attempts:
                self._retry(job_id)
                continue
            finish = text("SELECT procrastinate_finish_job_v1(:id, 'failed', false)")
            self._session.execute(finish, {"id": job_id})
            self.note_error(job_id, WORKER_DIED, now=now)

    def _retry(self, job_id: int) -> None:
        self._session.execute(text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)"), {"id": job_id})
