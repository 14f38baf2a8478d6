"""The process that opens what others made: bounded in memory and time, with no network to ask and no file to write.

It reads one line of JSON and then the file on its standard input, and writes what was asked to its standard output.
A refusal is JSON on its standard output and the exit status `REFUSED`; what libraries say goes to standard error.
"""

import json
import math
import resource
import sys
from collections.abc import Mapping
from typing import Any

from airspace.attachment import FileKind
from airspace.blackout import Box
from api.files.pdf import page_count, remade_pdf
from api.files.pictures import pixels_of, remade_picture
from geo.errors import FileRefused, InputRefused, TooLarge, ValueRefused
from geo.text import Text

REFUSED = 3
COPY_TOO_LARGE = (
    Text("写しが大きくなりすぎます。", "The copy grows too large."),
    Text("いくつかのファイルに分けて添付してください。", "Split it into several files."),
)
KINDS: tuple[type[InputRefused], ...] = (TooLarge, FileRefused, ValueRefused)
"""The refusals that it tells by name, the narrower first."""


def work(asked: Mapping[str, Any], content: bytes) -> bytes:
    """Return what was asked: the number of pages, or the file made again."""
    kind = FileKind(asked["kind"])
    boxes = [Box(*box) for box in asked["boxes"]]
    match asked["act"], kind:
        case "count", FileKind.PDF:
            return str(page_count(content)).encode()
        case "count", _:
            pixels_of(content, kind)
            return b"1"
        case _, FileKind.PDF:
            return remade_pdf(content, boxes)
        case _:
            return remade_picture(content, kind, boxes)


def main() -> int:
    """Do what standard input asks."""
    asked = json.loads(sys.stdin.buffer.readline())
    memory, seconds = int(asked["memory_bytes"]), math.ceil(asked["seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        made = work(asked, sys.stdin.buffer.read())
        if len(made) > asked["most_bytes"]:
            raise TooLarge(*COPY_TOO_LARGE)
    except KINDS as refusal:
        name = next(kind.__name__ for kind in KINDS if isinstance(refusal, kind))
        what, remedy = refusal.what, refusal.remedy
        told = [name, what.ja, what.en, remedy.ja, remedy.en, refusal.where]
        sys.stdout.write(json.dumps(told))
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
