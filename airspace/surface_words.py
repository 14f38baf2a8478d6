"""What the rule on obstacle surfaces says, and what it advises."""

from airspace.features import SURFACE_NAMES, AerodromeWithoutValues, Authority, NoticeAirspace, ObstacleSurfaces
from airspace.finding import Outcome, VolumeKind
from airspace.law import SurfaceChange
from airspace.surface_meeting import Met, Why
from airspace.volume import Band
from geo.height import DATUM_NAMES
from geo.text import Text

Words = tuple[Text, Text]
"""Why, and what to do next."""

AMSL_NEEDED = Text(
    "海面からの高さ（標高）の上限を入れるか、地形データの取り込みを県の担当に相談してください。それで判定できます。",
    "Give the greatest height above mean sea level (AMSL), or ask the prefecture's desk for terrain data: "
    "either resolves it.",
)


def words_on_surfaces(met: Met, aerodrome: ObstacleSurfaces) -> Words:
    """Return what is said of how a leg meets an aerodrome's air."""
    if met.outcome is Outcome.CAUGHT:
        return _caught(met, aerodrome), _lower_or_ask(aerodrome)
    if met.volume is VolumeKind.FLIGHT_GEOGRAPHY:
        return _open(met, aerodrome)
    where = _where(met, aerodrome.name)
    height = _flown(met.leg.contingency_band)
    if met.volume is VolumeKind.CONTINGENCY_VOLUME:
        text = Text(
            f"風などで経路からそれると、{where.ja}に入るおそれがあります（それたときの高さ：{height.ja}）。",
            f"On a deviation the flight may enter {where.en} (its height then: {height.en}).",
        )
        return text, _open(met, aerodrome)[1]
    text = Text(
        f"落下のおそれがある範囲（目安）が、{where.ja}にかかります。経路はそこを飛びません。",
        f"The ground-risk buffer reaches {where.en}; the flight itself does not.",
    )
    ask = _ask(aerodrome.authority, aerodrome.name)
    return text, Text(f"念のため{ask.ja}に知らせてください。", f"To be sure, tell {ask.en}.")


def words_without_values(aerodrome: AerodromeWithoutValues, volume: VolumeKind) -> Words:
    """Return what is said near an aerodrome whose values are not held."""
    name, ask = aerodrome.name, _ask(aerodrome.authority, aerodrome.name)
    if volume is VolumeKind.GROUND_RISK_BUFFER:
        text = Text(
            f"落下のおそれがある範囲（目安）が、{name.ja}の制限表面があるかもしれない範囲にかかります。",
            f"The ground-risk buffer reaches where surfaces of {name.en} may be.",
        )
    else:
        text = Text(
            f"{name.ja}の制限表面があるかもしれない範囲を飛びます。面の値が手元にないため判定できません。",
            f"The flight comes to where surfaces of {name.en} may be; their values are not held, so it cannot be told.",
        )
    return text, Text(
        f"{ask.ja}に、その場所の制限表面の高さを確かめてください。",
        f"Ask {ask.en} how high its surfaces are there.",
    )


def words_on_change(change: SurfaceChange, volume: VolumeKind) -> Words:
    """Return what is said where surfaces have changed and the new values are not held."""
    name = change.name
    met = (
        Text("落下のおそれがある範囲（目安）がその範囲にかかります", "the ground-risk buffer reaches where they may be")
        if volume is VolumeKind.GROUND_RISK_BUFFER
        else Text(
            "飛行する場所がその範囲に入るかもしれず、判定できません", "whether the flight meets them cannot be told"
        )
    )
    return (
        Text(
            f"{name.ja}の制限表面は {change.since} の告示で変わり、新しい値が手元にありません。{met.ja}。",
            f"A notice of {change.since} changed the surfaces of {name.en}, and its values are not held; {met.en}.",
        ),
        Text(
            f"{change.ask.ja}に、その場所の制限表面の高さを確かめてください。新しい版を取り込むと判定できます。",
            f"Ask {change.ask.en} how high its surfaces are there; once the new edition is imported it can be told.",
        ),
    )


def words_in_notice(airspace: NoticeAirspace, outcome: Outcome, volume: VolumeKind, height_known: bool) -> Words:
    """Return what is said of airspace that a notice names."""
    name = airspace.name
    if outcome is Outcome.CAUGHT:
        text = Text(
            f"告示で定められた空域「{name.ja}」の中を飛ぶため、特定飛行に該当します。",
            f'The flight is inside the airspace "{name.en}" that a notice names: this is specified flight.',
        )
    elif volume is VolumeKind.GROUND_RISK_BUFFER:
        text = Text(
            f"落下のおそれがある範囲（目安）が、告示で定められた空域「{name.ja}」にかかります。",
            f'The ground-risk buffer reaches the airspace "{name.en}" that a notice names.',
        )
    elif volume is VolumeKind.CONTINGENCY_VOLUME:
        text = Text(
            f"風などで経路からそれると、告示で定められた空域「{name.ja}」に入るおそれがあります。",
            f'On a deviation the flight may enter the airspace "{name.en}" that a notice names.',
        )
    elif height_known:
        text = Text(
            f"告示で定められた空域「{name.ja}」の境界までが、データの誤差の中です。",
            f'The border of the airspace "{name.en}" that a notice names is within the error of the data.',
        )
    else:
        text = Text(
            f"告示で定められた空域「{name.ja}」の高さの範囲に入るかどうか、高さが示されていないか基準がちがうため判定できません。",
            f'Whether the flight is within the height limits of the airspace "{name.en}" cannot be told: '
            "its height is not given, or their datums differ.",
        )
    ask = _ask(airspace.authority, name)
    return text, Text(
        f"空域を避けるか、{ask.ja}に相談し、国土交通省の手続を確かめてください。",
        f"Avoid it, or ask {ask.en} and see MLIT's procedure.",
    )


def _caught(met: Met, aerodrome: ObstacleSurfaces) -> Text:
    name, height, surface = aerodrome.name, _flown(met.leg.band), _surface(met)
    if met.what is not None:
        return Text(
            f"{name.ja}の{met.what.ja}の範囲を飛ぶため、高さによらず特定飛行に該当します"
            f"（飛行：{height.ja}、その場所のいちばん低い面：{surface.ja}）。",
            f"The flight lies in the area of the {met.what.en} of {name.en}, where flight at any height is specified "
            f"flight (flight: {height.en}; lowest surface there: {surface.en}).",
        )
    return Text(
        f"{name.ja}の{surface.ja}より高い所（{height.ja}）を飛ぶため、特定飛行に該当します。",
        f"The flight ({height.en}) is above a surface of {name.en}, the {surface.en}: this is specified flight.",
    )


def _open(met: Met, aerodrome: ObstacleSurfaces) -> Words:
    name, height, surface = aerodrome.name, _flown(met.leg.band), _surface(met)
    ask = _ask(aerodrome.authority, name)
    match met.why:
        case Why.HEIGHT_NOT_KNOWN:
            return Text(
                f"{name.ja}の制限表面があり、経路の上でいちばん低いのは{surface.ja}です。"
                f"飛行の高さ（{height.ja}）が海面から何 m になるか分からないため、それより高いか判定できません。",
                f"Surfaces of {name.en} lie over the route, the lowest being the {surface.en}. The height above mean "
                f"sea level of the flight ({height.en}) is not known, so whether it is above them cannot be told.",
            ), AMSL_NEEDED
        case Why.SITE_NOT_HELD:
            return Text(
                f"{name.ja}では敷地の上空も高さによらず制限されますが、敷地の形が手元にないため判定できません。",
                f"At {name.en} flight over the site is restricted at any height, but its outline is not held, "
                "so it cannot be told.",
            ), Text(
                f"敷地の形を取り込むよう県の担当に伝えるか、{ask.ja}に確かめてください。",
                f"Ask the prefecture's desk to import the outline of the site, or ask {ask.en}.",
            )
        case Why.OVER_STRIP:
            return Text(
                f"{name.ja}の着陸帯の上空を、水平表面より低く飛びます。ここが制限されるかは確かめが要ります。",
                f"The flight passes over a landing strip of {name.en}, below its horizontal surface; whether that is "
                "restricted must be asked.",
            ), Text(f"経路を離すか、{ask.ja}に相談してください。", f"Move the route, or ask {ask.en}.")
        case _:
            where = _where(met, name)
            return Text(
                f"{where.ja}までが、データの位置の誤差の中です（飛行：{height.ja}）。入るかどうか判定できません。",
                f"The flight ({height.en}) comes within the position error of the data of {where.en}: "
                "whether it enters cannot be told.",
            ), _lower_or_ask(aerodrome)


def _where(met: Met, name: Text) -> Text:
    """Return the air that is met, or may be, in words."""
    if met.what is not None:
        return Text(
            f"{name.ja}の{met.what.ja}の範囲（高さによらず制限）",
            f"the area of the {met.what.en} of {name.en} (restricted at any height)",
        )
    if met.why is Why.SITE_NOT_HELD:
        return Text(
            f"{name.ja}の敷地があるかもしれない範囲（敷地の形は手元にない）",
            f"where the site of {name.en} may lie (its outline is not held)",
        )
    if met.why is Why.OVER_STRIP:
        return Text(f"{name.ja}の着陸帯の上空", f"the air over a landing strip of {name.en}")
    surface = _surface(met)
    return Text(f"{name.ja}の{surface.ja}より高い空域", f"the air above the {surface.en} of {name.en}")


def _surface(met: Met) -> Text:
    """Return the lowest surface with its height."""
    if met.lowest is None:
        return Text("なし", "none")
    kind, height = SURFACE_NAMES[met.lowest.kind], f"{round(met.lowest.height_m, 2):g} m"
    return Text(f"{kind.ja}（標高 {height}）", f"{kind.en} at {height} AMSL")


def _flown(band: Band) -> Text:
    if band.ceiling is None:
        return Text("高さの記載なし", "no height given")
    datum, height = DATUM_NAMES[band.ceiling.datum], f"{round(band.ceiling.value_m, 2):g} m"
    return Text(f"{datum.ja} {height}", f"{height} {datum.en}")


def _lower_or_ask(aerodrome: ObstacleSurfaces) -> Text:
    ask = _ask(aerodrome.authority, aerodrome.name)
    return Text(
        f"経路を離すか面より低くできないか確かめ、できなければ{ask.ja}と調整したうえで、"
        "国土交通省の手続（空港等の周辺の空域）を確かめてください。",
        f"Move the route, or see whether it can stay below the surface; if not, talk to {ask.en} and then see MLIT's "
        "procedure for the airspace round aerodromes.",
    )


def _ask(authority: Authority | None, name: Text) -> Text:
    if authority is None:
        return Text(f"{name.ja}の管理者", f"the manager of {name.en}")
    contact_ja = f"（{authority.contact}）" if authority.contact else ""
    contact_en = f" ({authority.contact})" if authority.contact else ""
    return Text(f"{authority.name.ja}{contact_ja}", f"{authority.name.en}{contact_en}")
