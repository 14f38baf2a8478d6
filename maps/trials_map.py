"""The map of all public trials as a document of its own, by how they stand and when they fly, with a list in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import folium
import shapely
from branca.element import MacroElement
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from geo.crs import nearest_plane, to_plane
from geo.text import Text
from maps.compose import Outline
from maps.dates import day_text
from maps.drawing import CLOSEST_ZOOM, FIT_PADDING_PX, OfflineMap
from maps.escape import encode
from maps.offline import OfflineFigure, Parts, name_by_content
from maps.page import render
from maps.shapes import View
from maps.theme import LAND_STYLE, OUTLINE_STYLE
from maps.trials_grid import FIRST_ZOOM, LAST_ZOOM, coarse_areas, levels_of, place_of
from maps.wording import PAGE, Language, pick

PAGES = "/trials/"
"""Where the pages are that the list leads to."""

LEAST_ACROSS_M = 4_000.0


class Standing(StrEnum):
    """How a public trial stands on a day, what matters most to residents first."""

    TODAY = "today"
    HELD = "held"
    COMING = "coming"
    CALLED_OFF = "called_off"
    OVER = "over"


STANDING_NAMES = {
    Standing.TODAY: Text("今日", "Today"),
    Standing.HELD: Text("停止中", "On hold"),
    Standing.COMING: Text("これから", "To come"),
    Standing.CALLED_OFF: Text("取りやめ", "Called off"),
    Standing.OVER: Text("終わり", "Over"),
}

STANDING_HELP = {
    Standing.TODAY: Text("今日が飛行日のもの", "a flight day is today"),
    Standing.HELD: Text("県が飛行の停止を要請しているもの", "the prefecture asks that nobody flies"),
    Standing.COMING: Text("期間が終わっていないもの", "their days are not over"),
    Standing.CALLED_OFF: Text("取り下げ・確認の取消しで、飛ばないもの", "withdrawn or its confirmation was withdrawn"),
    Standing.OVER: Text("飛行日が終わったもの", "the flight days are over"),
}

WORDS = {
    "title": Text("実証実験の地図", "Map of the trials"),
    "lead": Text(
        "県が経路を確認し、公表した実証実験です。札の番号は、下の一覧の番号です。",
        "Trials whose route the prefecture has confirmed and published. Numbers are those of the list below.",
    ),
    "as_of": Text("この日の状態：", "As of "),
    "count": Text("公表している数：", "Public trials: "),
    "list": Text("一覧（文字で読む）", "The list, in words"),
    "standing": Text("どれを出すか", "Which are shown"),
    "within": Text("いつ飛ぶものを出すか", "By when they fly"),
    "all_days": Text("すべて", "all"),
    "week": Text("今日から7日のあいだに飛ぶもの", "within 7 days from today"),
    "month": Text("今日から30日のあいだに飛ぶもの", "within 30 days from today"),
    "shown": Text("出ている数：", "Shown: "),
    "none": Text("公表している実証実験は、いまありません。", "No trial is public now."),
    "next": Text("次の飛行日：", "Next flight day: "),
    "no_next": Text("まだ決まっていません", "not settled yet"),
    "days": Text("期間：", "Days: "),
    "by": Text("飛ばす会社・団体：", "Operator: "),
    "coarse": Text(
        "地図の形はおおまかです。正確な範囲は、それぞれのページの地図にあります。",
        "Shapes are coarse; the exact area is on the map of each trial's page.",
    ),
    "several": Text("件", " trials"),
    "numbered": Text("{number}番", "no. {number}"),
    "closer": Text("近づいて見る", "zoom in"),
    "land": Text("陸地・県の範囲", "Land, or the prefecture"),
}


@dataclass(frozen=True, slots=True)
class TrialMark:
    """A public trial as it is drawn: people's words, how it stands, its days, and its area in JGD2011 degrees.

    `id` is the last part of its page's address. `next_day` is the next flight day from the map's own day on, None
    where there is none. `caution` is what residents must know first.
    """

    id: str
    title: str
    organisation: str
    standing: Standing
    first_day: date
    last_day: date
    area: BaseGeometry = field(repr=False)
    next_day: date | None = None
    caution: Text | None = None

    @property
    def days(self) -> Text:
        """From which day to which."""
        first, last = day_text(self.first_day), day_text(self.last_day)
        if self.first_day == self.last_day:
            return first
        return Text(f"{first.ja}～{last.ja}", f"{first.en} – {last.en}")


def trials_map(
    marks: Sequence[TrialMark],
    outline: Outline,
    *,
    as_of: date,
    language: Language = "ja",
    sample: Text | None = None,
) -> str:
    """Return the map of public trials as an HTML document that needs no network.

    Parameters
    ----------
    marks
        The trials; they are listed by how they stand, then by day.
    outline
        The land or the prefecture, behind them.
    as_of
        The day by which they stand, in Japan.
    language
        The language of everything but people's own words.
    sample
        The mark of made-up data, None for real ones.

    Returns
    -------
    str
        The document; the same input gives the same bytes. Serve it with `maps.offline.map_headers`.
    """
    order = list(Standing)
    listed = sorted(marks, key=lambda mark: (order.index(mark.standing), mark.next_day or mark.first_day, mark.id))
    groups = [(one, [mark for mark in enumerate(listed) if mark[1].standing is one]) for one in Standing]
    shown: dict[str, Any] = {
        "words": WORDS,
        "names": STANDING_NAMES,
        "helps": STANDING_HELP,
        "groups": [(one, members) for one, members in groups if members],
        "count": len(listed),
        "as_of": day_text(as_of),
        "sample": sample,
        "pages": PAGES,
        "credit": outline.attribution,
        "land": outline.land,
        "next_days": [_next_day(mark) for mark in listed],
    }

    def layout(parts: Parts) -> str:
        return render("trials_map.html.j2", language, parts=parts, **shown)

    drawn = _drawn(listed, outline, as_of, language)
    figure = OfflineFigure(layout, links_to=PAGES)
    figure.add_child(drawn)
    name_by_content(drawn, seed=trials_text(listed, as_of, language))
    return figure.render()


def _next_day(mark: TrialMark) -> Text | None:
    if mark.next_day:
        return day_text(mark.next_day)
    return None if mark.standing in (Standing.CALLED_OFF, Standing.OVER) else WORDS["no_next"]


def trials_text(marks: Sequence[TrialMark], as_of: date, language: Language) -> str:
    """Return the trials as plain text, a line each, in the order given."""
    lines = [f"{pick(WORDS['title'], language)} {pick(day_text(as_of), language)}"]
    for number, mark in enumerate(marks, start=1):
        told = (STANDING_NAMES[mark.standing], mark.days, *([mark.caution] if mark.caution else []))
        lines.append(f"{number}. {mark.title} | {' | '.join(pick(text, language) for text in told)} | {mark.id}")
    return "\n".join(lines) + "\n"


class _Trials(MacroElement):
    """What draws the trials: `trials.js` with numbers only; the words stand in the list."""

    _template = Template(
        """
        {%- macro script(this, kwargs) -%}
        soramichi.start({{ this._parent.get_name() }}, {}, {{ this.options|tojavascript }});
        soramichiTrials({{ this._parent.get_name() }}, {{ this.trials|tojavascript }});
        {%- endmacro -%}
        """
    )

    def __init__(self, options: dict[str, Any], trials: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self._name = "Trials"
        self.options = options
        self.trials = trials


class TrialsMap(OfflineMap):
    """A map with the script and the style of marks that are gathered."""

    default_js = (*OfflineMap.default_js, ("soramichi_trials", "trials.js"))  # type: ignore[assignment]
    default_css = (*OfflineMap.default_css, ("soramichi_trials_css", "trials.css"))  # type: ignore[assignment]


def _drawn(marks: Sequence[TrialMark], outline: Outline, as_of: date, language: Language) -> TrialsMap:
    drawn = TrialsMap(label=encode(pick(WORDS["title"], language)))
    shown = shapely.union_all([shapely.box(*mark.area.bounds) for mark in marks]) if marks else outline.geometry
    view = _view(shown)
    inside = view.clipped(outline.geometry)
    if inside:
        _behind(drawn, outline, view.background([inside])[0])
    places = [place_of(mark.area) for mark in marks]
    options = {
        "corners": [list(corner) for corner in view.corners],
        "padding": [list(corner) for corner in FIT_PADDING_PX],
        "courses": [],
        "half_width_m": None,
        "zoom_in": pick(PAGE["zoom_in"], language),
        "zoom_out": pick(PAGE["zoom_out"], language),
    }
    trials = {
        "places": [list(place) for place in places],
        "standings": [mark.standing.value for mark in marks],
        "soon": [(mark.next_day - as_of).days if mark.next_day else None for mark in marks],
        "areas": coarse_areas([mark.area for mark in marks]),
        "levels": levels_of(places),
        "first_zoom": FIRST_ZOOM,
        "last_zoom": min(LAST_ZOOM, CLOSEST_ZOOM),
        # Pairs: the keys of a dict would be written in camel case.
        "names": [[standing.value, pick(name, language)] for standing, name in STANDING_NAMES.items()],
        "several": pick(WORDS["several"], language),
        "numbered": pick(WORDS["numbered"], language),
        "closer": pick(WORDS["closer"], language),
    }
    _Trials(options, trials).add_to(drawn)
    return drawn


def _view(shown: BaseGeometry) -> View:
    middle = shown.envelope.centroid
    plane_epsg = nearest_plane(middle.x, middle.y)
    flat = to_plane(shown.envelope, plane_epsg)
    west, south, east, north = flat.bounds
    least_m = max(0.0, LEAST_ACROSS_M - max(east - west, north - south)) / 2
    return View.of(shapely.box(west - least_m, south - least_m, east + least_m, north + least_m), plane_epsg)


def _behind(drawn: TrialsMap, outline: Outline, polygons: Sequence[Any]) -> None:
    style = LAND_STYLE if outline.land else OUTLINE_STYLE
    for rings in polygons:
        folium.Polygon(
            rings,
            color=style.stroke,
            weight=style.width_px,
            dash_array=style.dash,
            fill=style.fill is not None,
            fill_color=style.fill,
            fill_opacity=style.fill_opacity,
            interactive=False,
            class_name="outline",
        ).add_to(drawn)
