"""A document of a case as it can be disclosed: data, or a file. Its name is what a blackout refers to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from airspace.attachment import Attachment
from airspace.proposal import Trial
from api.services.disclosure_list import Hidden
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Record:
    """Data of a case. `raw` is its text where that is hashed: it is handed out as it is if nothing in it is hidden.

    Members named in `people` hold ids of accounts; what is under those named in `personal` may name people, and is
    hidden whole. `names` are what the members at its top are called. `drawn` makes a paper (PDF) of what is
    disclosed of it and of the list of what is hidden, or None where that cannot be.
    """

    document: str
    title: Text
    content: Any
    people: frozenset[str] = frozenset()
    raw: str | None = None
    personal: frozenset[str] = frozenset()
    names: Mapping[str, Text] = field(default_factory=dict)
    drawn: Callable[[Any, Sequence[Hidden]], bytes | None] | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a case."""

    document: str
    title: Text
    attachment: Attachment


Document = Record | File
Part = Callable[[UnitOfWork, Trial], Iterable[Document]]


def moment(value: datetime) -> str:
    """Return a moment as exports write it."""
    return value.isoformat(timespec="seconds")


def plain(value: Any) -> Any:
    """Return a value as JSON has it, without hashes.

    With one, a guess at what is hidden could be tried until it fits.
    """
    match value:
        case Enum():
            return value.value
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {name: plain(held) for name, held in value.items() if not name.endswith("sha256")}
        case list() | tuple():
            return [plain(held) for held in value]
        case _ if is_dataclass(value):
            return plain({member.name: getattr(value, member.name) for member in fields(value)})
        case _:
            return value
