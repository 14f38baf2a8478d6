"""Check a plan against what its conditions and commitments ask for, before a change and for a day of flight.

Which volume meets a limit decides, as for the law's rules: the flight geography is CAUGHT, the contingency volume alone
UNDETERMINED, the ground-risk buffer alone ADVISORY. What no plan tells is UNDETERMINED, never clear.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from airspace.condition import Duty
from airspace.constraint import Ceiling, HoursOfDay, KeepOut, MostFlights, WindLimit
from airspace.evidence import NOTHING_TO_DO
from airspace.facts import OUTERMOST_FIRST, Place, legs_as_place
from airspace.finding import VOLUME_NAMES, Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.leg import Leg
from airspace.plan import Plan
from airspace.trial import JST, Operation, Window
from airspace.volume import OperationVolume
from geo.crs import to_plane
from geo.height import Datum, Range
from geo.index import PolygonIndex
from geo.overlap import overlaps
from geo.shape import repair, widen
from geo.text import Text

RULE = "condition"
"""What stands as the rule of these findings."""

CONDITION_OUTCOME_NAMES = {
    Outcome.CLEAR: Text("守る計画です", "kept by the plan"),
    Outcome.ADVISORY: Text("参考", "advisory"),
    Outcome.UNDETERMINED: Text("要確認・判定できません", "cannot be determined"),
    Outcome.CAUGHT: Text("守らない計画です", "not kept by the plan"),
}
"""What an outcome means for a condition."""

KEEP = Text("条件を守るように計画を直してください。", "Change the plan so that the condition is kept.")


@dataclass(frozen=True, slots=True)
class ConditionFinding:
    """What was found about one duty: of one flight (counted from 0), or of the whole plan (None)."""

    duty: str
    flight: int | None
    finding: Finding

    @property
    def weight(self) -> tuple[Outcome, int]:
        """How much it weighs: the outcome, then how far inside the volume is that meets the limit."""
        volume = self.finding.volume
        return self.finding.outcome, len(VolumeKind) - list(VolumeKind).index(volume) if volume else 0


@dataclass(frozen=True, slots=True)
class FlightDay:
    """What one day of flight has to keep.

    `flights` are those that fly on it, `findings` what a machine found, `to_confirm` what people have to see to: what
    no machine can check, and what is due by that day.
    """

    day: date
    flights: tuple[int, ...]
    findings: tuple[ConditionFinding, ...]
    to_confirm: tuple[Duty, ...]

    @property
    def outcome(self) -> Outcome:
        """The weightiest outcome; while people have something to see to it is never clear."""
        least = Outcome.UNDETERMINED if self.flights and self.to_confirm else Outcome.CLEAR
        return max([least, *(found.finding.outcome for found in self.findings)])


def check_conditions(
    plan: Plan, volumes: Sequence[OperationVolume], duties: Sequence[Duty]
) -> tuple[ConditionFinding, ...]:
    """Return what is found about each duty that a machine can check, what is kept included.

    Parameters
    ----------
    plan
        What is to be flown.
    volumes
        The volumes of the plan's flights, made over the terrain by which they are judged.
    duties
        Conditions and commitments; those in words only are left to people.
    """
    flights = [(flight, operation.windows) for flight, operation in enumerate(plan.operations)]
    return tuple(found for duty in duties for found in _check(duty, plan.flights_per_day, flights, volumes))


def flight_day(
    plan: Plan,
    day: date,
    volumes: Sequence[OperationVolume],
    duties: Sequence[Duty],
    *,
    flights_planned: int | None = None,
) -> FlightDay:
    """Return what a day of the plan has to keep; `flights_planned` is how many flights it has, else the plan's most."""
    cut = [(flight, _on(operation, day)) for flight, operation in enumerate(plan.operations)]
    flying = [(flight, windows) for flight, windows in cut if windows]
    count = plan.flights_per_day if flights_planned is None else flights_planned
    findings = [found for duty in duties for found in _check(duty, count, flying, volumes)] if flying else []
    return FlightDay(
        day=day,
        flights=tuple(flight for flight, _ in flying),
        findings=tuple(findings),
        to_confirm=tuple(duty for duty in duties if _is_for_people(duty, day)),
    )


def _is_for_people(duty: Duty, day: date) -> bool:
    if duty.due is not None:
        return duty.due <= day
    return duty.constraint is None or isinstance(duty.constraint, WindLimit)


def _on(operation: Operation, day: date) -> tuple[Window, ...]:
    """Return the windows of an operation on one day in Japan."""
    whole = Window.whole_day(day)
    meeting = [window for window in operation.windows if window.start < whole.end and whole.start < window.end]
    return tuple(Window(max(window.start, whole.start), min(window.end, whole.end)) for window in meeting)


Flights = Sequence[tuple[int, tuple[Window, ...]]]


def _check(
    duty: Duty, flights_a_day: int | None, flights: Flights, volumes: Sequence[OperationVolume]
) -> Iterator[ConditionFinding]:
    match duty.constraint:
        case None:
            return
        case HoursOfDay() as hours:
            for flight, windows in flights:
                yield ConditionFinding(duty.id, flight, _hours(duty, hours, windows))
        case Ceiling() as ceiling:
            for flight, _ in flights:
                yield ConditionFinding(duty.id, flight, _ceiling(duty, ceiling, volumes[flight]))
        case KeepOut() as zone:
            for flight, _ in flights:
                yield ConditionFinding(duty.id, flight, _keep_out(duty, zone, volumes[flight]))
        case MostFlights() as most:
            yield ConditionFinding(duty.id, None, _most_flights(duty, most, flights_a_day))
        case wind:
            yield ConditionFinding(duty.id, None, _wind(duty, wind))


def _finding(
    duty: Duty, outcome: Outcome, text: Text, remedy: Text = KEEP, resolved_by: ResolvedBy | None = None
) -> Finding:
    return Finding(
        rule=RULE,
        outcome=outcome,
        entails=Entails.INFORMATION,
        text=text,
        remedy=remedy,
        citation=duty.citation,
        resolved_by=resolved_by,
    )


def _kept(duty: Duty, words: Text) -> Finding:
    text = Text(f"「{words.ja}」を守る計画です。", f'The plan keeps "{words.en}".')
    return _finding(duty, Outcome.CLEAR, text, NOTHING_TO_DO)


def _hours(duty: Duty, hours: HoursOfDay, windows: Sequence[Window]) -> Finding:
    outside = [part for window in windows if (part := hours.first_outside(window))]
    if not outside:
        return _kept(duty, hours.words)
    first = min(outside, key=lambda part: part.start)
    when = f"{_moment(first.start)}～{_moment(first.end)}"
    return _finding(
        duty,
        Outcome.CAUGHT,
        Text(
            f"「{hours.words.ja}」という条件の外の時間が入っています（{len(outside)}件、初めは {when}）。",
            f'The plan has times outside "{hours.words.en}" ({len(outside)}, the first is {when}).',
        ),
    )


def _moment(time: datetime) -> str:
    return f"{time.astimezone(JST):%Y-%m-%d %H:%M}"


def _ceiling(duty: Duty, ceiling: Ceiling, volume: OperationVolume) -> Finding:
    """Judge by the legs that fare worst."""
    limit_m, above_ground = ceiling.height.value_m, ceiling.height.datum is Datum.AGL
    fares: dict[tuple[Outcome, VolumeKind], list[Leg]] = {}
    for leg in volume.legs:
        known, deviating = (leg.agl, leg.contingency_agl) if above_ground else (leg.amsl, leg.contingency_amsl)
        fare = _reach(known, deviating, limit_m)
        if fare:
            fares.setdefault(fare, []).append(leg)
    if not fares:
        return _kept(duty, ceiling.words)
    worst = max(fares, key=lambda fare: (fare[0], fare[1] is VolumeKind.FLIGHT_GEOGRAPHY))
    outcome, kind = worst
    place = replace(legs_as_place(volume, [leg.index for leg in fares[worst]]), met_in_height_by=kind)
    return _ceiling_words(duty, ceiling, outcome, kind, fares[worst]).at(place)


def _reach(known: Range, deviating: Range, limit_m: float) -> tuple[Outcome, VolumeKind] | None:
    """Return how a leg stands to a limit: at the limit itself it is kept."""
    if known.low_m is not None and known.low_m > limit_m:
        return Outcome.CAUGHT, VolumeKind.FLIGHT_GEOGRAPHY
    if known.high_m is None or known.high_m > limit_m:
        return Outcome.UNDETERMINED, VolumeKind.FLIGHT_GEOGRAPHY
    if deviating.high_m is None or deviating.high_m > limit_m:
        return Outcome.UNDETERMINED, VolumeKind.CONTINGENCY_VOLUME
    return None


def _ceiling_words(duty: Duty, ceiling: Ceiling, outcome: Outcome, kind: VolumeKind, legs: Sequence[Leg]) -> Finding:
    asked = ceiling.words
    told = [leg.band.ceiling for leg in legs if leg.band.ceiling]
    highest = max(told, key=lambda height: height.value_m).text if told else None
    if outcome is Outcome.CAUGHT:
        over = Text(f"（{highest.ja}）", f" ({highest.en})") if highest else Text("", "")
        text = Text(
            f"「{asked.ja}」という条件より高く飛びます{over.ja}。", f'The flight is higher than "{asked.en}"{over.en}.'
        )
        return _finding(duty, outcome, text)
    if kind is VolumeKind.CONTINGENCY_VOLUME:
        text = Text(
            f"計画の高さは「{asked.ja}」を守りますが、風などで上にそれると超えるおそれがあります。",
            f'The planned height keeps "{asked.en}", but a deviation upwards may pass it.',
        )
        remedy = Text("計画の高さをさらに下げてください。", "Plan lower.")
        return _finding(duty, outcome, text, remedy, ResolvedBy.OPERATOR)
    if highest is None:
        text = Text(
            f"飛行の高さが示されていないため、「{asked.ja}」を守るかどうか判定できません。",
            f'No height is given, so whether "{asked.en}" is kept cannot be told.',
        )
    else:
        text = Text(
            f"高さは「{highest.ja}」と示されています。地形か基準がはっきりしないため、"
            f"「{asked.ja}」を守るかどうか判定できません。",
            f"The height is given as {highest.en}. Ground or datum are not known well enough to tell whether "
            f'"{asked.en}" is kept.',
        )
    remedy = Text(
        "条件と同じ基準の高さを入れるか、地形データの取り込みを県の担当に相談してください。",
        "Give the height in the condition's datum, or ask the prefecture's desk for terrain data.",
    )
    return _finding(duty, outcome, text, remedy, ResolvedBy.OPERATOR)


def _keep_out(duty: Duty, zone: KeepOut, volume: OperationVolume) -> Finding:
    """Judge by the innermost volume that meets the place, in the flight's plane."""
    shape = repair(to_plane(zone.shape, volume.plane_epsg))
    index = PolygonIndex([widen(shape, zone.margin_m) if zone.margin_m else shape])
    found = overlaps(index, [volume.footprints[kind] for kind in OUTERMOST_FIRST], volume.lines)
    if not found:
        return _kept(duty, zone.words)
    parts = dict(zip(OUTERMOST_FIRST, found[0].parts, strict=True))
    place = Place(volume, {kind: parts[kind] for kind in VolumeKind}, found[0].stretches)
    asked = zone.words
    match place.innermost:
        case None:
            return _kept(duty, asked)
        case VolumeKind.FLIGHT_GEOGRAPHY:
            outcome = Outcome.CAUGHT
            text = Text(
                f"「{asked.ja}」という条件の区域を飛びます。", f'The flight enters what "{asked.en}" keeps out.'
            )
        case VolumeKind.CONTINGENCY_VOLUME:
            outcome = Outcome.UNDETERMINED
            text = Text(
                f"風などで経路からそれると、「{asked.ja}」という条件の区域に入るおそれがあります。",
                f'On a deviation the flight may enter what "{asked.en}" closes to it.',
            )
        case _:
            outcome = Outcome.ADVISORY
            name = VOLUME_NAMES[VolumeKind.GROUND_RISK_BUFFER]
            text = Text(
                f"{name.ja}（目安）が、「{asked.ja}」という条件の区域にかかります。",
                f'The {name.en} reaches what "{asked.en}" closes to it.',
            )
    remedy = Text("経路を離してください。", "Keep the route further away.")
    resolved_by = ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None
    return replace(_finding(duty, outcome, text, remedy, resolved_by).at(place), place=Text(zone.name, zone.name))


def _most_flights(duty: Duty, most: MostFlights, told: int | None) -> Finding:
    if told is None:
        return _finding(
            duty,
            Outcome.UNDETERMINED,
            Text(
                f"1日の回数が示されていないため、「{most.words.ja}」を守るかどうか判定できません。",
                f'The number of flights a day is not given, so whether "{most.words.en}" is kept cannot be told.',
            ),
            Text("1日の最大の回数を入れてください。", "Give the most flights a day."),
            ResolvedBy.OPERATOR,
        )
    if told <= most.a_day:
        return _kept(duty, most.words)
    return _finding(
        duty,
        Outcome.CAUGHT,
        Text(
            f"1日{told}回の計画で、「{most.words.ja}」という条件を超えます。",
            f'{told} flights a day are more than "{most.words.en}".',
        ),
    )


def _wind(duty: Duty, wind: WindLimit) -> Finding:
    return _finding(
        duty,
        Outcome.UNDETERMINED,
        Text(
            f"「{wind.words.ja}」は、飛行の当日に確かめます。",
            f'"{wind.words.en}" is checked on the day of flight.',
        ),
        Text("当日、現地の風を測って記録してください。", "Measure and record the wind there on the day."),
        ResolvedBy.FLIGHT_DAY,
    )
