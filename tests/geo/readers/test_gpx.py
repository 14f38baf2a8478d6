import pytest
from gpxpy.parser import mod_etree  # the table that gpxpy fills: lxml's where it is installed, else Python's

from geo.errors import InputRefused
from geo.height import Datum, Height
from geo.readers import read
from geo.route import Route, Speed


def gpx(body: str, attributes: str = 'version="1.1" xmlns="http://www.topografix.com/GPX/1/1"') -> bytes:
    return f'<?xml version="1.0"?><gpx creator="test" {attributes}>{body}</gpx>'.encode()


def point(tag: str, lat: object, lon: object, inner: str = "") -> str:
    return f'<{tag} lat="{lat}" lon="{lon}">{inner}</{tag}>'


ROUTE = f"<rte><name>往路</name>{point('rtept', 34.7, 136.5, '<ele>80.5</ele>')}{point('rtept', 34.8, 136.6)}</rte>"


def test_a_route_keeps_heights_of_unknown_datum() -> None:
    reading = read(gpx(ROUTE))
    [route] = reading.paths
    assert isinstance(route, Route)
    assert (route.name, route.positions) == ("往路", [(136.5, 34.7), (136.6, 34.8)])
    assert route.waypoints[0].height == Height(80.5, Datum.UNKNOWN, "rte[0].rtept[0].ele")
    assert route.waypoints[1].height is None
    assert any("datum" in note.en for note in reading.notes)


def test_segments_are_routes_of_their_own() -> None:
    segment = f"<trkseg>{point('trkpt', 34.7, 136.5)}{point('trkpt', 34.8, 136.6)}</trkseg>"
    reading = read(gpx(f"<trk>{segment}<trkseg/>{segment}</trk>"))
    assert [path.origin for path in reading.paths] == ["trk[0].trkseg[0]", "trk[0].trkseg[2]"]
    assert any("trk[0].trkseg[1]: it has no points" in note.en for note in reading.notes)


def test_waypoints_alone_are_hovers_and_beside_routes_are_left_out() -> None:
    places = point("wpt", 34.7, 136.5, "<name>A</name>") + point("wpt", 34.8, 136.6)
    alone = read(gpx(places))
    assert [len(path.waypoints) for path in alone.paths if isinstance(path, Route)] == [1, 1]
    assert alone.paths[0].name == "A"
    beside = read(gpx(places + ROUTE))
    assert len(beside.paths) == 1
    assert any("2 waypoints (wpt)" in note.en for note in beside.notes)


@pytest.mark.parametrize(
    ("inner", "speed"),
    [
        ("<speed>7.5</speed>", 7.5),
        (
            "<extensions><x:Any xmlns:x='u'><x:speed>7.5</x:speed></x:Any></extensions>",
            7.5,
        ),
        ("<extensions><speed>-1</speed></extensions>", None),
        ("<extensions><course>7.5</course></extensions>", None),
    ],
)
def test_speeds_are_read_where_they_are_told(inner: str, speed: float | None) -> None:
    [route] = read(gpx(f"<trk><trkseg>{point('trkpt', 34.7, 136.5, inner)}</trkseg></trk>")).paths
    assert isinstance(route, Route)
    assert route.waypoints[0].speed == (Speed(speed, "trk[0].trkseg[0].trkpt[0].speed") if speed else None)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (f"<rte>{point('rtept', 'x', 136)}</rte>", "rte[0].rtept[0] lat"),
        (f"<rte>{point('rtept', 34, 136)}{point('rtept', 34, 'nan')}</rte>", "rte[0].rtept[1] lon"),
        ("<trk/><trk><trkseg><trkpt lat='34'/></trkseg></trk>", "trk[1].trkseg[0].trkpt[0] lon"),
        (point("wpt", 34, 136, "<ele>high</ele>"), "wpt[0].ele"),
        (point("wpt", 91, 136), "wpt[0]"),
        (point("wpt", 136.5, 34.7), "wpt[0]"),
    ],
)
def test_values_that_are_no_numbers_or_places_are_refused(body: str, where: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read(gpx(body))
    assert caught.value.where == where


def test_a_file_cannot_reach_the_tables_of_the_whole_process() -> None:
    hostile = '<rte><name> xmlns:hostile="urn:hostile" x</name>' + point("rtept", 34, 136) + "</rte>"
    reading = read(gpx(hostile, 'version="1.1" xmlns:hostile="urn:hostile"'))
    assert len(reading.paths) == 1
    serialised = mod_etree.tostring(mod_etree.Element("{urn:hostile}x")).decode()
    assert "hostile:x" not in serialised


def test_routes_nested_in_routes_are_not_followed() -> None:
    deep = "<trk>" * 50_000 + "</trk>" * 50_000
    with pytest.raises(InputRefused) as caught:
        read(gpx(deep))
    assert "no point, line or area" in caught.value.what.en


def test_gpx_1_0_is_read() -> None:
    data = gpx(ROUTE, 'version="1.0" xmlns="http://www.topografix.com/GPX/1/0"')
    assert len(read(data, "x.gpx").paths) == 1
