"""目視外の飛行: flight that the pilot does not watch with the own eyes."""

from collections.abc import Iterator

from airspace.facts import Facts
from airspace.finding import Finding
from airspace.law import RuleLaw
from airspace.statement import Sentences, judge
from geo.text import Text

SLUG = "beyond-visual-line-of-sight"

SENTENCES = Sentences(
    used=Text(
        "操縦者が自分の目で機体を見ないで飛ばす（目視外）と申告されているため、特定飛行に該当します。",
        "The operator states that the pilot does not watch the aircraft with the own eyes (BVLOS): "
        "this is specified flight.",
    ),
    not_stated=Text(
        "操縦者が自分の目で機体を見続けるかどうか（目視内か目視外か）が示されていないため判定できません。",
        "Whether the pilot watches the aircraft with the own eyes all the time is not stated, so it cannot be told.",
    ),
    ask=Text(
        "目視内か目視外かを入れてください。めがね・コンタクトレンズは目視に入り、"
        "モニター・ゴーグル・双眼鏡で見ることや、補助者が見ていることは目視に入りません。",
        "State whether it is within visual line of sight. Glasses and contact lenses count as the own eyes; "
        "a monitor, goggles, binoculars or an assistant's eyes do not.",
    ),
    not_used=Text(
        "操縦者が自分の目で機体を見続けて飛ばします。モニター・ゴーグル・双眼鏡や補助者の目に頼る区間があれば目視外です",
        "The pilot watches the aircraft with the own eyes all the way (a stretch watched on a monitor, "
        "through goggles or binoculars, or by an assistant would be BVLOS)",
    ),
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge by the operator's statement; no figure of the route tells how far a pilot sees."""
    yield judge(law, facts.volume.operation.bvlos, SENTENCES)
