"""Signs on a map: text in a `DivIcon`, placed by `map.js` so that none covers another or the route."""

from collections.abc import Iterable
from enum import IntEnum

import folium

from geo.text import Text
from maps.escape import encode
from maps.scene import Note, Sign, Stop, StopKind, Stretch
from maps.shapes import LatLon
from maps.theme import BADGE_COLOURS, BLUE
from maps.wording import OUTCOME_SHORT, Language, pick


class Rank(IntEnum):
    """Which sign keeps its place where two would meet: the lower. `map.js` knows these numbers."""

    END = 0
    STOP = 1
    BADGE = 2
    ARROW = 3
    HEIGHT = 4
    NAME = 5


def tooltip_of(lines: tuple[Text, ...], language: Language, *, sticky: bool = True) -> folium.Tooltip:
    """Return a tooltip of several lines, the first one bold; each is encoded here."""
    first, *rest = [encode(pick(line, language)) for line in lines]
    return folium.Tooltip("<br>".join([f"<b>{first}</b>", *rest]), sticky=sticky, class_name="tip", opacity=1)


def badge(note: Note, spot: LatLon, language: Language) -> folium.Marker:
    """Return the sign of a finding, with its title and sentence as a tooltip."""
    name = OUTCOME_SHORT[note.outcome]
    ground, ink = BADGE_COLOURS[note.outcome]
    return _sign(
        spot,
        f"badge {note.outcome.name.lower()}",
        f"{encode(pick(name, language))} {note.sign}",
        Rank.BADGE,
        tooltip=tooltip_of(
            (Text(f"{name.ja} {note.sign}", f"{name.en} {note.sign}"), note.title, note.text), language, sticky=False
        ),
        style=f"background:{ground};color:{ink}",
    )


def stop_mark(stop: Stop, language: Language) -> folium.Marker:
    """Return the sign of a waypoint, with its heights and position as a tooltip."""
    return _sign(
        stop.position,
        f"stop {stop.kind}",
        encode(pick(stop.sign, language)),
        Rank.STOP if stop.kind is StopKind.VIA else Rank.END,
        tooltip=tooltip_of((stop.name, *stop.heights, stop.where), language, sticky=False),
    )


def leg_marks(stretch: Stretch, language: Language) -> Iterable[folium.Marker]:
    """Return the arrow of a leg and the sign of its greatest height."""
    arrow = (
        f'<svg width="28" height="28" viewBox="-11 -11 22 22" aria-hidden="true">'
        f'<path d="M-6 6 0-7 6 6 0 2.5Z" transform="rotate({stretch.heading_deg:g})" fill="{BLUE}" stroke="#fff" '
        f'stroke-width="2.4" paint-order="stroke"/></svg>'
    )
    yield _sign(stretch.middle, "arrow", arrow, Rank.ARROW)
    yield _sign(stretch.middle, "chip", encode(pick(stretch.sign, language)), Rank.HEIGHT)


def name_mark(position: LatLon, name: Text, language: Language) -> folium.Marker:
    """Return the name of something on a layer."""
    return _sign(position, "name", encode(pick(name, language)), Rank.NAME)


def label_mark(sign: Sign, language: Language) -> folium.Marker:
    """Return a label that is never hidden."""
    return _sign(
        sign.position,
        f"label {sign.look}",
        encode(pick(sign.label, language)),
        Rank.BADGE,
        tooltip=tooltip_of(sign.tooltip, language, sticky=False) if sign.tooltip else None,
    )


def _sign(
    position: LatLon, kind: str, html: str, rank: Rank, *, tooltip: folium.Tooltip | None = None, style: str = ""
) -> folium.Marker:
    """Return a marker of `html`, which is encoded already; one with a tooltip can be reached with the keyboard."""
    look = f' style="{style}"' if style else ""
    icon = folium.DivIcon(
        html=f'<span class="mark {kind}" data-rank="{rank:d}"{look}>{html}</span>',
        icon_size=(0, 0),
        class_name="mark-at",
    )
    reachable = tooltip is not None
    return folium.Marker(position, icon=icon, tooltip=tooltip, keyboard=reachable, interactive=reachable)
