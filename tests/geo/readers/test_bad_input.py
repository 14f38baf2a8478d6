"""What every reader must refuse, in bounded time and memory, saying what, where and what to do."""

import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import InputRefused, TooLarge
from geo.readers import FORMATS, read, read_file
from geo.readers.reading import DEFAULT_LIMITS, Limits
from geo.route import Route

MEGABYTE = 1024 * 1024

CPU_SECONDS = 10.0
"""Far above what a refusal takes (under one second), far below what a bomb would take."""

KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>{}</Placemark></kml>'
LINE = "<LineString><coordinates>{}</coordinates></LineString>"
BOMB = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)


def zipped(name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


def many_members() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for index in range(DEFAULT_LIMITS.max_zip_members + 1):
            archive.writestr(f"{index}.kml", b"")
    return packed.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped("doc.kml", KML.encode()))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying_directory() -> bytes:
    """Return a zip whose directory says that its member is small, though it unpacks to 80 MB."""
    data = bytearray(zipped("doc.kml", b" " * 80 * MEGABYTE))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (1_000).to_bytes(4, "little")
    return bytes(data)


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("x.geojson", lambda: b"", "empty"),
    "blank": ("x.csv", lambda: b" \n\t\r\n ", "empty"),
    "binary": ("x.bin", lambda: bytes(range(256)) * 100, "no format that is read"),
    "binary called geojson": ("x.geojson", lambda: bytes(range(256)) * 100, "cannot be read as text"),
    "binary called csv": ("x.csv", lambda: b"\x00\x01\x02" * 100, "cannot be read as text"),
    "picture": ("x.png", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "no format that is read"),
    "text": ("x.txt", lambda: "飛行経路は海沿いです。".encode(), "cannot be told which column"),
    "html": ("x.kml", lambda: b"<html><body>Not found</body></html>", "no point, line or area"),
    "100 MB": ("x.geojson", lambda: b" " * 100 * MEGABYTE, "too large"),
    "truncated json": (
        "x.geojson",
        lambda: b'{"type":"LineString","coordinates":[[136.5,34.7],[13',
        "complete, valid JSON",
    ),
    "truncated plan": ("x.plan", lambda: b'{"fileType":"Plan","mission":{"items":[', "complete, valid JSON"),
    "truncated kml": ("x.kml", lambda: KML.format(LINE.format("136,34 137,35")).encode()[:-20], "complete, valid XML"),
    "truncated gpx": ("x.gpx", lambda: b"<gpx><rte><rtept lat='34'", "complete, valid XML"),
    "truncated zip": ("x.kmz", lambda: zipped("doc.kml", KML.encode() * 50)[:-40], "broken"),
    "broken zip": (
        "x.kmz",
        lambda: zipped("doc.kml", KML.encode(), zipfile.ZIP_STORED).replace(b"Placemark", b"PlaceMark"),
        "broken",
    ),
    "wrong encoding": ("x.kml", lambda: KML.format("<name>津</name>").encode("cp932"), "complete, valid XML"),
    "cut short in its encoding": (
        "x.kml",
        lambda: b'<?xml version="1.0" encoding="Shift_JIS"?><kml>\x92</kml>',
        "encoding",
    ),
    "unknown encoding": ("x.kml", lambda: b'<?xml version="1.0" encoding="rot13"?><kml/>', "encoding"),
    "json list": ("x.json", lambda: b"[[136.5, 34.7]]", "not an object"),
    "json nan": ("x.json", lambda: b'{"type":"Point","coordinates":[NaN,34.7]}', "NaN"),
    "json infinity": ("x.json", lambda: b'{"type":"Point","coordinates":[136,-Infinity]}', "-Infinity"),
    "json overflow": ("x.json", lambda: b'{"type":"Point","coordinates":[136,1e999]}', "number is needed"),
    "json digits": ("x.json", lambda: b'{"type":"Point","coordinates":[136,' + b"1" * 5_000 + b"]}", "too long"),
    "json depth": ("x.json", lambda: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    "json flood": ("x.json", lambda: b'{"a":[' + b"[]," * 3_000_000 + b"[]]}", "too many points or values"),
    "latitude 91": ("x.json", lambda: b'{"type":"Point","coordinates":[136,91]}', "not valid"),
    "swapped": ("x.json", lambda: b'{"type":"Point","coordinates":[34.7,136.5]}', "not valid"),
    "xml bomb": ("x.kml", lambda: (BOMB + "]><kml><name>&j;</name></kml>").encode(), "DTD"),
    "xml bomb in gpx": ("x.gpx", lambda: (BOMB.replace("kml", "gpx") + "]><gpx>&j;</gpx>").encode(), "DTD"),
    "external entity": (
        "x.kml",
        lambda: b'<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]><kml><name>&x;</name></kml>',
        "DTD",
    ),
    "external dtd": ("x.gpx", lambda: b'<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd"><gpx/>', "DTD"),
    "xml depth": (
        "x.kml",
        lambda: b"<kml>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</kml>",
        "no point, line or area",
    ),
    "xml flood": ("x.kml", lambda: b"<kml>" + b"<a/>" * 3_000_000 + b"</kml>", "too many points or elements"),
    "zip bomb": ("x.kmz", lambda: zipped("doc.kml", b" " * 200 * MEGABYTE), "unpacks to too much"),
    "zip ratio": ("x.kmz", lambda: zipped("doc.kml", b" " * 20 * MEGABYTE), "unpacks to too much"),
    "zip that lies": ("x.kmz", lying_directory, "broken"),
    "zip of many": ("x.kmz", many_members, "too many files"),
    "zip traversal": ("x.kmz", lambda: zipped("../../doc.kml", KML.encode()), "escape"),
    "zip absolute": ("x.kmz", lambda: zipped("/etc/doc.kml", KML.encode()), "escape"),
    "zip of a drive": ("x.kmz", lambda: zipped("C:\\doc.kml", KML.encode()), "escape"),
    "zip encrypted": ("x.kmz", encrypted, "encrypted"),
    "zip packed oddly": ("x.kmz", lambda: zipped("doc.kml", KML.encode(), zipfile.ZIP_LZMA), "oddly packed"),
    "zip of something else": ("x.zip", lambda: zipped("x.txt", b"hello"), "no format that is read"),
    "a million points in GeoJSON": (
        "x.geojson",
        lambda: b'{"type":"LineString","coordinates":[' + b"[136.5,34.7]," * 999_999 + b"[136.5,34.7]]}",
        "too many points",
    ),
    "a million points in KML": (
        "x.kml",
        lambda: KML.format(LINE.format("136.5,34.7 " * 1_000_000)).encode(),
        "1,000,000",
    ),
    "a million points in a gx:Track": (
        "x.kml",
        lambda: KML.format("<Track>" + "<coord>1 2</coord>" * 1_000_000 + "</Track>").encode(),
        "too many points",
    ),
    "a million points in GPX": (
        "x.gpx",
        lambda: b"<gpx><rte>" + b"<rtept lat='1'/>" * 1_000_000 + b"</rte></gpx>",
        "too many points",
    ),
    "a million points in a table": (
        "x.csv",
        lambda: b"lat,lon\n" + b"34.7,136.5\n" * 1_000_000,
        "too many routes or points",
    ),
    "a million points without a header": ("x.csv", lambda: b"34.7,136.5\n" * 1_000_000, "too many routes or points"),
    "a million points from ArduPilot": (
        "x.waypoints",
        lambda: b"QGC WPL 110\n" + b"0 1 0 16 0 0 0 0 1 2 3 1\n" * 800_000,
        "too many routes or points",
    ),
    "a million points from Litchi": (
        "x.csv",
        lambda: b"latitude,longitude,altitude(m),gimbalmode\n" + b"34.7,136.5,9,0\n" * 1_000_000,
        "too many routes or points",
    ),
    "10,001 points": ("x.csv", lambda: b"lat,lon\n" + b"34.7,136.5\n" * 10_001, "Too many points (10,001)"),
    "501 routes": (
        "x.json",
        lambda: json.dumps({"type": "MultiPoint", "coordinates": [[136, 34]] * 501}).encode(),
        "too many routes",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_bounded_time(name: str) -> None:
    filename, make, phrase = BAD[name]
    data = make()
    start = time.process_time()
    with pytest.raises(InputRefused) as caught:
        read(data, filename)
    assert time.process_time() - start < CPU_SECONDS
    error = caught.value
    assert phrase.lower() in error.what.en.lower()
    assert all((error.what.ja, error.remedy.ja, error.remedy.en))
    assert len(str(error)) < 1_500


@pytest.mark.parametrize(
    "name", [name for name in BAD if any(word in name for word in ("million", "flood", "bomb", "lies"))]
)
def test_a_flood_is_refused_in_bounded_memory(name: str) -> None:
    filename, make, _ = BAD[name]
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(InputRefused):
            read(data, filename)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100 * MEGABYTE


def test_the_content_of_a_refused_file_is_not_echoed_at_length() -> None:
    with pytest.raises(InputRefused) as caught:
        read(b"lat,lon\n" + b"\xe6\xb4\xa5" * 10_000 + b",136\n", "x.csv")
    assert len(str(caught.value)) < 500


def test_the_longest_route_is_still_read() -> None:
    data = b"lat,lon\n" + b"".join(b"34.7,%f\n" % (136 + i / 100_000) for i in range(10_000))
    [route] = read(data, "x.csv").paths
    assert isinstance(route, Route)
    assert len(route.waypoints) == 10_000


def test_a_format_nobody_reads_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputRefused) as caught:
        read(b"<TrainingCenterDatabase/>", "run.tcx")
    for known in FORMATS:
        assert known.name.ja in caught.value.remedy.ja
        assert known.name.en in caught.value.remedy.en


def test_the_limits_can_be_set() -> None:
    data = b'{"type":"Point","coordinates":[136,34]}'
    assert read(data).format == "geojson"
    with pytest.raises(TooLarge):
        read(data, limits=Limits(max_bytes=10))
    packed = zipped("doc.kml", KML.format(LINE.format("136,34 137,35")).encode())
    assert read(packed).format == "kml"
    with pytest.raises(TooLarge):
        read(packed, limits=Limits(max_unpacked_bytes=100))


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "点.csv"
    path.write_bytes("緯度,経度\n34.7,136.5\n".encode("cp932"))
    assert read_file(path).format == "table"
    with pytest.raises(TooLarge):
        read_file(path, Limits(max_bytes=5))


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        read_file(tmp_path / "nowhere.kml")
    assert caught.value.where == "nowhere.kml"


def test_slugs_and_suffixes_are_unique() -> None:
    suffixes = [suffix for known in FORMATS for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert len({known.slug for known in FORMATS}) == len(FORMATS)
