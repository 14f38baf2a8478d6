"""`soramichi dips`: write a submitted revision out for copying into DIPS. Nothing is sent there."""

import json
from typing import Annotated

import typer

from api.cli_support import DatabaseUrl, opened_store, refusals
from api.exchange.dips.plan import export_json
from api.exchange.dips.route import collection
from api.problems import NotFound
from api.services.dips import Written, write_without_people
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.errors import ValueRefused
from geo.text import Text

dips = typer.Typer(help="DIPSへの転記用に書き出す / Write out for copying into DIPS.", no_args_is_help=True)


@dips.callback()
def _dips() -> None:
    """Keep `export` a command of its own, though it is the only one."""


@dips.command()
def export(
    trial: Annotated[str, typer.Argument(help="実証実験の ID / The trial's id.")],
    revision: Annotated[int | None, typer.Option(min=1, help="版（既定は最新）/ Which revision; the newest.")] = None,
    geojson: Annotated[bool, typer.Option("--geojson", help="経路を GeoJSON で / The routes as GeoJSON.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Write a revision's fields for DIPS as JSON, without pilots' names and licence numbers.

    空みちは DIPS に何も送りません。通報は事業者が行います。/ Nothing is sent to DIPS.
    """
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        written = _written(unit, trial, revision)
        document = collection(written.title, written.flights) if geojson else export_json(written.export)
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _written(unit: UnitOfWork, trial: str, revision: int | None) -> Written:
    try:
        return write_without_people(unit, trial, revision)
    except NotFound as error:
        raise ValueRefused(
            Text("その実証実験か版はありません。", "There is no such trial, or no such revision."),
            Text(
                "提出された計画の ID と版の番号を確かめてください。",
                "Check the id and the number of a submitted revision.",
            ),
            where=trial[:80],
        ) from error
