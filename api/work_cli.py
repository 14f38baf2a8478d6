"""`soramichi work`: do what waits in the background. `soramichi jobs`: see what failed, try it again."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from airspace.trial import JST
from api.cli_support import DatabaseUrl, open_store, opened_store, refusals
from api.clock import now
from api.jobs.choose import worker_of
from api.jobs.tasks import Surroundings
from api.jobs.worker import Terms
from api.services.screen import Atlases
from api.settings import Settings
from api.store.engine import Engine
from api.store.unit_of_work import in_unit, unit_of_work
from geo.errors import ValueRefused
from geo.text import Text

jobs = typer.Typer(help="裏で進める仕事の失敗 / Background work that failed.", no_args_is_help=True)


def work(
    once: Annotated[bool, typer.Option("--once", help="たまっている分だけ / Only what is due.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """裏で進める仕事（地図データの更新後の再確認など）をします。/ Do background work, such as checking trials again.

    いくつ動かしてもかまいません。止めるときは Ctrl+C か SIGTERM（手元の仕事が済んでから止まります）。
    Run as many as you like, one a core. Ctrl+C or SIGTERM ends it after the work in hand.
    """
    with refusals():
        settings = Settings()
        engine = open_store(database_url)
        around = Surroundings(engine, Atlases(settings.home, settings.terrain_cache_bytes), now)
        with _progress_bar(engine) as show, _told_to_end() as ended:
            worker = worker_of(
                around,
                Terms(lease_s=settings.job_lease_seconds),
                after_each=show,
                report=lambda words: typer.echo(words, err=True),
            )
            worker.run(ended, once=once)
        with unit_of_work(engine, writes=False) as unit:
            waiting, failed = unit.jobs.waiting(), len(unit.jobs.failed())
        typer.echo(f"残り {waiting} 件、失敗 {failed} 件。/ {waiting} jobs left, {failed} failed.", err=True)
        engine.dispose()


@jobs.command("failed")
def failed_(database_url: DatabaseUrl = None) -> None:
    """失敗した仕事を、理由とともに表示します。/ Show the jobs that failed, and why."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        for job in unit.jobs.failed():
            at = f"{job.failed_at.astimezone(JST):%Y-%m-%d %H:%M}" if job.failed_at else ""
            typer.echo(f"{job.id}\t{at}\t{job.task}\t{job.attempts}\t{job.error}")


@jobs.command()
def again(
    job: Annotated[int, typer.Argument(help="jobs failed の1列目 / The first column of `jobs failed`.")],
    database_url: DatabaseUrl = None,
) -> None:
    """失敗した仕事を、もう一度だけ試します。/ Give a job that failed one more try."""
    with refusals(), opened_store(database_url) as engine:
        if not in_unit(engine, lambda unit: unit.jobs.try_again(job, now=now())):
            raise ValueRefused(
                Text("失敗した仕事に、その番号はありません。", "No job of that number failed."),
                Text("soramichi jobs failed で確かめてください。", "Look with `soramichi jobs failed`."),
                where=str(job),
            )


@contextmanager
def _told_to_end() -> Iterator[Event]:
    """Give what is set once the process is told to end."""
    ended = Event()
    before = {
        told: signal.signal(told, lambda _number, _frame: ended.set()) for told in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield ended
    finally:
        for told, handler in before.items():
            signal.signal(told, handler)


@contextmanager
def _progress_bar(engine: Engine) -> Iterator[Callable[[], None]]:
    """Give what shows how far the newest switch is; nothing is shown where standard error is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def show() -> None:
            if not console.is_terminal:
                return
            with unit_of_work(engine, writes=False) as unit:
                newest = next(iter(unit.rescreenings.switches(most=1)), None)
                counts = unit.rescreenings.counts(newest) if newest else None
            if newest is None or counts is None:
                return
            if newest.id not in tasks:
                name = f"再確認 / check {newest.number}"
                tasks[newest.id] = bar.add_task(name, total=counts.of)
            bar.update(tasks[newest.id], completed=counts.done)

        yield show
