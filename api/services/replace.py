"""Let a new edition take the place of an earlier one: from its first day on, the earlier judges no more."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from airspace.edition import Edition
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
        If one is not held, is of another kind, or does not judge before that day.
    """
    if not replaced:
        return ()
    first = _first_day(added)
    kinds = {edition.kind for edition in added}
    ended = []
    for edition_id in dict.fromkeys(replaced):
        edition = unit.editions.get(edition_id)
        if edition is None or edition.kind not in kinds or edition in added:
            raise EditionRefused(
                Text(f"同じ種類の版 {edition_id} はありません。", f"No edition {edition_id} of this kind is held."),
                Text("soramichi data list で確かめてください。", "Look at soramichi data list."),
            )
        if edition.in_force is None or not edition.in_force.meets(date.min, first - timedelta(days=1)):
            raise EditionRefused(
                Text(
                    f"版 {edition_id} は {first} より前に判定しません。", f"{edition_id} does not judge before {first}."
                ),
                Text("有効期間を確かめてください。", "Check the days in force."),
            )
        unit.editions.end(edition_id, first - timedelta(days=1))
        unit.audit.append(
            at=now, actor="data import", action="edition ended", subject=edition_id, details={"first": f"{first}"}
        )
        ended.append(edition)
    return tuple(ended)


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
