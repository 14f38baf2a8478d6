"""`soramichi audit`: look at the audit log, check that it is what it was, and note its head outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from airspace.anchor import Anchor, read_anchors
from airspace.trial import JST
from api.cli_support import DatabaseUrl, opened_store, refusals
from api.clock import now
from api.services.verify_audit import NAMES, Broken, Tampering, verify_audit
from api.services.verify_revisions import verify_revisions
from api.store.audit import GENESIS
from api.store.unit_of_work import unit_of_work
from geo.errors import FileRefused, ValueRefused
from geo.text import Text

audit = typer.Typer(help="監査記録の確認 / Look at the audit log and check its chain.", no_args_is_help=True)

TAMPERED = 3
"""The exit status where the log is not what it was; 1 says that it could not be looked at, 2 a wrong command."""

MOST_ANCHOR_BYTES = 50 * 1024 * 1024

LONG = 10_000
"""From how many events on a bar shows how far it is."""


@audit.command()
def verify(
    anchor: Annotated[
        Path | None, typer.Option(help="控えの入ったファイル（届いたメールのままでよい）/ A file with anchors.")
    ] = None,
    head: Annotated[str | None, typer.Option(help="控えておいた先頭のハッシュ / A head that was noted before.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """記録と計画書の各版が変えられていないか確かめます。/ Check that no event and no revision was changed.

    控え（soramichi audit head の行、毎日のメール、通知書の控え）を --anchor で渡すと、
    後ろの切り捨てと、鎖全体の計算し直しも分かります。控えなしではこの2つは分かりません。
    With anchors (lines of `soramichi audit head`, the daily mails) a log that was cut off, or computed anew from end
    to end, is found out as well. Without any, neither can be.

    終了コード / exit status: 0 変更なし whole、3 変更あり tampered with、1 確かめられない could not be checked.
    """
    with refusals():
        anchors = _anchors(anchor)
        with (
            opened_store(database_url) as engine,
            unit_of_work(engine, writes=False) as unit,
            _bar(unit.audit.count()) as bar,
        ):
            found = verify_audit(unit.audit, anchors, progress=bar)
            known = not head or head == GENESIS or unit.audit.number_of(head) is not None
            wrong = [] if found.broken else list(verify_revisions(unit))
    if found.broken:
        _say_broken(found.broken)
        raise typer.Exit(TAMPERED)
    if not known:
        typer.echo("控えのハッシュが記録にありません。/ The head that was noted is not in the log.", err=True)
        raise typer.Exit(TAMPERED)
    for text in wrong:
        typer.echo(f"{text.ja}\n{text.en}", err=True)
    if wrong:
        raise typer.Exit(TAMPERED)
    typer.echo(f"記録は正しくつながっています。先頭 / The chain is whole. Head: {found.head}")
    if anchors:
        typer.echo(f"控え {found.anchors} 件と一致しました。/ {found.anchors} anchors hold.")
    elif not head:
        typer.echo(
            "控えがないので、切り捨てと計算し直しは確かめていません。/ Without an anchor it is not known whether the "
            "log was cut off or computed anew."
        )


@audit.command("head")
def show_head(database_url: DatabaseUrl = None) -> None:
    """先頭を控えの行で表示します（サービスの外に控えておくもの）。/ Print the head as an anchor, to be kept outside."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        newest = unit.audit.newest()
        number, sha256 = (newest.number, newest.hash) if newest else (0, GENESIS)
        typer.echo(str(Anchor(number, sha256, now().astimezone(JST).date())))


@audit.command("list")
def list_(
    subject: Annotated[str | None, typer.Option(help="対象の ID / Only what concerns this id.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """記録を古い順に表示します。/ Print the events, oldest first."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        for event in unit.audit.events(subject=subject):
            at = event.at.astimezone(JST)
            typer.echo(f"{event.number}\t{at:%Y-%m-%d %H:%M:%S}\t{event.actor}\t{event.action}\t{event.subject}")


def _anchors(file: Path | None) -> tuple[Anchor, ...]:
    if file is None:
        return ()
    try:
        if file.stat().st_size > MOST_ANCHOR_BYTES:
            raise ValueRefused(
                Text("控えのファイルが大きすぎます。", "The file of anchors is too large."),
                Text("控えの行だけにしてください。", "Keep only its anchors."),
                where=file.name,
            )
        text = file.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise FileRefused(
            Text("控えのファイルが読めません。", "The file of anchors cannot be read."),
            Text("パスを確かめてください。", "Check its path."),
            where=str(file),
        ) from error
    return read_anchors(text.splitlines())


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """Give what shows how far a long log is read; nothing is shown where standard error is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("監査記録 / audit log"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal or total < LONG) as bar:
        task = bar.add_task("", total=total)

        def show(number: int) -> None:
            if number % 1_000 == 0 or number == total:
                bar.update(task, completed=number)

        yield show


def _say_broken(broken: Broken) -> None:
    name = NAMES[broken.tampering]
    typer.echo(f"{broken.number} 番目の記録: {name.ja}。/ Event {broken.number}: {name.en}.", err=True)
    typer.echo(
        f"{broken.sound_to} 番までは確かです。/ Sound up to event {broken.sound_to}."
        if broken.sound_to
        else "確かなところはありません。/ No part is known to be sound.",
        err=True,
    )
    typer.echo(
        "データベースをこのまま保全し（修復・削除をしない）、情報セキュリティの担当と監査人に知らせ、"
        "控えと予備の複製で、いつの時点まで正しいかを確かめてください。/ Keep the database as it is, tell the security "
        "officer and the auditors, and find by anchors and backups up to when it was sound.",
        err=True,
    )
    if broken.tampering in (Tampering.CUT_OFF, Tampering.RECOMPUTED):
        typer.echo(
            "控えの写しまちがいでないことも確かめてください。/ Make sure that the anchor itself was copied rightly.",
            err=True,
        )
