"""The document as a browser shows it: nothing asked for, nothing run that was not meant, nothing in another's way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from maps.offline import map_headers
from maps.trial_map import trial_map
from tests.maps.flights import FLIGHTS, HOSTILE, LONG_TITLE, land, layers, screened

WIDTHS = {1280: 900, 320: 640}


def document(name: str = "coast", **words: Any) -> str:
    given = {"title": "見本の飛行", "subtitle": "津市沿岸", "revision_note": "第1版", **words}
    return trial_map(screened(FLIGHTS[name]), outline=land(), layers=layers(), **given)


@pytest.fixture
def quiet_page(offline_page: Page) -> Iterator[Page]:
    """Return an offline page on which a word on the console or a dialog fails the test."""
    said: list[str] = []
    offline_page.on("console", lambda message: said.append(message.text))
    offline_page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    yield offline_page
    assert said == []


def opened(page: Page, folder: Path, html: str, width: int = 1280) -> Page:
    file = folder / "map.html"
    file.write_text(html, encoding="utf-8")
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.goto(file.as_uri())
    page.wait_for_selector(".leaflet-control-scale-line")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", FLIGHTS)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    quiet_page: Page, tmp_path: Path, name: str, width: int
) -> None:
    page = opened(quiet_page, tmp_path, document(name), width)
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", FLIGHTS)
def test_no_sign_covers_another(quiet_page: Page, tmp_path: Path, name: str, width: int) -> None:
    page = opened(quiet_page, tmp_path, document(name), width)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(
             ".mark:not(.away, .arrow, .small), .leaflet-control, .north")].map((mark) => {
             const { left, right, top, bottom } = mark.getBoundingClientRect();
             return { text: mark.textContent, left, right, top, bottom };
        })"""
    )
    assert len(boxes) > 3
    assert page.locator(".mark.stop.start.small, .mark.stop.end.small").count() == 0
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = (
                one["right"] <= other["left"] + 1
                or other["right"] <= one["left"] + 1
                or one["bottom"] <= other["top"] + 1
                or other["bottom"] <= one["top"] + 1
            )
            assert apart, (one, other)


def test_markup_is_shown_as_written_and_not_run(quiet_page: Page, tmp_path: Path) -> None:
    screening = screened(FLIGHTS["coast"], name=HOSTILE)
    words = {"title": LONG_TITLE, "subtitle": HOSTILE, "revision_note": HOSTILE}
    page = opened(quiet_page, tmp_path, trial_map(screening, layers=layers(HOSTILE), **words))
    assert page.title().startswith(" ".join(LONG_TITLE.split()))
    assert page.inner_text("h1") == " ".join(LONG_TITLE.split())
    shown = " ".join(HOSTILE.split())
    assert shown in [" ".join(text.split()) for text in page.locator(".mark.name").all_text_contents()]
    page.locator(".mark-at:has(.badge.caught)").last.focus()
    assert shown in " ".join((page.text_content(".leaflet-tooltip") or "").split())
    assert page.locator("img").count() == 0


def test_the_map_shows_every_waypoint_and_finding_that_its_twin_names(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, document())
    page.get_by_label("要確認：飛行の全体").check()
    stops = page.locator(".map .mark.stop").all_text_contents()
    assert stops == ["離陸", "1", "2", "3", "着陸"]
    assert page.locator("#stops-heading + table tbody tr").count() == len(stops)
    badges = page.locator(".map .mark.badge").all_text_contents()
    findings = sorted(screened(FLIGHTS["coast"]).findings, key=lambda found: -found.outcome)
    listed = page.locator(".notes h3 .badge").all_text_contents()
    placed = [badge for badge, found in zip(listed, findings, strict=True) if found.geometry is not None]
    assert sorted(badges) == sorted(placed)


def test_a_box_of_the_legend_takes_its_things_off_the_map(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, document())
    boxes = page.locator(".legend input")
    assert boxes.count() == 12
    paths = page.locator(".leaflet-overlay-pane path")
    before = paths.count()
    page.get_by_label("落下のおそれがある範囲（目安）").uncheck()
    assert paths.count() == before - 1
    page.get_by_label("地点（番号は通る順）").uncheck()
    assert page.locator(".map .mark.stop").count() == 0
    for box in boxes.all():
        box.uncheck()
    assert paths.count() == 0
    for box in boxes.all():
        box.check()
    assert paths.count() > before


def test_patterns_reach_the_shapes(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, document())
    fills = page.eval_on_selector_all(".leaflet-overlay-pane path", "all => all.map(p => p.getAttribute('fill'))")
    used = {fill for fill in fills if fill.startswith("url(#")}
    assert used == {"url(#fill-hatch)", "url(#fill-bars)", "url(#fill-cross)", "url(#fill-grid)"}
    for fill in used:
        assert page.locator(fill.removeprefix("url(").removesuffix(")")).count() == 1


def test_the_keyboard_reaches_everything(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, document())
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    assert page.locator("#findings").evaluate("heading => heading === document.activeElement")
    page.locator(".map").focus()
    left = ".leaflet-map-pane"
    before = page.locator(left).bounding_box()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([selector, x]) => document.querySelector(selector).getBoundingClientRect().x !== x",
        arg=[left, before["x"] if before else 0],
    )
    page.locator(".mark-at:has(.stop.start)").focus()
    assert "対地高度（地面からの高さ） 0 m" in (page.text_content(".leaflet-tooltip") or "")
    assert page.get_by_role("button", name="拡大").count() == 1


def test_far_off_the_inner_borders_of_a_corridor_give_way_to_its_line(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, document())
    border = page.locator("path.flight_geography")
    assert border.evaluate("path => getComputedStyle(path).strokeOpacity") == "1"
    for _ in range(2):
        page.get_by_role("button", name="縮小").click()
        page.wait_for_timeout(400)
    assert border.evaluate("path => getComputedStyle(path).strokeOpacity") == "0"


def test_the_scale_is_metric(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, document())
    assert [text.split()[1] for text in page.locator(".leaflet-control-scale-line").all_text_contents()] == ["km"]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_flight_is_in_view_and_printing_fits_it_again(quiet_page: Page, tmp_path: Path, width: int) -> None:
    page = opened(quiet_page, tmp_path, document(), width)

    def inside() -> bool:
        return bool(
            page.evaluate(
                """() => {
                  const frame = document.querySelector(".map").getBoundingClientRect();
                  return [...document.querySelectorAll(".map .mark.stop")].every((mark) => {
                    const box = mark.getBoundingClientRect();
                    return box.left >= frame.left && box.right <= frame.right
                      && box.top >= frame.top && box.bottom <= frame.bottom;
                  });
                }"""
            )
        )

    assert inside()
    # Two moves in one breath: a fit during an animation is dropped unless the animation is stopped first.
    page.get_by_role("button", name="拡大").click()
    page.emulate_media(media="print")
    page.wait_for_timeout(400)
    assert inside()
    assert page.locator(".leaflet-control-zoom").is_hidden()


def test_calm_is_kept_where_it_is_asked_for(quiet_page: Page, tmp_path: Path) -> None:
    quiet_page.emulate_media(reduced_motion="reduce")
    page = opened(quiet_page, tmp_path, document())
    assert page.locator(".leaflet-zoom-anim, .leaflet-fade-anim").count() == 0


SITE = "http://soramichi.test"


def served(page: Page, html: str, parent: str) -> str:
    """Serve a map at an address of its own, framed by a page at `parent`; return the frame's text."""

    def answer(route: Route) -> None:
        if route.request.url == f"{SITE}/map":
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=map_headers(html))
        else:
            frame = f'<iframe title="地図" sandbox="allow-scripts" width="900" height="700" src="{SITE}/map"></iframe>'
            route.fulfill(body=frame, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.goto(parent)
    page.wait_for_timeout(600)
    return page.frames[1].locator("body").inner_text()


def test_a_sandboxed_frame_of_our_own_page_shows_the_map(chromium_page: Page) -> None:
    said: list[str] = []
    chromium_page.on("console", lambda message: said.append(message.text))
    assert "離陸" in served(chromium_page, document(), f"{SITE}/trial")
    assert chromium_page.frames[1].evaluate("window.origin") == "null"
    expect(chromium_page.frames[1].locator(".map .mark.stop")).to_have_count(5)
    assert said == []


def test_a_map_in_a_frame_without_a_size_fits_the_flight_once_it_has_one(quiet_page: Page, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(document(), encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text('<iframe src="map.html" style="border: 0; width: 0; height: 0"></iframe>', encoding="utf-8")
    quiet_page.goto(page.as_uri())
    framed = quiet_page.frame_locator("iframe")
    framed.locator(".leaflet-control-scale-line").wait_for(state="attached")
    quiet_page.locator("iframe").evaluate("frame => Object.assign(frame.style, { width: '900px', height: '700px' })")
    framed.locator(".map .mark.start:visible").wait_for()
    map_box = framed.locator(".map").bounding_box()
    assert map_box is not None
    for mark in framed.locator(".map .mark.stop:visible").all():
        box = mark.bounding_box()
        assert box is not None
        assert map_box["x"] < box["x"] < map_box["x"] + map_box["width"]
        assert map_box["y"] < box["y"] < map_box["y"] + map_box["height"]


def test_a_page_of_others_may_not_frame_the_map(chromium_page: Page) -> None:
    assert "離陸" not in served(chromium_page, document(), "http://elsewhere.test/")


def test_the_policy_stops_a_script_that_was_not_there(chromium_page: Page) -> None:
    html = document()
    headers = map_headers(html)
    changed = html.replace("</main>", "</main><script>document.title = 'run'</script>")
    chromium_page.route(
        "**/*", lambda route: route.fulfill(body=changed, content_type="text/html; charset=utf-8", headers=headers)
    )
    chromium_page.goto(f"{SITE}/map")
    assert chromium_page.title() == "見本の飛行｜飛行の地図"
