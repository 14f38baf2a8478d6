"""What a shapefile says of itself: its lengths, and the encoding of its table."""

import struct
from pathlib import Path

from geo.errors import FileRefused
from geo.text import Text

LANGUAGE_BYTE = 29
"""Offset in a DBF of the byte that names its code page; 0 names none."""


def check_lengths(shp: Path) -> None:
    """Refuse a `.shp` or `.dbf` that is shorter than its header says.

    GDAL reads such a file to its end and gives the lost features no geometry.

    Raises
    ------
    FileRefused
        If either is cut off.
    """
    for path, told in ((shp, _told_by_shp(shp)), (shp.with_suffix(".dbf"), _told_by_dbf(shp.with_suffix(".dbf")))):
        if told is None or path.stat().st_size < told:
            raise FileRefused(
                Text("シェープファイルが途中で切れています。", "The shapefile is cut off."),
                Text("もう一度ダウンロードしてください。", "Download it again."),
                where=path.suffix,
            )


def dbf_encoding(shp: Path) -> str | None:
    """Return the encoding of the table's text where the file does not name it, else None (GDAL knows).

    Japanese tables without a name are Shift_JIS (cp932) unless they can be read as UTF-8.
    """
    if shp.with_suffix(".cpg").exists():
        return None
    content = shp.with_suffix(".dbf").read_bytes()
    if len(content) <= LANGUAGE_BYTE or content[LANGUAGE_BYTE]:
        return None
    header = struct.unpack_from("<H", content, 8)[0]
    try:
        content[header:].decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "UTF-8"


def _told_by_shp(path: Path) -> int | None:
    with path.open("rb") as stream:
        head = stream.read(100)
    return struct.unpack_from(">i", head, 24)[0] * 2 if len(head) == 100 else None


def _told_by_dbf(path: Path) -> int | None:
    with path.open("rb") as stream:
        head = stream.read(32)
    if len(head) < 32:
        return None
    records, header, record = struct.unpack_from("<IHH", head, 4)
    return int(records) * int(record) + int(header)
