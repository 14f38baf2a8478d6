"""A worker: it takes jobs from the queue one by one. Run as many as there are cores; each is a process of its own."""

import os
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event
from types import MappingProxyType

from api.jobs.tasks import TASKS, Surroundings, Task
from api.store.jobs import Arguments
from api.store.unit_of_work import in_unit

WAITS_S = (10.0, 60.0, 300.0, 1800.0)
"""How long after each failure the next try comes; after the last one the job stays as failed."""

DEFAULT_LEASE_S = 60.0
LOOK_EVERY_S = 2.0


class UnknownTask(LookupError):
    """No task of this version has the name that the job asks for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a worker works: how long a job is nobody else's without a sign of life, when it looks and tries again."""

    lease_s: float = DEFAULT_LEASE_S
    waits_s: tuple[float, ...] = WAITS_S
    look_every_s: float = LOOK_EVERY_S

    @property
    def most_attempts(self) -> int:
        """How often a job is tried before it stays as failed."""
        return len(self.waits_s) + 1

    def wait_s(self, attempt: int) -> float | None:
        """Return how long after a failed attempt, counted from 1, the next comes; None: there is none."""
        return self.waits_s[attempt - 1] if attempt <= len(self.waits_s) else None


@dataclass(frozen=True)
class Worker(ABC):
    """What does jobs. `after_each` is called after each job, whatever became of it."""

    around: Surroundings
    terms: Terms = Terms()
    tasks: Mapping[str, Task] = field(default_factory=lambda: MappingProxyType(dict(TASKS)))
    after_each: Callable[[], None] = lambda: None
    report: Callable[[str], None] = lambda _words: None

    @abstractmethod
    def run(self, ended: Event, *, once: bool = False) -> None:
        """Do jobs until told to end, or with `once` until none is due; the job in hand is done first."""

    def do(self, job_id: int, task: str, arguments: Arguments) -> None:
        """Do a job, and keep the kind of its error where it fails; raises what the task raised."""
        clock, engine = self.around.clock, self.around.engine
        try:
            if task not in self.tasks:
                raise UnknownTask(task)
            self.tasks[task](self.around, arguments)
        except Exception as error:
            kind = type(error).__name__
            self.report(f"{task} {job_id}: {kind}")
            in_unit(engine, lambda unit: unit.jobs.note_error(job_id, kind, now=clock()))
            raise

    def rescue(self) -> None:
        """Let what dead workers held be taken again."""
        terms, now = self.terms, self.around.clock()
        in_unit(
            self.around.engine,
            lambda unit: unit.jobs.rescue(now=now, lease_s=terms.lease_s, most_attempts=terms.most_attempts),
        )


def worker_name() -> str:
    """Return by what name a worker is known while it has a job: its machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"
