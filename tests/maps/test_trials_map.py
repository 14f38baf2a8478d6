"""The map of all public trials: the same for the same, bounded, whole in words, and quiet in a browser."""

import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pyproj import Transformer
from shapely import LineString, box

from maps.escape import encode
from maps.offline import OutsideAddress, map_headers, refuse_outside_addresses
from maps.trials_grid import (
    CELL_PX,
    FIRST_ZOOM,
    LAST_ZOOM,
    MOST_CORNERS,
    TILE_PX,
    coarse_areas,
    gathered,
    levels_of,
    place_of,
)
from maps.trials_map import STANDING_HELP, STANDING_NAMES, Standing, trials_map, trials_text
from maps.wording import DISCLAIMER, SAMPLE
from tests.maps.fleet import MADE_UP, TODAY, fleet
from tests.maps.flights import HOSTILE

RENDER = """
import sys
from maps.trials_map import trials_map
from tests.maps.fleet import MADE_UP, TODAY, fleet
sys.stdout.buffer.write(trials_map(fleet(40), MADE_UP, as_of=TODAY).encode())
"""
WIDTHS = (1280, 320)


class Entries(HTMLParser):
    """Collects the addresses and texts of a document's list."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given["href"] and not given["href"].startswith("#"):
            self.links.append(given["href"])


def test_the_same_trials_give_the_same_bytes_in_any_process_and_order(repository: Path) -> None:
    here = trials_map(fleet(40), MADE_UP, as_of=TODAY).encode()
    assert trials_map(fleet(40)[::-1], MADE_UP, as_of=TODAY).encode() == here
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(repository)}
        made = subprocess.run(
            [sys.executable, "-c", RENDER], cwd=repository, env=environment, capture_output=True, check=True
        )
        assert made.stdout == here


def test_five_hundred_trials_stay_under_a_megabyte() -> None:
    assert len(trials_map(fleet(500), MADE_UP, as_of=TODAY).encode()) < 1_000_000


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_holds_every_trial_once_in_the_order_of_weight_and_day(language: str) -> None:
    marks = fleet(40)
    html = trials_map(marks, MADE_UP, as_of=TODAY, language=language)
    reader = Entries()
    reader.feed(html)
    assert sorted(reader.links) == sorted(f"/trials/{mark.id}" for mark in marks)
    by_id = {mark.id: mark for mark in marks}
    listed = [by_id[link.removeprefix("/trials/")] for link in reader.links]
    order = [(list(Standing).index(one.standing), one.next_day or one.first_day) for one in listed]
    assert order == sorted(order)
    assert html.count("変更の審査中です。" if language == "ja" else "A change is under review.") == 4
    assert DISCLAIMER.ja in html
    assert DISCLAIMER.en in html
    assert SAMPLE.ja not in html


def test_what_has_no_next_day_says_so_unless_it_is_over() -> None:
    (mark,) = fleet(1)
    waiting = replace(mark, standing=Standing.COMING, next_day=None)
    assert "まだ決まっていません" in trials_map([waiting], MADE_UP, as_of=TODAY)
    assert "次の飛行日" not in trials_map([replace(waiting, standing=Standing.OVER)], MADE_UP, as_of=TODAY)
    assert "架空の見本" in trials_map([waiting], MADE_UP, as_of=TODAY, sample=SAMPLE)


def test_no_trial_is_said_and_every_standing_has_words() -> None:
    assert "公表している実証実験は、いまありません。" in trials_map([], MADE_UP, as_of=TODAY)
    assert set(STANDING_NAMES) == set(STANDING_HELP) == set(Standing)
    assert len({name.ja for name in STANDING_NAMES.values()}) == len(Standing)
    assert trials_text([], TODAY, "en").startswith("Map of the trials")


def test_hostile_words_are_text_and_stand_in_no_script() -> None:
    marks = fleet(3, title=HOSTILE)
    html = trials_map(marks, MADE_UP, as_of=TODAY)
    assert html.count(encode(f"{HOSTILE} 1")) == 1, "in the list alone: the scripts hold numbers"
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    assert not any("太字" in script for script in scripts)


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ('<a href="/trials/abc-1">', True),
        ('<a href="/trials/a/../../x">', False),
        ('<a href="/trials/">', False),
        ('<a href="//trials/abc">', False),
        ('<a href="https://example.org/trials/abc">', False),
        ('<a href="/trials/abc?x=1">', False),
        ('<img src="/trials/abc">', False),
        ('<form action="/trials/abc">', False),
    ],
)
def test_links_lead_to_the_services_own_pages_only(link: str, fine: bool) -> None:
    if fine:
        refuse_outside_addresses(link, links_to="/trials/")
    else:
        with pytest.raises(OutsideAddress):
            refuse_outside_addresses(link, links_to="/trials/")
    with pytest.raises(OutsideAddress):
        refuse_outside_addresses(link)


@pytest.mark.parametrize("zoom", [FIRST_ZOOM, 10, LAST_ZOOM])
def test_what_is_gathered_shares_a_cell_and_what_is_not_does_not(zoom: int) -> None:
    places = [place_of(mark.area) for mark in fleet(200)]
    groups = gathered(places, zoom)
    assert sorted(itertools.chain(*groups)) == list(range(200))
    # An oracle by PROJ: metres of Web Mercator, turned to pixels by the width of the world.
    project = Transformer.from_crs(6668, 3857, always_xy=True)
    x_m, y_m = project.transform([lon for _, lon in places], [lat for lat, _ in places])
    half_m = 20_037_508.342789244
    scale = TILE_PX * 2**zoom / (2 * half_m)
    cells = np.floor(np.column_stack([(np.array(x_m) + half_m) * scale, (half_m - np.array(y_m)) * scale]) / CELL_PX)
    assert all(len({tuple(cells[index]) for index in group}) == 1 for group in groups)
    assert len({tuple(cells[group[0]]) for group in groups}) == len(groups)


def test_closer_zooms_tell_more_apart() -> None:
    counts = [len(groups) for groups in levels_of([place_of(mark.area) for mark in fleet(200)]).values()]
    assert counts == sorted(counts)
    assert counts[0] < 10 < counts[-1]


def test_areas_stay_where_they_are_and_few_corners() -> None:
    areas = [LineString([(136.5, 34.7), (136.6, 34.8)]).buffer(0.01), box(136.0, 34.0, 136.1, 34.1)]
    for area, rings in zip(areas, coarse_areas(areas), strict=True):
        drawn = shapely.Polygon([(lon, lat) for lat, lon in rings[0]])
        assert drawn.symmetric_difference(area).area < 0.01 * area.area
    many = [mark.area for mark in fleet(500)]
    corners = sum(len(ring) for rings in coarse_areas(many) for ring in rings)
    assert corners <= MOST_CORNERS
    assert all(rings for rings in coarse_areas(many)), "no trial loses its area"


def test_a_mark_stands_on_its_area() -> None:
    for mark in fleet(20):
        lat, lon = place_of(mark.area)
        assert mark.area.buffer(0.0001).covers(shapely.Point(lon, lat))


@pytest.fixture
def quiet_page(offline_page: Page) -> Iterator[Page]:
    """Return an offline page on which a word on the console or a dialog fails the test."""
    said: list[str] = []
    offline_page.on("console", lambda message: said.append(message.text))
    offline_page.on("pageerror", lambda error: said.append(str(error)))
    offline_page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    yield offline_page
    assert said == []


def opened(page: Page, folder: Path, html: str, width: int = 1280) -> Page:
    file = folder / "map.html"
    file.write_text(html, encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    page.wait_for_selector(".mark.trial")
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_is_cut_off(quiet_page: Page, tmp_path: Path, width: int) -> None:
    page = opened(quiet_page, tmp_path, trials_map(fleet(60, title=HOSTILE), MADE_UP, as_of=TODAY), width)
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_marks_count_all_that_is_shown_and_come_apart_when_chosen(quiet_page: Page, tmp_path: Path) -> None:
    page = opened(quiet_page, tmp_path, trials_map(fleet(60), MADE_UP, as_of=TODAY))

    def marked() -> int:
        return sum(
            int(counted[1]) if (counted := re.search(r"(\d+)件$", text)) else 1
            for text in page.locator(".leaflet-marker-pane .mark").all_inner_texts()
        )

    assert marked() == 60
    page.get_by_role("checkbox", name="終わり").uncheck()
    expect(page.locator("#shown")).to_have_text("48")
    assert marked() == 48
    assert page.locator("[data-trial]:visible").count() == 48
    page.get_by_role("radio", name="今日から7日のあいだに飛ぶもの").check()
    soon = [mark for mark in fleet(60) if mark.next_day and (mark.next_day - TODAY).days <= 6]
    expect(page.locator("#shown")).to_have_text(str(len(soon)))
    page.get_by_role("radio", name="すべて").check()
    gathered_mark = page.locator(".leaflet-marker-pane [role=button]", has_text="件").first
    many = int(re.search(r"(\d+)件$", gathered_mark.inner_text())[1])
    gathered_mark.press("Enter")
    expect(page.locator(".leaflet-container")).to_be_focused()
    apart = [
        int(found[1])
        for text in page.locator(".leaflet-marker-pane .mark").all_inner_texts()
        if (found := re.search(r"(\d+)件$", text))
    ]
    assert max(apart, default=1) < many, "it came closer, and what was one mark is several"


def test_a_chosen_mark_leads_to_its_entry(quiet_page: Page, tmp_path: Path) -> None:
    marks = [mark for mark in fleet(2) if mark.standing is Standing.TODAY]
    page = opened(quiet_page, tmp_path, trials_map(marks, MADE_UP, as_of=TODAY), 320)
    page.get_by_role("button", name="今日 1番").press("Enter")
    expect(page.locator("#t1")).to_be_focused()
    expect(page.locator("#t1")).to_have_class("chosen")


def test_without_scripts_the_list_is_whole(offline_page: Page, tmp_path: Path) -> None:
    html = trials_map(fleet(10), MADE_UP, as_of=TODAY)
    context = offline_page.context.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    (tmp_path / "map.html").write_text(html, encoding="utf-8")
    page.goto((tmp_path / "map.html").as_uri())
    assert page.locator("[data-trial]:visible").count() == 10
    assert page.locator("#choices").is_hidden()
    context.close()


def test_the_policy_allows_its_own_scripts_by_hash() -> None:
    policy = map_headers(trials_map(fleet(2), MADE_UP, as_of=TODAY))["Content-Security-Policy"]
    assert policy.count("'sha256-") == 4
    assert "default-src 'none'" in policy
    assert json.dumps(policy).isascii()
