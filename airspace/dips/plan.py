"""A flight of a revision as the fields that it would have in DIPS, and what DIPS would refuse or still needs.

Nothing is cut to fit and nothing is made up: a value that does not fit stands as it is beside its problem, and a value
that nobody stated is null with the reason. Giving notice (飛行計画の通報) is the operator's own act.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from airspace.dips import codes
from airspace.dips.filling import Filling, Json, Need, Problem
from airspace.dips.plan_codes import fill_codes
from airspace.dips.plan_people import fill_aircraft, fill_insurance, fill_pilots
from airspace.dips.plan_place import fill_place
from airspace.register.facts import PilotPerson
from airspace.screening import Screening
from airspace.trial import JST, EntryControl, Operation, Window
from airspace.verdict.value import Necessity
from airspace.volume import speed_of
from geo.height import DATUM_NAMES, Datum, Height
from geo.route import Route
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Permit:
    """MLIT's permission or approval (許可・承認) as whoever got it recorded it."""

    number: str
    permitted_on: date | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the operator recorded of MLIT's own numbers: the permit, and by window (from 1) the plan's number."""

    permit: Permit | None = None
    plan_ids: Mapping[int, str] = field(default_factory=dict)


NOTHING_RECORDED = Recorded()


@dataclass(frozen=True, slots=True)
class Times:
    """A window as DIPS writes it, and the number that DIPS gave the plan, empty where none is recorded."""

    start: str
    finish: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class FlightPlan:
    """One flight, counted from 1: its fields but the times, its windows, its problems.

    `fields` holds every name of `codes.FIELDS` but `flightPlanId`, `startTime` and `finishTime`. `person_names` are
    the pilots' names in the order of `pilotInfo`, None where the reader may not see them; DIPS has no field for them.
    """

    number: int
    fields: Mapping[str, Json] = field(repr=False)
    windows: tuple[Times, ...]
    problems: tuple[Problem, ...]
    person_names: tuple[str | None, ...] = field(default=(), repr=False)


def flight_plan(
    number: int,
    title: str,
    screening: Screening,
    *,
    recorded: Recorded = NOTHING_RECORDED,
    persons: Mapping[str, PilotPerson] | None = None,
) -> FlightPlan:
    """Return the fields of one flight of a revision.

    Parameters
    ----------
    number
        Which flight of the revision, from 1.
    title
        The proposal's title, which names the plan.
    screening
        The flight with the screening that the revision froze.
    recorded
        MLIT's numbers, where the operator recorded them.
    persons
        The pilots by their entries' ids, as far as whoever asks may see them.
    """
    filling, operation, known = Filling(), screening.operation, persons or {}
    _fill_name(title, filling)
    fill_codes(screening, filling)
    fill_place(screening, filling)
    _fill_numbers(operation, screening.volume.length_m, filling)
    _fill_measures(operation, filling)
    fill_insurance(operation.chosen.insurances, filling)
    fill_pilots(operation.chosen.pilots, known, filling)
    fill_aircraft(operation.chosen.aircraft, filling)
    _fill_permit(screening, recorded.permit, filling)
    windows = fill_times(operation.windows, recorded, filling)
    order = list(codes.FIELDS)
    return FlightPlan(
        number,
        {name: filling.fields[name] for name in order if name not in BY_WINDOW},
        windows,
        tuple(sorted(filling.problems, key=lambda problem: order.index(problem.field))),
        tuple(known[entry.id].name if entry.id in known else None for entry in operation.chosen.pilots),
    )


BY_WINDOW = ("flightPlanId", "startTime", "finishTime")
"""The fields that each window has for itself."""


def fill_times(windows: tuple[Window, ...], recorded: Recorded, filling: Filling) -> tuple[Times, ...]:
    """Return the windows in whole minutes of Japan's time, each at least as long as it is."""
    found = []
    for number, window in enumerate(windows, 1):
        start, finish = _minute(window.start), _minute(window.end + timedelta(seconds=59, microseconds=999_999))
        if (start, finish) != (window.start, window.end):
            filling.complain(
                "startTime",
                Need.CHECK,
                "分より細かい時刻なので、始まりは切り捨て、終わりは切り上げました。",
                "The time is finer than minutes: the start is rounded down, the finish up.",
                number,
            )
        if finish - start > codes.LONGEST:
            filling.complain(
                "finishTime",
                Need.REFUSED,
                "始まりから終わりまでが24時間を超えています。時間帯を分けてください。",
                "It is longer than 24 hours from start to finish; split the window.",
                number,
            )
        found.append(Times(_written(start), _written(finish), recorded.plan_ids.get(number, "")))
    return tuple(found)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _written(moment: datetime) -> str:
    return moment.astimezone(JST).strftime(codes.TIME_FORMAT)


def _fill_name(title: str, filling: Filling) -> None:
    filling.fields["name"] = title
    if not codes.NAME_CHARACTERS.holds(len(title)):
        most = codes.NAME_CHARACTERS.most
        filling.complain(
            "name",
            Need.REFUSED,
            f"名称が{most}文字を超えています（{len(title)}文字）。短い名称を決めてください。",
            f"The name is longer than {most} characters ({len(title)}); choose a shorter one.",
        )
    for name in ("othergyomutext", "othergyomugaitext", "otherInformation"):
        filling.fields[name] = None
    choices = "、".join(f"{code.value} {text.ja}" for code, text in codes.PURPOSE_NAMES.items())
    choices_en = ", ".join(f"{code.value} {text.en}" for code, text in codes.PURPOSE_NAMES.items())
    filling.missing(
        "flightPurpose",
        f"空みちは目的の区分をたずねません。選んでください：{choices}",
        f"Soramichi does not ask for the kind of purpose; choose: {choices_en}",
    )
    filling.missing(
        "reporter",
        "通報する人の氏名と連絡先は、DIPSの画面で入れてください。",
        "Fill in who gives notice, with the contact, in DIPS itself.",
    )


def _fill_numbers(operation: Operation, length_m: float, filling: Filling) -> None:
    """Fill in speed, height and times of flight."""
    speed = speed_of(operation)
    if speed is None:
        filling.missing("flightSpeed", "速度が示されていません。", "No speed is stated.")
    else:
        _whole(filling, "flightSpeed", speed * 3.6, codes.SPEED_KMH)
    height_m, why_not = height_agl_m(operation)
    if height_m is None:
        filling.missing("flightAltitude", why_not.ja, why_not.en)
    else:
        _whole(filling, "flightAltitude", height_m, codes.HEIGHT_AGL_M)
    step = codes.PLANNED_MINUTES.step
    hint = Text("", "")
    if speed and length_m > 0:
        minutes = length_m / speed / 60
        hint = Text(
            f"（経路の長さと速度からは約{minutes:.1f}分。{step}分きざみです）",
            f" (about {minutes:.1f} min by length and speed; in steps of {step} min)",
        )
    filling.missing(
        "plannedFlightTime",
        f"予定の飛行時間を空みちはたずねません。5～1,440分で入れてください{hint.ja}。",
        f"Soramichi does not ask for the planned time of flight; fill in 5 to 1,440 min{hint.en}.",
    )
    filling.missing(
        "plannedMaxTime",
        "最大の飛行時間を空みちはたずねません。5～1,440分、5分きざみで入れてください。",
        "Soramichi does not ask for the longest time of flight; fill in 5 to 1,440 min in steps of 5.",
    )


def _whole(filling: Filling, name: str, value: float, limit: codes.Limit) -> None:
    """Fill in a number in whole units, rounded up, and say so; out of its range it stands all the same."""
    whole = math.ceil(round(value, 6))
    filling.fields[name] = whole
    if abs(whole - value) > 1e-6:
        filling.complain(
            name,
            Need.CHECK,
            f"{value:g} を整数に切り上げました（{limit.unit}）。",
            f"{value:g} is rounded up to a whole number ({limit.unit}).",
        )
    if not limit.holds(whole):
        filling.complain(
            name,
            Need.REFUSED,
            f"{whole} は {limit.least}～{limit.most} {limit.unit} の外です。",
            f"{whole} is not within {limit.least} to {limit.most} {limit.unit}.",
        )


def height_agl_m(operation: Operation) -> tuple[float | None, Text]:
    """Return the greatest height above ground in metres; None, and why, where not every height is told from it."""
    path = operation.path
    if operation.ceiling is not None:
        heights: list[Height | None] = [operation.ceiling]
    elif isinstance(path, Route):
        heights = [point.height for point in path.waypoints]
    else:
        heights = [path.ceiling]
    told = [height for height in heights if height is not None]
    if len(told) < len(heights):
        return None, Text("高さの示されていない点があります。", "A point has no height.")
    other = next((height.datum for height in told if height.datum is not Datum.AGL), None)
    if other is not None:
        name = DATUM_NAMES[other]
        return None, Text(
            f"高さの基準が「{name.ja}」なので、対地高度に直していません。対地高度を確かめて入れてください。",
            f"The heights are told as “{name.en}” and not converted; find the height above ground and fill it in.",
        )
    return max(height.value_m for height in told), Text("", "")


def _fill_measures(operation: Operation, filling: Filling) -> None:
    """Fill in entry control, assistants and tether."""
    control = operation.entry_control
    filling.missing(
        "assistantsNumber",
        "補助者の人数を空みちはたずねません。",
        "Soramichi does not ask for the number of assistants.",
    )
    for name in ("riskMitigationOnsiteControlL3", "riskMitigationOnsiteControl2"):
        filling.fields[name] = None
        filling.complain(
            name, Need.CHECK, "この項目の意味は確かめられていません。", "What this field means was not established."
        )
    if control is None:
        filling.missing(
            "riskMitigationOnsiteControl", "立入管理措置が示されていません。", "Entry control is not stated."
        )
    else:
        filling.fields["riskMitigationOnsiteControl"] = "0" if control is EntryControl.NONE else "1"
    if control is EntryControl.ONBOARD_CAMERA:
        filling.complain(
            "riskMitigationOnsiteControl",
            Need.CHECK,
            "機上カメラによる措置（レベル3.5）です。どの項目で示すかをDIPSで確かめてください。",
            "It is by an onboard camera (Level 3.5): see in DIPS which field tells that.",
        )
    tether_m = operation.declared.tether_m
    if tether_m is None:
        filling.missing(
            "exceptionalConditionsMooring", "係留するかどうかが示されていません。", "A tether is not stated."
        )
    else:
        filling.fields["exceptionalConditionsMooring"] = "1" if tether_m > 0 else "0"


def _fill_permit(screening: Screening, permit: Permit | None, filling: Filling) -> None:
    head = "flightPermitApplicationInfo."
    days = (permit.permitted_on, permit.first, permit.last) if permit else (None, None, None)
    filling.fields[f"{head}flightPermitApplicationNumber"] = permit.number if permit else None
    for name, day in zip(("permitDate", "startDate", "finishDate"), days, strict=True):
        filling.fields[f"{head}{name}"] = f"{day:%Y%m%d}" if day else None
    filling.fields[f"{head}contactPermit"] = None
    needed = {screening.verdict.permission, screening.verdict.approval}
    if permit is None and needed & {Necessity.REQUIRED, Necessity.UNDETERMINED}:
        certain = Necessity.REQUIRED in needed
        filling.complain(
            f"{head}flightPermitApplicationNumber",
            Need.MISSING if certain else Need.CHECK,
            "国土交通省の許可・承認が必要です。番号を入れてください。"
            if certain
            else "国土交通省の許可・承認が要るかどうか判定できません。要るときは番号を入れてください。",
            "MLIT's permission or approval is needed; fill in its number."
            if certain
            else "Whether MLIT's permission or approval is needed cannot be told; if so, fill in its number.",
        )
