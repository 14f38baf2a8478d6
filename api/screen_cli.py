"""`soramichi screen`: check a route file against the editions in the database, and say what was found."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from airspace.declared import DECLARED_NAMES, Declared
from airspace.edition import LayerKind
from airspace.trial import JST, EntryControl, Operation, Vehicle, Window
from api.cli_support import DatabaseUrl, opened_store, refusals
from api.clock import now
from api.flights import chosen_path, windows_between
from api.report import as_text
from api.schemas.operation import DeclaredData
from api.schemas.screening import ScreeningData
from api.services.screen import Atlases, screen_operation
from api.settings import Settings
from api.store.unit_of_work import unit_of_work
from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.readers import read_file
from geo.text import Text
from maps.trial_map import trial_map


class Output(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def screen_route(
    route: Annotated[
        Path,
        typer.Argument(
            help="経路のファイル（GeoJSON・KML・GPX・.plan・ArduPilot・DJI・Litchi・座標の表）/ The route's file."
        ),
    ],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="飛行日（日本の24時間）/ The day, all of it in Japan."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="T", help="始まり（例 2026-11-04T10:00 か日付）/ Start, or the first day."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="T", help="終わり（または最後の日）/ End, or the last day.")
    ] = None,
    half_width_m: Annotated[
        float, typer.Option("--half-width-m", help="経路の片側の幅（m）/ Half-width of the route in metres.")
    ] = 30.0,
    height_m: Annotated[
        float | None,
        typer.Option("--height-m", help="飛行全体のいちばん高い高さ（m）/ Ceiling of the whole route in metres."),
    ] = None,
    datum: Annotated[
        Datum | None, typer.Option("--datum", help="高さの基準 / What --height-m is measured from.")
    ] = None,
    speed_mps: Annotated[
        float | None, typer.Option("--speed-mps", help="対地速度（m/s）/ Ground speed in metres per second.")
    ] = None,
    fall_distance_m: Annotated[
        float | None,
        typer.Option("--fall-distance-m", help="メーカーが示す落下距離（m）/ The maker's fall distance in metres."),
    ] = None,
    vehicle: Annotated[Vehicle, typer.Option("--vehicle", help="機体の種類 / Which law it comes under.")] = (
        Vehicle.UAS
    ),
    declare: Annotated[
        list[str] | None,
        typer.Option(
            "--declare",
            metavar="NAME=VALUE",
            help="申告（例 keeps_30_m=yes）。何度でも書けます / What the operator states; repeatable.",
        ),
    ] = None,
    bvlos: Annotated[
        bool | None, typer.Option("--bvlos/--vlos", help="目視外か目視内か / Beyond or within visual line of sight.")
    ] = None,
    entry_control: Annotated[
        EntryControl | None, typer.Option("--entry-control", help="立入管理措置 / How third parties are kept away.")
    ] = None,
    path_number: Annotated[
        int | None,
        typer.Option("--path", help="ファイルの何番目の経路か / Which of the file's routes, from 1."),
    ] = None,
    output: Annotated[Output, typer.Option("--format", help="書き出す形 / How the result is written.")] = Output.TEXT,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="書き出すファイル / The file to write to.")
    ] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """経路を事前確認します。許可・承認ではありません。/ Check a route beforehand. It permits no flight.

    例 / example: soramichi screen route.kml --on 2026-11-04 --height-m 60 --datum agl
    """
    with refusals():
        moment = now()
        path = chosen_path(read_file(route), path_number)
        operation = Operation(
            path=path,
            windows=_windows(on, start, end, today=moment.astimezone(JST).date()),
            half_width_m=half_width_m,
            ceiling=_ceiling(height_m, datum),
            vehicle=vehicle,
            speed_mps=speed_mps,
            fall_distance_m=fall_distance_m,
            bvlos=bvlos,
            entry_control=entry_control,
            declared=_declared(declare or []),
        )
        settings = Settings()
        atlases = Atlases(settings.home, settings.terrain_cache_bytes)
        with opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
            screening = screen_operation(unit, atlases, operation, now=moment)
            layers = atlases.current(unit)[1].held(LayerKind.DID, LayerKind.ZONES)
        match output:
            case Output.TEXT:
                written = as_text(screening)
            case Output.JSON:
                written = ScreeningData.of(screening).model_dump_json(indent=2) + "\n"
            case Output.HTML:
                written = trial_map(
                    screening,
                    title=path.name or route.stem,
                    subtitle="飛行経路の事前確認",
                    revision_note=f"ファイル {route.name}",
                    layers=layers,
                )
        if out is None:
            typer.echo(written, nl=False)
        else:
            out.write_text(written, encoding="utf-8")
            typer.echo(f"{out} に書き出しました。/ Written to {out}.", err=True)


def _windows(on: str | None, start: str | None, end: str | None, *, today: date) -> tuple[Window, ...]:
    if on is not None and (start is not None or end is not None):
        raise ValueRefused(
            Text("--on と --from・--to は一緒に使えません。", "--on does not go with --from and --to."),
            Text("どちらかにしてください。", "Use one or the other."),
        )
    if start is None and end is None:
        day = _day(on) if on is not None else today
        return windows_between(day, day)
    if start is None or end is None:
        raise ValueRefused(
            Text("--from と --to は両方いります。", "--from and --to go together."),
            Text("両方を書いてください。", "Give both."),
        )
    if _is_day(start) and _is_day(end):
        return windows_between(_day(start), _day(end))
    return (Window(_time(start), _time(end)),)


def _declared(written: list[str]) -> Declared:
    """Return the statements written as NAME=VALUE; yes and no are understood as in YAML."""
    pairs = dict(pair.partition("=")[::2] for pair in written)
    unknown = [name for name in pairs if name not in DECLARED_NAMES]
    if unknown:
        raise ValueRefused(
            Text(f"--declare の項目「{unknown[0]}」はありません。", f"--declare knows no '{unknown[0]}'."),
            Text("項目：" + "、".join(DECLARED_NAMES), "It knows: " + ", ".join(DECLARED_NAMES)),
        )
    try:
        return DeclaredData.model_validate(pairs).value()
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise ValueRefused(
            Text(
                f"--declare の「{name}={pairs[name]}」が読めません。",
                f"--declare {name}={pairs[name]} is not understood.",
            ),
            Text(
                "yes・no、none・second・first、または数字で書いてください。",
                "Write yes or no, none, second or first, or a number.",
            ),
        ) from None


def _is_day(written: str) -> bool:
    return len(written.strip()) == len("2026-11-04")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise _unreadable(written) from None


def _time(written: str) -> datetime:
    """Return a time; one without a zone is Japan's."""
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError:
        raise _unreadable(written) from None
    return read if read.tzinfo else read.replace(tzinfo=JST)


def _unreadable(written: str) -> ValueRefused:
    return ValueRefused(
        Text(f"日時「{written}」が読めません。", f"The date or time '{written}' cannot be read."),
        Text("2026-11-04 か 2026-11-04T10:00 のように書いてください。", "Write 2026-11-04 or 2026-11-04T10:00."),
    )


def _ceiling(height_m: float | None, datum: Datum | None) -> Height | None:
    if height_m is None:
        if datum is not None:
            raise ValueRefused(
                Text("--datum だけが書かれています。", "--datum stands alone."),
                Text("--height-m も書いてください。", "Give --height-m as well."),
            )
        return None
    return Height(height_m, datum or Datum.UNKNOWN, "--height-m")
