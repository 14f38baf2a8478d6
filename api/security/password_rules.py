"""What may become a password: long, and hard to guess for one who knows the usual lists and the account.

After NIST SP 800-63B: no kinds of characters are asked for, and no change after so many months, since both make
passwords worse. Refused is what is short, what the lists of common passwords and words make up (zxcvbn's, inside the
package), and what has little left without the login, the organisation's and the service's own names.
"""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from zxcvbn import zxcvbn

from api.security.passwords import LEAST_LENGTH, MOST_LENGTH, normalised
from geo.errors import ValueRefused
from geo.text import Text

FEWEST_GUESSES = 10**8
"""What a guesser who knows the lists must try: more than one address or account is ever let try."""

OWN_NAMES = ("soramichi", "空みち", "そらみち", "ソラミチ")

SHORTEST_NAME = 3
SHORTEST_NAME_IN_JAPANESE = 2

LONGEST_ESTIMATED = 72
"""What zxcvbn looks at of a password; the estimate of its beginning is a lower bound."""

RUN = 4


class PasswordRefused(ValueRefused):
    """The password cannot be kept."""


def refuse_weak(password: str, names: Iterable[str], *, where: str = "new_password") -> str:
    """Return a new password in the form in which it is kept.

    Parameters
    ----------
    password
        What somebody chose.
    names
        What a guesser would try first: the login, the person's and the organisation's names.
    where
        The field that the words are about.

    Raises
    ------
    PasswordRefused
        If it is too short, too long, holds what no keyboard types, or is easily guessed.
    """
    password = normalised(password)
    if len(password) < LEAST_LENGTH:
        raise PasswordRefused(
            Text(f"パスワードが短すぎます（{len(password)}文字）。", f"It is too short ({len(password)} characters)."),
            Text(
                f"{LEAST_LENGTH}文字以上にしてください。短い言葉をいくつか並べると、長くて覚えやすくなります。",
                f"Use at least {LEAST_LENGTH}. A few unrelated words in a row are long and easy to remember.",
            ),
            where=where,
        )
    if len(password) > MOST_LENGTH:
        raise PasswordRefused(
            Text(f"パスワードが長すぎます（{len(password)}文字）。", f"It is too long ({len(password)} characters)."),
            Text(f"{MOST_LENGTH}文字までにしてください。", f"Use at most {MOST_LENGTH}."),
            where=where,
        )
    if any(unicodedata.category(character) in ("Cc", "Cs", "Cn") for character in password):
        raise PasswordRefused(
            Text("パスワードに、使えない文字が入っています。", "It holds characters that cannot be used."),
            Text("目に見えない制御文字を消してください。", "Remove the invisible control characters."),
            where=where,
        )
    if guesses(password) < FEWEST_GUESSES:
        raise PasswordRefused(
            Text("よく使われるパスワードか、推測しやすい並びです。", "It is a common password or easily guessed."),
            Text(
                "名簿や辞書にある言葉ひとつ、くり返し、続き番号、日付はさけ、関係のない言葉を並べてください。",
                "Avoid one word of a dictionary, repetitions, sequences and dates; put unrelated words in a row.",
            ),
            where=where,
        )
    if guesses(_without(password, names)) < FEWEST_GUESSES:
        raise PasswordRefused(
            Text(
                "ログイン名・組織名・このサービスの名前をもとにしたパスワードは使えません。",
                "It is made from the login, the organisation's name or this service's.",
            ),
            Text("関係のない言葉を並べてください。", "Put unrelated words in a row instead."),
            where=where,
        )
    return password


def guesses(password: str) -> float:
    """Return how many guesses one who knows the lists needs, at least.

    Runs of neighbours in Unicode (かきくけこ), which are beyond zxcvbn's lists, count as their first characters.
    """
    shortened = _without_runs(password.casefold())
    if not shortened:
        return 0.0
    # The caller's names never reach zxcvbn, whose dictionary of them is shared by all threads.
    return min(float(zxcvbn(text[:LONGEST_ESTIMATED])["guesses"]) for text in {shortened, password.casefold()})


def _without_runs(text: str) -> str:
    kept: list[str] = []
    run = 1
    for before, character in pairwise([text[:1], *text]):
        step = ord(character) - ord(before) if before else 0
        run = run + 1 if kept and step in (-2, -1, 1, 2) and not character.isascii() else 1
        if run < RUN:
            kept.append(character)
    return "".join(kept)


def _without(password: str, names: Iterable[str]) -> str:
    """Return what is left of a password without any of the names, whole or in their parts."""
    left = password.casefold()
    for part in sorted(_parts((*names, *OWN_NAMES)), key=len, reverse=True):
        left = left.replace(part, "")
    return left


def _parts(names: Iterable[str]) -> set[str]:
    parts: set[str] = set()
    for name in names:
        written = normalised(name).casefold().strip()
        separated = "".join(character if character.isalnum() else " " for character in written)
        parts |= {written, *separated.split()}
    return {part for part in parts if len(part) >= (SHORTEST_NAME if part.isascii() else SHORTEST_NAME_IN_JAPANESE)}
