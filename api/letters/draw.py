"""A letter becomes values for the one template that all kinds share, and that becomes PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from airspace.letter import Clause, Letter, Part, Seal
from airspace.letter_text import refuse_no_line
from airspace.notice import MLIT_NOTICE
from airspace.trial import JST
from api.letters.words import WORDINGS, redress_words, revision_words
from geo.errors import ValueRefused
from maps.dates import era_day
from maps.typeset import GlyphRefused, pdf, places_of

_TEMPLATE = Path(__file__).parent / "letter.typ"

LEFT_OUT = "この写しでは省略"
"""Stands for a hash in a copy: with one, a guess at what is hidden could be tried until it fits."""

Item = dict[str, object]


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """A passage that a copy does not show: where it is, the article and what it is about, and why."""

    place: str
    article: str
    ground: str
    reason: str


def draw(letter: Letter) -> bytes:
    """Return a letter as PDF: the same letter always gives the same bytes, dated at the start of its day of issue.

    Raises
    ------
    ValueRefused
        If the letter holds a character that the font does not have; `where` names the letter's own field.
    """
    return _drawn(letter, letter_values(letter))


def draw_copy(letter: Letter, hidden: Sequence[HiddenLine]) -> bytes:
    """Return a copy for disclosure: the letter without what is hidden and without hashes, and a list of the former.

    Raises
    ------
    ValueRefused
        As `draw` does.
    """
    values = letter_values(letter)
    values["record"] = [["計画書のSHA-256", LEFT_OUT], *_record(letter)[1:]]
    values["anchor"] = ["監査記録の先頭", LEFT_OUT]
    values["copy"] = {"hidden": [asdict(line) for line in hidden]}
    return _drawn(letter, values)


def _drawn(letter: Letter, values: Mapping[str, object]) -> bytes:
    made_at = datetime.combine(letter.issued_on, time(), JST)
    try:
        return pdf(_TEMPLATE.read_text(encoding="utf-8"), values, made_at=made_at)
    except GlyphRefused as refusal:
        places = places_of(refusal.texts, asdict(letter))
        raise ValueRefused(refusal.what, refusal.remedy, where=next(iter(places), refusal.where)) from refusal


def refuse_unprintable(lines: Mapping[str, str]) -> None:
    """Refuse lines, by the names of their fields, that could not stand on a letter.

    Raises
    ------
    ValueRefused
        If one is empty, too long, not readable, or holds a character that the font does not have.
    """
    for name, line in lines.items():
        refuse_no_line(line, name)
    values = {"title": "文書", "lines": lines}
    try:
        pdf("#for line in values.lines.values() [#line \\ ]", values, made_at=datetime.fromtimestamp(0, UTC))
    except GlyphRefused as refusal:
        raise ValueRefused(refusal.what, refusal.remedy, where=places_of(refusal.texts, lines)[0]) from refusal


def letter_values(letter: Letter) -> dict[str, object]:
    """Return what the template shows, in the order of its reading."""
    wording, sender = WORDINGS[letter.kind], letter.sender
    values: dict[str, object] = {
        "title": wording.title(letter),
        "number": letter.number,
        "issued_on": era_day(letter.issued_on),
        "addressee": letter.addressee.lines,
        "honorific": letter.addressee.honorific,
        "sender": sender.name,
        "stamped": sender.seal is Seal.STAMPED,
        "opening": wording.opening(letter),
        "items": _items(letter),
        "remarks": wording.remarks,
        "redress": redress_words(letter.redress) if letter.redress else (),
        "notice": MLIT_NOTICE.ja,
        "desk": sender.desk,
        "telephone": sender.telephone,
        "record": _record(letter),
        "anchor": ["監査記録の先頭", str(letter.audit_head)],
    }
    return values


def _record(letter: Letter) -> list[list[str]]:
    return [["計画書のSHA-256", letter.about.sha256], ["保存期間", f"{letter.keep_years}年"]]


def _items(letter: Letter) -> list[Item]:
    label = WORDINGS[letter.kind].label
    items = [_fact("実証実験の名称", letter.about.trial_title), _fact("対象の計画書", revision_words(letter))]
    if letter.reception:
        items.append(_fact("受付番号", letter.reception.number))
        items.append(_fact("収受日", era_day(letter.reception.received_on)))
    if letter.facility:
        items.append(_fact(label(Part.FACILITY), letter.facility.name))
        items.append(_fact("使用する場所", letter.facility.place))
        items.append(_fact("使用の期間", letter.facility.period))
    if letter.grant_yen:
        items.append(_fact(label(Part.GRANT_YEN), f"金{letter.grant_yen:,}円"))
    if letter.asked:
        items.append(_list(label(Part.ASKED), letter.asked))
    if letter.clauses:
        items.append(_list(label(Part.CLAUSES), letter.clauses))
    if letter.reasons:
        items.append(_list(label(Part.REASONS), letter.reasons))
    if letter.due_on:
        items.append(_fact(label(Part.DUE_ON), era_day(letter.due_on)))
    return items


def _fact(label: str, text: str) -> Item:
    return {"label": label, "text": text}


def _list(label: str, entries: tuple[str, ...] | tuple[Clause, ...]) -> Item:
    shown = [(entry.text, entry.reason) if isinstance(entry, Clause) else (entry, "") for entry in entries]
    return {"label": label, "entries": [{"text": _spaced(text), "reason": _spaced(reason)} for text, reason in shown]}


def _spaced(text: str) -> str:
    """Typst shows a tab as nothing."""
    return text.replace("\t", "　")
