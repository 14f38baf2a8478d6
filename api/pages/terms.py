"""Conditions and commitments in forms: one set of fields each, told apart by how the fields' names begin."""

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


def is_written(values: Mapping[str, str], prefix: str) -> bool:
    """Whether anything is written in a set of fields."""
    return any(values.get(f"{prefix}{name}") for name in TERMS_NAMES.keys() - DEFAULTS)


def fields_of(terms: Terms, prefix: str) -> dict[str, str]:
    """Return what a set of fields says of terms, to be written anew."""
    told = {
        "text": terms.text,
        "reason": terms.reason or "",
        "owner": terms.owner.value,
        "source": terms.source.value,
        "due": terms.due.isoformat() if terms.due else "",
    } | _constraint_fields(terms.constraint)
    return {f"{prefix}{name}": value for name, value in told.items()}


def _constraint_fields(constraint: Constraint | None) -> dict[str, str]:
    match constraint:
        case None:
            return {}
        case HoursOfDay():
            open_on = constraint.weekdays, constraint.on_holidays
            days = next((days for days, told in OPEN_ON.items() if told == open_on), None)
            # Days that the form has no choice for must be chosen again.
            start, end = (f"{moment:%H:%M}" if days else "" for moment in (constraint.start, constraint.end))
            return {"kind": Kind.HOURS, "start": start, "end": end, "days": days or Days.EVERY}
        case Ceiling():
            return {"kind": Kind.CEILING, "height": f"{constraint.height.value_m}", "datum": constraint.height.datum}
        case KeepOut():
            corners = list(constraint.shape.exterior.coords)[:-1]
            written = "\n".join(f"{lat_deg}, {lon_deg}" for lon_deg, lat_deg in corners)
            # A place with holes must be drawn again: the form holds its outline only.
            told = "" if constraint.shape.interiors else written
            return {
                "kind": Kind.KEEP_OUT,
                "place": constraint.name,
                "margin": f"{constraint.margin_m:g}",
                "corners": told,
            }
        case MostFlights():
            return {"kind": Kind.MOST_FLIGHTS, "flights": f"{constraint.a_day}"}
        case wind:
            return {"kind": Kind.WIND, "wind": wind.text}


def read_terms(form: Form, prefix: str) -> Terms | None:
    """Return the terms of one set of fields, None where they cannot be kept."""
    before = len(form.errors)
    due = form.day(f"{prefix}due", required=False)
    constraint = _constraint(form, prefix)
    terms = Terms(
        text=form.values.get(f"{prefix}text", ""),
        reason=form.values.get(f"{prefix}reason", ""),
        owner=form.choice(f"{prefix}owner", Owner) or Owner.OPERATOR,
        due=due,
        source=form.choice(f"{prefix}source", Source) or Source.DECISION,
        constraint=constraint,
    )
    for name, label in (("text", TEXT), ("reason", REASON)):
        try:
            words_given(form.values.get(f"{prefix}{name}", ""), label, name)
        except ValueRefused as refusal:
            form.errors[f"{prefix}{name}"] = _in_words(refusal)
    return terms if len(form.errors) == before else None


def _constraint(form: Form, prefix: str) -> Constraint | None:
    kind = form.choice(f"{prefix}kind", Kind)
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
        return make(form, prefix)
    except InputRefused as refusal:
        form.errors[f"{prefix}{field}"] = _in_words(refusal)
        return None


def _hours(form: Form, prefix: str) -> HoursOfDay | None:
    start, until = (form.time_of_day(f"{prefix}{name}") for name in ("start", "end"))
    days = form.choice(f"{prefix}days", Days) or Days.EVERY
    if start is None or until is None:
        _owe(form, f"{prefix}start", f"{prefix}end")
        return None
    weekdays, on_holidays = OPEN_ON[days]
    return HoursOfDay(start, until, weekdays, on_holidays)


def _ceiling(form: Form, prefix: str) -> Ceiling | None:
    height_m = form.number(f"{prefix}height", required=True)
    datum = form.choice(f"{prefix}datum", Datum) or Datum.UNKNOWN
    return None if height_m is None else Ceiling(Height(height_m, datum))


def _keep_out(form: Form, prefix: str) -> KeepOut | None:
    margin_m = form.number(f"{prefix}margin") or 0.0
    written = form.values.get(f"{prefix}corners", "")
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
    return KeepOut(form.values.get(f"{prefix}place", ""), Polygon(corners), margin_m)


def _bad_corner(line: str) -> ValueRefused:
    which = f"「{line[:40]}」" if line else ""
    return ValueRefused(
        Text(f"区域の角の点を読めません{which}。", f"The corners cannot be read{f': {line[:40]}' if line else ''}."),
        Text(
            "1行に1点、緯度, 経度の順に、3点以上書いてください（例：34.7079, 136.5246）。",
            "Write one point a line, latitude then longitude, three or more (for example 34.7079, 136.5246).",
        ),
    )


def _most_flights(form: Form, prefix: str) -> MostFlights | None:
    a_day = form.whole(f"{prefix}flights")
    if a_day is None:
        _owe(form, f"{prefix}flights")
        return None
    return MostFlights(a_day)


def _wind(form: Form, prefix: str) -> WindLimit:
    return WindLimit(form.values.get(f"{prefix}wind", ""))


def _owe(form: Form, *names: str) -> None:
    """Ask for the fields that are empty; those that cannot be read have their errors already."""
    for name in names:
        if not form.values.get(name, ""):
            form.errors[name] = MISSING


def _in_words(refusal: InputRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")
