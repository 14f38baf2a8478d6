"""Verify the audit log: find an event that was altered, removed, put in, moved or cut off, and a chain made anew.

The log is read once, event by event, so its length is no matter. What somebody with the database could do to it at
leisure, recompute the whole chain, is found by anchors alone: heads that were noted outside.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from airspace.anchor import Anchor
from api.store.audit import GENESIS, AuditEvent, AuditLog, Misfit
from geo.text import Text

REACH = 1_000
"""How many places to either side are looked through for the one that an event stood at."""


class Tampering(StrEnum):
    """What was done to the log."""

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    UNLINKED = "unlinked"
    CUT_OFF = "cut_off"
    RECOMPUTED = "recomputed"


NAMES = {
    Tampering.ALTERED: Text("内容が書き換えられています", "its content was altered"),
    Tampering.REMOVED: Text("この番号の記録が消されています", "the event of this number was removed"),
    Tampering.INSERTED: Text("後から差し込まれた記録です", "it was put in later"),
    Tampering.REORDERED: Text("順序が入れ替えられています", "it was moved: the order was changed"),
    Tampering.UNLINKED: Text(
        "前の記録とつながっていません（この記録か1つ前の記録が作り替えられています）",
        "it does not follow the one before: one of the two was made anew",
    ),
    Tampering.CUT_OFF: Text("ここから後の記録が切り捨てられています", "from here on the log was cut off"),
    Tampering.RECOMPUTED: Text(
        "控えと合いません（この番号かそれより前が書き換えられ、鎖が計算し直されています）",
        "it is not what the anchor says: it or one before was altered and the chain computed anew",
    ),
}


@dataclass(frozen=True, slots=True)
class Broken:
    """The first event at which the log is not what it was; `sound_to` is the newest number known to be sound."""

    tampering: Tampering
    number: int
    sound_to: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: how many events, the head, how many anchors held, and the first fault if any."""

    events: int
    head: str
    anchors: int
    broken: Broken | None


def verify_audit(
    log: AuditLog, anchors: Sequence[Anchor] = (), *, progress: Callable[[int], None] = lambda _: None
) -> Verified:
    """Verify the chain, and the anchors against it.

    Parameters
    ----------
    log
        The log of an open unit: all is read in one transaction.
    anchors
        Heads that were noted outside, in any order.
    progress
        Told the number of each event that was read.
    """
    misfit = log.first_misfit(progress)
    broken = _break(log, misfit) if misfit else _first_false_anchor(log, sorted(anchors))
    return Verified(log.count(), log.head, len(anchors), broken)


def _break(log: AuditLog, misfit: Misfit) -> Broken:
    """Say what was done."""
    number, event, following = misfit.number, misfit.event, misfit.following
    if event.number != number:
        done = Tampering.REMOVED if event.number > number else Tampering.INSERTED
        return Broken(done, min(number, event.number), number - 1)
    stood = _stood_at(event)
    if stood is not None and stood < number:
        # It was moved back by one that follows from those before it: only somebody who can hash makes such a one.
        return Broken(Tampering.INSERTED, number - 1, number - 2)
    if stood is not None:
        moved = log.number_of(event.previous) is not None
        return Broken(Tampering.REORDERED if moved else Tampering.REMOVED, number, number - 1)
    if following is not None and following.previous == misfit.previous and _made_at(following, number):
        return Broken(Tampering.INSERTED, number, number - 1)
    done = Tampering.UNLINKED if _made_at(event, number) else Tampering.ALTERED
    return Broken(done, number, number - 1)


def _made_at(event: AuditEvent, number: int) -> bool:
    """Whether an event's hash is that of its content at a place."""
    return event.hash == replace(event, number=number).made_hash


def _stood_at(event: AuditEvent) -> int | None:
    """Return the other place near by at which an event's hash was made, None where it was made at none."""
    for distance in range(1, REACH + 1):
        for number in (event.number - distance, event.number + distance):
            if number > 0 and _made_at(event, number):
                return number
    return None


def _first_false_anchor(log: AuditLog, anchors: Sequence[Anchor]) -> Broken | None:
    """Return where a chain that is whole in itself is not the one that was noted, None where it is."""
    sound_to = 0
    for anchor in anchors:
        found = log.hash_at(anchor.number) if anchor.number else GENESIS
        if found is None:
            return Broken(Tampering.CUT_OFF, log.count() + 1, sound_to)
        if found != anchor.sha256:
            return Broken(Tampering.RECOMPUTED, anchor.number, sound_to)
        sound_to = anchor.number
    return None
