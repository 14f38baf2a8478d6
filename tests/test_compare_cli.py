"""`soramichi data import dips-zones` and `data compare dips-zones`, as a clerk meets them."""

import json
from pathlib import Path

import pytest
import shapely

from tests.exchange.dips_samples import SQUARE, answer, area, question
from tests.geo.layer_files_of_ours import geojson
from tests.test_data_cli import DID, soramichi

MOVED = {"type": "Polygon", "coordinates": [[lon + 0.01, lat] for lon, lat in SQUARE]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SORAMICHI_DATABASE_URL", raising=False)
    return tmp_path


def test_an_answer_goes_in_with_its_question_and_is_compared_with_a_later_one(folder: Path) -> None:
    old = answer(folder / "old.json", area(), area(2, flightProhibitedAreaTypeId=3))
    done = soramichi("data", "import", "dips-zones", old, "--asked", question(folder / "q.json"))
    assert done.exit_code == 0, done.output
    assert "有効 2026-11-04～2026-11-04" in done.stdout
    assert "DIPSに尋ねた範囲（q.json）" in done.stdout
    assert "types that are not known (3)" in done.stdout
    edition_id = soramichi("data", "list").stdout.split("\t")[0]
    assert edition_id.startswith("dips-zones-")
    new = answer(folder / "new.json", area(range=MOVED), area(3))
    told = soramichi("data", "compare", "dips-zones", edition_id, new)
    assert told.exit_code == 0, told.output
    assert "[増えた / added] made-up-3" in told.stdout
    assert "[なくなった / removed] made-up-2" in told.stdout
    assert "[変わった / changed] made-up-1" in told.stdout
    found = json.loads(soramichi("data", "compare", "dips-zones", edition_id, new, "--json").stdout)
    assert [each["change"] for each in found["changes"]] == ["added", "removed", "changed"]
    assert found["changes"][2]["symmetric_difference_m2"] > 1e6


def test_other_times_are_told_and_no_difference_too(folder: Path) -> None:
    old = answer(folder / "old.json", area())
    new = answer(folder / "new.json", area(finishTime="20261105 1030"))
    assert "2021-01-01 00:00～ → 2021-01-01 00:00～2026-11-05 10:31" in (
        soramichi("data", "compare", "dips-zones", old, new).stdout
    )
    assert "No difference" in soramichi("data", "compare", "dips-zones", old, old).stdout


def test_an_answer_is_compared_with_our_own_layers(folder: Path) -> None:
    held = geojson(folder / "r02_did_24.geojson", [(DID, shapely.box(136.55, 34.7, 136.65, 34.8))])
    assert soramichi("data", "import", "did", held).exit_code == 0
    given = answer(folder / "a.json", area())
    words = ["data", "compare", "dips-zones", given, "--on", "2026-11-04", "--asked", question(folder / "q.json")]
    told = soramichi(*words).stdout
    assert "人口集中地区" in told
    assert "no layer of ours is held" in told
    groups = json.loads(soramichi(*words, "--json").stdout)["groups"]
    districts = next(group for group in groups if group["types"] == [2])
    assert districts["held"]
    assert [one["id"] for one in districts["dips_only"]] == ["made-up-1"]
    assert districts["dips_only_m2"] == pytest.approx(districts["ours_only_m2"], rel=1e-3)
    without = soramichi("data", "compare", "dips-zones", given, "--on", "2026-11-04").stdout
    assert "not known where DIPS was asked" in without


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["data", "compare", "dips-zones", "dips-zones-1"], "dips-zones-1"),
        (["data", "compare", "dips-zones", "a", "b", "c"], "OLD"),
        (["data", "compare", "dips-zones", "broken.json"], "broken.json"),
        (["data", "import", "dips-zones", "broken.json"], "broken.json"),
        (["data", "import", "did", "broken.json", "--asked", "q.json"], "--asked"),
    ],
)
def test_a_refusal_is_a_sentence_and_status_1(folder: Path, words: list[str], said: str) -> None:
    (folder / "broken.json").write_text("{}", encoding="utf-8")
    question(folder / "q.json")
    result = soramichi(*words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output
