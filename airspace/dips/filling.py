"""Fields of a flight plan while they are filled in, and what is the matter with them."""

from dataclasses import dataclass, field
from enum import StrEnum

from geo.text import Text

Json = None | str | int | float | list["Json"] | dict[str, "Json"]


class Need(StrEnum):
    """What is the matter with a field."""

    REFUSED = "refused"
    MISSING = "missing"
    CHECK = "check"


NEED_NAMES = {
    Need.REFUSED: Text("DIPSが受け付けない", "DIPS would refuse it"),
    Need.MISSING: Text("まだ要る", "still needed"),
    Need.CHECK: Text("確かめる", "to be checked"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to be put right or filled in, by the exact name of its field; `window` counts from 1, None is all."""

    field: str
    need: Need
    text: Text
    window: int | None = None


@dataclass
class Filling:
    """Fields while they are filled in, and what was found wrong with them."""

    fields: dict[str, Json] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def missing(self, name: str, ja: str, en: str) -> None:
        """Leave a field null, and say what is still needed."""
        self.fields[name] = None
        self.complain(name, Need.MISSING, ja, en)

    def complain(self, name: str, need: Need, ja: str, en: str, window: int | None = None) -> None:
        """Say what is the matter with a field."""
        self.problems.append(Problem(name, need, Text(ja, en), window))
