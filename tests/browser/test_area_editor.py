"""Staff draw an area on the map, at a desk and on a phone; the field of its corners is what counts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from shapely import Point, Polygon

from airspace.features import Geozone
from api.services.zones import drawn_zones
from api.store.unit_of_work import unit_of_work
from tests.api.offices import Office
from tests.browser.walking import WIDTHS, Walk

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
FIRST = "３４．７１，136.50\n34.71, 136.55\n34.68, 136.55\n\nnot a corner"


def part(page: Page, name: str):
    return page.locator(f'[data-part="{name}"]')


def rings(page: Page) -> list[Polygon]:
    areas = page.input_value("#area").split("\n\n")
    return [Polygon([[float(number) for number in line.split(", ")] for line in area.splitlines()]) for area in areas]


def zone(office: Office) -> Geozone:
    with unit_of_work(office.store.engine, writes=False) as unit:
        (drawn,) = drawn_zones(unit)
    return drawn.zone


@pytest.mark.parametrize("width", WIDTHS)
def test_a_zone_is_drawn_changed_and_registered(
    chromium: Browser, address: str, office: Office, width: int, pictures: Path
) -> None:
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.sign_in("reviewer")
    walk.go("/staff/zones")
    page.fill("#area", FIRST)
    expect(page.locator(".marker-icon:not(.marker-icon-middle)")).to_have_count(3)
    assert page.locator(".marker-icon").first.get_attribute("aria-hidden") == "true"
    part(page, "draw").click()
    part(page, "map").scroll_into_view_if_needed()
    box = part(page, "map").bounding_box()
    assert box
    corners = [
        (box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in ((0.1, 0.1), (0.3, 0.1), (0.2, 0.3))
    ]
    for x, y in (*corners, corners[0]):
        page.mouse.click(x, y)
        page.wait_for_timeout(350)
    expect(page.locator(".marker-icon:not(.marker-icon-middle)")).to_have_count(6)
    first, second = rings(page)
    assert first.equals_exact(Polygon([(34.71, 136.5), (34.71, 136.55), (34.68, 136.55)]), 1e-6)
    assert not second.intersects(first), "drawn in the upper left corner of the map"
    walk.look("area-drawn")
    part(page, "undo").click()
    assert page.input_value("#area") == FIRST
    expect(page.locator(".marker-icon:not(.marker-icon-middle)")).to_have_count(3)
    page.fill("#area", FIRST.removesuffix("\n\nnot a corner"))
    page.fill("#zone_name", "花火大会")
    page.fill("#reason", "花火の打ち上げ場所のため。")
    page.fill("#legal_basis", "架空の花火条例第2条")
    for field in ("#zone_type", "#zone_kind"):
        page.select_option(field, index=1)
    page.get_by_role("button", name="登録する").click()
    page.get_by_role("heading", name="花火大会").wait_for()
    held = zone(office).geometry
    assert held.covers(Point(136.54, 34.70))
    assert not held.covers(Point(136.51, 34.69))
