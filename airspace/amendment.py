"""What is found of a revision by its trial's conditions and commitments, and by what was confirmed before."""

from dataclasses import dataclass

from airspace.condition_check import ConditionFinding
from airspace.envelope_value import Judgement


@dataclass(frozen=True, slots=True)
class Amendment:
    """`against` is the confirmed revision that it was judged against; None where none is confirmed.

    `notice` is whether the operator gave it as a notice of change, which needs no other decision.
    """

    against: int | None
    judgement: Judgement | None
    conditions: tuple[ConditionFinding, ...]
    notice: bool = False

    def __post_init__(self) -> None:
        if (self.against is None) != (self.judgement is None):
            raise ValueError("a judgement is against a confirmed revision")
        if self.notice and not self.is_minor:
            raise ValueError("a notice of change is enough only inside what was confirmed")

    @property
    def is_minor(self) -> bool:
        """Whether a notice of change is enough."""
        return self.judgement is not None and self.judgement.inside
