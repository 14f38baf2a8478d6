"""Passwords, kept as argon2id hashes (RFC 9106) with the library's own recommended cost."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH = 12
MOST_LENGTH = 200

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
"""Verified in place of an unknown account's hash, so that the time taken does not tell who has an account."""


def hashed(password: str) -> str:
    """Return the hash to keep of a password."""
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one whose hash is kept; None takes as long and is never right."""
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def random_password() -> str:
    """Return a password that nobody has thought up."""
    return secrets.token_urlsafe(12)
