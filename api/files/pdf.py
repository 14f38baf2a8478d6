"""PDF made again: each page drawn to pixels, blacked out, and put into a new file that holds nothing else.

Runs in the worker only: PDFium is not to be used by threads, and a file may bring it down.
"""

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from PIL import Image

from airspace.blackout import MOST_PAGES, Box
from api.files.pictures import JPEG_BLOCK, black_out, jpeg_of
from geo.errors import FileRefused, TooLarge, ValueRefused
from geo.text import Text

POINTS_PER_INCH = 72
DOTS_PER_INCH = 150
MOST_PIXELS_A_PAGE = 20_000_000
MOST_PIXELS = 800_000_000

NO_PDF = (
    Text("PDFとして開けません。", "It does not open as a PDF."),
    Text("開けるか確かめ、書き出しなおしてください。", "Check that it opens, and export it again."),
)
LOCKED = (
    Text("パスワードがかかっています。", "It is locked by a password."),
    Text("パスワードを外して保存しなおしてください。", "Save it without a password."),
)
TOO_MANY_PAGES = (
    Text(f"ページが多すぎます（{MOST_PAGES}ページまで）。", f"It has too many pages (at most {MOST_PAGES})."),
    Text("いくつかのPDFに分けて添付してください。", "Split it into several PDFs."),
)
NO_SUCH_PAGE = (
    Text("黒塗りの枠が、PDFにないページを指しています。", "A box is on a page that the PDF does not have."),
    Text("ページの番号を確かめてください。", "Check the page's number."),
)


MOST_EXACT_BYTES = 1_500_000
"""A page that takes more than this without loss is a photograph or a colour scan, and is coded as a JPEG is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size in points, its pixels in a coding that PDF shares with PNG or JPEG, and that coding's name."""

    width_pt: float
    height_pt: float
    width: int
    height: int
    coded: bytes
    coding: str


def page_count(content: bytes) -> int:
    """Return how many pages a PDF has; refuses one that does not open or has too many."""
    with _opened(content) as document:
        return len(document)


def remade_pdf(content: bytes, boxes: Iterable[Box]) -> bytes:
    """Return a PDF of pictures of the pages, boxes black: without text, metadata, files inside, links or scripts."""
    asked = tuple(boxes)
    with _opened(content) as document:
        if any(box.page > len(document) for box in asked):
            raise ValueRefused(*NO_SUCH_PAGE, where="page")
        return _built(_sheets(document, asked))


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise FileRefused(*(LOCKED if locked else NO_PDF)) from error
    with document:
        if not len(document):
            raise FileRefused(*NO_PDF)
        if len(document) > MOST_PAGES:
            raise TooLarge(*TOO_MANY_PAGES)
        document.init_forms()
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise FileRefused(*NO_PDF) from error


def _sheets(document: pypdfium2.PdfDocument, boxes: tuple[Box, ...]) -> Iterator[Sheet]:
    left = MOST_PIXELS
    for number in range(len(document)):
        page = document[number]
        width_pt, height_pt = page.get_size()
        if not (width_pt > 0 and height_pt > 0):
            raise FileRefused(*NO_PDF)
        scale = DOTS_PER_INCH / POINTS_PER_INCH
        scale = min(scale, (MOST_PIXELS_A_PAGE / (width_pt * height_pt)) ** 0.5)
        picture = page.render(scale=scale).to_pil().convert("RGB")
        page.close()
        left -= picture.width * picture.height
        if left < 0:
            raise TooLarge(*TOO_MANY_PAGES)
        mine = [box for box in boxes if box.page == number + 1]
        black_out(picture, mine)
        coded = _coded_exactly(picture)
        coding = (
            "/Filter /FlateDecode "
            f"/DecodeParms << /Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns {picture.width} >>"
        )
        if len(coded) > MOST_EXACT_BYTES:
            black_out(picture, mine, cell=JPEG_BLOCK)
            coded, coding = jpeg_of(picture), "/Filter /DCTDecode"
        yield Sheet(width_pt, height_pt, picture.width, picture.height, coded, coding)


def _coded_exactly(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    png, at, parts = buffer.getvalue(), 8, []
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if png[at + 4 : at + 8] == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(parts)


def _built(sheets: Iterator[Sheet]) -> bytes:
    """Return a PDF 1.4 of one picture a page, written by hand: what is not written here cannot be in it."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    pages = []
    for sheet in sheets:
        size = f"{sheet.width_pt:.2f} {sheet.height_pt:.2f}"
        number = len(objects) + 1
        pages.append(number)
        drawing = f"{sheet.width_pt:.2f} 0 0 {sheet.height_pt:.2f} 0 0 cm /P Do".encode()
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents {number + 1} 0 R "
            f"/Resources << /XObject << /P {number + 2} 0 R >> >> >>".encode(),
            _stream("", drawing),
            _stream(
                f"/Type /XObject /Subtype /Image /Width {sheet.width} /Height {sheet.height} /ColorSpace /DeviceRGB "
                f"/BitsPerComponent 8 {sheet.coding}",
                sheet.coded,
            ),
        ]
    kids = " ".join(f"{number} 0 R" for number in pages)
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()
    return _file_of(objects)


def _stream(entries: str, content: bytes) -> bytes:
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def _file_of(objects: list[bytes]) -> bytes:
    out = BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + content + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010} 00000 n \n" for place in places).encode())
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()
