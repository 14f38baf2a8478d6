"""What all wire models share."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from geo.readable import LINE_MARKS, is_readable

T = TypeVar("T")


class Wire(BaseModel):
    """A wire model: unknown members are refused, so that a misspelt one is never lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _readable(text: str) -> str:
    if not is_readable(text, marks=LINE_MARKS | {"\r"}):
        raise ValueError("使えない文字が入っています。It holds characters that cannot be used.")
    return text


Readable = Annotated[str, AfterValidator(_readable)]
"""A text without control characters and marks that make it read other than it is stored."""

Finite = Annotated[float, Field(allow_inf_nan=False)]


def is_untold(value: object) -> bool:
    """Whether nothing is told."""
    return value is None or value in ("", [])


Untold = Annotated[T | None, Field(exclude_if=is_untold)]
"""A member that is left out where it is not told, so that what was frozen before it existed reads the same."""
