"""What a slip is bound to: the revision, the views held of it, who was asked and said what, and its check done again.

A further ground is one more name in `airspace.routing_slip.GROUND_NAMES` and one more line in `grounds_of`.
"""

from datetime import datetime
from typing import Any

import rfc8785

from airspace.consultation import Record
from airspace.finding import Finding
from airspace.override import held
from airspace.proposal import ProposalRevision, hash_of
from airspace.routing_slip import Ground
from api.services.override import overrides_of
from api.services.propose import revision_content
from api.services.screen import Atlases, screen_operation
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused


def grounds_of(unit: UnitOfWork, atlases: Atlases, revision: ProposalRevision, *, now: datetime) -> tuple[Ground, ...]:
    """Return what a decision about a revision rests on now; the editions are held until the unit ends."""
    unit.editions.hold_counter()
    views = [
        {"finding": list(view.place), "outcome": view.outcome and view.outcome.name, "reason": view.reason}
        for view in held(overrides_of(unit, revision))
    ]
    return (
        Ground("revision", revision.sha256),
        Ground("screening", _hash(_screened_anew(unit, atlases, revision, now))),
        Ground("views", _hash(views)),
        Ground("consultation", _hash([_asked(record) for record in unit.consultations.of_trial(revision.trial_id)])),
    )


def _asked(record: Record) -> list[Any]:
    # What changes with the clock alone, a due date that passes, is no other ground.
    return [record.consultation.id, record.withdrawal is not None, [answer.id for answer in record.answers]]


def _screened_anew(unit: UnitOfWork, atlases: Atlases, revision: ProposalRevision, now: datetime) -> list[Any]:
    found: list[Any] = []
    for data in revision_content(revision).operations:
        try:
            screening = screen_operation(unit, atlases, data.value(), now=now)
        except InputRefused as refusal:
            found.append(refusal.what.ja)
            continue
        found.append([_outcome(finding) for finding in screening.findings])
    return found


def _outcome(finding: Finding) -> list[str]:
    # To the metre, without the edition: the same land imported once more changes nothing.
    stretch = ["" if metres is None else f"{metres:.0f}" for metres in (finding.from_m, finding.to_m)]
    place = finding.place.ja if finding.place else ""
    return [finding.rule, finding.outcome.name, finding.entails.name, place, *stretch]


def _hash(value: Any) -> str:
    written: bytes = rfc8785.dumps(value)
    return hash_of(written.decode())
