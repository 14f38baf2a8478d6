import hashlib
import json
from pathlib import Path

import pytest

from maps import vendor


def test_a_script_is_the_file_itself_without_its_source_map() -> None:
    text = vendor.script("leaflet")
    assert text.startswith("/* @preserve")
    assert text.rstrip() in (vendor.VENDOR / "leaflet/leaflet.js").read_text(encoding="utf-8")
    assert "sourceMappingURL" not in text


def test_pictures_of_a_style_are_inlined() -> None:
    text = vendor.style("leaflet_css")
    assert "url(images/" not in text
    assert text.count("url(data:image/png;base64,") == 3


@pytest.mark.parametrize("name", ["jquery", "bootstrap", "../map.js", ""])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(vendor.UnknownAsset, match="no front-end file"):
        vendor.script(name)


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a vendor folder with one file whose sha256 is right, for a test to damage."""
    (tmp_path / "leaflet").mkdir()
    (tmp_path / "leaflet/leaflet.js").write_bytes(b"1;")
    entry = {"file": "leaflet/leaflet.js", "sha256": hashlib.sha256(b"1;").hexdigest()}
    (tmp_path / "manifest.json").write_text(json.dumps([entry]))
    monkeypatch.setattr(vendor, "VENDOR", tmp_path)
    return tmp_path


def test_a_file_that_the_manifest_names_is_given(damaged: Path) -> None:
    assert vendor.script("leaflet") == "1;"


def test_a_changed_file_is_refused(damaged: Path) -> None:
    (damaged / "leaflet/leaflet.js").write_bytes(b"2;")
    with pytest.raises(vendor.VendorFault, match="sha256"):
        vendor.script("leaflet")


def test_a_missing_file_is_refused(damaged: Path) -> None:
    with pytest.raises(vendor.VendorFault, match=r"leaflet\.css is missing"):
        vendor.style("leaflet_css")


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '[{"file": "leaflet/leaflet.js"}]'])
def test_a_damaged_manifest_is_refused(damaged: Path, manifest: str) -> None:
    (damaged / "manifest.json").write_text(manifest)
    with pytest.raises(vendor.VendorFault):
        vendor.script("leaflet")


def test_the_fonts_of_printed_matter_are_checked_before_they_are_used(damaged: Path) -> None:
    with pytest.raises(vendor.VendorFault, match=r"BIZUDPGothic_400Regular\.ttf is missing"):
        vendor.font_folder()


def test_the_fonts_of_printed_matter_are_those_of_the_manifest() -> None:
    assert sorted(path.name for path in vendor.font_folder().rglob("*.ttf")) == [
        "BIZUDPGothic_400Regular.ttf",
        "BIZUDPGothic_700Bold.ttf",
    ]
