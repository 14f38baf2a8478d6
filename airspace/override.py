"""県の担当の見解: what staff hold of a machine's finding, beside it and never in its place."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from airspace.finding import Entails, Finding, Outcome
from airspace.workflow import StepRefused
from geo.errors import ValueRefused
from geo.readable import is_readable, is_seen
from geo.text import Text

MOST_CHARACTERS = 2_000


class NotOverridable(StepRefused):
    """What is prohibited stays so, whatever anybody in the prefecture holds."""


@dataclass(frozen=True, slots=True)
class Override:
    """One view of one finding of a frozen screening. Later ones stand beside earlier ones; the newest is in effect.

    `flight` and `finding` count from 0 within the revision, which never changes, so they mean the same for ever;
    `finding_sha256` is the hash of that finding's canonical JSON (RFC 8785), by which this can be checked. `number`
    counts a revision's views from 1: of two it tells which is newer, whatever the clock said. `outcome` is None where
    the earlier view is taken back.
    """

    id: str
    trial_id: str
    revision_number: int
    number: int
    flight: int
    finding: int
    finding_sha256: str
    outcome: Outcome | None
    reason: str
    stated_at: datetime
    stated_by: str

    def __post_init__(self) -> None:
        if self.stated_at.tzinfo is None:
            raise ValueError("stated_at must be aware")

    @property
    def place(self) -> tuple[int, int]:
        """Which flight's which finding it is about."""
        return self.flight, self.finding


def can_be_overridden(finding: Finding) -> bool:
    """Whether staff may state a view of a finding: of anything but a prohibition."""
    return finding.entails is not Entails.PROHIBITED


def refuse_override(finding: Finding) -> None:
    """Refuse a view of what is prohibited.

    Raises
    ------
    NotOverridable
        If it is.
    """
    if not can_be_overridden(finding):
        raise NotOverridable(
            Text("飛行が禁止されている区域の結果は、変えられません。", "A prohibition cannot be overridden."),
            Text("経路を離すよう補正を依頼してください。", "Ask the operator to keep clear of it."),
        )


def reason_given(written: str) -> str:
    """Return a reason as it is kept: in one form of Unicode (NFKC), one kind of line end, no space at its ends.

    Raises
    ------
    ValueRefused
        If nothing that can be seen is written, more than `MOST_CHARACTERS`, or what is not of a readable text.
    """
    reason = unicodedata.normalize("NFKC", written).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not is_seen(reason):
        raise ValueRefused(
            Text("理由が書かれていません。", "No reason is given."),
            Text("なぜそう考えるかを書いてください。事業者も読みます。", "Say why. The operator reads it too."),
            where="reason",
        )
    if len(reason) > MOST_CHARACTERS:
        raise ValueRefused(
            Text(f"理由が長すぎます（{len(reason)}文字）。", f"The reason is too long ({len(reason)} characters)."),
            Text(f"{MOST_CHARACTERS}文字までにしてください。", f"At most {MOST_CHARACTERS} characters."),
            where="reason",
        )
    if not is_readable(reason):
        raise ValueRefused(
            Text("理由に、使えない文字が入っています。", "The reason holds characters that cannot be used."),
            Text("目に見えない制御文字を消してください。", "Remove the invisible control characters."),
            where="reason",
        )
    return reason


def in_effect(overrides: Iterable[Override]) -> dict[tuple[int, int], Override]:
    """Return the newest view of each finding that has any, by flight and finding."""
    return {override.place: override for override in sorted(overrides, key=lambda override: override.number)}


def held(overrides: Iterable[Override]) -> tuple[Override, ...]:
    """Return the views that staff hold now, by flight and finding: the newest of each that is not taken back."""
    return tuple(override for _, override in sorted(in_effect(overrides).items()) if override.outcome is not None)
