"""`soramichi demo`: a made-up prefecture on this machine, for looking around."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from airspace.workflow import ROLE_NAMES
from api.cli_support import refusals
from api.clock import now
from api.demo.fill import SampleAccount, fill
from api.main import create_app
from api.settings import Settings
from api.store.migrate import ready_engine

FOLDER = Path("var/demo")
LOOPBACK = "127.0.0.1"


def demo(
    port: Annotated[int, typer.Option(help="ポート / Port.", min=1, max=65535)] = 8000,
    serve: Annotated[bool, typer.Option(help="作るだけで動かさない / Make it, and do not serve it.")] = True,
    folder: Annotated[Path, typer.Option(help="見本のデータベースを置く所 / Where its database goes.")] = FOLDER,
) -> None:
    """架空の県を新しく作り、この機械だけで動かします。/ Make a made-up prefecture anew and serve it here.

    見本専用のデータベースだけを使い、SORAMICHI_DATABASE_URL には触れません。
    It uses a database of its own and leaves SORAMICHI_DATABASE_URL alone.
    """
    console = Console(stderr=True)
    with refusals():
        database = _fresh(folder)
        engine = ready_engine(database)
        with console.status("見本を作っています… / Making the sample…") as status:
            accounts = fill(engine, now(), lambda what: status.update(f"見本を作っています… {what}"))
        engine.dispose()
        console.print(_table(accounts))
        if not serve:
            return
        console.print(f"\n  [bold]http://{LOOPBACK}:{port}[/bold]   Ctrl+C で終わります。/ Ctrl+C ends it.\n")
        settings = Settings(database_url=database, https=False, trusted_proxies="")
        uvicorn.run(
            create_app(settings, sample=True),
            host=LOOPBACK,
            port=port,
            proxy_headers=False,
            server_header=False,
            log_level="warning",
        )


def _fresh(folder: Path) -> str:
    """Return the address of the demo's database, after the last one is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "soramichi-demo.sqlite3"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return f"sqlite:///{path}"


def _table(accounts: tuple[SampleAccount, ...]) -> Table:
    table = Table(
        title="見本のアカウント（パスワードは毎回変わります）/ Sample accounts, passwords made anew each time"
    )
    for heading in ("ログイン名 / login", "パスワード / password"):
        table.add_column(heading, no_wrap=True, min_width=len("0123456789abcdef"))
    for heading in ("役割 / role", "所属 / organisation"):
        table.add_column(heading, overflow="fold")
    for account in accounts:
        role = ROLE_NAMES[account.role]
        table.add_row(account.login, account.password, f"{role.ja} / {role.en}", account.organisation)
    return table
