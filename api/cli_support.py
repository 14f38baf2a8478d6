"""What the subcommands of `soramichi` share: the database's option, and refusals said in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer

from api.settings import Settings
from api.store.engine import UNREACHABLE, UNREADABLE_ADDRESS, Engine
from api.store.migrate import StoreUnusable, ready_engine
from geo.errors import InputRefused

DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database-url", help="データベース（既定は SORAMICHI_DATABASE_URL）/ The database."),
]


def address(database_url: str | None) -> str:
    """Return the database's address as given, else as set."""
    return database_url or Settings().database_url


def open_store(database_url: str | None) -> Engine:
    """Return an engine on the database as given, else as set; a fresh SQLite file gets its tables."""
    return ready_engine(address(database_url))


@contextmanager
def opened_store(database_url: str | None) -> Iterator[Engine]:
    """Give such an engine, and let go of its connections at the end."""
    engine = open_store(database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def refusals() -> Iterator[None]:
    """Say on standard error what was refused or cannot be reached, and end with status 1."""
    try:
        yield
    except (InputRefused, StoreUnusable) as refusal:
        raise _ended(str(refusal)) from refusal
    except UNREADABLE_ADDRESS as error:
        raise _ended(f"データベースの指定が読めません。/ The database's address cannot be read: {error}") from error
    except UNREACHABLE as error:
        raise _ended(f"データベースが使えません。/ The database cannot be used: {error.orig}") from error


def day(written: str) -> date:
    """Return the day of an option such as 2026-11-04."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("2026-11-04 のように書いてください。/ Write for example 2026-11-04.") from None


def _ended(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)
