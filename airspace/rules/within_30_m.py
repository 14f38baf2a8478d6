"""人または物件から30m未満の飛行: flight nearer than 30 m, in a straight line, to third parties or their objects."""

from collections.abc import Iterator

from airspace.evidence import finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome
from airspace.law import RuleLaw
from airspace.statement import unstated, used
from geo.text import Text

SLUG = "within-30-m-of-people-or-objects"


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge by the operator's statement: no data on buildings, wires or people is held, so it is never clear."""
    distance = f"{law.parameters['distance_m'].value:g} m"
    keeps = facts.volume.operation.declared.keeps_30_m
    if keeps is None:
        yield unstated(
            law,
            Text(
                "建物・電線・人などの位置のデータがなく、"
                f"{distance} 以上離れるかどうかも示されていないため判定できません。",
                f"No data on buildings, wires or people is held, and whether the flight keeps {distance} from them "
                "is not stated, so it cannot be told.",
            ),
            Text(
                "第三者（飛行に関わらない人）と第三者の物件から、"
                f"斜めの直線距離で {distance} 以上離れるかを現地で確かめ、入れてください。",
                f"Check on site, and state, whether the flight keeps {distance} in a straight line from third parties "
                "(anyone not involved in it) and from their objects.",
            ),
        )
    elif keeps:
        yield finding(
            law,
            Outcome.ADVISORY,
            Entails.SPECIFIED_FLIGHT_METHOD,
            Text(
                f"第三者と第三者の物件から {distance} 以上離れて飛ぶと、事業者が申告しています。"
                "建物・電線・人などの位置のデータがないため、空みちでは確かめていません。",
                f"The operator states that the flight keeps {distance} from third parties and their objects. "
                "Soramichi holds no data on buildings, wires or people and has not checked it.",
            ),
            Text(
                f"離着陸と経路のすべてで、斜めの直線距離で {distance} を保てるか現地で確かめてください。"
                "第三者とは飛行に関わらない人すべてで、第三者の建物・車・電柱・電線なども含みます。",
                f"Check on site that {distance} in a straight line is kept all the way, take-off and landing included. "
                "A third party is anyone not involved in the flight; their buildings, vehicles, poles and wires count.",
            ),
        )
    else:
        yield used(
            law,
            Text(
                f"第三者または第三者の物件から {distance} 未満（斜めの直線距離）を飛ぶと申告されているため、"
                "特定飛行に該当します。",
                f"The operator states that the flight comes nearer than {distance}, in a straight line, to third "
                "parties or their objects: this is specified flight.",
            ),
        )
