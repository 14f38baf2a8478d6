"""The route editor in a browser: drawing writes the table, the table draws, and each change is checked."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_walk import ROUTE
from tests.browser.walking import WIDTHS, Walk

TWO = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": n}, "geometry": {"type": "LineString", "coordinates": c}}
            for n, c in (
                ("行き", [[136.5246, 34.7079], [136.5480, 34.7010]]),
                ("帰り", [[136.5480, 34.7010], [136.5640, 34.6800]]),
            )
        ],
    }
)


def part(page: Page, name: str):
    return page.locator(f'[data-part="{name}"]')


def rows(page: Page) -> list[list[str]]:
    return [line.split(",") for line in page.input_value("#table").splitlines()[1:]]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_route_is_drawn_moved_undone_and_kept_as_a_link(
    chromium: Browser,
    address: str,
    width: int,
    pictures: Path,
) -> None:
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.go("/check")
    expect(part(page, "status")).to_contain_text("経路がまだありません")
    page.fill("#first_day", "2026-11-04")
    part(page, "draw").click()
    part(page, "map").scroll_into_view_if_needed()
    box = part(page, "map").bounding_box()
    assert box
    place = [
        (box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in ((0.3, 0.3), (0.5, 0.5), (0.6, 0.7))
    ]
    for x, y in place[:-1]:
        page.mouse.click(x, y)
        page.wait_for_timeout(350)
    page.mouse.dblclick(*place[-1])
    expect(part(page, "counts")).to_contain_text("見つかったこと")
    drawn = rows(page)
    assert len(drawn) == 3
    walk.look("editor-drawn")

    handle = page.locator(".marker-icon:not(.marker-icon-middle)").first
    assert handle.get_attribute("aria-hidden") == "true"
    at = handle.bounding_box()
    assert at
    with page.expect_response("**/check/live*"):
        page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
        page.mouse.down()
        page.mouse.move(at["x"] + 30, at["y"] + 30, steps=4)
        page.mouse.up()
    moved = rows(page)
    assert moved[0] != drawn[0]
    assert moved[1:] == drawn[1:]
    with page.expect_response("**/check/live*"):
        part(page, "undo").click()
    assert rows(page) == drawn
    with page.expect_response("**/check/live*"):
        part(page, "redo").click()
    assert rows(page) == moved

    part(page, "link").click()
    link = page.input_value("#link-text")
    assert "?" not in link
    assert link.startswith(f"{address}/check#c=")
    headline = part(page, "status").inner_text()
    page.goto("about:blank")
    page.goto(link)
    expect(part(page, "status")).to_have_text(headline)
    assert rows(page) == moved
    assert page.input_value("#first_day") == "2026-11-04"


def test_a_file_goes_into_the_table_and_one_of_several_routes_is_chosen(
    chromium: Browser,
    address: str,
    pictures: Path,
    tmp_path: Path,
) -> None:
    walk = Walk(chromium, address, 1280, pictures)
    page = walk.page
    walk.go("/check")
    page.fill("#first_day", "2026-11-04")
    (tmp_path / "two.geojson").write_text(TWO)
    page.set_input_files("#file", tmp_path / "two.geojson")
    part(page, "choice-list").get_by_role("button").nth(1).wait_for()
    walk.look("editor-several")
    part(page, "choice-list").get_by_role("button", name="2. 帰り").click()
    expect(part(page, "counts")).to_contain_text("見つかったこと")
    assert [row[:2] for row in rows(page)] == [["34.7010000", "136.5480000"], ["34.6800000", "136.5640000"]]
    assert page.evaluate("document.getElementById('file').files.length") == 0


def test_the_table_alone_draws_the_route_and_a_wrong_line_is_named(
    chromium: Browser,
    address: str,
    pictures: Path,
) -> None:
    walk = Walk(chromium, address, 1280, pictures)
    page = walk.page
    walk.go("/check")
    page.fill("#first_day", "2026-11-04")
    page.fill("#table", ROUTE.replace("136.5246", "１３６.５２４６"))
    expect(page.locator(".marker-icon:not(.marker-icon-middle)")).to_have_count(3)
    page.fill("#table", ROUTE + "\n34.7,どこか")
    expect(part(page, "findings")).to_contain_text("通過点の表：")
    walk.look("editor-error")
