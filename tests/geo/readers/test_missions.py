"""QGroundControl plans and ArduPilot waypoint files: the same MAVLink commands in two clothes."""

import json
from collections.abc import Sequence

import pytest

from geo.errors import FileRefused, InputRefused, ValueRefused
from geo.height import Datum
from geo.readers import read
from geo.readers.reading import Reading
from geo.route import Route

HOME = [34.70, 136.50, 12.0]
TAKEOFF, WAYPOINT, LOITER, RTL, LAND, SPEED, JUMP, CAMERA = 22, 16, 18, 20, 21, 178, 177, 2000


def item(command: int, lat: float | None, lon: float | None, alt: float | None, frame: int = 3, **more: object) -> dict:
    return {
        "type": "SimpleItem",
        "command": command,
        "frame": frame,
        "params": [0, 0, 0, None, lat, lon, alt],
        **more,
    }


def read_plan(items: Sequence[object], home: object = HOME, **mission: object) -> Reading:
    document = {
        "fileType": "Plan",
        "mission": {"items": items, "plannedHomePosition": home, "vehicleType": 2, **mission},
        "version": 1,
    }
    return read(json.dumps(document).encode(), "x.plan")


def route_of(reading: Reading) -> Route:
    [route] = reading.paths
    assert isinstance(route, Route)
    return route


def heights(reading: Reading) -> list[tuple[float, Datum] | None]:
    return [(p.height.value_m, p.height.datum) if p.height else None for p in route_of(reading).waypoints]


@pytest.mark.parametrize(
    ("frame", "datum", "home_m"),
    [
        (0, Datum.AMSL, 12.0),
        (5, Datum.AMSL, 12.0),
        (3, Datum.TAKEOFF, 0.0),
        (6, Datum.TAKEOFF, 0.0),
        (10, Datum.AGL, 0.0),
        (11, Datum.AGL, 0.0),
    ],
)
def test_frames_give_the_datum_and_the_route_starts_on_the_ground_at_home(
    frame: int, datum: Datum, home_m: float
) -> None:
    reading = read_plan([item(WAYPOINT, 34.71, 136.51, 50, frame)])
    assert route_of(reading).positions == [(136.50, 34.70), (136.51, 34.71)]
    assert heights(reading) == [(home_m, datum), (50, datum)]
    assert any("home" in note.en for note in reading.notes)


def test_a_takeoff_at_home_is_not_written_twice() -> None:
    reading = read_plan([item(TAKEOFF, 34.70, 136.50, 50), item(WAYPOINT, 34.71, 136.51, 50)])
    assert len(route_of(reading).waypoints) == 2


def test_a_takeoff_without_a_position_is_at_home_and_a_landing_without_one_on_the_spot() -> None:
    items = [item(TAKEOFF, None, None, 50), item(WAYPOINT, 34.71, 136.51, 50), item(LAND, 0, 0, 0)]
    assert route_of(read_plan(items)).positions == [(136.50, 34.70), (136.51, 34.71), (136.51, 34.71)]


def test_a_return_flies_back_home_and_says_so() -> None:
    reading = read_plan([item(TAKEOFF, 34.70, 136.50, 50), item(WAYPOINT, 34.71, 136.51, 50), item(RTL, 0, 0, 0, 2)])
    assert route_of(reading).positions[-1] == (136.50, 34.70)
    assert heights(reading)[-1] == (0, Datum.TAKEOFF)
    assert any("RTL" in note.ja for note in reading.notes)


@pytest.mark.parametrize("home", [None, [0, 0, 0]])
def test_without_a_home_the_return_is_left_out_and_said(home: object) -> None:
    reading = read_plan([item(WAYPOINT, 34.71, 136.51, 50), item(RTL, 0, 0, 0, 2)], home)
    assert len(route_of(reading).waypoints) == 1
    assert any("no home is known" in note.en for note in reading.notes)


def test_a_landing_before_any_position_is_left_out_and_said() -> None:
    reading = read_plan([item(LAND, 0, 0, 0), item(WAYPOINT, 34.71, 136.51, 50)], None)
    assert len(route_of(reading).waypoints) == 1
    assert any("mission.items[0]: it has no position" in note.en for note in reading.notes)


def test_a_home_of_unknown_elevation_has_no_height_above_the_sea() -> None:
    assert heights(read_plan([item(WAYPOINT, 34.71, 136.51, 50, 0)], [34.70, 136.50, None])) == [
        None,
        (50, Datum.AMSL),
    ]


def test_a_landing_pattern_may_lack_its_approach() -> None:
    landing = {"type": "ComplexItem", "landCoordinate": [34.74, 136.54, 7], "altitudesAreRelative": False}
    assert heights(read_plan([landing], None)) == [(7, Datum.AMSL)]


def test_a_height_calculated_above_terrain_is_the_planned_height_above_ground() -> None:
    terrain = item(WAYPOINT, 34.71, 136.51, 96.5, 0, Altitude=40, AltitudeMode=3, AMSLAltAboveTerrain=96.5)
    assert heights(read_plan([terrain]))[-1] == (40, Datum.AGL)


def test_speeds_follow_the_plan_and_its_changes() -> None:
    change = {"type": "SimpleItem", "command": SPEED, "frame": 2, "params": [1, 9, -1, 0, 0, 0, 0]}
    climb = {"type": "SimpleItem", "command": SPEED, "frame": 2, "params": [2, 3, -1, 0, 0, 0, 0]}
    items = [item(WAYPOINT, 34.71, 136.51, 50), change, climb, item(WAYPOINT, 34.72, 136.52, 50)]
    route = route_of(read_plan(items, None, hoverSpeed=5, cruiseSpeed=15))
    assert [(p.speed.value_mps, p.speed.origin) for p in route.waypoints if p.speed] == [
        (5, "mission.hoverSpeed"),
        (9, "mission.items[1]"),
    ]
    wing = route_of(read_plan(items, None, hoverSpeed=5, cruiseSpeed=15, vehicleType=1))
    assert wing.waypoints[0].speed is not None
    assert wing.waypoints[0].speed.value_mps == 15


def test_surveys_and_landing_patterns_are_flown_in_order() -> None:
    survey = {
        "type": "ComplexItem",
        "complexItemType": "survey",
        "TransectStyleComplexItem": {"Items": [item(WAYPOINT, 34.72, 136.52, 60), item(206, 0, 0, 0, 2)]},
    }
    landing = {
        "type": "ComplexItem",
        "complexItemType": "fwLandingPattern",
        "landingApproachCoordinate": [34.73, 136.53, 40],
        "landCoordinate": [34.74, 136.54, 0],
        "altitudesAreRelative": True,
    }
    route = route_of(read_plan([item(WAYPOINT, 34.71, 136.51, 50), survey, landing], None))
    assert [lat for _, lat in route.positions] == [34.71, 34.72, 34.73, 34.74]
    assert route.waypoints[1].origin == "mission.items[1].TransectStyleComplexItem.Items[0]"


def test_what_is_left_out_is_said() -> None:
    items = [
        item(WAYPOINT, 34.71, 136.51, 50),
        {"type": "SimpleItem", "command": LOITER, "frame": 3, "params": [1, 0, 75, None, 34.72, 136.52, 50]},
        {"type": "SimpleItem", "command": JUMP, "frame": 2, "params": [1, 2, 0, 0, 0, 0, 0]},
        {"type": "SimpleItem", "command": CAMERA, "frame": 2, "params": [0, 0, 1, 0, 0, 0, 0]},
        item(33, 34.73, 136.53, 50),
        {"type": "ComplexItem", "complexItemType": "StructureScan", "polygon": []},
    ]
    reading = read_plan(items, None)
    assert len(route_of(reading).waypoints) == 2
    notes = [note.en for note in reading.notes]
    assert [note.partition(":")[0] for note in notes] == [
        "mission.items[5] StructureScan",
        "mission.items[1]",
        "mission.items[2]",
        "mission.items[4]",
    ]
    assert "75 m" in notes[1]


def test_fences_and_rally_points_are_noted() -> None:
    document = {
        "fileType": "Plan",
        "geoFence": {"circles": [{}], "polygons": []},
        "rallyPoints": {"points": [[34, 136, 0]]},
        "mission": {"items": [item(WAYPOINT, 34.71, 136.51, 50)]},
    }
    reading = read(json.dumps(document).encode())
    assert any("1 geofences and 1 rally points" in note.en for note in reading.notes)


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"type": "SimpleItem", "command": 16, "frame": 3, "params": [0, 0]}, "params"),
        ({"type": "SimpleItem", "command": "up", "frame": 3, "params": [0] * 7}, "command"),
        ({"type": "SimpleItem"}, "command"),
        ({"type": "ComplexItem", "landCoordinate": [34, 136]}, "landCoordinate"),
    ],
)
def test_items_of_the_wrong_shape_are_refused(broken: object, where: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_plan([broken])
    assert where in caught.value.where


def test_a_local_frame_is_refused() -> None:
    with pytest.raises(ValueRefused) as caught:
        read_plan([item(WAYPOINT, 34.71, 136.51, 50, 1)])
    assert "MAV_FRAME 1" in caught.value.what.en
    assert caught.value.where == "mission.items[0]"


def test_too_many_commands_are_refused() -> None:
    with pytest.raises(InputRefused) as caught:
        read_plan([item(WAYPOINT, 34.71, 136.51, 50)] * 10_001)
    assert "Too many points" in caught.value.what.en


def wpl(*rows: str) -> bytes:
    return "\r\n".join(["QGC WPL 110", *(row.replace(" ", "\t") for row in rows), ""]).encode()


def test_ardupilot_row_0_is_home() -> None:
    data = wpl(
        "0 1 0 16 0 0 0 0 34.70 136.50 12 1",
        "1 0 3 22 0 0 0 0 0 0 40 1",
        "2 0 0 178 1 8 0 0 0 0 0 1",
        "3 0 10 16 0 0 0 0 34.71 136.51 60 1",
        "4 0 0 20 0 0 0 0 0 0 0 1",
    )
    reading = read(data, "x.waypoints")
    assert reading.format == "ardupilot"
    assert route_of(reading).positions == [(136.50, 34.70), (136.51, 34.71), (136.50, 34.70)]
    assert heights(reading) == [(40, Datum.TAKEOFF), (60, Datum.AGL), (0, Datum.TAKEOFF)]
    second = route_of(reading).waypoints[1]
    assert second.origin == "5行目/line 5"
    assert second.speed is not None
    assert (second.speed.value_mps, second.speed.origin) == (8, "4行目/line 4")


def test_ardupilot_integer_degrees_are_scaled() -> None:
    route = route_of(read(wpl("0 1 6 22 0 0 0 0 347100000 1365100000 40 1")))
    assert route.positions == [pytest.approx((136.51, 34.71), abs=1e-9)]


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ("1 0 3 16 0 0 0 0 34.7 136.5 40", "11 columns"),
        ("1 0 3 16 0 0 0 0 34.7 east 40 1", "not a number"),
        ("1 0 3 16 0 0 0 0 nan 136.5 40 1", "not a number"),
        ("1 0 3 16 0 0 0 0 136.5 34.7 40 1", "not valid"),
    ],
)
def test_bad_ardupilot_rows_are_refused_with_their_line(row: str, phrase: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read(wpl("0 1 0 16 0 0 0 0 34.70 136.50 12 1", row))
    assert phrase in caught.value.what.en
    assert caught.value.where == "3行目/line 3"


def test_an_ardupilot_file_with_home_alone_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        read(wpl("0 1 0 16 0 0 0 0 34.70 136.50 12 1"))
    assert "no point, line or area" in caught.value.what.en
