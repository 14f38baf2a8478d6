import io
import zipfile

import pytest

from geo.errors import FileRefused, InputRefused
from geo.height import Datum, Height
from geo.readers import read
from geo.readers.reading import Reading
from geo.route import Area, Route

HEAD = '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>'
LINE = "<LineString>{mode}<coordinates>136.51,34.71,50 136.52,34.72,60</coordinates></LineString>"


def kml(*placemarks: str) -> bytes:
    body = "".join(f"<Folder><Placemark>{placemark}</Placemark></Folder>" for placemark in placemarks)
    return f'<?xml version="1.0" encoding="UTF-8"?>{HEAD}{body}</Document></kml>'.encode()


def kmz(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def route_of(reading: Reading) -> Route:
    [route] = reading.paths
    assert isinstance(route, Route)
    return route


@pytest.mark.parametrize(
    ("mode", "datum"),
    [
        ("<altitudeMode>relativeToGround</altitudeMode>", Datum.AGL),
        ("<altitudeMode>absolute</altitudeMode>", Datum.AMSL),
        ("<altitudeMode>clampToGround</altitudeMode>", None),
        ("", None),
        ("<gx:altitudeMode>relativeToSeaFloor</gx:altitudeMode>", Datum.UNKNOWN),
        ("<gx:altitudeMode>clampToSeaFloor</gx:altitudeMode>", None),
    ],
)
def test_the_altitude_mode_gives_the_datum(mode: str, datum: Datum | None) -> None:
    reading = read(kml(f"<name>本線</name>{LINE.format(mode=mode)}"))
    route = route_of(reading)
    assert route.name == "本線"
    assert route.positions == [(136.51, 34.71), (136.52, 34.72)]
    heights = [point.height for point in route.waypoints]
    if datum is None:
        assert heights == [None, None]
        assert any("clamp" in note.en for note in reading.notes)
    else:
        where = "Placemark 1 LineString coordinates"
        assert heights == [Height(50, datum, f"{where}[0]"), Height(60, datum, f"{where}[1]")]


def test_an_altitude_mode_of_the_camera_is_not_the_shapes() -> None:
    camera = "<LookAt><altitudeMode>absolute</altitudeMode></LookAt>"
    assert route_of(read(kml(camera + LINE.format(mode="")))).waypoints[0].height is None


def test_an_unknown_altitude_mode_is_refused() -> None:
    with pytest.raises(InputRefused) as caught:
        read(kml(LINE.format(mode="<altitudeMode>overTheRainbow</altitudeMode>")))
    assert "overTheRainbow" in caught.value.where


def test_points_rings_tracks_and_multigeometries_come_in_order() -> None:
    reading = read(
        kml(
            "<Point><coordinates>136.5,34.7</coordinates></Point>",
            "<MultiGeometry><LinearRing><coordinates>136,34 136.1,34 136.1,34.1 136,34</coordinates></LinearRing>"
            "<MultiGeometry>" + LINE.format(mode="") + "</MultiGeometry></MultiGeometry>",
            "<gx:MultiTrack><altitudeMode>absolute</altitudeMode><gx:Track><gx:coord>136 34 120</gx:coord>"
            "<gx:coord>136.1 34.1 130</gx:coord></gx:Track></gx:MultiTrack>",
        )
    )
    assert [len(path.waypoints) for path in reading.paths if isinstance(path, Route)] == [1, 4, 2, 2]
    track = reading.paths[3]
    assert isinstance(track, Route)
    assert track.waypoints[1].height == Height(130, Datum.AMSL, "Placemark 3 Track gx:coord[1]")


def test_a_polygon_has_holes_and_a_ceiling() -> None:
    def ring(low: float, high: float) -> str:
        corners = [(low, low), (high, low), (high, high), (low, high), (low, low)]
        return "".join(f" {136 + x},{34 + y},80" for x, y in corners)

    polygon = (
        "<Polygon><altitudeMode>relativeToGround</altitudeMode>"
        f"<innerBoundaryIs><LinearRing><coordinates>{ring(0.4, 0.6)}</coordinates></LinearRing></innerBoundaryIs>"
        f"<outerBoundaryIs><LinearRing><coordinates>{ring(0, 1)}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )
    [area] = read(kml(polygon)).paths
    assert isinstance(area, Area)
    assert area.shape.area == pytest.approx(1 - 0.04)  # type: ignore[union-attr] # a polygon, not a circle
    assert area.ceiling is not None
    assert (area.ceiling.value_m, area.ceiling.datum) == (80, Datum.AGL)


@pytest.mark.parametrize(
    ("placemark", "phrase"),
    [
        ("<LineString><coordinates>136.5 34.7</coordinates></LineString>", "lacks its longitude or latitude"),
        ("<LineString><coordinates>136.5, 34.7, 136.6, 34.8</coordinates></LineString>", "not a number"),
        ("<Point><coordinates>136,34 137,35</coordinates></Point>", "more than one position"),
        ("<Point><coordinates>NaN,34</coordinates></Point>", "not a number"),
        ("<Point><coordinates>34.7,136.5</coordinates></Point>", "not valid"),
        ("<name>empty</name>", "no point, line or area"),
        ("<LineString><coordinates/></LineString>", "no point, line or area"),
        ("<Model/>", "no point, line or area"),
        ("<Polygon/>", "no point, line or area"),
        ("<MultiGeometry>" * 30 + "</MultiGeometry>" * 30, "nested too deeply"),
    ],
)
def test_bad_placemarks_are_refused(placemark: str, phrase: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read(kml(placemark))
    assert phrase in caught.value.what.en
    assert "Placemark 1" in caught.value.where or "nested" in phrase


def test_a_network_link_is_refused_alone_and_noted_beside_a_route() -> None:
    link = "<NetworkLink><Link><href>https://example.invalid/x.kml</href></Link></NetworkLink>"
    alone = f"{HEAD}{link}</Document></kml>".encode()
    with pytest.raises(FileRefused) as caught:
        read(alone)
    assert "NetworkLink" in caught.value.remedy.ja
    beside = kml(LINE.format(mode="")).replace(b"</Document>", link.encode() + b"</Document>")
    assert any("NetworkLink" in note.en for note in read(beside).notes)


def test_an_overlay_beside_a_route_is_noted() -> None:
    data = kml(LINE.format(mode="")).replace(b"</Document>", b"<GroundOverlay/></Document>")
    assert any("overlay" in note.en for note in read(data).notes)


def test_a_kmz_is_read_from_doc_kml_and_the_others_are_named() -> None:
    other, main = kml("<Point><coordinates>1,2</coordinates></Point>"), kml(LINE.format(mode=""))
    reading = read(kmz(**{"a.kml": other, "doc.kml": main, "files/icon.png": b"png"}), "plan.kmz")
    assert len(route_of(reading).waypoints) == 2
    assert any(note.en.startswith("a.kml") for note in reading.notes)


def test_a_kmz_without_doc_kml_is_read_from_its_first_kml() -> None:
    assert route_of(read(kmz(**{"mission.kml": kml(LINE.format(mode=""))}))).origin == "Placemark 1 LineString"


def test_a_kmz_without_kml_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        read(kmz(**{"readme.txt": b"x"}), "plan.kmz")
    assert "no .kml" in caught.value.what.en


def test_a_kml_in_shift_jis_is_read() -> None:
    text = kml("<name>三重県庁</name>" + LINE.format(mode="")).decode().replace("UTF-8", "Shift_JIS")
    assert route_of(read(text.encode("cp932"))).name == "三重県庁"


def test_a_kml_in_utf_16_is_read() -> None:
    text = kml("<name>鳥羽</name>" + LINE.format(mode="")).decode().replace("UTF-8", "UTF-16")
    assert route_of(read(text.encode("utf-16"))).name == "鳥羽"


def test_a_kml_without_namespace_is_read() -> None:
    bare = f"<kml><Placemark>{LINE.format(mode='')}</Placemark></kml>".encode()
    assert len(route_of(read(bare)).waypoints) == 2
