"""Passwords, kept as argon2id hashes (RFC 9106) with the library's own recommended cost.

A password is compared in one form of Unicode (NFKC), so that it is the same from every keyboard; nothing of it is cut
off, spaces at its ends neither.
"""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH = 12
MOST_LENGTH = 200

NONE = "!"
"""Kept in place of a hash where an account has no password: nothing fits it."""

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
"""Verified in place of an unknown account's hash, so that the time taken does not tell who has an account."""


def normalised(password: str) -> str:
    """Return a password in the form in which it is hashed; half of a surrogate pair, which JSON can carry, as "?"."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def hashed(password: str) -> str:
    """Return the hash to keep of a password."""
    return _HASHER.hash(normalised(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one whose hash is kept; None takes as long and is never right."""
    known = None if kept == NONE else kept
    try:
        return _HASHER.verify(known or _NOBODY, normalised(password)) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def random_password() -> str:
    """Return a password that nobody has thought up."""
    return secrets.token_urlsafe(12)
