"""意見照会: whom the prefecture asks about a route, and what they answer: opinions, which approve nothing."""

from airspace.consultation.record import Record, refuse_answer, refuse_withdrawal
from airspace.consultation.summary import Summary, summarise
from airspace.consultation.value import (
    OPINION_NAMES,
    STANDING_NAMES,
    Answer,
    Consultation,
    Consultee,
    Opinion,
    Redaction,
    Reminder,
    Said,
    Standing,
    Withdrawal,
)
from airspace.consultation.words import as_given

__all__ = [
    "OPINION_NAMES",
    "STANDING_NAMES",
    "Answer",
    "Consultation",
    "Consultee",
    "Opinion",
    "Record",
    "Redaction",
    "Reminder",
    "Said",
    "Standing",
    "Summary",
    "Withdrawal",
    "as_given",
    "refuse_answer",
    "refuse_withdrawal",
    "summarise",
]
