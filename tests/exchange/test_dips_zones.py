"""Answers of DIPS: what is broken is refused with its place, what is put right is told, the rest comes in whole."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
import yaml
from pyproj import Geod
from shapely import Point, Polygon

from airspace.edition import InForce, LayerKind
from airspace.features import Applicability, DipsArea
from airspace.prefecture import MIE
from api.exchange import MAPPINGS
from api.exchange.dips.zones import with_question
from api.exchange.mapping import Mapped, Source, Stated
from geo.crs import to_plane
from geo.errors import InputRefused, TooLarge
from geo.readers.dips_areas import LIMITS, read_answer, read_question
from geo.readers.layer_files import LayerLimits
from tests.exchange.dips_samples import SQUARE, answer, area, circle, question

MAPPING = MAPPINGS[LayerKind.DIPS]


def mapped(path: Path, stated: Stated | None = None) -> Mapped:
    source = Source(path.name, "", date(2026, 11, 1), land=lambda _code: None, stated=stated or Stated())
    return MAPPING.map(MAPPING.read(path, LIMITS, None), source)


def only(path: Path) -> DipsArea:
    (found,) = mapped(path).features
    assert isinstance(found, DipsArea)
    return found


def test_every_member_is_read(tmp_path: Path) -> None:
    found = only(answer(tmp_path / "a.json", area(finishTime="20261105 1030", flightProhibitedAreaTypeId=9)))
    assert found.id == "made-up-1"
    assert found.name.ja == found.name.en == "架空のエリア1"
    assert (found.type_id, found.detail, found.url) == (9, "架空の説明", "https://example.jp/")
    assert found.geometry.equals(Polygon(SQUARE))
    # Japan is nine hours ahead; the last minute is part of the time.
    assert found.applicability == (
        Applicability(datetime(2020, 12, 31, 15, tzinfo=UTC), datetime(2026, 11, 5, 1, 31, tzinfo=UTC)),
    )


def test_what_has_no_end_is_endless_and_what_need_not_be_told_may_be_absent(tmp_path: Path) -> None:
    found = only(answer(tmp_path / "a.json", area(detail=None, url=None)))
    assert found.applicability[0].end is None
    assert (found.detail, found.url) == ("", "")


def test_a_circle_keeps_its_radius(tmp_path: Path) -> None:
    found = only(answer(tmp_path / "a.json", area(range=circle(500))))
    corners = shapely.get_coordinates(found.geometry)
    middle = [136.52] * len(corners), [34.72] * len(corners)
    distances_m = Geod(ellps="GRS80").inv(*middle, corners[:, 0], corners[:, 1])[2]
    assert min(distances_m) > 499.9
    assert max(distances_m) < 501


def test_rings_as_geojson_nests_them_may_have_holes(tmp_path: Path) -> None:
    hole = [[136.52, 34.72], [136.53, 34.72], [136.53, 34.73], [136.52, 34.72]]
    found = only(answer(tmp_path / "a.json", area(range={"type": "Polygon", "coordinates": [SQUARE, hole]})))
    assert not found.geometry.contains(Point(136.528, 34.722))


def test_an_open_ring_is_closed_and_named(tmp_path: Path) -> None:
    path = answer(tmp_path / "a.json", area(range={"type": "Polygon", "coordinates": SQUARE[:-1]}), area(2))
    assert mapped(path).features[0].geometry.equals(Polygon(SQUARE))
    (note,) = read_answer(path).notes
    assert "made-up-1" in note.ja
    assert "made-up-2" not in note.ja


def test_a_ring_that_crosses_itself_is_repaired_and_its_area_told(tmp_path: Path) -> None:
    bow = [[136.5, 34.7], [136.6, 34.8], [136.6, 34.7], [136.5, 34.8], [136.5, 34.7]]
    reading = read_answer(answer(tmp_path / "a.json", area(), area(2, range={"type": "Polygon", "coordinates": bow})))
    (repair,) = reading.repairs
    assert repair.number == 2
    whole = reading.records[1].geometry
    assert whole is not None
    assert whole.is_valid
    expected = geopandas.GeoSeries([whole], crs=6668).to_crs(6674).area.iloc[0]
    assert repair.after_m2 == pytest.approx(expected, rel=1e-6)


def test_members_that_are_not_known_are_named(tmp_path: Path) -> None:
    path = answer(tmp_path / "a.json", area(height=150), count=1, page=2)
    assert any("height" in note.ja for note in read_answer(path).notes)


def test_an_empty_answer_is_an_answer(tmp_path: Path) -> None:
    assert mapped(answer(tmp_path / "a.json")).features == ()


def test_a_type_that_is_not_known_is_kept_and_told(tmp_path: Path) -> None:
    found = mapped(answer(tmp_path / "a.json", area(flightProhibitedAreaTypeId=3), area(2)))
    assert [each.type_id for each in found.features if isinstance(each, DipsArea)] == [3, 2]
    assert any("3" in note.en and "not known" in note.en for note in found.notes)


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "a ring with two corners": ({"range": {"type": "Polygon", "coordinates": [*SQUARE[:2], SQUARE[0]]}}, "range"),
    "a ring of no area": (
        {"range": {"type": "Polygon", "coordinates": [[136.5, 34.7], [136.6, 34.7], [136.7, 34.7]]}},
        "range",
    ),
    "no coordinates": ({"range": {"type": "Polygon"}}, "range"),
    "an empty ring": ({"range": {"type": "Polygon", "coordinates": []}}, "range"),
    "a position of one number": ({"range": {"type": "Polygon", "coordinates": [[136.5]] * 4}}, "coordinates[0]"),
    "a position that is text": ({"range": {"type": "Polygon", "coordinates": [["136.5", "34.7"]] * 4}}, "[0]"),
    "axes swapped": ({"range": {"type": "Polygon", "coordinates": [[y, x] for x, y in SQUARE]}}, "coordinates[0]"),
    "a circle's axes swapped": ({"range": circle(center=(34.72, 136.52))}, "center"),
    "a place in Paris": ({"range": circle(center=(2.35, 48.85))}, "center"),
    "radius 0": ({"range": circle(0)}, "radius"),
    "radius below 0": ({"range": circle(-5)}, "radius"),
    "a radius wider than a prefecture": ({"range": circle(100_001)}, "radius"),
    "a radius that is text": ({"range": circle("500")}, "radius"),
    "no radius": ({"range": circle(None)}, "radius"),
    "a line": ({"range": {"type": "LineString", "coordinates": SQUARE}}, "range"),
    "a range that is text": ({"range": "Polygon"}, "range"),
    "no name": ({"name": None}, "[0]"),
    "an id that is a number": ({"flightProhibitedAreaId": 5}, "flightProhibitedAreaId"),
    "an id too long": ({"flightProhibitedAreaId": "x" * 65}, "flightProhibitedAreaId"),
    "a name that turns the text round": ({"name": "a\u202eb"}, "name"),
    "a type of three digits": ({"flightProhibitedAreaTypeId": 100}, "flightProhibitedAreaTypeId"),
    "a type that is text": ({"flightProhibitedAreaTypeId": "5"}, "flightProhibitedAreaTypeId"),
    "a type that is yes": ({"flightProhibitedAreaTypeId": True}, "flightProhibitedAreaTypeId"),
    "a day that does not exist": ({"startTime": "20250229 0000"}, "startTime"),
    "a time with a colon": ({"startTime": "20250228 00:00"}, "startTime"),
    "full-width digits": ({"startTime": "２０２５０２２８ ００００"}, "startTime"),
    "a year before any": ({"startTime": "00010101 0000"}, "startTime"),
    "an end beyond any": ({"finishTime": "99981231 2359"}, "finishTime"),
    "an end before the start": ({"finishTime": "20201231 2359"}, "finishTime"),
}


@pytest.mark.parametrize(("changed", "where"), BROKEN.values(), ids=BROKEN)
def test_a_broken_area_refuses_the_file_and_says_which(tmp_path: Path, changed: dict[str, Any], where: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_answer(answer(tmp_path / "a.json", area(**changed), area(2)))
    assert where in refused.value.where
    assert "flightProhibitedAreaInfo[0]" in refused.value.where
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


def test_swapped_axes_are_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read_answer(answer(tmp_path / "a.json", area(range=circle(center=(34.72, 136.52)))))
    assert "入れ替わって" in refused.value.remedy.ja


def test_an_area_that_comes_twice_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read_answer(answer(tmp_path / "a.json", area(), area()))
    assert "made-up-1" in refused.value.what.ja


@pytest.mark.parametrize("count", [0, 2, "1", True, 1.0])
def test_another_count_refuses_the_file(tmp_path: Path, count: Any) -> None:
    with pytest.raises(InputRefused) as refused:
        read_answer(answer(tmp_path / "a.json", area(), count=count))
    assert refused.value.where == "totalCount"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"totalCount": 0}',
        '{"flightProhibitedAreaInfo": {}, "totalCount": 0}',
        '{"flightProhibitedAreaInfo": [5], "totalCount": 1}',
        '{"flightProhibitedAreaInfo": [], "totalCount": 0, "totalCount": 0}',
        '{"flightProhibitedAreaInfo": [], "totalCount": NaN}',
        '{"flightProhibitedAreaInfo": [], "totalC',
        "<html>not found</html>",
        "[" * 100_000,
    ],
)
def test_what_is_no_answer_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused):
        read_answer(path)


@pytest.mark.parametrize(
    "limits", [LayerLimits(max_features=1), LayerLimits(max_vertices=8), LayerLimits(max_bytes=400)]
)
def test_an_answer_is_bounded(tmp_path: Path, limits: LayerLimits) -> None:
    with pytest.raises(TooLarge):
        read_answer(answer(tmp_path / "a.json", area(), area(2)), limits)


def test_many_corners_are_refused_before_they_are_drawn(tmp_path: Path) -> None:
    ring = [[136.5 + i % 1_000 / 1e4, 34.7] for i in range(LIMITS.max_vertices + 1)]
    with pytest.raises(TooLarge):
        read_answer(answer(tmp_path / "a.json", area(range={"type": "Polygon", "coordinates": ring})))


def test_without_the_question_nothing_is_covered_and_every_day_is_judged(tmp_path: Path) -> None:
    found = mapped(answer(tmp_path / "a.json", area()))
    assert found.coverage.area.is_empty
    assert "分からない" in found.coverage.basis.ja
    assert found.in_force == InForce()
    assert any("every day" in note.en for note in found.notes)
    assert found.accuracy_m >= 25


def test_the_question_says_where_and_when(tmp_path: Path) -> None:
    stated = with_question(Stated(), question(tmp_path / "q.json"))
    found = mapped(answer(tmp_path / "a.json", area()), stated)
    assert found.coverage.area.equals(shapely.box(136.4, 34.6, 136.7, 34.9))
    assert "q.json" in found.coverage.basis.ja
    assert found.in_force == InForce(date(2026, 11, 4), date(2026, 11, 4))


def test_a_question_in_the_form_of_dips_itself(tmp_path: Path) -> None:
    more = {"flightProhibitedAreaTypeId": [1, 2, 5, 6, 7, 8, 9, 10, 11], "startTime": "20261104 0900"}
    nested = {**more, "finishTime": "99991231 2359"}
    path = question(tmp_path / "q.json", startTime=None, finishTime=None, flightProhibitedAreaInfo=nested)
    stated = with_question(Stated(in_force_to=date(2027, 3, 31)), path)
    assert stated.coverage is not None
    assert not stated.coverage.area.is_empty
    assert (stated.in_force_from, stated.in_force_to) == (date(2026, 11, 4), date(2027, 3, 31))


def test_a_question_without_times_states_no_days(tmp_path: Path) -> None:
    stated = with_question(Stated(), question(tmp_path / "q.json", startTime=None, finishTime=None))
    assert (stated.in_force_from, stated.in_force_to) == (None, None)


@pytest.mark.parametrize("part", [{"flightProhibitedAreaTypeId": 2}, {"updateTime": "20261101 0000"}])
def test_a_question_for_a_part_covers_nothing(tmp_path: Path, part: dict[str, Any]) -> None:
    coverage = with_question(Stated(), question(tmp_path / "q.json", **part)).coverage
    assert coverage is not None
    assert coverage.area.is_empty
    assert "一部" in coverage.basis.ja


def test_what_is_stated_by_hand_goes_before_the_question(tmp_path: Path) -> None:
    by_hand = Stated(coverage=mapped(answer(tmp_path / "a.json")).coverage)
    assert with_question(by_hand, question(tmp_path / "q.json")).coverage is by_hand.coverage


@pytest.mark.parametrize("changed", [{"features": None}, {"features": {"coordinates": [[1, 2]]}}, {"startTime": "x"}])
def test_what_is_no_question_is_refused_by_its_file(tmp_path: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(InputRefused) as refused:
        with_question(Stated(), question(tmp_path / "q.json", **changed))
    assert refused.value.where.startswith("q.json")


# --- the sample of the open system


@pytest.fixture
def sample(shared_data: Path) -> dict[str, Any]:
    """Return API004's document; YAML reads a bare `20210101 0000` as text, as JSON would write it."""
    path = next((shared_data / "uasl" / "external").glob("API004*.yaml"))
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told["paths"]["/flightProhibitedAreaReceiver"]["post"]


def test_the_open_systems_sample_is_read_whole(sample: dict[str, Any], tmp_path: Path) -> None:
    given = sample["responses"]["200"]["content"]["application/json"]["examples"]["overOneData"]["value"]
    path = tmp_path / "sample.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    site, around = mapped(path).features
    assert isinstance(site, DipsArea)
    assert isinstance(around, DipsArea)
    assert (site.id, site.type_id, around.type_id) == ("20221105_FISSikou0015", 5, 6)
    assert site.applicability[0].end is None
    ring = Polygon(given["flightProhibitedAreaInfo"][0]["range"]["coordinates"])
    expected_m2 = geopandas.GeoSeries([ring], crs=4326).segmentize(0.01).to_crs(6677).area.iloc[0]
    assert to_plane(site.geometry, 6677).area == pytest.approx(expected_m2, rel=1e-5)
    centre = geopandas.GeoSeries([Point(139.829865, 35.539071)], crs=4326).to_crs(6677)
    expected_m2 = centre.buffer(500, quad_segs=500).area.iloc[0]
    assert to_plane(around.geometry, 6677).area == pytest.approx(expected_m2, rel=1e-3)


def test_the_open_systems_question_is_read(sample: dict[str, Any], tmp_path: Path) -> None:
    given = sample["requestBody"]["content"]["application/json"]["examples"]["latLonRangeAndTimeRange"]["value"]
    path = tmp_path / "question.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    asked = read_question(path)
    assert asked.area.equals(shapely.box(139.42, 35.6, 139.48, 35.68))
    assert asked.start == datetime(2024, 12, 18, 3, tzinfo=UTC)
    assert (asked.type_ids, asked.changes_only) == (None, False)
    assert not MIE.outline.intersects(asked.area)
