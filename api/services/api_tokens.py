"""Make, use and revoke one's own tokens for machine clients."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from airspace.letter_text import refuse_no_line
from airspace.trial import JST
from airspace.workflow import StepRefused
from api.security.accounts import Account
from api.security.api_tokens import ApiToken, new_token
from api.security.permissions import Action
from api.security.scopes import Scope, actions_of, scopes_for
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

MOST_TOKENS = 20
MOST_DAYS = 365
MOST_OF_A_NAME = 60


@dataclass(frozen=True, slots=True)
class TokenBearer:
    """Who asks by a token, and what the token is for."""

    account: Account
    token: ApiToken

    @property
    def actions(self) -> frozenset[Action]:
        """What the token is for; the account's roles bound it further."""
        return actions_of(self.token.scopes)


def make_token(
    unit: UnitOfWork, account: Account, name: str, scopes: frozenset[Scope], days: int, *, now: datetime
) -> str:
    """Keep a new token and return it, once.

    Raises
    ------
    geo.errors.ValueRefused
        If it has no name or scope, a scope of which the account may do nothing, or lasts too long.
    airspace.workflow.StepRefused
        If the account has too many already.
    """
    name = name.strip()
    refuse_no_line(name, "token_name")
    if len(name) > MOST_OF_A_NAME:
        raise ValueRefused(
            Text(f"名前が長すぎます（{len(name)}文字）。", f"The name is too long ({len(name)} characters)."),
            Text(f"{MOST_OF_A_NAME}文字までにしてください。", f"At most {MOST_OF_A_NAME} characters."),
            where="token_name",
        )
    if not scopes or not scopes <= set(scopes_for(account)):
        raise ValueRefused(
            Text("トークンでできることが選ばれていません。", "Nothing is chosen that the token may do."),
            Text("一つ以上選んでください。", "Choose at least one."),
            where="scopes",
        )
    if not 0 < days <= MOST_DAYS:
        raise ValueRefused(
            Text("有効な日数が正しくありません。", "The number of days is not possible."),
            Text(f"1から{MOST_DAYS}までにしてください。", f"Enter 1 to {MOST_DAYS}."),
            where="token_days",
        )
    if sum(token.in_force(now) for token in unit.api_tokens.of_account(account.id)) >= MOST_TOKENS:
        raise StepRefused(
            Text(f"トークンは{MOST_TOKENS}個までです。", f"An account has {MOST_TOKENS} tokens at the most."),
            Text("使っていないものを先に無効にしてください。", "Revoke one that is not used first."),
        )
    written = new_token()
    token = ApiToken(new_id(), account.id, name, scopes, now, now + timedelta(days=days))
    unit.api_tokens.add(token, written)
    details: dict[str, str | int] = {"token": token.id, "scopes": " ".join(sorted(scopes)), "days": days}
    unit.audit.append(at=now, actor=account.id, action="token_made", subject=account.id, details=details)
    return written


def bearer_of(unit: UnitOfWork, written: str, *, now: datetime) -> TokenBearer | None:
    """Return who asks by a token, None where it is none, has ended, or its account is disabled."""
    token = unit.api_tokens.find(written, now=now) if written else None
    account = unit.accounts.get(token.account_id) if token else None
    return TokenBearer(account, token) if token and account and account.disabled_at is None else None


def needs_marking(token: ApiToken, *, now: datetime) -> bool:
    """Whether this is a token's first use of the day."""
    return token.last_used_on != now.astimezone(JST).date()


def revoke_token(unit: UnitOfWork, account: Account, token_id: str, *, now: datetime) -> bool:
    """End one of one's own tokens; whether there is such a one."""
    if not any(token.id == token_id for token in unit.api_tokens.of_account(account.id)):
        return False
    unit.api_tokens.revoke(token_id, at=now)
    details = {"token": token_id}
    unit.audit.append(at=now, actor=account.id, action="token_revoked", subject=account.id, details=details)
    return True
