"""What the operator states of a flight beyond its path. None is not stated, and nothing takes its place."""

import math
from dataclasses import dataclass
from enum import StrEnum

from geo.errors import ValueRefused
from geo.text import Text

LIGHTEST_KG = 0.1
"""From 100 g on an unmanned aircraft is one under the Act (航空法施行規則第5条の2)."""


class Grade(StrEnum):
    """The grade of a certificate: 機体認証 of an aircraft or 技能証明 of a pilot."""

    NONE = "none"
    SECOND = "second"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Declared:
    """The operator's statements, each None where nothing is stated.

    `DECLARED_NAMES` says what each of them means. Lengths and heights are in metres, masses in kilograms.
    """

    keeps_30_m: bool | None = None
    over_event: bool | None = None
    dangerous_goods: bool | None = None
    drops_objects: bool | None = None
    tether_m: float | None = None
    beside_structure: bool | None = None
    takeoff_mass_kg: float | None = None
    automatic: bool | None = None
    aircraft_certificate: Grade | None = None
    pilot_certificate: Grade | None = None
    bvlos_limit_lifted: bool | None = None
    night_limit_lifted: bool | None = None
    flight_manual: bool | None = None
    insured: bool | None = None
    forward_camera: bool | None = None
    risk_assessed: bool | None = None
    uncrewed: bool | None = None
    airworthy: bool | None = None
    at_aerodromes: bool | None = None
    visual_flight_rules: bool | None = None
    engine_out_height_m: float | None = None
    d_value_m: float | None = None

    def __post_init__(self) -> None:
        for name, most in GREATEST.items():
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and 0 <= value <= most):
                label = DECLARED_NAMES[name]
                raise ValueRefused(
                    Text(f"{label.ja}：{value} は扱える範囲の外です。", f"{label.en}: {value} is out of range."),
                    Text(f"0 から {most:g} の数で書いてください。", f"Give a number from 0 to {most:g}."),
                    where=name,
                )


GREATEST = {"tether_m": 1_000.0, "takeoff_mass_kg": 20_000.0, "engine_out_height_m": 10_000.0, "d_value_m": 200.0}
"""The numbers among the statements, and the greatest that is believed."""

GRADED = ("aircraft_certificate", "pilot_certificate")
"""The statements that are a grade; all others are yes or no."""

DECLARED_NAMES = {
    "keeps_30_m": Text("第三者と第三者の物件から30m以上離れて飛ぶ", "Keeps 30 m from third parties and their objects"),
    "over_event": Text("多数の人が集まる催しの上空を飛ぶ", "Flies over an event where many people gather"),
    "dangerous_goods": Text("危険物を運ぶ", "Carries dangerous goods"),
    "drops_objects": Text("物を落とす・まく", "Drops or sprays anything"),
    "tether_m": Text("係留索の長さ（m、係留しないときは0）", "Length of the tether (m, 0 for none)"),
    "beside_structure": Text(
        "地上150m以上を飛ぶのは建物などから30m以内だけ", "Is at 150 m or higher only within 30 m of a structure"
    ),
    "takeoff_mass_kg": Text("最大離陸重量（kg）", "Maximum take-off mass (kg)"),
    "automatic": Text("自動・自律で飛ぶ", "Flies automatically"),
    "aircraft_certificate": Text("機体認証", "Aircraft certificate"),
    "pilot_certificate": Text("技能証明", "Pilot certificate"),
    "bvlos_limit_lifted": Text(
        "技能証明の目視内の限定が解除されている", "Pilot's limit to visual line of sight is lifted"
    ),
    "night_limit_lifted": Text("技能証明の昼間の限定が解除されている", "Pilot's limit to daytime is lifted"),
    "flight_manual": Text("飛行マニュアルを作り守る", "A flight manual is made and kept"),
    "insured": Text("第三者賠償責任保険に入っている", "Third-party liability insurance"),
    "forward_camera": Text("進行方向と直下を見るカメラがある", "A camera looks ahead and down"),
    "risk_assessed": Text("リスク評価をした", "A risk assessment is made"),
    "uncrewed": Text("空飛ぶクルマ：だれも乗らないで飛ぶ", "Flying car: nobody is aboard"),
    "airworthy": Text("空飛ぶクルマ：耐空証明を受けている", "Flying car: has a certificate of airworthiness"),
    "at_aerodromes": Text(
        "空飛ぶクルマ：離着陸する所はどこも空港等（許可を受けたヘリポートを含む）",
        "Flying car: takes off and lands at aerodromes only (licensed heliports included)",
    ),
    "visual_flight_rules": Text("空飛ぶクルマ：有視界飛行方式で飛ぶ", "Flying car: flies by visual flight rules"),
    "engine_out_height_m": Text(
        "空飛ぶクルマ：動力が止まっても危険なく着陸できる最低の高さ（地上m、飛行規程による）",
        "Flying car: least height from which it lands without danger when power fails (m above ground, flight manual)",
    ),
    "d_value_m": Text("空飛ぶクルマ：D値（m）", "Flying car: D-value (m)"),
}
"""What each statement is called, in the order in which people are asked."""

GRADE_NAMES = {
    Grade.NONE: Text("なし", "none"),
    Grade.SECOND: Text("第二種・二等", "second class"),
    Grade.FIRST: Text("第一種・一等", "first class"),
}

NOTHING_DECLARED = Declared()
