"""Word and Excel files (OOXML): opened only to see that they are that, hold no macros and do not explode."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from zlib import error as ZlibError

from airspace.attachment import FileKind
from geo.errors import FileRefused, TooLarge
from geo.text import Text

MOST_ENTRIES = 2_000
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
CHUNK = 1024 * 1024

MAIN_PARTS = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX}
MACROS = ("vbaproject.bin", "vbadata.xml")
ENCRYPTED = 0x1

BROKEN = (
    Text("ファイルが壊れているか、Word・Excelの形式ではありません。", "It is broken, or no Word or Excel file."),
    Text("Word・Excelで開いて保存しなおすか、PDFに書き出してください。", "Save it again, or export it to PDF."),
)
WITH_MACROS = (
    Text("マクロ（プログラム）が入っています。", "It holds macros."),
    Text("マクロなしの形式（docx・xlsx）で保存しなおしてください。", "Save it without macros (docx, xlsx)."),
)
EXPLODES = (
    Text("圧縮を解くと大きくなりすぎるファイルです。", "It grows too large when it is unpacked."),
    Text("画像を減らすか、PDFに書き出して添付してください。", "Use fewer pictures, or export it to PDF."),
)


def office_kind(content: bytes) -> FileKind:
    """Return which of the two a zipped file is.

    Raises
    ------
    FileRefused
        If it is neither, is broken or encrypted, or holds macros; `TooLarge` if it would explode.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_odd(entries)
            _refuse_explosion(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, ZlibError, EOFError, OSError, RuntimeError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(*BROKEN) from error
    names = {entry.filename for entry in entries}
    kinds = {kind for part, kind in MAIN_PARTS.items() if part in names}
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        raise FileRefused(*BROKEN)
    return kinds.pop()


def _refuse_odd(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise TooLarge(*EXPLODES)
    # What stands before the first entry is another file that the zip hides behind.
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise FileRefused(*BROKEN)
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or entry.flag_bits & ENCRYPTED:
            raise FileRefused(*BROKEN)
        if path.name.lower() in MACROS:
            raise FileRefused(*WITH_MACROS)


def _refuse_explosion(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    # Sizes that entries tell may lie: what really comes out is counted.
    left = MOST_UNPACKED_BYTES
    if sum(entry.file_size for entry in entries) > left:
        raise TooLarge(*EXPLODES)
    for entry in entries:
        with archive.open(entry) as unpacked:
            while chunk := unpacked.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise TooLarge(*EXPLODES)
