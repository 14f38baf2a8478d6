"""Each rule's table of cases, screened one by one; a rule without a table, or a table without a kind, fails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict
from shapely.geometry.base import BaseGeometry

from airspace.edition import InForce, Layer, LayerKind
from airspace.features import (
    Aerodrome,
    Applicability,
    Authority,
    DipsArea,
    FacilityClass,
    FacilityPart,
    Feature,
    Geozone,
    ManagedKind,
    ManagedPlace,
    ManagerAsks,
    TargetFacility,
    ZoneKind,
    ZoneType,
)
from airspace.finding import Finding
from airspace.register.chosen import Chosen
from airspace.rulebook import RULES
from airspace.trial import JST, EntryControl, Vehicle, Window
from api.schemas.operation import DeclaredData
from api.schemas.register import ChosenData
from geo.errors import InputRefused
from geo.height import Datum, Height
from geo.route import Route
from geo.text import Text
from tests.airspace.aerodromes import aerodrome
from tests.airspace.worlds import (
    DAY,
    EVERYWHERE,
    degrees,
    districts,
    far_places,
    flight,
    land,
    layer,
    of_rule,
    screened,
)
from tests.fakes import FakeTerrain
from tests.zoo import at, plane_box, positions

FOLDER = Path(__file__).parent / "cases"
DESK = Authority(Text("見本の窓口", "the sample's desk"), "000-0000", Text("5日前", "5 days"))
KINDS = {"clear", "caught", "edge", "day_before", "day_after", "data_missing"}
Box = tuple[float, float, float, float]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FlightCase(_Strict):
    """A flight in metres from home; `height` is value and datum, None is not told."""

    course: list[tuple[float, float]] = [(0, 0), (2_000, 0)]
    height: tuple[float, Datum] | None = (60.0, Datum.AGL)
    half_width_m: float = 30.0
    speed_mps: float = 10.0
    fall_distance_m: float | None = None
    day: date = DAY
    until: date | None = None
    hours: tuple[datetime, datetime] | None = None
    vehicle: Vehicle = Vehicle.UAS
    bvlos: bool | None = None
    entry_control: EntryControl | None = None
    declared: dict[str, Any] = {}
    chosen: dict[str, list[dict[str, Any]]] = {}


class LayerCase(_Strict):
    """A layer of boxes in metres from home."""

    kind: LayerKind
    boxes: list[Box] = []
    code: str = "91"
    coverage: Box | None = None
    in_force: tuple[date | None, date | None] = (None, None)
    accuracy_m: float = 25.0
    type: ZoneType = ZoneType.PROHIBITED
    zone: ZoneKind = ZoneKind.MANAGER
    lower: tuple[float, Datum] | None = None
    upper: tuple[float, Datum] | None = None
    applies: list[tuple[datetime | None, datetime | None]] = []
    facility: FacilityClass = FacilityClass.DEFENCE
    part: FacilityPart = FacilityPart.SITE
    surroundings_held: bool = True
    designated: bool = True
    place: ManagedKind = ManagedKind.RIVER
    other_kinds: bool = True
    asks: ManagerAsks = ManagerAsks.CONSULTATION
    desk: bool = True
    aerodrome: Literal["airport", "heliport", "no_values", "notice"] = "airport"
    told: dict[str, Any] = {}
    area_type: int = 2


class Expected(_Strict):
    """The outcomes of the rule's findings, `CLEAR` included, `REFUSED`, or none where the rule is not in force."""

    outcomes: list[str]
    volume: str | None = None
    entails: str | None = None
    resolved_by: str | None = None
    length_m: float | None = None
    span_m: tuple[float, float] | None = None
    legs: list[int] | None = None
    flight_geography_m2: float | None = None


class GroundCase(_Strict):
    """Flat ground and strips across it (from, to, height, in metres east of home), with the error of all heights."""

    height_m: float
    strips: list[tuple[float, float, float]] = []
    error_m: float = 0.0

    def terrain(self) -> FakeTerrain:
        """Return it as a terrain that is known everywhere."""
        edges = [(at(west, 0)[0], at(east, 0)[0], height_m) for west, east, height_m in self.strips]

        def elevation_m(lon_deg: float, _: float) -> float:
            return next((height_m for west, east, height_m in edges if west <= lon_deg < east), self.height_m)

        return FakeTerrain(elevation_m, error_m=self.error_m)


class Case(_Strict):
    """One case."""

    name: str
    kind: str
    flight: FlightCase = FlightCase()
    layers: list[LayerCase] = []
    ground: GroundCase | None = None
    expect: Expected


class Table(_Strict):
    """A rule's cases, and the reasons for the kinds that the rule cannot have."""

    rule: str
    never: dict[str, str] = {}
    cases: list[Case]


def tables() -> Iterator[Table]:
    for path in sorted(FOLDER.glob("*.yaml")):
        table = Table.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert table.rule == path.stem
        yield table


TABLES = list(tables())
CASES = [pytest.param(table.rule, case, id=f"{table.rule}: {case.name}") for table in TABLES for case in table.cases]


def test_each_rule_has_a_table_and_each_table_a_rule() -> None:
    assert {table.rule for table in TABLES} == {rule.slug for rule in RULES}


@pytest.mark.parametrize("table", TABLES, ids=[table.rule for table in TABLES])
def test_no_kind_of_case_is_missing(table: Table) -> None:
    held = {case.kind for case in table.cases}
    assert held | set(table.never) == KINDS
    assert not held & set(table.never)
    assert all(table.never.values())


def height(told: tuple[float, Datum] | None) -> Height | None:
    return Height(*told) if told else None


def made(case: LayerCase) -> Layer:
    shapes: list[BaseGeometry] = [plane_box(*sides) for sides in case.boxes]
    rest: dict[str, Any] = {
        "coverage": degrees(plane_box(*case.coverage)) if case.coverage else EVERYWHERE,
        "in_force": InForce(*case.in_force),
        "accuracy_m": case.accuracy_m,
    }
    match case.kind:
        case LayerKind.DID:
            return districts(*shapes, name=str(case.in_force), **rest)
        case LayerKind.PREFECTURE:
            return land(case.code, *shapes, **rest)
        case LayerKind.FACILITIES:
            return layer(case.kind, [facility(case, number, shape) for number, shape in enumerate(shapes)], **rest)
        case LayerKind.MANAGED:
            places = [managed(case, number, shape) for number, shape in enumerate(shapes)]
            return layer(case.kind, [*places, *(far_places() if case.other_kinds else [])], **rest)
        case LayerKind.DIPS:
            return layer(case.kind, [dips_area(case, number, shape) for number, shape in enumerate(shapes)], **rest)
        case LayerKind.AIRPORTS:
            return layer(case.kind, [airport(number, shape) for number, shape in enumerate(shapes)], **rest)
        case LayerKind.SURFACES:
            return layer(case.kind, [aerodrome(case.aerodrome, case.boxes, case.told)], **rest)
        case _:
            return layer(case.kind, [zone(case, number, shape) for number, shape in enumerate(shapes)], **rest)


def zone(case: LayerCase, number: int, shape: BaseGeometry) -> Feature:
    return Geozone(
        f"z{number}",
        Text(f"区域{number}", f"zone {number}"),
        degrees(shape),
        type=case.type,
        kind=case.zone,
        lower=height(case.lower),
        upper=height(case.upper),
        applicability=tuple(Applicability(start, end) for start, end in case.applies),
    )


def dips_area(case: LayerCase, number: int, shape: BaseGeometry) -> Feature:
    return DipsArea(
        f"x{number}",
        Text(f"エリア{number}", f"area {number}"),
        degrees(shape),
        applicability=tuple(Applicability(start, end) for start, end in case.applies),
        type_id=case.area_type,
        detail="" if case.desk else "見本の説明。",
    )


def airport(number: int, shape: BaseGeometry) -> Feature:
    return Aerodrome(f"a{number}", Text(f"空港{number}", f"airport {number}"), degrees(shape))


def facility(case: LayerCase, number: int, shape: BaseGeometry) -> Feature:
    return TargetFacility(
        f"f{number}",
        Text(f"施設{number}", f"facility {number}"),
        degrees(shape),
        applicability=tuple(Applicability(start, end) for start, end in case.applies),
        facility_class=case.facility,
        part=case.part,
        surroundings_held=case.surroundings_held,
        designated=case.designated,
        authority=DESK if case.desk else None,
    )


def managed(case: LayerCase, number: int, shape: BaseGeometry) -> Feature:
    return ManagedPlace(
        f"m{number}",
        Text(f"場所{number}", f"place {number}"),
        degrees(shape),
        applicability=tuple(Applicability(start, end) for start, end in case.applies),
        kind=case.place,
        asks=case.asks,
        authority=DESK if case.desk else None,
        legal_basis="見本の定め" if case.desk else "",
        message=Text("見本のお願い。", "A sample's request.") if case.desk else None,
    )


def chosen(told: dict[str, list[dict[str, Any]]]) -> Chosen:
    entries = {
        register: [{"id": f"{register}-{number}", "version": 1, "facts": facts} for number, facts in enumerate(each)]
        for register, each in told.items()
    }
    return ChosenData.model_validate(entries).value()


def found(rule: str, case: Case) -> list[Finding]:
    told = case.flight
    operation = flight(
        positions(*told.course),
        height(told.height),
        on=told.day,
        until=told.until,
        half_width_m=told.half_width_m,
        speed_mps=told.speed_mps,
        fall_distance_m=told.fall_distance_m,
        vehicle=told.vehicle,
        bvlos=told.bvlos,
        entry_control=told.entry_control,
        declared=DeclaredData.model_validate(told.declared).value(),
        chosen=chosen(told.chosen),
    )
    if told.height is None:
        points = tuple(replace(point, height=None) for point in operation.path.waypoints)
        operation = replace(operation, path=Route(points))
    if told.hours:
        start, end = (hour.replace(tzinfo=JST) for hour in told.hours)
        operation = replace(operation, windows=(Window(start, end),))
    terrain = case.ground.terrain() if case.ground else None
    return of_rule(screened(operation, *map(made, case.layers), terrain=terrain), rule)


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_case(rule: str, case: Case) -> None:
    expect = case.expect
    if expect.outcomes == ["REFUSED"]:
        with pytest.raises(InputRefused):
            found(rule, case)
        return
    findings = found(rule, case)
    assert sorted(finding.outcome.name for finding in findings) == sorted(expect.outcomes)
    if not findings:
        return
    worst = max(findings, key=lambda finding: finding.outcome)
    if expect.volume:
        assert worst.volume == expect.volume
    if expect.entails:
        assert worst.entails == expect.entails
    if expect.resolved_by:
        assert worst.resolved_by == expect.resolved_by
    if expect.length_m is not None:
        assert worst.overlap.length_m == pytest.approx(expect.length_m, rel=1e-3, abs=0.5)
    if expect.span_m:
        assert (worst.from_m, worst.to_m) == pytest.approx(expect.span_m, abs=1.0)
    if expect.legs is not None:
        assert list(worst.legs) == expect.legs
    if expect.flight_geography_m2 is not None:
        area_m2 = worst.overlap.area_m2["flight_geography"]
        assert area_m2 == pytest.approx(expect.flight_geography_m2, rel=1e-3, abs=1)
