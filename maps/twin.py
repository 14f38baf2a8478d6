"""The text twin: what a map shows, in words, from the same scene as the picture."""

import html

from markupsafe import Markup

from maps.page import render
from maps.scene import Scene
from maps.theme import BADGE_COLOURS
from maps.wording import OUTCOME_SHORT, Language


def notes_html(scene: Scene, language: Language) -> Markup:
    """Return the findings as a list, numbered as on the map."""
    return Markup(render("notes.html.j2", language, notes=scene.notes, badges=BADGE_COLOURS, outcomes=OUTCOME_SHORT))


def twin_html(scene: Scene, language: Language, *, prefix: str = "") -> Markup:
    """Return the rest of the twin as headed sections: the flight, volumes, waypoints, legs, what was checked.

    `prefix` keeps the ids of two twins on one page apart; the section around such a one is headed by `{prefix}heading`.
    """
    within = f"{prefix}heading " if prefix else ""
    return Markup(render("twin.html.j2", language, scene=scene, prefix=prefix, within=within))


def twin_text(scene: Scene, language: Language) -> str:
    """Return the whole twin, findings included, as plain text."""
    return html.unescape(render("twin.txt.j2", language, scene=scene, outcomes=OUTCOME_SHORT)) + "\n"
