"""`soramichi demo`: a made-up prefecture on this machine, for looking around."""

import socket
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import typer
import uvicorn
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from airspace.role import ROLE_NAMES
from api.cli_support import refusals
from api.clock import now
from api.demo.accounts import SampleAccount, renew_passwords
from api.demo.database import fresh_engine, kept_engine
from api.demo.fill import PREFECTURE, fill
from api.jobs.choose import worker_of
from api.jobs.tasks import Surroundings
from api.jobs.worker import Terms
from api.main import create_app
from api.notify.sender import Post
from api.notify_cli import letterhead, sink_of
from api.security.secret_box import new_key
from api.settings import MailTo, Settings
from api.store.engine import Engine
from api.store.unit_of_work import unit_of_work
from geo.errors import ValueRefused
from geo.text import Text

FOLDER = Path("var/demo")
LOOPBACK = "127.0.0.1"
LOOK_EVERY_S = 1.0
PASSWORD_LENGTH = len("0123456789abcdef")


def demo(
    port: Annotated[int, typer.Option(help="ポート / Port.", min=1, max=65535)] = 8000,
    serve: Annotated[bool, typer.Option(help="作るだけで動かさない / Make it, and do not serve it.")] = True,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="前の見本を残し、パスワードだけ新しくする / Keep the last one, renew passwords."),
    ] = False,
    folder: Annotated[Path, typer.Option(help="見本のデータベースを置く所 / Where its database goes.")] = FOLDER,
) -> None:
    """架空の県を新しく作り、この機械だけで動かします。/ Make a made-up prefecture anew and serve it here.

    見本専用のデータベースだけを使い、SORAMICHI_DATABASE_URL には触れません。
    It uses a database of its own and leaves SORAMICHI_DATABASE_URL alone.
    """
    console = Console(stderr=True)
    with refusals():
        # A port that is taken is told before anything is made or removed.
        listening = _bound(port) if serve else None
        engine, accounts = _made(folder, keep, console)
        console.print(_table(accounts))
        if listening is None:
            engine.dispose()
            return
        _serve(engine, listening, port, console)


def _made(folder: Path, keep: bool, console: Console) -> tuple[Engine, tuple[SampleAccount, ...]]:
    engine = kept_engine(folder) if keep else None
    if engine is not None:
        with unit_of_work(engine) as unit:
            return engine, renew_passwords(unit, now())
    engine = fresh_engine(folder)
    with console.status("見本を作っています… / Making the sample…") as status:
        return engine, fill(engine, now(), lambda what: status.update(f"見本を作っています… {what}"))


def _serve(engine: Engine, listening: socket.socket, port: int, console: Console) -> None:
    """Serve until told to end, on loopback alone. The engine stays, so that no other demo takes the file away."""
    settings = Settings(
        database_url=engine.url.render_as_string(),
        prefecture=PREFECTURE.code,
        https=False,
        trusted_proxies="",
        decided_here=True,
        staff_second_factor=False,
        secret_key=SecretStr(new_key()),
        public_address=f"http://{LOOPBACK}:{port}",
        mail=MailTo.CONSOLE,
        mail_sender="soramichi@office.example",
    )
    post = Post(engine, sink_of(settings, typer.echo), letterhead(settings), now)
    ended = Event()
    sender = Thread(target=post.run_until, args=(ended, LOOK_EVERY_S, console.print), name="mail")
    app = create_app(settings, sample=True)
    worker = worker_of(Surroundings(engine, app.state.atlases, now), Terms(), report=console.print)
    working = Thread(target=worker.run, args=(ended,), name="work")
    config = uvicorn.Config(app, proxy_headers=False, server_header=False, log_level="warning", access_log=False)
    # Who follows the printed address at once waits for the first answer instead of being refused.
    listening.listen()
    console.print(f"\n  [bold]http://{LOOPBACK}:{port}[/bold]   Ctrl+C で終わります。/ Ctrl+C ends it.\n")
    console.print("  メールは送らずに、ここに表示します。/ Mail is not sent; it is shown here.\n")
    sender.start()
    working.start()
    try:
        with listening, suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        ended.set()
        sender.join()
        working.join()
        engine.dispose()


def _bound(port: int) -> socket.socket:
    """Return a socket that holds the port, and takes no calls yet."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((LOOPBACK, port))
    except OSError as error:
        bound.close()
        raise ValueRefused(
            Text(f"ポート {port} はほかのプログラムが使っています。", f"Another program uses port {port}."),
            Text(
                f"それを止めるか、soramichi demo --port {port + 1} のように別のポートにしてください。",
                f"Stop it, or choose another: soramichi demo --port {port + 1}.",
            ),
        ) from error
    return bound


def _table(accounts: tuple[SampleAccount, ...]) -> Table:
    table = Table(
        title="見本のアカウント（パスワードは毎回変わります）\nSample accounts, passwords made anew each time"
    )
    table.add_column("ログイン名\nlogin", no_wrap=True)
    table.add_column("パスワード\npassword", no_wrap=True, min_width=PASSWORD_LENGTH)
    table.add_column("役割\nrole", overflow="fold")
    table.add_column("所属\norganisation", overflow="fold")
    for account in accounts:
        role = ROLE_NAMES[account.role]
        table.add_row(account.login, account.password, f"{role.ja}\n{role.en}", account.organisation)
    return table
