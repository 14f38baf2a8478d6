"""What is recorded about days of flight: permits, plan notices, emergency checks, and what was decided of a day."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from airspace.condition import words_given
from airspace.trial import Window
from geo.errors import ValueRefused
from geo.readable import LINE_MARKS
from geo.text import Text

MOST_OF_A_NUMBER = 60
MOST_OF_A_REASON = 500


class PermitKind(StrEnum):
    """What MLIT gave a number to: the first three for unmanned aircraft, the others for aircraft that carry people."""

    PERMISSION = "permission"
    APPROVAL = "approval"
    PERMISSION_AND_APPROVAL = "permission_and_approval"
    TEST_FLIGHT = "test_flight"
    LICENCE_SCOPE = "licence_scope"
    LANDING_PLACE = "landing_place"
    LOW_FLIGHT = "low_flight"
    PILOTLESS = "pilotless"


PERMIT_NAMES = {
    PermitKind.PERMISSION: Text("飛行の許可（空域、第132条の85）", "permission of airspace (article 132-85)"),
    PermitKind.APPROVAL: Text("飛行の承認（方法、第132条の86）", "approval of method (article 132-86)"),
    PermitKind.PERMISSION_AND_APPROVAL: Text("飛行の許可・承認（両方）", "permission and approval"),
    PermitKind.TEST_FLIGHT: Text(
        "空飛ぶクルマ：試験飛行等の許可（第11条第1項ただし書）", "flying car: test flights (proviso of article 11 (1))"
    ),
    PermitKind.LICENCE_SCOPE: Text(
        "空飛ぶクルマ：技能証明の範囲を超える飛行の許可（第28条第3項）",
        "flying car: beyond the scope of a licence (article 28 (3))",
    ),
    PermitKind.LANDING_PLACE: Text(
        "空飛ぶクルマ：場外離着陸の許可（第79条ただし書）", "flying car: take-off and landing (proviso of article 79)"
    ),
    PermitKind.LOW_FLIGHT: Text(
        "空飛ぶクルマ：最低安全高度以下の飛行の許可（第81条ただし書）", "flying car: low flight (proviso of article 81)"
    ),
    PermitKind.PILOTLESS: Text(
        "空飛ぶクルマ：無操縦者航空機の許可（第87条第1項）", "flying car: pilotless aircraft (article 87 (1))"
    ),
}

COVERS_PERMISSION = frozenset({PermitKind.PERMISSION, PermitKind.PERMISSION_AND_APPROVAL})
COVERS_APPROVAL = frozenset({PermitKind.APPROVAL, PermitKind.PERMISSION_AND_APPROVAL})
OF_AIRCRAFT = frozenset(PermitKind) - COVERS_PERMISSION - COVERS_APPROVAL
"""Kinds for aircraft that can carry a person (law.md F.2)."""


@dataclass(frozen=True, slots=True)
class Permit:
    """The number of a permit that the operator says to hold, with its first and last day. Nobody asked MLIT."""

    id: str
    trial_id: str
    kind: PermitKind
    number: str
    valid_from: date
    valid_to: date
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.valid_to < self.valid_from:
            raise ValueRefused(
                Text("期間の終わりが始まりより前です。", "The last day is before the first."),
                Text("許可・承認書の期間をそのまま入れてください。", "Give the days that the document states."),
                where="valid_to",
            )

    def holds(self, day: date) -> bool:
        """Whether it holds on a day and was not taken back."""
        return self.withdrawn_at is None and self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class PlanNotice:
    """飛行計画の通報: its number, for one revision, one day, and the windows that the day had when it was recorded."""

    id: str
    trial_id: str
    day: date
    revision_number: int
    windows: tuple[Window, ...]
    number: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class EmergencyCheck:
    """緊急用務空域の確認: when an account's person looked MLIT's notices up for a day, and whether any was over it."""

    id: str
    trial_id: str
    day: date
    revision_number: int
    checked_at: datetime
    found: bool
    recorded_at: datetime
    recorded_by: str


class DayStep(StrEnum):
    """What the operator decides or tells of a day."""

    GO = "go"
    NO_GO = "no_go"
    POSTPONED = "postponed"
    FLOWN = "flown"


DAY_STEP_NAMES = {
    DayStep.GO: Text("事業者が実施を決定", "go by the operator"),
    DayStep.NO_GO: Text("事業者が見送りを決定", "no-go by the operator"),
    DayStep.POSTPONED: Text("事業者が延期を決定", "postponed by the operator"),
    DayStep.FLOWN: Text("飛行を終えた", "flown"),
}


@dataclass(frozen=True, slots=True)
class DayAct:
    """One such act, numbered from 1 within its trial, with the revision and windows that it was about.

    `reason` is read by everyone; `to` is the reserve day of a postponement, None where no new day is set. `grounds`
    are the ids of what a `go` rests on: permits, notice, check, and duties that the operator confirmed.
    """

    trial_id: str
    number: int
    day: date
    step: DayStep
    revision_number: int
    windows: tuple[Window, ...]
    reason: str
    to: date | None
    grounds: tuple[str, ...]
    at: datetime
    by: str


def number_given(written: str, where: str = "number") -> str:
    """Return a number of a permit or notice as it is kept: one line of readable text.

    Raises
    ------
    ValueRefused
        If it is empty, too long, or no readable line.
    """
    kept = words_given(written, Text("番号", "number"), where, most=MOST_OF_A_NUMBER)
    if any(mark in kept for mark in LINE_MARKS):
        raise ValueRefused(
            Text("番号に改行やタブが入っています。", "The number holds a line end or tab."),
            Text("番号を1つだけ、1行で入れてください。", "Give one number, on one line."),
            where=where,
        )
    return kept


def reason_given(written: str) -> str:
    """Return the reason of a no-go or a postponement as it is kept. Everyone reads it."""
    return words_given(written, Text("理由", "reason"), "reason", most=MOST_OF_A_REASON)
