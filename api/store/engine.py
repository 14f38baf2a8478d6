"""Engines: PostgreSQL with PostGIS, or one SQLite file.

SQLite's transactions are begun by us, not by the driver: plainly for reading, `IMMEDIATE` for a unit that writes, so
that two units never both read and then both write.
"""

from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

__all__ = [
    "BUSY_TIMEOUT_S",
    "DATABASE_ERROR",
    "UNREACHABLE",
    "UNREADABLE_ADDRESS",
    "WRITES",
    "Engine",
    "OtherDatabase",
    "driver_address",
    "make_engine",
    "shown",
]


class OtherDatabase(ValueError):
    """An address of a database that is neither PostgreSQL nor SQLite."""


UNREADABLE_ADDRESS = (ArgumentError, NoSuchModuleError, OtherDatabase)
"""What an address that names no database raises."""

DATABASE_ERROR = DBAPIError
"""What anything that a database refuses raises."""

UNREACHABLE = OperationalError
"""What a database that does not answer, or answers no, raises; its `orig` is what the driver said."""

WRITES = "soramichi_writes"
"""The execution option that marks the connection of a unit that writes."""

BUSY_TIMEOUT_S = 30.0

POOL = {"pool_size": 10, "max_overflow": 30}
"""As many connections as a process has threads for requests (40), so that none waits for another's to be free."""


def make_engine(url: str) -> Engine:
    """Return an engine for `sqlite:///…` or `postgresql://…` (any PostgreSQL driver name becomes psycopg).

    Raises
    ------
    OtherDatabase
        If the address is of another database.
    """
    parsed = make_url(url)
    # What people wrote, and hashes of passwords, must not come into a log with an error.
    quiet = {"hide_parameters": True}
    match parsed.get_backend_name():
        case "postgresql":
            engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **quiet, **POOL)
            event.listen(engine, "handle_error", _hide_the_row)
            return engine
        case "sqlite":
            waits = {"timeout": BUSY_TIMEOUT_S, "isolation_level": None}
            engine = create_engine(parsed, connect_args=waits, **quiet, **POOL)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        case other:
            raise OtherDatabase(f"the store knows postgresql and sqlite, not {other}")


def driver_address(engine: Engine) -> str:
    """Return the address of an engine's PostgreSQL as its driver takes it, with the password."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def shown(url: str) -> str:
    """Return a database's address without its password, fit to be printed."""
    return make_url(url).render_as_string(hide_password=True)


def _hide_the_row(context: ExceptionContext) -> None:
    """Leave out of an error what PostgreSQL adds to its first line: the row that it refused, with all that it holds."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (error.args[0].partition("\n")[0], *error.args[1:])


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # So that INSERT OR REPLACE is seen by the triggers that refuse a DELETE.
    connection.execute("PRAGMA recursive_triggers=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
