"""What all wire models share."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Wire(BaseModel):
    """A wire model: unknown members are refused, so that a misspelt one is never lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Finite = Annotated[float, Field(allow_inf_nan=False)]


def is_untold(value: object) -> bool:
    """Whether nothing is told."""
    return value is None or value in ("", [])


Untold = Annotated[T | None, Field(exclude_if=is_untold)]
"""A member that is left out where it is not told, so that what was frozen before it existed reads the same."""
