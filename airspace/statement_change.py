"""Statements of a flight that became weaker: more risk, less evidence, or something else altogether."""

from collections.abc import Iterator
from typing import Any

from airspace.declared import DECLARED_NAMES, GRADE_NAMES, GRADED, Grade
from airspace.envelope_value import Aspect
from airspace.register.entry import KIND_NAMES, Kind
from airspace.register.told import chosen_words, kinds_changed
from airspace.trial import ENTRY_CONTROL_NAMES, VEHICLE_NAMES, Operation
from geo.text import Text

RISKIER = frozenset({"over_event", "dangerous_goods", "drops_objects"})
"""Statements of which a new yes is more risk; a no in place of what was stated is not."""

SAFER = frozenset(
    {
        "keeps_30_m",
        "bvlos_limit_lifted",
        "night_limit_lifted",
        "flight_manual",
        "insured",
        "forward_camera",
        "risk_assessed",
        "airworthy",
        "at_aerodromes",
    }
)
"""Statements of which a yes is evidence: it must not be lost."""

LESS_IS_INSIDE = {"takeoff_mass_kg": Aspect.MASS, "d_value_m": Aspect.AIRCRAFT}

Weakened = tuple[Aspect, Text, Text | None, Text | None]


def weakened(was: Operation, now: Operation) -> Iterator[Weakened]:
    """Yield each statement that is not as good as what was confirmed: its name, before, after.

    Any other change is one too, for nobody has judged it; a statement that is taken back is no longer known.
    """
    if was.vehicle is not now.vehicle:
        name = Text("人が乗れる構造か", "Whether it can carry a person")
        yield Aspect.AIRCRAFT, name, VEHICLE_NAMES[was.vehicle], VEHICLE_NAMES[now.vehicle]
    if was.fall_distance_m is not None and now.fall_distance_m is None:
        name = Text("メーカーの落下距離（m）", "Maker's fall distance (m)")
        yield Aspect.STATEMENT, name, _told("", was.fall_distance_m), None
    if was.entry_control is not now.entry_control:
        name = Text("立入管理措置", "Entry control")
        before, after = (ENTRY_CONTROL_NAMES[way] if way else None for way in (was.entry_control, now.entry_control))
        yield Aspect.STATEMENT, name, before, after
    if not _is_as_good(was.bvlos, now.bvlos, riskier=True):
        name = Text("目視外", "Beyond visual line of sight")
        yield Aspect.STATEMENT, name, _told("", was.bvlos), _told("", now.bvlos)
    for field, name in DECLARED_NAMES.items():
        old, new = getattr(was.declared, field), getattr(now.declared, field)
        if not _is_within(field, old, new):
            yield _aspect(field), name, _told(field, old), _told(field, new)
    for kind in kinds_changed(was.chosen, now.chosen):
        aspect = Aspect.AIRCRAFT if kind is Kind.AIRCRAFT else Aspect.STATEMENT
        yield aspect, KIND_NAMES[kind], chosen_words(was.chosen, kind), chosen_words(now.chosen, kind)


def _is_within(field: str, old: Any, new: Any) -> bool:
    if field in RISKIER or field in SAFER:
        return _is_as_good(old, new, riskier=field in RISKIER)
    if field in GRADED:
        grades = list(Grade)
        return old is new or (new is not None and (old is None or grades.index(new) >= grades.index(old)))
    if field in LESS_IS_INSIDE:
        return bool(old == new or (old is not None and new is not None and new <= old))
    return bool(old == new)


def _is_as_good(old: bool | None, new: bool | None, *, riskier: bool) -> bool:
    """Whether a statement is the same, or is now what carries less risk."""
    return old is new or new is (not riskier)


def _aspect(field: str) -> Aspect:
    if field in GRADED:
        return Aspect.AIRCRAFT if field == "aircraft_certificate" else Aspect.STATEMENT
    return LESS_IS_INSIDE.get(field, Aspect.STATEMENT)


def _told(field: str, value: Any) -> Text | None:
    if value is None:
        return None
    if field in GRADED:
        return GRADE_NAMES[value]
    if isinstance(value, bool):
        return Text("はい", "yes") if value else Text("いいえ", "no")
    return Text(f"{value:g}", f"{value:g}")
