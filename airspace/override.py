"""県の担当の見解: what staff hold of a machine's finding, beside it and never in its place."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from airspace.finding import Entails, Finding, Outcome
from geo.errors import InputRefused, ValueRefused
from geo.text import Text

MOST_CHARACTERS = 2_000


class NotOverridable(InputRefused):
    """What is prohibited stays so, whatever anybody in the prefecture holds."""


@dataclass(frozen=True, slots=True)
class Override:
    """One view of one finding of a frozen screening; a later one stands beside the earlier, the last is in effect.

    `number` counts a revision's views from 1, in the order in which they were stated. `flight` and `finding` count
    from 0 within the revision, which never changes, so they mean the same for ever.
    """

    id: str
    trial_id: str
    revision_number: int
    number: int
    flight: int
    finding: int
    outcome: Outcome
    reason: str
    stated_at: datetime
    stated_by: str


def refuse_override(finding: Finding) -> None:
    """Refuse a view of what is prohibited.

    Raises
    ------
    NotOverridable
        If it is.
    """
    if finding.entails is Entails.PROHIBITED:
        raise NotOverridable(
            Text("飛行が禁止されている区域の結果は、変えられません。", "A prohibition cannot be overridden."),
            Text("経路を離すよう補正を依頼してください。", "Ask the operator to keep clear of it."),
        )


def reason_given(written: str) -> str:
    """Return a reason as it is kept: in one form of Unicode (NFKC), without space at its ends.

    Raises
    ------
    ValueRefused
        If nothing is written, or more than `MOST_CHARACTERS`.
    """
    reason = unicodedata.normalize("NFKC", written).strip()
    if not reason:
        raise ValueRefused(
            Text("理由が書かれていません。", "No reason is given."),
            Text("なぜそう考えるかを書いてください。事業者も読みます。", "Say why. The operator reads it too."),
            where="reason",
        )
    if len(reason) > MOST_CHARACTERS:
        raise ValueRefused(
            Text("理由が長すぎます。", "The reason is too long."),
            Text(f"{MOST_CHARACTERS}文字までにしてください。", f"At most {MOST_CHARACTERS} characters."),
            where="reason",
        )
    return reason
