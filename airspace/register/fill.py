"""What the chosen entries say of a flight, so that nobody types it again.

Of several entries the least favourable counts: the heaviest aircraft, the lowest class, a limit that one pilot still
has. What one of them leaves open is left open. A certificate that is told not to hold on every day of the flight is
none on that flight; one whose days are not stated says nothing here, and what was typed stays.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from airspace.declared import NOTHING_DECLARED, Grade
from airspace.register.facts import Aircraft, Insurance, Pilot
from airspace.register.validity import Period, Standing, Validity, together
from airspace.trial import Operation, Vehicle
from geo.route import Route
from geo.text import Text

DECLARED = frozenset(field.name for field in fields(NOTHING_DECLARED))


def said_by_register(operation: Operation) -> dict[str, Any]:
    """Return what the chosen entries say of a flight, by the name of the statement; what is open is left out."""
    chosen, periods = operation.chosen, _periods(operation)
    said: dict[str, Any] = {
        "takeoff_mass_kg": _greatest(entry.facts.takeoff_mass_kg for entry in chosen.aircraft),
        "fall_distance_m": _greatest(entry.facts.fall_distance_m for entry in chosen.aircraft),
        "speed_mps": _greatest(entry.facts.speed_mps for entry in chosen.aircraft),
        "insured": _insured([entry.facts for entry in chosen.insurances], periods),
    }
    if operation.vehicle is Vehicle.UAS:
        said["aircraft_certificate"] = _lowest(_certificate(entry.facts, periods) for entry in chosen.aircraft)
        said |= _said_by_pilots([entry.facts for entry in chosen.pilots], periods)
    return {name: value for name, value in said.items() if value is not None}


def filled(operation: Operation) -> Operation:
    """Return a flight with what its chosen entries say in the place of what was typed.

    The greatest speed is the flight's own: the aircraft's stands in only where no speed is given anywhere.
    """
    said = said_by_register(operation)
    speed_mps = said.pop("speed_mps", None)
    if operation.speed_mps is None and not _has_speeds(operation):
        operation = replace(operation, speed_mps=speed_mps)
    return _with(operation, said)


def emptied(operation: Operation) -> Operation:
    """Return a flight without what its chosen entries say: what is left was typed, or goes beyond them."""
    said = {name: value for name, value in said_by_register(operation).items() if _held(operation, name) == value}
    if _has_speeds(operation):
        said.pop("speed_mps", None)  # where the path has speeds of its own, the register's was not filled in
    return _with(operation, dict.fromkeys(said))


def contradictions(operation: Operation) -> dict[str, Text]:
    """Return, by statement, what was typed and is not what the chosen entries say."""
    found = {}
    for name, value in said_by_register(operation).items():
        typed = _held(operation, name)
        if typed is None or typed == value or (name == "speed_mps" and typed <= value):
            continue
        found[name] = Text(
            "選んだ登録簿の内容とちがいます。空のままにすると登録簿の内容を使います。登録簿が古いときは、先に直してください。",
            "It is not what the chosen entries of the register say. Leave it empty to use theirs; where the register "
            "is out of date, change it there.",
        )
    return found


def aircraft_in_words(aircraft: Iterable[Aircraft], *, most: int) -> str:
    """Return aircraft as a proposal describes them to residents: name, mass, size; no marks."""
    return _joined([_aircraft_in_words(each) for each in aircraft], most=most)


def noise_in_words(aircraft: Iterable[Aircraft], *, most: int) -> str:
    """Return the sound of aircraft as it was measured; nothing of those that have no measurement."""
    return _joined([text for each in aircraft if (text := _noise_in_words(each))], most=most)


def _periods(operation: Operation) -> list[Period]:
    return [(window.first_day, window.last_day) for window in operation.windows]


def _with(operation: Operation, said: dict[str, Any]) -> Operation:
    declared = replace(operation.declared, **{name: value for name, value in said.items() if name in DECLARED})
    rest = {name: value for name, value in said.items() if name not in DECLARED}
    return replace(operation, declared=declared, **rest)


def _held(operation: Operation, name: str) -> Any:
    return getattr(operation.declared if name in DECLARED else operation, name)


def _has_speeds(operation: Operation) -> bool:
    path = operation.path
    return any(point.speed for point in path.waypoints) if isinstance(path, Route) else path.speed is not None


def _greatest(values: Iterable[float | None]) -> float | None:
    known = list(values)
    told = [value for value in known if value is not None]
    return max(told) if told and len(told) == len(known) else None


def _lowest(grades: Iterable[Grade | None]) -> Grade | None:
    known, order = list(grades), list(Grade)
    if Grade.NONE in known:
        return Grade.NONE
    return min((grade for grade in known if grade), key=order.index) if known and None not in known else None


def _all(values: Iterable[bool | None]) -> bool | None:
    known = list(values)
    if False in known:
        return False
    return True if known and None not in known else None


def _in_force(grade: Grade | None, validity: Validity, periods: Sequence[Period], *, begins: bool) -> Grade | None:
    """Return the class that holds on every day: none where it is told not to, None where that is open."""
    if grade in (None, Grade.NONE):
        return grade
    match validity.standing(periods, begins=begins)[0]:
        case Standing.HOLDS:
            return grade
        case Standing.NOT_STATED:
            return None
        case _:
            return Grade.NONE


def _certificate(aircraft: Aircraft, periods: Sequence[Period]) -> Grade | None:
    return _in_force(aircraft.certificate, aircraft.certificate_validity, periods, begins=True)


def _said_by_pilots(pilots: Sequence[Pilot], periods: Sequence[Period]) -> dict[str, Any]:
    classes = [_in_force(pilot.licence, pilot.licence_validity, periods, begins=False) for pilot in pilots]

    def lifted(limit: Callable[[Pilot], bool | None]) -> Iterator[bool | None]:
        for pilot, grade in zip(pilots, classes, strict=True):
            yield None if grade is None else grade is not Grade.NONE and limit(pilot)

    return {
        "pilot_certificate": _lowest(classes),
        "bvlos_limit_lifted": _all(lifted(lambda pilot: pilot.bvlos_limit_lifted)),
        "night_limit_lifted": _all(lifted(lambda pilot: pilot.night_limit_lifted)),
    }


def _insured(insurances: Sequence[Insurance], periods: Sequence[Period]) -> bool | None:
    """Return whether the insurances cover every day between them; one whose days are not stated leaves it open."""
    validities = [insurance.validity for insurance in insurances]
    if validities and together(validities, periods):
        return True
    standings = {validity.standing(periods, begins=True)[0] for validity in validities}
    return None if not standings or Standing.NOT_STATED in standings else False


def _aircraft_in_words(aircraft: Aircraft) -> str:
    details = [f"{aircraft.takeoff_mass_kg:g} kg"] if aircraft.takeoff_mass_kg else []
    size = [aircraft.length_m, aircraft.width_m, aircraft.height_m]
    if all(size):
        details.append(" × ".join(f"{side:g}" for side in size) + " m")
    return aircraft.name + (f"（{'、'.join(details)}）" if details else "")


def _noise_in_words(aircraft: Aircraft) -> str:
    noise = aircraft.noise
    if noise is None:
        return ""
    words = f"{aircraft.name}：{noise.distance_m:g} m 離れて {noise.level_db:g} dB"
    if noise.height_m is not None:
        words += f"（機体の高さ {noise.height_m:g} m）"
    by = "、".join(part for part in (noise.measured_by, str(noise.measured_on or "")) if part)
    return words + (f"（測定：{by}）" if by else "（だれがいつ測ったかは示されていません）")


def _joined(parts: Sequence[str], *, most: int) -> str:
    """Return as many parts as fit, and how many are left out."""
    for count in range(len(parts), 0, -1):
        rest = f"、ほか{len(parts) - count}機" if count < len(parts) else ""
        text = "、".join(parts[:count]) + rest
        if len(text) <= most:
            return text
    return ""
