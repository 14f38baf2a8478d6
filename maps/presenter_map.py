"""The map of a meeting, step by step, for a hall with a projector and no network."""

from collections.abc import Sequence
from datetime import date

from folium.template import Template
from markupsafe import Markup

from geo.text import Text
from maps.dates import day_text
from maps.drawing import Behaviour, OfflineMap, draw
from maps.legend import legend_html, legend_of
from maps.offline import OfflineFigure, Parts, name_by_content
from maps.page import render
from maps.scene import Scene
from maps.talk import Step, prepared
from maps.theme import pattern_definitions
from maps.twin import notes_html, twin_html, twin_text
from maps.wording import Language

LONG_CAPTION = 110
"""Of more characters, a note's counting three times, a caption gets half of the screen."""


class PresenterMap(OfflineMap):
    """A map with the script and the style of a talk."""

    default_js = (*OfflineMap.default_js, ("soramichi_presenter", "presenter.js"))  # type: ignore[assignment]
    default_css = (*OfflineMap.default_css, ("soramichi_presenter_css", "presenter.css"))  # type: ignore[assignment]


class Talk(Behaviour):
    """The behaviour of a map, led by steps."""

    _template = Template(
        """
        {%- macro script(this, kwargs) -%}
        {%- set map = this._parent.get_name() -%}
        const groups = {
            {%- for key, group in this.groups.items() %}
            "{{ key }}": {{ group.get_name() }},
            {%- endfor %}
        };
        const talk = {{ this.options|tojavascript }};
        soramichi.present(soramichi.start({{ map }}, groups, talk), {{ map }}, talk.steps, talk.validUntil);
        {%- endmacro -%}
        """
    )


def presenter_map(scene: Scene, steps: Sequence[Step], language: Language, *, valid_until: date | None) -> str:
    """Return a talk over the map of a scene, an HTML document that opens from a file, without a network.

    Parameters
    ----------
    scene
        What is drawn; its words stand above the map in every step.
    steps
        What is said and looked at, in order.
    language
        The language of everything that people did not write.
    valid_until
        The last day on which the map may be shown, None where none was set; the map says which.

    Raises
    ------
    ValueRefused
        If there are no steps or more than `maps.talk.MOST_STEPS`, a caption is missing or too long, or a step asks
        for a place or a sheet that the map has not.
    """
    ready = prepared(scene, steps)
    said = [one.step for one in ready]
    validity = _validity(valid_until)

    def layout(parts: Parts) -> str:
        return render(
            "presenter_map.html.j2",
            language,
            parts=parts,
            scene=scene,
            steps=said,
            long=LONG_CAPTION,
            validity=validity,
            patterns=Markup(pattern_definitions()),
            entries=legend_of(scene, language),
            legend=legend_html(scene, language),
            notes=notes_html(scene, language),
            twin=twin_html(scene, language),
        )

    drawn = draw(
        scene,
        language,
        kind=PresenterMap,
        behaviour=Talk,
        held=True,
        steps=[one.options for one in ready],
        valid_until=valid_until.isoformat() if valid_until else None,
    )
    figure = OfflineFigure(layout)
    figure.add_child(drawn)
    name_by_content(drawn, seed="\n".join([twin_text(scene, language), *(step.caption for step in said)]))
    return figure.render()


def _validity(valid_until: date | None) -> Text:
    if valid_until is None:
        return Text("いつまで使えるかは決められていません", "No last day of use was set")
    day = day_text(valid_until)
    return Text(f"{day.ja}まで使えます", f"To be used until {day.en}")
