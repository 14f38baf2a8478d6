"""The one sentence that stands before everything else of a screening."""

from airspace.finding import Outcome
from airspace.screening import Screening
from geo.text import Text

FOUND = Text("手続が必要になる場所・飛びかたが見つかりました。", "Something was found that calls for a procedure.")
OPEN = Text(
    "見つかった該当はありませんが、判定できないことが残っています。",
    "Nothing was found to apply, but some things cannot be told yet.",
)
NOTHING = Text("確認した規則に該当はありません。", "None of the rules checked applies.")


def headline_of(screening: Screening) -> Text:
    """Return what was found, in one sentence; it is the calm one only where nothing is open and nothing unjudged."""
    if screening.outcome is Outcome.CAUGHT:
        return FOUND
    return OPEN if screening.open or screening.not_judged else NOTHING
