"""`soramichi screen`: what people and programs get, and what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import app_for
from api.store.engine import make_engine
from api.store.migrate import upgrade
from api.store.unit_of_work import unit_of_work
from tests.maps.flights import layers

ROUTE = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>津の沿岸</name><LineString>
<altitudeMode>relativeToGround</altitudeMode>
<coordinates>136.5246,34.7079,60 136.5480,34.7010,60 136.5640,34.6800,60</coordinates>
</LineString></Placemark></kml>
"""
KEYS = {"route", "volumes", "findings", "checked", "editions", "category", "level", "not_judged"}
FINDING_KEYS = {"rule", "outcome", "entails", "volume", "from_m", "to_m", "overlap_length_m", "overlap_area_m2"}
FINDING_KEYS |= {"layer", "edition", "text"}
VOLUMES = {"flight_geography", "contingency_volume", "ground_risk_buffer"}


@pytest.fixture
def route(tmp_path: Path) -> Path:
    path = tmp_path / "route.kml"
    path.write_text(ROUTE, encoding="utf-8")
    return path


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    upgrade(url)
    engine = make_engine(url)
    with unit_of_work(engine) as unit:
        for layer in layers():
            unit.editions.add(layer)
    engine.dispose()
    return url


def soramichi(*words: object) -> Result:
    arguments = ["screen", *(str(word) for word in words)]
    return CliRunner().invoke(app_for(arguments), arguments)


def as_json(database: str, *words: object) -> dict[str, object]:
    done = soramichi(*words, "--format", "json", "--database-url", database)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_json_has_what_programs_need(route: Path, database: str) -> None:
    found = as_json(database, route, "--on", "2026-11-04")
    assert found.keys() >= KEYS
    assert found["route"]["length_m"] == pytest.approx(5_000, rel=0.02)
    assert found["volumes"].keys() == VOLUMES
    assert {geometry["type"] for geometry in found["volumes"].values()} == {"Polygon"}
    for finding in found["findings"]:
        assert finding.keys() >= FINDING_KEYS
        assert finding["overlap_area_m2"].keys() == VOLUMES
        assert finding["text"]["ja"]
        assert finding["text"]["en"]
    outcomes = {finding["rule"]: finding["outcome"] for finding in found["findings"]}
    assert outcomes["densely-inhabited-district"] == "CAUGHT"
    assert outcomes["geozone"] == "CAUGHT"
    assert outcomes["emergency-airspace"] == "UNDETERMINED"
    assert {clear["rule"] for clear in found["checked"]} >= {"150-m-or-higher", "outside-prefecture"}


def test_text_says_what_to_do_and_who_permits(route: Path, database: str) -> None:
    done = soramichi(route, "--on", "2026-11-04", "--database-url", database)
    assert done.exit_code == 0
    for words in ("人口集中地区", "→", "許可・承認は国土交通省が行います", "Emergency airspace"):
        assert words in done.stdout


def test_html_is_a_map_that_needs_no_network(route: Path, database: str, tmp_path: Path, offline_page: object) -> None:
    out = tmp_path / "map.html"
    done = soramichi(route, "--on", "2026-11-04", "--format", "html", "--out", out, "--database-url", database)
    assert done.exit_code == 0
    offline_page.goto(out.as_uri())  # type: ignore[attr-defined] # a Playwright page
    offline_page.get_by_text("離陸").first.wait_for()  # type: ignore[attr-defined]


def test_the_ceiling_takes_the_place_of_the_files_heights(route: Path, database: str) -> None:
    at_160 = as_json(database, route, "--on", "2026-11-04", "--height-m", 160, "--datum", "agl")
    above_takeoff = as_json(database, route, "--on", "2026-11-04", "--height-m", 60, "--datum", "takeoff")
    rule = "150-m-or-higher"
    assert [f["outcome"] for f in at_160["findings"] if f["rule"] == rule] == ["CAUGHT"]
    assert [f["outcome"] for f in above_takeoff["findings"] if f["rule"] == rule] == ["UNDETERMINED"]


def test_speed_and_fall_distance_widen_the_volumes(route: Path, database: str) -> None:
    """10 m/s and 60 m high; then a fall distance of 500 m, and 20 m/s, which leads 25.3 m further off."""
    words = (route, "--on", "2026-11-04", "--format", "text", "--database-url", database)
    slow = soramichi(*words, "--speed-mps", "10").stdout
    far = soramichi(*words, "--speed-mps", "10", "--fall-distance-m", "500").stdout
    fast = soramichi(*words, "--speed-mps", "20").stdout
    assert area_km2(far, "ground-risk buffer") - area_km2(slow, "ground-risk buffer") > 4.0
    assert area_km2(far, "contingency volume") == area_km2(slow, "contingency volume")
    # twice the further reach along about 5 km of route
    widened = 2 * (10 + (20**2 - 10**2) / (2 * 9.80665)) * 5.0 / 1000
    grown = area_km2(fast, "contingency volume") - area_km2(slow, "contingency volume")
    assert grown == pytest.approx(widened, rel=0.15)


def area_km2(text: str, volume: str) -> float:
    return float(text.split(f"{volume}: ", 1)[1].split(" km²", 1)[0])


def test_a_flying_car_comes_under_other_rules(route: Path, database: str) -> None:
    found = as_json(database, route, "--on", "2026-11-04", "--vehicle", "evtol")
    assert "densely-inhabited-district" not in {finding["rule"] for finding in found["findings"]}
    assert "evtol-minimum-safe-altitude" in {finding["rule"] for finding in found["findings"]}
    assert found["not_judged"] == []
    assert found["category"]["value"] == "NOT_APPLICABLE"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--on", "2015-12-09"), "2015-12-10"),
        (("--on", "9999-01-01"), "扱えません"),
        (("--on", "2100-01-01"), "先すぎて"),
        (("--on", "2026-13-01"), "読めません"),
        (("--on", "2026-11-04", "--from", "2026-11-04"), "一緒に使えません"),
        (("--from", "2026-11-04T10:00"), "--from と --to は両方"),
        (("--from", "2026-11-04T12:00", "--to", "2026-11-04T10:00"), "始まりより後"),
        (("--on", "2020-01-01"), "有効な版"),
        (("--on", "2026-11-04", "--datum", "agl"), "--height-m も"),
        (("--on", "2026-11-04", "--height-m", "nan"), "高さ"),
        (("--on", "2026-11-04", "--half-width-m", "0"), "片側の幅"),
        (("--on", "2026-11-04", "--path", "2"), "番号"),
    ],
)
def test_what_is_wrong_is_said(route: Path, database: str, words: tuple[str, ...], said: str) -> None:
    done = soramichi(route, *words, "--database-url", database)
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stdout == ""
