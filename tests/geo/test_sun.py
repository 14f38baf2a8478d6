"""Sunrise and sunset against what the observatory publishes, and against formulas of our own in plain numpy."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from geo.sun import next_sunrise, next_sunset
from tests import oracles

JST = ZoneInfo("Asia/Tokyo")
REFRACTION_DEG = 35 / 60 + 8 / 3600

TOKYO = (139 + 44 / 60 + 28.8869 / 3600, 35 + 39 / 60 + 29.1572 / 3600)
"""Where the observatory's times of Tokyo are calculated for (暦要項)."""

PLACES = {
    "Tsu": (136.5056, 34.7186),
    "Kuwana": (136.6839, 35.0622),
    "Iga": (136.1300, 34.7686),
    "Toba": (136.8434, 34.4813),
    "Kumano": (136.1000, 33.8886),
    "Kiho, the southernmost": (135.99, 33.73),
}


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=JST)


def sunrise(place: tuple[float, float], day: date) -> datetime:
    return next_sunrise(*place, midnight(day), refraction_deg=REFRACTION_DEG)


def sunset(place: tuple[float, float], day: date) -> datetime:
    return next_sunset(*place, midnight(day), refraction_deg=REFRACTION_DEG)


def to_the_minute(moment: datetime) -> str:
    return f"{(moment + timedelta(seconds=30)).astimezone(JST):%H:%M}"


# --- as published


@pytest.mark.parametrize(
    ("of_day", "first", "last", "published"),
    [
        # 国立天文台 (暦計算室), Tokyo 2024: the days with the earliest and the latest sunrise and sunset, as told by
        # others who quote it; the day before and the day after are another minute.
        (sunrise, date(2024, 6, 5), date(2024, 6, 20), "04:25"),
        (sunset, date(2024, 6, 23), date(2024, 7, 4), "19:01"),
        (sunrise, date(2024, 1, 2), date(2024, 1, 13), "06:51"),
        (sunset, date(2024, 11, 28), date(2024, 12, 12), "16:28"),
        # The same for the winter of 2022 to 2023
        (sunrise, date(2023, 1, 2), date(2023, 1, 13), "06:51"),
        (sunset, date(2022, 11, 29), date(2022, 12, 13), "16:28"),
    ],
)
def test_the_observatorys_longest_runs_of_tokyo(of_day: object, first: date, last: date, published: str) -> None:
    days = [first + timedelta(days=number) for number in range(-1, (last - first).days + 2)]
    told = [to_the_minute(of_day(TOKYO, day)) for day in days]
    assert told[1:-1] == [published] * (len(days) - 2)
    assert published not in (told[0], told[-1])


@pytest.mark.parametrize(
    ("place", "day", "published"),
    [
        (TOKYO, date(2022, 12, 22), ("06:47", "16:32")),
        (TOKYO, date(2024, 6, 21), ("04:26", "19:00")),
        ((135.787, 35.007), date(2009, 1, 1), ("07:05", "16:56")),  # Kyoto, calculated on the observatory's page
    ],
)
def test_the_observatorys_times(place: tuple[float, float], day: date, published: tuple[str, str]) -> None:
    assert (to_the_minute(sunrise(place, day)), to_the_minute(sunset(place, day))) == published


# --- against formulas of our own


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("year", [2015, 2026])
def test_every_day_of_a_year_agrees_with_formulas_of_our_own(place: tuple[float, float], year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    jd = np.array([day.toordinal() + 1_721_424.5 - 9 / 24 for day in days])
    for of_day, span in ((sunrise, (0.1, 0.5)), (sunset, (0.5, 0.9))):
        expected = oracles.sun_crossings(jd, place, *span)
        told = np.array([of_day(place, day).timestamp() / 86_400 + 2_440_587.5 for day in days])
        assert np.abs(told - expected).max() * 86_400 < 10  # the oracle's own half-diameter is 16′ all the year round


# --- the call


def test_the_sun_is_asked_for_after_the_time_given() -> None:
    place = PLACES["Tsu"]
    noon = datetime(2026, 11, 30, 12, tzinfo=JST)
    assert next_sunset(*place, noon, refraction_deg=REFRACTION_DEG) == pytest.approx(
        sunset(place, noon.date()), abs=timedelta(seconds=1)
    )
    tomorrow = next_sunrise(*place, noon, refraction_deg=REFRACTION_DEG)
    assert tomorrow == pytest.approx(sunrise(place, date(2026, 12, 1)), abs=timedelta(seconds=1))
    assert tomorrow.tzinfo is UTC


def test_less_refraction_is_a_later_sunrise_and_an_earlier_sunset() -> None:
    place, midnight_ = PLACES["Tsu"], midnight(date(2026, 11, 30))
    rises = [next_sunrise(*place, midnight_, refraction_deg=degrees) for degrees in (0.0, REFRACTION_DEG)]
    sets = [next_sunset(*place, midnight_, refraction_deg=degrees) for degrees in (0.0, REFRACTION_DEG)]
    assert timedelta(minutes=2) < rises[0] - rises[1] < timedelta(minutes=5)
    assert timedelta(minutes=2) < sets[1] - sets[0] < timedelta(minutes=5)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        next_sunrise(
            136.5, 34.7, datetime(2026, 11, 30, tzinfo=JST).replace(tzinfo=None), refraction_deg=REFRACTION_DEG
        )


def test_threads_and_repetition_change_nothing() -> None:
    asked = [
        (place, date(2026, 1, 1) + timedelta(days=number)) for number in range(0, 365, 5) for place in PLACES.values()
    ]
    alone = [(sunrise(*one), sunset(*one)) for one in asked]
    with ThreadPoolExecutor(4) as pool:
        for again in pool.map(lambda order: [(sunrise(*one), sunset(*one)) for one in order], [asked[::-1]] * 4):
            assert again[::-1] == alone
