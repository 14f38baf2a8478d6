"""Rows of a separated text file, each with its line."""

import csv
from dataclasses import dataclass

from geo.errors import FileRefused
from geo.readers._collect import refuse_flood
from geo.readers._text import line_origin
from geo.text import Text

SEPARATORS = "\t;,"
FULL_WIDTH_COMMA = "，"


@dataclass(frozen=True, slots=True)
class Row:
    """The stripped cells of a line, and the line's number (the first is 1)."""

    cells: tuple[str, ...]
    line: int

    @property
    def origin(self) -> str:
        """Where the row stands in the file."""
        return line_origin(self.line)


def rows_of(text: str) -> list[Row]:
    """Return the rows of a text; blank lines and lines that start with # are passed over.

    The separator is the first of tab, semicolon and comma that the first line holds; without any, the full-width comma.

    Raises
    ------
    InputRefused
        If there are too many lines, or a quotation mark is never closed.
    """
    refuse_flood(text.count("\n"))
    first = next((line for line in text.split("\n") if _counts(line)), "")
    separator = next((mark for mark in SEPARATORS if mark in first), FULL_WIDTH_COMMA)
    reader = csv.reader(text.split("\n"), delimiter=separator, skipinitialspace=True, strict=False)
    try:
        rows = [Row(tuple(cell.strip() for cell in cells), reader.line_num) for cells in reader]
    except csv.Error as error:
        raise FileRefused(
            Text("表として読めない行があります。", "A row of the table cannot be read."),
            Text('引用符（"）の数を確かめてください。', 'Check that each quotation mark (") is closed.'),
            where=line_origin(reader.line_num),
        ) from error
    return [row for row in rows if any(row.cells) and _counts(row.cells[0] or "-")]


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
