"""Windows and operations: days in Japan, and values out of range."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from airspace.edition import InForce, LayerKind
from airspace.features import Applicability
from airspace.trial import JST, Operation, Window
from geo.errors import InputRefused, ValueRefused
from tests.airspace.worlds import DAY, flight, layer
from tests.zoo import ROUTES


def test_a_whole_day_is_a_day_in_japan() -> None:
    window = Window.whole_day(date(2026, 11, 4))
    assert window.start.astimezone(UTC) == datetime(2026, 11, 3, 15, tzinfo=UTC)
    assert window.end - window.start == timedelta(days=1)
    assert window.first_day == window.last_day == date(2026, 11, 4)


def test_days_are_japans_whatever_the_zone() -> None:
    window = Window(datetime(2026, 11, 3, 14, 59, tzinfo=UTC), datetime(2026, 11, 3, 15, 0, 1, tzinfo=UTC))
    assert (window.first_day, window.last_day) == (date(2026, 11, 3), date(2026, 11, 4))
    until_midnight = Window(datetime(2026, 11, 3, 14, tzinfo=UTC), datetime(2026, 11, 3, 15, tzinfo=UTC))
    assert until_midnight.last_day == date(2026, 11, 3)


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_a_day_beyond_the_calendar_is_refused(year: int) -> None:
    with pytest.raises(ValueRefused, match="out of range"):
        Window.whole_day(date(year, 12, 31))
    with pytest.raises(ValueRefused, match="out of range"):
        Window(datetime(year, 12, 31, 20, tzinfo=UTC), datetime(year, 12, 31, 22, tzinfo=UTC))


def test_a_window_needs_a_zone_and_an_order() -> None:
    noon = datetime(2026, 11, 4, 12, tzinfo=JST)
    with pytest.raises(ValueRefused, match="no zone"):
        Window(noon.replace(tzinfo=None), noon)
    with pytest.raises(ValueRefused, match="no zone"):
        Window(noon, noon.replace(tzinfo=None))
    with pytest.raises(ValueRefused, match="not after"):
        Window(noon, noon)


def test_an_operation_spans_its_windows() -> None:
    operation = flight(ROUTES["straight"], on=date(2026, 12, 5), until=date(2026, 11, 2))
    assert (operation.first_day, operation.last_day) == (date(2026, 11, 2), date(2026, 12, 5))


def test_an_operation_needs_a_time() -> None:
    with pytest.raises(ValueRefused, match="no time"):
        Operation(flight(ROUTES["straight"]).path, ())


@pytest.mark.parametrize(
    "given",
    [
        {"half_width_m": 0.99},
        {"half_width_m": 5_000.1},
        {"half_width_m": math.nan},
        {"speed_mps": -0.1},
        {"speed_mps": 350.1},
        {"fall_distance_m": -1.0},
        {"fall_distance_m": math.inf},
    ],
)
def test_values_out_of_range_are_refused(given: dict[str, float]) -> None:
    with pytest.raises(InputRefused, match="out of range"):
        flight(ROUTES["straight"], **given)


def at(hour: int) -> datetime:
    return datetime(2026, 11, 4, hour, tzinfo=JST)


@pytest.mark.parametrize(
    ("start", "end", "meets"),
    [
        (None, None, True),
        (at(9), at(10), False),
        (at(9), at(11), True),
        (at(12), at(13), False),
        (at(11), None, True),
        (at(12), None, False),
        (None, at(10), False),
        (None, at(11), True),
        (at(9), at(13), True),
    ],
)
def test_a_zone_applies_from_its_start_until_before_its_end(
    start: datetime | None, end: datetime | None, meets: bool
) -> None:
    assert Applicability(start, end).meets(at(10), at(12)) is meets


def test_days_in_force_must_be_in_order() -> None:
    with pytest.raises(ValueRefused, match="before the first"):
        InForce(date(2026, 2, 2), date(2026, 2, 1))
    assert InForce(DAY, DAY).covers(DAY, DAY)


def test_an_edition_is_fetched_at_a_time_with_a_zone() -> None:
    edition = layer(LayerKind.DID, []).edition
    with pytest.raises(ValueError, match="aware"):
        replace(edition, fetched_at=edition.fetched_at.replace(tzinfo=None))
