"""The worker on SQLite: it takes rows with a lease."""

from dataclasses import dataclass
from datetime import timedelta
from threading import Event

from api.jobs.worker import Worker, worker_name
from api.store.engine import UNREACHABLE
from api.store.jobs import JobRows, TakenJob
from api.store.unit_of_work import UnitOfWork, in_unit


@dataclass(frozen=True)
class RowsWorker(Worker):
    """Takes the job that is due longest, does it outside any transaction, and records what became of it."""

    def run(self, ended: Event, *, once: bool = False) -> None:
        """Do jobs until told to end, or with `once` until none is due."""
        while not ended.is_set():
            try:
                self.rescue()
                busy = self._one()
            except UNREACHABLE as error:
                if once:
                    raise
                busy = False
                self.report(f"データベースが使えません。/ The database cannot be used: {error.orig}")
            if busy:
                self.after_each()
            elif once:
                return
            else:
                ended.wait(self.terms.look_every_s)

    def _one(self) -> bool:
        now, lease_s = self.around.clock(), self.terms.lease_s
        engine = self.around.engine
        job = in_unit(engine, lambda unit: _rows(unit).take(worker_name(), now=now, lease_s=lease_s))
        if job is None:
            return False
        try:
            self.do(job.id, job.task, job.arguments)
        except Exception:  # one job that fails must not hold up the others; its kind is kept
            self._put_off(job)
        else:
            in_unit(engine, lambda unit: _rows(unit).finish(job))
        return True

    def _put_off(self, job: TakenJob) -> None:
        wait_s = self.terms.wait_s(job.attempt)
        until = None if wait_s is None else self.around.clock() + timedelta(seconds=wait_s)
        in_unit(self.around.engine, lambda unit: _rows(unit).put_off(job, until=until))


def _rows(unit: UnitOfWork) -> JobRows:
    if not isinstance(unit.jobs, JobRows):
        raise TypeError("this worker takes rows, which only SQLite has")
    return unit.jobs
