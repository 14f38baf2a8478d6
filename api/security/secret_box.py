"""Secrets that must be read again are kept encrypted (AES-256-GCM) under a key that is never in the database."""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(Exception):
    """None of the keys opens it: it was kept under a key that is lost, or moved from another place."""


@dataclass(frozen=True, slots=True)
class SecretBox:
    """Seals with the first key and opens with any, so that a key can be changed without losing what was sealed."""

    keys: tuple[bytes, ...] = field(repr=False)

    def seal(self, plain: str, place: str) -> str:
        """Return a text encrypted for one place (an account's id): in another it does not open."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.urlsafe_b64encode(
            nonce + AESGCM(self.keys[0]).encrypt(nonce, plain.encode(), place.encode())
        ).decode()

    def open(self, sealed: str, place: str) -> tuple[str, bool]:
        """Return what was sealed for a place, and whether by the first key.

        Raises
        ------
        Unreadable
            If no key opens it there.
        """
        try:
            data = base64.urlsafe_b64decode(sealed)
        except ValueError as error:
            raise Unreadable from error
        nonce, encrypted = data[:NONCE_BYTES], data[NONCE_BYTES:]
        for key in self.keys:
            try:
                return AESGCM(key).decrypt(nonce, encrypted, place.encode()).decode(), key == self.keys[0]
            except (InvalidTag, ValueError):
                continue
        raise Unreadable


def read_keys(written: str) -> tuple[bytes, ...]:
    """Return the keys of a comma-separated setting, the newest first; raises ValueError where one is none."""
    return tuple(_read_key(part.strip()) for part in written.split(",") if part.strip())


def new_key() -> str:
    """Return a new key, as a setting writes it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def keyed_hash(keys: tuple[bytes, ...], text: str) -> str:
    """Return a hash by which a text can be counted and, while there is a key, not be guessed from the database."""
    key = hmac.digest(keys[0] if keys else b"", b"soramichi counting", hashlib.sha256)
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _read_key(written: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("a secret key is 32 random bytes in base64url; `soramichi key` prints a new one")
    return key
