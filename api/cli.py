"""`soramichi`: the command line, where its parts meet. A new part is one module and one line below."""

import typer

from api.data_cli import data
from api.db_cli import db
from api.screen_cli import screen_route
from api.serve_cli import serve

app = typer.Typer(
    name="soramichi",
    help="空みち：ドローン・空飛ぶクルマの実証実験の経路調整 / Coordinate trials of drones and flying cars.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(data, name="data")
app.add_typer(db, name="db")
app.command("screen")(screen_route)
app.command("serve")(serve)


def main() -> None:
    """Run the command line."""
    app()
