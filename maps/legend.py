"""The legend of a scene: an entry for each thing that is on the map, and none for what is not."""

from dataclasses import dataclass

from markupsafe import Markup

from geo.text import Text
from maps.page import render
from maps.scene import Scene
from maps.theme import BLUE, swatch
from maps.wording import Language

_STOPS = Text("地点（番号は通る順）", "Waypoints, numbered in the order flown")
_LEGS = Text("飛ぶ向きと、区間の高さの上限", "Direction of flight, and the greatest height of each leg")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the map: the key of its group, its label, a picture of it, and whether it is shown at first."""

    key: str
    label: Text
    picture: Markup
    note: Text | None
    shown: bool


def legend_of(scene: Scene, language: Language) -> tuple[Entry, ...]:
    """Return the entries of a scene, what lies on top first."""
    sheets = [
        Entry(sheet.key, sheet.label, Markup(swatch(sheet.style)), sheet.note, sheet.shown)
        for sheet in reversed(scene.sheets)
    ]
    marks = []
    if scene.stops:
        first = render("sign.html.j2", language, stop=scene.stops[0])
        marks.append(Entry("stops", _STOPS, Markup(first), None, True))
    if scene.stretches:
        marks.append(Entry("legs", _LEGS, Markup(_ARROW), None, True))
    return (*marks, *sheets)


def legend_html(scene: Scene, language: Language) -> Markup:
    """Return the legend as a list whose checkboxes switch what they name."""
    return Markup(render("legend.html.j2", language, entries=legend_of(scene, language)))


_ARROW = (
    '<svg class="swatch" width="40" height="24" viewBox="-20 -12 40 24" aria-hidden="true">'
    f'<path d="M-19 0H19" stroke="{BLUE}" stroke-width="4"/>'
    f'<path d="M-6 6 0-7 6 6 0 2.5Z" transform="rotate(90)" fill="{BLUE}" stroke="#fff" stroke-width="1.6"/></svg>'
)
