"""専決・代決の定め: which post decides what in a prefecture, and who in whose place, as strict YAML.

`<code>.yaml` holds one prefecture's. `confidence` and `verified_by` mean what they mean in `airspace.law`; while nobody
has verified a file, `caution` says so wherever it is relied on.
"""

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from airspace.law import read_strictly
from airspace.proposal import DecisionKind
from airspace.workflow import Step
from geo.text import Text

NOT_VERIFIED = Text(
    "専決と代決の定めは、県の事務決裁規程でまだ確かめられていません。",
    "The rules on who decides for whom are not yet checked against the prefecture's own.",
)
NOT_HELD = Text(
    "この県の専決と代決の定めは登録されていません。専決と代決はできません。",
    "No rules on delegation are held for this prefecture: nothing can be decided by delegation or in absence.",
)


class Delegation(BaseModel):
    """One prefecture's rules.

    `head` is the post in whose name everything is decided. `delegated` names, by kind and step, the posts that decide
    in the head's stead (専決); `in_absence` the posts that decide where a post's holder is absent (代決).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    head: str
    delegated: dict[DecisionKind, dict[Step, tuple[str, ...]]]
    in_absence: dict[str, tuple[str, ...]]
    source: str
    confidence: Literal["high", "medium", "low"]
    verified_by: str | None

    @model_validator(mode="after")
    def _absent_posts_decide(self) -> "Delegation":
        deciding = {self.head} | {
            post for steps in self.delegated.values() for posts in steps.values() for post in posts
        }
        if strangers := set(self.in_absence) - deciding:
            raise ValueError(f"nobody decides as {', '.join(sorted(strangers))}, so nobody can in their absence")
        return self

    def entitled(self, kind: DecisionKind, step: Step) -> tuple[str, ...]:
        """Return the posts that may take a step of a kind by delegation."""
        return self.delegated.get(kind, {}).get(step, ())

    def deputies(self, post: str) -> tuple[str, ...]:
        """Return the posts that may decide in the absence of a post's holder."""
        return self.in_absence.get(post, ())

    @property
    def caution(self) -> Text | None:
        """What people are told of these rules while nobody has verified them."""
        return NOT_VERIFIED if self.verified_by is None else None


def parse_delegation(text: str) -> Delegation:
    """Read a prefecture's file; unknown and duplicate keys are errors."""
    return Delegation.model_validate(read_strictly(text))


@cache
def delegation_of(prefecture_code: str) -> Delegation | None:
    """Return a prefecture's rules, None where no file is held for it."""
    path = files(__package__) / f"{prefecture_code}.yaml"
    return parse_delegation(path.read_text(encoding="utf-8")) if path.is_file() else None
