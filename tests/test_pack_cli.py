"""`soramichi pack`: a published trial is frozen, signed and checked at the command line, and what is wrong is said."""

import io
import stat
import zipfile
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner, Result

from api.cli import app_for
from api.services.meeting_pack import default_steps
from geo.text import Text
from maps.compose import Captions, compose
from maps.handout import Card, HandoutKind
from maps.talk import MOST_OF_A_CAPTION, AtStop
from maps.wording import Language
from tests import pdfs
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.conftest import Store
from tests.maps.flights import along_the_coast
from tests.maps.handouts import CARDS, facts

LANGUAGES: tuple[Language, ...] = get_args(Language)

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


def run(*words: str | Path) -> Result:
    arguments = ["pack", *map(str, words)]
    return CliRunner().invoke(app_for(arguments), arguments)


@pytest.fixture
def trial(store: Store):
    for office in furnished(store):
        scene = Scene(office)
        yield scene.published(FIRST)


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    private, public = tmp_path / "key.pem", tmp_path / "public.pem"
    assert run("new-key", private).exit_code == 0
    public.write_text(run("public-key", private).stdout)
    return private, public


def frozen(trial: str, store: Store, keys: tuple[Path, Path], file: Path, *more: str) -> Result:
    return run("make", trial, file, "--key", keys[0], "--database-url", store.url, *more)


def test_a_key_is_for_its_owner_and_never_written_over(keys: tuple[Path, Path], store: Store) -> None:
    private, public = keys
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    before = private.read_bytes()
    again = run("new-key", private)
    assert again.exit_code == 1
    assert "上書き" in again.stderr
    assert private.read_bytes() == before
    assert "PRIVATE" not in public.read_text()


def test_a_trial_is_frozen_and_verifies_and_one_changed_byte_is_found(
    trial: str, store: Store, keys: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "pack.zip"
    made = frozen(trial, store, keys, file, "--sample")
    assert made.exit_code == 0, made.output
    checked = run("verify", file, "--key", keys[1])
    assert checked.exit_code == 0, checked.output
    assert "「津の沿岸」第1版" in checked.stdout
    with zipfile.ZipFile(file) as pack:
        contents = {name: pack.read(name) for name in pack.namelist()}
    wanted = {"map.html", "presenter.html", "in-words.txt", *(f"{kind}.pdf" for kind in HandoutKind)}
    assert {name.removeprefix("flight-1-ja-") for name in contents if name.startswith("flight-1-ja-")} == wanted
    assert "架空の見本" in pdfs.text_of(contents["flight-1-ja-circular.pdf"])
    for name in ("flight-1-ja-presenter.html", "flight-1-en-presenter.html"):
        assert b"https://unpkg" not in contents[name]
        assert len(contents[name]) < 400_000
    for name in contents:
        changed = dict(contents)
        changed[name] = changed[name][:-1] + bytes([changed[name][-1] ^ 1])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as pack:
            for one, content in changed.items():
                pack.writestr(one, content)
        other = tmp_path / "changed.zip"
        other.write_bytes(out.getvalue())
        found = run("verify", other, "--key", keys[1])
        assert found.exit_code in (1, 3), name
        assert name.startswith("manifest") or name in found.stderr


def test_another_key_does_not_verify(trial: str, store: Store, keys: tuple[Path, Path], tmp_path: Path) -> None:
    file, other = tmp_path / "pack.zip", tmp_path / "other.pem"
    assert frozen(trial, store, keys, file).exit_code == 0
    run("new-key", tmp_path / "another.pem")
    other.write_text(run("public-key", tmp_path / "another.pem").stdout)
    found = run("verify", file, "--key", other)
    assert found.exit_code == 3
    assert "署名が合いません" in found.stderr


def test_what_cannot_be_done_is_said(trial: str, store: Store, keys: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "pack.zip"
    assert frozen("0123456789abcdef", store, keys, file).exit_code == 1
    assert not file.exists()
    file.write_bytes(b"here already")
    assert "上書き" in frozen(trial, store, keys, file).stderr
    assert file.read_bytes() == b"here already"
    not_a_key = tmp_path / "no.pem"
    not_a_key.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    for words in (
        ("verify", file, "--key", keys[1]),
        ("verify", tmp_path / "missing.zip", "--key", keys[1]),
        ("verify", file, "--key", keys[0]),
        ("verify", file, "--key", tmp_path / "missing.pem"),
        ("public-key", not_a_key),
        ("public-key", keys[1]),
        ("new-key", tmp_path / "no-such-folder" / "key.pem"),
    ):
        refused = run(*words)
        assert refused.exit_code == 1, words
        assert "Traceback" not in refused.output
        assert refused.stderr.strip(), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_talk_without_captions_of_staff_tells_every_question_within_bounds(language: Language, store: Store) -> None:
    del store
    long = Card(Text("音", "Sound"), Text("長" * 1_000, "long " * 200))
    scene = compose(along_the_coast(), Captions("津", "空", "第1版"))
    steps = default_steps(facts(cards=(*CARDS, long)), scene, language)
    assert len(steps) == 1 + 2 + len(CARDS) + 1
    assert max(len(step.caption) for step in steps) == MOST_OF_A_CAPTION
    assert [step.view for step in steps[1:3]] == [AtStop(1), AtStop(len(scene.stops))]
