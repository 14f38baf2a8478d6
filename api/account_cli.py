"""`soramichi account`: the first people of a deployment, invited from the machine itself."""

from typing import Annotated

import typer

from airspace.role import Role
from airspace.trial import JST
from api.cli_support import DatabaseUrl, opened_store, refusals
from api.clock import now
from api.security.accounts import OrganisationKind
from api.services.members import invite_from_the_machine, new_organisation
from api.settings import Settings
from api.store.unit_of_work import unit_of_work

account = typer.Typer(help="最初の人を招く / Invite the first people.", no_args_is_help=True)


@account.callback()
def _part() -> None:
    """Keep `invite` a word of its own: a typer app with one command would swallow it."""


@account.command("invite")
def invite(
    organisation: Annotated[str, typer.Argument(help="組織の名前。なければ加える / Its name; added if it is new.")],
    kind: Annotated[OrganisationKind, typer.Option(help="組織の種類 / Its kind.")] = OrganisationKind.PREFECTURE,
    role: Annotated[list[Role] | None, typer.Option(help="役割。何度でも / A role; repeat it for more.")] = None,
    phone: Annotated[str, typer.Option(help="新しい組織の電話 / The telephone of a new organisation.")] = "",
    database_url: DatabaseUrl = None,
) -> None:
    """組織に一人を招く入口を表示します。/ Print a link by which one person joins an organisation.

    役割はすぐに有効です。最初の管理者は二人要ります：あとの役割は、一人が求め、もう一人が確認します。
    Its roles hold at once. A deployment needs two admins: later roles are asked for by one and confirmed by the other.

    例 / Example: soramichi account invite 三重県 --phone 059-224-0000 --role admin
    """
    moment, settings = now(), Settings()
    with refusals(), opened_store(database_url) as engine, unit_of_work(engine) as unit:
        held = [found for found in unit.accounts.organisations(kind) if found.name == organisation]
        if not held:
            held = [new_organisation(organisation, kind, phone, now=moment)]
            unit.accounts.add_organisation(held[0])
        invitation, token = invite_from_the_machine(unit, held[0], frozenset(role or [Role.ADMIN]), now=moment)
    typer.echo(
        f"{settings.public_address}/invitations/{token}\n"
        "招く人に渡します。一度だけ使えます。/ Give it to whom you invite. It works once.\n"
        "ちがうアドレスなら SORAMICHI_PUBLIC_ADDRESS を直して招きなおします。/ If it is not the service's address, set "
        "SORAMICHI_PUBLIC_ADDRESS and invite anew.\n"
        f"期限 / Until: {invitation.expires_at.astimezone(JST):%Y-%m-%d %H:%M}"
    )
