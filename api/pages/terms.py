"""Conditions and commitments in forms: one set of fields each, told apart by the end of the fields' names."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from shapely import Polygon

from airspace.condition import OWNER_NAMES, REASON, SOURCE_NAMES, TEXT, Owner, Source, Terms, words_given
from airspace.constraint import EVERY_DAY, Ceiling, Constraint, HoursOfDay, KeepOut, MostFlights, WindLimit
from api.pages.forms import MISSING, Form
from geo.errors import InputRefused, ValueRefused
from geo.height import Datum, Height
from geo.text import Text

MOST_ON_A_PAGE = 9
"""So many sets of fields fit into one form; more are sent by the API."""


class Kind(StrEnum):
    """What a machine is asked to check."""

    HOURS = "hours"
    CEILING = "ceiling"
    KEEP_OUT = "keep_out"
    MOST_FLIGHTS = "most_flights"
    WIND = "wind"


KIND_NAMES = {
    Kind.HOURS: Text("飛行の時間帯", "Hours of flight"),
    Kind.CEILING: Text("高さの上限", "Greatest height"),
    Kind.KEEP_OUT: Text("入らない区域", "A place to stay out of"),
    Kind.MOST_FLIGHTS: Text("1日の回数の上限", "Most flights a day"),
    Kind.WIND: Text("風の上限（当日に人が確かめます）", "Greatest wind (checked by people on the day)"),
}


class Days(StrEnum):
    """On which days hours are open."""

    EVERY = "every"
    WORKING = "working"
    WEEKDAYS = "weekdays"
    WEEKENDS = "weekends"


DAYS_NAMES = {
    Days.EVERY: Text("毎日", "Every day"),
    Days.WORKING: Text("月～金（祝日を除く）", "Monday to Friday, not on public holidays"),
    Days.WEEKDAYS: Text("月～金（祝日も）", "Monday to Friday, public holidays too"),
    Days.WEEKENDS: Text("土・日", "Saturday and Sunday"),
}

OPEN_ON = {
    Days.EVERY: (EVERY_DAY, True),
    Days.WORKING: (frozenset(range(5)), False),
    Days.WEEKDAYS: (frozenset(range(5)), True),
    Days.WEEKENDS: (frozenset({5, 6}), True),
}

CHOICES: dict[str, Mapping[Any, Text]] = {
    "owner": OWNER_NAMES,
    "source": SOURCE_NAMES,
    "kind": KIND_NAMES,
    "days": DAYS_NAMES,
}
"""The options of the fields of which one is chosen."""

TERMS_NAMES = {
    "text": Text("何をするか・しないか", "What is to be kept"),
    "reason": Text("なぜか", "Why"),
    "owner": Text("だれが守るか", "Who sees to it"),
    "source": Text("どこから出たか", "Where it comes from"),
    "due": Text("いつまでに", "By when"),
    "kind": Text("種類", "Kind"),
    "start": Text("飛行の時間帯・から", "Hours of flight, from"),
    "end": Text("飛行の時間帯・まで", "Hours of flight, until"),
    "days": Text("曜日", "Days"),
    "height": Text("高さの上限", "Greatest height"),
    "datum": Text("どこから測るか", "Measured from"),
    "place": Text("入らない区域の名前", "Name of the place"),
    "margin": Text("周りに空ける距離", "Metres to keep round it"),
    "corners": Text("角の点", "Corners"),
    "flights": Text("1日の回数の上限", "Most flights a day"),
    "wind": Text("風の上限", "Greatest wind"),
}
"""What the fields are called where their errors are listed."""

DEFAULTS = frozenset({"owner", "source", "days", "datum"})
"""Fields that always carry a value: they do not tell whether anything was written."""


def sets_of_fields(values: Mapping[str, str]) -> int:
    """Return how many sets of fields a form shows: as many as it had, and one more where that is asked for."""
    had = values.get("sets", "1")
    count = int(had) if had.isdecimal() and len(had) < 3 else 1
    return min(max(count + ("more" in values), 1), MOST_ON_A_PAGE)


def read_all_terms(form: Form) -> tuple[Terms, ...]:
    """Return the terms of every set of fields in which something is written; refusals become the fields' errors."""
    read = (read_terms(form, f"-{number}") for number in range(sets_of_fields(form.values)) if is_written(form, number))
    return tuple(terms for terms in read if terms)


def is_written(form: Form, number: int) -> bool:
    """Whether anything is written in a set of fields."""
    return any(
        value
        for name, value in form.values.items()
        if name.endswith(f"-{number}") and name.removesuffix(f"-{number}") in TERMS_NAMES.keys() - DEFAULTS
    )


def read_terms(form: Form, end: str) -> Terms | None:
    """Return the terms of one set of fields, None where they cannot be kept."""
    before = len(form.errors)
    due = form.day(f"due{end}", required=False)
    constraint = _constraint(form, end)
    terms = Terms(
        text=form.values.get(f"text{end}", ""),
        reason=form.values.get(f"reason{end}", ""),
        owner=form.choice(f"owner{end}", Owner) or Owner.OPERATOR,
        due=due,
        source=form.choice(f"source{end}", Source) or Source.DECISION,
        constraint=constraint,
    )
    for name, label in (("text", TEXT), ("reason", REASON)):
        try:
            words_given(form.values.get(f"{name}{end}", ""), label, name)
        except ValueRefused as refusal:
            form.errors[f"{name}{end}"] = _in_words(refusal)
    return terms if len(form.errors) == before else None


def _constraint(form: Form, end: str) -> Constraint | None:
    kind = form.choice(f"kind{end}", Kind)
    if kind is None:
        return None
    field, make = {
        Kind.HOURS: ("start", _hours),
        Kind.CEILING: ("height", _ceiling),
        Kind.KEEP_OUT: ("corners", _keep_out),
        Kind.MOST_FLIGHTS: ("flights", _most_flights),
        Kind.WIND: ("wind", _wind),
    }[kind]
    try:
        return make(form, end)
    except InputRefused as refusal:
        form.errors[f"{field}{end}"] = _in_words(refusal)
        return None


def _hours(form: Form, end: str) -> HoursOfDay | None:
    start, until = (form.time_of_day(f"{name}{end}") for name in ("start", "end"))
    days = form.choice(f"days{end}", Days) or Days.EVERY
    if start is None or until is None:
        _owe(form, f"start{end}", f"end{end}")
        return None
    weekdays, on_holidays = OPEN_ON[days]
    return HoursOfDay(start, until, weekdays, on_holidays)


def _ceiling(form: Form, end: str) -> Ceiling | None:
    height_m = form.number(f"height{end}", required=True)
    datum = form.choice(f"datum{end}", Datum) or Datum.UNKNOWN
    return None if height_m is None else Ceiling(Height(height_m, datum))


def _keep_out(form: Form, end: str) -> KeepOut | None:
    margin_m = form.number(f"margin{end}") or 0.0
    written = form.values.get(f"corners{end}", "")
    corners = []
    for line in written.splitlines():
        numbers = [part for part in line.replace(",", " ").split() if part]
        try:
            lat_deg, lon_deg = (float(number) for number in numbers)
        except ValueError:
            raise _bad_corner(line) from None
        corners.append((lon_deg, lat_deg))
    if len(corners) < 3:
        raise _bad_corner("")
    return KeepOut(form.values.get(f"place{end}", ""), Polygon(corners), margin_m)


def _bad_corner(line: str) -> ValueRefused:
    which = f"「{line[:40]}」" if line else ""
    return ValueRefused(
        Text(f"区域の角の点を読めません{which}。", f"The corners cannot be read{f': {line[:40]}' if line else ''}."),
        Text(
            "1行に1点、緯度, 経度の順に、3点以上書いてください（例：34.7079, 136.5246）。",
            "Write one point a line, latitude then longitude, three or more (for example 34.7079, 136.5246).",
        ),
    )


def _most_flights(form: Form, end: str) -> MostFlights | None:
    a_day = form.whole(f"flights{end}")
    if a_day is None:
        _owe(form, f"flights{end}")
        return None
    return MostFlights(a_day)


def _wind(form: Form, end: str) -> WindLimit:
    return WindLimit(form.values.get(f"wind{end}", ""))


def _owe(form: Form, *names: str) -> None:
    """Ask for the fields that are empty; those that cannot be read have their errors already."""
    for name in names:
        if not form.values.get(name, ""):
            form.errors[name] = MISSING


def _in_words(refusal: InputRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")
