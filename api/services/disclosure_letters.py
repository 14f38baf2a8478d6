"""The letters of a case as they can be disclosed: drawn again from what they say, with what is hidden left out.

What is hidden is never in what is drawn, so there is nothing under it. A blackout names a field that the store keeps,
which never changes: it stays in its place whatever the template and the words around the fields become.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from airspace.letter import KIND_NAMES, PART_NAMES, Letter
from airspace.proposal import Trial
from api.letters.draw import HiddenLine, draw_copy
from api.security.accounts import OrganisationKind
from api.services.disclosure_document import Record, moment, plain
from api.services.disclosure_list import Hidden
from api.services.disclosure_office import LETTER as HEAD
from api.store.letters import LETTER, KeptLetter
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text

LEAST_LINE = 3
"""A line of one word shorter than this is not looked for in texts: it is a post (代表) more often than a name."""

NO_HASH = "0" * 64
"""Stands for a hash that is left out; no copy shows it."""

FIELD_NAMES = {
    "addressee": Text("宛名", "addressee"),
    "sender": Text("発信者名", "sender"),
    "desk": Text("担当", "desk"),
    "telephone": Text("電話", "telephone"),
    "about": Text("実証実験の名称・計画書", "the trial and its revision"),
} | {part.value: name for part, name in PART_NAMES.items()}
"""What the fields of a letter are called."""


def letters(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give which letters left the office, and each of them with what it says."""
    kept = unit.letters.list(trial.id)
    listed = [
        {
            "number": letter.number,
            "kind": letter.letter.kind,
            "document_number": letter.letter.number,
            "issued_on": letter.letter.issued_on.isoformat(),
            "made_at": moment(letter.made_at),
        }
        for letter in kept
    ]
    if listed:
        yield Record("letters/list", Text("県からの文書の一覧", "List of letters"), listed)
    yield from map(record_of, kept)


def record_of(kept: KeptLetter) -> Record:
    """Return a letter as a document: its fields, of which its copy is drawn."""
    content = plain(kept.letter)
    addressee, sender = content.pop("addressee"), content.pop("sender")
    # The head of the log goes with the other hashes: with two heads, a guess at what lies between them could be tried.
    del content["audit_head"]
    content |= {
        "addressee": addressee["lines"],
        "honorific": addressee["honorific"],
        "sender": sender["name"],
        "seal": sender["seal"],
        "desk": sender["desk"],
        "telephone": sender["telephone"],
    }
    name = KIND_NAMES[kept.letter.kind]
    title = Text(f"県からの文書：{name.ja}", f"A letter: {name.en}")
    return Record(f"letters/{kept.number}", title, content, personal=HEAD, names=FIELD_NAMES, drawn=drawn)


def addressed(unit: UnitOfWork, trial: Trial) -> Iterator[str]:
    """Give patterns of whom the case's letters and drafts are addressed to, bodies (companies, offices) left out."""
    lines = [line for kept in unit.letters.list(trial.id) for line in kept.letter.addressee.lines]
    lines += [line for slip in unit.slips.of_trial(trial.id) if slip.letter for line in slip.letter.addressee]
    asked = [record.consultation.consultee.name.ja for record in unit.consultations.of_trial(trial.id)]
    held = [body.name for kind in OrganisationKind for body in unit.accounts.organisations(kind)]
    return name_patterns(lines, [*asked, *held])


def name_patterns(lines: Iterable[str], bodies: Iterable[str]) -> Iterator[str]:
    """Yield patterns by which who is named in the lines of an address is found in a text.

    A line is a post and a name, or either. A text may repeat it with other spaces, or without the post.
    """
    known = {"".join(body.split()) for body in bodies}
    for words in (line.split() for line in dict.fromkeys(lines)):
        if "".join(words) in known or (len(words) < 2 and len("".join(words)) < LEAST_LINE):
            continue
        for start in range(max(len(words) - 1, 1)):
            yield r"\s*".join(re.escape(word) for word in words[start:])


def drawn(content: Any, hidden: Iterable[Hidden]) -> bytes | None:
    """Return a letter as PDF from its fields as they are disclosed, with a list of what is hidden.

    None where it cannot be drawn: what is hidden is needed for that, or the font lacks a character of a reason.
    """
    lines = [HiddenLine(one.place.ja, one.article, one.ground.ja, one.reason) for one in hidden]
    try:
        return draw_copy(_value(content), lines)
    except (InputRefused, ValidationError):
        return None


def _value(content: Any) -> Letter:
    """Return the letter that is drawn: its fields as they are disclosed, and no hash."""
    fields = dict(content)
    addressee = {"lines": fields.pop("addressee"), "honorific": fields.pop("honorific")}
    sender = {"name": fields.pop("sender"), **{name: fields.pop(name) for name in ("seal", "desk", "telephone")}}
    no_head = {"number": 0, "sha256": NO_HASH, "noted_on": fields["issued_on"]}
    whole = fields | {"addressee": addressee, "sender": sender, "audit_head": no_head}
    return LETTER.validate_python(whole | {"about": fields["about"] | {"sha256": NO_HASH}})
