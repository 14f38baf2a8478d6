"""Facts are kept in one readable form and within bounds; validities are compared day by day, edges included."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.declared import Grade
from airspace.register.chosen import MOST_CHOSEN, NOTHING_CHOSEN, Chosen, ChosenEntry
from airspace.register.entry import FACTS_OF, KIND_NAMES, MEMBER_OF, PRIVATE_OF, Entry, Kind
from airspace.register.facts import (
    NAMES,
    PERMISSION_NAMES,
    Aircraft,
    Facts,
    Insurance,
    Noise,
    Permission,
    Pilot,
    PilotPerson,
    Policy,
    Private,
    Site,
    SiteContact,
)
from airspace.register.validity import NOT_TOLD, Period, Standing, Validity, together
from airspace.register.words import mark_of
from geo.errors import ValueRefused
from tests.airspace.worlds import DAY, NOW

days = st.integers(-6, 6).map(lambda number: DAY + timedelta(days=number))
maybe = st.none() | days


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    first, last = draw(maybe), draw(maybe)
    if first and last and last < first:
        first, last = last, first
    return Validity(first, last)


@st.composite
def periods(draw: st.DrawFn) -> list[Period]:
    pairs = draw(st.lists(st.tuples(days, days), min_size=1, max_size=3))
    return [(min(pair), max(pair)) for pair in pairs]


def every_day(told: list[Period]) -> list[date]:
    return sorted({first + timedelta(days=number) for first, last in told for number in range((last - first).days + 1)})


# --- texts, marks, numbers


def test_texts_are_kept_in_one_form() -> None:
    aircraft = Aircraft("　ＡＢＣ－１\t 号機 ", mark="ｊｕ－3223 ABC‐DEF")
    assert aircraft.name == "ABC-1 号機"
    assert aircraft.mark == "JU3223ABCDEF"
    assert Insurance(" 見本  損保 ").insurer == "見本 損保"
    assert SiteContact("津市\u3000広明町", "港湾課 ").address == "津市 広明町"


@pytest.mark.parametrize("bad", ["a\x00b", "a\x1bb", "a\u202eb", "a\u200bb", "a\ud800b", "a\ue000b"])
@pytest.mark.parametrize(
    ("make", "where"),
    [
        (Aircraft, "name"),
        (Insurance, "insurer"),
        (lambda text: Site(text, 136.5, 34.7), "name"),
        (PilotPerson, "person_name"),
        (lambda text: PilotPerson("空野", text), "licence_number"),
        (Policy, "policy_number"),
        (SiteContact, "address"),
        (lambda text: SiteContact("", text), "manager"),
        (lambda text: Noise(60, 30, measured_by=text), "noise_measured_by"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(make: Any, where: str, bad: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        make(bad)
    assert refusal.value.where == where


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (Aircraft, 100),
        (Insurance, 100),
        (lambda text: Site(text, 136.5, 34.7), 100),
        (PilotPerson, 100),
        (lambda text: PilotPerson("空野", text), 40),
        (Policy, 60),
        (SiteContact, 200),
        (lambda text: SiteContact("", text), 100),
        (lambda text: Noise(60, 30, measured_by=text), 100),
    ],
)
def test_texts_are_bounded(make: Any, most: int) -> None:
    make("あ" * most)
    with pytest.raises(ValueRefused, match="長すぎます"):
        make("あ" * (most + 1))


@pytest.mark.parametrize("empty", ["", "   ", "\u3000"])
@pytest.mark.parametrize("make", [Aircraft, Insurance, PilotPerson, lambda text: Site(text, 136.5, 34.7)])
def test_a_name_is_owed(make: Any, empty: str) -> None:
    with pytest.raises(ValueRefused, match="書かれていません"):
        make(empty)


@pytest.mark.parametrize("good", ["JU3223ABCDEF", "JA8119", "n123ab", "ＪＵ１２３"])
def test_marks_of_all_forms_are_kept(good: str) -> None:
    assert mark_of(good, "mark").isascii()


@pytest.mark.parametrize("bad", ["JU", "JU3223ABCDEFG", "JU*123", "ＪＵあ", "J\x00U123"])
def test_what_is_no_mark_is_refused(bad: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        Aircraft("PF2", mark=bad)
    assert refusal.value.where == "mark"


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), 10**14])
@pytest.mark.parametrize("name", ["takeoff_mass_kg", "length_m", "width_m", "height_m", "speed_mps", "fall_distance_m"])
def test_numbers_of_an_aircraft_are_positive_and_believable(name: str, value: float) -> None:
    with pytest.raises(ValueRefused) as refusal:
        Aircraft("PF2", **{name: value})
    assert refusal.value.where == name


@pytest.mark.parametrize(
    ("told", "where"),
    [((0, 30), "noise_db"), ((201, 30), "noise_db"), ((60, 0), "noise_distance_m"), ((60, 30, -1), "noise_height_m")],
)
def test_a_sound_has_a_level_and_a_distance(told: tuple[float, ...], where: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        Noise(*told)
    assert refusal.value.where == where


@pytest.mark.parametrize("yen", [0, -1, 10**13 + 1])
def test_a_cover_is_a_sum(yen: int) -> None:
    assert Insurance("見本損保", 10**13).cover_yen == 10**13
    with pytest.raises(ValueRefused, match="てん補限度額"):
        Insurance("見本損保", yen)


@pytest.mark.parametrize(
    ("lon", "lat", "where"),
    [(181, 34, "lon_deg"), (136, -91, "lat_deg"), (float("nan"), 34, "lon_deg"), (136, float("inf"), "lat_deg")],
)
def test_a_site_is_on_the_earth(lon: float, lat: float, where: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        Site("河川敷", lon, lat)
    assert refusal.value.where == where


def test_what_is_private_is_in_no_log() -> None:
    private = (PilotPerson("空野 翔", "12345"), Policy("A-1"), SiteContact("津市広明町", "港湾課"))
    entry = Entry("e", "o1", Kind.PILOT, 1, Pilot(), private[0], NOW, "a")
    written = repr(private) + repr(entry)
    assert not any(word in written for word in ("空野", "12345", "A-1", "広明町", "港湾課"))


# --- entries and choices


def test_every_kind_has_its_names_and_its_place() -> None:
    assert set(KIND_NAMES) == set(MEMBER_OF) == set(FACTS_OF) == set(Kind)
    assert set(PRIVATE_OF) == set(Kind) - {Kind.AIRCRAFT}
    assert set(PERMISSION_NAMES) == set(Permission)
    assert all(hasattr(NOTHING_CHOSEN, member) for member in MEMBER_OF.values())
    assert all(text.ja and text.en for text in (*NAMES.values(), *KIND_NAMES.values(), *PERMISSION_NAMES.values()))


@pytest.mark.parametrize(
    ("kind", "facts", "private"),
    [
        (Kind.PILOT, Aircraft("PF2"), None),
        (Kind.AIRCRAFT, Aircraft("PF2"), Policy()),
        (Kind.PILOT, Pilot(), Policy()),
    ],
)
def test_an_entry_holds_what_its_register_does(kind: Kind, facts: Facts, private: Private | None) -> None:
    with pytest.raises(TypeError):
        Entry("e", "o1", kind, 1, facts, private, NOW, "a")


@pytest.mark.parametrize("times", [(datetime(2026, 1, 1), None), (NOW, datetime(2026, 1, 1))])  # noqa: DTZ001
def test_an_entrys_times_are_aware(times: tuple[datetime, datetime | None]) -> None:
    with pytest.raises(ValueError, match="aware"):
        Entry("e", "o1", Kind.PILOT, 1, Pilot(), None, times[0], "a", times[1])
    assert Entry("e", "o1", Kind.PILOT, 1, Pilot(), None, NOW, "a", datetime(2026, 1, 1, tzinfo=UTC)).retired_at


def test_an_entry_is_chosen_once_and_not_without_end() -> None:
    pilots = tuple(ChosenEntry(f"p{number}", 1, Pilot()) for number in range(MOST_CHOSEN + 1))
    assert Chosen(pilots=pilots[:-1])
    assert not NOTHING_CHOSEN
    for wrong in (pilots, (pilots[0], pilots[0])):
        with pytest.raises(ValueRefused, match="登録簿からの選びかた"):
            Chosen(pilots=wrong)


# --- validity


@given(validities(), periods(), st.booleans())
def test_a_validity_is_compared_day_by_day(validity: Validity, told: list[Period], begins: bool) -> None:
    outside = [
        day
        for day in every_day(told)
        if (validity.first is not None and day < validity.first) or (validity.last is not None and day > validity.last)
    ]
    standing, day = validity.standing(told, begins=begins)
    if outside:
        assert day == outside[0]
        assert standing is (Standing.NOT_BEGUN if validity.first and day < validity.first else Standing.ENDED)
    elif validity.last is None or (begins and validity.first is None):
        assert (standing, day) == (Standing.NOT_STATED, None)
    else:
        assert (standing, day) == (Standing.HOLDS, None)


@given(st.lists(validities(), max_size=4), periods())
def test_validities_that_follow_each_other_count_together(several: list[Validity], told: list[Period]) -> None:
    stated = [each for each in several if each.first and each.last]
    assert together(several, told) == all(
        any(each.first <= day <= each.last for each in stated) for day in every_day(told)
    )


@given(validities(), periods())
def test_one_validity_counts_together_as_by_itself(validity: Validity, told: list[Period]) -> None:
    assert together([validity], told) == (validity.standing(told, begins=True)[0] is Standing.HOLDS)


@pytest.mark.parametrize(
    ("first", "last", "where"),
    [
        (DAY, DAY - timedelta(days=1), "last"),
        (date(1899, 12, 31), None, "first"),
        (None, date(2201, 1, 1), "last"),
    ],
)
def test_days_are_in_order_and_in_the_calendar(first: date | None, last: date | None, where: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        Validity(first, last)
    assert refusal.value.where == where


def test_one_day_is_a_validity() -> None:
    assert Validity(DAY, DAY).standing([(DAY, DAY)], begins=True) == (Standing.HOLDS, None)
    assert NOT_TOLD.standing([(DAY, DAY)], begins=False) == (Standing.NOT_STATED, None)
    assert Aircraft("PF2", certificate=Grade.FIRST).certificate_validity == NOT_TOLD
