"""What a PDF holds, as PDFium reads it: an oracle for what we typeset."""

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

A4_POINTS = (595.28, 841.89)


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, in the order of reading, without its line ends and spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        return without_spaces("".join(page.get_textpage().get_text_range() for page in document))


def lines_of(pdf: bytes) -> list[str]:
    """Return the lines of all pages as they stand on paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [line for page in document for line in page.get_textpage().get_text_range().splitlines()]


def without_spaces(text: str) -> str:
    """Return a text without spaces, line ends and full-width spaces."""
    return re.sub(r"\s", "", text)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_size() for page in document]


def text_edges(pdf: bytes) -> tuple[float, float]:
    """Return how far left and right any text reaches, in points from the paper's left edge."""
    with pypdfium2.PdfDocument(pdf) as document:
        boxes = []
        for page in document:
            text = page.get_textpage()
            boxes += [text.get_rect(at) for at in range(text.count_rects())]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


def fonts_of(pdf: bytes) -> set[tuple[str, bool]]:
    """Return the fonts of all texts: their names and whether the file holds them."""
    found = set()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            for part in page.get_objects([raw.FPDF_PAGEOBJ_TEXT]):
                font = raw.FPDFTextObj_GetFont(part.raw)
                name = ctypes.create_string_buffer(200)
                raw.FPDFFont_GetBaseFontName(font, name, 200)
                found.add((name.value.decode().rpartition("+")[2], raw.FPDFFont_GetIsEmbedded(font) == 1))
    return found


def metadata_of(pdf: bytes) -> dict[str, str]:
    """Return the document's title, days and such."""
    with pypdfium2.PdfDocument(pdf) as document:
        metadata: dict[str, str] = document.get_metadata_dict()
        return metadata


def is_tagged(pdf: bytes) -> bool:
    """Whether the file says how it is read aloud."""
    with pypdfium2.PdfDocument(pdf) as document:
        return bool(raw.FPDFCatalog_IsTagged(document.raw))


def tags_of(pdf: bytes) -> list[str]:
    """Return the tags of all pages in the order of reading."""
    tags: list[str] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            tree = raw.FPDF_StructTree_GetForPage(page.raw)
            for at in range(raw.FPDF_StructTree_CountChildren(tree)):
                tags += _tags_under(raw.FPDF_StructTree_GetChildAtIndex(tree, at))
            raw.FPDF_StructTree_Close(tree)
    return tags


def _tags_under(element: object) -> Iterator[str]:
    if not element:
        return
    name = ctypes.create_string_buffer(200)
    length = raw.FPDF_StructElement_GetType(element, name, 200)
    yield name.raw[: length - 2].decode("utf-16-le")
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _tags_under(raw.FPDF_StructElement_GetChildAtIndex(element, at))
