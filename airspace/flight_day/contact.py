"""連絡先: who is told of a day of flight, what they were told, and that they acknowledged it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from airspace.consultation.kinds import ConsulteeKind
from airspace.flight_day.state import DayStanding
from airspace.trial import Window
from geo.text import Text

MOST_CONTACTS = 50
MOST_OF_A_NAME = 100
MOST_OF_A_TELEPHONE = 40


class Matter(StrEnum):
    """What a contact was told of."""

    PLANNED = "planned"
    CHANGED = "changed"
    STOP = "stop"
    RELEASE = "release"
    INCIDENT = "incident"


MATTER_NAMES = {
    Matter.PLANNED: Text("飛行の予定", "flights planned"),
    Matter.CHANGED: Text("飛行日の状態の変化", "a change of a flight day"),
    Matter.STOP: Text("飛行の停止の要請", "request that nobody flies"),
    Matter.RELEASE: Text("停止の要請の解除", "end of that request"),
    Matter.INCIDENT: Text("事故・トラブルの第一報", "first report of an incident"),
}


class AckChannel(StrEnum):
    """How an acknowledgement came."""

    LINK = "link"
    TELEPHONE = "telephone"


ACK_CHANNEL_NAMES = {
    AckChannel.LINK: Text("メールのリンク", "link in the mail"),
    AckChannel.TELEPHONE: Text("電話", "telephone"),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of a trial. `required_by` is the condition or commitment that asks for its acknowledgement, if any."""

    id: str
    trial_id: str
    kind: ConsulteeKind
    office_id: str | None
    required_by: str | None
    added_at: datetime
    added_by: str
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Who a contact is and how it is reached: kept apart, so that it can end by itself."""

    contact_id: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    telephone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing that one contact was told, by mail; of a day, with the revision and windows it then had."""

    id: str
    trial_id: str
    contact_id: str
    matter: Matter
    day: date | None
    revision_number: int
    windows: tuple[Window, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That a contact knows: when, how, and by whom it was recorded (None: by the link itself)."""

    telling_id: str
    at: datetime
    channel: AckChannel
    recorded_at: datetime
    recorded_by: str | None


def has_acknowledged(
    contact: Contact,
    standing: DayStanding,
    revision_number: int,
    tellings: Iterable[Telling],
    acknowledged: frozenset[str],
) -> bool:
    """Whether a contact acknowledged a day just as it stands: this revision, these windows."""
    return any(
        telling.contact_id == contact.id
        and telling.id in acknowledged
        and telling.day == standing.day
        and telling.revision_number == revision_number
        and telling.windows == standing.windows
        for telling in tellings
    )
