"""Files in: one module a format. A new format is one new file and one line in `FORMATS`."""

from pathlib import Path

from geo.errors import FileRefused, TooLarge
from geo.readers import ardupilot, geojson, gpx, kml, litchi, qgc_plan, table, wpml
from geo.readers.reading import DEFAULT_LIMITS, Format, Limits, Reading
from geo.text import Text

FORMATS: tuple[Format, ...] = (
    wpml.FORMAT,
    kml.FORMAT,
    gpx.FORMAT,
    qgc_plan.FORMAT,
    geojson.FORMAT,
    ardupilot.FORMAT,
    litchi.FORMAT,
    table.FORMAT,
)
"""The formats that are read, the more particular before the more general."""


def read(data: bytes, filename: str = "", limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Return the routes and areas of a file, its format told from the content first and the name second.

    Raises
    ------
    TooLarge
        If it is over one of the limits.
    InputRefused
        If it is empty, of no known format, or holds what cannot be read; the refusal says where and what to do.
    """
    if len(data) > limits.max_bytes:
        raise _too_large(limits)
    if not data.strip():
        raise FileRefused(
            Text("ファイルが空です。", "The file is empty."),
            Text("飛行経路のファイルを選び直してください。", "Choose the file that holds the flight path."),
        )
    return _format_of(data, filename).read(data, filename, limits)


def read_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Return the routes and areas of a file on disk; a file over the limit is not even read.

    Raises
    ------
    InputRefused
        As `read`, and where there is no such file.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise FileRefused(
            Text("ファイルを開けません。", "The file cannot be opened."),
            Text("場所と名前を確かめてください。", "Check its place and name."),
            where=path.name,
        ) from error
    return read(data, path.name, limits)


def _format_of(data: bytes, filename: str) -> Format:
    suffix = Path(filename).suffix.lower()
    by_content = next((known for known in FORMATS if known.recognises(data, filename)), None)
    chosen = by_content or next((known for known in FORMATS if suffix in known.suffixes), None)
    if chosen is not None:
        return chosen
    japanese, english = "、".join(f.name.ja for f in FORMATS), ", ".join(f.name.en for f in FORMATS)
    raise FileRefused(
        Text("読める形式のファイルではありません。", "The file is of no format that is read."),
        Text(f"次のどれかで書き出してください：{japanese}。", f"Export it as one of: {english}."),
    )


def _too_large(limits: Limits) -> TooLarge:
    mebibytes = limits.max_bytes / 1024 / 1024
    return TooLarge(
        Text("ファイルが大きすぎます。", "The file is too large."),
        Text(
            f"飛行経路だけを残して {mebibytes:g} MB 以下にしてください。",
            f"Keep the flight path only, at most {mebibytes:g} MB.",
        ),
    )
