"""Category against an oracle that tries every way in which what is open may turn out, and the table in plain words."""

from dataclasses import replace
from datetime import date
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.finding import Entails, Outcome, ResolvedBy
from airspace.procedures import japan
from airspace.trial import EntryControl, Vehicle
from airspace.verdict import Category, Level, Necessity
from airspace.verdict.category import Terms, bounds_of
from airspace.verdict.items import Items
from airspace.verdict.value import LIGHTEST_FIRST
from geo.text import Text
from tests.airspace.verdicts import (
    AIRSPACE,
    BVLOS,
    DISTRICT,
    DROPPING,
    EMERGENCY,
    EVENT,
    GOODS,
    HEIGHT,
    ITEMS,
    METHODS,
    NEAR,
    NIGHT,
    PORTS,
    SMALL_UA_ACT,
    THIRD,
    WORDS,
    ZONE,
    concluded,
    found,
    meant,
)
from tests.airspace.worlds import flight
from tests.zoo import ROUTES

CAUGHT, OPEN = Outcome.CAUGHT, Outcome.UNDETERMINED
NONE, GUARDS, AREA = EntryControl.NONE, EntryControl.ASSISTANTS, EntryControl.CONTROLLED_AREA
ORDER = ["I", "II-B", "II-A", "III"]


# --- the oracle: the law's order, written once more


def known(items: frozenset[str], *, kept_away: bool, mass_kg: float, tether_m: float) -> str:
    """Return the category where everything is known."""
    if 0 < tether_m <= 30 and kept_away:
        items -= {DISTRICT, NIGHT, BVLOS, NEAR, DROPPING}
    if len(items) == 0:
        return "I"
    if not kept_away:
        return "III"
    if mass_kg >= 25:
        return "II-A"
    return "II-B" if items <= {DISTRICT, NIGHT, BVLOS, NEAR} else "II-A"


def ways(certain: set[str], still_open: set[str], kept_away: bool | None, mass_kg: float | None, tether_m: float):
    """Return each category that the flight may turn out to have."""
    subsets = chain.from_iterable(combinations(still_open, size) for size in range(len(still_open) + 1))
    return {
        known(frozenset(certain | set(some)), kept_away=kept, mass_kg=mass, tether_m=tether_m)
        for some, kept, mass in product(
            subsets,
            [True, False] if kept_away is None else [kept_away],
            [1.0, 30.0] if mass_kg is None else [mass_kg],
        )
    }


@pytest.mark.parametrize("kept_away", [True, False, None])
@pytest.mark.parametrize("tether_m", [0.0, 30.0])
def test_every_set_of_items_against_the_oracle(kept_away: bool | None, tether_m: float) -> None:
    in_order = tuple(japan().items)
    assert set(in_order) == ITEMS
    for mask in range(2 ** len(in_order)):
        items = tuple(slug for bit, slug in enumerate(in_order) if mask >> bit & 1)
        for heavy, mass_kg in ((True, 25.0), (False, 24.9), (None, None)):
            bounds = bounds_of(Items(items, ()), Terms(kept_away, heavy, tethered=tether_m > 0))
            may = sorted(ways(set(items), set(), kept_away, mass_kg, tether_m), key=ORDER.index)
            assert (bounds.at_least, bounds.at_most) == (may[0], may[-1])
            assert bounds.category == (may[0] if len(may) == 1 else "UNDETERMINED")


SOME = (PORTS, EVENT, DISTRICT, BVLOS, DROPPING)
STATES = ("absent", "certain", "open")


@pytest.mark.parametrize("entry_control", [None, NONE, GUARDS, EntryControl.OTHER])
@pytest.mark.parametrize("mass_kg", [None, 24.999, 25.0])
def test_whole_verdicts_against_the_oracle(entry_control: EntryControl | None, mass_kg: float | None) -> None:
    kept_away = None if entry_control is None else entry_control is not NONE
    for number, states in enumerate(product(STATES, repeat=len(SOME))):
        tether_m = (None, 0.0, 30.0, 30.1, 0.1)[number % 5]
        findings = [
            found(slug, CAUGHT if state == "certain" else OPEN)
            for slug, state in zip(SOME, states, strict=True)
            if state != "absent"
        ]
        operation = meant(entry_control, None, takeoff_mass_kg=mass_kg, tether_m=tether_m)
        verdict = concluded(operation, findings)
        certain = {slug for slug, state in zip(SOME, states, strict=True) if state == "certain"}
        still_open = {slug for slug, state in zip(SOME, states, strict=True) if state == "open"}
        may = sorted(ways(certain, still_open, kept_away, mass_kg, tether_m or 0.0), key=ORDER.index)
        assert (verdict.category_at_least, verdict.category_at_most) == (may[0], may[-1])
        assert verdict.category == (may[0] if len(may) == 1 else "UNDETERMINED")
        (stretch,) = verdict.segments
        assert (stretch.category, stretch.category_at_least) == (verdict.category, verdict.category_at_least)


# --- laws


FINDINGS = st.lists(st.tuples(st.sampled_from(sorted(ITEMS)), st.sampled_from(list(Outcome))), max_size=5)
OPERATIONS = st.builds(
    meant,
    st.sampled_from([None, *EntryControl]),
    st.sampled_from([None, True, False]),
    takeoff_mass_kg=st.sampled_from([None, 0.1, 9.8, 25.0]),
    tether_m=st.sampled_from([None, 0.0, 20.0]),
    insured=st.sampled_from([None, True, False]),
)


@given(OPERATIONS, FINDINGS, st.sampled_from(sorted(ITEMS)))
def test_one_item_more_never_lowers_the_category(operation, pairs, more) -> None:
    findings = [found(*pair) for pair in pairs]
    before, after = concluded(operation, findings), concluded(operation, [*findings, found(more)])
    rank = LIGHTEST_FIRST.index
    assert rank(after.category_at_least) >= rank(before.category_at_least)
    assert rank(after.category_at_most) >= rank(before.category_at_most)


@given(OPERATIONS, FINDINGS)
def test_a_category_is_known_just_where_its_bounds_meet(operation, pairs) -> None:
    verdict = concluded(operation, [found(*pair) for pair in pairs])
    assert (verdict.category is Category.UNDETERMINED) is (verdict.category_at_least is not verdict.category_at_most)
    assert bool(verdict.missing) or verdict.category is not Category.UNDETERMINED


# --- in plain words


@pytest.mark.parametrize(
    ("findings", "entry_control", "mass_kg", "category", "at_least", "at_most"),
    [
        ([], None, None, "I", "I", "I"),
        ([], NONE, 30.0, "I", "I", "I"),
        ([(DISTRICT, Outcome.ADVISORY)], NONE, None, "I", "I", "I"),
        ([(NEAR, Outcome.ADVISORY)], NONE, None, "I", "I", "I"),
        ([(DISTRICT, CAUGHT)], GUARDS, 9.8, "II-B", "II-B", "II-B"),
        ([(DISTRICT, CAUGHT)], GUARDS, 25.0, "II-A", "II-A", "II-A"),
        ([(DISTRICT, CAUGHT)], GUARDS, None, "UNDETERMINED", "II-B", "II-A"),
        ([(HEIGHT, CAUGHT)], GUARDS, None, "II-A", "II-A", "II-A"),
        ([(DISTRICT, CAUGHT)], NONE, None, "III", "III", "III"),
        ([(DISTRICT, CAUGHT)], None, 9.8, "UNDETERMINED", "II-B", "III"),
        ([(HEIGHT, CAUGHT)], None, 9.8, "UNDETERMINED", "II-A", "III"),
        ([(DISTRICT, OPEN)], GUARDS, 9.8, "UNDETERMINED", "I", "II-B"),
        ([(DISTRICT, OPEN)], NONE, 9.8, "UNDETERMINED", "I", "III"),
        ([(DISTRICT, OPEN), (HEIGHT, CAUGHT)], GUARDS, 9.8, "II-A", "II-A", "II-A"),
        ([(DISTRICT, OPEN), (NIGHT, CAUGHT)], NONE, None, "III", "III", "III"),
    ],
)
def test_category(findings, entry_control, mass_kg, category, at_least, at_most) -> None:
    verdict = concluded(meant(entry_control, takeoff_mass_kg=mass_kg), [found(*each) for each in findings])
    assert (verdict.category, verdict.category_at_least, verdict.category_at_most) == (category, at_least, at_most)


def test_what_only_the_day_can_tell_is_a_condition_and_leaves_the_category_known() -> None:
    on_the_day = found(EMERGENCY, OPEN, resolved_by=ResolvedBy.FLIGHT_DAY, text=Text("公示を見る", "see the notice"))
    verdict = concluded(meant(), [on_the_day, on_the_day])
    assert verdict.category is Category.I
    assert verdict.conditions == (Text("緊急用務空域：公示を見る", "Emergency airspace: see the notice"),)
    known_now = concluded(meant(GUARDS, takeoff_mass_kg=1.0), [found(EMERGENCY, CAUGHT)])
    assert known_now.category is Category.II_A
    assert known_now.conditions == ()


@pytest.mark.parametrize("outcome", [OPEN, CAUGHT])
@pytest.mark.parametrize("rule", [THIRD, "outside-prefecture"])
def test_what_is_no_item_leaves_the_category_alone(rule: str, outcome: Outcome) -> None:
    assert concluded(meant(), [found(rule, outcome)]).category is Category.I


@pytest.mark.parametrize("outcome", [OPEN, CAUGHT])
@pytest.mark.parametrize("entails", [Entails.PROHIBITED, Entails.NEEDS_CONSENT_AND_NOTICE])
def test_other_laws_are_named_apart_and_leave_the_category_alone(entails: Entails, outcome: Outcome) -> None:
    verdict = concluded(meant(NONE, True), [found(ZONE, outcome, entails)])
    assert verdict.category is Category.I
    assert verdict.apart == (WORDS,)
    assert concluded(meant(), [found(ZONE, Outcome.ADVISORY, entails)]).apart == ()


def test_consultation_is_neither_an_item_nor_apart() -> None:
    verdict = concluded(meant(NONE), [found(ZONE, CAUGHT, Entails.NEEDS_CONSULTATION)])
    assert (verdict.category, verdict.apart) == (Category.I, ())


def test_zones_that_are_silent_may_hide_an_item() -> None:
    silent = found(ZONE, OPEN, Entails.NEEDS_CONSULTATION, resolved_by=ResolvedBy.DATA)
    verdict = concluded(meant(GUARDS), [silent])
    assert (verdict.category, verdict.category_at_most) == (Category.UNDETERMINED, Category.II_A)
    asked = found(ZONE, OPEN, Entails.NEEDS_CONSULTATION, resolved_by=ResolvedBy.OPERATOR)
    assert concluded(meant(GUARDS), [asked]).category is Category.I


def test_what_only_dips_says_keeps_the_category_open() -> None:
    """The second check names the item of another rule; where that rule has caught it, nothing is open."""
    says = replace(found("dips-prohibited-area", OPEN, Entails.SPECIFIED_FLIGHT_AIRSPACE), item=DISTRICT)
    alone = concluded(meant(GUARDS, takeoff_mass_kg=1.0), [says])
    assert (alone.category_at_least, alone.category_at_most) == (Category.I, Category.II_B)
    assert alone.segments[0].open_items == (DISTRICT,)
    both = concluded(meant(GUARDS, takeoff_mass_kg=1.0), [says, found(DISTRICT)])
    assert both.category is Category.II_B
    nothing = concluded(meant(GUARDS), [replace(says, item=None, entails=Entails.NEEDS_CONSULTATION)])
    assert nothing.category is Category.I


def test_a_rule_that_is_not_judged_may_be_an_item() -> None:
    verdict = concluded(meant(GUARDS, takeoff_mass_kg=1.0), [], [NIGHT])
    assert (verdict.category_at_least, verdict.category_at_most) == (Category.I, Category.II_B)
    assert "Flight at night" in " ".join(text.en for text in verdict.missing)
    elsewhere = concluded(meant(GUARDS), [], [SMALL_UA_ACT, THIRD])
    assert elsewhere.category is Category.I
    assert "Small UA Act" in elsewhere.missing[0].en


def test_whatever_is_undetermined_says_what_is_missing() -> None:
    verdict = concluded(meant(), [found(DISTRICT, OPEN)], [NIGHT])
    said = [text.en for text in verdict.missing]
    assert len(said) == 5
    assert "entry control" in said[0]
    assert "take-off mass" in said[1]
    assert said[2] == "Items still open: Over a densely inhabited district"
    assert said[3].endswith("Flight at night")
    assert "line of sight" in said[4]
    assert all(text.ja for text in verdict.missing)


@pytest.mark.parametrize(
    ("operation", "outcomes", "asked"),
    [
        (meant(GUARDS, False, takeoff_mass_kg=1.0, automatic=True), [(DISTRICT, CAUGHT)], []),
        (meant(GUARDS, False, automatic=True), [(DISTRICT, CAUGHT)], ["take-off mass"]),
        (meant(GUARDS, False, automatic=True), [(DISTRICT, OPEN)], ["take-off mass", "still open"]),
        (meant(GUARDS, False, automatic=True), [(HEIGHT, CAUGHT), (DISTRICT, OPEN)], []),
        (meant(None, False, automatic=True, takeoff_mass_kg=1.0), [(DISTRICT, CAUGHT)], ["entry control"]),
        (meant(None, False, automatic=True), [(HEIGHT, CAUGHT)], ["entry control"]),
        (meant(NONE, False, automatic=True), [(DISTRICT, OPEN)], ["still open"]),
        (meant(None, False, automatic=True), [], []),
    ],
)
def test_only_what_decides_is_asked(operation, outcomes, asked) -> None:
    verdict = concluded(operation, [found(*pair) for pair in outcomes])
    assert len(verdict.missing) == len(asked)
    assert all(words in text.en for words, text in zip(asked, verdict.missing, strict=True))


# --- tether


@pytest.mark.parametrize(
    ("tether_m", "entry_control", "on", "category"),
    [
        (30.0, GUARDS, date(2026, 11, 30), "I"),
        (0.5, GUARDS, date(2026, 11, 30), "I"),
        (30.1, GUARDS, date(2026, 11, 30), "II-B"),
        (0.0, GUARDS, date(2026, 11, 30), "II-B"),
        (None, GUARDS, date(2026, 11, 30), "II-B"),
        (30.0, NONE, date(2026, 11, 30), "III"),
        (30.0, None, date(2026, 11, 30), "UNDETERMINED"),
        (30.0, GUARDS, date(2022, 12, 5), "I"),
    ],
)
def test_tether(tether_m, entry_control, on, category) -> None:
    operation = meant(entry_control, False, on=on, tether_m=tether_m, takeoff_mass_kg=1.0)
    verdict = concluded(operation, [found(DISTRICT), found(NIGHT), found(NEAR), found(BVLOS)])
    assert verdict.category == category


@pytest.mark.parametrize(("day", "needed"), [(23, Necessity.REQUIRED), (24, Necessity.NOT_REQUIRED)])
def test_the_tether_excepts_from_its_day_on(day: int, needed: Necessity) -> None:
    operation = meant(GUARDS, on=date(2021, 9, day), tether_m=30.0)
    assert concluded(operation, [found(DISTRICT)]).permission is needed
    assert concluded(operation, [found(HEIGHT)]).permission is Necessity.REQUIRED


@pytest.mark.parametrize("rule", sorted(ITEMS))
def test_what_a_tether_opens(rule: str) -> None:
    verdict = concluded(meant(GUARDS, tether_m=10.0, takeoff_mass_kg=1.0), [found(rule)])
    opened = rule in {DISTRICT, NIGHT, BVLOS, NEAR, DROPPING}
    assert verdict.category is (Category.I if opened else Category.II_A)
    assert ("tether" in verdict.segments[0].why.en) is opened


def test_why_a_stretch_has_its_category() -> None:
    def why(operation, *findings) -> str:
        return concluded(operation, findings).segments[0].why.en

    assert why(meant()) == "No item of specified flight."
    assert why(meant(GUARDS), found(NIGHT), found(PORTS, OPEN)) == (
        "Items of specified flight: Flight at night. Items still open: Around airports (obstacle surfaces). "
        "Entry control is stated."
    )
    assert why(meant(NONE), found(NIGHT)).endswith("No entry control is stated.")
    assert why(meant(), found(NIGHT)).endswith("Entry control is not shown.")
    assert "Left out by the tether exception: Flight at night." in why(
        meant(GUARDS, tether_m=9.0), found(NIGHT), found(EVENT)
    )
    assert "cannot be used" in why(meant(tether_m=9.0), found(NIGHT))
    assert "tether" not in why(meant(tether_m=9.0), found(EVENT))


# --- what has no category


@pytest.mark.parametrize(
    ("on", "mass_kg", "category"),
    [
        (date(2026, 11, 30), 0.0999, "NOT_APPLICABLE"),
        (date(2026, 11, 30), 0.1, "III"),
        (date(2026, 11, 30), None, "III"),
    ],
)
def test_an_aircraft_under_100_g_is_no_unmanned_aircraft(on, mass_kg, category) -> None:
    verdict = concluded(meant(NONE, True, on=on, takeoff_mass_kg=mass_kg), [found(DISTRICT)])
    assert verdict.category == category


@pytest.mark.parametrize(
    ("on", "mass_kg", "counts"),
    [(19, 0.1999, False), (19, 0.2, True), (20, 0.1999, True), (20, 0.1, True), (20, 0.0999, False)],
)
def test_the_least_weight_was_200_g_until_19_june_2022(on: int, mass_kg: float, counts: bool) -> None:
    verdict = concluded(meant(NONE, on=date(2022, 6, on), takeoff_mass_kg=mass_kg), [found(DISTRICT)])
    assert verdict.permission is (Necessity.REQUIRED if counts else Necessity.NOT_APPLICABLE)


def test_under_100_g_other_laws_still_bind() -> None:
    findings = [
        found(DISTRICT),
        found(EMERGENCY, OPEN, resolved_by=ResolvedBy.FLIGHT_DAY),
        found(SMALL_UA_ACT, CAUGHT, Entails.NEEDS_CONSENT_AND_NOTICE, text=Text("施設", "site")),
    ]
    verdict = concluded(meant(NONE, True, takeoff_mass_kg=0.09), findings)
    assert (verdict.category_at_least, verdict.level) == (Category.NOT_APPLICABLE, Level.NOT_APPLICABLE)
    assert "100 g" in verdict.missing[0].ja
    assert "134-3" in verdict.apart[0].en
    assert verdict.apart[1] == Text("施設", "site")
    assert len(verdict.conditions) == 1
    assert [each.slug for each in verdict.procedures] == ["small-ua-act-consent", "small-ua-act-notice"]
    assert (verdict.permission, verdict.approval) == (Necessity.NOT_APPLICABLE,) * 2
    assert verdict.evidence == ()
    assert [stretch.category for stretch in verdict.segments] == [Category.NOT_APPLICABLE]


def test_a_flying_car_has_no_category_and_lists_what_its_findings_ask_for() -> None:
    site = "evtol-take-off-and-landing-site"
    findings = [
        found(site, OPEN, Entails.INFORMATION),
        found(site, CAUGHT, Entails.INFORMATION),
        found(site, CAUGHT, Entails.INFORMATION, text=Text("別", "other")),
        found("outside-prefecture", Outcome.ADVISORY, Entails.INFORMATION),
        found(ZONE, OPEN, Entails.PROHIBITED, text=Text("区域", "zone")),
    ]
    verdict = concluded(flight(ROUTES["straight"], vehicle=Vehicle.EVTOL), findings)
    assert verdict.category is verdict.category_at_most is Category.NOT_APPLICABLE
    assert verdict.level is Level.NOT_APPLICABLE
    assert "flying" not in verdict.missing[0].en
    assert [(each.slug, each.necessity, each.form.en) for each in verdict.procedures] == [
        (site, Necessity.REQUIRED, "sentence"),
        (site, Necessity.REQUIRED, "other"),
        (ZONE, Necessity.UNDETERMINED, "zone"),
    ]
    desk = "MLIT Civil Aviation Bureau (desk for next-generation air mobility)"
    assert [each.office.en for each in verdict.procedures] == [desk, desk, "whom it names"]
    assert verdict.procedures[0].due is None
    assert verdict.apart == (Text("区域", "zone"),)
    assert verdict.evidence == ()


@pytest.mark.parametrize(
    ("outcome", "entails", "permission"),
    [
        (CAUGHT, Entails.NEEDS_AIRCRAFT_PERMISSION, Necessity.REQUIRED),
        (OPEN, Entails.NEEDS_AIRCRAFT_PERMISSION, Necessity.UNDETERMINED),
        (Outcome.ADVISORY, Entails.NEEDS_AIRCRAFT_PERMISSION, Necessity.UNDETERMINED),
        (CAUGHT, Entails.NEEDS_CONSULTATION, Necessity.UNDETERMINED),
    ],
)
def test_a_flying_car_needs_permission_as_an_aircraft_or_nobody_knows(
    outcome: Outcome, entails: Entails, permission: Necessity
) -> None:
    verdict = concluded(flight(ROUTES["straight"], vehicle=Vehicle.EVTOL), [found("evtol-permits", outcome, entails)])
    assert verdict.permission is permission
    assert verdict.approval is Necessity.NOT_APPLICABLE


@pytest.mark.parametrize("rule", sorted(ITEMS))
def test_before_categories_any_specified_flight_needed_permission_or_approval(rule: str) -> None:
    certified = {"aircraft_certificate": "first", "pilot_certificate": "first", "flight_manual": True}
    operation = meant(NONE, True, on=date(2022, 12, 4), takeoff_mass_kg=1.0, bvlos_limit_lifted=True, **certified)
    verdict = concluded(operation, [found(rule)])
    assert verdict.category is verdict.category_at_least is verdict.category_at_most is Category.NOT_APPLICABLE
    assert verdict.level is Level.NOT_APPLICABLE
    needed, other = (
        (verdict.permission, verdict.approval) if rule in AIRSPACE else (verdict.approval, verdict.permission)
    )
    assert (needed, other) == (Necessity.REQUIRED, Necessity.NOT_REQUIRED)
    (procedure,) = verdict.procedures
    assert "before the system of categories" in procedure.why.en
    assert procedure.due is None
    assert verdict.evidence == ()
    assert rule in METHODS | AIRSPACE


def test_days_on_both_sides_of_the_start_are_to_be_split() -> None:
    across = meant(NONE, True, on=date(2022, 12, 4), until=date(2022, 12, 5))
    verdict = concluded(across, [found(DISTRICT)])
    assert verdict.category is Category.UNDETERMINED
    assert (verdict.category_at_least, verdict.category_at_most) == (Category.III, Category.III)
    assert (verdict.level, verdict.permission) == (Level.UNDETERMINED, Necessity.REQUIRED)
    assert "check them apart" in verdict.missing[0].en
    assert verdict.segments[0].category is Category.UNDETERMINED
    first = concluded(meant(NONE, True, on=date(2022, 12, 5)), [found(DISTRICT)])
    assert (first.category, first.level) == (Category.III, Level.LEVEL_4)
    assert "has no Category" in concluded(meant(on=date(2022, 12, 4)), []).missing[0].en


def test_remarks() -> None:
    assert "Category III" in concluded(meant(), [found(DISTRICT)]).remarks[0].en
    assert concluded(meant(NONE), [found(DISTRICT)]).remarks == ()
    assert concluded(meant(GUARDS), [found(DISTRICT)]).remarks == ()
    outside = found("outside-prefecture", Outcome.ADVISORY, Entails.INFORMATION)
    assert "other offices" in concluded(meant(), [outside]).remarks[0].en
    assert GOODS in ITEMS
