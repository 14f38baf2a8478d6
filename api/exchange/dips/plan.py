"""A revision's flights as DIPS-shaped JSON, for copying: DIPS's own names, beside them what is wrong or missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from airspace.dips import codes
from airspace.dips.filling import Json, Need, Problem
from airspace.dips.plan import FlightPlan, Times
from geo.text import Text

WHAT_THIS_IS = Text(
    "DIPS 2.0 に書き写すための控えです。空みちは DIPS に何も送りません。"
    "飛行計画の通報は、事業者が自分で DIPS に行います。航空法の許可・承認は国土交通省が行います。",
    "This is for copying into DIPS 2.0. Soramichi sends nothing to DIPS: giving notice of a flight plan is the "
    "operator's own act, and permission and approval under the Civil Aeronautics Act are MLIT's.",
)


@dataclass(frozen=True, slots=True)
class Export:
    """The flights of one revision of a trial; `confirmed` is whether the prefecture confirmed just this revision.

    `left_out` counts the flights of flying cars, which are no unmanned aircraft and have no plan in DIPS.
    """

    trial_id: str
    revision: int
    confirmed: bool
    plans: tuple[FlightPlan, ...] = field(repr=False)
    left_out: int = 0

    @property
    def notes(self) -> tuple[Text, ...]:
        """What to know of it as a whole."""
        notes = [WHAT_THIS_IS, codes.DOUBT]
        if not self.confirmed:
            notes.append(
                Text(
                    f"第{self.revision}版の経路は、県の確認を受けていません。",
                    f"The route of revision {self.revision} is not confirmed by the prefecture.",
                )
            )
        if self.left_out:
            notes.append(
                Text(
                    f"空飛ぶクルマ（航空機）の飛行 {self.left_out} 件は、無人航空機ではないので書き出していません。",
                    f"{self.left_out} flights of flying cars (aircraft) are left out: they are no unmanned aircraft.",
                )
            )
        return tuple(notes)


def export_json(export: Export) -> dict[str, Json]:
    """Return a plan for each flight and window, under `flight_plan` just as DIPS names its fields."""
    return {
        "trial": export.trial_id,
        "revision": export.revision,
        "confirmed": export.confirmed,
        "notes": [_text(note) for note in export.notes],
        "flight_plans": [
            {
                "flight": plan.number,
                "window": number,
                "flight_plan": nested(fields_at(plan, times)),
                "pilots": list(plan.person_names),
                "problems": [_problem(problem) for problem in problems_at(plan, number)],
            }
            for plan in export.plans
            for number, times in enumerate(plan.windows, 1)
        ],
    }


def fields_at(plan: FlightPlan, times: Times) -> dict[str, Json]:
    """Return all fields of a plan in one window, in DIPS's order; a dot is a field within a field."""
    by_window: dict[str, Json] = {
        "flightPlanId": times.plan_id or None,
        "startTime": times.start,
        "finishTime": times.finish,
    }
    return {name: by_window[name] if name in by_window else plan.fields[name] for name in codes.FIELDS}


def problems_at(plan: FlightPlan, window: int) -> tuple[Problem, ...]:
    """Return the problems of a plan in one window, counted from 1."""
    return tuple(problem for problem in plan.problems if problem.window in (None, window))


def nested(flat: Mapping[str, Json]) -> dict[str, Json]:
    """Return fields with those within a field put into it."""
    whole: dict[str, Json] = {}
    for name, value in flat.items():
        outer, _, inner = name.partition(".")
        if not inner:
            whole[outer] = value
            continue
        within = whole.setdefault(outer, {})
        if isinstance(within, dict):
            within[inner] = value
    return whole


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table to copy from: what a field is called, its name in DIPS, its value, what is the matter."""

    name: str
    title: Text
    value: Json
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        """Whether DIPS would refuse it as it stands."""
        return any(problem.need is Need.REFUSED for problem in self.problems)


def rows(plan: FlightPlan) -> tuple[Row, ...]:
    """Return the table of a plan without its times, in DIPS's order."""
    return tuple(_rows(plan))


def _rows(plan: FlightPlan) -> Iterator[Row]:
    for name, value in plan.fields.items():
        problems = tuple(problem for problem in plan.problems if problem.field == name)
        if name == "pilotInfo":
            yield from _each(name, value, codes.PILOT_FIELDS, problems, plan.person_names)
        elif name == "aircraftInfo":
            yield from _each(name, value, codes.AIRCRAFT_FIELDS, problems, ())
        else:
            yield Row(name, codes.FIELDS[name], value, problems)


def _each(
    name: str,
    value: Json,
    titles: Mapping[str, Text],
    problems: tuple[Problem, ...],
    person_names: Sequence[str | None],
) -> Iterator[Row]:
    """Yield the problems of a list of pilots or aircraft, then each member of each of them."""
    yield Row(name, codes.FIELDS[name], None, problems)
    for number, entry in enumerate(value if isinstance(value, list) else []):
        person = person_names[number] if number < len(person_names) else None
        head = Text(f"{codes.FIELDS[name].ja}{number + 1}", f"{codes.FIELDS[name].en} {number + 1}")
        if person:
            head = Text(f"{head.ja}（{person}）", f"{head.en} ({person})")
        for inner, title in titles.items():
            told = entry.get(inner) if isinstance(entry, dict) else None
            yield Row(f"{name}[{number}].{inner}", Text(f"{head.ja} {title.ja}", f"{head.en}: {title.en}"), told, ())


def _text(text: Text) -> Json:
    return {"ja": text.ja, "en": text.en}


def _problem(problem: Problem) -> Json:
    return {"field": problem.field, "need": problem.need.value, "text": _text(problem.text)}
