"""Bringing a database to this version's tables, by Alembic.

A SQLite file is upgraded as a copy that then takes its place, so that a failure leaves the file as it was.
"""

import io
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, make_url

from api.store.engine import make_engine

MIGRATIONS = Path(__file__).parent / "migrations"

PRIVATE = 0o600
"""The file holds people's data and password hashes: nobody but its owner reads it."""


class StoreUnusable(RuntimeError):
    """The database cannot be used as it is."""


class StoreInUse(StoreUnusable):
    """動いているサービスを止めてから、もう一度実行してください。/ Stop the running service, then try again."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name}: {self.__doc__}")


class NotMigrated(StoreUnusable):
    """The database's tables are not those of this version: run `soramichi db upgrade`."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"{make_url(url).render_as_string()}: soramichi db upgrade を実行してください。/ {self.__doc__}"
        )


def upgrade(url: str) -> None:
    """Bring a database to the newest tables; a SQLite file that is absent is made.

    Raises
    ------
    StoreInUse
        If another process has the SQLite file open: what it writes meanwhile would be lost.
    """
    file = sqlite_file(url)
    if file is None or not file.exists():
        if file is not None and file.parent.is_dir():
            file.touch(mode=PRIVATE)
        _run_upgrade(url)
        return
    require_nobody_else(file)
    copy = file.with_name(f"{file.name}.upgrade")
    copy.unlink(missing_ok=True)
    copy.touch(mode=PRIVATE)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    try:
        _run_upgrade(str(make_url(url).set(database=str(copy))))
        with closing(sqlite3.connect(copy)) as upgraded:
            upgraded.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            upgraded.execute("PRAGMA journal_mode=DELETE")
        shutil.copymode(file, copy)
        _remove_journal(file)
        copy.replace(file)
    finally:
        copy.unlink(missing_ok=True)
        _remove_journal(copy)


def ready_engine(url: str) -> Engine:
    """Return an engine whose database has the newest tables; an absent or empty SQLite file gets them.

    Raises
    ------
    NotMigrated
        If the database exists and has other tables than this version's.
    """
    file = sqlite_file(url)
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        upgrade(url)
    engine = make_engine(url)
    if current(engine) != newest():
        engine.dispose()
        raise NotMigrated(url)
    return engine


def current(engine: Engine) -> str | None:
    """Return the revision that a database is at, None where it has no tables of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision of this version."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def differences(url: str) -> str | None:
    """Return how a database differs from the tables that the code declares, None where it does not."""
    try:
        command.check(_config(url))
    except CommandError as error:
        return str(error)
    return None


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite address, None for another database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def require_nobody_else(file: Path) -> None:
    """Leave WAL mode, which SQLite allows only to the one connection that a file has; engines enter it again.

    Raises
    ------
    StoreInUse
        If another connection has the file open.
    """
    try:
        with closing(sqlite3.connect(file, timeout=1.0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise StoreInUse(file) from error


def _remove_journal(file: Path) -> None:
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _run_upgrade(url: str) -> None:
    command.upgrade(_config(url), "head")


def _config(url: str) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config
