"""Copies that may be shown: made again from what a person sees, in a process of its own, within bounds."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from airspace.attachment import EXPORT_FIRST, FILE_KINDS, FileKind
from airspace.blackout import Blackout, Box, Stretch, without
from api.files import worker
from api.files.text import shown
from geo.errors import FileRefused, InputRefused, ValueRefused
from geo.text import Text

ROOT = Path(worker.__file__).parents[2]

DRAWN = frozenset({FileKind.PDF, FileKind.PNG, FileKind.JPEG})
"""The kinds whose copies are pixels, and whose blackouts are boxes."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may cost to open or make again, and the most that a copy may be."""

    seconds: float = 120
    memory_bytes: int = 2 * 1024 * 1024 * 1024
    most_bytes: int = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Copy:
    """A file made again, fit to be shown."""

    kind: FileKind
    content: bytes


BOUNDS = Bounds()

TOO_MUCH = (
    Text(
        "開くのに時間かメモリがかかりすぎるか、壊れているため、扱えません。", "It takes too long to open, or is broken."
    ),
    Text("ページや画像を減らすか、書き出しなおしてください。", "Use fewer pages or pictures, or export it again."),
)


def refuse_unopenable(content: bytes, kind: FileKind, bounds: Bounds = BOUNDS) -> int:
    """Return how many pages a file has, a text being one.

    Raises
    ------
    FileRefused
        If it is a PDF or picture that does not open to its end, within bounds.
    """
    return int(_ask("count", content, kind, (), bounds)) if kind in DRAWN else 1


def remade(content: bytes, kind: FileKind, blackouts: Iterable[Blackout], bounds: Bounds = BOUNDS) -> Copy:
    """Return a copy with the blackouts burnt in.

    Raises
    ------
    FileRefused
        If the kind is never published, or it cannot be opened within bounds.
    ValueRefused
        If a blackout is of another kind than the file, or lies outside of it.
    """
    published_as = FILE_KINDS[kind].published_as
    if published_as is None:
        raise FileRefused(FILE_KINDS[kind].name, EXPORT_FIRST)
    places = [one.place for one in blackouts]
    if kind in DRAWN:
        boxes = [place for place in places if isinstance(place, Box)]
        refuse_misplaced(len(boxes) == len(places) and (kind is FileKind.PDF or all(box.page == 1 for box in boxes)))
        return Copy(published_as, _ask("remake", content, kind, boxes, bounds))
    text = shown(content)
    stretches = [place for place in places if isinstance(place, Stretch) and not place.field]
    refuse_misplaced(len(stretches) == len(places) and all(stretch.end <= len(text) for stretch in stretches))
    return Copy(published_as, without(text, [(stretch.start, stretch.end) for stretch in stretches]).encode())


def refuse_misplaced(fits: bool) -> None:
    """Refuse a blackout that does not fit its document."""
    if not fits:
        raise ValueRefused(
            Text("黒塗りの場所が、この文書の中にありません。", "The blackout's place is not in this document."),
            Text(
                "PDFと画像は枠で（画像は1ページ目）、文字は範囲で、文書の中を指定してください。",
                "Give a box for a PDF or picture (whose page is 1), a stretch for text, inside the document.",
            ),
            where="place",
        )


def _ask(act: str, content: bytes, kind: FileKind, boxes: Iterable[Box], bounds: Bounds) -> bytes:
    asked = {
        "act": act,
        "kind": kind,
        "boxes": [astuple(box) for box in boxes],
        "seconds": bounds.seconds,
        "memory_bytes": bounds.memory_bytes,
        "most_bytes": bounds.most_bytes,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", worker.__name__],
            input=json.dumps(asked).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=bounds.seconds,
            check=False,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused(*TOO_MUCH) from error
    if done.returncode == worker.REFUSED:
        raise _refusal(done.stdout)
    if done.returncode != 0:
        raise FileRefused(*TOO_MUCH)
    return done.stdout


def _refusal(told: bytes) -> InputRefused:
    name, what_ja, what_en, remedy_ja, remedy_en, where = json.loads(told)
    kind = next(kind for kind in worker.KINDS if kind.__name__ == name)
    return kind(Text(what_ja, what_en), Text(remedy_ja, remedy_en), where=where)
