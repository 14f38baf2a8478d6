"""`soramichi db`: bring the database to this version's tables, and check that it has them."""

import typer

from api.cli_support import DatabaseUrl, address, refusals
from api.store.engine import shown
from api.store.migrate import differences, upgrade

db = typer.Typer(help="データベースの更新と確認 / Upgrade and check the database.", no_args_is_help=True)


@db.command("upgrade")
def upgrade_(database_url: DatabaseUrl = None) -> None:
    """Bring the database to this version's tables; a SQLite file is changed as a copy and then replaced."""
    url = address(database_url)
    with refusals():
        upgrade(url)
    typer.echo(f"{shown(url)} は最新です。/ is up to date.")


@db.command()
def check(database_url: DatabaseUrl = None) -> None:
    """Say whether the database has exactly the tables of this version."""
    with refusals():
        found = differences(address(database_url))
    if found:
        typer.echo(f"データベースが今の版と違います。/ The database differs from this version: {found}", err=True)
        raise typer.Exit(1)
    typer.echo("今の版のとおりです。/ It has the tables of this version.")
