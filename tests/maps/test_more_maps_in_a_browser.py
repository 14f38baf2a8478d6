"""The maps of a review, a comparison and a meeting as a browser shows them, without a network."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from shapely import box

from geo.text import Text
from maps.comparison_map import comparison_map
from maps.compose import Captions, compose
from maps.presenter_map import presenter_map
from maps.review_map import review_map
from maps.stop_areas import StopArea
from maps.talk import AtNote, AtStop, Bounds, Step
from tests.maps.flights import COAST, FLIGHTS, HOSTILE, LONG_TITLE, land, layers, route, screened
from tests.maps.test_in_a_browser import WIDTHS, opened
from tests.maps.test_in_a_browser import quiet_page as quiet_page
from tests.maps.test_review_map import neighbour

PLAIN = Captions("見本の飛行", "津市沿岸", "第2版（ab12）")
EVIL = Captions(LONG_TITLE, HOSTILE, HOSTILE)
THREE = ("outline", "flight_geography", "centreline", "stops")
STEPS = [
    Step("離陸地点から着陸地点まで飛びます。"),
    Step("ここから飛び立ちます。", AtStop(1), THREE, note="対地 0 m"),
    Step("港の区域に入ります。", AtNote(2), (*THREE, "layer-2")),
    Step("この範囲をまとめて見ます。", Bounds(136.54, 34.66, 136.58, 34.70)),
]


def review(words: Captions = PLAIN, name: str = "coast") -> str:
    stops = [StopArea(box(136.55, 34.63, 136.60, 34.662), date(2026, 11, 1), words.subtitle)]
    others = [neighbour(box(136.553, 34.69, 136.562, 34.697)), neighbour(box(136.565, 34.67, 136.57, 34.68), 11)]
    return review_map(
        screened(FLIGHTS[name]), words, "ja", outline=land(), layers=layers(), stops=stops, neighbours=others
    )


def comparison(words: Captions = PLAIN, name: str = "coast") -> str:
    old = screened(route([COAST[0], (136.545, 34.69), (136.555, 34.67), *COAST[3:]]))
    changes = [Text(words.subtitle, words.subtitle)]
    new = screened(FLIGHTS[name])
    return comparison_map(old, new, words, words, "ja", changes=changes, outline=land(), layers=layers())


def talk(words: Captions = PLAIN, name: str = "coast", steps: list[Step] = STEPS) -> str:
    scene = compose(screened(FLIGHTS[name]), words, outline=land(), layers=layers())
    return presenter_map(scene, steps if name == "coast" else steps[:1], "ja", valid_until=None)


DOCUMENTS = {"review": review, "comparison": comparison, "talk": talk}
each_map = pytest.mark.parametrize("made", DOCUMENTS.values(), ids=DOCUMENTS)


@each_map
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["coast", "hover", "circle"])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    quiet_page: Page, tmp_path: Path, made: Callable[..., str], name: str, width: int
) -> None:
    page = opened(quiet_page, tmp_path, made(name=name), width)
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@each_map
@pytest.mark.parametrize("width", WIDTHS)
def test_markup_is_shown_as_written_and_not_run(
    quiet_page: Page, tmp_path: Path, made: Callable[..., str], width: int
) -> None:
    page = opened(quiet_page, tmp_path, made(EVIL), width)
    assert page.inner_text("h1") == " ".join(LONG_TITLE.split())
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@each_map
def test_switching_everything_off_leaves_an_empty_map(
    quiet_page: Page, tmp_path: Path, made: Callable[..., str]
) -> None:
    page = opened(quiet_page, tmp_path, made())
    for box_ in page.locator(".legend input").all():
        box_.uncheck()
    assert page.locator(".leaflet-overlay-pane path").count() == 0
    assert page.locator(".map .mark").count() == 0


def test_stops_and_neighbours_are_signed_patterned_and_reached_with_the_keyboard(
    quiet_page: Page, tmp_path: Path
) -> None:
    page = opened(quiet_page, tmp_path, review())
    assert page.locator(".map .label.asked").all_text_contents() == ["停止の要請1"]
    assert page.locator(".map .label.neighbour").all_text_contents() == ["重なり1", "重なり2"]
    assert page.locator("path.stop-areas").get_attribute("fill") == "url(#fill-stripes)"
    page.locator(".mark-at:has(.label.asked)").focus()
    assert "この飛行の範囲にかかります" in (page.text_content(".leaflet-tooltip") or "")
    expect(page.locator(".notices")).to_be_visible()


def test_the_older_course_is_dashed_the_newer_is_not_and_both_are_named(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, comparison())
    assert page.locator("path.before-centreline").get_attribute("stroke-dasharray") is not None
    assert page.locator("path.centreline").get_attribute("stroke-dasharray") is None
    assert page.locator(".map .label").all_text_contents() == ["前", "あと"]
    page.get_by_label("前：飛行する範囲").uncheck()
    assert page.locator(".map .label").all_text_contents() == ["あと"]


# --- a talk


def shown(page: Page) -> str:
    (caption,) = page.locator(".steps > li:visible .caption").all_text_contents()
    assert page.inner_text(".count") in page.inner_text(".spoken")
    assert caption in page.inner_text(".spoken")
    return page.inner_text(".count")


@pytest.mark.parametrize("key", ["PageDown", "ArrowRight", "Space", "Enter"])
def test_each_key_of_next_leads_through_the_talk(quiet_page: Page, tmp_path: Path, key: str) -> None:
    page = opened(quiet_page, tmp_path, talk())
    seen = [shown(page)]
    for _ in range(4):
        page.keyboard.press(key)
        seen.append(shown(page))
    assert seen == ["1 / 4", "2 / 4", "3 / 4", "4 / 4", "4 / 4"]


@pytest.mark.parametrize("key", ["PageUp", "ArrowLeft", "Backspace"])
def test_each_key_of_previous_leads_back_also_from_the_map(quiet_page: Page, tmp_path: Path, key: str) -> None:
    page = opened(quiet_page, tmp_path, talk())
    page.keyboard.press("End")
    assert shown(page) == "4 / 4"
    page.locator(".map").focus()
    page.keyboard.press(key)
    assert shown(page) == "3 / 4"
    page.keyboard.press("Home")
    assert shown(page) == "1 / 4"
    page.keyboard.press(key)
    assert shown(page) == "1 / 4"


def test_buttons_do_the_same_and_a_pressed_button_is_not_pressed_twice(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, talk())
    page.get_by_role("button", name="次へ").click()
    assert shown(page) == "2 / 4"
    page.keyboard.press("Enter")
    assert shown(page) == "3 / 4", "the focused button, once"
    page.get_by_role("button", name="前へ").click()
    assert shown(page) == "2 / 4"
    expect(page.get_by_role("button", name="全画面")).to_be_visible()


def test_each_step_shows_its_place_and_its_sheets(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, talk())
    whole = page.inner_text(".leaflet-control-scale-line")
    page.keyboard.press("PageDown")
    assert page.inner_text(".leaflet-control-scale-line") != whole
    ring, mark = page.locator("path.here").bounding_box(), page.locator(".mark.stop.start").bounding_box()
    assert ring is not None
    assert mark is not None
    assert abs(ring["x"] + ring["width"] / 2 - mark["x"] - mark["width"] / 2) < 2
    assert abs(ring["y"] + ring["height"] / 2 - mark["y"] - mark["height"] / 2) < 2
    assert page.locator("path.ground_risk_buffer, path.layer-1, .map .badge").count() == 0
    assert page.locator("path.flight_geography").count() == 1
    assert page.locator(".key li:visible").count() == len(THREE)
    page.keyboard.press("PageDown")
    assert page.locator("path.layer-2").count() == 1
    page.keyboard.press("PageDown")
    assert page.locator("path.here").count() == 0
    assert page.locator("path.ground_risk_buffer").count() == 1
    page.keyboard.press("Home")
    assert page.inner_text(".leaflet-control-scale-line") == whole


def test_a_remote_makes_the_screen_dark_and_any_key_brings_it_back(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, talk())
    page.keyboard.press("PageDown")
    for key in (".", "PageDown", "Escape"):
        page.keyboard.press(".")
        expect(page.locator(".dark")).to_be_visible()
        assert "暗くしています" in page.inner_text(".spoken")
        page.keyboard.press(key)
        expect(page.locator(".dark")).to_be_hidden()
        assert page.inner_text(".count") == "2 / 4"


def test_f_fills_the_screen_and_escape_or_f_leaves(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, talk())
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    assert page.evaluate("document.fullscreenElement.className").startswith("hall")
    page.keyboard.press("Escape")
    page.wait_for_function("document.fullscreenElement === null")


def test_what_must_be_in_sight_is_in_sight_in_every_step(quiet_page: Page, tmp_path: Path) -> None:
    made_up = Captions("見本の飛行", "津市沿岸", "第2版（ab12）", Text("架空の見本", "Made-up sample"))
    page = opened(quiet_page, tmp_path, talk(made_up))
    for _ in STEPS:
        for text in ("第2版（ab12）", "いつまで使えるかは決められていません", "架空の見本"):
            expect(page.locator("header").get_by_text(text, exact=True)).to_be_in_viewport(ratio=1)
        expect(page.locator(".strip .disclaimer")).to_be_in_viewport(ratio=1)
        expect(page.locator(".steps > li:visible .caption")).to_be_in_viewport(ratio=1)
        page.keyboard.press("PageDown")


def test_captions_are_large_and_a_long_one_is_shown_to_its_end_before_the_next_step(
    quiet_page: Page, tmp_path: Path
) -> None:
    page = opened(quiet_page, tmp_path, talk(steps=[Step("あ" * 299 + "末", note="大" * 60), Step("次の場面")]))
    size = page.locator(".steps > li:visible .caption").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 28
    page.set_viewport_size({"width": 1280, "height": 600})
    page.wait_for_timeout(200)
    expect(page.locator(".rest")).to_be_visible()
    pressed = 0
    while page.inner_text(".count") == "1 / 2":
        page.keyboard.press("PageDown")
        pressed += 1
        assert pressed < 10
    assert pressed > 1


def test_a_step_keeps_its_view_in_another_size_and_paper_shows_the_whole_with_every_caption(
    quiet_page: Page, tmp_path: Path
) -> None:
    page = opened(quiet_page, tmp_path, talk())
    page.keyboard.press("PageDown")
    near = page.inner_text(".leaflet-control-scale-line")
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    assert page.locator(".steps > li:visible").count() == len(STEPS)
    assert page.locator(".map .mark.stop").count() == 5
    assert page.locator("path.ground_risk_buffer").count() == 1
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator(".strip .disclaimer")).to_be_visible()
    page.emulate_media(media="screen")
    page.wait_for_timeout(300)
    assert page.inner_text(".leaflet-control-scale-line") == near
    assert page.locator(".steps > li:visible").count() == 1


def test_calm_is_kept_where_it_is_asked_for(quiet_page: Page, tmp_path: Path) -> None:
    quiet_page.emulate_media(reduced_motion="reduce")
    page = opened(quiet_page, tmp_path, talk())
    page.keyboard.press("PageDown")
    assert page.locator(".leaflet-zoom-anim, .leaflet-fade-anim").count() == 0


def test_a_map_past_its_last_day_says_so(quiet_page: Page, tmp_path: Path) -> None:
    scene = compose(screened(FLIGHTS["coast"]), PLAIN, outline=land())
    page = opened(quiet_page, tmp_path, presenter_map(scene, STEPS[:2], "ja", valid_until=date(2020, 1, 1)))
    expect(page.locator(".expired")).to_be_visible()
    page = opened(quiet_page, tmp_path, presenter_map(scene, STEPS[:2], "ja", valid_until=date(2999, 1, 1)))
    expect(page.locator(".expired")).to_be_hidden()


def test_without_scripts_the_captions_are_a_numbered_list(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "talk.html").write_text(talk(), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "talk.html").as_uri())
    assert page.locator("ol.steps > li:visible .caption").all_text_contents() == [step.caption for step in STEPS]
    assert page.get_by_role("button").count() == 0
    context.close()
