"""What is compared, and what is found, when an amendment is judged."""

from dataclasses import dataclass, field
from enum import StrEnum

from airspace.finding import Finding
from airspace.plan import Plan
from geo.terrain import Terrain
from geo.text import Text


class Aspect(StrEnum):
    """In what respect an amendment lies outside, in the order of reading."""

    GROUND_RISK_BUFFER = "ground_risk_buffer"
    HEIGHT = "height"
    TIME = "time"
    SPEED = "speed"
    MASS = "mass"
    AIRCRAFT = "aircraft"
    STATEMENT = "statement"
    FLIGHTS_A_DAY = "flights_a_day"
    CONDITION = "condition"
    FINDING = "finding"


ASPECT_NAMES = {
    Aspect.GROUND_RISK_BUFFER: Text("落下のおそれがある範囲（地上リスクバッファ）", "Ground-risk buffer"),
    Aspect.HEIGHT: Text("高さ", "Height"),
    Aspect.TIME: Text("日時", "Times"),
    Aspect.SPEED: Text("速度", "Speed"),
    Aspect.MASS: Text("重さ", "Mass"),
    Aspect.AIRCRAFT: Text("機体", "Aircraft"),
    Aspect.STATEMENT: Text("申告", "Statements"),
    Aspect.FLIGHTS_A_DAY: Text("1日の回数", "Flights a day"),
    Aspect.CONDITION: Text("留意事項・約束", "Conditions and commitments"),
    Aspect.FINDING: Text("事前確認の結果", "Findings"),
}

INSIDE_NAME = Text("変更届で足ります", "A notice of change is enough")
OUTSIDE_NAME = Text("もう一度、審査と意見照会が要ります", "Review and consultation are needed again")


@dataclass(frozen=True)
class Proposed:
    """A plan with what was found about each of its flights, and the ground under each."""

    plan: Plan
    findings: tuple[tuple[Finding, ...], ...] = field(repr=False)
    terrains: tuple[Terrain, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not len(self.plan.operations) == len(self.findings) == len(self.terrains):
            raise ValueError("each flight has its findings and its ground")


@dataclass(frozen=True, slots=True)
class Excess:
    """One thing outside: of which amended flight (None: of the plan), and by how much where it is a number.

    `by` is in metres, minutes, metres a second or flights, by aspect; None where it is no number or not known.
    """

    aspect: Aspect
    flight: int | None
    text: Text
    by: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What lies outside what was confirmed."""

    excesses: tuple[Excess, ...]

    @property
    def inside(self) -> bool:
        """Whether a notice of change is enough."""
        return not self.excesses

    @property
    def name(self) -> Text:
        """What follows, in words."""
        return INSIDE_NAME if self.inside else OUTSIDE_NAME
