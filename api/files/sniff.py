"""What a file is, told from its bytes; its name only has to agree. What is not known is refused."""

import io
import re
import zipfile

import puremagic

from airspace.attachment import EXTENSIONS, FILE_KINDS, FileKind, extension_of
from api.files.office import office_kind
from api.files.text import ACTIVE_CONTENT, decoded, refuse_other_than
from geo.errors import FileRefused
from geo.text import Text

PDF_HEADER = re.compile(rb"%PDF-[12]\.\d")
PDF_END = b"%%EOF"
PNG_HEADER = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
JPEG_HEADER, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
ZIP_HEADER = b"PK\x03\x04"
ACTIVE_BYTES = re.compile(rb"<\s*(script|html|!doctype html|iframe|\?php)\b", re.IGNORECASE)
BLANK = b" \t\r\n\x00"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

TEXT_KINDS = frozenset({FileKind.TEXT, FileKind.CSV, FileKind.KML, FileKind.GPX, FileKind.GEOJSON})

TAKEN = Text(
    "受け付けるのは "
    + "、".join(sorted({f".{e}" for e in EXTENSIONS}))
    + " です。ほかの形式はPDFに書き出してください。",
    "Taken are " + ", ".join(sorted({f".{e}" for e in EXTENSIONS})) + ". Export anything else to PDF.",
)

TWO_FILES = (
    Text("1つのファイルの中に、別の種類のファイルが隠れています。", "One file hides another of a different kind."),
    Text("開いて、PDFか画像に書き出しなおして添付してください。", "Open it, export it to PDF or a picture again."),
)
CUT_OFF = (
    Text("ファイルが途中で切れています。", "The file is cut off."),
    Text("元のファイルを開けるか確かめて、もう一度添付してください。", "Check that it opens, and attach it again."),
)


def sniffed(content: bytes, name: str) -> FileKind:
    """Return what a file is.

    Raises
    ------
    FileRefused
        If it is empty, of a kind that is not taken, two files in one, or not what its name says.
    """
    if not content.strip(BLANK):
        raise FileRefused(
            Text("ファイルが空です。", "The file is empty."),
            Text("中身のあるファイルを選んでください。", "Choose one with content."),
        )
    claimed = EXTENSIONS.get(extension_of(name))
    found = _binary_kind(content)
    if found is None:
        if claimed in TEXT_KINDS and claimed is not None:
            _refuse_disguised(content, name)
            refuse_other_than(claimed, content)
            return claimed
        raise _not_taken(content, name)
    if found is not claimed:
        raise _named_otherwise(name, FILE_KINDS[found].name, FILE_KINDS[found].extensions[0])
    return found


def _binary_kind(content: bytes) -> FileKind | None:
    if PDF_HEADER.match(content):
        _refuse_bad_pdf(content)
        return FileKind.PDF
    if content.startswith(PNG_HEADER):
        _refuse_hidden_in_picture(content)
        if not content.endswith(PNG_END):
            raise FileRefused(*(TWO_FILES if PNG_END in content else CUT_OFF))
        return FileKind.PNG
    if content.startswith(JPEG_HEADER):
        _refuse_hidden_in_picture(content)
        if JPEG_END not in content:
            raise FileRefused(*CUT_OFF)
        return FileKind.JPEG
    return office_kind(content) if content.startswith(ZIP_HEADER) else None


def _refuse_bad_pdf(content: bytes) -> None:
    end = content.rfind(PDF_END)
    if end < 0:
        raise FileRefused(*CUT_OFF)
    if content[end + len(PDF_END) :].strip(BLANK) or zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused(*TWO_FILES)


def _refuse_hidden_in_picture(content: bytes) -> None:
    # A phone appends data of its own to a JPEG, so an end of its own does not tell; another file's signature does.
    if b"%PDF-" in content or ACTIVE_BYTES.search(content) or zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused(*TWO_FILES)


def _refuse_disguised(content: bytes, name: str) -> None:
    """Refuse what calls itself text and is a file of another kind, telling which where that is known."""
    other = _known_as(content)
    try:
        text = decoded(content)
    except FileRefused:
        if other:
            raise _named_otherwise(name, Text(other, other)) from None
        raise
    if text.lstrip().startswith("#!"):
        raise FileRefused(*ACTIVE_CONTENT)
    if b"%PDF-" in content[:1024] or zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused(*TWO_FILES)


def _not_taken(content: bytes, name: str) -> FileRefused:
    if b"%PDF-" in content[:1024]:
        return FileRefused(*TWO_FILES)
    other = _known_as(content)
    known = Text(f"（中身：{other}）", f" (content: {other})") if other else Text("", "")
    return FileRefused(
        Text(
            f"「{name}」は受け付けていない形式です{known.ja}。", f"'{name}' is of a kind that is not taken{known.en}."
        ),
        TAKEN,
        where="file",
    )


def _named_otherwise(name: str, really: Text, extension: str = "") -> FileRefused:
    if not extension:
        return FileRefused(_is_really(name, really), TAKEN, where="file")
    remedy = Text(
        f"名前の終わりを「.{extension}」に直すか、書き出しなおしてください。",
        f"Let its name end with '.{extension}', or export it again.",
    )
    return FileRefused(_is_really(name, really), remedy, where="file")


def _is_really(name: str, really: Text) -> Text:
    return Text(f"名前は「{name}」ですが、中身は{really.ja}です。", f"It is named '{name}' and is a {really.en}.")


def _known_as(content: bytes) -> str:
    if content.startswith(UTF_16):
        return ""  # which puremagic takes for settings of Windows
    try:
        names: list[str] = [match.name for match in puremagic.magic_string(content) if match.confidence >= 0.2]
    except (puremagic.PureError, ValueError):
        return ""
    return names[0] if names else ""
