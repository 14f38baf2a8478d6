"""What a file is, is told from its bytes; what lies, hides or runs is refused in words that a clerk can act on."""

import io
import zipfile
from collections.abc import Callable

import pytest

from airspace.attachment import FileKind
from api.files import office as office_files
from api.files.sniff import sniffed
from geo.errors import FileRefused, TooLarge
from tests.files.handed_in import document, office, photo, picture, screenshot

KML = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
GPX = '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk/></gpx>'
DOCTYPE = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PLAIN = "津の沿岸\r\n表,1\r\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("計画.PDF", document("Plan"), FileKind.PDF),
        ("a.png", screenshot(), FileKind.PNG),
        ("a.jpg", photo(), FileKind.JPEG),
        ("a.jpeg", picture("JPEG"), FileKind.JPEG),
        ("a.txt", PLAIN.encode(), FileKind.TEXT),
        ("a.txt", PLAIN.encode("utf-8-sig"), FileKind.TEXT),
        ("a.csv", PLAIN.encode("cp932"), FileKind.CSV),
        ("a.csv", "気温 < 30,2 > 1\n".encode(), FileKind.CSV),
        ("a.kml", KML.encode(), FileKind.KML),
        ("a.gpx", GPX.encode(), FileKind.GPX),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', FileKind.GEOJSON),
        ("a.json", b'{"type": "Point", "coordinates": [136, 34]}', FileKind.GEOJSON),
        ("a.docx", office(), FileKind.DOCX),
        ("a.xlsx", office("xl/workbook.xml"), FileKind.XLSX),
    ],
)
def test_what_is_taken(name: str, content: bytes, kind: FileKind) -> None:
    assert sniffed(content, name) is kind


def zipped_behind(content: bytes) -> bytes:
    """Return a file that is a good zip as well."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("run.exe", b"MZ")
    return buffer.getvalue()


def zip_with_the_tail_in_its_comment() -> bytes:
    """Return a PDF that ends as one should, its last bytes being a zip's comment."""
    buffer = io.BytesIO(document("Plan"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("run.exe", b"MZ")
        archive.comment = b"\n%%EOF\n"
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "空"),
        ("a.txt", b" \n\x00", "空"),
        ("a.png", picture("JPEG"), "中身は画像（JPEG）"),
        ("a.pdf", screenshot(), "中身は画像（PNG）"),
        ("a.txt", document("Plan"), "中身はPDF"),
        ("a.exe", document("Plan"), "中身はPDF"),
        ("pdf", document("Plan"), "中身はPDF"),
        ("a.xlsx", office(), "中身はWord"),
        ("a.svg", SVG.encode(), "受け付けていない形式"),
        ("a.html", b"<!doctype html><p>", "受け付けていない形式"),
        ("a.gif", b"GIF89a/*<script>alert(1)</script>*/", "受け付けていない形式"),
        ("a.exe", b"MZ\x90" + bytes(300), "Windows Executable"),
        ("a.txt", b"MZ\x90" + bytes(300), "中身はWindows Executable"),
        ("a.txt", b"\x7fELF\x02" + bytes(300), "中身はELF"),
        ("a.csv", b"GIF89a" + bytes(300), "中身はGraphics interchange"),
        ("a.pdf", b"GIF89a" + bytes(300), "受け付けていない形式"),
        ("a.zip", zipped_behind(b""), "壊れているか"),
        ("a.txt", SVG.encode(), "Webページ"),
        ("a.kml", SVG.encode(), "Webページ"),
        ("a.txt", b"\n <!DOCTYPE HTML><html>", "Webページ"),
        ("a.csv", b"1,2\n< script >alert(1)</script>", "Webページ"),
        ("a.csv", b"1,2\n<?php system(1)", "Webページ"),
        ("a.txt", b"#!/bin/sh\nrm -rf /", "Webページやプログラム"),
        ("a.kml", KML.replace("<Document/>", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'/>").encode(), "Web"),
        ("a.kml", KML.replace("<kml", DOCTYPE + "<kml").encode(), "KML として読めません"),
        ("a.kml", GPX.encode(), "KML として読めません"),
        ("a.gpx", b"<gpx><trk></gpx>", "GPX として読めません"),
        ("a.geojson", b'{"type": "Person"}', "GeoJSON として読めません"),
        ("a.geojson", b"[" * 100_000, "GeoJSON として読めません"),
        ("a.geojson", b"[1]", "GeoJSON として読めません"),
        ("a.txt", "津の沿岸".encode("utf-16"), "文字のファイルとして読めません"),
        ("a.txt", b"a\x00b", "文字のファイルとして読めません"),
        ("a.txt", b"\xff\xfe\xfd", "文字のファイルとして読めません"),
        ("a.pdf", b"<html></html>" + document("Plan"), "別の種類のファイルが隠れています"),
        ("a.txt", b"plain\n%PDF-1.7\n" + b"x" * 20, "別の種類のファイルが隠れています"),
        ("a.pdf", document("Plan", trailer=b"MZ\x90 and more"), "別の種類のファイルが隠れています"),
        ("a.pdf", zipped_behind(document("Plan")), "別の種類のファイルが隠れています"),
        ("a.pdf", zip_with_the_tail_in_its_comment(), "別の種類のファイルが隠れています"),
        ("a.png", screenshot() + b"<html>", "別の種類のファイルが隠れています"),
        ("a.png", screenshot() + b"tail", "別の種類のファイルが隠れています"),
        ("a.jpg", zipped_behind(photo()), "別の種類のファイルが隠れています"),
        ("a.jpg", picture("JPEG", comment=b"<script>alert(1)</script>"), "別の種類のファイルが隠れています"),
        ("a.jpg", picture("JPEG") + document("Plan"), "別の種類のファイルが隠れています"),
        ("a.pdf", document("Plan")[:-300], "途中で切れています"),
        ("a.png", screenshot()[:-20], "途中で切れています"),
        ("a.jpg", picture("JPEG")[:40], "途中で切れています"),
        ("a.docx", office(more={"word/vbaProject.bin": b"x"}), "マクロ"),
        ("a.docx", office("ppt/presentation.xml"), "壊れているか"),
        ("a.docx", office(more={"xl/workbook.xml": b"x"}), "壊れているか"),
        ("a.docx", office(more={"../../evil": b"x"}), "壊れているか"),
        ("a.docx", office(more={"/etc/passwd": b"x"}), "壊れているか"),
        ("a.docx", office()[:-40], "壊れているか"),
        ("a.docx", b"PK\x03\x04" + office(), "壊れているか"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "受け付けていない形式"),
    ],
)
def test_what_is_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniffed(content, name)
    assert words in refused.value.what.ja
    assert refused.value.what.en
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


def test_it_is_said_how_the_name_should_end() -> None:
    with pytest.raises(FileRefused, match=r"「\.jpg」に直すか"):
        sniffed(picture("JPEG"), "a.png")
    with pytest.raises(FileRefused, match="受け付けるのは"):
        sniffed(b"MZ\x90" + bytes(300), "a.txt")


def flipped(content: bytes, inside: Callable[[bytes], int]) -> bytes:
    at = inside(content)
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def test_a_word_file_that_is_damaged_or_encrypted_is_refused() -> None:
    damaged = flipped(
        office(more={"word/media/a.png": bytes(range(256)) * 9}), lambda content: content.find(b"media") + 30
    )
    with pytest.raises(FileRefused, match="壊れているか"):
        sniffed(damaged, "a.docx")
    content = office()
    central = content.find(b"PK\x01\x02")
    locked = content[: central + 8] + b"\x01\x00" + content[central + 10 :]
    with pytest.raises(FileRefused, match="壊れているか"):
        sniffed(locked, "a.docx")


def test_a_zip_bomb_is_refused_by_what_it_says_and_by_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = office(more={f"word/media/{number}": bytes(30 * 1024 * 1024) for number in range(8)})
    assert len(bomb) < 500_000
    with pytest.raises(TooLarge, match="大きくなりすぎる"):
        sniffed(bomb, "a.docx")
    # One that says it is small: only what comes out tells.
    told = len(b"<document/>") + len(b"<Types/>") + 2_000_000
    lying = office(more={"word/media/x": bytes(2_000_000)})
    monkeypatch.setattr(office_files, "MOST_UNPACKED_BYTES", told)
    assert sniffed(lying, "a.docx") is FileKind.DOCX
    monkeypatch.setattr(office_files, "MOST_UNPACKED_BYTES", told - 1)
    with pytest.raises(TooLarge, match="大きくなりすぎる"):
        sniffed(lying, "a.docx")


def test_many_entries_are_refused() -> None:
    with pytest.raises(TooLarge):
        sniffed(office(more={f"word/{number}": b"" for number in range(2_100)}), "a.docx")


def test_a_size_that_lies_never_lets_more_out() -> None:
    content = office(more={"word/media/x": bytes(3_000_000)})
    told = (3_000_000).to_bytes(4, "little")
    assert content.count(told) == 2
    with pytest.raises(FileRefused, match="壊れているか"):
        sniffed(content.replace(told, (10).to_bytes(4, "little")), "a.docx")
