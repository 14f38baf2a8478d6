"""空飛ぶクルマの許可: what an aircraft that can carry a person needs for a trial flight, article by article."""

from collections.abc import Iterator

from airspace.declared import Grade
from airspace.evidence import finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from geo.text import Text

SLUG = "evtol-permits"

DESK = Text(
    "国土交通省の次世代航空モビリティ企画室に相談してください（数か月かかることがあります）。",
    "Ask MLIT's office for next-generation air mobility; it may take months.",
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Say which articles ask for a permission, by what the operator states of aircraft and crew."""
    declared = facts.volume.operation.declared
    yield _airworthiness(law, declared.aircraft_certificate)
    yield _crew(law, uncrewed=declared.uncrewed)
    yield _always(law)


def _airworthiness(law: RuleLaw, certificate: Grade | None) -> Finding:
    if certificate is None:
        return _asked(
            law,
            Text(
                "機体が証明（耐空証明など）を受けているかが示されていないため、航空法第11条第1項ただし書の許可（試験飛行等）が"
                "要るか判定できません。",
                "Whether the aircraft is certified is not stated, so whether permission under the proviso of article "
                "11 (1) (test flights) is needed cannot be told.",
            ),
        )
    if certificate is Grade.NONE:
        return _needed(
            law,
            Text(
                "機体が証明を受けていないため、航空法第11条第1項ただし書の許可（試験飛行等）が必要です。",
                "The aircraft is not certified: "
                "permission under the proviso of article 11 (1) (test flights) is needed.",
            ),
        )
    return _noted(
        law,
        Text(
            "機体は証明を受けていると申告されています。無人航空機の機体認証は航空機の耐空証明ではありません。",
            "The operator states that the aircraft is certified. An unmanned aircraft's certificate (機体認証) is no "
            "certificate of airworthiness.",
        ),
    )


def _crew(law: RuleLaw, *, uncrewed: bool | None) -> Finding:
    if uncrewed is None:
        return _asked(
            law,
            Text(
                "人が乗って飛ぶかどうかが示されていないため、航空法第87条の許可（無操縦者航空機）が要るか判定できません。",
                "Whether anybody is aboard is not stated, so whether permission under article 87 (pilotless aircraft) "
                "is needed cannot be told.",
            ),
        )
    if uncrewed:
        return _needed(
            law,
            Text(
                "だれも乗らないで飛ぶため、航空法第87条第1項の許可（無操縦者航空機）が必要です。",
                "Nobody is aboard: permission under article 87 (1) (pilotless aircraft) is needed.",
            ),
        )
    return _noted(
        law,
        Text(
            "操縦者が乗ります。その技能証明の範囲を超えるときは、航空法第28条第3項の許可が必要です。",
            "A pilot is aboard. Beyond the scope of the pilot's licence, permission under article 28 (3) is needed.",
        ),
    )


def _always(law: RuleLaw) -> Finding:
    return _noted(
        law,
        Text(
            "飛行計画の通報（航空法第97条）のほか、飛びかたにより、物の投下（第89条）、曲技飛行など（第91条）、操縦練習など"
            "（第92条）、有償の運送・使用事業（第100条・第123条）の手続があります。",
            "Besides the flight plan (article 97) there are, by how it flies: dropping (89), aerobatics (91), training "
            "(92), and carriage or work for payment (100, 123).",
        ),
    )


def _asked(law: RuleLaw, text: Text) -> Finding:
    remedy = Text(f"申告に入れてください。{DESK.ja}", f"State it. {DESK.en}")
    return finding(
        law,
        Outcome.UNDETERMINED,
        Entails.NEEDS_AIRCRAFT_PERMISSION,
        text,
        remedy,
        resolved_by=ResolvedBy.OPERATOR,
    )


def _needed(law: RuleLaw, text: Text) -> Finding:
    return finding(law, Outcome.CAUGHT, Entails.NEEDS_AIRCRAFT_PERMISSION, text, DESK)


def _noted(law: RuleLaw, text: Text) -> Finding:
    return finding(law, Outcome.ADVISORY, Entails.NEEDS_AIRCRAFT_PERMISSION, text, DESK)
