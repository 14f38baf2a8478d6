"""150 m and above: flight 150 m or more above the ground or water directly below."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

import numpy as np

from airspace.evidence import clear, finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw
from airspace.leg import Leg
from geo.height import Bounds, Datum, Height, Range
from geo.overlap import Stretch
from geo.text import Text

SLUG = "150-m-or-higher"

LEAST_GAP_M = 200.0
GAPS = 50
"""Stretches are told as one where the gap is under 200 m, or under a fiftieth of the route."""


class Reach(IntEnum):
    """How a stretch of a leg stands to the limit."""

    UNDER = 0
    DEVIATION = 1
    UNCLEAR = 2
    OVER = 3
    NO_HEIGHT = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Stretches of the flight that fare alike and are told as one, under one ceiling."""

    reach: Reach
    ceiling: Height | None
    stretches: tuple[Stretch, ...]
    agl: Range
    start_m: float
    end_m: float
    has_fringe: bool = False


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge each stretch by its greatest height above the ground below it."""
    limit_m = law.parameters["height_m"].value
    gap_m = 0.0 if _is_excepted(facts, law) else max(LEAST_GAP_M, facts.volume.length_m / GAPS)
    findings = [_finding(run, facts, law) for run in _runs(facts, limit_m, gap_m)]
    yield from findings or [
        clear(
            law,
            Text(
                f"経路からそれた場合も含めて、地面・水面から {limit_m:g} m 未満を飛びます。",
                f"The flight stays under {limit_m:g} m above ground and water, deviations included.",
            ),
        )
    ]


def _runs(facts: Facts, limit_m: float, gap_m: float) -> list[Run]:
    """Return what is not surely under the limit, along the route.

    Near stretches that fare alike are one run. A weaker one between them, or as near to their ends, is their fringe.
    """
    pieces = [run for leg in facts.volume.legs for run in _runs_of(leg, limit_m)]
    found: list[Run] = []
    for reach in sorted(Reach, reverse=True):
        runs: list[Run] = []
        for run in (piece for piece in pieces if piece.reach is reach):
            near = next((number for number, other in enumerate(found) if _is_fringe(run, other, gap_m)), None)
            if near is not None:
                found[near] = replace(found[near], has_fringe=True)
            elif runs and _next_to(runs[-1], run, gap_m):
                runs[-1] = _joined(runs[-1], run)
            else:
                runs.append(run)
        found += runs
    return sorted(found, key=lambda run: run.start_m)


def _is_fringe(run: Run, of: Run, gap_m: float) -> bool:
    """Whether a run lies within, or wholly near the ends of, a weightier one that knows its height."""
    return of.reach is not Reach.NO_HEIGHT and of.start_m - gap_m <= run.start_m and run.end_m <= of.end_m + gap_m


def _next_to(one: Run, other: Run, gap_m: float) -> bool:
    """Whether two runs are under one ceiling, on one leg or on legs that follow each other, with a small gap."""
    near = other.start_m - one.end_m <= gap_m and other.stretches[0].leg - one.stretches[-1].leg <= 1
    return one.ceiling == other.ceiling and near


def _joined(one: Run, other: Run) -> Run:
    *before, last = one.stretches
    first, *after = other.stretches
    joint = [last, first]
    if last.leg == first.leg and last.to_m == first.from_m:
        joint = [Stretch(last.leg, last.from_m, first.to_m)]
    lows = [low for low in (one.agl.low_m, other.agl.low_m) if low is not None]
    highs = [one.agl.high_m, other.agl.high_m]
    agl = Range(max(lows) if lows else None, None if None in highs else max(high for high in highs if high is not None))
    return replace(one, stretches=(*before, *joint, *after), agl=agl, end_m=other.end_m)


def _runs_of(leg: Leg, limit_m: float) -> Iterator[Run]:
    """Yield the runs of one leg."""
    edges_m, whole = leg.profile.edges_m, _reach(leg, leg.agl, limit_m)
    if whole is Reach.UNDER:
        return
    if len(edges_m) == 2 or whole is Reach.NO_HEIGHT:
        yield _run(leg, whole, leg.from_m, leg.to_m, leg.agl)
        return
    agl = leg.profile.agl
    lows_m, highs_m = np.asarray(agl.low_m), np.asarray(agl.high_m)
    choices = [lows_m >= limit_m, highs_m >= limit_m, highs_m + leg.rise_m >= limit_m]
    reaches = np.select(choices, [Reach.OVER, Reach.UNCLEAR, Reach.DEVIATION], Reach.UNDER)
    turns = [0, *(np.flatnonzero(np.diff(reaches)) + 1).tolist(), len(reaches)]
    for first, last in pairwise(turns):
        if reaches[first] != Reach.UNDER:
            known = Bounds(lows_m[first:last], highs_m[first:last]).greatest()
            yield _run(leg, Reach(int(reaches[first])), float(edges_m[first]), float(edges_m[last]), known)


def _run(leg: Leg, reach: Reach, start_m: float, end_m: float, agl: Range) -> Run:
    stretch = Stretch(leg.index, start_m - leg.from_m, end_m - leg.from_m)
    return Run(reach, leg.band.ceiling, (stretch,), agl, start_m, end_m)


def _reach(leg: Leg, agl: Range, limit_m: float) -> Reach:
    """Return how a whole leg stands to the limit at its greatest height."""
    if leg.band.ceiling is None:
        return Reach.NO_HEIGHT
    if agl.low_m is not None and agl.low_m >= limit_m:
        return Reach.OVER
    if agl.high_m is None or agl.high_m >= limit_m:
        return Reach.UNCLEAR
    return Reach.DEVIATION if agl.high_m + leg.rise_m >= limit_m else Reach.UNDER


def _finding(run: Run, facts: Facts, law: RuleLaw) -> Finding:
    outcome, text, remedy, resolved_by = _words(run, facts, law)
    volume = VolumeKind.CONTINGENCY_VOLUME if run.reach is Reach.DEVIATION else VolumeKind.FLIGHT_GEOGRAPHY
    return finding(
        law,
        outcome,
        Entails.SPECIFIED_FLIGHT_AIRSPACE,
        text,
        remedy,
        place=replace(facts.stretches_as_place(run.stretches), met_in_height_by=volume),
        resolved_by=resolved_by,
    )


def _words(run: Run, facts: Facts, law: RuleLaw) -> tuple[Outcome, Text, Text, ResolvedBy | None]:
    limit_m = law.parameters["height_m"].value
    if run.ceiling is None:
        return (
            Outcome.UNDETERMINED,
            Text(
                f"飛行の高さが示されていないため、{limit_m:g} m 以上かどうか判定できません。",
                f"No height is given, so whether it is {limit_m:g} m or more cannot be told.",
            ),
            Text("地面からの高さ（対地高度）を入れてください。", "Give the height above ground (AGL)."),
            ResolvedBy.OPERATOR,
        )
    match run.reach:
        case Reach.OVER:
            return _over(run, run.ceiling, facts, law)
        case Reach.UNCLEAR:
            return _unclear(run, run.ceiling, limit_m)
        case _:
            return (
                Outcome.UNDETERMINED,
                Text(
                    f"計画の高さは {limit_m:g} m 未満ですが、"
                    f"風などで上にそれると {limit_m:g} m 以上になるおそれがあります。",
                    f"The planned height is under {limit_m:g} m, but a deviation upwards may reach it.",
                ),
                Text(
                    f"計画の高さをさらに下げるか、{limit_m:g} m 以上の手続を確かめてください。",
                    f"Plan lower, or see the procedure for {limit_m:g} m or more.",
                ),
                ResolvedBy.OPERATOR,
            )


def _is_excepted(facts: Facts, law: RuleLaw) -> bool:
    """Whether the operator states that the flight is at the limit only beside a structure, and the law excepts that."""
    return bool(facts.volume.operation.declared.beside_structure) and _has_exception(facts, law)


def _has_exception(facts: Facts, law: RuleLaw) -> bool:
    since = law.parameters["structure_exception_m"].since
    return since is None or facts.volume.operation.first_day >= since


def _over(run: Run, ceiling: Height, facts: Facts, law: RuleLaw) -> tuple[Outcome, Text, Text, ResolvedBy | None]:
    limit_m = law.parameters["height_m"].value
    exception = law.parameters["structure_exception_m"]
    height = _height(run, ceiling)
    if _is_excepted(facts, law):
        return (
            Outcome.ADVISORY,
            Text(
                f"地面・水面から {limit_m:g} m 以上（{height.ja}）を飛びますが、そこは建物などから"
                f" {exception.value:g} m 以内だけという申告なので、この空域の規制の例外です。"
                "例外になるのはこの高さの規制だけで、ほかの規制は変わりません。",
                f"The flight reaches {limit_m:g} m or more above ground or water ({height.en}). It is stated to be "
                f"there only within {exception.value:g} m of a structure: that air is excepted, from this rule alone.",
            ),
            Text(
                f"{limit_m:g} m 以上では、建物などから {exception.value:g} m を超えて離れないでください。",
                f"At {limit_m:g} m or more, never be further than {exception.value:g} m from the structure.",
            ),
            None,
        )
    fringe = Text(
        "その前後や途中でも、風や地形の誤差でその高さになるおそれがあります。",
        " Shortly before, after and in between it may reach that height too, by a deviation or the ground's error.",
    )
    if not run.has_fringe:
        fringe = Text("", "")
    hint = Text(
        f"ただし建物などから {exception.value:g} m 以内の空域は除かれます。",
        f" Air within {exception.value:g} m of a structure is excepted.",
    )
    if not _has_exception(facts, law):
        hint = Text("", "")
    return (
        Outcome.CAUGHT,
        Text(
            f"地面・水面から {limit_m:g} m 以上（{height.ja}）を飛ぶため、特定飛行に該当します。{fringe.ja}{hint.ja}",
            f"The flight reaches {limit_m:g} m or more above ground or water ({height.en}): "
            f"this is specified flight.{fringe.en}{hint.en}",
        ),
        Text(
            f"{limit_m:g} m 未満に下げるか、国土交通省の許可の手続を確かめてください。",
            f"Stay under {limit_m:g} m, or see MLIT's permission for the airspace.",
        ),
        None,
    )


def _unclear(run: Run, ceiling: Height, limit_m: float) -> tuple[Outcome, Text, Text, ResolvedBy | None]:
    above = _above_ground(run)
    return (
        Outcome.UNDETERMINED,
        Text(
            f"高さは「{ceiling.text.ja}」と示されています{f'（{above.ja}）' if above else ''}。"
            f"下の地面の高さ、または上がり方がはっきりしないため、地面から {limit_m:g} m 以上かどうか判定できません。",
            f"The height is given as {ceiling.text.en}{f' ({above.en})' if above else ''}. The ground below, or how "
            f"the flight climbs, is not known well enough to tell whether it is {limit_m:g} m or more above ground.",
        ),
        Text(
            "地面からの高さ（対地高度）の上限を入れるか、地形データの取り込みを県の担当に相談してください。",
            "Give the greatest height above ground (AGL), or ask the prefecture's desk for terrain data.",
        ),
        ResolvedBy.OPERATOR,
    )


def _height(run: Run, ceiling: Height) -> Text:
    """Return the ceiling as told and, where it is told from elsewhere, what that is above the ground."""
    above = _above_ground(run)
    if ceiling.datum is Datum.AGL or above is None:
        return ceiling.text
    return Text(f"{ceiling.text.ja}、{above.ja}", f"{ceiling.text.en}, {above.en}")


def _above_ground(run: Run) -> Text | None:
    agl = run.agl
    if agl.low_m is None or agl.high_m is None:
        return None
    return Text(
        f"地面からは約 {agl.low_m:.0f}～{agl.high_m:.0f} m", f"about {agl.low_m:.0f} to {agl.high_m:.0f} m above ground"
    )
