"""What is found of a revision by its trial's conditions and commitments, and by what was confirmed before."""

from dataclasses import dataclass

from airspace.condition_check import ConditionFinding
from airspace.envelope_value import Judgement


@dataclass(frozen=True, slots=True)
class Amendment:
    """`against` is the confirmed revision that it was judged against; None where none is confirmed."""

    against: int | None
    judgement: Judgement | None
    conditions: tuple[ConditionFinding, ...]

    def __post_init__(self) -> None:
        if (self.against is None) != (self.judgement is None):
            raise ValueError("a judgement is against a confirmed revision")
