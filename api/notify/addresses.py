"""E-mail addresses: what is taken as one."""

import re

from geo.errors import ValueRefused
from geo.text import Text

MOST_CHARACTERS = 254

LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{LABEL}(?:\.{LABEL})+")
"""Plain ASCII, without quotes, spaces or line ends. Dots may stand side by side: Japanese carriers gave such out."""


def is_address(written: str) -> bool:
    """Whether a text is an address that mail can be sent to."""
    return len(written) <= MOST_CHARACTERS and ADDRESS.fullmatch(written) is not None


def address_given(written: str, where: str = "address") -> str:
    """Return an address as it is kept, without the spaces around it; `where` is the field that it was written in.

    Raises
    ------
    ValueRefused
        If it is no address.
    """
    address = written.strip()
    if not is_address(address):
        raise ValueRefused(
            Text("メールアドレスの形になっていません。", "This is no e-mail address."),
            Text(
                "desk@example.jp のように、半角の英数字で書いてください。",
                "Write for example desk@example.jp, in plain letters.",
            ),
            where=where,
        )
    return address


def without_addresses(text: str) -> str:
    """Return what a mail server said, on one line, cut, and without the addresses that it repeats."""
    plain = re.sub(r"\S+@\S+", "…", " ".join(text.split()))
    return "".join(character for character in plain if character.isprintable())[:300]
