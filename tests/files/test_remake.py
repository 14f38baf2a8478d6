"""Copies hold what a person sees and nothing else: looked for byte by byte, word by word, pixel by pixel."""

import io
import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from airspace.attachment import FILE_KINDS, FileKind
from airspace.blackout import MARK, Blackout, Box, Stretch
from api.files.remake import Bounds, Copy, refuse_unopenable, remade
from api.files.text import shown
from geo.errors import FileRefused, TooLarge, ValueRefused
from tests.files.handed_in import SECRET, document, office, photo, picture, png_of_size, scan_of, screenshot

NOW = datetime(2026, 10, 1, tzinfo=UTC)


def hidden(*places: Box | Stretch) -> list[Blackout]:
    one = Blackout("b", "t", "attachments/1", Box(1, 0, 0, 1, 1), "personal", "第7条第2号", "氏名", NOW, "a")
    return [replace(one, place=place) for place in places]


def pixels(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as opened:
        return np.asarray(opened.convert("RGB")).astype(int)


def page_pixels(content: bytes, number: int, scale: float) -> np.ndarray:
    with pypdfium2.PdfDocument(content) as opened:
        page = opened[number]
        drawn = np.asarray(page.render(scale=scale).to_pil().convert("RGB")).astype(int)
        page.close()
    return drawn


def words(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as opened:
        found = []
        for number in range(len(opened)):
            page = opened[number]
            text = page.get_textpage()
            found.append(text.get_text_range())
            text.close()
            page.close()
    return found


def test_the_samples_do_hold_what_is_to_go() -> None:
    assert photo().count(SECRET.encode()) >= 5
    assert SECRET.encode() in screenshot()
    with Image.open(io.BytesIO(photo())) as opened:
        assert opened.getexif().get_ifd(0x8825)
    assert any(SECRET in text for text in words(document(SECRET)))
    with pypdfium2.PdfDocument(document("x")) as opened:
        assert opened.count_attachments() == 1
        assert opened.get_metadata_value("Author") == SECRET


@pytest.mark.parametrize(("kind", "content"), [(FileKind.JPEG, photo()), (FileKind.PNG, screenshot())])
def test_a_pictures_copy_carries_nothing_along(kind: FileKind, content: bytes) -> None:
    copy = remade(content, kind, [])
    assert copy.kind is kind
    for trace in (SECRET.encode(), b"Exif", b"ICC", b"iCCP", b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"ns.adobe", b"SEFT"):
        assert trace not in copy.content
    with Image.open(io.BytesIO(copy.content)) as opened:
        assert not opened.getexif()
        assert not set(opened.info) & {"exif", "icc_profile", "comment", "xmp", "Author", "Comment", "transparency"}
        assert opened.mode == "RGB"
    # The markers of a JPEG: start, JFIF, tables, frame, scan, end; no APP1 and on, no comment.
    if kind is FileKind.JPEG:
        assert not re.search(rb"\xff[\xe1-\xef\xfe]..", copy.content[: copy.content.find(b"\xff\xda")], re.DOTALL)


def test_what_lay_under_transparent_pixels_is_gone() -> None:
    drawn = pixels(remade(screenshot(), FileKind.PNG, []).content)
    assert (drawn[20:40, 20:60] == 255).all()
    assert (drawn[50:, :] == 250).all()


@pytest.mark.parametrize(("kind", "cell", "tolerance"), [(FileKind.PNG, 1, 0), (FileKind.JPEG, 8, 12)])
def test_a_box_is_black_and_the_rest_is_as_it_was(kind: FileKind, cell: int, tolerance: int) -> None:
    original = picture(kind.upper(), size=(320, 240))
    copy = remade(original, kind, hidden(Box(1, 0.253, 0.1, 0.5, 0.3), Box(1, 0.9, 0.9, 1, 1)))
    before, after = pixels(original), pixels(copy.content)
    assert after.shape == before.shape
    # The oracle rounds outwards to cells: 0.253 × 320 = 80.96, 0.1 × 240 = 24, 0.5 × 320 = 160, 0.3 × 240 = 72.
    left = 80 // cell * cell
    inside = np.zeros(before.shape[:2], dtype=bool)
    inside[24:72, left:160] = True
    inside[216:240, 288:320] = True
    assert (after[inside] == 0).all()
    assert np.abs(after[~inside] - before[~inside]).max() <= tolerance


def test_a_picture_is_turned_upright_before_it_is_blacked_out() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn it to the right by a quarter
    image = Image.new("RGB", (200, 100), "white")
    image.paste("red", (0, 0, 200, 50))  # the upper half as stored is the right half as seen
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif.tobytes(), quality=95)
    drawn = pixels(remade(buffer.getvalue(), FileKind.JPEG, hidden(Box(1, 0.5, 0, 1, 1))).content)
    assert drawn.shape[:2] == (200, 100)
    assert (drawn[:, 48:] == 0).all(), "the half that is seen at the right is black"
    assert (drawn[:, :40] > 245).all(), "the white half stays"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_each_way_of_coding_pixels_is_read(mode: str) -> None:
    grey = Image.linear_gradient("L")
    sixteen_bits = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    image = sixteen_bits if mode == "I;16" else grey.convert(mode)
    kind = FileKind.JPEG if mode == "CMYK" else FileKind.PNG
    buffer = io.BytesIO()
    image.save(buffer, kind.upper(), **({"quality": 95} if mode == "CMYK" else {}))
    drawn = pixels(remade(buffer.getvalue(), kind, []).content)
    if mode != "1":
        assert np.abs(drawn - np.asarray(grey)[..., None]).max() <= 8
    assert drawn[0].max() == 0 or mode == "CMYK"
    assert drawn[-1].min() >= 245


def test_a_pdfs_copy_is_pictures_only() -> None:
    original = document(SECRET, "Second")
    copy = remade(original, FileKind.PDF, hidden(Box(1, 0, 0.1, 1, 0.25)))
    assert copy.kind is FileKind.PDF
    for trace in (SECRET, "JavaScript", "/JS", "OpenAction", "Author", "/Info", "Font", "Embedded", "Annot", "/URI"):
        assert trace.encode() not in copy.content
    assert words(copy.content) == ["", ""]
    with pypdfium2.PdfDocument(copy.content) as opened:
        assert opened.count_attachments() == 0
        assert not any(opened.get_metadata_dict().values())
        kinds = {item.type for number in range(len(opened)) for item in opened[number].get_objects()}
        assert kinds == {pypdfium2.raw.FPDF_PAGEOBJ_IMAGE}
        assert [opened[number].get_size() for number in range(len(opened))] == [(595, 842), (595, 842)]
    every_stream = b"".join(re.findall(rb"stream\n(.*?)\nendstream", copy.content, re.DOTALL))
    assert len(every_stream) > 0.8 * len(copy.content), "there is hardly anything beside pixels"


def test_on_a_pdfs_page_the_box_is_black_and_the_rest_is_near() -> None:
    scale = 150 / 72
    original = document(SECRET, "Second")
    copy = remade(original, FileKind.PDF, hidden(Box(1, 0.1, 0.1, 0.6, 0.25)))
    before, after = page_pixels(original, 0, scale), page_pixels(copy.content, 0, scale)
    height, width = before.shape[:2]
    rows = slice(int(0.1 * height) + 1, int(0.25 * height) - 1)
    columns = slice(int(0.1 * width) + 1, int(0.6 * width) - 1)
    assert before[rows, columns].min() < 100, "the word stood there"
    assert (after[rows, columns] == 0).all()
    outside = np.ones((height, width), dtype=bool)
    outside[int(0.1 * height) - 2 : int(0.25 * height) + 3, int(0.1 * width) - 2 : int(0.6 * width) + 3] = False
    assert before[outside].min() < 100, "there are words outside too"
    assert np.abs(after[outside] - before[outside]).mean() < 1
    assert np.abs(page_pixels(copy.content, 1, scale) - page_pixels(original, 1, scale)).mean() < 1


def scanned(pages: int) -> bytes:
    """Return a PDF of colour scans: noise, which no coding makes small without loss."""
    noise = np.random.default_rng(1).integers(0, 256, (1754, 1240, 3), dtype=np.uint8)
    first, *more = [Image.fromarray(noise) for _ in range(pages)]
    buffer = io.BytesIO()
    first.save(buffer, "PDF", save_all=True, append_images=more, resolution=150, quality=60)
    return buffer.getvalue()


def test_a_colour_scan_stays_small_and_its_boxes_black() -> None:
    original = scanned(2)
    copy = remade(original, FileKind.PDF, hidden(Box(2, 0.101, 0.101, 0.6, 0.25)))
    assert len(copy.content) < 2 * 3 * 1240 * 1754 * 0.6, "far less than its pixels"
    assert copy.content.count(b"/DCTDecode") == 2
    scale = 150 / 72
    after = page_pixels(copy.content, 1, scale)
    before = page_pixels(original, 1, scale)
    height, width = after.shape[:2]
    assert (
        after[int(0.101 * height) + 1 : int(0.25 * height) - 1, int(0.101 * width) + 1 : int(0.6 * width) - 1] == 0
    ).all()
    beside = (slice(int(0.3 * height), None), slice(None))
    assert np.abs(after[beside] - before[beside]).mean() < 20


def test_the_same_file_makes_the_same_bytes() -> None:
    for content, kind in ((document("Plan"), FileKind.PDF), (photo(), FileKind.JPEG), (screenshot(), FileKind.PNG)):
        assert remade(content, kind, hidden(Box(1, 0, 0, 0.5, 0.5))) == remade(
            content, kind, hidden(Box(1, 0, 0, 0.5, 0.5))
        )


def test_a_texts_copy_is_what_is_seen_with_marks() -> None:
    written = "\ufeff氏名,山田\u200b太郎\r\n\u202e電話\u202c,059-000-0000\uf000\r\n"
    content = written.encode()
    assert shown(content) == "氏名,山田太郎\n電話,059-000-0000〓\n"
    copy = remade(content, FileKind.CSV, hidden(Stretch("", 3, 7), Stretch("", 11, 23)))
    assert copy == Copy(FileKind.TEXT, f"氏名,{MARK}\n電話,{MARK}〓\n".encode())
    assert remade("氏名：山田".encode("cp932"), FileKind.TEXT, []).content.decode() == "氏名：山田"


@pytest.mark.parametrize("kind", [FileKind.KML, FileKind.GPX, FileKind.GEOJSON])
def test_map_data_are_published_as_plain_text(kind: FileKind) -> None:
    assert remade(b"<a>b</a>", kind, []) == Copy(FileKind.TEXT, b"<a>b</a>")
    assert FILE_KINDS[FileKind.TEXT].extensions == ("txt",)


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.XLSX])
def test_office_files_are_never_published_and_it_is_said_what_to_do(kind: FileKind) -> None:
    with pytest.raises(FileRefused, match="PDFに書き出して"):
        remade(office(), kind, [])


@pytest.mark.parametrize(
    ("kind", "content", "place"),
    [
        (FileKind.PDF, document("Plan"), Stretch("", 0, 1)),
        (FileKind.PDF, document("Plan"), Box(2, 0, 0, 1, 1)),
        (FileKind.PNG, screenshot(), Box(2, 0, 0, 1, 1)),
        (FileKind.JPEG, picture(), Stretch("", 0, 1)),
        (FileKind.TEXT, b"abc", Box(1, 0, 0, 1, 1)),
        (FileKind.TEXT, b"abc", Stretch("", 1, 4)),
        (FileKind.TEXT, b"abc", Stretch("/reason", 0, 1)),
    ],
)
def test_a_blackout_that_would_miss_is_refused(kind: FileKind, content: bytes, place: Box | Stretch) -> None:
    with pytest.raises(ValueRefused):
        remade(content, kind, hidden(place))


def test_pages_are_counted() -> None:
    assert refuse_unopenable(document("a", "b", "c"), FileKind.PDF) == 3
    assert refuse_unopenable(scan_of("x"), FileKind.PNG) == 1
    assert refuse_unopenable(b"x", FileKind.TEXT) == 1


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (FileKind.PDF, b"%PDF-1.7\nnothing\n%%EOF", "PDFとして開けません"),
        (FileKind.PDF, document(), "PDFとして開けません"),
        (FileKind.PNG, screenshot()[:-60] + screenshot()[-12:], "画像として開けません"),
        (FileKind.JPEG, picture(size=(800, 800), quality=95)[:9000], "画像として開けません"),
        (FileKind.JPEG, screenshot(), "画像として開けません"),
    ],
)
def test_what_does_not_open_to_its_end_is_refused(kind: FileKind, content: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        refuse_unopenable(content, kind)


def test_a_pdf_with_a_password_is_refused() -> None:
    # The oracle is a file that Acrobat's rules call encrypted: with an /Encrypt entry that no key fits.
    locked = document("x").replace(
        b"/Info 3 0 R",
        b"/ID [(0123456789abcdef) (0123456789abcdef)] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        + b"/O ("
        + b"o" * 32
        + b") /U ("
        + b"u" * 32
        + b") >>",
    )
    with pytest.raises(FileRefused, match="パスワード"):
        refuse_unopenable(locked, FileKind.PDF)


def test_too_many_pages_are_refused() -> None:
    assert refuse_unopenable(document(*["x"] * 200), FileKind.PDF) == 200
    with pytest.raises(TooLarge, match="200ページまで"):
        refuse_unopenable(document(*["x"] * 201), FileKind.PDF)


def test_a_page_as_large_as_a_pdf_may_be_is_drawn_within_bounds() -> None:
    copy = remade(document("Plan").replace(b"[0 0 595 842]", b"[0 0 14400 14400]"), FileKind.PDF, [])
    with pypdfium2.PdfDocument(copy.content) as opened:
        (image,) = opened[0].get_objects()
        assert image.get_px_size()[0] * image.get_px_size()[1] <= 20_100_000


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    bomb = png_of_size(60_000, 60_000)
    assert len(bomb) < 1_000_000
    started = time.monotonic()
    with pytest.raises(TooLarge, match="画素数"):
        refuse_unopenable(bomb, FileKind.PNG)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("side", [10_000, 14_000])
def test_a_picture_that_pillow_warns_of_is_refused_in_words(side: int) -> None:
    with pytest.raises(TooLarge, match="画素数"):
        refuse_unopenable(png_of_size(side, side), FileKind.PNG)


def test_a_copy_that_grows_too_large_is_refused() -> None:
    content = picture("PNG")
    size = len(remade(content, FileKind.PNG, []).content)
    assert len(remade(content, FileKind.PNG, [], Bounds(most_bytes=size)).content) == size
    with pytest.raises(TooLarge, match="大きくなりすぎ"):
        remade(content, FileKind.PNG, [], Bounds(most_bytes=size - 1))


def test_pixels_up_to_the_bound_are_read() -> None:
    assert refuse_unopenable(png_of_size(8_000, 7_500), FileKind.PNG) == 1
    with pytest.raises(TooLarge, match="画素数"):
        refuse_unopenable(png_of_size(8_000, 7_501), FileKind.PNG)


@pytest.mark.parametrize(
    "bounds", [Bounds(seconds=0.05), Bounds(memory_bytes=60 * 1024 * 1024)], ids=["time", "memory"]
)
def test_what_costs_too_much_is_refused(bounds: Bounds) -> None:
    with pytest.raises(FileRefused, match="時間かメモリ"):
        refuse_unopenable(png_of_size(8_000, 7_500), FileKind.PNG, bounds)
