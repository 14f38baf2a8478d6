"""The parts of a proposal's form as a list of tasks: which are done, which are open, which have something wrong."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from airspace.declared import DECLARED_NAMES
from geo.text import Text


class Progress(StrEnum):
    """How far a part is."""

    OPEN = "open"
    OPTIONAL = "optional"
    WRONG = "wrong"
    DONE = "done"


PROGRESS_NAMES = {
    Progress.OPEN: Text("まだ", "to do"),
    Progress.OPTIONAL: Text("任意", "optional"),
    Progress.WRONG: Text("直すところがあります", "something to correct"),
    Progress.DONE: Text("できました", "done"),
}

GIVEN = frozenset({"datum", "vehicle", "half_width_m"})
"""Fields that always carry a value: they do not tell whether a part was begun."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form: its anchor, its name, its fields, and which of them a proposal cannot do without."""

    id: str
    name: Text
    fields: tuple[str, ...]
    owed: tuple[str, ...] = ()

    def progress(self, values: Mapping[str, str], errors: Mapping[str, Text]) -> Progress:
        """Return how far it is, by what is filled in and what is wrong with that."""
        wrong = [name for name in self.fields if name in errors]
        begun = any(values.get(name) for name in self.fields if name not in GIVEN)
        if any(values.get(name) for name in wrong):
            return Progress.WRONG
        if wrong or any(not values.get(name) for name in self.owed):
            return Progress.OPEN
        if begun:
            return Progress.DONE
        return Progress.OPTIONAL


SECTIONS = (
    Section(
        "section-about", Text("何をするか", "What it is"), ("title", "purpose", "summary"), owed=("title", "purpose")
    ),
    Section("chosen", Text("登録簿から選ぶ", "Choose from the registers"), ("chosen",)),
    Section(
        "section-aircraft",
        Text("機体と備え", "Aircraft and precautions"),
        ("aircraft", "flights_per_day", "noise", "camera", "fall_response"),
    ),
    Section("section-route", Text("飛行する経路", "The route"), ("table", "file", "half_width_m"), owed=("table",)),
    Section("section-height", Text("高さ", "Height"), ("height_m", "datum")),
    Section(
        "section-days",
        Text("日と時間", "Days and times"),
        ("first_day", "last_day", "start_time", "end_time"),
        owed=("first_day",),
    ),
    Section(
        "section-method",
        Text("飛ばしかた", "How it is flown"),
        ("vehicle", "entry_control", "bvlos", "speed_mps", "fall_distance_m"),
    ),
    Section("section-declared", Text("分かることの申告", "What can be stated"), tuple(DECLARED_NAMES)),
)
"""The parts in the order of the form."""


def progress_of(values: Mapping[str, str], errors: Mapping[str, Text], boxes: Collection[str]) -> dict[str, Progress]:
    """Return how far each part is; `boxes` are the fields by which entries of the registers are chosen."""
    told = {**values, "chosen": "yes" if any(values.get(box) for box in boxes) else ""}
    return {section.id: section.progress(told, errors) for section in SECTIONS}
