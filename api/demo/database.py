"""The demo's own database: one file in its folder, made anew at each start or kept, and never anybody else's."""

from pathlib import Path

from api.demo.fill import is_demo
from api.store.engine import Engine
from api.store.migrate import NotMigrated, ready_engine, require_nobody_else, upgrade
from api.store.unit_of_work import unit_of_work
from geo.errors import InputRefused
from geo.text import Text

FILE = "soramichi-demo.sqlite3"


class NotTheDemos(InputRefused):
    """The file at the demo's place holds something else."""


def fresh_engine(folder: Path) -> Engine:
    """Return an engine on an empty database, after the last demo's is gone.

    Raises
    ------
    NotTheDemos
        If the file holds accounts that are not the sample's.
    api.store.migrate.StoreInUse
        If another demo runs on it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    if file.exists() and file.stat().st_size > 0:
        require_nobody_else(file)
        _refuse_others(file)
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return ready_engine(_address(file))


def kept_engine(folder: Path) -> Engine | None:
    """Return an engine on the last demo's database, None where there is none; raises as `fresh_engine` does."""
    file = folder / FILE
    if not file.exists() or file.stat().st_size == 0:
        return None
    upgrade(_address(file))
    _refuse_others(file)
    engine = ready_engine(_address(file))
    with unit_of_work(engine, writes=False) as unit:
        if is_demo(unit):
            return engine
    engine.dispose()
    return None


def _refuse_others(file: Path) -> None:
    """Refuse a database of real people. One that an older version or a broken start left behind has none."""
    try:
        engine = ready_engine(_address(file))
    except NotMigrated:
        return
    with unit_of_work(engine, writes=False) as unit:
        others = bool(unit.accounts.list()) and not is_demo(unit)
    engine.dispose()
    if others:
        raise NotTheDemos(
            Text("このファイルは見本のデータベースではありません。", "This file is not the demo's database."),
            Text(
                "ファイルを別の場所に移すか、--folder で別の場所を選んでください。",
                "Move the file, or choose another place with --folder.",
            ),
            where=str(file),
        )


def _address(file: Path) -> str:
    return f"sqlite:///{file}"
