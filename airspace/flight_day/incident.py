"""事故・トラブルの第一報: what the operator tells at once, MLIT's number later, and what everyone is told.

It does not replace the report to MLIT (航空法第132条の90・91).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from airspace.condition import words_given
from geo.errors import ValueRefused
from geo.text import Text

MOST_OF_A_PLACE = 300
MOST_OF_WHAT = 2_000
MOST_OF_A_NOTICE = 2_000
EARLIEST = timedelta(days=366)

NO_REPLACEMENT = Text(
    "この第一報は、航空法による国土交通省への報告に代わるものではありません。人の死傷（重傷以上）、第三者の物件の損壊"
    "（大きさを問いません）、航空機との衝突・接触は事故（第132条の90）、航空機との衝突のおそれ、人のけが、"
    "制御不能、飛行中の発火は重大インシデント（第132条の91）として、国土交通省に報告してください。",
    "This first report does not take the place of the report to MLIT. Death or serious injury, any damage to others' "
    "property, and collision or contact with aircraft are accidents (article 132-90); a risk of collision with "
    "aircraft, lesser injury, loss of control and fire in flight are serious incidents (132-91). Report them to MLIT.",
)

AIRCRAFT_NO_REPLACEMENT = Text(
    "空飛ぶクルマは航空機なので、航空機の事故・重大インシデントの報告を国土交通省にしてください。",
    "A flying car is an aircraft: make the report of an aircraft's accident or serious incident to MLIT.",
)


class Told(StrEnum):
    """Yes, no, or not known yet. Unknown is never no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


TOLD_NAMES = {
    Told.YES: Text("ある", "yes"),
    Told.NO: Text("ない", "no"),
    Told.UNKNOWN: Text("まだ分からない", "not known yet"),
}


class AircraftState(StrEnum):
    """What became of the aircraft."""

    LANDED = "landed"
    DOWN = "down"
    MISSING = "missing"
    FLYING = "flying"
    UNKNOWN = "unknown"


AIRCRAFT_STATE_NAMES = {
    AircraftState.LANDED: Text("着陸した", "landed"),
    AircraftState.DOWN: Text("落ちた・不時着した（場所は分かる）", "came down (place known)"),
    AircraftState.MISSING: Text("見つかっていない", "not found"),
    AircraftState.FLYING: Text("まだ飛んでいる", "still flying"),
    AircraftState.UNKNOWN: Text("まだ分からない", "not known yet"),
}


class Called(StrEnum):
    """Whom the operator called."""

    FIRE_119 = "fire_119"
    POLICE_110 = "police_110"
    COAST_GUARD_118 = "coast_guard_118"
    MLIT = "mlit"


CALLED_NAMES = {
    Called.FIRE_119: Text("119（消防・救急）", "119 (fire, ambulance)"),
    Called.POLICE_110: Text("110（警察）", "110 (police)"),
    Called.COAST_GUARD_118: Text("118（海上保安庁）", "118 (coast guard)"),
    Called.MLIT: Text("国土交通省", "MLIT"),
}


@dataclass(frozen=True, slots=True)
class FirstReport:
    """What is told first. It names no people."""

    happened_at: datetime
    place: str
    what: str
    injured: Told
    damage: Told
    aircraft: AircraftState
    called: frozenset[Called]


@dataclass(frozen=True, slots=True)
class Incident:
    """A first report as it is kept, numbered from 1 within its trial; never changed."""

    id: str
    trial_id: str
    number: int
    report: FirstReport
    reported_at: datetime
    reported_by: str


@dataclass(frozen=True, slots=True)
class MlitNumber:
    """The number that MLIT gave to its report; a later one takes the place of an earlier one."""

    incident_id: str
    number: int
    mlit_number: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class IncidentNotice:
    """What staff tell everyone of an incident; the newest counts, and `published` is whether it is shown."""

    incident_id: str
    number: int
    text: str
    published: bool
    at: datetime
    by: str


def report_given(report: FirstReport, now: datetime) -> FirstReport:
    """Return a first report as it is kept.

    Raises
    ------
    ValueRefused
        If its time has no zone, is to come or long past, or its words are missing or unreadable.
    """
    if report.happened_at.tzinfo is None or not now - EARLIEST <= report.happened_at <= now:
        raise ValueRefused(
            Text("起きた日時が正しくありません。", "The time at which it happened cannot be right."),
            Text("いままでの1年以内の日時を入れてください。", "Give a time within the past year."),
            where="happened_at",
        )
    return FirstReport(
        happened_at=report.happened_at,
        place=words_given(report.place, Text("場所", "place"), "place", most=MOST_OF_A_PLACE),
        what=words_given(report.what, Text("何が起きたか", "account of what happened"), "what", most=MOST_OF_WHAT),
        injured=report.injured,
        damage=report.damage,
        aircraft=report.aircraft,
        called=report.called,
    )


def notice_given(text: str) -> str:
    """Return a public notice as it is kept."""
    return words_given(text, Text("お知らせの文", "notice"), "text", most=MOST_OF_A_NOTICE)
