"""A slip's unchanging part as canonical JSON (RFC 8785), by whose hash what was endorsed can be checked for ever."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import rfc8785

from airspace.condition_paper import read_terms, terms_paper
from airspace.letter import Facility, Redress
from airspace.proposal import DecisionKind, hash_of
from airspace.routing_slip.value import (
    Ground,
    LetterParticulars,
    Mode,
    ProposedDecision,
    RoutingSlip,
    Stop,
    StopKind,
)
from airspace.workflow import Step


def canonical(slip: RoutingSlip) -> str:
    """Return a slip without its events as canonical JSON.

    People stand in it by their accounts' random ids, the letter's particulars by their hash.
    """
    written: bytes = rfc8785.dumps(
        {
            "id": slip.id,
            "trial_id": slip.trial_id,
            "number": slip.number,
            "mode": slip.mode.value,
            "proposed": _plain(asdict(replace(slip.proposed, conditions=())))
            | {"conditions": [terms_paper(condition) for condition in slip.proposed.conditions]},
            "route": [_plain(asdict(stop)) for stop in slip.route],
            "grounds": [asdict(ground) for ground in slip.grounds],
            "drafted_by": slip.drafted_by,
            "drafted_post": slip.drafted_post,
            "drafted_at": slip.drafted_at.isoformat(timespec="microseconds"),
            "replaces": slip.replaces,
        }
    )
    return written.decode()


def sha256_of(slip: RoutingSlip) -> str:
    """Return the hash of a slip's canonical JSON."""
    return hash_of(canonical(slip))


def letter_sha256(letter: LetterParticulars) -> str:
    """Return the hash by which a slip knows its letter's particulars."""
    written: bytes = rfc8785.dumps(_plain(asdict(letter)))
    return hash_of(written.decode())


def read_paper(text: str) -> RoutingSlip:
    """Return the slip that a canonical JSON holds, without its letter's particulars and events."""
    data = json.loads(text)
    proposed = data["proposed"]
    return RoutingSlip(
        id=data["id"],
        trial_id=data["trial_id"],
        number=data["number"],
        mode=Mode(data["mode"]),
        proposed=ProposedDecision(
            step=Step(proposed["step"]),
            revision_number=proposed["revision_number"],
            revision_sha256=proposed["revision_sha256"],
            kind=DecisionKind(proposed["kind"]),
            basis=proposed["basis"],
            letter_sha256=proposed["letter_sha256"],
            seal=proposed["seal"],
            keep_years=proposed["keep_years"],
            conditions=tuple(read_terms(condition) for condition in proposed["conditions"]),
            reason=proposed["reason"],
            redress=Redress(**proposed["redress"]) if proposed["redress"] else None,
            facility=Facility(**proposed["facility"]) if proposed["facility"] else None,
        ),
        route=tuple(Stop(StopKind(stop["kind"]), stop["post"], stop["account_id"]) for stop in data["route"]),
        grounds=tuple(Ground(**ground) for ground in data["grounds"]),
        drafted_by=data["drafted_by"],
        drafted_post=data["drafted_post"],
        drafted_at=datetime.fromisoformat(data["drafted_at"]),
        replaces=data["replaces"],
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    # asdict keeps tuples and enums, which RFC 8785 does not know.
    return json.loads(json.dumps(values))  # type: ignore[no-any-return]
