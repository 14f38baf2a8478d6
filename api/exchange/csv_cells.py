"""Cells of tables that a spreadsheet opens: a text that looks like a formula is none."""

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


def plain_cell(text: str) -> str:
    """Return a text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text
