"""The map of one screening as a document of its own, with legend and text twin, that needs no network."""

from collections.abc import Sequence

from markupsafe import Markup

from airspace.edition import Layer
from airspace.screening import Screening
from geo.text import Text
from maps.compose import Captions, Outline, compose
from maps.drawing import draw
from maps.legend import legend_html
from maps.offline import OfflineFigure, Parts, name_by_content
from maps.page import render
from maps.scene import Scene
from maps.stop_areas import StopArea
from maps.theme import pattern_definitions
from maps.twin import notes_html, twin_html, twin_text
from maps.wording import Language


def trial_map(
    screening: Screening,
    *,
    title: str,
    subtitle: str,
    revision_note: str,
    language: Language = "ja",
    sample: Text | None = None,
    outline: Outline | None = None,
    layers: Sequence[Layer] = (),
    stops: Sequence[StopArea] = (),
) -> str:
    """Return the map of a screening as an HTML document that opens from a file, without a network.

    Parameters
    ----------
    screening
        What is drawn.
    title, subtitle, revision_note
        The words above the map, in `language`: people's own text, of which nothing is taken as markup.
    language
        The language of everything else on the page.
    sample
        The mark of made-up data (`maps.wording.SAMPLE`), None for real ones.
    outline
        A background, for example the land; cut to what the map can show.
    layers
        The layers that were screened against; those that a finding names are drawn.
    stops
        What the prefecture asks nobody to fly in; those near the flight are drawn.

    Returns
    -------
    str
        The document; the same input gives the same bytes. Serve it with `maps.offline.map_headers`.
    """
    captions = Captions(title, subtitle, revision_note, sample)
    return scene_map(compose(screening, captions, outline=outline, layers=layers, stops=stops), language)


def scene_map(scene: Scene, language: Language) -> str:
    """Return the document of a scene."""

    def layout(parts: Parts) -> str:
        return render(
            "trial_map.html.j2",
            language,
            parts=parts,
            scene=scene,
            patterns=Markup(pattern_definitions()),
            legend=legend_html(scene, language),
            notes=notes_html(scene, language),
            twin=twin_html(scene, language),
        )

    drawn = draw(scene, language)
    figure = OfflineFigure(layout)
    figure.add_child(drawn)
    name_by_content(drawn, seed=twin_text(scene, language))
    return figure.render()
