"""Open a switch of editions: in the transaction that changes them, put off the work of looking at trials again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count

from airspace.edition import Edition
from airspace.rescreening import EditionSwitch, SwitchedEdition
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork

RESCREEN_SHARE = "rescreen_share"
"""The task that looks at some trials of a switch again; it is given the switch's id and those of the trials."""

SHARE = 50
"""How many trials one job takes: little is lost with a killed worker, and several workers have something to do."""


def open_switch(
    unit: UnitOfWork, added: Sequence[Edition], *, now: datetime, gone: Sequence[Edition] = ()
) -> EditionSwitch | None:
    """Record that editions came or went and defer the work that follows; None where no trial is concerned.

    This unit must have changed the editions already: until it ends nobody can submit by what it leaves behind, so no
    trial is missed. A day on which an edition comes into force changes nothing: each flight was judged by the editions
    in force on its own days.
    """
    switched = tuple(
        SwitchedEdition(edition.id, edition.kind, edition.title, came)
        for editions, came in ((added, True), (gone, False))
        for edition in editions
        if edition.in_force is not None
    )
    trials = unit.rescreenings.to_rescreen() if switched else ()
    if not trials:
        return None
    switch = EditionSwitch(new_id(), unit.rescreenings.next_number(), now, switched, len(trials))
    unit.rescreenings.add_switch(switch)
    for share in shares(trials):
        unit.jobs.defer(RESCREEN_SHARE, {"switch": switch.id, "trials": list(share)}, now=now)
    unit.audit.append(
        at=now,
        actor="data",
        action="switch_opened",
        subject=switch.id,
        details={"number": switch.number, "trials": switch.due},
    )
    return switch


def shares(trials: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the trials, a share at a time."""
    for start in count(0, SHARE):
        if start >= len(trials):
            return
        yield trials[start : start + SHARE]
