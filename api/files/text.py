"""Text files: read as people see them, from the encodings that offices in Japan write."""

import json
import re
import unicodedata
from collections.abc import Callable
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from airspace.attachment import FileKind
from geo.errors import FileRefused
from geo.text import Text

ENCODINGS = ("utf-8-sig", "cp932")
LINE_MARKS = frozenset("\n\t")
STRAY_BYTES = frozenset("\uf8f0\uf8f1\uf8f2\uf8f3")
"""What Python's cp932 makes of bytes that Shift_JIS does not have, such as the first of UTF-16."""

GETA = "〓"
"""What printers in Japan set for a character that they do not have, such as one of an office's own (外字)."""

ACTIVE = re.compile(r"<\s*(script|html|svg|iframe|object|embed|!doctype|\?php)\b", re.IGNORECASE)
ACTIVE_SPACES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")

NOT_TEXT = (
    Text("文字のファイルとして読めません。", "It cannot be read as text."),
    Text("文字コードを UTF-8 か Shift_JIS にして保存しなおしてください。", "Save it again as UTF-8 or Shift_JIS."),
)
ACTIVE_CONTENT = (
    Text("Webページやプログラムの命令が入っています。", "It holds a web page or a program."),
    Text("文字だけのファイルにするか、PDFに書き出して添付してください。", "Attach plain text, or export it to PDF."),
)


def decoded(content: bytes) -> str:
    """Return a text file's characters, one kind of line end.

    Raises
    ------
    FileRefused
        If it is in another encoding, or holds characters that no text has.
    """
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
        if any(_is_no_text(character) for character in text):
            break
        return text
    raise FileRefused(*NOT_TEXT)


def shown(content: bytes) -> str:
    """Return what of a text file a person sees: without characters that hide, join or turn. Stretches count in it."""
    return "".join(
        GETA if category in ("Co", "Cn") else character
        for character, category in ((one, unicodedata.category(one)) for one in decoded(content))
        if category != "Cf"
    )


def refuse_other_than(kind: FileKind, content: bytes) -> None:
    """Refuse a text file that is not what its name says.

    Raises
    ------
    FileRefused
        If it is markup under a plain name, XML with a document type, entities or a page inside, or no GeoJSON.
    """
    text = decoded(content)
    check: Callable[[str], None] = _CHECKS.get(kind, _refuse_markup)
    check(text)


def _is_no_text(character: str) -> bool:
    if character in LINE_MARKS:
        return False
    return character in STRAY_BYTES or unicodedata.category(character) == "Cc"


def _refuse_markup(text: str) -> None:
    if ACTIVE.search(text) or text.lstrip().startswith(("<", "#!")):
        raise FileRefused(*ACTIVE_CONTENT)


def _refuse_other_xml(root: str) -> Callable[[str], None]:
    def check(text: str) -> None:
        try:
            tree: Element = ElementTree.fromstring(text.encode(), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
            raise _not_a(root.upper()) from error
        spaces = {element.tag.partition("}")[0].lstrip("{") for element in tree.iter() if isinstance(element.tag, str)}
        names = {element.tag.rpartition("}")[2].lower() for element in tree.iter() if isinstance(element.tag, str)}
        if spaces & set(ACTIVE_SPACES) or "script" in names:
            raise FileRefused(*ACTIVE_CONTENT)
        if tree.tag.rpartition("}")[2] != root:
            raise _not_a(root.upper())

    return check


def _refuse_other_json(text: str) -> None:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_a("GeoJSON") from error
    if not isinstance(read, dict) or read.get("type") not in GEOJSON_TYPES:
        raise _not_a("GeoJSON")


def _not_a(name: str) -> FileRefused:
    return FileRefused(
        Text(f"{name} として読めません。", f"It cannot be read as {name}."),
        Text("書き出しなおすか、PDFに書き出して添付してください。", "Export it again, or export it to PDF."),
    )


GEOJSON_TYPES = frozenset(
    {
        *("FeatureCollection", "Feature", "GeometryCollection", "Point", "MultiPoint", "LineString"),
        *("MultiLineString", "Polygon", "MultiPolygon"),
    }
)
_CHECKS: dict[FileKind, Callable[[str], None]] = {
    FileKind.KML: _refuse_other_xml("kml"),
    FileKind.GPX: _refuse_other_xml("gpx"),
    FileKind.GEOJSON: _refuse_other_json,
}
