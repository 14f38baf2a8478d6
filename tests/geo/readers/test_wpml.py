import io
import zipfile

import pytest

from geo.errors import InputRefused
from geo.height import Datum
from geo.readers import read
from geo.route import Route

POINT = (
    "<Placemark><Point><coordinates> {lon},{lat} </coordinates></Point><wpml:index>{index}</wpml:index>"
    "<wpml:executeHeight>{height}</wpml:executeHeight>{more}</Placemark>"
)


def placemark(lon: object, lat: object, index: object, height: object = 60, more: str = "") -> str:
    return POINT.format(lon=lon, lat=lat, index=index, height=height, more=more)


def folder(*placemarks: str, mode: str = "relativeToStartPoint", speed: str = "12") -> str:
    head = f"<wpml:executeHeightMode>{mode}</wpml:executeHeightMode>" if mode else ""
    head += f"<wpml:autoFlightSpeed>{speed}</wpml:autoFlightSpeed>" if speed else ""
    return f"<Folder>{head}{''.join(placemarks)}</Folder>"


def wpml(*folders: str) -> bytes:
    return (
        '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:wpml="http://www.dji.com/wpmz/1.0.6"><Document>'
        f"{''.join(folders)}</Document></kml>"
    ).encode()


TWO = (placemark(136.5, 34.7, 0), placemark(136.6, 34.8, 1))


@pytest.mark.parametrize(
    ("mode", "datum"),
    [
        ("WGS84", Datum.ELLIPSOIDAL),
        ("relativeToStartPoint", Datum.TAKEOFF),
        ("aboveGroundLevel", Datum.AGL),
        ("realTimeFollowSurface", Datum.AGL),
        ("EGM96", Datum.AMSL),
        ("", Datum.UNKNOWN),
    ],
)
def test_the_execute_height_mode_gives_the_datum(mode: str, datum: Datum) -> None:
    [route] = read(wpml(folder(*TWO, mode=mode)), "waylines.wpml").paths
    assert isinstance(route, Route)
    assert [(p.height.value_m, p.height.datum) for p in route.waypoints if p.height] == [(60, datum)] * 2
    assert route.waypoints[1].origin == "Folder 1 Placemark 2"


def test_each_folder_is_a_route_in_the_order_of_its_index() -> None:
    reading = read(wpml(folder(*reversed(TWO)), "<Folder/>", folder(*TWO)))
    assert reading.format == "wpml"
    assert [path.positions for path in reading.paths if isinstance(path, Route)] == [[(136.5, 34.7), (136.6, 34.8)]] * 2
    assert any("Folder 2" in note.en for note in reading.notes)


def test_without_indexes_the_order_is_the_files_and_without_values_nothing_is_told() -> None:
    bare = "<Placemark><Point><coordinates>{},34</coordinates></Point></Placemark>"
    [route] = read(wpml(folder(bare.format(136.6), bare.format(136.5), speed=""))).paths
    assert isinstance(route, Route)
    assert route.positions == [(136.6, 34), (136.5, 34)]
    assert [(p.height, p.speed) for p in route.waypoints] == [(None, None)] * 2


def test_a_waypoints_own_speed_comes_before_the_waylines() -> None:
    own = placemark(136.5, 34.7, 0, more="<wpml:waypointSpeed>4</wpml:waypointSpeed>")
    [route] = read(wpml(folder(own, TWO[1]))).paths
    assert isinstance(route, Route)
    assert [p.speed.value_mps for p in route.waypoints if p.speed] == [4, 12]


@pytest.mark.parametrize(
    ("data", "phrase"),
    [
        (wpml(folder(*TWO, mode="aboveTheClouds")), "executeHeightMode is not known"),
        (wpml(folder(placemark(136.5, 34.7, 0, "high"))), "not a number"),
        (wpml(folder(placemark(34.7, 136.5, 0))), "not valid"),
        (wpml(folder(placemark("136.5 34.7", "", 0).replace(",", ""))), "lacks its longitude or latitude"),
        (wpml(f"<Folder><wpml:templateType>waypoint</wpml:templateType>{TWO[0]}</Folder>"), "template.kml"),
        (wpml(), "no point, line or area"),
    ],
)
def test_what_cannot_be_flown_is_refused(data: bytes, phrase: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read(data)
    assert phrase in caught.value.what.en


@pytest.mark.parametrize("inside", ["wpmz/waylines.wpml", "waylines.wpml"])
def test_a_kmz_is_read_from_its_waylines(inside: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("wpmz/template.kml", wpml("<Folder/>"))
        archive.writestr(inside, wpml(folder(*TWO)))
    assert read(packed.getvalue(), "mission.kmz").format == "wpml"


def test_a_kmz_without_waylines_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("wpmz/template.kml", wpml("<Folder/>"))
    with pytest.raises(InputRefused) as caught:
        read(packed.getvalue(), "mission.kmz")
    assert "no waylines.wpml" in caught.value.what.en
