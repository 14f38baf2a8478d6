import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ValueRefused
from geo.readers._degrees import Axis, parse_angle

FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")

TOLERANCE_DEG = 1e-12
"""A tenth of a micrometre on the ground."""

STYLES = {
    "symbols": "{d}°{m}'{s}\"",
    "primes": "{d}°{m}′{s}″",
    "two primes": "{d}°{m}''{s}".replace("''", "'") + "''",
    "curly": "{d}°{m}’{s}”",
    "ordinal": "{d}º{m}'{s}\"",
    "kanji": "{d}度{m}分{s}秒",
    "spaced kanji": "{d} 度 {m} 分 {s} 秒",
    "colons": "{d}:{m}:{s}",
    "spaces": "{d} {m} {s}",
}

HEMISPHERES = {
    ("N", False): (Axis.LATITUDE, 1),
    ("S", False): (Axis.LATITUDE, -1),
    ("e", False): (Axis.LONGITUDE, 1),
    ("Ｗ", False): (Axis.LONGITUDE, -1),
    ("N", True): (Axis.LATITUDE, 1),
    ("北緯", True): (Axis.LATITUDE, 1),
    ("南緯", True): (Axis.LATITUDE, -1),
    ("東経", True): (Axis.LONGITUDE, 1),
    ("西経", True): (Axis.LONGITUDE, -1),
}

whole_degrees = st.integers(0, 179)
sixtieths = st.integers(0, 59)
thousandths = st.integers(0, 59_999)


@given(
    whole_degrees,
    sixtieths,
    thousandths,
    st.sampled_from(sorted(STYLES)),
    st.sampled_from([*HEMISPHERES, None]),
    st.booleans(),
)
def test_degrees_minutes_seconds_mean_their_exact_fraction(
    degrees: int, minutes: int, thousandth: int, style: str, hemisphere: tuple[str, bool] | None, wide: bool
) -> None:
    text = STYLES[style].format(d=degrees, m=f"{minutes:02}", s=f"{thousandth / 1000:06.3f}")
    text = text.translate(FULL_WIDTH) if wide else text
    exact = degrees + Fraction(minutes, 60) + Fraction(thousandth, 3_600_000)
    axis, sign = None, 1
    if hemisphere is not None:
        letters, before = hemisphere
        axis, sign = HEMISPHERES[hemisphere]
        text = letters + text if before else text + letters
    angle = parse_angle(text, where="")
    assert angle.axis is axis
    assert abs(Fraction(angle.degrees) - sign * exact) < TOLERANCE_DEG


@given(st.decimals(-180, 180, places=9), st.booleans(), st.sampled_from(["", "°", "度"]))
def test_decimal_degrees_are_what_they_say(value: object, wide: bool, mark: str) -> None:
    text = f"{value:f}".translate(FULL_WIDTH) if wide else f"{value:f}"
    angle = parse_angle(text + mark, where="")
    assert angle.axis is None
    assert abs(Fraction(angle.degrees) - Fraction(str(value))) < TOLERANCE_DEG


@given(whole_degrees, st.integers(0, 59_999))
def test_degrees_and_decimal_minutes(degrees: int, thousandth: int) -> None:
    angle = parse_angle(f"{degrees}度{thousandth / 1000:.3f}分", where="")
    assert abs(Fraction(angle.degrees) - degrees - Fraction(thousandth, 60_000)) < TOLERANCE_DEG


@given(st.text(max_size=30))
def test_any_text_is_an_angle_or_is_refused(text: str) -> None:
    with contextlib.suppress(ValueRefused):
        assert abs(parse_angle(text, where="here").degrees) < 1_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "N",
        "34°60'00\"",
        "34°43'60\"",
        "34.5°43'",
        "34°43.5'10\"",
        "-34.7N",
        "N34.7N",
        "北緯34.7N",
        "1e2",
        "nan",
        "inf",
        "34,7",
        "1234.5",
        "34°43'05.2\"N extra",
        "3" * 10_000,
    ],
)
def test_what_is_no_angle_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused):
        parse_angle(text, where="")


@pytest.mark.parametrize(
    ("text", "degrees", "axis"),
    [
        ("34°43'05.2\"N", 34.718111111, Axis.LATITUDE),
        ("北緯34度43分5.2秒", 34.718111111, Axis.LATITUDE),
        ("東経１３６度３０分２１秒", 136.505833333, Axis.LONGITUDE),
        ("34.718111N", 34.718111, Axis.LATITUDE),
        ("−34.5", -34.5, None),
        ("+136.5", 136.5, None),
    ],
)
def test_examples(text: str, degrees: float, axis: Axis | None) -> None:
    angle = parse_angle(text, where="")
    assert angle.degrees == pytest.approx(degrees, abs=1e-9)
    assert angle.axis is axis
