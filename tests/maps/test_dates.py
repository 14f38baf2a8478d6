from datetime import UTC, date, datetime, timedelta

import pytest

from airspace.trial import JST, Window
from maps.dates import day_text, era_day, moment_text, window_text


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (date(2026, 11, 4), "令和8年（2026年）11月4日（水）", "Wed 2026-11-04"),
        (date(2019, 5, 1), "令和元年（2019年）5月1日（水）", "Wed 2019-05-01"),
        (date(2019, 4, 30), "平成31年（2019年）4月30日（火）", "Tue 2019-04-30"),
        (date(1989, 1, 7), "昭和64年（1989年）1月7日（土）", "Sat 1989-01-07"),
        (date(1900, 1, 1), "1900年1月1日（月）", "Mon 1900-01-01"),
    ],
)
def test_days_carry_their_era(day: date, ja: str, en: str) -> None:
    assert (day_text(day).ja, day_text(day).en) == (ja, en)


def test_moments_are_told_in_japan() -> None:
    assert moment_text(datetime(2026, 11, 3, 15, 30, tzinfo=UTC)).ja == "令和8年（2026年）11月4日（水）00:30"


def test_windows() -> None:
    start = datetime(2026, 11, 4, 10, 0, tzinfo=JST)
    assert window_text(Window.whole_day(date(2026, 11, 4))).ja == "令和8年（2026年）11月4日（水） 終日"
    assert window_text(Window(start, start + timedelta(hours=5))).ja == "令和8年（2026年）11月4日（水）10:00～15:00"
    overnight = window_text(Window(start, start + timedelta(days=1)))
    assert overnight.ja == "令和8年（2026年）11月4日（水）10:00～令和8年（2026年）11月5日（木）10:00"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 4), "令和8年11月4日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1900, 1, 1), "1900年1月1日"),
    ],
)
def test_letters_write_the_era_alone(day: date, written: str) -> None:
    assert era_day(day) == written
