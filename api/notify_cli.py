"""`soramichi notify`: send what waits in the outbox, see what did not go out, keep the addresses of auditors."""

import signal
from collections.abc import Callable
from threading import Event
from typing import Annotated

import typer

from airspace.trial import JST
from api.cli_support import DatabaseUrl, open_store, opened_store, refusals
from api.clock import now
from api.notify.addresses import address_given
from api.notify.daily import queue_daily
from api.notify.sender import Post
from api.notify.sinks import ConsoleSink, Sink, SmtpServer
from api.notify.words import Letterhead
from api.services.alerts import queue_alerts
from api.services.ids import new_id
from api.services.screen import Atlases
from api.settings import MailTo, Settings
from api.store.notices import MailAddress, Purpose
from api.store.unit_of_work import in_unit, unit_of_work
from geo.errors import ValueRefused
from geo.text import Text

notify = typer.Typer(help="お知らせの送信 / Send notices, see what did not go out.", no_args_is_help=True)
addresses = typer.Typer(help="監査人のアドレス / Addresses of auditors.", no_args_is_help=True)
notify.add_typer(addresses, name="address")

NO_SENDER = "soramichi@localhost"
"""What stands as sender on mail that is only shown."""


@notify.command()
def run(
    once: Annotated[bool, typer.Option("--once", help="たまっている分だけ送る / Send what is due.")] = False,
    every_s: Annotated[float, typer.Option(help="次に見るまでの秒数 / Seconds between looks.", min=0.1)] = 5.0,
    database_url: DatabaseUrl = None,
) -> None:
    """お知らせを送ります。届かないものは間をおいて送り直します。/ Send notices; what fails is tried again later.

    いくつ動かしてもかまいません。止めるときは Ctrl+C か SIGTERM（送りかけの1通が済んでから止まります）。
    Run as many as you like. Ctrl+C or SIGTERM ends it after the mail in hand.
    """
    with refusals():
        settings = Settings()
        engine = open_store(database_url)
        post = Post(engine, sink_of(settings, typer.echo), letterhead(settings), now)
        if once:
            typer.echo(f"{post.send_due().sent} 通を送りました。/ mails sent.", err=True)
        else:
            _run_on(post, every_s)
        engine.dispose()


@notify.command()
def daily(database_url: DatabaseUrl = None) -> None:
    """その日の定例のお知らせを送信箱に入れます（何度実行しても1日1回）。/ Queue the day's mails, once a day."""
    with refusals(), opened_store(database_url) as engine:
        queued = in_unit(engine, lambda unit: queue_daily(unit, now=now()))
        atlases = Atlases(Settings().home)
        queued += in_unit(engine, lambda unit: queue_alerts(unit, atlases, now=now()))
    typer.echo(f"{queued} 通を送信箱に入れました。/ mails queued.")


@notify.command()
def stuck(database_url: DatabaseUrl = None) -> None:
    """届いていないお知らせを、理由とともに表示します。/ Show what did not go out, and why."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        for mail in unit.outbox.stuck():
            state = "中止/given up" if mail.given_up_at else "再送待ち/waiting"
            at = mail.created_at.astimezone(JST)
            typer.echo(f"{mail.id}\t{at:%Y-%m-%d %H:%M}\t{mail.kind}\t{state}\t{mail.attempts}\t{mail.error}")


@notify.command()
def again(
    mail: Annotated[str, typer.Argument(help="notify stuck の1列目 / The first column of `notify stuck`.")],
    database_url: DatabaseUrl = None,
) -> None:
    """中止したお知らせを、もう一度送る列に戻します。/ Let a mail that was given up be tried anew."""
    with refusals():
        if not in_unit(open_store(database_url), lambda unit: unit.outbox.try_again(mail, now=now())):
            raise ValueRefused(
                Text("中止したお知らせに、その番号はありません。", "No mail of that id was given up."),
                Text("soramichi notify stuck で確かめてください。", "Look with `soramichi notify stuck`."),
                where=mail,
            )


@addresses.command("add")
def add_address(
    purpose: Annotated[Purpose, typer.Argument(help="auditor 監査人 / Whose it is.")],
    address: Annotated[str, typer.Argument(help="メールアドレス / The address.")],
    database_url: DatabaseUrl = None,
) -> None:
    """アドレスを登録し、その ID を表示します。/ Register an address and print its id."""
    with refusals():
        if purpose is not Purpose.AUDITOR:
            raise ValueRefused(
                Text("ここで登録できるのは監査人のアドレスです。", "Only an auditor's address is registered here."),
                Text(
                    "照会先は名簿（/staff/offices）に、招く人は招待の画面に書きます。",
                    "An office's is kept at /staff/offices, that of somebody invited is written with the invitation.",
                ),
                where=purpose,
            )
        made = MailAddress(new_id(), purpose, address_given(address), now())
        with opened_store(database_url) as engine, unit_of_work(engine) as unit:
            unit.mail_addresses.add(made)
            unit.audit.append(
                at=now(), actor="cli", action="address_registered", subject=made.id, details={"purpose": purpose.value}
            )
    typer.echo(made.id)


@addresses.command("list")
def list_addresses(database_url: DatabaseUrl = None) -> None:
    """登録したアドレスを表示します。/ Show the registered addresses."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine, writes=False) as unit:
        for found in unit.mail_addresses.of(Purpose.AUDITOR):
            typer.echo(f"{found.id}\t{found.purpose}\t{found.address}")


@addresses.command("remove")
def remove_address(
    address_id: Annotated[str, typer.Argument(help="登録したときの ID / Its id.")], database_url: DatabaseUrl = None
) -> None:
    """アドレスを消します。/ Remove an address."""
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine) as unit:
        if not unit.mail_addresses.remove(address_id):
            raise ValueRefused(
                Text("その ID のアドレスはありません。", "There is no address of that id."),
                Text("soramichi notify address list で確かめます。", "See `soramichi notify address list`."),
                where=address_id,
            )
        unit.audit.append(at=now(), actor="cli", action="address_removed", subject=address_id)


def sink_of(settings: Settings, write: Callable[[str], None]) -> Sink:
    """Return where the settings send mail.

    Raises
    ------
    ValueRefused
        If they do not say: then nothing is taken from the outbox, and nothing passes for sent.
    """
    match settings.mail:
        case MailTo.CONSOLE:
            return ConsoleSink(write)
        case MailTo.SMTP:
            return SmtpServer(
                host=settings.smtp_host,
                port=settings.smtp_port,
                sender=settings.mail_sender,
                tls=settings.smtp_tls,
                user=settings.smtp_user,
                password=settings.smtp_password.get_secret_value(),
            )
        case MailTo.NOWHERE:
            raise ValueRefused(
                Text("メールの送り先が設定されていません。", "It is not set where mail goes."),
                Text(
                    "SORAMICHI_MAIL を smtp か console にしてください。お知らせは送信箱で待っています。",
                    "Set SORAMICHI_MAIL to smtp or console. What there is waits in the outbox.",
                ),
            )


def letterhead(settings: Settings) -> Letterhead:
    """Return what stands on every mail of a deployment."""
    return Letterhead(settings.home.name, settings.mail_sender or NO_SENDER, settings.public_address)


def _run_on(post: Post, every_s: float) -> None:
    ended = Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda _number, _frame: ended.set())
    post.run_until(ended, every_s, lambda words: typer.echo(words, err=True))
