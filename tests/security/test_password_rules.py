"""New passwords: long enough, not on the lists, not the account's own names; the same from every keyboard."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import extract_parameters
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from api.security import passwords
from api.security.password_rules import PasswordRefused, guesses, refuse_weak

NAMES = ("sora", "空田 そら", "架空県庁 空の道係")


def refusal_of(password: str) -> str:
    with pytest.raises(PasswordRefused) as refusal:
        refuse_weak(password, NAMES)
    assert refusal.value.where == "new_password"
    assert refusal.value.remedy.ja
    assert refusal.value.remedy.en
    return refusal.value.what.en


@pytest.mark.parametrize("password", ["", "x", "kuruma-dens", "空みちを飛ぶ犬と猫の話", "　" * 11])
def test_what_is_short_is_refused_by_its_length(password: str) -> None:
    assert refusal_of(password) == f"It is too short ({len(password)} characters)."


def test_the_lengths_at_both_ends() -> None:
    long = " ".join(secrets.token_urlsafe(12) for _ in range(20))
    assert refuse_weak(long[:12], NAMES) == long[:12]
    assert refuse_weak(long[:200], NAMES) == long[:200]
    assert refusal_of(long[:201]) == "It is too long (201 characters)."


@pytest.mark.parametrize("character", ["\0", "\n", "\x7f", "\u0378"])
def test_what_no_keyboard_types_is_refused(character: str) -> None:
    assert "cannot be used" in refusal_of(f"kuruma {character} densha hikouki")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "ｐａｓｓｗｏｒｄ１２３４",
        "PassWord1234",
        "p4ssw0rd1234",
        "aaaaaaaaaaaa",
        "x" * 200,
        "123456789012",
        "qwertyuiop12",
        "あああああああああああああ",
        "かきくけこさしすせそたちつてと",
        "パスワードパスワードパスワード",
    ],
)
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    assert refusal_of(password) == "It is a common password or easily guessed."


def test_every_long_password_of_the_list_is_refused() -> None:
    common = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= passwords.LEAST_LENGTH]
    assert len(common) > 40, "the list that is shipped is not the one we looked at"
    assert [word for word in common if _accepted(word) or _accepted(word.upper())] == []


def _accepted(password: str) -> bool:
    try:
        refuse_weak(password, NAMES)
    except PasswordRefused:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    [
        "Soramichi2026",
        "空みち2026そらみち1",
        "ソラミチソラミチ2026",
        "架空県庁空の道係2026",
        "架空県庁 空の道係 26",
        "sorasorasora1",
        "空田そら空田そら1234",
    ],
)
def test_the_accounts_own_names_are_refused(password: str) -> None:
    assert refusal_of(password) in (
        "It is made from the login, the organisation's name or this service's.",
        "It is a common password or easily guessed.",
    )


def test_a_long_login_is_no_password() -> None:
    login = "tanaka.kazuhiko.2nd@office.example.jp"
    with pytest.raises(PasswordRefused, match="made from the login"):
        refuse_weak(login, [login])
    assert refuse_weak(login, ["someone.else@example.org"]) == login


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "津の沿岸を飛ぶ犬と猫の話", " みかん りんご くるま でんしゃ ", "kuruma densha hikouki"],
)
def test_words_in_a_row_are_accepted_without_kinds_of_characters(password: str) -> None:
    assert refuse_weak(password, NAMES) == password


def test_random_passwords_are_always_accepted() -> None:
    assert all(_accepted(passwords.random_password()) for _ in range(200))


def test_a_password_is_the_same_from_every_keyboard_and_nothing_is_cut_off() -> None:
    kept = passwords.hashed(refuse_weak("ｋｕｒｕｍａ が densha ", NAMES))
    assert passwords.matches(kept, "kuruma が densha ")
    assert passwords.matches(kept, "kuruma か\u3099 densha ")
    assert not passwords.matches(kept, "kuruma が densha")
    assert not passwords.matches(kept, "KURUMA が densha ")


@pytest.mark.parametrize("kept", [None, passwords.NONE, "", "no hash"])
def test_what_is_no_hash_fits_nothing(kept: str | None) -> None:
    for password in ("", "!", "\ud800", "no hash"):
        assert not passwords.matches(kept, password)


def test_half_a_surrogate_pair_is_no_fault() -> None:
    assert "cannot be used" in refusal_of("kuruma densha \x00 hikouki")
    assert not passwords.matches(passwords.hashed("kuruma densha hikouki"), "kuruma densha hikouki\ud83d")


def test_estimates_of_threads_do_not_mix() -> None:
    words = [f"kuruma {number} densha" for number in range(8)]
    alone = [guesses(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(guesses, words * 5)) == alone * 5


def test_an_unknown_account_takes_as_long_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher, verified = passwords._HASHER, []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept)
            return hasher.verify(kept, password)

    known = passwords.hashed("kuruma densha hikouki")
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for kept in (None, passwords.NONE, known):
        passwords.matches(kept, "wrong")
    assert len(verified) == 3
    parameters = {str(extract_parameters(kept)) for kept in verified}
    assert len(parameters) == 1, "with the same cost"
