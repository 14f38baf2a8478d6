"""The house as design and style describe it, checked on the tree as it is: nothing can be left out by forgetting it."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.cli import lint_imports

from api.settings import Settings

ROOT = Path(__file__).parents[1]
NOT_PACKAGES = {"tests", "bench", "tools", "docs"}

REGISTRY_OR_MACHINE = re.compile(
    r"pypi\.(org|python)|pythonhosted|npmjs\.(org|com)|registry\.(npm|yarnpkg)|deb\.debian\.org|--(extra-)?index-url "
    r"|(?<![\w.>/])/(work|root|home|Users|opt/pypi\w*|tmp)/\w"
)


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def packages() -> tuple[str, ...]:
    return tuple(project()["tool"]["importlinter"]["root_packages"])


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*packages(), cache_dir=None)


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def committed_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in committed_files():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture or a font
    return found


def test_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, no_logo=True) == 0


def test_each_top_level_package_is_in_the_contracts() -> None:
    with_code = {path.relative_to(ROOT).parts[0] for path in committed_files() if path.suffix == ".py"}
    rooms = {name for name in with_code if (ROOT / name).is_dir()} - NOT_PACKAGES
    assert rooms == set(packages())
    layers = next(c for c in project()["tool"]["importlinter"]["contracts"] if c["type"] == "layers")["layers"]
    assert set(layers) == set(packages())
    assert set(project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(packages())


def test_each_module_is_seen_by_the_contracts() -> None:
    # A folder without __init__.py drops out of the import graph, and with it out of every contract. Alembic reads
    # migrations by path: they are no package.
    unseen = {module_name(path) for path in sources(*packages()) if "migrations" not in path.parts} - graph().modules
    assert unseen == set()


def test_each_rule_is_independent_of_the_others() -> None:
    rules = graph().find_children("airspace.rules")
    assert rules, "no rule found: has the folder moved?"
    meetings = {
        (one, other) for one in rules for other in rules if graph().direct_import_exists(importer=one, imported=other)
    }
    assert meetings == set()


def imported_roots(path: Path) -> set[str]:
    """Return the first name of every import in a file, those inside functions too."""
    roots: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            roots.add(node.module.split(".")[0])
    return roots


@pytest.mark.parametrize(
    ("kept", "home"),
    [
        ({"sqlalchemy", "geoalchemy2", "alembic"}, "api/store"),
        ({"folium", "branca"}, "maps"),
        ({"fastapi", "starlette", "typer", "uvicorn", "pydantic_settings"}, "api"),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(sorted(value)),
)
def test_a_library_stays_in_its_room(kept: set[str], home: str) -> None:
    # By the text, not by the import graph: migrations are outside the graph.
    strays = {
        str(path.relative_to(ROOT))
        for path in sources(*packages())
        if not path.is_relative_to(ROOT / home) and imported_roots(path) & kept
    }
    assert strays == set()


def test_nothing_names_a_registry_or_a_machine() -> None:
    naming = {
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path, text in texts()
        if path != Path(__file__) and (found := REGISTRY_OR_MACHINE.search(text))
    }
    assert naming == set()


@pytest.mark.parametrize(
    "line",
    ["https://pypi.org/simple", "see /work/main/x", "'/tmp/out.html'", "/home/me/x", "--extra-index-url https://x"],
)
def test_the_search_for_registries_and_machines_finds_them(line: str) -> None:
    assert REGISTRY_OR_MACHINE.search(line)


def test_locks_name_hashes_and_no_place() -> None:
    for lock in ("requirements.lock", "requirements-build.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][\w.-]*==\S+", text, re.MULTILINE)
        hashed = re.findall(r"^[a-z0-9][\w.-]*==.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
        assert pins
        assert len(pins) == len(hashed)
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_build_pins_are_the_same_in_both_places() -> None:
    assert project()["build-system"]["requires"] == project()["dependency-groups"]["build"]


def requirement_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0] for requirement in requirements}


def test_each_dependency_is_locked_and_explained() -> None:
    groups = project()["dependency-groups"]
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for lock, requirements in (
        ("requirements.lock", project()["project"]["dependencies"]),
        ("requirements-build.lock", groups["build"]),
        ("requirements-dev.lock", groups["dev"]),
    ):
        names = requirement_names(requirements)
        locked = set(re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        assert names - locked == set(), f"run `make lock`: {lock}"
        assert {name for name in names if f"`{name}`" not in explained} == set(), "docs/dependencies.md"


def normalised(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


BROUGHT_BY = {"starlette": "fastapi", "branca": "folium", "pydantic-core": "pydantic", "click": "typer"}


def distributions_imported(paths: Iterable[Path]) -> set[str]:
    """Return the distributions of all imports but Python's own and ours; a library counts as the one that brings it."""
    known = packages_distributions()
    roots = set().union(*map(imported_roots, paths)) - {*sys.stdlib_module_names, *packages(), *NOT_PACKAGES}
    absent = {root for root in roots if root not in known and not (ROOT / f"{root}.py").exists()}
    assert absent == set(), "imported and not installed"
    names = {normalised(name) for root in roots for name in known.get(root, ())}
    return {BROUGHT_BY.get(name, name) for name in names}


def test_what_runs_is_declared_and_what_is_declared_is_imported() -> None:
    used = distributions_imported(sources(*packages()))
    declared = requirement_names(project()["project"]["dependencies"])
    used_by_others = {"psycopg", "tzdata", "uvicorn", "python-multipart"}  # SQLAlchemy, zoneinfo, the command, FastAPI
    assert used - declared == set()
    assert declared - used - used_by_others == set()


def test_what_tests_and_benchmarks_import_is_declared() -> None:
    groups = project()["dependency-groups"]
    declared = requirement_names([*project()["project"]["dependencies"], *groups["dev"], *groups["build"]])
    brought_by_tools = {"grimp"}  # import-linter
    assert distributions_imported(sources("tests", "bench", "tools")) - declared - brought_by_tools == set()


def test_each_setting_is_documented_and_each_documented_setting_exists() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `SORAMICHI_(\w+)`", page, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}
