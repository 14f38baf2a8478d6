"""The map of a review and the stops on it, against independent figures."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pyproj import Geod
from shapely import Point, box
from shapely.geometry.base import BaseGeometry

from airspace.deconflict.conflict import Conflict, ConflictKind, Party
from airspace.screening import Screening
from airspace.trial import JST, Window
from airspace.verdict import Category, Level, Segment
from geo.text import Text
from maps.compose import Captions, compose
from maps.legend import legend_of
from maps.review_map import MOST_NEIGHBOURS, Neighbour, review_map, review_scene
from maps.scene import Scene, Sheet
from maps.segment_sheets import BY_FINDING, MOST_STRETCHES
from maps.stop_areas import MOST_STOPS, StopArea
from maps.trial_map import trial_map
from maps.twin import twin_text
from tests.maps.flights import COAST, FLIGHTS, HOSTILE, along_the_coast, dense_route, land, layers, route, screened

CAPTIONS = Captions("見本", "", "第2版（ab12）")
WHO = Text("海風航空（空-0012）", "Umikaze (0012)")
OVER = StopArea(box(136.55, 34.63, 136.60, 34.662), date(2026, 11, 1), "津波警報のため", (Text("津市", "Tsu"),))
BESIDE = StopArea(box(136.47, 34.70, 136.50, 34.74), date(2026, 11, 2), "山林火災のため")
FAR = StopArea(box(138.0, 36.0, 138.1, 36.1), date(2026, 11, 2), "遠くの火災")


def sheet(scene: Scene, key: str) -> Sheet:
    return next(found for found in scene.sheets if found.key == key)


def neighbour(where: BaseGeometry, hour: int = 10, *, certain: bool = True, agreed: bool = False) -> Neighbour:
    start = datetime(2026, 11, 4, hour, tzinfo=JST)
    kind = ConflictKind.SITE if isinstance(where, Point) else ConflictKind.SKY
    first, second = Party("a", 0, 1), Party("b", 0, 0)
    window = Window(start, start + timedelta(minutes=30))
    return Neighbour(Conflict(kind, first, second, certain, (window,), where), WHO, agreed)


def segment(from_m: float | None, to_m: float | None, category: Category, level: Level) -> Segment:
    return Segment(from_m, to_m, category, category, category, level, (), (), Text("見本の理由", "a sample reason"))


def with_segments(screening: Screening, *segments: Segment) -> Screening:
    return replace(screening, verdict=replace(screening.verdict, segments=segments))


def length_m(drawn: Sheet) -> float:
    lines = [shape.rings[0] for shape in drawn.shapes]
    return sum(Geod(ellps="GRS80").line_length(*zip(*[(lon, lat) for lat, lon in line], strict=True)) for line in lines)


def test_each_category_and_level_is_a_sheet_of_the_stretches_that_have_it() -> None:
    screening = along_the_coast()
    end_m = screening.volume.length_m
    both = with_segments(
        screening,
        segment(0, 1500, Category.II_B, Level.LEVEL_2),
        segment(1500, 4000, Category.I, Level.LEVEL_3),
        segment(4000, end_m, Category.II_B, Level.LEVEL_2),
    )
    scene = review_scene(both, CAPTIONS)
    first, second = sheet(scene, "segments-1"), sheet(scene, "segments-2")
    assert first.label.ja == "カテゴリー：II-B、レベル：2"
    assert length_m(first) == pytest.approx(1500 + end_m - 4000, rel=1e-3)
    assert length_m(second) == pytest.approx(2500, rel=1e-3)
    assert [text.ja for text in second.told] == ["始点から 1.50 km～4.00 km：見本の理由"]
    assert "カテゴリーII-B・レベル2" in [name.ja for _, name in first.names]
    assert "カテゴリー：II-B、レベル：2" in twin_text(scene, "ja")


def test_the_stretches_lie_below_the_line_and_above_the_findings() -> None:
    keys = [drawn.key for drawn in review_scene(along_the_coast(), CAPTIONS, stops=(OVER,)).sheets]
    assert keys.index("caught") < keys.index("segments-1") < keys.index("centreline") < keys.index("stop-areas")


@pytest.mark.parametrize("name", ["hover", "circle"])
def test_a_flight_without_a_line_is_one_stretch(name: str) -> None:
    scene = review_scene(screened(FLIGHTS[name]), CAPTIONS)
    drawn = sheet(scene, "segments-1")
    assert not drawn.lines
    assert drawn.told[0].ja.startswith("飛行の全体：")


def test_a_verdict_without_stretches_draws_those_of_its_findings_and_says_so() -> None:
    scene = review_scene(with_segments(along_the_coast()), CAPTIONS)
    labels = [drawn.label.ja for drawn in scene.sheets if drawn.key.startswith("segments-")]
    assert labels == ["区間：該当", "区間：要確認"]
    assert BY_FINDING in scene.left_out
    # The district is crossed for the first 406 m, the port's zone for 983 m.
    assert length_m(sheet(scene, "segments-1")) == pytest.approx(406 + 983, rel=0.02)


def test_a_category_that_is_not_settled_is_never_given_as_one() -> None:
    least = replace(segment(0, 9, Category.UNDETERMINED, Level.UNDETERMINED), category_at_least=Category.II_B)
    scene = review_scene(with_segments(along_the_coast(), least), CAPTIONS)
    drawn = sheet(scene, "segments-1")
    assert "確定できません" in drawn.label.ja
    assert drawn.names[0][1].ja == "カテゴリーII-B以上（未確定）・レベル不明"


def test_many_stretches_are_bounded_and_counted() -> None:
    levels = (Level.LEVEL_2, Level.LEVEL_3)
    many = [segment(i * 10, i * 10 + 10, Category.I, levels[i % 2]) for i in range(MOST_STRETCHES + 30)]
    scene = review_scene(with_segments(along_the_coast(), *many), CAPTIONS)
    assert sum(len(d.shapes) for d in scene.sheets if d.key.startswith("segments-")) == MOST_STRETCHES
    assert "30" in scene.left_out[-1].ja


def test_neighbours_are_numbered_in_time_and_kept_apart_by_how_sure_and_whether_agreed() -> None:
    square = box(136.553, 34.69, 136.562, 34.697)
    found = [
        neighbour(square, 12),
        neighbour(square, 11, certain=False),
        neighbour(Point(136.5246, 34.7079), 10, agreed=True),
    ]
    scene = review_scene(along_the_coast(), CAPTIONS, neighbours=found)
    signs = {drawn.key: [sign.label.ja for sign in drawn.signs] for drawn in scene.sheets if drawn.signs}
    assert signs == {
        "neighbours-agreed": ["重なり1"],
        "neighbours-open": ["重なり2"],
        "neighbours-certain": ["重なり3"],
    }
    assert not sheet(scene, "neighbours-agreed").shapes, "a site is a point"
    text = twin_text(scene, "ja")
    assert text.count(WHO.ja) == 3
    assert "2026-11-04 11:00～11:30" in text
    assert {"neighbours-agreed", "neighbours-open"} <= {entry.key for entry in legend_of(scene, "ja")}


def test_neighbours_off_the_map_or_too_many_are_told_in_words() -> None:
    far = neighbour(box(138, 36, 138.01, 36.01))
    scene = review_scene(along_the_coast(), CAPTIONS, neighbours=[far])
    assert "（地図には描いていません）" in sheet(scene, "neighbours-certain").told[0].ja
    many = [neighbour(box(136.553, 34.69, 136.562, 34.697)) for _ in range(MOST_NEIGHBOURS + 5)]
    drawn = sheet(review_scene(along_the_coast(), CAPTIONS, neighbours=many), "neighbours-certain")
    assert (len(drawn.signs), len(drawn.told)) == (MOST_NEIGHBOURS, MOST_NEIGHBOURS + 5)


def test_layers_that_no_finding_names_are_there_and_start_switched_off() -> None:
    away = screened(route([(136.60, 34.66), (136.61, 34.66)]))
    assert not [one for one in compose(away, CAPTIONS, layers=layers()).sheets if one.key.startswith("layer-")]
    near = review_scene(screened(route(COAST[1:3])), CAPTIONS, layers=layers()).sheets
    named = {one.key: one.shown for one in near if one.key.startswith("layer-")}
    assert named == {"layer-1": False, "layer-2": True}


# --- stops of the prefecture


def test_a_stop_over_the_flight_is_drawn_told_and_stands_above_the_map() -> None:
    scene = compose(along_the_coast(), CAPTIONS, stops=(FAR, BESIDE, OVER))
    drawn = sheet(scene, "stop-areas")
    assert drawn.label.ja == "県が飛行の停止を要請している区域"
    assert [sign.label.ja for sign in drawn.signs] == ["停止の要請1", "停止の要請2"]
    first, second, request = drawn.told
    assert (
        "津市：令和8年（2026年）11月1日（日）から解除まで。理由「津波警報のため」。この飛行の範囲にかかります"
        in first.ja
    )
    assert "この飛行の範囲にはかかりません。" in second.ja
    assert "法律による命令ではありません" in request.ja
    assert drawn.style.pattern is not None
    assert len(scene.notices) == 1
    assert "津波警報のため" in scene.notices[0].ja
    document = trial_map(along_the_coast(), title="a", subtitle="", revision_note="", stops=(OVER,))
    assert document.index('class="notices"') < document.index('class="frame')


def test_without_a_stop_near_nothing_is_said() -> None:
    scene = compose(along_the_coast(), CAPTIONS, stops=(FAR,))
    assert "stop-areas" not in [one.key for one in scene.sheets]
    assert not scene.notices


def test_a_stop_that_was_ended_for_this_trial_says_so() -> None:
    scene = compose(along_the_coast(), CAPTIONS, stops=(replace(OVER, lifted=True),))
    assert "この実証実験については、解除されています" in sheet(scene, "stop-areas").told[0].ja
    assert not scene.notices


def test_the_sign_of_a_stop_stands_in_it() -> None:
    (sign,) = sheet(compose(along_the_coast(), CAPTIONS, stops=(OVER,)), "stop-areas").signs
    assert OVER.area.contains(Point(sign.position[1], sign.position[0]))


def test_many_stops_are_bounded_and_counted() -> None:
    many = [replace(BESIDE, reason=f"理由{i}") for i in range(MOST_STOPS + 3)]
    scene = compose(along_the_coast(), CAPTIONS, stops=[*many, OVER])
    drawn = sheet(scene, "stop-areas")
    assert len(drawn.signs) == MOST_STOPS
    assert "津波警報" in drawn.told[0].ja, "what the flight meets comes first"
    assert "ほかに 4 件" in drawn.told[MOST_STOPS].ja


def test_hostile_words_of_stops_and_neighbours_are_text() -> None:
    who = Text(HOSTILE, HOSTILE)
    others = [replace(neighbour(box(136.553, 34.69, 136.562, 34.697)), who=who)]
    stops = [replace(OVER, reason=HOSTILE, places=(who,))]
    document = review_map(along_the_coast(), CAPTIONS, "ja", stops=stops, neighbours=others, outline=land())
    assert document.count("</script>") == 3
    assert "<img" not in document
    assert "${alert" not in document
    assert "{{7*7}}" not in document


@pytest.mark.parametrize("path", [route(COAST[:1]), dense_route(5_000), route([(136.2, 33.8), (137.0, 36.4)])])
def test_a_point_many_points_and_a_long_leg_are_drawn_within_bounds(path: object) -> None:
    one = review_map(screened(path), CAPTIONS, "en", layers=layers(), stops=(OVER, FAR))  # type: ignore[arg-type]
    assert len(one.encode()) < 1_500_000
    assert one == review_map(screened(path), CAPTIONS, "en", layers=layers(), stops=(OVER, FAR))  # type: ignore[arg-type]
    assert "第2版（ab12）" in one
