"""A meeting's pack is found out wherever a byte differs, also where all was hashed anew; what is no pack is refused."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.exchange import pack
from api.exchange.pack import MANIFEST, SIGNATURE, Enclosed, check_pack, make_pack
from geo.errors import FileRefused, TooLarge

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key()
FILES = (
    Enclosed("map.html", "text/html", b"<p>map</p>" * 100),
    Enclosed("circular.pdf", "application/pdf", b"%PDF" + bytes(range(256))),
    Enclosed("trial.geojson", "application/geo+json", b"{}"),
)
TOLD = {"title": "津の沿岸", "revision": 2, "valid_until": "2026-11-04"}
WHOLE = make_pack(FILES, TOLD, KEY)


def contents(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        return {name: read.read(name) for name in read.namelist()}


def zipped(files: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


def changed(change: Callable[[dict[str, bytes]], object]) -> bytes:
    files = contents(WHOLE)
    change(files)
    return zipped(list(files.items()))


def faults(made: bytes) -> list[str]:
    return [fault.en for fault in check_pack(made, PUBLIC).faults]


def is_found(made: bytes) -> bool:
    """Whether a change of the manifest or signature is found: by the signature, or since it cannot be read any more."""
    try:
        return any("signature does not fit" in fault for fault in faults(made))
    except FileRefused as refused:
        return refused.where == MANIFEST


def test_a_whole_pack_has_no_fault_and_tells_what_it_shows() -> None:
    checked = check_pack(WHOLE, PUBLIC)
    assert checked.faults == ()
    assert {name: checked.told[name] for name in TOLD} == TOLD
    assert [one["name"] for one in checked.told["files"]] == ["circular.pdf", "map.html", "trial.geojson"]


def test_the_same_papers_and_key_give_the_same_bytes() -> None:
    assert make_pack(reversed(FILES), TOLD, KEY) == WHOLE
    assert contents(WHOLE)[SIGNATURE] == KEY.sign(contents(WHOLE)[MANIFEST])


@pytest.mark.parametrize("name", [one.name for one in FILES])
def test_one_changed_byte_of_a_file_is_found(name: str) -> None:
    for place in (0, -1):

        def change(files: dict[str, bytes], place: int = place) -> None:
            content = bytearray(files[name])
            content[place] ^= 1
            files[name] = bytes(content)

        assert faults(changed(change)) == [f"{name}: it is not what the manifest lists."]


def test_every_changed_byte_of_the_manifest_or_the_signature_is_found() -> None:
    manifest = contents(WHOLE)[MANIFEST]
    for name, places in ((MANIFEST, range(0, len(manifest), 7)), (SIGNATURE, range(64))):
        for place in places:

            def change(files: dict[str, bytes], name: str = name, place: int = place) -> None:
                content = bytearray(files[name])
                content[place] ^= 1
                files[name] = bytes(content)

            assert is_found(changed(change)), (name, place)


def test_a_pack_that_was_changed_and_hashed_again_is_found_by_its_signature() -> None:
    forged = [*FILES[:2], Enclosed("trial.geojson", "application/geo+json", b'{"forged": true}')]
    again = contents(make_pack(forged, TOLD, Ed25519PrivateKey.from_private_bytes(b"x" * 32)))
    assert [*faults(zipped(list(again.items())))] == [
        "The signature does not fit: the manifest was changed, or another key signed it."
    ]
    again[SIGNATURE] = contents(WHOLE)[SIGNATURE]
    assert len(faults(zipped(list(again.items())))) == 1


def test_a_file_too_many_too_few_or_twice_is_named() -> None:
    assert faults(changed(lambda files: files.update({"more.txt": b"x"}))) == [
        "more.txt: the manifest does not list it."
    ]
    assert faults(changed(lambda files: files.pop("map.html"))) == ["map.html: it is listed, and missing."]
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped([*contents(WHOLE).items(), ("map.html", b"other")])
    assert faults(twice)[0] == "map.html: there are two files of this name."


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (b"", "cannot be read as the zip"),
        (b"PK\x03\x04 and nothing more", "cannot be read as the zip"),
        (WHOLE[: len(WHOLE) // 2], "cannot be read as the zip"),
        (zipped([]), "It has no manifest.json"),
        (changed(lambda files: files.pop(SIGNATURE)), "It has no manifest.sig"),
        (changed(lambda files: files.update({MANIFEST: b"[1"})), "manifest cannot be read"),
        (changed(lambda files: files.update({MANIFEST: b"[" * 100_000})), "manifest cannot be read"),
        (changed(lambda files: files.update({MANIFEST: b'{"format": "other/9", "files": []}'})), "manifest cannot be"),
        (changed(lambda files: files.update({MANIFEST: b" " * 2_000_000})), "It has no manifest.json"),
    ],
)
def test_what_is_no_pack_is_refused_in_words(made: bytes, says: str) -> None:
    with pytest.raises(FileRefused) as refused:
        check_pack(made, PUBLIC)
    assert says in refused.value.what.en
    assert refused.value.remedy.ja


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = changed(lambda files: files.update({"map.html": bytes(101 * 1024 * 1024)}))
    assert len(bomb) < 1_000_000
    with pytest.raises(TooLarge):
        check_pack(bomb, PUBLIC)
    with pytest.raises(TooLarge):
        check_pack(zipped([(str(number), b"") for number in range(301)]), PUBLIC)
    monkeypatch.setattr(pack, "MOST_BYTES", 100)
    with pytest.raises(TooLarge):
        check_pack(WHOLE, PUBLIC)


def test_a_size_that_the_zip_lies_about_is_found() -> None:
    """The manifest's own size counts, however much the zip says that a file unpacks to."""
    files = contents(WHOLE)
    told = json.loads(files[MANIFEST])
    told["files"][1]["bytes"] += 1
    files[MANIFEST] = rfc8785.dumps(told)
    files[SIGNATURE] = KEY.sign(files[MANIFEST])
    assert faults(zipped(list(files.items()))) == ["map.html: it is not what the manifest lists."]
