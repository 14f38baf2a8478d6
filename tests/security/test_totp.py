"""One-time codes by the numbers of RFC 6238, appendix B; recovery codes; the picture that a telephone reads."""

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from api.security import totp

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
"""Eight digits in the RFC; of six, the last six."""


@pytest.mark.parametrize(("second", "code"), RFC_CODES.items())
def test_the_codes_of_the_rfc(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert totp.step_of(RFC_SECRET, code[2:], now) == second // 30
    start = second // 30 * 30
    for off, fits in ((-31, False), (-30, True), (59, True), (60, False)):
        now = datetime.fromtimestamp(start + off, UTC)
        found = totp.step_of(RFC_SECRET, code[2:], now) if start + off >= 30 else None
        assert (found == second // 30) is (fits and start + off >= 30), off


@pytest.mark.parametrize("code", ["287082", " 287 082 ", "２８７０８２", "287-082", "287　082"])
def test_a_code_may_be_typed_in_many_ways(code: str) -> None:
    assert totp.step_of(RFC_SECRET, code, datetime.fromtimestamp(59, UTC)) == 1


@pytest.mark.parametrize("code", ["", "287083", "28708", "2870820", "94287082", "二八七〇八二", "\ud800"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert totp.step_of(RFC_SECRET, code, datetime.fromtimestamp(59, UTC)) is None


def test_the_address_says_what_an_authenticator_needs() -> None:
    address = urlsplit(totp.address(RFC_SECRET, login="sora@example.jp", issuer="空みち"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/空みち:sora@example.jp"
    assert parse_qs(address.query) == {"secret": [RFC_SECRET], "issuer": ["空みち"]}


def test_the_picture_is_an_image_that_the_policy_allows() -> None:
    picture = totp.picture(totp.address(RFC_SECRET, login="sora", issuer="空みち"))
    assert picture.startswith("data:image/svg+xml")
    assert "script" not in picture


def test_secrets_have_160_bits_and_are_typed_in_groups() -> None:
    secret = totp.new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert totp.in_groups(secret).replace(" ", "") == secret
    assert {len(group) for group in totp.in_groups(secret).split()} == {4}
    assert secret != totp.new_secret()


def test_recovery_codes_are_ten_and_differ() -> None:
    codes = totp.new_recovery_codes()
    assert len(set(codes)) == len(codes) == 10
    assert all(totp.looks_like_recovery(code) and len(code) == 19 for code in codes)
    assert totp.recovery_hash(codes[0]) == totp.recovery_hash(f" {codes[0].upper().replace('-', '')} ")
    assert len(set(map(totp.recovery_hash, codes))) == 10
    assert not totp.looks_like_recovery("123456")
