"""添付: files that belong to a trial, the kinds of file that are taken, and the copies that are made for the public."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from geo.errors import ValueRefused
from geo.readable import SEEN
from geo.text import Text

MOST_NAME_CHARACTERS = 120


class FileKind(StrEnum):
    """A kind of file that is taken; what is not here is refused."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TEXT = "text"
    CSV = "csv"
    KML = "kml"
    GPX = "gpx"
    GEOJSON = "geojson"
    DOCX = "docx"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What a kind is called and served as; `published_as` is the kind of its re-made copy, None: never published."""

    name: Text
    extensions: tuple[str, ...]
    media_type: str
    published_as: FileKind | None


FILE_KINDS = {
    FileKind.PDF: KindFacts(Text("PDF", "PDF"), ("pdf",), "application/pdf", FileKind.PDF),
    FileKind.PNG: KindFacts(Text("画像（PNG）", "picture (PNG)"), ("png",), "image/png", FileKind.PNG),
    FileKind.JPEG: KindFacts(Text("画像（JPEG）", "picture (JPEG)"), ("jpg", "jpeg"), "image/jpeg", FileKind.JPEG),
    FileKind.TEXT: KindFacts(Text("テキスト", "plain text"), ("txt",), "text/plain", FileKind.TEXT),
    FileKind.CSV: KindFacts(Text("表（CSV）", "table (CSV)"), ("csv",), "text/csv", FileKind.TEXT),
    FileKind.KML: KindFacts(
        Text("地図データ（KML）", "map data (KML)"), ("kml",), "application/vnd.google-earth.kml+xml", FileKind.TEXT
    ),
    FileKind.GPX: KindFacts(
        Text("地図データ（GPX）", "map data (GPX)"), ("gpx",), "application/gpx+xml", FileKind.TEXT
    ),
    FileKind.GEOJSON: KindFacts(
        Text("地図データ（GeoJSON）", "map data (GeoJSON)"), ("geojson", "json"), "application/geo+json", FileKind.TEXT
    ),
    FileKind.DOCX: KindFacts(
        Text("Word文書（docx）", "Word document (docx)"),
        ("docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        None,
    ),
    FileKind.XLSX: KindFacts(
        Text("Excelブック（xlsx）", "Excel workbook (xlsx)"),
        ("xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        None,
    ),
}

EXTENSIONS = {extension: kind for kind, facts in FILE_KINDS.items() for extension in facts.extensions}

EXPORT_FIRST = Text(
    "Word・Excelのファイルは、目に見えない情報が残るため、そのまま公表・開示しません。PDFに書き出して、あらためて添付してください。",
    "Office files carry what nobody sees, so they are never published. Export it to PDF and attach that.",
)


class ScanState(StrEnum):
    """What a scanner for malware said of a file that was taken; one that found something is not taken."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


SCAN_NAMES = {
    ScanState.CLEAN: Text("ウイルス検査：検出なし", "malware scan: nothing found"),
    ScanState.NOT_SCANNED: Text("ウイルス検査：未実施", "malware scan: not done"),
}


class Retention(StrEnum):
    """保存期間の区分: how long a file is kept."""

    CASE = "case"
    UNTIL_DECIDED = "until_decided"


RETENTION_NAMES = {
    Retention.CASE: Text("事案と同じ", "as long as the case"),
    Retention.UNTIL_DECIDED: Text("事案の処理が終わるまで", "until the case is closed"),
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a trial, by its number from 1.

    It may belong to a submitted revision or to an answer of a consultation. `sha256` finds the content. `added_by` is
    an account's id, None of an answer that was given with a code. `name` is the name as it was given, None once its
    retention ended: it is a person's text, kept apart and never hashed or audited.
    """

    id: str
    trial_id: str
    number: int
    revision_number: int | None
    consultation_answer_id: str | None
    kind: FileKind
    size: int
    sha256: str
    scan: ScanState
    scanner: str
    retention: Retention
    added_at: datetime
    added_by: str | None
    name: str | None = None

    def __post_init__(self) -> None:
        if self.added_at.tzinfo is None:
            raise ValueError("added_at must be aware")
        if self.added_by is None and self.consultation_answer_id is None:
            raise ValueError("a file is added by an account or with an answer")

    @property
    def neutral_name(self) -> str:
        """A name that tells nothing: the number and the kind's extension."""
        return f"attachment-{self.number}.{FILE_KINDS[self.kind].extensions[0]}"


@dataclass(frozen=True, slots=True)
class PublishedCopy:
    """A copy that was made for the public, or (without content) the taking back of the one before.

    `number` counts an attachment's copies from 1, the newest is in effect; `blackouts` names those burnt into it.
    """

    attachment_id: str
    number: int
    kind: FileKind | None
    size: int
    sha256: str | None
    blackouts: tuple[str, ...]
    made_at: datetime
    made_by: str

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            raise ValueError("made_at must be aware")


def name_given(written: str) -> str:
    """Return a file's name as it is kept: without folders, in one form of Unicode (NFC), no space at its ends.

    Not NFKC: it would make the separators and quotes of other widths into those that mean something.

    Raises
    ------
    ValueRefused
        If nothing that can be seen is left, or too much, or what turns or hides a part of it.
    """
    name = unicodedata.normalize("NFC", written).replace("\\", "/").rpartition("/")[2].strip()
    if not any(unicodedata.category(character)[0] in "LN" for character in name):
        raise ValueRefused(
            Text("ファイルの名前がありません。", "The file has no name."),
            Text("「説明資料.pdf」のような名前をつけてください。", "Give it a name such as 'plan.pdf'."),
            where="file",
        )
    if len(name) > MOST_NAME_CHARACTERS:
        raise ValueRefused(
            Text(f"ファイルの名前が長すぎます（{len(name)}文字）。", f"The name is too long ({len(name)} characters)."),
            Text(f"{MOST_NAME_CHARACTERS}文字までにしてください。", f"At most {MOST_NAME_CHARACTERS} characters."),
            where="file",
        )
    if any(_hides(character) for character in name):
        raise ValueRefused(
            Text("ファイルの名前に、使えない文字が入っています。", "The name holds characters that cannot be used."),
            Text(
                "目に見えない文字や改行を消して、名前をつけなおしてください。",
                "Name it again, without invisible characters or line breaks.",
            ),
            where="file",
        )
    return name


def extension_of(name: str) -> str:
    """Return a name's extension in small letters, empty without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _hides(character: str) -> bool:
    # Whatever is no letter, mark, number, punctuation, symbol or space: controls, turning and joining marks, line ends.
    category = unicodedata.category(character)
    return category[0] not in SEEN | {"M"} and category != "Zs"
