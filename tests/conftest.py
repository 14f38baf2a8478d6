"""What tests share: the open data, a PostGIS of their own, a browser, and a summary that names what was not run."""

import importlib
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from api.store.engine import Engine, make_engine
from api.store.migrate import upgrade
from tests.needs import lacking, not_run
from tests.postgres import POSTGIS_TEMPLATE, Cluster, find_programs

_FOLDER = pytest.StashKey[Path]()
_MIGRATED_TEMPLATE = "migrated_template"
_MARK_OF_FIXTURE = {"postgres_cluster": "postgis", "chromium": "browser", "shared_data": "real_data"}
_ABOVE_THE_STORE = ("api", "browser", "notify")
"""Folders of tests that run on SQLite first, and on PostgreSQL by `make test-slow`, but for those marked."""

_LONGEST_NAME = 60
_CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    # A container's /dev/shm may be too small for the picture of a long page.
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A test of what is right never times: a busy machine is no defect.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

_LOCAL_SCHEMES = ("file:", "data:", "blob:", "about:")


def pytest_configure(config: pytest.Config) -> None:
    """Give all test processes one folder for their PostgreSQL; it is started only if a test asks for it."""
    worker_input: dict[str, str] | None = getattr(config, "workerinput", None)
    if worker_input is not None:
        config.stash[_FOLDER] = Path(worker_input["postgres_folder"])
        return
    config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="soramichi-postgres-"))
    # A run that is told to end must still stop its server.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist where the folder is."""
    node.workerinput["postgres_folder"] = str(node.config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, whatever became of the processes that used it."""
    if hasattr(config, "workerinput") or _FOLDER not in config.stash:
        return
    folder = config.stash[_FOLDER]
    programs = find_programs()
    if programs is not None:
        Cluster(programs, folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes and long texts by their size: two test processes must call a test the same, however it was made."""
    if isinstance(val, bytes):
        return f"{len(val)} bytes"
    if isinstance(val, str) and len(val) > _LONGEST_NAME:
        return f"{argname} of {len(val)} characters"
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the fixtures that it uses, so that `-m postgis` never misses one."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in _MARK_OF_FIXTURE:
                item.add_marker(_MARK_OF_FIXTURE[fixture])
        if _is_second_engine(item):
            item.add_marker("second_engine")


def _is_second_engine(item: pytest.Item) -> bool:
    """Whether a test says the same of PostgreSQL as of SQLite: one of requests and pages that no database decides."""
    if item.path.parent.name not in _ABOVE_THE_STORE or item.get_closest_marker("each_engine"):
        return False
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("store") == "postgresql"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what this machine lacked and how many tests that cost."""
    counts = not_run(terminalreporter.stats.get("skipped", []))
    if counts:
        terminalreporter.section("not run")
        for what, count in sorted(counts.items()):
            terminalreporter.line(f"{count} tests: {what}")


@pytest.fixture(scope="session")
def repository(pytestconfig: pytest.Config) -> Path:
    """Return the root of the repository."""
    return pytestconfig.rootpath


@pytest.fixture(scope="session")
def shared_data(repository: Path) -> Path:
    """Return the folder of real open data that lies beside the repository."""
    folder = repository.parent / "shared" / "data"
    if not folder.is_dir():
        lacking("the open data in ../shared/data", "Lay it beside the repository.")
    return folder


@pytest.fixture(scope="session")
def postgres_cluster(pytestconfig: pytest.Config) -> Cluster:
    """Return the tests' own PostgreSQL, started by the first that asks."""
    programs = find_programs()
    if programs is None:
        lacking("PostgreSQL with PostGIS", "On Debian: apt-get install postgresql-postgis.")
    cluster = Cluster(programs, pytestconfig.stash[_FOLDER])
    cluster.ensure_started()
    return cluster


@pytest.fixture(scope="session")
def postgis_url(postgres_cluster: Cluster) -> Iterator[str]:
    """Return the SQLAlchemy URL of a database with PostGIS that this test process keeps for the whole run."""
    yield from _copy(postgres_cluster, POSTGIS_TEMPLATE)


@pytest.fixture
def postgis_database(postgres_cluster: Cluster) -> Iterator[str]:
    """Return the SQLAlchemy URL of an empty database with PostGIS, for one test."""
    yield from _copy(postgres_cluster, POSTGIS_TEMPLATE)


@pytest.fixture(scope="session")
def migrated_template(postgres_cluster: Cluster) -> str:
    """Return the name of a database that the service's own migrations built, once for all test processes."""
    with postgres_cluster.once(_MIGRATED_TEMPLATE) as to_make:
        if to_make:
            making = f"{_MIGRATED_TEMPLATE}_in_the_making"
            postgres_cluster.create(making, template=POSTGIS_TEMPLATE)
            importlib.import_module("api.store.migrate").upgrade(postgres_cluster.url(making))
            postgres_cluster.create(_MIGRATED_TEMPLATE, template=making)
    return _MIGRATED_TEMPLATE


@pytest.fixture
def migrated_database(postgres_cluster: Cluster, migrated_template: str) -> Iterator[str]:
    """Return the SQLAlchemy URL of a migrated database with PostGIS, for one test."""
    yield from _copy(postgres_cluster, migrated_template)


def _copy(cluster: Cluster, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    cluster.create(name, template=template)
    try:
        yield cluster.url(name)
    finally:
        cluster.drop(name)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return Debian's Chromium, headless, one for each test process."""
    program = shutil.which("chromium")
    if program is None:
        lacking("Chromium", "On Debian: apt-get install chromium fonts-noto-cjk.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def chromium_page(chromium: Browser) -> Iterator[Page]:
    """Return a page of its own session, Japanese, 1280 × 800; an uncaught script error fails the test."""
    context = chromium.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)  # a machine with two busy cores is slow, not wrong
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, f"the page's scripts failed: {errors}"


@pytest.fixture
def allowed_base() -> str | None:
    """Return the address that an offline page may ask: nothing. A test module with a server overrides this."""
    return None


@pytest.fixture
def offline_page(chromium_page: Page, allowed_base: str | None) -> Iterator[Page]:
    """Return a page that may ask for nothing beyond files and `allowed_base`; any other request fails the test."""
    allowed = (*_LOCAL_SCHEMES, allowed_base) if allowed_base else _LOCAL_SCHEMES
    refused: list[str] = []

    def guard(route: Route) -> None:
        if route.request.url.startswith(allowed):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    chromium_page.context.route("**/*", guard)
    yield chromium_page
    assert not refused, f"the page asked the network for {refused}"


@dataclass(frozen=True)
class Store:
    """A migrated store: its address and an engine on it."""

    url: str
    engine: Engine

    @property
    def is_postgis(self) -> bool:
        """Whether it is the one on PostgreSQL."""
        return self.engine.dialect.name == "postgresql"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file that our migrations built, to be copied."""
    file = tmp_path_factory.mktemp("store") / "template.sqlite3"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgis)])
def store(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[Store]:
    """Return a migrated store on each engine, one for each test."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'store.sqlite3')}"
    else:
        url = request.getfixturevalue("migrated_database")
    engine = make_engine(url)
    yield Store(url, engine)
    engine.dispose()
