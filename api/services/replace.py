"""Let a new edition take the place of an earlier one: from its first day on, the earlier judges no more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from airspace.edition import Edition, InForce
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text


class EditionRefused(InputRefused):
    """The edition cannot be added, replaced or removed as the store stands."""


def end_replaced(
    unit: UnitOfWork, replaced: Sequence[str], added: Sequence[Edition], *, now: datetime
) -> tuple[Edition, ...]:
    """End editions on the day before the new ones judge, and return them as they were.

    What was judged by them stays: a frozen screening holds the days that it was judged by.

    Raises
    ------
    EditionRefused
        As `replaced_by`.
    """
    ended = replaced_by(unit, replaced, added)
    for before, last in ended:
        unit.editions.end(before.id, last)
        unit.audit.append(
            at=now, actor="data import", action="edition ended", subject=before.id, details={"last": f"{last}"}
        )
    return tuple(before for before, _ in ended)


def replaced_by(
    unit: UnitOfWork, replaced: Sequence[str], added: Sequence[Edition]
) -> tuple[tuple[Edition, date], ...]:
    """Return each edition that new ones replace, and the last day that is left to it; nothing is written.

    Raises
    ------
    EditionRefused
        If one is not held, is of another kind, or does not judge both before and after the new ones begin.
    """
    if not replaced:
        return ()
    first = _first_day(added)
    last = first - timedelta(days=1)
    kinds = {edition.kind for edition in added}
    new = {edition.id for edition in added}
    ended = []
    for edition_id in dict.fromkeys(replaced):
        edition = unit.editions.get(edition_id)
        if edition is None or edition.kind not in kinds or edition_id in new:
            raise EditionRefused(
                Text(f"同じ種類の版 {edition_id} はありません。", f"No edition {edition_id} of this kind is held."),
                Text("soramichi data list で確かめてください。", "Look at soramichi data list."),
            )
        days = edition.in_force
        if days is None or not days.meets(date.min, last) or not days.meets(first, date.max):
            raise EditionRefused(
                Text(
                    f"版 {edition_id} の有効期間は {first} をまたいでいません。",
                    f"{edition_id} does not judge both before and from {first}.",
                ),
                Text("soramichi data list で有効期間を確かめてください。", "Check its days with soramichi data list."),
            )
        ended.append((edition, last))
    return tuple(ended)


def ended_on(edition: Edition, last: date) -> Edition:
    """Return an edition as it is once a day is its last."""
    return replace(edition, in_force=InForce(edition.in_force.first if edition.in_force else None, last))


def _first_day(added: Sequence[Edition]) -> date:
    """Return the one day from which the new editions judge."""
    days = {edition.in_force.first if edition.in_force else None for edition in added}
    first = next(iter(days)) if len(days) == 1 else None
    if first is None:
        raise EditionRefused(
            Text("いつから前の版と替わるのかが分かりません。", "It is not known from when it takes its place."),
            Text("新しい版の初日を --in-force-from で書いてください。", "State the first day with --in-force-from."),
        )
    return first
