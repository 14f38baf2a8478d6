"""Category: the order of MLIT's questions, answered once at the best and once at the worst of what is still open."""

from collections.abc import Collection
from dataclasses import dataclass

from airspace.declared import Grade
from airspace.procedures import japan
from airspace.trial import EntryControl, Operation
from airspace.verdict.items import Items
from airspace.verdict.value import LIGHTEST_FIRST, Category


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator states that decides the category; None is not stated, or not shown.

    `controlled` is whether third parties are kept from the whole area into which the aircraft may fall, `heavy`
    whether its maximum take-off mass reaches that of II-A, `tethered` whether the tether is one that the law excepts.
    """

    controlled: bool | None
    heavy: bool | None
    tethered: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest category that the flight can turn out to have."""

    at_least: Category
    at_most: Category

    @property
    def category(self) -> Category:
        """The category where it does not depend on what is open."""
        return self.at_least if self.at_least is self.at_most else Category.UNDETERMINED

    def may_be(self, category: Category) -> bool:
        """Return whether a category lies within the bounds."""
        rank = LIGHTEST_FIRST.index
        return rank(self.at_least) <= rank(category) <= rank(self.at_most)


def terms_of(operation: Operation) -> Terms:
    """Return what an operation states."""
    country, declared, day = japan(), operation.declared, operation.last_day
    mass_kg, tether_m = declared.takeoff_mass_kg, declared.tether_m
    return Terms(
        controlled=_controlled(operation),
        heavy=None if mass_kg is None else mass_kg >= country.figure("heavy_kg", day),
        tethered=tether_m is not None
        and 0 < tether_m <= country.figure("tether_m", day)
        and country.holds("tether", operation.first_day),
    )


def _controlled(operation: Operation) -> bool | None:
    """Return whether entry control is claimed; an onboard camera counts as such only in a flight at Level 3.5."""
    match operation.entry_control:
        case None:
            return None
        case EntryControl.NONE:
            return False
        case EntryControl.ONBOARD_CAMERA:
            return True if _camera_counts(operation) else None
        case _:
            return True


def _camera_counts(operation: Operation) -> bool:
    """Return whether Level 3.5 exists on that day and none of its conditions is stated to be lacking."""
    return japan().holds("level_3_5", operation.first_day) and False not in level_3_5_conditions(operation)


def level_3_5_conditions(operation: Operation) -> tuple[bool | None, ...]:
    """Return what Level 3.5 asks of crew, aircraft and insurance; None is not stated."""
    declared = operation.declared
    licence = declared.pilot_certificate
    return (
        operation.bvlos,
        declared.forward_camera,
        declared.insured,
        declared.bvlos_limit_lifted,
        None if licence is None else licence is not Grade.NONE,
    )


def category_of(items: Collection[str], *, controlled: bool, heavy: bool, tethered: bool) -> Category:
    """Return the category where everything is known."""
    left = remaining(items, controlled=controlled, tethered=tethered)
    if not left:
        return Category.I
    if not controlled:
        return Category.III
    table = japan().items
    return (
        Category.II_A if heavy or any(table[slug].category == Category.II_A.value for slug in left) else Category.II_B
    )


def remaining(items: Collection[str], *, controlled: bool, tethered: bool) -> tuple[str, ...]:
    """Return the items that a tether with entry control does not take away."""
    table = japan().items
    excepted = tethered and controlled
    return tuple(slug for slug in items if not (excepted and table[slug].tether_opens))


def bounds_of(items: Items, terms: Terms) -> Bounds:
    """Return the bounds of the category: each question answered at its best, and at its worst, while it is open.

    No answer at its worst ever lowers the category, so the two answers bound all others.
    """
    return Bounds(
        category_of(
            items.certain,
            controlled=terms.controlled is not False,
            heavy=terms.heavy is True,
            tethered=terms.tethered,
        ),
        category_of(
            items.possible,
            controlled=terms.controlled is True,
            heavy=terms.heavy is not False,
            tethered=terms.tethered,
        ),
    )
