"""`soramichi retention`: file closed cases, hold them, and end what has passed its time."""

from datetime import date
from functools import partial
from typing import Annotated

import typer

from airspace.retention import (
    CLASS_NAMES,
    HOLD_NAMES,
    MEASURE_NAMES,
    RETENTION,
    CaseFile,
    HoldReason,
    Measure,
    RetentionClass,
    RetentionRules,
)
from airspace.trial import JST
from api.cli_support import DatabaseUrl, day, open_store, opened_store, refusals
from api.clock import now
from api.services.retention import (
    END_STATES,
    RULE_NAMES,
    Ended,
    class_by_rules,
    due,
    end,
    end_hold,
    file_case,
    look,
    place_hold,
    refuse_a_future_day,
)
from api.settings import Settings
from api.store.unit_of_work import in_unit, unit_of_work

retention = typer.Typer(help="保存期間の管理 / File cases, end what has passed its time.", no_args_is_help=True)

ACTOR = "cli"

Trial = Annotated[str, typer.Argument(help="実証実験の ID / The trial's id.")]


@retention.command("file")
def file_(
    trial: Trial,
    closed: Annotated[date, typer.Option(parser=day, help="完結した日 / The day it was closed.")],
    class_: Annotated[
        RetentionClass | None, typer.Option("--class", help="保存期間（既定は県の定め）/ Its class; default by rules.")
    ] = None,
    measure: Annotated[Measure, typer.Option(help="満了時の措置 / What is done then.")] = Measure.DISCARD,
    transferred: Annotated[date | None, typer.Option(parser=day, help="移管した日 / The day of transfer.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """完結した案件の保存期間を登録します。/ File a closed case."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine) as unit:
        chosen = class_ or class_by_rules(unit, _rules(), trial)
        case = CaseFile(trial, chosen, closed, measure, transferred)
        file_case(unit, case, actor=ACTOR, now=now())
    name, done, last = CLASS_NAMES[chosen], MEASURE_NAMES[measure], case.kept_to
    typer.echo(f"{trial}\t{name}\t{last or '-'}\t{done}")
    if class_ is None and _rules().verified_by is None:
        typer.echo(f"確認していない区分です / not verified: {_rules().source}", err=True)


@retention.command()
def hold(
    trial: Trial,
    reason: Annotated[HoldReason, typer.Argument(help="、".join(f"{r} {t.ja}" for r, t in HOLD_NAMES.items()))],
    until: Annotated[date | None, typer.Option(parser=day, help="わかっていれば最後の日 / The last day.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """保存期間を延長します（終わりを登録するまで）。/ Keep a case, until its end is recorded."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine) as unit:
        made = place_hold(unit, trial, reason, until=until, actor=ACTOR, now=now())
    typer.echo(made.id)


@retention.command()
def release(
    hold_id: Annotated[str, typer.Argument(metavar="HOLD", help="延長の ID / The hold's id.")],
    ended: Annotated[date, typer.Option(parser=day, help="裁決・決定・終了の日 / The day its reason ended.")],
    database_url: DatabaseUrl = None,
) -> None:
    """延長の理由が終わった日を登録します。/ Record the day on which a hold's reason ended."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine) as unit:
        held = end_hold(unit, hold_id, ended, actor=ACTOR, now=now())
    typer.echo(f"{held.until} まで保存します。/ kept to that day.")


@retention.command()
def run(
    on: Annotated[date | None, typer.Option(parser=day, help="この日の時点で / As of; default today.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="何が終わるかを見るだけ / Only tell.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """保存期間の過ぎたものを終わらせます。案件ごとに、すべてか無かです。/ End what has passed its time.

    消えるのは内容です。いつ何をどの定めで終わらせたかの記録（墓標）とハッシュは残り、
    soramichi audit verify はそのあとも通ります。戻せません。先に --dry-run で確かめてください。
    The content goes; tombstones and hashes stay, and `soramichi audit verify` still passes. There is no way back:
    look first with --dry-run.
    """
    with refusals():
        moment = now()
        day_ = on or moment.astimezone(JST).date()
        if not dry_run:
            refuse_a_future_day(day_, moment)
        engine, rules = open_store(database_url), _rules()
        with unit_of_work(engine, writes=False) as unit:
            endings = tuple(due(unit, rules, day_))
            unfiled = unit.retention.not_filed(END_STATES)
            if dry_run:
                for ending in endings:
                    _say(look(unit, ending))
        for ending in () if dry_run else endings:
            ended = in_unit(engine, partial(end, rules=rules, ending=ending, on=day_, now=moment))
            if ended is not None:
                _say(ended)
    if unfiled:
        typer.echo(
            f"保存期間を登録していない案件が {len(unfiled)} 件あり、終わらせません。/ "
            f"{len(unfiled)} closed cases are not filed, so nothing ends them: {' '.join(unfiled[:20])}",
            err=True,
        )


def _rules() -> RetentionRules:
    return RETENTION[Settings().prefecture]


def _say(ended: Ended) -> None:
    rows = " ".join(f"{table}={count}" for table, count in ended.rows)
    ending = ended.ending
    typer.echo(f"{ending.kept_to}\t{RULE_NAMES[ending.rule].ja}\t{ending.subject}\t{rows}")
