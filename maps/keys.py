"""The legend of a picture on paper: a row for each thing that is drawn, from the same entries as the map's legend."""

from dataclasses import dataclass

from geo.text import Text
from maps.legend import legend_of
from maps.scene import Scene
from maps.theme import START_INK, standalone
from maps.wording import Language

_FIRST = (
    '<svg class="swatch" width="40" height="24" viewBox="0 0 40 24">'
    f'<rect x="4" y="3" width="32" height="18" rx="9" fill="{START_INK}"/>'
    '<circle cx="20" cy="12" r="4" fill="#fff"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Key:
    """What is drawn, how (an SVG file), and a remark."""

    label: Text
    svg: str
    note: Text | None


def keys_of(scene: Scene, language: Language) -> tuple[Key, ...]:
    """Return the rows of a picture's legend, what lies on top first; what starts switched off is not drawn."""
    return tuple(
        Key(entry.label, standalone(_FIRST if entry.key == "stops" else str(entry.picture)), entry.note)
        for entry in legend_of(scene, language)
        if entry.shown
    )
