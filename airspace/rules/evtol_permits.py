"""空飛ぶクルマの許可: what an aircraft that can carry a person needs for a trial flight, one finding an article."""

from collections.abc import Iterator
from dataclasses import replace

from airspace.declared import Declared
from airspace.evidence import finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from airspace.trial import RulePack
from geo.text import Text

SLUG = "evtol-permits"

DESK = Text(
    "国土交通省の次世代航空モビリティ企画室に早めに相談してください。",
    "Ask MLIT's office for next-generation air mobility early.",
)
TEST_FLIGHT = Text(
    f"申請書には飛行の計画や操縦者などを書きます。{DESK.ja}",
    f"The application states the plan, the pilot and more. {DESK.en}",
)
PILOTLESS = Text(
    f"第87条については2025年10月に新しい通達が予定されていました。今の扱いを確かめてください。{DESK.ja}",
    f"A new notice on article 87 was planned for October 2025: ask how it stands today. {DESK.en}",
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Say, article by article, whether a permission is needed by what the operator states of aircraft and crew."""
    operation = facts.volume.operation
    yield _airworthiness(law, operation.declared)
    if RulePack.UNCREWED_AIRCRAFT in operation.rule_packs:
        yield _pilotless(law, stated=operation.rule_packs == (RulePack.UNCREWED_AIRCRAFT,))
    if RulePack.CREWED_EVTOL in operation.rule_packs:
        yield _pilot(law)
    yield from _dropping(law, operation.declared)
    yield _finding(
        law,
        "manoeuvres",
        Outcome.ADVISORY,
        Text(
            "曲技飛行など（第91条）や操縦練習など（第92条）をするときは、許可が要ることがあります。",
            "Aerobatics and the like (article 91) and training of pilots and the like (92) may need permission.",
        ),
        DESK,
    )
    yield _finding(
        law,
        "flight_plan",
        Outcome.ADVISORY,
        Text(
            "航空機の飛行計画の通報（第97条）が要ることがあります。無人航空機の飛行計画の通報とは別のものです。",
            "An aircraft's flight plan (article 97) may have to be filed. It is not the flight-plan notice of unmanned "
            "aircraft.",
        ),
        Text(
            "飛行の前に、通報の要否と出し先を確かめてください。", "Before the flight, ask whether and where to file it."
        ),
    )
    yield _finding(
        law,
        "payment",
        Outcome.ADVISORY,
        Text(
            "お金を受けて人や物を運ぶとき（第100条）や、航空機の使用で仕事を請けるとき（第123条）は、事業の許可が"
            "要ります。",
            "Carriage for payment (article 100) and aerial work for payment (123) need a permission of the business.",
        ),
        DESK,
    )


def _airworthiness(law: RuleLaw, declared: Declared) -> Finding:
    match declared.airworthy:
        case None:
            return _finding(
                law,
                "airworthiness",
                Outcome.UNDETERMINED,
                Text(
                    "機体が耐空証明を受けているかが示されていないため、第11条第1項ただし書の許可（試験飛行等）が要るか"
                    "判定できません。無人航空機の機体認証は耐空証明ではありません。",
                    "Whether the aircraft has a certificate of airworthiness is not stated, so whether permission "
                    "under the proviso of article 11 (1) (test flights) is needed cannot be told. An unmanned "
                    "aircraft's certificate (機体認証) is no such certificate.",
                ),
                Text(f"耐空証明の有無を申告に入れてください。{DESK.ja}", f"State whether it has one. {DESK.en}"),
            )
        case False:
            return _finding(
                law,
                "airworthiness",
                Outcome.CAUGHT,
                Text(
                    "機体が耐空証明を受けていないため、第11条第1項ただし書の許可（試験飛行等）が要ります。",
                    "The aircraft has no certificate of airworthiness: permission under the proviso of article 11 (1) "
                    "(test flights) is needed.",
                ),
                TEST_FLIGHT,
            )
        case _:
            return _finding(
                law,
                "airworthiness",
                Outcome.ADVISORY,
                Text(
                    "機体は耐空証明を受けていると申告されています。証明で指定された用途と限界の中で飛びます。",
                    "The operator states that the aircraft has a certificate of airworthiness. It flies within the "
                    "uses and limits that this names.",
                ),
                Text("証明の写しを用意してください。", "Have a copy of the certificate at hand."),
            )


def _pilotless(law: RuleLaw, *, stated: bool) -> Finding:
    if stated:
        return _finding(
            law,
            "pilotless",
            Outcome.CAUGHT,
            Text(
                "だれも乗らないで飛ぶ航空機（無操縦者航空機）のため、第87条第1項の許可が要ります。",
                "Nobody is aboard (pilotless aircraft): permission under article 87 (1) is needed.",
            ),
            PILOTLESS,
        )
    return _finding(
        law,
        "pilotless",
        Outcome.UNDETERMINED,
        Text(
            "人が乗って飛ぶかどうかが示されていないため、第87条第1項の許可（無操縦者航空機）が要るか判定できません。",
            "Whether anybody is aboard is not stated, so whether permission under article 87 (1) (pilotless "
            "aircraft) is needed cannot be told.",
        ),
        Text(
            f"人が乗るかどうかを申告に入れてください。{PILOTLESS.ja}",
            f"State whether anybody is aboard. {PILOTLESS.en}",
        ),
    )


def _pilot(law: RuleLaw) -> Finding:
    return _finding(
        law,
        "pilot",
        Outcome.ADVISORY,
        Text(
            "操縦者が乗るとき、その技能証明の範囲を超える飛行には第28条第3項の許可が要ります。",
            "With a pilot aboard, a flight beyond the scope of the pilot's licence needs permission under article 28 "
            "(3).",
        ),
        Text(
            f"操縦者の技能証明がこの機体で使えるか確かめてください。{DESK.ja}",
            f"See whether the pilot's licence holds for this aircraft. {DESK.en}",
        ),
    )


def _dropping(law: RuleLaw, declared: Declared) -> Iterator[Finding]:
    if declared.drops_objects is False:
        return
    if declared.drops_objects:
        outcome = Outcome.UNDETERMINED
        text = Text(
            "飛行中に物を落とすと申告されています。航空機からの物件の投下（第89条）にどの手続が要るかは"
            "判定できません。",
            "The operator states that it drops objects. Which procedure article 89 (dropping from aircraft) asks for "
            "cannot be told.",
        )
    else:
        outcome = Outcome.ADVISORY
        text = Text(
            "飛行中に物を落とすときは、第89条の手続が要ることがあります。落とすかどうかは示されていません。",
            "Dropping objects in flight may need a procedure under article 89; whether it does is not stated.",
        )
    yield _finding(law, "dropping", outcome, text, DESK)


def _finding(law: RuleLaw, article: str, outcome: Outcome, text: Text, remedy: Text) -> Finding:
    """Return a finding on one article, which the operator resolves where it is open."""
    found = finding(
        law,
        outcome,
        Entails.INFORMATION if article in ("flight_plan", "payment") else Entails.NEEDS_AIRCRAFT_PERMISSION,
        text,
        remedy,
        resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
    )
    return replace(found, citation=law.cite(article))
