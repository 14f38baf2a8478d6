"""Judge what only the operator can know: a yes, a no, or nothing stated yet.

A no is the operator's word, not a thing that was checked, and the sentence says so.
"""

from dataclasses import dataclass

from airspace.evidence import clear, finding
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from geo.text import Text

PROCEDURE = Text(
    "国土交通省の手続（承認、または機体認証と技能証明）を確かめるか、飛ばしかたを変えてください。",
    "See which of MLIT's procedures applies (approval, or certified aircraft and licence), or change how it is flown.",
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is said of a method of flight: where it is used, where that is not stated, and where it is not used."""

    used: Text
    not_stated: Text
    ask: Text
    not_used: Text


def judge(law: RuleLaw, stated: bool | None, sentences: Sentences, *, remedy: Text = PROCEDURE) -> Finding:
    """Return the finding on a method of flight, by whether the operator states that it is used."""
    if stated is None:
        return unstated(law, sentences.not_stated, sentences.ask)
    if stated:
        return used(law, sentences.used, remedy)
    return clear(
        law,
        Text(
            f"{sentences.not_used.ja}（事業者の申告による）。",
            f"{sentences.not_used.en}, as the operator states.",
        ),
    )


def used(law: RuleLaw, text: Text, remedy: Text = PROCEDURE) -> Finding:
    """Return the finding that a method of flight is used."""
    return finding(law, Outcome.CAUGHT, Entails.SPECIFIED_FLIGHT_METHOD, text, remedy)


def unstated(law: RuleLaw, text: Text, ask: Text) -> Finding:
    """Return the finding that the operator has not stated what decides."""
    return finding(
        law,
        Outcome.UNDETERMINED,
        Entails.SPECIFIED_FLIGHT_METHOD,
        text,
        ask,
        resolved_by=ResolvedBy.OPERATOR,
    )
