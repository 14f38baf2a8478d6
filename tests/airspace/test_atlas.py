"""What an atlas makes of its layers once, what the next atlas takes over, and what counts as covered."""

from dataclasses import replace
from datetime import date

import pytest
import shapely
from shapely import box

from airspace.atlas import GAP_TOLERANCE_M, Atlas, _without_gaps
from airspace.edition import InForce, Layer, LayerKind
from airspace.screening import screen
from tests.airspace.worlds import HOME_PREFECTURE, NOW, districts, flight
from tests.zoo import PLANE, at, plane_box

DAY = date(2026, 11, 4)
LAYER = districts(plane_box(-500, -500, 500, 500))


def sheet(atlas: Atlas) -> object:
    (found,) = atlas.sheets(LayerKind.DID, DAY, DAY, PLANE)
    return found


def test_the_next_atlas_takes_over_what_did_not_change() -> None:
    first = Atlas(HOME_PREFECTURE, [LAYER])
    made = sheet(first), first.coverage(LayerKind.DID, DAY, DAY, PLANE), first.territory(DAY, DAY, PLANE)
    other = Layer(replace(LAYER.edition, id="other", kind=LayerKind.ZONES), ())
    second = Atlas(HOME_PREFECTURE, [LAYER, other], before=first)
    assert sheet(second) is made[0]
    assert second.coverage(LayerKind.DID, DAY, DAY, PLANE) is made[1]
    assert second.territory(DAY, DAY, PLANE) is made[2]


@pytest.mark.parametrize("change", ["days", "edition", "prefecture"])
def test_nothing_is_taken_over_of_what_changed(change: str) -> None:
    first = Atlas(HOME_PREFECTURE, [LAYER])
    made = sheet(first)
    changed = {
        "days": (HOME_PREFECTURE, replace(LAYER.edition, in_force=InForce(date(2026, 1, 1), None))),
        "edition": (HOME_PREFECTURE, replace(LAYER.edition, id="other")),
        "prefecture": (replace(HOME_PREFECTURE, code="99"), LAYER.edition),
    }
    prefecture, edition = changed[change]
    second = Atlas(prefecture, [replace(LAYER, edition=edition)], before=first)
    assert sheet(second) is not made


def test_a_flight_is_judged_the_same_by_either() -> None:
    """The district moved: an atlas that began from the one before says what a fresh one says."""
    moved = districts(plane_box(2_000, 2_000, 3_000, 3_000))
    moved = replace(moved, edition=replace(moved.edition, id="moved"))
    operation = flight([at(-2_000, 0), at(2_000, 0)])
    first = Atlas(HOME_PREFECTURE, [LAYER])
    before = screen(operation, first, screened_at=NOW)
    after = screen(operation, Atlas(HOME_PREFECTURE, [moved], before=first), screened_at=NOW)
    assert after == screen(operation, Atlas(HOME_PREFECTURE, [moved]), screened_at=NOW)
    assert before.outcome != after.outcome


@pytest.mark.parametrize(("width_m", "closes"), [(1.0, True), (8.0, True), (12.0, False)])
def test_a_gap_between_two_covers_is_closed_and_no_more_is_claimed_than_by_true_circles(
    width_m: float, closes: bool
) -> None:
    land = shapely.union_all([box(0, 0, 1_000, 1_000), box(1_000 + width_m, 0, 2_000, 700)])
    found = _without_gaps(land)
    assert found.contains(shapely.Point(1_000 + width_m / 2, 350)) is closes
    fine = land.buffer(GAP_TOLERANCE_M, quad_segs=256).buffer(-GAP_TOLERANCE_M, quad_segs=256)
    assert found.difference(fine.buffer(1e-3)).area == 0
