"""空港等以外での離着陸: where an aircraft that can carry a person takes off and lands (航空法第79条).

The layer of airports holds no heliports, so it can tell that an end lies at an airport, never that it does not lie at
an aerodrome. The vertiport guideline's figures are parameters that are off until a person has verified them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from airspace.atlas import Sheet
from airspace.edition import LayerKind
from airspace.evidence import finding
from airspace.facts import Facts
from airspace.features import Feature
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from airspace.trial import Operation, RulePack
from geo.text import Text

SLUG = "evtol-take-off-and-landing-site"

ASK_ABOUT_79 = Text(
    "空港等でなければ、国土交通省（地方航空局）に場外離着陸の許可を申請してください。土地の管理者の承諾も要ります。",
    "If it is no aerodrome, apply to MLIT (its regional bureau) for take-off and landing elsewhere. The land manager's "
    "consent is needed too.",
)
STATE_THE_SITE = Text(
    f"離着陸する所が空港等か確かめ、申告に入れてください。{ASK_ABOUT_79.ja}",
    f"See whether the site is an aerodrome, and state it. {ASK_ABOUT_79.en}",
)
ASK_THE_MANAGER = Text(
    "その空港等の管理者に、使える日時と手続を確かめてください。",
    "Ask the aerodrome's manager when and how it can be used.",
)
ASK_THE_DESK = Text(
    "D値と周囲の障害物を示して、国土交通省の次世代航空モビリティ企画室に確かめてください。",
    "Ask MLIT's office for next-generation air mobility, with the D-value and the obstacles around.",
)


@dataclass(frozen=True, slots=True)
class Site:
    """What the layer of airports tells of an end: the aerodrome at which it lies, and whether within its error."""

    aerodrome: Feature | None = None
    surely: bool = False
    sheet: Sheet | None = None


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge where it takes off and lands, and say what the vertiport guideline asks for."""
    operation = facts.volume.operation
    match operation.declared.at_aerodromes:
        case None:
            yield from _by_the_layer(facts, law)
        case False:
            yield _site(
                facts,
                law,
                Outcome.CAUGHT,
                Text(
                    "空港等以外で離着陸すると申告されているため、第79条ただし書の許可（場外離着陸）が要ります。",
                    "The operator states that it takes off or lands away from an aerodrome: permission under the "
                    "proviso of article 79 is needed.",
                ),
                ASK_ABOUT_79,
            )
        case _:
            yield _site(
                facts,
                law,
                Outcome.ADVISORY,
                Text(
                    "空港等で離着陸すると申告されています。",
                    "The operator states that it takes off and lands at aerodromes.",
                ),
                ASK_THE_MANAGER,
            )
    yield from _vertiport(law, operation)


def _site(
    facts: Facts,
    law: RuleLaw,
    outcome: Outcome,
    text: Text,
    remedy: Text,
    *,
    legs: Collection[int] = (),
    site: Site | None = None,
) -> Finding:
    """Return a finding on article 79, with its place where it is about one leg only: two ends are not one stretch."""
    aerodrome, sheet = (site.aerodrome, site.sheet) if site else (None, None)
    return replace(
        finding(
            law,
            outcome,
            Entails.NEEDS_AIRCRAFT_PERMISSION,
            text,
            remedy,
            place=facts.legs_as_place(list(legs)) if len(legs) == 1 else None,
            place_name=aerodrome.name if aerodrome else None,
            layer=LayerKind.AIRPORTS if sheet else None,
            edition=sheet.edition if sheet else None,
            resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
            meets_layer=False,
        ),
        citation=law.cite("site"),
    )


def _by_the_layer(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    judged = [(leg, _site_of(facts, end)) for leg, end in _ends(facts)]
    for site, group in groupby(judged, key=lambda pair: pair[1]):
        outcome, text, remedy = _told(site)
        yield _site(facts, law, outcome, text, remedy, legs={leg for leg, _ in group}, site=site)


def _ends(facts: Facts) -> tuple[tuple[int, BaseGeometry], ...]:
    """Return the leg and the plane place of take-off and of landing; of an area all of it, since no place is told."""
    legs = facts.volume.legs
    first, last = legs[0].course, legs[-1].course
    if not (isinstance(first, LineString) and isinstance(last, LineString)):
        return ((0, first),)
    return ((0, Point(first.coords[0])), (legs[-1].index, Point(last.coords[-1])))


def _site_of(facts: Facts, end: BaseGeometry) -> Site:
    operation = facts.volume.operation
    days = operation.first_day, operation.last_day
    sites = [
        Site(sheet.features[owner], _surely_at(end, sheet, owner, days), sheet)
        for sheet in facts.atlas.sheets(LayerKind.AIRPORTS, *days, facts.volume.plane_epsg)
        for owner in sheet.index.near(end, sheet.edition.accuracy_m)
    ]
    return max(sites, key=lambda site: site.surely, default=Site())


def _surely_at(end: BaseGeometry, sheet: Sheet, owner: int, days: tuple[date, date]) -> bool:
    """Whether an end near an aerodrome lies within it by more than the data's error, on every day of the flight."""
    in_force, accuracy_m = sheet.edition.in_force, sheet.edition.accuracy_m
    return (
        isinstance(end, Point)
        and in_force is not None
        and in_force.covers(*days)
        and not len(sheet.index.edges_within(end, owner, accuracy_m))
    )


def _told(site: Site) -> tuple[Outcome, Text, Text]:
    elsewhere = Text(
        "空港等以外なら、第79条ただし書の許可（場外離着陸）が要ります。",
        "Elsewhere than at an aerodrome, permission under the proviso of article 79 is needed.",
    )
    if site.aerodrome is None:
        return (
            Outcome.UNDETERMINED,
            Text(
                "離着陸する所が空港等の敷地と分かるデータがないため判定できません（空港のデータにヘリポートなどは"
                f"ありません）。{elsewhere.ja}",
                "No data tells that it takes off or lands at an aerodrome, so it cannot be told (the data on "
                f"airports hold no heliports). {elsewhere.en}",
            ),
            STATE_THE_SITE,
        )
    name = site.aerodrome.name
    if not site.surely:
        return (
            Outcome.UNDETERMINED,
            Text(
                f"離着陸する所が「{name.ja}」の敷地の中かどうか、データの誤差や範囲の広さのため判定できません。"
                f"{elsewhere.ja}",
                f"Whether it takes off or lands within {name.en} cannot be told, for the data's error or the area's "
                f"size. {elsewhere.en}",
            ),
            STATE_THE_SITE,
        )
    return (
        Outcome.ADVISORY,
        Text(f"「{name.ja}」の敷地の中で離着陸します。", f"It takes off or lands within {name.en}."),
        ASK_THE_MANAGER,
    )


def _vertiport(law: RuleLaw, operation: Operation) -> Iterator[Finding]:
    d_value_m = operation.declared.d_value_m
    if operation.rule_packs == (RulePack.UNCREWED_AIRCRAFT,):
        yield _guideline(
            law,
            Outcome.UNDETERMINED,
            Text(
                "バーティポート整備指針は操縦者が乗る機体のものです。だれも乗らない機体の離着陸場の広さは"
                "判定できません。",
                "The vertiport guideline is for aircraft with a pilot aboard. How large a site an uncrewed one needs "
                "cannot be told.",
            ),
            ASK_THE_DESK,
            ResolvedBy.OPERATOR,
        )
    elif d_value_m is None:
        yield _guideline(
            law,
            Outcome.UNDETERMINED,
            Text(
                "機体のD値（平面で機体を囲むいちばん小さな円の直径）が示されていないため、離着陸場の広さが"
                "足りるか判定できません。",
                "The aircraft's D-value (the diameter of the smallest circle round its plan view) is not given, so "
                "whether the site is large enough cannot be told.",
            ),
            ASK_THE_DESK,
            ResolvedBy.OPERATOR,
        )
    elif not all(parameter.switched_on_by(operation.last_day) for parameter in law.parameters.values()):
        yield _guideline(
            law,
            Outcome.UNDETERMINED,
            Text(
                f"機体のD値は {d_value_m:g} m です。バーティポート整備指針の寸法と進入・出発の勾配は、人が"
                "原典で確かめるまで空みちでは使わないため、離着陸場が足りるか判定できません。",
                f"The aircraft's D-value is {d_value_m:g} m. Soramichi does not use the vertiport guideline's sizes "
                "and slopes until a person has checked them in the original, so whether the site is enough cannot be "
                "told.",
            ),
            ASK_THE_DESK,
            ResolvedBy.DATA,
        )
    else:
        yield from _sizes(law, d_value_m)


def _sizes(law: RuleLaw, d_value_m: float) -> Iterator[Finding]:
    """Yield the sizes that the guideline asks for, and that nothing tells whether the slopes are free."""
    figures = {name: parameter.value for name, parameter in law.parameters.items()}
    fato_m, tlof_m, stand_m = (figures[name] * d_value_m for name in ("fato_d", "tlof_d", "stand_d"))
    safety_m = max(figures["safety_area_m"], figures["safety_area_d"] * d_value_m)
    yield _guideline(
        law,
        Outcome.ADVISORY,
        Text(
            f"D値 {d_value_m:g} m の機体のめやす（整備指針）：FATO {fato_m:.1f} m、"
            f"そのまわりの保護区域（safety area） {safety_m:.1f} m、TLOF {tlof_m:.1f} m、駐機場 {stand_m:.1f} m。",
            f"Sizes by the guideline for a D-value of {d_value_m:g} m: FATO {fato_m:.1f} m, safety area "
            f"{safety_m:.1f} m round it, TLOF {tlof_m:.1f} m, stand {stand_m:.1f} m.",
        ),
        Text("離着陸場がこの広さをとれるか確かめてください。", "See whether the site has that much room."),
    )
    slope = f"{figures['slope_percent']:g}"
    yield _guideline(
        law,
        Outcome.UNDETERMINED,
        Text(
            f"進入・出発の面（勾配 {slope} % まで）に障害物が出ないか、障害物のデータがないため判定できません。",
            f"Whether obstacles stand above the approach and departure surfaces (slope up to {slope} %) cannot be "
            "told: no data on obstacles are held.",
        ),
        ASK_THE_DESK,
        ResolvedBy.DATA,
    )


def _guideline(
    law: RuleLaw, outcome: Outcome, text: Text, remedy: Text, resolved_by: ResolvedBy | None = None
) -> Finding:
    found = finding(law, outcome, Entails.NEEDS_CONSULTATION, text, remedy, resolved_by=resolved_by)
    return replace(found, citation=law.cite("vertiport"))
