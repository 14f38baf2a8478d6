"""`soramichi rules`: what the service knows of the law, as it stands on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from airspace.law import Parameter, RuleLaw, rule_laws
from airspace.rulebook import RULES
from airspace.trial import JST, Vehicle
from api.cli_support import day as parsed_day
from api.cli_support import refusals
from api.clock import now
from geo.errors import ValueRefused
from geo.text import Text

rules = typer.Typer(help="規則の一覧と中身 / The rules, and what each rests on.", no_args_is_help=True)

On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="その日の規則（なければ今日）/ As on that day, else today.")
]


@rules.command("list")
def list_rules(
    on: On = None,
    vehicle: Annotated[Vehicle | None, typer.Option("--vehicle", help="機体の種類 / For which aircraft.")] = None,
) -> None:
    """その日の規則を並べます。/ List the rules in force on a day, and which of them this version judges.

    例 / example: soramichi rules list --on 2021-09-24
    """
    day = _day(on)
    table = Table(title=f"{day} の規則 / rules on {day}")
    table.add_column("rule", no_wrap=True)
    table.add_column("名称 / title")
    table.add_column("根拠 / article")
    table.add_column("判定 / judged")
    judged = {rule.slug for rule in RULES}
    for law in rule_laws().values():
        if vehicle is not None and vehicle not in law.vehicles:
            continue
        if law.in_force(day, day):
            state = "する / yes" if law.slug in judged else "まだ / not yet"
            table.add_row(law.slug, f"{law.title.ja}\n{law.title.en}", law.citation.ja, state)
    _console().print(table)


@rules.command()
def show(
    slug: Annotated[str, typer.Argument(help="規則の名前（soramichi rules list で分かります）/ The rule's slug.")],
    on: On = None,
) -> None:
    """規則の根拠・施行日・数値を、出典と確からしさといっしょに出します。/ Show what a rule rests on.

    例 / example: soramichi rules show densely-inhabited-district --on 2022-06-24
    """
    with refusals():
        law = _law(slug)
        day = _day(on)
    for line in _lines(law, day):
        typer.echo(line)
    if law.parameters:
        _console().print(_parameters(law.parameters))


def _lines(law: RuleLaw, day: date) -> Iterator[str]:
    judged = law.slug in {rule.slug for rule in RULES}
    yield f"{law.title.ja} / {law.title.en}"
    yield f"  slug: {law.slug}"
    yield f"  機体 / aircraft: {', '.join(law.vehicles)}"
    yield f"  施行 / in force: {law.in_force_from or '（不明 / not established）'} ～ {law.in_force_to or ''}"
    yield f"  {day}: " + ("施行中 / in force" if law.in_force(day, day) else "施行されていない / not in force")
    yield "  この版で判定するか / judged by this version: " + ("する / yes" if judged else "しない / no")
    for citation in law.citations:
        since = f"（{citation.since} から / since）" if citation.since else ""
        yield f"  根拠 / article: {citation.text.ja} / {citation.text.en}{since} [{citation.source}]"
    for census in law.census:
        yield (
            f"  国勢調査 / census {census.census_year}: {census.first or ''} ～ {census.last or ''} [{census.source}]"
            + (" ←" if _covers(census.first, census.last, day) else "")
        )
    yield f"  確からしさ / confidence: {law.confidence}"
    yield f"  原典で確かめた人 / verified by: {law.verified_by or 'まだいない / nobody yet'}"


def _covers(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _parameters(parameters: dict[str, Parameter]) -> Table:
    table = Table(title="数値 / parameters")
    for name in ("name", "value", "unit", "source", "confidence", "verified by", "in use"):
        table.add_column(name)
    for name, parameter in parameters.items():
        table.add_row(
            name,
            f"{parameter.value:g}",
            parameter.unit,
            parameter.source,
            parameter.confidence,
            parameter.verified_by or "—",
            _in_use(parameter),
        )
    return table


def _in_use(parameter: Parameter) -> str:
    """Return from when a number is judged by; one that may be switched on and is not is off."""
    if "switched_on" not in parameter.model_fields_set:
        return "—"
    return str(parameter.switched_on) if parameter.switched_on else "切 / off"


def _console() -> Console:
    """Return a console that does not cut tables where nobody looks on."""
    console = Console()
    return console if console.is_terminal else Console(width=140)


def _law(slug: str) -> RuleLaw:
    laws = rule_laws()
    if slug not in laws:
        raise ValueRefused(
            Text(f"規則「{slug}」はありません。", f"There is no rule “{slug}”."),
            Text("次のどれかを書いてください：" + "、".join(laws), "Give one of: " + ", ".join(laws)),
        )
    return laws[slug]


def _day(written: str | None) -> date:
    return now().astimezone(JST).date() if written is None else parsed_day(written)
