"""From facts and a scene to a paper: PDF by Typst, one template for each kind."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pypdfium2
import segno

from geo.text import Text
from maps.dates import day_text
from maps.handout.facts import HandoutFacts
from maps.handout.words import WORDS
from maps.keys import keys_of
from maps.picture import picture
from maps.scene import Scene
from maps.typeset import pdf_of_any
from maps.wording import DISCLAIMER, Language, pick

_TEMPLATES = Path(__file__).parent.parent / "templates"

SETTINGS = ((12.0, 1.0), (11.0, 1.0), (10.0, 0.85), (9.5, 0.7))
"""Size of running text in points, and how high the map is of its height: the first by which a paper has no more than
its pages. With the last it takes more paper."""


class HandoutKind(StrEnum):
    """A paper of a meeting."""

    CIRCULAR = "circular"
    POSTER = "poster"
    LETTER = "letter"
    QUESTIONS = "questions"
    FEEDBACK = "feedback"


HANDOUT_NAMES = {
    HandoutKind.CIRCULAR: Text("回覧（A4・2ページ）", "Circular (A4, two pages)"),
    HandoutKind.POSTER: Text("ポスター（A3）", "Poster (A3)"),
    HandoutKind.LETTER: Text("経路の下の家への手紙（A4）", "Letter to the doors under the route (A4)"),
    HandoutKind.QUESTIONS: Text("質問と回答（A4）", "Questions and answers (A4)"),
    HandoutKind.FEEDBACK: Text("ご意見の用紙（A4）", "Form for opinions (A4)"),
}


@dataclass(frozen=True, slots=True)
class _Paper:
    """How a kind is laid out: its map in millimetres (None: no map), and the most pages where the text allows it.

    `magnified` is how many times as large the map's signs are; a letter has a page for each area.
    """

    map_mm: tuple[float, float] | None
    most_pages: int | None
    magnified: float = 1.0
    for_each_area: bool = False

    def pages(self, facts: HandoutFacts) -> int | None:
        """Return the most pages for some facts; None is as many as it takes."""
        return max(1, len(facts.extracts)) if self.for_each_area else self.most_pages


_PAPERS = {
    HandoutKind.CIRCULAR: _Paper((176.0, 118.0), 2),
    HandoutKind.POSTER: _Paper((261.0, 160.0), 1, magnified=1.5),
    HandoutKind.LETTER: _Paper((176.0, 66.0), None, for_each_area=True),
    HandoutKind.QUESTIONS: _Paper(None, None),
    HandoutKind.FEEDBACK: _Paper(None, 1),
}


def handout(kind: HandoutKind, facts: HandoutFacts, scene: Scene, language: Language, *, made_at: datetime) -> bytes:
    """Return a paper as tagged PDF (PDF/UA-1, PDF/A-2a); the same facts give the same bytes.

    A text that does not fit is set smaller, and at last takes more pages: nothing is cut off. A character that the
    font lacks is shown as a mark (〓).
    """
    layout = _PAPERS[kind]
    values = _values(kind, facts, language) | {"warnings": [pick(notice, language) for notice in scene.notices]}
    template = "".join(_read(name) for name in ("handout", f"handout_{kind}"))
    most = layout.pages(facts)
    for size_pt, part in SETTINGS:
        set_so = {"size_pt": size_pt, "map": _map(scene, language, layout, part)}
        made = pdf_of_any(template, values | set_so, made_at=made_at)
        if most is None or _pages(made) <= most:
            break
    return made


def _read(name: str) -> str:
    return (_TEMPLATES / f"{name}.typ").read_text(encoding="utf-8")


def _pages(made: bytes) -> int:
    with pypdfium2.PdfDocument(made) as document:
        return len(document)


def _values(kind: HandoutKind, facts: HandoutFacts, language: Language) -> dict[str, Any]:
    def said(text: Text) -> str:
        return pick(text, language)

    def day(on: date) -> str:
        return said(day_text(on))

    name = said(HANDOUT_NAMES[kind])
    return {
        "title": f"{facts.title}｜{name}",
        "lang": language,
        "w": {key: said(text) for key, text in WORDS.items()},
        "heading": facts.title,
        "operator": facts.operator,
        "telephone": facts.telephone,
        "desk": facts.desk,
        "desk_telephone": facts.desk_telephone,
        "status": said(facts.status),
        "notice": said(DISCLAIMER),
        "revision": said(facts.revision),
        "valid_until": day(facts.valid_until),
        "made_on": day(facts.made_on),
        "sample": said(facts.sample) if facts.sample else "",
        "cards": [{"question": said(card.question), "answer": said(card.answer)} for card in facts.cards],
        "comparisons": [
            {"subject": said(one.subject), "told": said(one.told), "source": said(one.source)}
            for one in facts.comparisons
        ],
        "landing_places": list(facts.landing_places),
        "changes": [said(change) for change in facts.changes],
        "extracts": [
            {
                "name": said(one.name),
                "rows": [
                    [said(WORDS["nearest"]), said(one.nearness)],
                    [said(WORDS["hours"]), said(one.hours)],
                    [said(WORDS["flights"]), said(one.flights)],
                    [said(WORDS["height"]), said(one.height)],
                ],
            }
            for one in facts.extracts
        ],
        "questions": [
            {"asked": one.asked, "answer": one.answer, "answered_by": one.answered_by} for one in facts.questions
        ],
        "url": facts.url,
        "feedback_url": facts.feedback_url,
        "qr": _qr(facts.feedback_url if kind is HandoutKind.FEEDBACK else facts.url),
    }


def _map(scene: Scene, language: Language, layout: _Paper, part: float) -> Mapping[str, Any] | None:
    if layout.map_mm is None:
        return None
    width_mm, height_mm = layout.map_mm
    drawn = picture(scene, language, width_mm, height_mm * part, layout.magnified)
    keys = [
        {"label": pick(key.label, language), "svg": key.svg, "note": pick(key.note, language) if key.note else ""}
        for key in keys_of(scene, language)
    ]
    return {
        "svg": drawn.svg,
        "alt": pick(drawn.alt, language),
        "width_mm": width_mm,
        "scale": pick(drawn.scale_text, language),
        "keys": keys,
        "sources": [pick(source, language) for source in scene.sources],
    }


def _qr(address: str) -> str:
    """Return a QR code (ISO/IEC 18004, a quarter of it may be lost) as SVG, with the empty margin that readers need."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=4, xmldecl=False, svgns=True)
    return out.getvalue().decode()
