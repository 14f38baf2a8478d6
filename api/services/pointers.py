"""JSON pointers (RFC 6901) to the texts of a record."""

from collections.abc import Callable
from typing import Any

from geo.errors import ValueRefused
from geo.text import Text


def text_at(content: Any, pointer: str) -> str:
    """Return the text that a pointer leads to.

    Raises
    ------
    ValueRefused
        If it leads to none.
    """
    found = content
    for name in _steps(pointer):
        match found:
            case dict() if name in found:
                found = found[name]
            case list() if name.isascii() and name.isdigit() and int(name) < len(found):
                found = found[int(name)]
            case _:
                raise _nowhere(pointer)
    if not isinstance(found, str):
        raise _nowhere(pointer)
    return found


def changed(content: Any, change: Callable[[str, str], Any], pointer: str = "") -> Any:
    """Return a copy of data in which each text is what `change` makes of it; it is told the text and its pointer."""
    match content:
        case str():
            return change(content, pointer)
        case dict():
            return {name: changed(value, change, f"{pointer}/{_step(name)}") for name, value in content.items()}
        case list():
            return [changed(value, change, f"{pointer}/{number}") for number, value in enumerate(content)]
        case _:
            return content


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _step(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _nowhere(pointer: str) -> ValueRefused:
    return ValueRefused(
        Text(f"「{pointer}」に文章がありません。", f"There is no text at '{pointer}'."),
        Text("書き出しのファイルで、項目の場所を確かめてください。", "Look for the field's place in the export."),
        where="field",
    )
