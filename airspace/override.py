"""県の担当の見解: what staff say of one finding of a frozen screening, beside the finding and never instead of it.

Staff know what no layer holds, so they may see a finding differently. What they say is a value of its own with a
reason: the screening, its counts and its verdict stay as they were frozen. A matter of prohibition is left to the law.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from airspace.finding import Entails, Outcome
from airspace.workflow import StepRefused
from geo.errors import ValueRefused
from geo.text import Text

MOST_CHARACTERS = 2_000

TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that make a text look other than it is stored."""

F = TypeVar("F", covariant=True)


class ProhibitionStands(StepRefused):
    """The finding is about a prohibition, which nobody in the prefecture can lift."""


class Results(Protocol[F]):
    """What the rules gave for one flight: a screening, or its wire form."""

    @property
    def findings(self) -> Sequence[F]: ...  # noqa: D102 - see `airspace.screening.Screening`

    @property
    def checked(self) -> Sequence[F]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, order=True)
class FindingKey:
    """Which finding of a revision is meant: its flight and its place, both counted from 1.

    The place is that among the screening's `findings`, followed by its `checked`. A revision's screening is frozen, so
    the place means the same finding for good; two findings that read alike still have two places.
    """

    flight: int
    place: int

    def __str__(self) -> str:
        return f"{self.flight}-{self.place}"

    @classmethod
    def parse(cls, written: str) -> "FindingKey":
        """Return the key that a text such as `1-3` means; raises `ValueError` for any other text."""
        flight, _, place = written.partition("-")
        return cls(int(flight), int(place))


@dataclass(frozen=True, slots=True)
class Override:
    """What one member of staff said of one finding of a revision, at one time. It is never changed.

    `number` counts what was said of the revision, from 1; of one finding the last holds. `outcome` is how staff see the
    finding, None where what was said before is taken back.
    """

    id: str
    trial_id: str
    revision_number: int
    number: int
    finding: FindingKey
    outcome: Outcome | None
    reason: str = field(repr=False)
    stated_at: datetime
    stated_by: str

    def __post_init__(self) -> None:
        if self.stated_at.tzinfo is None:
            raise ValueError("stated_at must be aware")
        if self.reason != reason_of(self.reason):
            raise ValueError("the reason is not as reason_of gives it")

    @property
    def reason_sha256(self) -> str:
        """The SHA-256 of the reason's UTF-8 bytes: what the audit log keeps of a text that people write."""
        return hashlib.sha256(self.reason.encode()).hexdigest()


def keyed(flights: Iterable[Results[F]]) -> Iterator[tuple[FindingKey, F]]:
    """Yield each finding of a revision's flights with its key."""
    for flight, results in enumerate(flights, start=1):
        for place, finding in enumerate((*results.findings, *results.checked), start=1):
            yield FindingKey(flight, place), finding


def last_of_each(overrides: Iterable[Override]) -> dict[FindingKey, Override]:
    """Return what was said last of each finding, taken back or not."""
    return {
        override.finding: override
        for override in sorted(overrides, key=lambda said: (said.revision_number, said.number))
    }


def standing(overrides: Iterable[Override]) -> tuple[Override, ...]:
    """Return what holds of one revision's overrides: of each finding the last, unless it takes back."""
    return tuple(said for _, said in sorted(last_of_each(overrides).items()) if said.outcome is not None)


def refuse_prohibition(entails: Entails) -> None:
    """Refuse to see a finding differently where it is about a prohibition, whatever its outcome.

    Raises
    ------
    ProhibitionStands
        If it is.
    """
    if entails is Entails.PROHIBITED:
        raise ProhibitionStands(
            Text(
                "飛行の禁止についての確認結果には、県の担当の見解を付けられません。",
                "Staff cannot state a view of a finding about a prohibition.",
            ),
            Text(
                "禁止を解けるのは法令の定める機関だけです。経路か日時を変えるよう、補正を依頼してください。",
                "Only the body that the law names can lift it. Ask for corrections of the route or the time.",
            ),
        )


def reason_of(written: str) -> str:
    r"""Return a reason in the form that is kept: NFKC, lines ended by `\n`, nothing around it.

    Raises
    ------
    ValueRefused
        If it says nothing, has more than 2,000 characters, or holds characters that cannot be shown as they are.
    """
    reason = unicodedata.normalize("NFKC", written.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not any(unicodedata.category(character)[0] in "LNPS" for character in reason):
        raise ValueRefused(
            Text("見解の理由が書かれていません。", "No reason for the view is given."),
            Text("何を確かめて、なぜそう考えるかを書いてください。", "Write what was looked at and why it is seen so."),
            where="reason",
        )
    if len(reason) > MOST_CHARACTERS:
        raise ValueRefused(
            Text(f"見解の理由が長すぎます（いま{len(reason)}文字）。", f"The reason is too long ({len(reason)} now)."),
            Text(f"{MOST_CHARACTERS}文字以内にしてください。", f"At most {MOST_CHARACTERS} characters."),
            where="reason",
        )
    if any(_unshowable(character) for character in reason):
        raise ValueRefused(
            Text("見解の理由に、表示できない制御文字があります。", "The reason holds control characters."),
            Text("文字だけを入れなおしてください。", "Enter the text again without them."),
            where="reason",
        )
    return reason


def _unshowable(character: str) -> bool:
    return character in TURNING_MARKS or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t")
