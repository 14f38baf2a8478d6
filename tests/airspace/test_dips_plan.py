"""A flight as DIPS would have it: what is stated stands under its name, what is not is null with a reason."""

import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import geopandas
import pytest
import shapely
from pyproj import Geod
from shapely import Polygon

from airspace.declared import Declared, Grade
from airspace.dips import codes
from airspace.dips.filling import Json, Need
from airspace.dips.plan import NOTHING_RECORDED, FlightPlan, Permit, Recorded, flight_plan
from airspace.edition import LayerKind
from airspace.features import DipsArea, Geozone, ZoneKind
from airspace.register.chosen import Chosen, ChosenEntry
from airspace.register.facts import Aircraft, Insurance, Pilot, PilotPerson, Site
from airspace.trial import JST, EntryControl, Operation, Window
from airspace.verdict.value import Necessity
from geo.height import Datum, Height
from geo.route import Area, Circle, Route, Speed, Waypoint
from geo.text import Text
from tests.airspace.worlds import degrees, districts, flight, layer, screened
from tests.zoo import PLANE, at, plane_box, positions

COURSE = positions((0, 0), (2_000, 0))
AGL = Height(60, Datum.AGL)
OVER_IT = plane_box(500, -300, 1_500, 300)
HOURS = (Window(datetime(2026, 11, 30, 10, tzinfo=JST), datetime(2026, 11, 30, 15, tzinfo=JST)),)
PERMIT = "flightPermitApplicationInfo.flightPermitApplicationNumber"


def planned(operation: Operation | None = None, *layers: Any, title: str = "津の沿岸", **more: Any) -> FlightPlan:
    operation = operation or flight(COURSE)
    return flight_plan(1, title, screened(operation, *layers), **more)


def meant(**changes: Any) -> Operation:
    return replace(flight(COURSE), **changes)


def needs(plan: FlightPlan, name: str) -> list[Need]:
    return [problem.need for problem in plan.problems if problem.field == name]


def entry(kind: str, facts: Any, number: int = 1) -> ChosenEntry[Any]:
    return ChosenEntry(f"{kind}-{number}", 1, facts)


def choosing(**kinds: list[Any]) -> Operation:
    chosen = {kind: tuple(entry(kind, facts, i) for i, facts in enumerate(each)) for kind, each in kinds.items()}
    return meant(chosen=Chosen(**chosen))


def test_the_names_are_those_of_the_dossier_in_their_order() -> None:
    told = (
        "flightPlanId, name, flightPurpose, othergyomutext, othergyomugaitext, flightAirspace, flightType, "
        "assistantsNumber, departurePoint, startTime, finishTime, plannedMaxTime, plannedFlightTime, flightSpeed, "
        "flightAltitude, flyRoute, destinationPoint, riskMitigationOnsiteControl, riskMitigationOnsiteControlL3, "
        "riskMitigationOnsiteControl2, exceptionalConditionsMooring, insuranceInformation, reporter, "
        "otherInformation, pilotInfo, aircraftInfo, flightPermitApplicationInfo"
    )
    assert ", ".join(dict.fromkeys(name.partition(".")[0] for name in codes.FIELDS)) == told
    within = {name for name in codes.FIELDS if name.startswith("insuranceInformation.")}
    assert {name.partition(".")[2] for name in within} == {
        "insuranceCompany", "insuranceProduct", "interPerson", "interObject", "insuranceAbility", "insuranceSupplement"
    }  # fmt: skip
    assert ", ".join(codes.PILOT_FIELDS) == (
        "pilotId, contactPilotFlag, contactPilot, skillCertificationNumber, firstClass, secondClass, privateLicense, "
        "maker, model"
    )
    assert ", ".join(codes.AIRCRAFT_FIELDS) == (
        "aircraftId, type, certificationNum, symbol, model, maker, certification1, certification2, maxWeight"
    )


def test_every_code_has_its_name_and_each_number_is_there() -> None:
    for numbers, names in (
        (codes.Purpose, codes.PURPOSE_NAMES),
        (codes.Airspace, codes.AIRSPACE_NAMES),
        (codes.Method, codes.METHOD_NAMES),
        (codes.AircraftType, codes.AIRCRAFT_TYPE_NAMES),
    ):
        assert [int(code) for code in numbers] == list(range(1, len(names) + 1))


def test_a_plan_holds_every_field_but_the_times() -> None:
    plan = planned()
    assert set(plan.fields) == set(codes.FIELDS) - {"flightPlanId", "startTime", "finishTime"}
    assert all(problem.field in codes.FIELDS and problem.text.ja and problem.text.en for problem in plan.problems)


# --- name, times


@pytest.mark.parametrize(("characters", "wanted"), [(30, []), (31, [Need.REFUSED])])
def test_a_long_name_is_told_and_not_cut(characters: int, wanted: list[Need]) -> None:
    plan = planned(title="あ" * characters)
    assert plan.fields["name"] == "あ" * characters
    assert needs(plan, "name") == wanted


def test_times_are_japans() -> None:
    window = Window(datetime(2026, 11, 29, 22, 30, tzinfo=UTC), datetime(2026, 11, 30, 1, tzinfo=UTC))
    (times,) = planned(meant(windows=(window,))).windows
    assert (times.start, times.finish, times.plan_id) == ("20261130 0730", "20261130 1000", "")


def test_a_day_is_24_hours_and_more_is_refused_by_its_window() -> None:
    day = Window.whole_day(date(2026, 11, 30))
    longer = Window(day.start, day.end + timedelta(minutes=1))
    plan = planned(meant(windows=(day, longer)))
    assert [(times.start, times.finish) for times in plan.windows] == [
        ("20261130 0000", "20261201 0000"),
        ("20261130 0000", "20261201 0001"),
    ]
    assert [(p.need, p.window) for p in plan.problems if p.field == "finishTime"] == [(Need.REFUSED, 2)]


def test_seconds_widen_the_window_and_are_told() -> None:
    start, end = datetime(2026, 11, 30, 10, 0, 30, tzinfo=JST), datetime(2026, 11, 30, 11, 0, 0, 1, tzinfo=JST)
    plan = planned(meant(windows=(Window(start, end),)))
    assert (plan.windows[0].start, plan.windows[0].finish) == ("20261130 1000", "20261130 1101")
    assert needs(plan, "startTime") == [Need.CHECK]


# --- airspace and way of flying


def test_a_district_that_is_flown_over_is_coded_and_one_that_may_be_is_told() -> None:
    assert planned(None, districts(OVER_IT)).fields["flightAirspace"] == [1]
    nearby = districts(plane_box(500, 36, 1_500, 300), accuracy_m=5)
    plan = planned(None, nearby)
    assert 1 not in plan.fields["flightAirspace"]
    assert any("（1）" in p.text.ja for p in plan.problems if p.field == "flightAirspace")
    only_the_buffer = planned(None, districts(plane_box(500, 60, 1_500, 300)))
    assert only_the_buffer.fields["flightAirspace"] == []
    assert not any("（1）" in p.text.ja for p in only_the_buffer.problems if p.field == "flightAirspace")


def test_height_and_an_aerodromes_zone_are_coded() -> None:
    zone = Geozone("z", Text("場周", "circuit"), degrees(OVER_IT), kind=ZoneKind.AERODROME)
    high = meant(ceiling=Height(200, Datum.AGL))
    assert planned(high, layer(LayerKind.ZONES, [zone])).fields["flightAirspace"] == [2, 3]
    port = Geozone("p", Text("港", "port"), degrees(OVER_IT), kind=ZoneKind.MANAGER)
    assert planned(None, layer(LayerKind.ZONES, [port])).fields["flightAirspace"] == []


def test_what_only_dips_says_is_open() -> None:
    area = DipsArea("a", Text("地区", "district"), degrees(OVER_IT), type_id=2)
    clear_of_ours = districts(plane_box(8_000, 0, 9_000, 900))
    plan = planned(None, clear_of_ours, layer(LayerKind.DIPS, [area]))
    assert plan.fields["flightAirspace"] == []
    assert any("（1）" in p.text.ja for p in plan.problems if p.field == "flightAirspace")


def test_emergency_airspace_is_refused() -> None:
    zone = Geozone("z", Text("災害", "disaster"), degrees(OVER_IT), kind=ZoneKind.EMERGENCY)
    plan = planned(None, layer(LayerKind.ZONES, [zone], accuracy_m=0))
    assert Need.REFUSED in needs(plan, "flightAirspace")


def test_ways_are_those_stated_and_the_rest_is_missing() -> None:
    plan = planned(meant(windows=HOURS))
    assert plan.fields["flightType"] == []
    # Night is told by the sun; nothing else is stated.
    assert needs(plan, "flightType") == [Need.MISSING] * 5
    stated = Declared(keeps_30_m=False, over_event=False, dangerous_goods=True, drops_objects=True)
    plan = planned(meant(windows=HOURS, declared=stated, bvlos=True))
    assert plan.fields["flightType"] == [1, 4, 5, 6]
    assert needs(plan, "flightType") == []


def test_night_is_told_by_the_sun() -> None:
    evening = Window(datetime(2026, 11, 30, 20, tzinfo=JST), datetime(2026, 11, 30, 21, tzinfo=JST))
    assert 3 in planned(meant(windows=(evening,))).fields["flightType"]
    undated = planned(meant(windows=(Window.whole_day(date(2026, 11, 30)),)))
    assert 3 not in undated.fields["flightType"]
    assert any("夜間" in problem.text.ja for problem in undated.problems)


# --- route


def drawn(plan: FlightPlan) -> dict[str, Any]:
    told = plan.fields["flyRoute"]
    assert isinstance(told, str)
    document: dict[str, Any] = json.loads(told)
    return document


def test_a_route_is_one_polygon_of_the_flights_width_longitude_first() -> None:
    document = drawn(planned())
    assert document["type"] == "Polygon"
    ring = Polygon(document["coordinates"])
    assert document["coordinates"][0] == document["coordinates"][-1]
    expected_m2 = 2_000 * 60 + math.pi * 30**2
    flat = geopandas.GeoSeries([ring], crs=6668).to_crs(PLANE)
    assert flat.area.iloc[0] == pytest.approx(expected_m2, rel=2e-3)
    assert ring.contains(shapely.Point(*at(1_000, 0)))
    assert Geod(ellps="GRS80").inv(*at(1_000, 0), *at(1_000, 29.9))[2] == pytest.approx(29.9, rel=1e-3)
    assert ring.contains(shapely.Point(*at(1_000, 29.9)))
    assert not ring.contains(shapely.Point(*at(1_000, 30.5)))


def test_a_circle_stays_a_circle() -> None:
    lon_deg, lat_deg = at(0, 0)
    operation = meant(path=Area(Circle(lon_deg, lat_deg, 250.0), ceiling=AGL))
    assert drawn(planned(operation)) == {
        "type": "Circle",
        "center": [round(lon_deg, 7), round(lat_deg, 7)],
        "radius": 250.0,
    }


def test_a_polygon_is_as_it_was_drawn() -> None:
    shape = degrees(plane_box(0, 0, 400, 300))
    assert isinstance(shape, Polygon)
    document = drawn(planned(meant(path=Area(shape, ceiling=AGL))))
    assert document["coordinates"] == [[round(x, 7), round(y, 7)] for x, y in shape.exterior.coords]


@pytest.mark.parametrize("from_area", [True, False])
def test_holes_are_included_and_told(from_area: bool) -> None:
    if from_area:
        whole, hole = (degrees(plane_box(*box)) for box in ((0, 0, 400, 400), (100, 100, 200, 200)))
        path: Any = Area(Polygon(whole.exterior, [hole.exterior]), ceiling=AGL)
    else:
        loop = positions((0, 0), (900, 0), (900, 900), (0, 900), (0, 0))
        path = Route(tuple(Waypoint(lon, lat, AGL) for lon, lat in loop))
    plan = planned(meant(path=path))
    assert needs(plan, "flyRoute") == [Need.CHECK]
    assert Polygon(drawn(plan)["coordinates"]).contains(shapely.Point(*at(150, 150)))


def site(name: str, x_m: float, y_m: float = 0) -> Site:
    lon_deg, lat_deg = at(x_m, y_m)
    return Site(name, lon_deg, lat_deg)


def test_sites_near_the_ends_are_where_it_begins_and_ends() -> None:
    plan = planned(choosing(sites=[site("西の岸", -150), site("東の岸", 2_000, 199)]))
    assert str(plan.fields["departurePoint"]).startswith("西の岸（34.")
    assert str(plan.fields["destinationPoint"]).startswith("東の岸（34.")


def test_sites_that_leave_it_open_are_not_chosen_among() -> None:
    plan = planned(choosing(sites=[site("一", 0), site("二", 50), site("遠い", 2_000, 210)]))
    assert plan.fields["departurePoint"] is None
    assert plan.fields["destinationPoint"] is None
    assert needs(plan, "departurePoint") == needs(plan, "destinationPoint") == [Need.MISSING]


def test_an_areas_only_site_is_both() -> None:
    area = Area(degrees(plane_box(0, 0, 400, 300)), ceiling=AGL)
    plan = planned(replace(choosing(sites=[site("岸", 900)]), path=area))
    assert plan.fields["departurePoint"] == plan.fields["destinationPoint"] is not None


# --- speed, height, times of flight


@pytest.mark.parametrize(
    ("mps", "value", "wanted"),
    [(10.0, 36, []), (12.3, 45, [Need.CHECK]), (300.0, 1_080, [Need.REFUSED]), (0.0, 0, [Need.REFUSED])],
)
def test_speed_is_in_whole_kilometres_an_hour(mps: float, value: int, wanted: list[Need]) -> None:
    plan = planned(meant(speed_mps=mps))
    assert plan.fields["flightSpeed"] == value
    assert needs(plan, "flightSpeed") == wanted


def test_speed_that_nobody_states_is_missing() -> None:
    plan = planned(flight(COURSE, speed_mps=None))
    assert plan.fields["flightSpeed"] is None
    assert needs(plan, "flightSpeed") == [Need.MISSING]
    assert "about" not in next(p.text.en for p in plan.problems if p.field == "plannedFlightTime")


def test_how_long_it_takes_is_a_hint_and_no_value() -> None:
    plan = planned()
    assert plan.fields["plannedFlightTime"] is plan.fields["plannedMaxTime"] is None
    # 2,000 m at 10 m/s
    assert "3.3 min" in next(p.text.en for p in plan.problems if p.field == "plannedFlightTime")


@pytest.mark.parametrize(
    ("height", "value", "wanted"),
    [
        (Height(60, Datum.AGL), 60, []),
        (Height(60.2, Datum.AGL), 61, [Need.CHECK]),
        (Height(999, Datum.AGL), 999, []),
        (Height(1_000, Datum.AGL), 1_000, [Need.REFUSED]),
        (Height(0, Datum.AGL), 0, [Need.REFUSED]),
        (Height(60, Datum.AMSL), None, [Need.MISSING]),
        (Height(60, Datum.TAKEOFF), None, [Need.MISSING]),
        (Height(60, Datum.ELLIPSOIDAL), None, [Need.MISSING]),
        (Height(60, Datum.UNKNOWN), None, [Need.MISSING]),
    ],
)
def test_height_only_where_it_is_told_above_ground(height: Height, value: int | None, wanted: list[Need]) -> None:
    for operation in (
        flight(COURSE, height),
        meant(ceiling=height),
        meant(path=Area(degrees(plane_box(0, 0, 400, 300)), ceiling=height)),
    ):
        plan = planned(operation)
        assert plan.fields["flightAltitude"] == value
        assert needs(plan, "flightAltitude") == wanted


def test_height_is_the_greatest_and_one_that_lacks_leaves_it_out() -> None:
    heights = [Height(30, Datum.AGL), Height(80, Datum.AGL), None]
    points = [
        Waypoint(lon, lat, told) for (lon, lat), told in zip(positions((0, 0), (9, 0), (99, 0)), heights, strict=True)
    ]
    assert planned(meant(path=Route(tuple(points[:2])))).fields["flightAltitude"] == 80
    assert planned(meant(path=Route(tuple(points)))).fields["flightAltitude"] is None


def test_a_waypoints_speed_counts_where_no_other_is_told() -> None:
    points = tuple(Waypoint(lon, lat, AGL, Speed(15)) for lon, lat in COURSE)
    assert planned(replace(flight(COURSE, speed_mps=None), path=Route(points))).fields["flightSpeed"] == 54


# --- measures


@pytest.mark.parametrize(
    ("control", "value", "wanted"),
    [
        (None, None, [Need.MISSING]),
        (EntryControl.NONE, "0", []),
        (EntryControl.ASSISTANTS, "1", []),
        (EntryControl.CONTROLLED_AREA, "1", []),
        (EntryControl.ONBOARD_CAMERA, "1", [Need.CHECK]),
    ],
)
def test_entry_control(control: EntryControl | None, value: Json, wanted: list[Need]) -> None:
    plan = planned(meant(entry_control=control))
    assert plan.fields["riskMitigationOnsiteControl"] == value
    assert needs(plan, "riskMitigationOnsiteControl") == wanted


@pytest.mark.parametrize(("tether_m", "value"), [(None, None), (0.0, "0"), (20.0, "1")])
def test_tether(tether_m: float | None, value: Json) -> None:
    plan = planned(meant(declared=Declared(tether_m=tether_m)))
    assert plan.fields["exceptionalConditionsMooring"] == value
    assert needs(plan, "exceptionalConditionsMooring") == ([Need.MISSING] if value is None else [])


# --- registers


def test_nothing_chosen_is_missing() -> None:
    plan = planned()
    assert plan.fields["pilotInfo"] == plan.fields["aircraftInfo"] == []
    for name in ("pilotInfo", "aircraftInfo", "insuranceInformation.insuranceCompany"):
        assert needs(plan, name) == [Need.MISSING]
    assert plan.person_names == ()


def test_pilots_are_named_only_to_those_who_may_see_them() -> None:
    operation = choosing(pilots=[Pilot(Grade.FIRST), Pilot(Grade.SECOND), Pilot()])
    seen = {"pilots-0": PilotPerson("空野 翔", "1234"), "pilots-1": PilotPerson("海野 渚")}
    plan = planned(operation, persons=seen)
    assert plan.person_names == ("空野 翔", "海野 渚", None)
    told = plan.fields["pilotInfo"]
    assert isinstance(told, list)
    flags = [(p["skillCertificationNumber"], p["firstClass"], p["secondClass"]) for p in told if isinstance(p, dict)]
    assert flags == [("1234", "1", "0"), (None, "0", "1"), (None, None, None)]
    assert all(list(p) == list(codes.PILOT_FIELDS) for p in told if isinstance(p, dict))
    assert "空野" not in json.dumps(dict(plan.fields), ensure_ascii=False)
    assert needs(plan, "pilotInfo") == [Need.MISSING, Need.CHECK]
    hidden = planned(operation)
    assert hidden.person_names == (None, None, None)
    assert "1234" not in json.dumps(dict(hidden.fields))
    assert needs(planned(choosing(pilots=[Pilot()]), persons={"pilots-0": PilotPerson("空野")}), "pilotInfo") == [
        Need.MISSING
    ]


def test_aircraft() -> None:
    fleet = [
        Aircraft("PF2", "JU3223ABCDEF", certificate=Grade.SECOND, takeoff_mass_kg=9.8),
        Aircraft("PF4"),
    ]
    plan = planned(choosing(aircraft=fleet))
    told = plan.fields["aircraftInfo"]
    assert isinstance(told, list)
    first = told[0]
    assert isinstance(first, dict)
    assert list(first) == list(codes.AIRCRAFT_FIELDS)
    assert {name: value for name, value in first.items() if value is not None} == {
        "symbol": "JU3223ABCDEF",
        "model": "PF2",
        "certification1": "0",
        "certification2": "1",
        "maxWeight": 9.8,
    }
    wrong = {(p.need, p.text.en[:50]) for p in plan.problems if p.field == "aircraftInfo"}
    assert any(need is Need.MISSING and text.startswith("Aircraft 2 has no registration") for need, text in wrong)


@pytest.mark.parametrize(("cover", "told"), [(10**9, "1,000,000,000円"), (None, "—")])
def test_one_insurance_is_filled_in_and_its_cover_is_not_split(cover: int | None, told: str) -> None:
    plan = planned(choosing(insurances=[Insurance("見本損保", cover)]))
    assert plan.fields["insuranceInformation.insuranceCompany"] == "見本損保"
    assert plan.fields["insuranceInformation.interPerson"] is None
    assert told in next(p.text.ja for p in plan.problems if p.field == "insuranceInformation.interPerson")


def test_two_insurances_are_not_chosen_between() -> None:
    plan = planned(choosing(insurances=[Insurance("一"), Insurance("二")]))
    assert plan.fields["insuranceInformation.insuranceCompany"] is None


# --- MLIT's numbers


def test_a_permit_that_is_needed_is_missing_and_one_that_may_be_is_to_be_checked() -> None:
    high = meant(ceiling=Height(200, Datum.AGL))
    certain = screened(high, districts(plane_box(9_000, 0, 9_100, 9)))
    assert certain.verdict.permission is Necessity.REQUIRED
    assert needs(flight_plan(1, "名", certain), PERMIT) == [Need.MISSING]
    open_ = screened(flight(COURSE))
    assert open_.verdict.permission is Necessity.UNDETERMINED
    assert needs(flight_plan(1, "名", open_), PERMIT) == [Need.CHECK]
    none = replace(
        open_, verdict=replace(open_.verdict, permission=Necessity.NOT_REQUIRED, approval=Necessity.NOT_REQUIRED)
    )
    assert needs(flight_plan(1, "名", none), PERMIT) == []


def test_what_the_operator_recorded_is_filled_in() -> None:
    permit = Permit("東空運航第1号", date(2026, 10, 1), date(2026, 10, 2), date(2027, 10, 1))
    plan = planned(meant(windows=(*HOURS, *HOURS)), recorded=Recorded(permit, {2: "FP-7"}))
    assert [times.plan_id for times in plan.windows] == ["", "FP-7"]
    assert plan.fields[PERMIT] == "東空運航第1号"
    days = [plan.fields[f"flightPermitApplicationInfo.{name}"] for name in ("permitDate", "startDate", "finishDate")]
    assert days == ["20261001", "20261002", "20271001"]
    assert needs(plan, PERMIT) == []
    unknown = planned(recorded=Recorded(Permit("番号")))
    assert unknown.fields["flightPermitApplicationInfo.permitDate"] is None
    assert NOTHING_RECORDED.permit is None


def test_limits() -> None:
    assert not codes.PLANNED_MINUTES.holds(7)
    assert codes.PLANNED_MINUTES.holds(1_440)
