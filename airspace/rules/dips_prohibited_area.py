"""DIPSの飛行禁止エリア: a second check beside our own layers. It never clears anything, and is never the only one."""

from collections.abc import Iterator
from dataclasses import replace

from airspace.dips.areas import type_of
from airspace.edition import LayerKind
from airspace.evidence import finding
from airspace.facts import Facts, Hit, LayerFacts, Place
from airspace.features import DipsArea
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw
from geo.text import Text

SLUG = "dips-prohibited-area"

NOT_THERE = Text(
    "手元のDIPSの回答は、この飛行のすべての場所について尋ねたものではありません（または、どこを尋ねたか分かりません）。"
    "そこでは二重の確認ができていません。",
    "The answers of DIPS that are held were not asked for every place of this flight, or it is not known for which; "
    "there is no second check there.",
)
NOT_THEN = Text(
    "手元のDIPSの回答は、この飛行のすべての日について尋ねたものではありません。その日は二重の確認ができていません。",
    "The answers of DIPS that are held were not asked for every day of this flight; on those there is no second check.",
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge each area that applies at the time of flight: flown or deviated into it is open, the buffer is a hint.

    Whether our own layers say the same is not asked: where they do, their rules have found it; where they do not, the
    two contradict each other, and somebody has to look. An answer that is not held, or silent, says nothing.
    """
    layer = facts.layer(LayerKind.DIPS)
    for hit in layer.hits:
        area = hit.feature
        if isinstance(area, DipsArea) and any(area.applies(w.start, w.end) for w in hit.volume.operation.windows):
            yield _judge(hit, area, law)
    if layer.held:
        yield from _not_checked(layer, law, facts.whole)


def _judge(hit: Hit, area: DipsArea, law: RuleLaw) -> Finding:
    kind = type_of(area)
    outcome, text = _meeting(hit, area)
    note = Text(f"DIPSの説明：{area.detail}", f"DIPS says: {area.detail}") if area.detail else Text("", "")
    found = finding(
        law,
        outcome,
        kind.entails,
        Text(f"{text.ja}{note.ja}", f"{text.en} {note.en}".rstrip()),
        Text(
            f"この結果の「{kind.name.ja}」についてのほかの確認結果と見くらべ、ちがうときはDIPSの地図で確かめて、"
            "必要な手続をするか、離してください。",
            f"Compare it with what else is found here on “{kind.name.en}”; where they differ, look at DIPS's map, then "
            "follow the procedure or keep clear.",
        ),
        place=hit,
        place_name=area.name,
        layer=LayerKind.DIPS,
        edition=hit.edition,
        resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
    )
    return replace(found, item=kind.item)


def _meeting(hit: Hit, area: DipsArea) -> tuple[Outcome, Text]:
    kind, name = type_of(area).name, area.name
    ja, en = f"DIPSの飛行禁止エリア「{name.ja}」（{kind.ja}）", f"DIPS's flight-prohibited area “{name.en}” ({kind.en})"
    match hit.innermost:
        case VolumeKind.FLIGHT_GEOGRAPHY:
            return Outcome.UNDETERMINED, Text(f"{ja}の中を飛びます。", f"The flight enters {en}.")
        case _ if hit.missed_by_m < hit.edition.accuracy_m:
            return Outcome.UNDETERMINED, Text(
                f"{ja}の境界までが、データの誤差の中です。", f"The border of {en} is within the error of the data."
            )
        case VolumeKind.CONTINGENCY_VOLUME:
            return Outcome.UNDETERMINED, Text(
                f"風などで経路からそれると{ja}に入るおそれがあります。", f"On a deviation the flight may enter {en}."
            )
        case _:
            return Outcome.ADVISORY, Text(
                f"落下のおそれがある範囲（目安）が{ja}にかかります。", f"The ground-risk buffer reaches {en}."
            )


def _not_checked(layer: LayerFacts, law: RuleLaw, whole: Place) -> Iterator[Finding]:
    """Say where, and when, the answers that are held do not reach."""
    for place, text in ((layer.uncovered, NOT_THERE), (whole if layer.gap_in_days else None, NOT_THEN)):
        if place is not None:
            yield finding(
                law,
                Outcome.ADVISORY,
                Entails.INFORMATION,
                text,
                Text("飛行の前にDIPSの地図で確かめてください。", "Look at DIPS's map before the flight."),
                place=place,
                layer=LayerKind.DIPS,
                meets_layer=False,
            )
