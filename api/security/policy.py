"""What a deployment asks of a sign-in."""

from dataclasses import dataclass, field
from datetime import timedelta

from api.security.accounts import TWO_FACTORS, Account, Proof, owes_second_factor


@dataclass(frozen=True, slots=True)
class Policy:
    """How long sign-ins last, whether the office needs a second factor, and the keys that seal secrets."""

    lasts: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=1)
    staff_second_factor: bool = True
    keys: tuple[bytes, ...] = field(default=(), repr=False)

    def still_owes(self, account: Account, proof: Proof) -> bool:
        """Whether a sign-in may do nothing yet but set up a second factor."""
        return self.staff_second_factor and owes_second_factor(account) and proof not in TWO_FACTORS


@dataclass(frozen=True, slots=True)
class Asker:
    """Where a try to sign in comes from: the address that limits count by, and what its browser holds already."""

    address: str
    browser: str = field(default="", repr=False)
    session: str = field(default="", repr=False)
