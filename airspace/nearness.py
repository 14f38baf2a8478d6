"""How near a flight comes to a polygon of a layer, by the innermost volume that meets it and the data's accuracy."""

from enum import Enum

from airspace.facts import Hit
from airspace.finding import Outcome, VolumeKind


class Nearness(Enum):
    """How near, from over it to only the ground-risk buffer reaching it."""

    OVER = "over"
    WITHIN_ERROR = "within_error"
    ON_DEVIATION = "on_deviation"
    IN_BUFFER = "in_buffer"


OUTCOME_OF = {
    Nearness.OVER: Outcome.CAUGHT,
    Nearness.WITHIN_ERROR: Outcome.UNDETERMINED,
    Nearness.ON_DEVIATION: Outcome.UNDETERMINED,
    Nearness.IN_BUFFER: Outcome.ADVISORY,
}
"""What each nearness comes to where a rule does not say otherwise."""


def nearness(hit: Hit) -> Nearness:
    """Return how near the flight comes to the feature, seen from above."""
    if hit.innermost is VolumeKind.FLIGHT_GEOGRAPHY:
        return Nearness.OVER if hit.deep else Nearness.WITHIN_ERROR
    if hit.missed_by_m < hit.edition.accuracy_m:
        return Nearness.WITHIN_ERROR
    return Nearness.ON_DEVIATION if hit.innermost is VolumeKind.CONTINGENCY_VOLUME else Nearness.IN_BUFFER
