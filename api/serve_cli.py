"""`soramichi serve`: the service on one machine."""

from ipaddress import ip_address
from typing import Annotated

import typer
import uvicorn

from api.cli_support import address, open_store, refusals
from api.demo.fill import is_demo
from api.main import create_app
from api.security.accounts import owes_second_factor
from api.settings import Settings
from api.store.unit_of_work import unit_of_work
from geo.errors import ValueRefused
from geo.text import Text


def serve(
    host: Annotated[str, typer.Option(help="待ち受けるアドレス / Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="ポート / Port.", min=1, max=65535)] = 8000,
) -> None:
    """サービスを動かします（設定は SORAMICHI_…）。/ Run the service; settings come as SORAMICHI_… variables."""
    with refusals():
        settings = Settings()
        engine = open_store(address(None))
        with unit_of_work(engine, writes=False) as unit:
            sample = is_demo(unit)
            staff = any(owes_second_factor(account) for account in unit.accounts.list())
        engine.dispose()
        if sample:
            refuse_beyond_loopback(host)
            settings = settings.model_copy(update={"staff_second_factor": False})
        elif staff:
            refuse_without_key(settings)
        # Addresses of invitations and of cases to answer open them: none is written into a log of requests.
        app = create_app(settings, sample=sample)
        uvicorn.run(app, host=host, port=port, proxy_headers=False, server_header=False, access_log=False)


def refuse_beyond_loopback(host: str) -> None:
    """Refuse to show the sample, with its accounts, to any other machine."""
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ValueRefused(
            Text("見本のデータベースは、この機械の外には出せません。", "The sample is not served to other machines."),
            Text("--host 127.0.0.1 で動かしてください。", "Serve it on 127.0.0.1."),
            where=host,
        )


def refuse_without_key(settings: Settings) -> None:
    """Refuse to serve an office whose second factors could be neither set up nor checked."""
    if settings.staff_second_factor and not settings.keys:
        raise ValueRefused(
            Text(
                "県のアカウントには二段階認証が必要ですが、その秘密を守る鍵がありません。",
                "The office's accounts need a second factor, and there is no key to seal its secrets with.",
            ),
            Text(
                "soramichi key で鍵を作り、SORAMICHI_SECRET_KEY に入れて、データベースとは別に控えてください。",
                "Make one with `soramichi key`, set it as SORAMICHI_SECRET_KEY, and keep a copy apart from the data.",
            ),
            where="SORAMICHI_SECRET_KEY",
        )
