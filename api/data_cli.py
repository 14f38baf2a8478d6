"""`soramichi data`: import layers from files, list the editions held, remove one."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

from airspace.edition import LAYER_NAMES, Edition, LayerKind
from airspace.rescreening import DIRECTION_NAMES, RESULT_NAMES, Direction, Result
from airspace.trial import JST
from api.cli_support import DatabaseUrl, day, open_store, opened_store, refusals
from api.clock import now
from api.dips_report import changes_as_json, changes_as_text, groups_as_json, groups_as_text
from api.exchange import coverage as coverages
from api.exchange.dips.zones import with_question
from api.exchange.mapping import Stated
from api.services.compare_dips import answer_of, compare_own, compare_two
from api.services.foresee import Foreseen, foresee
from api.services.import_layer import FileToImport, Imported, ProgressOf, import_layers, remove_edition
from api.services.import_terrain import import_terrain
from api.settings import Settings
from api.store.engine import Engine
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.errors import ValueRefused
from geo.text import Text

KINDS = "、".join(f"{kind.value} {name.ja}" for kind, name in LAYER_NAMES.items())

data = typer.Typer(
    help="地図データの取込みと版の管理 / Import map data and look after its editions.", no_args_is_help=True
)


@data.command("import")
def import_(
    kind: Annotated[LayerKind, typer.Argument(help=KINDS)],
    files: Annotated[list[Path], typer.Argument(help="公開されたままのファイル / Files as published.")],
    database_url: DatabaseUrl = None,
    title: Annotated[str | None, typer.Option(help="版の名前 / Title.")] = None,
    source: Annotated[str | None, typer.Option(help="出典 / Publisher and dataset.")] = None,
    licence: Annotated[str | None, typer.Option(help="利用条件 / Terms of use.")] = None,
    attribution: Annotated[str | None, typer.Option(help="出典の表示 / The words of attribution.")] = None,
    as_of: Annotated[date | None, typer.Option(parser=day, help="何年何月何日時点か / The day it shows.")] = None,
    in_force_from: Annotated[date | None, typer.Option(parser=day, help="有効期間の初日 / First day in force.")] = None,
    in_force_to: Annotated[date | None, typer.Option(parser=day, help="有効期間の末日 / Last day in force.")] = None,
    replaces: Annotated[
        list[str] | None, typer.Option(help="この版に替わられる版の ID / The edition that this takes the place of.")
    ] = None,
    census_year: Annotated[int | None, typer.Option(help="国勢調査の年（did）/ Census year.")] = None,
    prefecture: Annotated[
        str | None, typer.Option(help="網羅する都道府県のコード（zones、surfaces）/ Prefecture covered.")
    ] = None,
    coverage: Annotated[Path | None, typer.Option(help="網羅する範囲を描いたファイル / A file of its extent.")] = None,
    asked: Annotated[
        Path | None, typer.Option(help="DIPSに送った検索条件（dips-zones）/ The question that DIPS was asked.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="複数の層のうち読む層 / Which of several layers.")] = None,
    vertical_accuracy: Annotated[
        float | None, typer.Option(min=0, max=10_000, help="標高の誤差（m、terrain）/ Error of the heights in metres.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="取り込まず、何が変わるかだけを見る / Only tell what it would change.")
    ] = False,
) -> None:
    """Import files as editions of a layer: all of them, or none where one is refused.

    Files, folders and zips of terrain become one edition together. Trials are looked at again by `soramichi work`.
    """
    with refusals():
        stated = Stated(
            title=title,
            source=source,
            licence=licence,
            attribution=attribution,
            as_of=as_of,
            in_force_from=in_force_from,
            in_force_to=in_force_to,
            census_year=census_year,
            prefecture=prefecture,
            coverage=coverages.from_file(coverage) if coverage else None,
        )
        if asked:
            _refuse_asked_of(kind)
            stated = with_question(stated, asked)
        engine = open_store(database_url)
        units = partial(_unit, engine)
        if kind is LayerKind.TERRAIN and dry_run:
            raise ValueRefused(
                Text("地形は --dry-run で確かめられません。", "--dry-run cannot tell what terrain would change."),
                Text("--dry-run を外して取り込んでください。", "Import it without --dry-run."),
            )
        if kind is LayerKind.TERRAIN:
            with _progress_bar() as progress:
                terrain = import_terrain(
                    files,
                    units,
                    stated,
                    now=now(),
                    vertical_accuracy_m=vertical_accuracy,
                    replaces=replaces or (),
                    progress=progress,
                )
            _say_edition(terrain.edition, f"{terrain.blocks} ブロック / blocks")
            return
        wanted = [FileToImport(kind, path, stated, layer) for path in files]
        if dry_run:
            with _progress_bar() as progress:
                found = foresee(wanted, units, Settings().home, now=now(), replaces=replaces or (), progress=progress)
            _say_foreseen(found)
            return
        with _progress_bar() as progress:
            done = import_layers(wanted, units, now=now(), replaces=replaces or (), progress=progress)
        for imported in done:
            _say(imported)


class Comparable(StrEnum):
    """The kinds of layer of which two sets can be compared."""

    DIPS = LayerKind.DIPS.value


@data.command()
def compare(
    _kind: Annotated[Comparable, typer.Argument(metavar="KIND", help="dips-zones")],
    sets: Annotated[
        list[str],
        typer.Argument(metavar="OLD [NEW]", help="ファイルか版の ID。1つなら手元のデータと / Files or editions' ids."),
    ],
    asked: Annotated[
        Path | None, typer.Option(help="DIPSに送った検索条件（1つのとき）/ The question that DIPS was asked.")
    ] = None,
    on: Annotated[date | None, typer.Option(parser=day, help="いつの手元のデータか / The day of our layers.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON で書く / Write JSON.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Say what differs between two answers of DIPS, or between one and our own layers in force."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        if len(sets) > 2:
            raise ValueRefused(
                Text("くらべるのは1つか2つです。", "One or two sets can be compared."),
                Text("OLD と NEW の2つまでにしてください。", "Give OLD and NEW at most."),
            )
        if len(sets) == 2:
            found = compare_two(answer_of(unit, sets[0]), answer_of(unit, sets[1]))
            _write(changes_as_json(found) if as_json else changes_as_text(found))
            return
        when = on or now().astimezone(JST).date()
        answer = answer_of(unit, sets[0], asked)
        groups = compare_own(unit, answer, when)
        told = (answer, when.isoformat(), groups)
        _write(groups_as_json(*told) if as_json else groups_as_text(*told))


@data.command("list")
def list_(database_url: DatabaseUrl = None) -> None:
    """List the editions held."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        counts = unit.editions.feature_counts() | unit.terrain.counts()
        for edition in unit.editions.list():
            typer.echo(f"{edition.id}\t{edition.title.ja}\t{_days(edition)}\t{counts.get(edition.id, 0)}")


@data.command()
def switches(database_url: DatabaseUrl = None) -> None:
    """版が替わったあとの再確認の進みと結果を表示します。/ Show how far trials were checked again, and the results."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        for switch in unit.rescreenings.switches():
            counts = unit.rescreenings.counts(switch)
            editions = " ".join(f"{'+' if edition.added else '-'}{edition.id}" for edition in switch.editions)
            superseded = "\t引継ぎ済み/superseded" if counts.superseded_by else ""
            at = switch.at.astimezone(JST)
            told = " ".join(f"{result}={counts.results.get(result, 0)}" for result in Result)
            typer.echo(
                f"{switch.number}\t{at:%Y-%m-%d %H:%M}\t{counts.done}/{counts.of}\t{told}\t{editions}{superseded}"
            )


@data.command()
def remove(
    edition_id: Annotated[str, typer.Argument(help="版の ID（data list に出る）/ The edition's id.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Remove an edition by which nothing was judged."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine) as unit:
        remove_edition(unit, edition_id, now=now())
    typer.echo(f"{edition_id} を消しました。/ Removed.")


def _write(found: dict[str, Any] | Iterator[str]) -> None:
    if isinstance(found, dict):
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in found:
        typer.echo(line)


def _refuse_asked_of(kind: LayerKind) -> None:
    if kind is not LayerKind.DIPS:
        raise ValueRefused(
            Text("--asked は dips-zones のときだけ使えます。", "--asked is for dips-zones only."),
            Text("範囲は --coverage か --prefecture で示してください。", "Say where by --coverage or --prefecture."),
            where="--asked",
        )


@contextmanager
def _progress_bar() -> Iterator[ProgressOf]:
    """Give what shows how far each file is; nothing is shown where standard error is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[Path, TaskID] = {}

        def show(path: Path, done: int, size: int) -> None:
            if path not in tasks:
                tasks[path] = bar.add_task(path.name, total=size)
            bar.update(tasks[path], completed=done)

        yield show


def _unit(engine: Engine, writes: bool) -> AbstractContextManager[UnitOfWork]:
    return unit_of_work(engine, writes=writes)


def _say(imported: Imported) -> None:
    _say_edition(imported.edition, f"{imported.features} 件（{imported.path.name}）")
    for name, repair in imported.repairs:
        typer.echo(f"  修復 / repaired: {name}（{repair.number} 番目、面積の変化 {repair.change_m2:+.3f} m²）")


def _say_foreseen(found: Foreseen) -> None:
    typer.echo(f"取り込んでいません。再確認する実証実験 {found.trials} 件、影響のある版 {len(found.affected)} 件。")
    typer.echo(
        f"Nothing was imported. {found.trials} trials to look at again, {len(found.affected)} revisions affected."
    )
    for trial, one in found.affected:
        words = RESULT_NAMES[one.result] if one.change is None else DIRECTION_NAMES[one.direction or Direction.OTHER]
        rules = " ".join(sorted({change.rule for change in one.change.rules})) if one.change else ""
        typer.echo(f"{trial.id}\t{one.revision_number}\t{words.ja} / {words.en}\t{rules}")


def _say_edition(edition: Edition, amount: str) -> None:
    error = "標高の誤差" if edition.kind is LayerKind.TERRAIN else "位置の誤差"
    typer.echo(f"{LAYER_NAMES[edition.kind].ja} {amount} → {edition.id}")
    typer.echo(f"  {edition.title.ja}、{_days(edition)}、{error} {edition.accuracy_m:g} m")
    typer.echo(f"  範囲 / coverage: {edition.coverage.basis.ja} / {edition.coverage.basis.en}")
    for note in edition.notes:
        typer.echo(f"  {note.ja} / {note.en}")


def _days(edition: Edition) -> str:
    if edition.in_force is None:
        return "参考（判定には使わない）/ for reference only"
    return f"有効 {edition.in_force.first or ''}～{edition.in_force.last or ''}"
