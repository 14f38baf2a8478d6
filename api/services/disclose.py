"""情報公開請求: a whole case as one zip, people's data and blackouts left out, each with its article and reason.

The same case makes the same bytes. Originals are read and never touched.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, BinaryIO

from airspace.attachment import EXPORT_FIRST, FILE_KINDS
from airspace.blackout import MARK, Blackout, Box, Stretch, in_force, without
from airspace.nondisclosure import PERSONAL, Ordinance, ordinance_of
from airspace.proposal import Trial
from api.files.remake import remade
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import seen_trial
from api.services.disclosure_document import Document, File, Part, Record
from api.services.disclosure_letters import addressed
from api.services.disclosure_list import Hidden, Listing, Paper, Withheld, hidden_as_table, index_page
from api.services.disclosure_office import private_words
from api.services.disclosure_parts import PARTS, documents_of
from api.services.pointers import changed
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text

FORMAT = "soramichi-disclosure-1"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can tell: the files in it carry none of their own."""

CHUNK = 1024 * 1024
REGULAR_FILE = 0o100644 << 16
LEAST_NAME = 2
"""A name or login shorter than this is not looked for in texts: it would be found in every word."""

PEOPLE_REASON = Text("個人を識別できる情報（自動で置き換え）", "identifies a person (replaced automatically)")
UNDRAWN = Text(
    "PDFの写しは作れません：隠した項目がないと組めないか、書体にない文字があります。内容は、同じ名前のJSONにあります。",
    "There is no PDF: it cannot be typeset without what is hidden, or the font lacks a character. Its words are in the "
    "JSON of the same name.",
)
NO_NAMES: Mapping[str, Text] = MappingProxyType({})
ENDED = Text("保存期間が満了し、廃棄されています。", "Its retention has ended; it was destroyed.")


@dataclass(slots=True)
class _Export:
    """What is put together while documents are gone through; papers themselves are written as they come."""

    archive: zipfile.ZipFile
    listed: list[dict[str, Any]] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)

    def put(self, paper: Paper, content: bytes) -> None:
        """Write a paper and note its hash."""
        self.write(paper.path, content)
        self.papers.append(paper)
        self.listed.append(
            {
                "document": paper.document,
                "path": paper.path,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "hidden": paper.hidden,
            }
        )

    def write(self, path: str, content: bytes) -> None:
        """Write a file that carries no time and no owner."""
        entry = zipfile.ZipInfo(path, FIXED_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3
        entry.external_attr = REGULAR_FILE
        self.archive.writestr(entry, content, compresslevel=6)


class People:
    """Marks that stand for people, the same for the same person throughout one export.

    Names and logins of those who acted in the case and of the operator's people are hidden in every text, and so is
    what the store holds of pilots, of where offices are reached, and of whom letters are addressed to.
    """

    def __init__(self, unit: UnitOfWork, trial: Trial, documents: Iterable[Document]) -> None:
        ids = list(dict.fromkeys(_ids(documents)))
        self._marks = {account_id: f"{MARK}（人{number}）" for number, account_id in enumerate(ids, start=1)}
        self._words = dict(self._marks)
        acted = [account for account in map(unit.accounts.get, ids) if account]
        others = [one for one in unit.accounts.list() if one.organisation_id == trial.organisation_id]
        for account in (*acted, *others):
            self._hide((account.name, account.login), self._marks.get(account.id, MARK))
        self._hide(private_words(unit, trial), MARK)
        names = sorted(set(addressed(unit, trial)), key=lambda name: (-len(name), name))
        longest_first = sorted(self._words, key=lambda word: (-len(word), word))
        # A login inside a longer Latin word is not that login.
        whole = [*names, *map(re.escape, longest_first)]
        either = "|".join(f"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])" for pattern in whole)
        self._pattern = re.compile(either) if either else None

    def _hide(self, words: Iterable[str], mark: str) -> None:
        self._words |= {word: mark for word in words if len(word) >= LEAST_NAME and word not in self._words}

    def mark_of(self, account_id: str) -> str:
        """Return what stands for an account."""
        return self._marks[account_id]

    def hidden_in(self, text: str) -> str:
        """Return a text with a mark for each id, name and login of the people that it speaks of."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._words.get(found.group(), MARK), text)


def disclose(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    out: BinaryIO,
    *,
    prefecture: str,
    parts: Iterable[Part] = PARTS,
) -> str:
    """Write a case to `out` as a zip and return its SHA-256. It may take long and writes nothing to the store.

    Raises
    ------
    airspace.workflow.RoleRefused
        If none of the account's roles allows it.
    """
    trial = seen_trial(unit, account, trial_id, Action.DISCLOSE)
    return write_case(unit, trial, out, ordinance_of(prefecture), parts)


def write_case(
    unit: UnitOfWork, trial: Trial, out: BinaryIO, ordinance: Ordinance, parts: Iterable[Part] = PARTS
) -> str:
    """Write a case to `out` as a zip and return its SHA-256."""
    documents = documents_of(unit, trial, parts)
    blackouts = unit.blackouts.list(trial.id)
    people = People(unit, trial, documents)
    with zipfile.ZipFile(out, "w") as archive:
        export = _Export(archive)
        for document in documents:
            mine = in_force(blackouts, document.document)
            match document:
                case Record():
                    _put_record(export, document, mine, people, ordinance)
                case File():
                    _put_file(unit, export, document, mine, people, ordinance)
        listing = Listing(trial.id, ordinance, export.papers, export.hidden, export.withheld)
        export.write("blackouts.csv", hidden_as_table(export.hidden))
        export.write("index.html", index_page(listing).encode())
        export.write("manifest.json", _json(_manifest(listing, export.listed)))
    return _sha256(out)


def record_disclosure(unit: UnitOfWork, account: Account, trial_id: str, sha256: str, *, now: datetime) -> None:
    """Note in the audit log that a case was exported, and the hash of what was handed out."""
    trial = seen_trial(unit, account, trial_id, Action.DISCLOSE)
    unit.audit.append(at=now, actor=account.id, action="disclose", subject=trial.id, details={"sha256": sha256})


def _put_record(
    export: _Export, record: Record, blackouts: tuple[Blackout, ...], people: People, ordinance: Ordinance
) -> None:
    path = f"{record.document}.json"
    replaced: list[str] = []

    def change(text: str, pointer: str) -> str:
        stretches = [
            (place.start, place.end)
            for place in (one.place for one in blackouts)
            if isinstance(place, Stretch) and place.field == pointer
        ]
        if pointer.rpartition("/")[2] in record.people:
            shown = people.mark_of(text)
        elif text and not record.personal.isdisjoint(pointer.split("/")):
            shown = MARK
        else:
            shown = people.hidden_in(without(text, stretches))
        if shown != without(text, stretches):
            replaced.append(pointer)
        return shown

    content = changed(record.content, change)
    untouched = record.raw is not None and content == record.content
    hidden = [_hidden(one, path, people, ordinance, record.names) for one in blackouts]
    if replaced:
        ground, reason = ordinance.grounds[PERSONAL], f"{PEOPLE_REASON.ja} / {PEOPLE_REASON.en}"
        place = _replaced_places(replaced, record.names)
        hidden.insert(0, Hidden(record.document, path, place, ground.article, ground.name, reason))
    count = len(blackouts) + len(replaced)
    if record.drawn:
        paper = record.drawn(content, hidden)
        if paper is None:
            export.withheld.append(Withheld(record.document, record.title, UNDRAWN))
        else:
            drawn_path = f"{record.document}.pdf"
            export.put(Paper(record.document, record.title, drawn_path, count), paper)
            hidden = [replace(one, path=drawn_path) for one in hidden]
    export.hidden += hidden
    written = record.raw.encode() if untouched and record.raw is not None else _json(content)
    export.put(Paper(record.document, record.title, path, count), written)


def _put_file(
    unit: UnitOfWork,
    export: _Export,
    file: File,
    blackouts: tuple[Blackout, ...],
    people: People,
    ordinance: Ordinance,
) -> None:
    attachment = file.attachment
    withhold = partial(Withheld, file.document, file.title)
    content = unit.attachments.content(attachment.sha256) if attachment.name is not None else None
    if content is None:
        export.withheld.append(withhold(ENDED))
        return
    if FILE_KINDS[attachment.kind].published_as is None:
        export.withheld.append(withhold(EXPORT_FIRST))
        return
    try:
        copy = remade(content, attachment.kind, blackouts)
    except InputRefused as refusal:
        # Never silently absent, never handed out as it is.
        export.withheld.append(
            withhold(Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}"))
        )
        return
    path = f"{file.document}.{FILE_KINDS[copy.kind].extensions[0]}"
    export.hidden += [_hidden(one, path, people, ordinance) for one in blackouts]
    export.put(Paper(file.document, file.title, path, len(blackouts)), copy.content)


def _replaced_places(pointers: Sequence[str], names: Mapping[str, Text]) -> Text:
    """Say in how many places people are hidden and, where its members have names, in which."""
    tops = dict.fromkeys(pointer.split("/")[1] for pointer in pointers)
    told = [names[top] for top in tops if top in names]
    ja, en = f"{len(pointers)} か所（人）", f"{len(pointers)} places (people)"
    if told:
        ja, en = f"{ja}：{'、'.join(name.ja for name in told)}", f"{en}: {', '.join(name.en for name in told)}"
    return Text(ja, en)


def _hidden(
    blackout: Blackout,
    path: str,
    people: People,
    ordinance: Ordinance,
    names: Mapping[str, Text] = NO_NAMES,
) -> Hidden:
    match blackout.place:
        case Box(page=page):
            place = Text(f"{page} ページの枠", f"a box on page {page}")
        case Stretch(field=pointer, start=start, end=end):
            ja, en = f"{start + 1}～{end} 文字目", f"characters {start + 1} to {end}"
            name = names.get(pointer[1:].partition("/")[0])
            where = Text(f"{name.ja}（{pointer}）", f"{name.en} ({pointer})") if name else Text(pointer, pointer)
            place = Text(f"{where.ja} {ja}".strip(), f"{where.en} {en}".strip())
    held = ordinance.grounds.get(blackout.ground)
    ground = held.name if held else Text(blackout.ground, blackout.ground)
    return Hidden(blackout.document, path, place, blackout.article, ground, people.hidden_in(blackout.reason))


def _manifest(listing: Listing, files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "trial": listing.trial_id,
        "ordinance": listing.ordinance.ordinance.ja,
        "articles_verified": listing.articles_verified,
        "files": files,
        "hidden": len(listing.hidden),
        "withheld": [
            {"document": one.document, "why_ja": one.why.ja, "why_en": one.why.en} for one in listing.withheld
        ],
        "left_out": ["audit rows of earlier exports; hashes from which what is hidden could be guessed"],
    }


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _sha256(out: BinaryIO) -> str:
    digest = hashlib.sha256()
    out.seek(0)
    while chunk := out.read(CHUNK):
        digest.update(chunk)
    out.seek(0)
    return digest.hexdigest()


def _ids(documents: Iterable[Document]) -> Iterable[str]:
    for document in documents:
        if isinstance(document, Record) and document.people:
            yield from _named(document.content, document.people)


def _named(content: Any, members: frozenset[str]) -> Iterable[str]:
    match content:
        case Mapping():
            for name, value in content.items():
                if name in members and isinstance(value, str):
                    yield value
                else:
                    yield from _named(value, members)
        case list():
            for value in content:
                yield from _named(value, members)
