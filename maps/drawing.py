"""From a scene to a folium map: groups of polygons and lines, markers, and our own behaviour on top."""

from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from maps.escape import encode
from maps.marks import badge, label_mark, leg_marks, name_mark, stop_mark, tooltip_of
from maps.scene import Scene, Shape, Sheet
from maps.theme import paint
from maps.wording import PAGE, Language, pick

CLOSEST_ZOOM = 18
FIT_PADDING_PX = ((38, 30), (38, 74))
"""Top left and bottom right: scale bar, north arrow and zoom buttons stand in a strip below the flight."""


class OfflineMap(folium.Map):
    """A folium map with Leaflet alone, no header of its own, and words for those who cannot see it."""

    # Tuples: folium's add_js_link and add_css_link change these for every map of the process.
    default_js = (("leaflet", "leaflet.js"), ("soramichi_map", "map.js"))  # type: ignore[assignment]
    default_css = (("leaflet_css", "leaflet.css"), ("soramichi_map_css", "map.css"))  # type: ignore[assignment]

    _template = Template(
        """
        {%- macro html(this, kwargs) -%}
        <div class="map" id="{{ this.get_name() }}" role="application" aria-label="{{ this.label }}"
             aria-describedby="map-help"></div>
        {%- endmacro -%}
        {%- macro script(this, kwargs) -%}
        const {{ this.get_name() }} = soramichi.map("{{ this.get_name() }}", {{ this.options|tojavascript }});
        {%- endmacro -%}
        """
    )

    def __init__(self, label: str) -> None:
        """Make an empty map without tiles; `label` is encoded already."""
        super().__init__(tiles=None, zoom_control=False, max_zoom=CLOSEST_ZOOM)
        self.label = label


class Behaviour(MacroElement):
    """What the page adds to the map once everything is on it: switches, labels that make room, print."""

    _template = Template(
        """
        {%- macro script(this, kwargs) -%}
        soramichi.start({{ this._parent.get_name() }}, {
            {%- for key, group in this.groups.items() %}
            "{{ key }}": {{ group.get_name() }},
            {%- endfor %}
        }, {{ this.options|tojavascript }});
        {%- endmacro -%}
        """
    )

    def __init__(self, groups: dict[str, folium.FeatureGroup], **options: object) -> None:
        """Take the groups that can be switched, by their keys, and the options of `soramichi.start`."""
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self._name = "Behaviour"
        self.groups = groups
        self.options = options


def draw(
    scene: Scene,
    language: Language,
    *,
    kind: type[OfflineMap] = OfflineMap,
    behaviour: type[Behaviour] = Behaviour,
    **options: object,
) -> OfflineMap:
    """Return the folium map of a scene; other maps than a trial's have a `kind`, a `behaviour` and `options` of it."""
    drawn = kind(label=encode(pick(PAGE["map"], language)))
    groups = {sheet.key: _sheet(drawn, sheet, language) for sheet in scene.sheets}
    for note in scene.notes:
        if note.spot and note.sheet:
            badge(note, note.spot, language).add_to(groups[note.sheet])
    if scene.stretches:
        groups["legs"] = _group(drawn, "legs")
        for stretch in scene.stretches:
            for mark in leg_marks(stretch, language):
                mark.add_to(groups["legs"])
    if scene.stops:
        groups["stops"] = _group(drawn, "stops")
        for stop in scene.stops:
            stop_mark(stop, language).add_to(groups["stops"])
    behaviour(
        groups,
        corners=[list(corner) for corner in scene.corners],
        padding=[list(corner) for corner in FIT_PADDING_PX],
        courses=[[list(position) for position in stretch.course] for stretch in scene.stretches],
        half_width_m=scene.half_width_m,
        zoom_in=pick(PAGE["zoom_in"], language),
        zoom_out=pick(PAGE["zoom_out"], language),
        **options,
    ).add_to(drawn)
    return drawn


def _group(drawn: folium.Map, key: str, *, shown: bool = True) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name=key, show=shown)
    drawn.add_child(group)
    return group


def _sheet(drawn: folium.Map, sheet: Sheet, language: Language) -> folium.FeatureGroup:
    group = _group(drawn, sheet.key, shown=sheet.shown)
    for shape in sheet.shapes:
        _shape(sheet, shape, language).add_to(group)
    for position, name in sheet.names:
        name_mark(position, name, language).add_to(group)
    for sign in sheet.signs:
        label_mark(sign, language).add_to(group)
    return group


def _shape(sheet: Sheet, shape: Shape, language: Language) -> MacroElement:
    style = sheet.style
    options: dict[str, Any] = {
        "color": style.stroke,
        "weight": style.width_px,
        "dash_array": style.dash,
        "interactive": bool(shape.tooltip),
        "line_cap": "butt" if style.blunt else "round",
        "smooth_factor": 0.5,
        "class_name": sheet.key,
    }
    if sheet.lines:
        return folium.PolyLine(shape.rings[0], **options)  # type: ignore[no-untyped-call] # folium's
    return folium.Polygon(
        shape.rings,
        tooltip=tooltip_of(shape.tooltip, language) if shape.tooltip else None,
        fill=style.fill is not None,
        fill_color=paint(style),
        fill_opacity=1.0 if style.pattern else style.fill_opacity,
        **options,
    )
