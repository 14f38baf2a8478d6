"""One-time codes by time (RFC 6238: SHA-1, 30 s, 6 digits, as every authenticator knows them), and recovery codes."""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime

import pyotp
import segno

STEP_S = 30
WINDOW = 1
"""Steps before and after the present one whose codes fit: a telephone's clock may be half a minute off."""

DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is easily mistaken for another: 16 of these are 79 bits."""


def new_secret() -> str:
    """Return a secret of 160 bits in base32."""
    return pyotp.random_base32(32)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, None where it is of none that fits now."""
    generator = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S)
    present = generator.timecode(now)
    written = typed(code)
    found = None
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(generator.generate_otp(step).encode(), written.encode("utf-8", "replace")):
            found = step
    return found


def typed(code: str) -> str:
    """Return a code as it is compared: full-width digits made ordinary, spaces and hyphens left out."""
    ordinary = unicodedata.normalize("NFKC", code).casefold()
    return "".join(character for character in ordinary if not character.isspace() and character not in "-‐−ー")


def address(secret: str, *, login: str, issuer: str) -> str:
    """Return the `otpauth:` address that an authenticator reads."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S).provisioning_uri(name=login, issuer_name=issuer)


def picture(address: str) -> str:
    """Return an address as a QR code, a `data:` image."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff", nl=False)


def in_groups(secret: str) -> str:
    """Return a secret in groups of four, fit to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def new_recovery_codes() -> tuple[str, ...]:
    """Return recovery codes as they are shown, once."""
    return tuple(
        "-".join("".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(4)) for _ in range(RECOVERY_LENGTH // 4))
        for _ in range(RECOVERY_CODES)
    )


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code. It is random and long: a plain hash cannot be guessed."""
    return hashlib.sha256(typed(code).encode("utf-8", "replace")).hexdigest()


def looks_like_recovery(code: str) -> bool:
    """Whether what was typed is rather a recovery code than six digits."""
    return len(typed(code)) == RECOVERY_LENGTH
