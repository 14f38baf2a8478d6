import pytest

from geo.errors import InputRefused
from geo.height import Datum
from geo.readers import read
from geo.route import Route

HEADER = "latitude,longitude,altitude(m),heading(deg),curvesize(m),altitudemode,speed(m/s)"


def litchi(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode()


def test_each_row_keeps_its_own_datum_and_speed() -> None:
    reading = read(litchi("34.7,136.5,50.0,0,0,0,8.0", "34.8,136.6,60.0,0,0,1,0"), "x.csv")
    assert reading.format == "litchi"
    [route] = reading.paths
    assert isinstance(route, Route)
    assert route.positions == [(136.5, 34.7), (136.6, 34.8)]
    assert [(p.height.value_m, p.height.datum) for p in route.waypoints if p.height] == [
        (50, Datum.TAKEOFF),
        (60, Datum.AGL),
    ]
    assert [p.speed.value_mps if p.speed else None for p in route.waypoints] == [8, None]
    assert route.waypoints[1].origin == "3行目/line 3"


def test_without_an_altitude_mode_the_datum_is_unknown() -> None:
    [route] = read(litchi("34.7,136.5,50,0", header="latitude,longitude,altitude(m),heading(deg)")).paths
    assert isinstance(route, Route)
    assert [p.height.datum for p in route.waypoints if p.height] == [Datum.UNKNOWN]


def test_heights_in_feet_are_not_read_and_said() -> None:
    reading = read(litchi("34.7,136.5,50,0,0,0,8", header=HEADER.replace("altitude(m)", "altitude(ft)")))
    assert any("altitude(m)" in note.en for note in reading.notes)


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("34.7,,50,0,0,0,8", "2行目/line 2"),
        ("34.7,east,50,0,0,0,8", "2行目/line 2 longitude"),
        ("34.7,136.5,nan,0,0,0,8", "2行目/line 2 altitude(m)"),
        ("34.7,136.5,50,0,0,7,8", "2行目/line 2 altitudemode"),
        ("136.5,34.7,50,0,0,0,8", "2行目/line 2"),
    ],
)
def test_bad_rows_are_refused_with_their_line(row: str, where: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read(litchi(row))
    assert caught.value.where == where


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(InputRefused) as caught:
        read(litchi())
    assert "no point, line or area" in caught.value.what.en
