"""危険物の輸送: carriage of dangerous goods."""

from collections.abc import Iterator

from airspace.facts import Facts
from airspace.finding import Finding
from airspace.law import RuleLaw
from airspace.statement import Sentences, judge
from geo.text import Text

SLUG = "dangerous-goods"

SENTENCES = Sentences(
    used=Text(
        "危険物を運ぶと申告されているため、特定飛行に該当します。"
        "その飛行のために積む電池などは危険物の輸送に数えません。",
        "The operator states that dangerous goods are carried: this is specified flight. "
        "A battery carried for the flight itself does not count.",
    ),
    not_stated=Text(
        "危険物を運ぶかどうかが示されていないため判定できません。",
        "Whether dangerous goods are carried is not stated, so it cannot be told.",
    ),
    ask=Text(
        "積荷に危険物（火薬類、高圧ガス、引火性の液体、毒物など）があるかを入れてください。"
        "その飛行のために積む電池などは数えません。",
        "State whether the load holds dangerous goods (explosives, compressed gas, flammable liquid, poison and "
        "the like). A battery carried for the flight itself does not count.",
    ),
    not_used=Text("危険物を運びません", "No dangerous goods are carried"),
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge by the operator's statement."""
    yield judge(law, facts.volume.operation.declared.dangerous_goods, SENTENCES)
