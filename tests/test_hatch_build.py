"""The build hook: what lies in the vendor folders is what the lock names, and only then is npm left out."""

import json
import shutil
from pathlib import Path

import pytest

from hatch_build import LOCK, MANIFEST, MAPS, PAGES, WANTED, VendorError, is_current, vendor


@pytest.fixture
def checkout(repository: Path, tmp_path: Path) -> Path:
    """Return a repository with only what the hook reads and what it wrote at the last build."""
    for name in ("package.json", LOCK):
        shutil.copy(repository / name, tmp_path)
    for folder in (MAPS, PAGES):
        shutil.copytree(repository / folder, tmp_path / folder)
    return tmp_path


def test_folders_that_match_the_lock_need_no_npm(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert vendor(checkout) is False


def test_each_package_comes_with_its_licence() -> None:
    packages = {wanted.package for wanted in WANTED}
    assert {wanted.package for wanted in WANTED if wanted.path.startswith("LICENSE")} == packages


def test_the_manifest_lists_exactly_what_lies_there(checkout: Path) -> None:
    for folder in (MAPS, PAGES):
        listed = {entry["file"] for entry in json.loads((checkout / folder / MANIFEST).read_text())}
        found = {str(path.relative_to(checkout / folder)) for path in (checkout / folder).rglob("*") if path.is_file()}
        assert found == listed | {MANIFEST}


def test_one_changed_byte_is_seen(checkout: Path) -> None:
    script = checkout / MAPS / "leaflet" / "leaflet.js"
    content = bytearray(script.read_bytes())
    content[1000] ^= 1
    script.write_bytes(content)
    assert not is_current(checkout, MAPS)
    assert is_current(checkout, PAGES)


def test_an_absent_file_is_seen(checkout: Path) -> None:
    (checkout / MAPS / "leaflet" / "LICENSE").unlink()
    assert not is_current(checkout, MAPS)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", "[1]", '[{"name": "leaflet"}]'])
def test_a_damaged_manifest_is_seen(checkout: Path, manifest: str) -> None:
    (checkout / MAPS / MANIFEST).write_text(manifest)
    assert not is_current(checkout, MAPS)


@pytest.mark.parametrize("key", ["version", "integrity"])
def test_a_newer_lock_is_seen(checkout: Path, key: str) -> None:
    lock = json.loads((checkout / LOCK).read_text())
    lock["packages"]["node_modules/leaflet"][key] = "another"
    (checkout / LOCK).write_text(json.dumps(lock))
    assert not is_current(checkout, MAPS)
    assert not is_current(checkout, PAGES), "the route editor's map is of the same package"


def test_a_failing_npm_says_what_to_do_and_leaves_the_folder(checkout: Path) -> None:
    script = checkout / MAPS / "leaflet" / "leaflet.js"
    script.write_text("changed")
    (checkout / LOCK).write_text("{")
    with pytest.raises(VendorError, match=r"(?s)Connect to a package registry once.*npm said:\n.*npm error"):
        vendor(checkout)
    assert script.read_text() == "changed"
