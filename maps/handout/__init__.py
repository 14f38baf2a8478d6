"""Papers of a community meeting: 回覧, poster, letter to the doors, questions and answers, and a form for answers."""

from maps.handout.draw import HANDOUT_NAMES, HandoutKind, handout
from maps.handout.facts import Card, Comparison, Extract, HandoutFacts, Question

__all__ = [
    "HANDOUT_NAMES",
    "Card",
    "Comparison",
    "Extract",
    "HandoutFacts",
    "HandoutKind",
    "Question",
    "handout",
]
