"""The worker on PostgreSQL: procrastinate's, which listens for jobs and gives signs of life while it works."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from threading import Event

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from api.jobs.worker import Terms, Worker, worker_name
from api.store.engine import UNREACHABLE, driver_address
from api.store.job_queue import DO, QUEUE
from api.store.jobs import Arguments
from api.store.unit_of_work import in_unit

TOLD_EVERY_S = 0.2
"""How often it is looked whether the worker was told to end."""

LIVES_A_LEASE = 4
"""Signs of life in the time of one lease, so that a late one does not pass for death."""


@dataclass(frozen=True, slots=True)
class _Waits(BaseRetryStrategy):
    """Our waits, as procrastinate asks for them; it counts the attempts before this one."""

    terms: Terms

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002
        wait_s = self.terms.wait_s(job.attempts + 1)
        return None if wait_s is None else RetryDecision(retry_in={"milliseconds": round(wait_s * 1000)})


@dataclass(frozen=True)
class QueueWorker(Worker):
    """Runs procrastinate's worker, one job at a time, and rescues what dead workers held."""

    def run(self, ended: Event, *, once: bool = False) -> None:
        """Do jobs until told to end, or with `once` until none is due."""
        # It logs what errors say, which may name people. Their kinds are kept and reported by us.
        logging.getLogger("procrastinate").propagate = False
        logging.getLogger("procrastinate").addHandler(logging.NullHandler())
        while not ended.is_set():
            try:
                asyncio.run(self._run(ended, once))
            except (UNREACHABLE, ConnectorException, psycopg.OperationalError) as error:
                if once:
                    raise
                self.report(f"データベースが使えません。/ The database cannot be used: {error}")
            if once:
                return
            # procrastinate's worker ends by itself when the database goes away; it may come back.
            ended.wait(self.terms.look_every_s)

    async def _run(self, ended: Event, once: bool) -> None:
        self.rescue()
        terms = self.terms
        app = self._app()
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    name=worker_name(),
                    wait=not once,
                    fetch_job_polling_interval=terms.look_every_s,
                    delete_jobs=DeleteJobCondition.SUCCESSFUL,
                    update_heartbeat_interval=terms.lease_s / LIVES_A_LEASE,
                    stalled_worker_timeout=terms.lease_s,
                    install_signal_handlers=False,
                )
            )
            watching = asyncio.create_task(self._watch(ended, working))
            with suppress(asyncio.CancelledError):
                await working
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self, ended: Event, working: "asyncio.Task[None]") -> None:
        """Rescue jobs now and then, and once told to end, let the worker finish what it has in hand."""
        since_s = 0.0
        while not ended.is_set():
            await asyncio.sleep(TOLD_EVERY_S)
            since_s += TOLD_EVERY_S
            if since_s >= self.terms.lease_s / 2:
                since_s = 0.0
                await asyncio.to_thread(self.rescue)
        working.cancel()

    def _app(self) -> App:
        # A pool of its own: one connection listens, the others take and finish.
        address = driver_address(self.around.engine)
        app = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=4))
        app.task(name=DO, queue=QUEUE, pass_context=True, retry=_Waits(self.terms))(self._do)
        return app

    def _do(self, context: JobContext, task: str, arguments: Arguments) -> None:
        job_id = context.job.id
        if job_id is None:
            raise TypeError("a job that was taken has an id")
        try:
            self.do(job_id, task, arguments)
            in_unit(self.around.engine, lambda unit: unit.jobs.forget_error(job_id))
        finally:
            self.after_each()
