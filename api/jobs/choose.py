"""Which worker does the jobs of a database."""

from collections.abc import Callable, Mapping

from api.jobs.rows import RowsWorker
from api.jobs.tasks import TASKS, Surroundings, Task
from api.jobs.worker import Terms, Worker


def worker_of(
    around: Surroundings,
    terms: Terms,
    *,
    tasks: Mapping[str, Task] = TASKS,
    after_each: Callable[[], None] = lambda: None,
    report: Callable[[str], None] = lambda _words: None,
) -> Worker:
    """Return the worker of the engine in `around`: procrastinate's on PostgreSQL, ours on SQLite."""
    if around.engine.dialect.name != "postgresql":
        return RowsWorker(around, terms, tasks, after_each, report)
    # Imported only where it is used: the queue's library takes a while.
    from api.jobs.queue import QueueWorker

    return QueueWorker(around, terms, tasks, after_each, report)
