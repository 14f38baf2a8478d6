"""`soramichi data` and `soramichi db` as a person meets them."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from typer.testing import CliRunner, Result

from api.cli import app_for
from tests.geo.layer_files_of_ours import geojson
from tests.geo.readers.test_elevation import gml

SQUARE = shapely.box(136.5, 34.7, 136.6, 34.8)
DID = {"KEN": "24", "CITY": "201", "CITYNAME": "津市", "CLASS": 1, "JINKO": 1, "MENSEKI": 1.0}


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SORAMICHI_DATABASE_URL", raising=False)
    return tmp_path / "soramichi.sqlite3"


def soramichi(*words: str | Path) -> Result:
    arguments = [str(word) for word in words]
    return CliRunner().invoke(app_for(arguments), arguments)


def did_file(folder: Path) -> Path:
    return geojson(folder / "r02_did_24.geojson", [(DID, SQUARE)])


def test_a_file_goes_in_with_nothing_prepared(database: Path) -> None:
    result = soramichi("data", "import", "did", did_file(database.parent))
    assert result.exit_code == 0, result.output
    assert "did-20201001-" in result.stdout
    assert "2022-06-25" in result.stdout
    assert result.stderr == ""
    assert database.exists()


def test_editions_are_listed_and_removed(database: Path) -> None:
    soramichi("data", "import", "did", did_file(database.parent))
    listed = soramichi("data", "list").stdout
    edition_id = listed.split("\t")[0]
    assert re.fullmatch(r"did-20201001-[0-9a-f]{12}\t.*\t1\n", listed)
    assert soramichi("data", "remove", edition_id).exit_code == 0
    assert soramichi("data", "list").stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["data", "import", "did", "nothing.geojson"], "nothing.geojson"),
        (["data", "remove", "did-0"], "did-0"),
        (["data", "list", "--database-url", "mysql://localhost/x"], "mysql"),
        (["data", "list", "--database-url", "nonsense"], "cannot be read"),
        (["data", "list", "--database-url", "sqlite:///no/such/folder/a.sqlite3"], "unable to open"),
        (["data", "list", "--database-url", "postgresql://127.0.0.1:1/x"], "127.0.0.1"),
    ],
)
def test_a_refusal_is_a_sentence_and_status_1(database: Path, words: list[str], said: str) -> None:
    result = soramichi(*words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_terrain_goes_in_is_listed_and_removed(database: Path) -> None:
    file = database.parent / "FG-GML-5136-DEM5A.xml"
    file.write_text(gml(), encoding="utf-8")
    result = soramichi("data", "import", "terrain", file)
    assert result.exit_code == 0, result.output
    assert "標高の誤差 2 m" in result.stdout
    edition_id = re.findall(r"terrain-\d{8}-[0-9a-f]{12}", result.stdout)[0]
    assert re.fullmatch(rf"{edition_id}\t.*\t1\n", soramichi("data", "list").stdout)
    again = soramichi("data", "import", "terrain", file, "--vertical-accuracy", "3")
    assert again.exit_code == 1
    assert soramichi("data", "remove", edition_id).exit_code == 0
    stated = soramichi("data", "import", "terrain", file, "--vertical-accuracy", "3", "--as-of", "2026-01-02")
    assert "標高の誤差 3 m" in stated.stdout
    assert "terrain-20260102-" in stated.stdout


@pytest.mark.parametrize(
    "words", [["data", "import", "rivers", "a.geojson"], ["data", "import", "did", "a", "--as-of", "yesterday"]]
)
def test_a_wrong_word_is_status_2(database: Path, words: list[str]) -> None:
    assert soramichi(*words).exit_code == 2


def test_options_reach_the_edition(database: Path) -> None:
    extent = geojson(database.parent / "extent.geojson", [({}, shapely.box(136, 34, 137, 35))])
    result = soramichi(
        *("data", "import", "did", geojson(database.parent / "did.geojson", [(DID, SQUARE)])),
        *("--census-year", "2010", "--in-force-from", "2012-01-01", "--in-force-to", "2017-06-24"),
        *("--title", "古い地区", "--source", "a", "--licence", "b", "--attribution", "c", "--as-of", "2010-10-01"),
        *("--coverage", extent),
    )
    assert result.exit_code == 0, result.output
    assert "古い地区、有効 2012-01-01～2017-06-24" in result.stdout
    assert "extent.geojson" in result.stdout


def test_the_database_is_checked_and_upgraded(database: Path) -> None:
    assert soramichi("db", "upgrade").exit_code == 0
    assert soramichi("db", "check").exit_code == 0
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE edition ADD COLUMN stray INTEGER")
    differs = soramichi("db", "check")
    assert differs.exit_code == 1
    assert "stray" in differs.stderr


def test_another_programs_database_is_left_alone(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    result = soramichi("data", "list")
    assert result.exit_code == 1
    assert "soramichi db upgrade" in result.stderr


def test_help_reads_in_both_languages(database: Path) -> None:
    assert "人口集中地区" in soramichi("data", "import", "--help").stdout
