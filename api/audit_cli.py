"""`soramichi audit`: look at the audit log and check that its chain is whole."""

from typing import Annotated

import typer

from airspace.trial import JST
from api.cli_support import DatabaseUrl, open_store, refusals
from api.store.unit_of_work import unit_of_work

audit = typer.Typer(help="監査記録の確認 / Look at the audit log and check its chain.", no_args_is_help=True)


@audit.command()
def verify(
    head: Annotated[str | None, typer.Option(help="控えておいた先頭のハッシュ / A head that was noted before.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """記録が変えられていないか確かめます。/ Check that nothing was changed, removed or put in.

    --head に控えのハッシュを渡すと、それより後を切り捨てた改ざんも分かります。
    With --head, a log that was cut off after that point is found out as well.
    """
    with refusals(), unit_of_work(open_store(database_url), writes=False) as unit:
        broken = unit.audit.first_broken()
        hashes = {event.hash for event in unit.audit.events()} if head else set()
        if broken is not None:
            typer.echo(f"{broken} 番目の記録で鎖が切れています。/ The chain breaks at event {broken}.", err=True)
            raise typer.Exit(1)
        if head and head not in hashes:
            typer.echo("控えのハッシュが記録にありません。/ The head that was noted is not in the log.", err=True)
            raise typer.Exit(1)
        typer.echo(f"記録は正しくつながっています。先頭 / The chain is whole. Head: {unit.audit.head}")


@audit.command("head")
def show_head(database_url: DatabaseUrl = None) -> None:
    """先頭のハッシュを表示します（控えておくもの）。/ Print the head, to be noted outside."""
    with refusals(), unit_of_work(open_store(database_url), writes=False) as unit:
        typer.echo(unit.audit.head)


@audit.command("list")
def list_(
    subject: Annotated[str | None, typer.Option(help="対象の ID / Only what concerns this id.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """記録を古い順に表示します。/ Print the events, oldest first."""
    with refusals(), unit_of_work(open_store(database_url), writes=False) as unit:
        for event in unit.audit.events(subject=subject):
            at = event.at.astimezone(JST)
            typer.echo(f"{event.number}\t{at:%Y-%m-%d %H:%M:%S}\t{event.actor}\t{event.action}\t{event.subject}")
