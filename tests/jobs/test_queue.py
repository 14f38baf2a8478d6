"""The queue on both databases: a job is there with what it follows from, is done, and is never silently lost."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from procrastinate.schema import SchemaManager

from airspace.prefecture import MIE
from api.jobs.choose import worker_of
from api.jobs.tasks import Surroundings, Task
from api.jobs.worker import Terms, Worker
from api.services.screen import Atlases
from api.store.jobs import WORKER_DIED, Arguments, FailedJob
from api.store.unit_of_work import UnitOfWork, unit_of_work
from tests.conftest import Store

AT_ONCE = Terms(lease_s=1.0, waits_s=(0.0, 0.0), look_every_s=0.1)
LEASE_IS_OVER_S = 1.3
READY_WITHIN_S = 60.0

HANG = """
import sys, time
from threading import Event
from airspace.prefecture import MIE
from api.clock import now
from api.jobs.choose import worker_of
from api.jobs.tasks import Surroundings
from api.jobs.worker import Terms
from api.services.screen import Atlases
from api.store.migrate import ready_engine

def hang(around, arguments):
    print("taken", flush=True)
    time.sleep(600)

around = Surroundings(ready_engine(sys.argv[1]), Atlases(MIE), now)
worker_of(around, Terms(lease_s=1.0), tasks={"task": hang}).run(Event())
"""


SCHEMA_SHA256 = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
"""Of the schema of procrastinate 3.10.0, for which migration 0019 was written."""


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - workers of several processes share the real time


def worker(store: Store, task: Task, terms: Terms = AT_ONCE) -> Worker:
    tasks: Mapping[str, Task] = {"task": task}
    return worker_of(Surroundings(store.engine, Atlases(MIE), clock), terms, tasks=tasks)


def defer(unit: UnitOfWork, number: int = 1, task: str = "task") -> None:
    unit.jobs.defer(task, {"number": number, "trials": ["a", "b"]}, now=clock())


def left(store: Store) -> tuple[int, tuple[FailedJob, ...]]:
    with unit_of_work(store.engine, writes=False) as unit:
        return unit.jobs.waiting(), unit.jobs.failed()


class Done:
    """A task that notes what it was given, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.given: list[Arguments] = []
        self.failures = failures

    def __call__(self, _around: Surroundings, arguments: Arguments) -> None:
        self.given.append(arguments)
        if self.failures:
            self.failures -= 1
            raise ZeroDivisionError("1/0 of somebody's name")

    @property
    def numbers(self) -> list[object]:
        return [arguments["number"] for arguments in self.given]


def test_the_schema_of_the_queue_is_the_one_that_was_migrated() -> None:
    """Another release's schema needs a migration of ours, with what its `sql/migrations` add since this one."""
    assert hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest() == SCHEMA_SHA256


def test_a_job_is_there_exactly_if_its_unit_commits_and_is_done_once(store: Store) -> None:
    done = Done()
    with pytest.raises(ZeroDivisionError), unit_of_work(store.engine) as unit:  # noqa: PT012 - the unit is what raises
        defer(unit)
        assert unit.jobs.waiting() == 1
        raise ZeroDivisionError
    worker(store, done).run(Event(), once=True)
    assert (done.given, left(store)) == ([], (0, ()))
    with unit_of_work(store.engine) as unit:
        defer(unit, 1)
        defer(unit, 2)
    assert left(store) == (2, ())
    worker(store, done).run(Event(), once=True)
    assert done.given == [{"number": 1, "trials": ["a", "b"]}, {"number": 2, "trials": ["a", "b"]}]
    assert left(store) == (0, ())


def test_a_job_that_fails_is_tried_again_and_then_kept_with_its_error_alone(store: Store) -> None:
    done = Done(failures=4)
    with unit_of_work(store.engine) as unit:
        defer(unit)
    worker(store, done).run(Event(), once=True)
    waiting, (failed,) = left(store)
    assert (waiting, done.numbers) == (0, [1, 1, 1])
    assert (failed.task, failed.arguments, failed.attempts) == ("task", {"number": 1, "trials": ["a", "b"]}, 3)
    assert failed.error == "ZeroDivisionError", "what an error says may name people"
    assert failed.failed_at is not None
    for tries, still_failed in ((4, 1), (5, 0)):
        with unit_of_work(store.engine) as unit:
            assert unit.jobs.try_again(failed.id, now=clock())
            assert not unit.jobs.try_again(failed.id, now=clock()), "it waits already"
        worker(store, done).run(Event(), once=True)
        assert len(done.given) == tries
        assert (left(store)[0], len(left(store)[1])) == (0, still_failed)
    with unit_of_work(store.engine) as unit:
        assert not unit.jobs.try_again(failed.id, now=clock()), "it is done"


def test_a_failure_is_put_off_and_holds_up_nothing(store: Store) -> None:
    done = Done(failures=1)
    with unit_of_work(store.engine) as unit:
        defer(unit, 1)
        defer(unit, 2)
    worker(store, done, Terms(waits_s=(3600.0,))).run(Event(), once=True)
    assert done.numbers == [1, 2]
    assert left(store) == (1, ())


def test_a_task_that_no_version_knows_is_kept_as_failed(store: Store) -> None:
    with unit_of_work(store.engine) as unit:
        defer(unit, task="of a later version")
    worker(store, Done()).run(Event(), once=True)
    waiting, (failed,) = left(store)
    assert (waiting, failed.task, failed.error) == (0, "of a later version", "UnknownTask")


@pytest.mark.parametrize("waits_s", [(0.0,), ()], ids=["it is taken again", "it was the last try"])
def test_what_a_killed_worker_held_is_done_by_another_or_kept_as_failed(
    store: Store, waits_s: tuple[float, ...]
) -> None:
    done = Done()
    with unit_of_work(store.engine) as unit:
        defer(unit)
    process = subprocess.Popen([sys.executable, "-c", HANG, store.url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "taken\n"
        process.kill()
        process.wait()
    terms = Terms(lease_s=1.0, waits_s=waits_s)
    worker(store, done, terms).run(Event(), once=True)
    assert (done.given, left(store)) == ([], (1, ())), "the lease is not over: nobody knows yet that it died"
    time.sleep(LEASE_IS_OVER_S)
    worker(store, done, terms).run(Event(), once=True)
    waiting, failed = left(store)
    assert waiting == 0
    if waits_s:
        assert (done.numbers, failed) == ([1], ())
    else:
        assert (done.given, [job.error for job in failed]) == ([], [WORKER_DIED])


def test_two_workers_share_the_jobs(store: Store) -> None:
    done = Done()
    with unit_of_work(store.engine) as unit:
        for number in range(20):
            defer(unit, number)
    both = [Thread(target=worker(store, done).run, args=(Event(),), kwargs={"once": True}) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(done.given, key=str) == sorted(
        ({"number": number, "trials": ["a", "b"]} for number in range(20)), key=str
    )
    assert left(store) == (0, ())


def test_a_worker_that_is_told_to_end_finishes_what_it_has_in_hand(store: Store) -> None:
    ended, finished = Event(), []

    def tell_to_end(_around: Surroundings, arguments: Arguments) -> None:
        ended.set()
        time.sleep(0.6)
        finished.append(arguments["number"])

    with unit_of_work(store.engine) as unit:
        defer(unit, 1)
        defer(unit, 2)
    worker(store, tell_to_end).run(ended)
    assert finished == [1]
    assert left(store) == (1, ())


def test_a_worker_waits_for_jobs(store: Store) -> None:
    ended, done = Event(), Done()

    def task(around: Surroundings, arguments: Arguments) -> None:
        done(around, arguments)
        ended.set()

    waiting = Thread(target=worker(store, task).run, args=(ended,))
    waiting.start()
    time.sleep(0.3)
    with unit_of_work(store.engine) as unit:
        defer(unit)
    waiting.join(READY_WITHIN_S)
    assert not waiting.is_alive()
    assert done.numbers == [1]


def test_the_command_ends_cleanly_when_it_is_told_to(store: Store) -> None:
    script = "import sys; sys.argv = ['soramichi', *sys.argv[1:]]; from api.cli import main; main()"
    with unit_of_work(store.engine) as unit:
        defer(unit, task="of a later version")
    command = [sys.executable, "-c", script, "work", "--database-url", store.url]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.readline() == "of a later version 1: UnknownTask\n", "its kind, and no traceback"
        process.terminate()
        assert process.stderr.read() == "残り 1 件、失敗 0 件。/ 1 jobs left, 0 failed.\n"
    assert process.wait(READY_WITHIN_S) == 0
