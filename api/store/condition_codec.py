"""What a machine checks of a condition, as JSON and back."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from shapely import Polygon
from shapely.geometry import mapping

from airspace.constraint import Ceiling, Constraint, HoursOfDay, KeepOut, MostFlights, WindLimit
from api.store.codec_parts import height_data, read_height

Asked = dict[str, Any]


def constraint_data(constraint: Constraint | None) -> Asked | None:
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
            return {"kind": "ceiling", "height": height_data(constraint.height)}
        case KeepOut():
            area = mapping(constraint.shape)["coordinates"]
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
            height = read_height(asked["height"])
            if height is None:
                raise LookupError("a ceiling without a height")
            return Ceiling(height)
        case "keep_out":
            shell, *holes = asked["area"]
            return KeepOut(asked["name"], Polygon(shell, holes), asked["margin_m"])
        case "most_flights":
            return MostFlights(asked["a_day"])
        case _:
            return WindLimit(asked["text"])
