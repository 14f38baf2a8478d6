"""Conditions as plain JSON and back: in a slip's paper, by whose hash they are known for ever, and in the store."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from shapely import Polygon
from shapely.geometry import mapping

from airspace.condition import Owner, Source, Terms
from airspace.constraint import Ceiling, Constraint, HoursOfDay, KeepOut, MostFlights, WindLimit
from geo.height import Datum, Height

Asked = dict[str, Any]


def terms_paper(terms: Terms) -> Asked:
    """Return terms as JSON."""
    return {
        "text": terms.text,
        "reason": terms.reason,
        "owner": terms.owner.value,
        "due": terms.due.isoformat() if terms.due else None,
        "source": terms.source.value,
        "constraint": constraint_paper(terms.constraint),
    }


def read_terms(paper: Mapping[str, Any]) -> Terms:
    """Return terms from JSON."""
    return Terms(
        paper["text"],
        paper["reason"],
        owner=Owner(paper["owner"]),
        due=date.fromisoformat(paper["due"]) if paper["due"] else None,
        source=Source(paper["source"]),
        constraint=read_constraint(paper["constraint"]),
    )


def constraint_paper(constraint: Constraint | None) -> Asked | None:
    """Return a constraint as JSON, None where a machine checks nothing."""
    match constraint:
        case None:
            return None
        case HoursOfDay():
            return {
                "kind": "hours",
                "start": constraint.start.isoformat(),
                "end": constraint.end.isoformat(),
                "weekdays": sorted(constraint.weekdays),
                "on_holidays": constraint.on_holidays,
            }
        case Ceiling():
            height = constraint.height
            told = {"value_m": height.value_m, "datum": height.datum.value, "origin": height.origin}
            return {"kind": "ceiling", "height": told}
        case KeepOut():
            area = [[list(corner) for corner in ring] for ring in mapping(constraint.shape)["coordinates"]]
            return {"kind": "keep_out", "name": constraint.name, "area": area, "margin_m": constraint.margin_m}
        case MostFlights():
            return {"kind": "most_flights", "a_day": constraint.a_day}
        case wind:
            return {"kind": "wind", "text": wind.text}


def read_constraint(asked: Mapping[str, Any] | None) -> Constraint | None:
    """Return a constraint from JSON."""
    if asked is None:
        return None
    match asked["kind"]:
        case "hours":
            start, end = (time.fromisoformat(asked[name]) for name in ("start", "end"))
            return HoursOfDay(start, end, frozenset(asked["weekdays"]), asked["on_holidays"])
        case "ceiling":
            told = asked["height"]
            return Ceiling(Height(told["value_m"], Datum(told["datum"]), told["origin"]))
        case "keep_out":
            shell, *holes = asked["area"]
            return KeepOut(asked["name"], Polygon(shell, holes), asked["margin_m"])
        case "most_flights":
            return MostFlights(asked["a_day"])
        case _:
            return WindLimit(asked["text"])
