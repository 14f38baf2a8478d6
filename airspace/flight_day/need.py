"""One thing that a `go` needs: whether it is met, in words, and what to do where it is not."""

from dataclasses import dataclass
from enum import StrEnum

from geo.text import Text

NOTHING = Text("", "")


class Met(StrEnum):
    """Whether it is met. Unknown is never met."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


MET_NAMES = {
    Met.MET: Text("そろっています", "in place"),
    Met.NOT_MET: Text("足りません", "missing"),
    Met.UNKNOWN: Text("分かりません", "not known"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """One need. `grounds` are the ids of the records that meet it, `confirm` the duty that a person has to confirm."""

    slug: str
    title: Text
    met: Met
    text: Text
    remedy: Text = NOTHING
    grounds: tuple[str, ...] = ()
    confirm: str | None = None
