"""The fixtures that guard other tests must themselves be able to fail."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page

from tests.postgres import Cluster

ASKS_THE_NETWORK = """
def test_picture(offline_page):
    offline_page.set_content('<img src="http://127.0.0.1:9/x.png">', wait_until="load")

def test_script(chromium_page):
    chromium_page.set_content("<script>throw new Error('broken')</script>")

def test_data(offline_page):
    offline_page.set_content('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">')
"""

ASKS_FOR_MUCH = """
def test_data(shared_data): pass
def test_browser(chromium): pass
"""


def run_with_our_conftest(
    folder: Path, repository: Path, test: str, arguments: tuple[str, ...] = (), **environment: str
) -> str:
    """Run tests in a repository of their own, with nothing on the path, and return what pytest printed."""
    (folder / "tests").mkdir(exist_ok=True)
    for name in ("__init__.py", "conftest.py", "needs.py", "postgres.py"):
        (folder / "tests" / name).write_text((repository / "tests" / name).read_text())
    (folder / "tests" / "test_it.py").write_text(test)
    (folder / "pytest.ini").write_text(
        "[pytest]\npythonpath = .\naddopts = --import-mode=importlib\nmarkers =\n  postgis\n  browser\n  real_data\n"
        "  each_engine\n  second_engine\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", "-rfE", *arguments, "tests"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)} | environment,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.mark.slow
def test_a_request_or_a_script_error_fails_the_test(chromium_page: Page, repository: Path, tmp_path: Path) -> None:
    said = run_with_our_conftest(tmp_path, repository, ASKS_THE_NETWORK)
    assert "asked the network for ['http://127.0.0.1:9/x.png']" in said
    assert "scripts failed: ['broken']" in said
    assert "3 passed, 2 errors" in said


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a PATH with no program on it."""
    (tmp_path / "bin").mkdir()
    return str(tmp_path / "bin")


def test_what_a_machine_lacks_is_named(repository: Path, tmp_path: Path, bare_machine: str) -> None:
    said = run_with_our_conftest(tmp_path, repository, ASKS_FOR_MUCH, PATH=bare_machine)
    assert "= not run =" in said
    assert "1 tests: the open data in ../shared/data is not here. Lay it beside the repository." in said
    assert "1 tests: Chromium is not here." in said
    assert "2 skipped" in said


def test_what_ci_lacks_is_a_failure(repository: Path, tmp_path: Path, bare_machine: str) -> None:
    said = run_with_our_conftest(tmp_path, repository, ASKS_FOR_MUCH, PATH=bare_machine, CI="true")
    assert "CI must have the open data in ../shared/data." in said
    assert "CI must have Chromium." in said
    assert "2 errors" in said


def test_each_test_has_a_database_of_its_own(postgres_cluster: Cluster, postgis_database: str) -> None:
    address = postgis_database.replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE place (at geometry(Point, 6668))")
        row = connection.execute("SELECT postgis_version()").fetchone()
    assert row is not None
    assert row[0].startswith("3.")
    assert postgres_cluster.exists(address.rpartition("/")[2])
    assert not postgres_cluster.exists("place")


def test_a_server_is_stopped_with_its_run(repository: Path, tmp_path: Path, postgres_cluster: Cluster) -> None:
    said = run_with_our_conftest(
        tmp_path,
        repository,
        "def test_it(postgres_cluster):\n    print('folder', postgres_cluster.folder)\n    assert False\n",
    )
    folder = next(line.split()[1] for line in said.splitlines() if line.startswith("folder "))
    assert "1 failed" in said
    assert not Path(folder).exists()
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert folder not in running
    assert str(postgres_cluster.folder) in running


ABOVE_THE_STORE = """
import pytest

@pytest.fixture(params=["sqlite", "postgresql"])
def store(request): return request.param

def test_a_page(store): pass

@pytest.mark.each_engine
def test_a_race(store): pass
"""


def test_a_page_waits_for_the_slow_run_and_a_race_does_not(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "tests" / "api").mkdir(parents=True)
    (tmp_path / "tests" / "api" / "__init__.py").touch()
    (tmp_path / "tests" / "api" / "test_above.py").write_text(ABOVE_THE_STORE)
    said = run_with_our_conftest(tmp_path, repository, "", arguments=("-m", "second_engine", "-v"))
    assert "test_a_page[postgresql] PASSED" in said
    assert "1 passed, 3 deselected" in said
