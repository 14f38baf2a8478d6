from pathlib import Path

import pytest
import shapely

from geo.errors import InputRefused
from geo.readers import FORMATS, read_file
from geo.route import Area, Circle, Route
from tests.geo.readers.real_files import REAL_FILES, UNKNOWN_FORMAT, A, R, Reads, Refuses

pytestmark = pytest.mark.real_data


def _summary(path: Route | Area) -> R | A:
    if isinstance(path, Route):
        return R(len(path.waypoints), frozenset(p.height.datum.value if p.height else None for p in path.waypoints))
    assert not isinstance(path.shape, Circle)
    return A(shapely.get_num_coordinates(path.shape), path.ceiling.datum.value if path.ceiling else None)


@pytest.mark.parametrize("name", sorted(REAL_FILES))
def test_reads_or_refuses(name: str, shared_data: Path) -> None:
    expected = REAL_FILES[name]
    if isinstance(expected, Reads):
        reading = read_file(shared_data / name)
        assert reading.format == expected.format
        assert tuple(map(_summary, reading.paths)) == expected.paths
    else:
        with pytest.raises(InputRefused) as refused:
            read_file(shared_data / name)
        assert expected.phrase in refused.value.what.en
        assert refused.value.what.ja
        assert refused.value.remedy.ja
        assert refused.value.remedy.en


def test_every_file_on_disk_is_in_the_table(shared_data: Path) -> None:
    on_disk = {
        path.relative_to(shared_data).as_posix()
        for folder in ("flightplans", "edge_cases")
        for path in (shared_data / folder).rglob("*")
        if path.is_file()
    }
    assert on_disk == REAL_FILES.keys()


@pytest.mark.parametrize("name", sorted(name for name, kind in REAL_FILES.items() if kind == UNKNOWN_FORMAT))
def test_other_formats_are_refused_with_the_formats_that_are_read(name: str, shared_data: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read_file(shared_data / name)
    for known in FORMATS:
        assert known.name.ja in refused.value.remedy.ja
        assert known.name.en in refused.value.remedy.en


def test_the_refusals_of_the_table_say_where(shared_data: Path) -> None:
    placed = {
        "edge_cases/togeojson_kml/bad.kml": "Placemark 1 Point coordinates[0]",
        "edge_cases/togeojson_kml/bad.gpx": "wpt[0] lat",
        "edge_cases/geojson_chrieke/invalid_structure/invalid_geometry_coordinates_empty_position.geojson": (
            "coordinates[0][2]"
        ),
        "edge_cases/geojson_chrieke/problematic_geometries/problematic_crosses_antimeridian.geojson": (
            "features[0].geometry.coordinates[1]"
        ),
    }
    for name, where in placed.items():
        assert isinstance(REAL_FILES[name], Refuses)
        with pytest.raises(InputRefused) as refused:
            read_file(shared_data / name)
        assert refused.value.where == where


def test_values_of_real_files(shared_data: Path) -> None:
    """The first or last values of some files, copied from their text."""
    plans = shared_data / "flightplans"
    seed = read_file(plans / "dji_wpml/lawrencejesse_Seed.kmz").paths[0]
    assert isinstance(seed, Route)
    assert seed.positions == [(-101.148371034063, 49.7155414935301), (-101.148551278706, 49.7144592965208)]
    assert [(p.height.value_m, p.speed.value_mps) for p in seed.waypoints if p.height and p.speed] == [(10, 15)] * 2

    litchi = read_file(plans / "litchi_csv/joekae_waypoints.csv").paths[0]
    assert isinstance(litchi, Route)
    assert litchi.positions[0] == (-157.8072611, 21.2568756)
    assert litchi.positions[-1] == (-157.8054449, 21.2577038)
    assert {(p.height.value_m, p.speed.value_mps) for p in litchi.waypoints if p.height and p.speed} == {(100, 15)}

    plan = read_file(plans / "qgc_plan/mavsdk_qgroundcontrol_sample.plan").paths[0]
    assert isinstance(plan, Route)
    home = (8.5456075, 47.3977507)
    assert plan.positions[0] == plan.positions[-1] == home
    assert plan.positions[3] == (8.54560824, 47.39827842)
    assert [p.height.value_m for p in plan.waypoints if p.height] == [50, 50, 50, 50, 0]
    assert {p.speed.value_mps for p in plan.waypoints if p.speed} == {5}
