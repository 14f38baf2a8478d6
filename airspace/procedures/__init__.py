"""手続: the law's dates, figures, items, procedures and offices that the verdict speaks of, as strict YAML.

`japan.yaml` holds what the whole country shares; `offices/<code>.yaml` who receives what in one prefecture.
`confidence` and `verified_by` mean what they mean in `airspace.law`.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from airspace.law import read_strictly
from airspace.workdays import OfficeCalendar
from geo.text import Text

OFFICES_OF_A_PREFECTURE = ("airport_office", "regional_bureau", "police")
"""The offices that each prefecture's file names."""

NOT_HELD = Text(
    "この県の窓口は登録されていません。国土交通省や警察など、担当の役所に確かめてください。",
    "No office is held for this prefecture; ask the authority in charge (MLIT, the police).",
)
NOT_THEN = Text(
    "飛行日にどの窓口だったかは確かめられていません。国土交通省に確かめてください。",
    "Which office it was on the day of flight is not established; ask MLIT.",
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Sourced(_Strict):
    source: str
    confidence: Literal["high", "medium"]
    verified_by: str | None


class Regime(_Sourced):
    """A part of the system, and the day from which it holds."""

    in_force_from: date


class Figure(_Sourced):
    """A number of the law from a day on (None: since the law's first day)."""

    value: float
    unit: str
    in_force_from: date | None


class Calendar(_Sourced):
    """When offices are closed beyond weekends and holidays; the month in which next year's holidays are published."""

    closed_from: tuple[int, int]
    closed_to: tuple[int, int]
    published_in: int

    @property
    def value(self) -> OfficeCalendar:
        """The calendar of public offices."""
        return OfficeCalendar(self.closed_from, self.closed_to, self.published_in)


class SpecifiedItem(_Strict):
    """One item of specified flight (特定飛行).

    `kind` tells whether MLIT's word is permission (airspace) or approval (method); `category` is what it makes where
    third parties are kept away; `tether_opens` whether a tether takes it away; `airport_office` whether the airport
    office receives the application; `bars_level_3` whether Level 3 and 3.5 end there.
    """

    kind: Literal["airspace", "method"]
    category: Literal["II-A", "II-B"]
    tether_opens: bool
    airport_office: bool
    bars_level_3: bool


class Form(_Sourced):
    """A procedure or a piece of evidence: title, article or guideline, key of the office, and what is handed in."""

    title: Text
    citation: Text
    office: str
    form: Text


class Office(_Sourced):
    """Who receives it, and from which day that is known (None: no change is known)."""

    name: Text
    since: date | None


class Japan(_Strict):
    """What the whole country shares."""

    regimes: dict[str, Regime]
    figures: dict[str, tuple[Figure, ...]]
    calendar: Calendar
    items: dict[str, SpecifiedItem]
    items_source: str
    procedures: dict[str, Form]
    evidence: dict[str, Form]
    offices: dict[str, Office]

    def holds(self, regime: str, day: date) -> bool:
        """Return whether a part of the system holds on a day."""
        return day >= self.regimes[regime].in_force_from

    def figure(self, name: str, day: date) -> float:
        """Return a number of the law as it reads on a day."""
        return [f.value for f in self.figures[name] if f.in_force_from is None or f.in_force_from <= day][-1]


_OFFICES = TypeAdapter(dict[str, Office])


def parse_japan(text: str) -> Japan:
    """Read the country's file; unknown and duplicate keys are errors."""
    return Japan.model_validate(read_strictly(text))


def parse_offices(text: str) -> dict[str, Office]:
    """Read a prefecture's file; an office too many or too few is an error."""
    offices = _OFFICES.validate_python(read_strictly(text))
    if set(offices) != set(OFFICES_OF_A_PREFECTURE):
        raise ValueError(f"a prefecture's offices are {', '.join(OFFICES_OF_A_PREFECTURE)}, not {', '.join(offices)}")
    return offices


@cache
def japan() -> Japan:
    """Return what the whole country shares."""
    return parse_japan((files(__package__) / "japan.yaml").read_text(encoding="utf-8"))


@cache
def offices_of(prefecture_code: str) -> dict[str, Office]:
    """Return a prefecture's offices; none where no file is held for it."""
    path = files(__package__) / "offices" / f"{prefecture_code}.yaml"
    return parse_offices(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def office_name(key: str, prefecture_code: str, day: date) -> Text:
    """Return who receives it, or that this is not held or not established for that day."""
    held = {**japan().offices, **offices_of(prefecture_code)}
    office = held.get(key)
    if office is None:
        return NOT_HELD
    return NOT_THEN if office.since and day < office.since else office.name
