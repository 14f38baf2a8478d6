"""Taking away all by which an account gets in, at once."""

from datetime import datetime

from api.store.unit_of_work import UnitOfWork


def end_access(unit: UnitOfWork, account_id: str, *, now: datetime) -> None:
    """End an account's sign-ins, tokens, second factor, known browsers and links to an identity provider."""
    unit.sessions.close_all(account_id)
    unit.api_tokens.revoke_all(account_id, at=now)
    unit.second_factors.remove(account_id)
    unit.known_browsers.forget_all(account_id)
    for link in unit.identities.of_account(account_id):
        unit.identities.remove(link)
