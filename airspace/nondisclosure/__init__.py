"""非開示情報: the grounds on which a prefecture's ordinance lets a part of a document be blacked out, as strict YAML.

One file a prefecture. `confidence` and `verified_by` mean what they mean in `airspace.law`; an article that nobody has
verified is shown as such.
"""

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from airspace.law import read_strictly
from geo.text import Text

PERSONAL = "personal"
"""The ground of a person's own data, which each prefecture's file holds."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ground(_Strict):
    """One ground: the article and item as text, what it is called, and who has read it in the ordinance."""

    article: str
    name: Text
    source: str
    confidence: Literal["high", "medium"]
    verified_by: str | None


class Ordinance(_Strict):
    """A prefecture's ordinance and its grounds, by key."""

    ordinance: Text
    grounds: dict[str, Ground]


def parse_ordinance(text: str) -> Ordinance:
    """Read a prefecture's file; unknown and duplicate keys, and a file without `PERSONAL`, are errors."""
    ordinance = Ordinance.model_validate(read_strictly(text))
    if PERSONAL not in ordinance.grounds:
        raise ValueError(f"an ordinance needs the ground {PERSONAL}")
    return ordinance


@cache
def ordinance_of(prefecture_code: str) -> Ordinance:
    """Return a prefecture's ordinance; raises `FileNotFoundError` where none is held."""
    return parse_ordinance((files(__package__) / f"{prefecture_code}.yaml").read_text(encoding="utf-8"))
