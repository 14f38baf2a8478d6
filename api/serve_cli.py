"""`soramichi serve`: the service on one machine."""

from typing import Annotated

import typer
import uvicorn

from api.cli_support import address, open_store, refusals
from api.main import create_app
from api.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="待ち受けるアドレス / Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="ポート / Port.", min=1, max=65535)] = 8000,
) -> None:
    """サービスを動かします（設定は SORAMICHI_…）。/ Run the service; settings come as SORAMICHI_… variables."""
    with refusals():
        settings = Settings()
        open_store(address(None)).dispose()
        uvicorn.run(create_app(settings), host=host, port=port, proxy_headers=False, server_header=False)
