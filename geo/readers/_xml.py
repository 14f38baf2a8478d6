"""XML within bounds: no DTD, no entities, nothing fetched, no flood of elements; names without their namespace."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from geo.errors import FileRefused, TooLarge
from geo.text import Text

MAX_TAGS = 600_000
"""Counted before anything is parsed: 10,000 waypoints with twenty elements each are under it."""

_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*\?>")
_FIRST_TAG = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")

_JAPANESE = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "cp932": "cp932"}
_JAPANESE |= {"windows-31j": "cp932", "ms932": "cp932", "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp"}


def parse_xml(data: bytes) -> Element:
    """Return the root element of an XML file.

    Raises
    ------
    TooLarge
        If it holds more elements than a flight path needs.
    FileRefused
        If it is not well-formed, is in an encoding other than it says, or declares a DTD or an entity.
    """
    if data.count(b"<") > MAX_TAGS:
        raise TooLarge(
            Text("XML の中の点や要素が多すぎます。", "The XML holds too many points or elements."),
            Text("飛行経路だけを残し、点を間引いてください。", "Keep the flight path only, and thin its points."),
        )
    try:
        root: Element = defusedxml.ElementTree.fromstring(_as_utf_8(data), forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused(
            Text(
                "DTD（DOCTYPE）や外部参照を含む XML は読みません。",
                "XML with a DTD (DOCTYPE), entities or external references is not read.",
            ),
            Text("その宣言を除いて保存し直してください。", "Remove the declaration and save the file again."),
        ) from error
    except ParseError as error:
        line, column = error.position
        raise FileRefused(
            Text(
                "XML として読めません（途中で切れているか、文字コードか書き方が違います）。",
                "This is not complete, valid XML in the encoding that it declares.",
            ),
            Text("作ったソフトからもう一度書き出してください。", "Export it again from the program that made it."),
            where=f"{line}行{column + 1}字目/line {line} column {column + 1}",
        ) from error
    except (ValueError, LookupError) as error:
        raise FileRefused(
            Text("XML の文字コードを読めません。", "The encoding of the XML is not known."),
            Text("UTF-8 で保存し直してください。", "Save it again as UTF-8."),
        ) from error
    return root


def _as_utf_8(data: bytes) -> bytes:
    """Return the bytes in UTF-8 where they declare a Japanese encoding, which the parser does not know."""
    declared = _DECLARATION.match(data[:300])
    encoding = _JAPANESE.get(declared[1].decode("ascii").lower()) if declared else None
    return data[declared.end() :].decode(encoding).encode() if declared and encoding else data


def root_name(data: bytes) -> str:
    """Return the name of the first element in the head of a file, lower case, without its namespace, or nothing."""
    head = data[:65_536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", errors="ignore")
    else:
        text = head.decode("utf-8-sig", errors="ignore")
    if not text.lstrip().startswith("<"):
        return ""
    found = _FIRST_TAG.search(re.sub(r"<!--.*?(?:-->|\Z)", "", text, flags=re.DOTALL))
    return found[1].lower() if found else ""


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield the direct children with one of the names, in order."""
    return (child for child in element if local(child) in names)


def text_of(element: Element, *names: str) -> str:
    """Return the stripped text of the first child with one of the names, or nothing."""
    child = next(children(element, *names), None)
    return (child.text or "").strip() if child is not None else ""
