"""The words that maps use, in both languages."""

from typing import Literal

from airspace.edition import LAYER_NAMES, LayerKind
from airspace.finding import Outcome, ResolvedBy, VolumeKind
from airspace.verdict import Category, Level, Segment, Verdict
from airspace.volume import Band
from geo.height import Datum, Height
from geo.text import Text

Language = Literal["ja", "en"]

DISCLAIMER = Text(
    "航空法の許可・承認は国土交通省が行います。この通知はそれに代わるものではありません。",
    "Permission and approval under the Civil Aeronautics Act are given by the Ministry of Land, Infrastructure, "
    "Transport and Tourism. This notice does not take their place.",
)

SAMPLE = Text("架空の見本", "Made-up sample")

DATUM_SHORT = {
    Datum.AGL: Text("対地", "AGL"),
    Datum.AMSL: Text("標高", "AMSL"),
    Datum.ELLIPSOIDAL: Text("楕円体高", "ellipsoidal"),
    Datum.TAKEOFF: Text("離陸地点から", "above take-off"),
    Datum.UNKNOWN: Text("基準不明", "datum unknown"),
}

VOLUME_LABELS = {
    VolumeKind.FLIGHT_GEOGRAPHY: Text("飛行する範囲（想定飛行空間）", "Where it is to fly (flight geography)"),
    VolumeKind.CONTINGENCY_VOLUME: Text(
        "それても戻れる範囲（想定外飛行空間）", "Where it may stray and recover (contingency volume)"
    ),
    VolumeKind.GROUND_RISK_BUFFER: Text(
        "落下のおそれがある範囲（目安）", "Where it may fall (planning figure; ground-risk buffer)"
    ),
}

VOLUME_SHORT = {
    VolumeKind.FLIGHT_GEOGRAPHY: Text("飛行する範囲", "flight geography"),
    VolumeKind.CONTINGENCY_VOLUME: Text("それても戻れる範囲", "contingency volume"),
    VolumeKind.GROUND_RISK_BUFFER: Text("落下のおそれがある範囲（目安）", "ground-risk buffer"),
}

OUTCOME_SHORT = {
    Outcome.CAUGHT: Text("該当", "Applies"),
    Outcome.UNDETERMINED: Text("要確認", "To be checked"),
    Outcome.ADVISORY: Text("参考", "Advisory"),
    Outcome.CLEAR: Text("該当なし", "Clear"),
}

RESOLVED_BY = {
    ResolvedBy.DATA: Text("データがそろえば分かります", "More data will tell"),
    ResolvedBy.OPERATOR: Text("事業者が示せば分かります", "The operator can tell"),
    ResolvedBy.FLIGHT_DAY: Text("飛行する日に確かめます", "Checked on the day of flight"),
}

LAYER_LABELS = LAYER_NAMES | {LayerKind.ZONES: Text("手続が必要な空域・区域など", "Zones")}

UNKNOWN_HEIGHT = Text("高さは示されていません", "height not given")

TAKE_OFF = Text("離陸", "Take-off")
LANDING = Text("着陸", "Landing")
TAKE_OFF_AND_LANDING = Text("離着陸", "Take-off, landing")
HOVER = Text("滞空", "Hover")
TAKE_OFF_PLACE = Text("離陸地点", "Take-off")
LANDING_PLACE = Text("着陸地点", "Landing")
TAKE_OFF_AND_LANDING_PLACE = Text("離陸・着陸地点", "Take-off and landing")
HOVER_PLACE = Text("滞空する地点（ホバリング）", "Hovering point")

PAGE: dict[str, Text] = {
    "profile_along": Text("出発からの距離（km）", "km from the start"),
    "profile_sea": Text("標高（m）", "m above sea level"),
    "profile_ground": Text("地面からの高さ（m）", "m above the ground"),
    "profile_limit": Text("地面から150 m", "150 m above ground"),
    "map": Text("飛行の地図", "Map of the flight"),
    "map_help": Text(
        "矢印キーで地図が動き、＋と－で拡大・縮小します。同じ内容は「地図の内容（文字で読む）」にあります。",
        "Arrow keys move the map, + and - zoom it. The same is told under “What the map shows, in words”.",
    ),
    "skip": Text("地図を使わずに文字で読む", "Read it in words, without the map"),
    "no_script": Text(
        "地図を描くにはスクリプトが要ります。内容は下の文字で読めます。",
        "Drawing the map needs scripts. What it shows is told in words below.",
    ),
    "north": Text("北", "N"),
    "legend": Text("凡例", "Legend"),
    "legend_help": Text("チェックを外すと地図から消えます。", "Untick to take it off the map."),
    "findings": Text("確認結果", "What was found"),
    "no_findings": Text(
        "確認したきまりの中に、該当するものは見つかりませんでした。確認していないきまりは下にあります。",
        "None of the rules that were checked applies. Rules that were not checked are listed below.",
    ),
    "twin": Text("地図の内容（文字で読む）", "What the map shows, in words"),
    "flight": Text("飛行の概要", "The flight"),
    "waypoints": Text("地点", "Waypoints"),
    "legs": Text("区間", "Legs"),
    "areas": Text("飛行する範囲と高さ", "Volumes and heights"),
    "place": Text("地点", "Point"),
    "leg": Text("区間", "Leg"),
    "height": Text("高さ", "Height"),
    "position": Text("位置", "Position"),
    "length": Text("長さ", "Length"),
    "checked": Text("確認して、該当がなかったもの", "Checked, and clear"),
    "not_judged": Text("この版ではまだ確認していないもの", "Not judged by this version"),
    "not_judged_help": Text(
        "これらが残るあいだは、全体として「該当なし」とはいえません。",
        "While any of these remain, the flight as a whole cannot be called clear.",
    ),
    "assumptions": Text("示されていないため仮定したもの", "Assumed, because it was not given"),
    "missing": Text("カテゴリー・レベルを決めるのに足りないもの", "Missing for Category and Level"),
    "sources": Text("出典", "Sources"),
    "no_sources": Text("使ったデータの版はありません。", "No edition of any dataset was used."),
    "where": Text("場所", "Where"),
    "what_to_do": Text("次にすること", "What to do next"),
    "basis": Text("根拠", "Basis"),
    "edition": Text("データの版", "Edition"),
    "direction": Text("飛ぶ向き", "Direction of flight"),
    "not_to_scale": Text("印の大きさは実際の大きさではありません。", "Marks are not drawn to scale."),
    "drawn_with": Text("地図の表示：Leaflet", "Drawn with Leaflet"),
    "comparison": Text("二つの版をくらべる地図", "Map of two revisions"),
    "changes": Text("変わったところ", "What changed"),
    "no_changes": Text("挙げられている変更はありません。", "No change is listed."),
    "more_changes": Text("ほかに変わったところの数：", "Further changes:"),
    "marks_of_after": Text(
        "地点の番号と区間の高さは「あと」の版のものです。「前」のものは、下に文字で書いています。",
        "Numbers and heights on the map are those of “After”. Those of “Before” are told in words below.",
    ),
    "presenter": Text("説明会の地図", "Map of a meeting"),
    "steps": Text("説明", "What is said"),
    "controls": Text("場面の切りかえ", "Steps"),
    "next": Text("次へ", "Next"),
    "previous": Text("前へ", "Previous"),
    "full_screen": Text("全画面", "Full screen"),
    "more_of_it": Text("続きがあります（次へ）", "There is more (Next)"),
    "dark": Text("画面を暗くしています。どれかのキーでもどります。", "The screen is dark. Any key brings it back."),
    "expired": Text(
        "使える期限を過ぎています。新しい版を確かめてください。", "Past its last day. Look for a newer one."
    ),
    "key_help": Text(
        "リモコンか、PageDown・→・スペース・Enterで次へ、PageUp・←・Backspaceで前へ。Homeで最初、Endで最後、"
        "Fで全画面、「.」で画面を暗くし、Escで全画面を終わります。地図はShiftと矢印キーで動きます。",
        "A remote, or PageDown, →, space or Enter for next; PageUp, ← or Backspace for previous; Home and End for the "
        "first and the last; F for full screen; “.” for a dark screen; Esc leaves full screen. Shift and arrows move "
        "the map.",
    ),
    "zoom_in": Text("拡大", "Zoom in"),
    "zoom_out": Text("縮小", "Zoom out"),
}


def pick(text: Text, language: Language) -> str:
    """Return one language of a text."""
    return text.ja if language == "ja" else text.en


def height_short(height: Height | None) -> Text:
    """Return a height with its datum in the fewest words; None is said to be not given."""
    if height is None:
        return Text("高さ不明", "height unknown")
    datum = DATUM_SHORT[height.datum]
    return Text(f"{datum.ja} {height.value_m:g} m", f"{height.value_m:g} m {datum.en}")


def band_text(band: Band) -> Text:
    """Return a height band in words: from where, up to where, each with its datum."""
    floor = band.floor.text if band.floor else Text("地面・水面", "the ground or water")
    if band.ceiling is None:
        return Text(f"{floor.ja}から。上限の{UNKNOWN_HEIGHT.ja}", f"from {floor.en} up; upper {UNKNOWN_HEIGHT.en}")
    ceiling = band.ceiling.text
    return Text(f"{floor.ja}から{ceiling.ja}まで", f"from {floor.en} to {ceiling.en}")


def metres(value_m: float) -> str:
    """Return a length: whole metres up to 1 km, then kilometres with two decimals."""
    return f"{value_m / 1000:,.2f} km" if value_m >= 1000 else f"{value_m:.0f} m"


def verdict_lines(verdict: Verdict | Segment) -> tuple[Text, Text]:
    """Return Category and Level in words; a lower bound is never given as the category."""
    match verdict.category:
        case Category.NOT_APPLICABLE:
            category = Text("カテゴリー：対象外", "Category: does not apply")
        case Category.UNDETERMINED if verdict.category_at_least is not Category.I:
            least = verdict.category_at_least
            category = Text(f"カテゴリー：{least} 以上（確定できません）", f"Category: {least} or higher, not settled")
        case Category.UNDETERMINED:
            category = Text("カテゴリー：判定できません", "Category: cannot be determined")
        case known:
            category = Text(f"カテゴリー：{known}", f"Category: {known}")
    match verdict.level:
        case Level.NOT_APPLICABLE:
            level = Text("レベル：対象外", "Level: does not apply")
        case Level.UNDETERMINED:
            level = Text("レベル：判定できません", "Level: cannot be determined")
        case Level.NONE:
            level = Text("レベル：なし", "Level: none")
        case known_level:
            level = Text(f"レベル：{known_level}", f"Level: {known_level}")
    return category, level
