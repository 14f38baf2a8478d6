"""`soramichi`: the command line. A part is a module, loaded only when it is asked for, and one line in `PARTS`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import typer


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-command: the module and name of its function or typer app, and its line of help."""

    module: str
    name: str
    help: str


PARTS = {
    "demo": Part("api.demo_cli", "demo", "架空の県で試す / Look around in a made-up prefecture."),
    "serve": Part("api.serve_cli", "serve", "サービスを動かす / Run the service."),
    "screen": Part("api.screen_cli", "screen_route", "経路を事前確認する / Check a route beforehand."),
    "data": Part("api.data_cli", "data", "地図データの取込みと版の管理 / Import map data, look after its editions."),
    "dips": Part("api.dips_cli", "dips", "DIPSへの転記用に書き出す / Write out for copying into DIPS."),
    "db": Part("api.db_cli", "db", "データベースの更新と確認 / Upgrade and check the database."),
    "account": Part("api.account_cli", "account", "最初の人を招く / Invite the first people of a deployment."),
    "rules": Part("api.rules_cli", "rules", "規則の一覧と中身 / The rules, and what each rests on."),
    "key": Part("api.key_cli", "key", "二段階認証の秘密を守る鍵を作る / Make the key that seals second factors."),
    "notify": Part("api.notify_cli", "notify", "お知らせの送信 / Send notices, see what did not go out."),
    "work": Part("api.work_cli", "work", "裏で進める仕事をする / Do background work."),
    "jobs": Part("api.work_cli", "jobs", "裏で進める仕事の失敗 / Background work that failed."),
    "retention": Part("api.retention_cli", "retention", "保存期間の管理 / File cases, end what has passed its time."),
    "pack": Part("api.pack_cli", "pack", "説明会の資料一式 / Freeze a meeting's papers, check a pack."),
    "audit": Part("api.audit_cli", "audit", "監査記録の確認 / Look at the audit log, check its chain."),
}


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the part that the arguments ask for; of the others only the line of help."""
    app = typer.Typer(
        name="soramichi",
        help="空みち：ドローン・空飛ぶクルマの実証実験の経路調整 / Coordinate trials of drones and flying cars.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    asked = next((word for word in arguments if not word.startswith("-")), None)
    for name, part in PARTS.items():
        loaded = getattr(import_module(part.module), part.name) if name == asked else _not_asked
        if isinstance(loaded, typer.Typer):
            app.add_typer(loaded, name=name, help=part.help)
        else:
            app.command(name, help=None if name == asked else part.help)(loaded)
    return app


def main() -> None:
    """Run the command line."""
    app_for(sys.argv[1:])()


def _not_asked() -> None:
    """Stand in for a part that is only listed."""
