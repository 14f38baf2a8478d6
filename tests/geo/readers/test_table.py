import pytest

from geo.errors import InputRefused
from geo.height import Datum
from geo.readers import read
from geo.readers.reading import Reading
from geo.route import Route


def read_table(text: str, encoding: str = "utf-8") -> Reading:
    return read(text.encode(encoding), "座標.csv")


def route_of(reading: Reading) -> Route:
    [route] = reading.paths
    assert isinstance(route, Route)
    return route


def heights(reading: Reading) -> list[tuple[float, Datum] | None]:
    return [(p.height.value_m, p.height.datum) if p.height else None for p in route_of(reading).waypoints]


TSU, TOBA = (136.505833, 34.718111), (136.843, 34.481)

SAME_ROUTE = {
    "english": "latitude,longitude\n34.718111,136.505833\n34.481,136.843\n",
    "longitude first": "lon,lat\n136.505833,34.718111\n136.843,34.481\n",
    "japanese": "緯度,経度\n34.718111,136.505833\n34.481,136.843\n",
    "units in the header": "緯度（度）,経度（度）\n34.718111,136.505833\n34.481,136.843\n",
    "datum of the position": "Latitude (WGS84),Longitude (WGS84)\n34.718111,136.505833\n34.481,136.843\n",
    "full width": "緯度，経度\n３４．７１８１１１，１３６．５０５８３３\n３４．４８１，１３６．８４３\n",
    "tabs": "緯度\t経度\n34.718111\t136.505833\n34.481\t136.843\n",
    "semicolons": "lat;lon\n34.718111;136.505833\n34.481;136.843\n",
    "kanji": "緯度,経度\n北緯34度43分5.2秒,東経136度30分21秒\n北緯34度28分51.6秒,東経136度50分34.8秒\n",
    "symbols": "緯度,経度\n34°43'05.2\"N,136°30'21\"E\n34°28'51.6\"N,136°50'34.8\"E\n",
    "quoted": 'lat,lon\n"34°43\'05.2""N","136°30\'21""E"\n"34.481","136.843"\n',
    "comments and blank lines": "# 往路\n\nlat,lon\n34.718111,136.505833\n\n# 途中\n34.481,136.843\n",
    "carriage returns": "lat,lon\r34.718111,136.505833\r34.481,136.843\r",
    "no header": "34.718111,136.505833\n34.481,136.843\n",
    "no header, longitude first": "136.505833,34.718111\n136.843,34.481\n",
    "no header, kanji": "東経136度30分21秒,北緯34度43分5.2秒\n東経136度50分34.8秒,北緯34度28分51.6秒\n",
}


@pytest.mark.parametrize("name", SAME_ROUTE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_one_route_in_many_ways_of_writing(name: str, encoding: str) -> None:
    route = route_of(read_table(SAME_ROUTE[name], encoding))
    assert [pytest.approx(p, abs=1e-6) for p in (TSU, TOBA)] == route.positions


@pytest.mark.parametrize(
    ("header", "datum"),
    [
        ("高さ", Datum.UNKNOWN),
        ("高さ(m)", Datum.UNKNOWN),
        ("height_m", Datum.UNKNOWN),
        ("altitude", Datum.UNKNOWN),
        ("対地高度（m）", Datum.AGL),
        ("alt_agl_m", Datum.AGL),
        ("標高", Datum.AMSL),
        ("altitude AMSL (m)", Datum.AMSL),
        ("楕円体高[m]", Datum.ELLIPSOIDAL),
        ("離陸地点からの高さ", Datum.TAKEOFF),
    ],
)
def test_a_header_may_tell_the_datum(header: str, datum: Datum) -> None:
    reading = read_table(f"緯度,経度,{header}\n34.7,136.5,８０\n34.8,136.6,90 m\n34.9,136.7,\n")
    assert heights(reading) == [(80, datum), (90, datum), None]
    assert any("datum" in note.en for note in reading.notes) is (datum is Datum.UNKNOWN)


@pytest.mark.parametrize(
    ("cell", "datum"),
    [
        ("agl", Datum.AGL),
        ("対地高度", Datum.AGL),
        ("AMSL", Datum.AMSL),
        ("海抜", Datum.AMSL),
        ("楕円体高", Datum.ELLIPSOIDAL),
        ("take-off", Datum.TAKEOFF),
        ("離陸地点", Datum.TAKEOFF),
        ("不明", Datum.UNKNOWN),
        ("", Datum.UNKNOWN),
    ],
)
def test_a_datum_column_tells_it_for_each_row(cell: str, datum: Datum) -> None:
    reading = read_table(f"緯度,経度,高さ,高さの基準\n34.7,136.5,80,{cell}\n34.8,136.6,90,標高\n")
    assert heights(reading) == [(80, datum), (90, Datum.AMSL)]


@pytest.mark.parametrize(("header", "mps"), [("速度", 18), ("speed(m/s)", 18), ("speed_mps", 18), ("速度(km/h)", 5)])
def test_speeds_are_metres_a_second_unless_the_header_says_otherwise(header: str, mps: float) -> None:
    route = route_of(read_table(f"緯度,経度,{header}\n34.7,136.5,18\n34.8,136.6,\n"))
    assert [p.speed.value_mps if p.speed else None for p in route.waypoints] == [pytest.approx(mps), None]


def test_a_route_column_makes_several_routes_and_other_columns_are_named() -> None:
    reading = read_table("経路名,番号,緯度,経度\n往路,1,34.7,136.5\n往路,2,34.8,136.6\n復路,1,34.8,136.6\n")
    assert [(path.name, len(path.waypoints)) for path in reading.paths if isinstance(path, Route)] == [
        ("往路", 2),
        ("復路", 1),
    ]
    assert reading.paths[0].origin == "2行目/line 2-3"
    assert any("番号" in note.ja for note in reading.notes)


def test_a_third_column_without_header_is_a_height_of_unknown_datum() -> None:
    assert heights(read_table("34.7,136.5,80\n34.8,136.6,90\n")) == [(80, Datum.UNKNOWN), (90, Datum.UNKNOWN)]


def test_origins_count_lines() -> None:
    route = route_of(read_table("# 注\nlat,lon,height\n\n34.7,136.5,80\n"))
    assert route.waypoints[0].origin == "4行目/line 4"
    assert route.waypoints[0].height is not None
    assert route.waypoints[0].height.origin == "4行目/line 4 高さ/height"


@pytest.mark.parametrize(
    ("text", "phrase", "where"),
    [
        ("35.1,36.2\n35.2,36.3\n", "cannot be told", "1行目/line 1"),
        ("34.7,136.5\n136.6,34.8\n", "cannot be told", "1行目/line 1"),
        ("34.7,136.5,80,90\n", "cannot be told", "1行目/line 1"),
        ("x,y\n34.7,136.5\n", "cannot be told", "1行目/line 1"),
        ("緯度,経度\n136.5,34.7\n", "not valid", "2行目/line 2"),
        ("緯度,経度\n東経136度,北緯34度\n", "each other's column", "2行目/line 2 緯度/latitude"),
        ("緯度,経度\n34.7,\n", "missing", "2行目/line 2 経度/longitude"),
        ("緯度,経度\n34.7\n", "missing", "2行目/line 2 経度/longitude"),
        ("緯度,経度\n34.7,海\n", "no latitude or longitude", "2行目/line 2 経度/longitude"),
        ("緯度,経度,高さ\n34.7,136.5,高い\n", "not a number", "2行目/line 2 高さ/height"),
        ("緯度,経度,高さ\n34.7,136.5,nan\n", "not a number", "2行目/line 2 高さ/height"),
        ("緯度,経度,高さ,基準\n34.7,136.5,80,屋根\n", "datum", "2行目/line 2 高さ/height"),
        ("緯度,経度,標高,基準\n34.7,136.5,80,対地\n", "disagree", "2行目/line 2 高さ/height"),
        ("緯度,経度,高さ(ft)\n34.7,136.5,80\n", "unit", "1行目/line 1"),
        ("緯度,経度,速度(ノット)\n34.7,136.5,80\n", "unit", "1行目/line 1"),
        ("緯度,lat,経度\n34.7,34.7,136.5\n", "mean the same", "1行目/line 1"),
        ("緯度,経度\n", "no point, line or area", ""),
    ],
)
def test_bad_tables_are_refused_with_their_line(text: str, phrase: str, where: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read_table(text)
    assert phrase in caught.value.what.en
    assert caught.value.where == where


def test_a_quotation_that_never_closes_is_bounded() -> None:
    with pytest.raises(InputRefused):
        read_table('緯度,経度\n"34.7,136.5\n' + "34.8,136.6\n" * 20_000)
