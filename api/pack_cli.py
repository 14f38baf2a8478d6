"""`soramichi pack`: freeze the papers of a meeting, signed, and check that a pack is what the prefecture made."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_support import DatabaseUrl, opened_store, refusals
from api.clock import now
from api.exchange.pack import MOST_BYTES, check_pack
from api.security.signing_key import public_pem, read_private_key, read_public_key, write_new_key
from api.services.meeting_pack import freeze
from api.services.publish import public_trial
from api.services.screen import Atlases
from api.settings import Settings
from api.store.unit_of_work import unit_of_work
from geo.errors import FileRefused
from geo.text import Text
from maps.wording import SAMPLE

pack = typer.Typer(help="説明会の資料一式 / The pack of a community meeting.", no_args_is_help=True)

TAMPERED = 3
"""The exit status where a pack is not what was signed; 1 says that it could not be looked at, 2 a wrong command."""


@pack.command("new-key")
def new_key(file: Annotated[Path, typer.Argument(help="作る鍵のファイル / The key's file.")]) -> None:
    """署名に使う鍵を作ります。/ Make the key that signs packs.

    データベースとは別の安全な所に置き、控えを取ってください。なくすと、同じ鍵では署名できません。
    Keep it in a safe place apart from the database, with a copy: once it is lost nothing can be signed with it.
    """
    with refusals():
        write_new_key(file)
    typer.echo(f"{file} を作りました。/ {file} is made.")


@pack.command("public-key")
def public_key(file: Annotated[Path, typer.Argument(help="署名する鍵 / The key that signs.")]) -> None:
    """確かめる人に渡す、公開してよい鍵を表示します。/ Print the key to hand out, by which packs are checked.

    県のホームページなど、だれもが見られる所に載せてください。/ Publish it where everybody can see it.
    """
    with refusals():
        typer.echo(public_pem(read_private_key(file)), nl=False)


@pack.command()
def make(
    trial: Annotated[str, typer.Argument(help="公表された実験の ID / A published trial's id.")],
    file: Annotated[Path, typer.Argument(help="作る zip / The zip to write.")],
    key: Annotated[Path, typer.Option(help="署名する鍵（soramichi pack new-key）/ The key that signs.")],
    sample: Annotated[bool, typer.Option(help="架空の見本と書き入れる / Mark all papers as a made-up sample.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """公表された実験の資料を、いまの版で1つの zip に固めて署名します。/ Freeze and sign a public trial's papers.

    地図・説明用の画面・回覧・ポスター・手紙・質問と回答・用紙（日本語と英語）、GeoJSON、目録と署名が入ります。
    It holds maps, the presenter's page, circular, poster, letters, questions and answers, and the form, in Japanese
    and English, GeoJSON, a manifest, and its signature.
    """
    with refusals():
        signing, settings = read_private_key(key), Settings()
        if file.exists():
            raise FileRefused(
                Text(
                    f"{file.name} はもうあります。上書きはしません。",
                    f"{file.name} is there; it is never written over.",
                ),
                Text("別の名前にしてください。", "Choose another name."),
            )
        with opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
            public = public_trial(unit, trial, now=now())
            made = freeze(
                unit,
                Atlases(settings.home),
                public,
                settings.home.name,
                signing,
                address=settings.public_address,
                sample=SAMPLE if sample else None,
                now=now(),
            )
        file.write_bytes(made)
    typer.echo(
        f"{file} を作りました（第{public.revision.number}版、{len(made):,} バイト）。/ "
        f"{file} is made (revision {public.revision.number}, {len(made):,} bytes)."
    )


@pack.command()
def verify(
    file: Annotated[Path, typer.Argument(help="資料一式の zip / The pack.")],
    key: Annotated[Path, typer.Option(help="県が公開している鍵 / The key that the prefecture publishes.")],
) -> None:
    """資料一式が、県が署名したときのままか確かめます。/ Check that a pack is what the prefecture signed.

    終了コード / exit status: 0 そのまま whole、3 変えられている changed、1 確かめられない could not be checked.
    """
    with refusals():
        checked = check_pack(_bytes(file), read_public_key(key))
    for fault in checked.faults:
        typer.echo(f"{fault.ja}\n  {fault.en}", err=True)
    if checked.faults:
        raise typer.Exit(TAMPERED)
    told = checked.told
    typer.echo(
        f"変えられていません：「{told['title']}」第{told['revision']}版、{told['valid_until']} まで有効。/ "
        f"Whole: revision {told['revision']}, holds until {told['valid_until']}."
    )


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as fault:
        raise FileRefused(
            Text(f"{file} が読めません。", f"{file} cannot be read."),
            Text("名前を確かめてください。", "Check its name."),
        ) from fault
