"""Sealed secrets open by their key, in their place, and nowhere else."""

import base64

import pytest
from pydantic import ValidationError

from api.security.secret_box import SecretBox, Unreadable, keyed_hash, new_key, read_keys
from api.settings import Settings

OLD, NEW = (read_keys(new_key())[0] for _ in range(2))


def test_what_is_sealed_opens_and_never_looks_the_same() -> None:
    box = SecretBox((NEW,))
    first, second = box.seal("SECRET", "a1"), box.seal("SECRET", "a1")
    assert first != second
    assert b"SECRET" not in base64.urlsafe_b64decode(first)
    assert box.open(first, "a1") == box.open(second, "a1") == ("SECRET", True)


def test_it_opens_in_no_other_place_and_by_no_other_key() -> None:
    sealed = SecretBox((OLD,)).seal("SECRET", "a1")
    for box, place in ((SecretBox((OLD,)), "a2"), (SecretBox((NEW,)), "a1"), (SecretBox(()), "a1")):
        with pytest.raises(Unreadable):
            box.open(sealed, place)


@pytest.mark.parametrize("damage", ["", "A", "!!!", "AAAA", "あ"])
def test_what_is_damaged_does_not_open(damage: str) -> None:
    with pytest.raises(Unreadable):
        SecretBox((OLD,)).open(damage, "a1")


def test_a_changed_byte_does_not_open() -> None:
    data = bytearray(base64.urlsafe_b64decode(SecretBox((OLD,)).seal("SECRET", "a1")))
    data[-1] ^= 1
    with pytest.raises(Unreadable):
        SecretBox((OLD,)).open(base64.urlsafe_b64encode(bytes(data)).decode(), "a1")


def test_an_older_key_still_opens_and_says_so() -> None:
    sealed = SecretBox((OLD,)).seal("SECRET", "a1")
    assert SecretBox((NEW, OLD)).open(sealed, "a1") == ("SECRET", False)


@pytest.mark.parametrize(
    "written",
    [
        "x",
        "short",
        base64.urlsafe_b64encode(b"x" * 31).decode(),
        "ア" * 32,
        base64.urlsafe_b64encode(b"x" * 32).decode() + ", x",
    ],
)
def test_a_key_that_is_none_is_refused_without_being_shown(written: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings(secret_key=written)
    assert "soramichi key" in str(refusal.value)
    assert "input_value" not in str(refusal.value)


def test_settings_never_show_their_key() -> None:
    key = new_key()
    settings = Settings(secret_key=key)
    assert key not in repr(settings)
    assert key not in repr(settings.sign_in_policy)
    assert len(settings.keys) == 1
    assert settings.keys[0] == base64.urlsafe_b64decode(key)


def test_counting_hashes_need_the_key() -> None:
    assert keyed_hash((NEW,), "login sora") != keyed_hash((OLD,), "login sora")
    assert keyed_hash((NEW, OLD), "login sora") == keyed_hash((NEW,), "login sora")
    assert len(keyed_hash((), "login \ud800")) == 64
