"""起案・決裁: the office's own path to a decision, held as data.

`value` what a slip is, `course` where it stands, `acts` who may do what with it, `draft` what a draft owes, `paper` its
canonical JSON.
"""

from airspace.routing_slip.acts import ACT_NAMES, Act, next_acts, refuse_act, refuse_deputy, told, why_not
from airspace.routing_slip.course import SLIP_STATE_NAMES, Course, Disordered, SlipState, course_of, waiting_stop
from airspace.routing_slip.draft import (
    GROUND_NAMES,
    grounds_changed,
    letter_as_kept,
    proposed_as_kept,
    refuse_drafter,
    refuse_not_entitled,
    refuse_overtaken,
    route_as_kept,
)
from airspace.routing_slip.paper import canonical, letter_sha256, read_paper, sha256_of
from airspace.routing_slip.value import (
    EVENT_NAMES,
    MODE_NAMES,
    PROPOSABLE,
    STOP_NAMES,
    EventKind,
    Ground,
    LetterParticulars,
    Mode,
    Person,
    ProposedCondition,
    ProposedDecision,
    RoutingSlip,
    SlipEvent,
    Stop,
    StopKind,
)

__all__ = [
    "ACT_NAMES",
    "EVENT_NAMES",
    "GROUND_NAMES",
    "MODE_NAMES",
    "PROPOSABLE",
    "SLIP_STATE_NAMES",
    "STOP_NAMES",
    "Act",
    "Course",
    "Disordered",
    "EventKind",
    "Ground",
    "LetterParticulars",
    "Mode",
    "Person",
    "ProposedCondition",
    "ProposedDecision",
    "RoutingSlip",
    "SlipEvent",
    "SlipState",
    "Stop",
    "StopKind",
    "canonical",
    "course_of",
    "grounds_changed",
    "letter_as_kept",
    "letter_sha256",
    "next_acts",
    "proposed_as_kept",
    "read_paper",
    "refuse_act",
    "refuse_deputy",
    "refuse_drafter",
    "refuse_not_entitled",
    "refuse_overtaken",
    "route_as_kept",
    "sha256_of",
    "told",
    "waiting_stop",
    "why_not",
]
