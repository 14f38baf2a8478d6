"""空港等以外での離着陸: where an aircraft that can carry a person takes off and lands (航空法第79条)."""

from collections.abc import Iterator

from airspace.evidence import finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from geo.text import Text

SLUG = "evtol-take-off-and-landing-site"


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Ask whether the ends are aerodromes, which no layer tells, and whether a vertiport is wide enough for it."""
    yield finding(
        law,
        Outcome.UNDETERMINED,
        Entails.NEEDS_AIRCRAFT_PERMISSION,
        Text(
            "離着陸する場所が空港等かどうかを示すデータがないため判定できません。"
            "空港等以外なら、航空法第79条ただし書の許可（場外離着陸）が必要です。",
            "No data tells whether it takes off and lands at an aerodrome. Elsewhere, permission under the proviso of "
            "article 79 is needed.",
        ),
        Text(
            "離着陸場が空港等か確かめ、そうでなければ国土交通省（地方航空局）に申請してください。"
            "土地の管理者の承諾も要ります。",
            "See whether the site is an aerodrome; if not apply to MLIT (its regional bureau). The land manager's "
            "consent is needed too.",
        ),
        place=facts.legs_as_place(sorted({0, len(facts.volume.legs) - 1})),
        resolved_by=ResolvedBy.OPERATOR,
        meets_layer=False,
    )
    yield _vertiport(law, facts.volume.operation.declared.d_value_m)


def _vertiport(law: RuleLaw, d_value_m: float | None) -> Finding:
    unverified = Text(
        "バーティポート整備指針の寸法（離着陸区域の広さ、進入・出発の勾配など）は、原典で確かめるまで空みちでは判定しません。",
        "Soramichi does not judge by the vertiport guideline's figures (sizes, approach and departure slopes) until a "
        "person has checked them in the original.",
    )
    known = (
        Text(
            "機体のD値（平面で機体を囲むいちばん小さな円の直径）が示されていません。",
            "The aircraft's D-value is not given.",
        )
        if d_value_m is None
        else Text(f"機体のD値は {d_value_m:g} m です。", f"The aircraft's D-value is {d_value_m:g} m.")
    )
    return finding(
        law,
        Outcome.UNDETERMINED,
        Entails.NEEDS_CONSULTATION,
        Text(f"{known.ja}{unverified.ja}", f"{known.en} {unverified.en}"),
        Text(
            "D値と周囲の障害物を示して、国土交通省の次世代航空モビリティ企画室に確かめてください。",
            "Ask MLIT's office for next-generation air mobility, with the D-value and the obstacles around.",
        ),
        resolved_by=ResolvedBy.OPERATOR if d_value_m is None else ResolvedBy.DATA,
    )
