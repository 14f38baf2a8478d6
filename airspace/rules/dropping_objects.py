"""物件の投下: dropping of objects, spraying included."""

from collections.abc import Iterator

from airspace.facts import Facts
from airspace.finding import Finding
from airspace.law import RuleLaw
from airspace.statement import Sentences, judge
from geo.text import Text

SLUG = "dropping-objects"

SENTENCES = Sentences(
    used=Text(
        "飛行中に物を落とす・まくと申告されているため、特定飛行に該当します。水や農薬などの散布も投下に入ります。",
        "The operator states that something is dropped or sprayed in flight: this is specified flight. "
        "Spraying water or pesticide counts as dropping.",
    ),
    not_stated=Text(
        "飛行中に物を落とす・まくかどうかが示されていないため判定できません。",
        "Whether anything is dropped or sprayed in flight is not stated, so it cannot be told.",
    ),
    ask=Text(
        "飛行中に物を落とす・まくかを入れてください。散布は投下に入り、着陸してから地面に置くことは入りません。",
        "State whether anything is dropped or sprayed in flight. Spraying counts; "
        "putting something on the ground after landing does not.",
    ),
    not_used=Text(
        "飛行中に物を落としたり、まいたりしません",
        "Nothing is dropped or sprayed in flight",
    ),
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge by the operator's statement."""
    yield judge(law, facts.volume.operation.declared.drops_objects, SENTENCES)
