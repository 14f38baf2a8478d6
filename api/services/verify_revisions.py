"""Verify that each revision is the one that was submitted: by its own hash, and by the hash that the audit log kept."""

import json
from collections.abc import Iterator

from airspace.proposal import hash_of
from airspace.workflow import Step
from api.services.retention import hash_of_tombstones
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

FREEZING = (Step.SUBMIT, Step.AMEND, Step.NOTIFY_CHANGE)
"""Steps that may freeze a revision; the log then keeps its number and hash."""


def verify_revisions(unit: UnitOfWork) -> Iterator[Text]:
    """Yield what is wrong, nothing where all is as it was; a revision that was ended is vouched for by its tombstone.

    The log itself must have been verified before.
    """
    told = 0
    for event in unit.audit.events(actions=FREEZING):
        details = json.loads(event.details)
        if "sha256" not in details:
            continue  # a change that needed no new revision
        number, sha256 = details["revision"], details["sha256"]
        told += 1
        frozen = unit.trials.frozen(event.subject, number)
        if frozen is not None:
            if frozen.sha256 != sha256 or hash_of(frozen.canonical) != sha256:
                yield _wrong(event.subject, number, Text("内容が提出時と違います", "it is not what was submitted"))
        elif sha256 not in {
            stone.sha256
            for stone in unit.retention.tombstones(event.subject)
            if stone.table_name == "proposal_revision" and stone.number == number
        }:
            yield _wrong(event.subject, number, Text("消されています", "it is gone without a tombstone"))
    held = unit.trials.count_revisions()
    ended = unit.retention.count("proposal_revision")
    if held + ended > told:
        yield Text(
            f"監査記録にない計画書の版が {held + ended - told} 件あります。",
            f"{held + ended - told} revisions are there that the audit log knows nothing of.",
        )
    yield from _false_tombstones(unit)


def _false_tombstones(unit: UnitOfWork) -> Iterator[Text]:
    for event in unit.audit.events(actions=("retention_ended",)):
        details = json.loads(event.details)
        stones = tuple(s for s in unit.retention.tombstones(event.subject) if s.rule == details["rule"])
        if len(stones) != details["rows"] or hash_of_tombstones(stones) != details["tombstones"]:
            yield Text(
                f"{event.subject} の廃棄の記録が、監査記録と合いません。",
                f"The tombstones of {event.subject} are not those that the audit log vouches for.",
            )


def _wrong(trial_id: str, number: int, what: Text) -> Text:
    return Text(f"{trial_id} の計画書 第{number}版: {what.ja}。", f"Revision {number} of {trial_id}: {what.en}.")
