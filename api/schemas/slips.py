"""Routing slips as JSON. People stand in them by their posts and the random ids of their accounts."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from airspace.proposal import DecisionKind
from airspace.routing_slip import (
    Act,
    EventKind,
    Mode,
    RoutingSlip,
    SlipEvent,
    SlipState,
    Stop,
    StopKind,
    course_of,
    next_acts,
    sha256_of,
)
from airspace.routing_slip.draft import MOST_ADDRESS_LINES, MOST_CONDITIONS, MOST_STOPS, MOST_YEARS_KEPT
from airspace.workflow import Step
from api.schemas.condition import TermsData
from api.schemas.letters import FacilityData, RedressData
from api.schemas.operation import Wire
from api.security.accounts import Account
from api.services.slip.acting import person_of
from api.services.slip.draft import BASIS, Wanted
from api.services.slip.elsewhere import Outcome
from api.services.slip.enforce import Issue
from api.services.slip.pass_on import InAbsence

MOST_SENT = 10_000
"""More than any text may have: how long one may be is said by the service, in words."""


class StopData(Wire):
    """To whom a slip comes: a post, and the account of its holder where it is decided here."""

    kind: StopKind
    post: str = Field(max_length=200)
    account: str | None = Field(None, max_length=100)


class LetterData(Wire):
    """What the letter says besides the decision; `addressee` is a line each for address, body, post and name."""

    addressee: list[str] = Field(max_length=MOST_ADDRESS_LINES)
    honorific: Literal["様", "御中", "殿"] = "様"
    sender: str = Field(max_length=200)
    desk: str = Field(max_length=200)
    telephone: str = Field(max_length=200)


class SlipIn(Wire):
    """A draft (起案) about the newest revision; `post` is the drafter's own."""

    step: Step
    revision: int = Field(ge=1)
    post: str = Field(max_length=200)
    letter: LetterData
    route: list[StopData] = Field(default=[], max_length=MOST_STOPS)
    kind: DecisionKind = DecisionKind.ROUTE_CONFIRMATION
    basis: str = Field(BASIS, max_length=MOST_SENT)
    conditions: list[TermsData] = Field(default=[], max_length=MOST_CONDITIONS)
    reason: str = Field("", max_length=MOST_SENT)
    redress: RedressData | None = None
    facility: FacilityData | None = None
    seal: bool = False
    keep_years: int = Field(5, ge=1, le=MOST_YEARS_KEPT)

    def wanted(self) -> Wanted:
        """Return what the service drafts."""
        return Wanted(
            step=self.step,
            revision_number=self.revision,
            post=self.post,
            addressee=tuple(self.letter.addressee),
            honorific=self.letter.honorific,
            sender=self.letter.sender,
            desk=self.letter.desk,
            telephone=self.letter.telephone,
            route=tuple(Stop(stop.kind, stop.post, stop.account) for stop in self.route),
            kind=self.kind,
            basis=self.basis,
            conditions=tuple(terms.value() for terms in self.conditions),
            reason=self.reason,
            redress=self.redress.value() if self.redress else None,
            facility=self.facility.value() if self.facility else None,
            seal=self.seal,
            keep_years=self.keep_years,
        )


class SlipEventData(Wire):
    """What happened to a slip: in which post, when, with which particulars."""

    number: int
    kind: EventKind
    at: datetime
    post: str
    stop: int | None
    back_to: int | None
    reason: str
    absent: str
    document_number: str
    on: date | None
    sha256: str

    @classmethod
    def of(cls, event: SlipEvent) -> "SlipEventData":
        """Return the wire form; it does not say by which account."""
        return cls(**{name: getattr(event, name) for name in cls.model_fields})


class SlipData(Wire):
    """A slip, where it stands, and what you may do with it now. It permits no flight."""

    id: str
    number: int
    mode: Mode
    state: SlipState
    waits_at: int | None
    sha256: str
    step: Step
    kind: DecisionKind
    revision: int
    revision_sha256: str
    basis: str
    conditions: list[TermsData]
    reason: str
    redress: RedressData | None
    facility: FacilityData | None
    letter: LetterData | None
    seal: bool
    keep_years: int
    route: list[StopData]
    drafted_at: datetime
    drafted_post: str
    replaces: str | None
    events: list[SlipEventData]
    acts: list[Act]

    @classmethod
    def of(cls, slip: RoutingSlip, account: Account) -> "SlipData":
        """Return the wire form for whoever asks."""
        proposed, course = slip.proposed, course_of(slip)
        letter = slip.letter and LetterData.model_validate(
            {name: getattr(slip.letter, name) for name in LetterData.model_fields}
        )
        return cls(
            id=slip.id,
            number=slip.number,
            mode=slip.mode,
            state=course.state,
            waits_at=course.stop,
            sha256=sha256_of(slip),
            step=proposed.step,
            kind=proposed.kind,
            revision=proposed.revision_number,
            revision_sha256=proposed.revision_sha256,
            basis=proposed.basis,
            conditions=[TermsData.of(terms) for terms in proposed.conditions],
            reason=proposed.reason,
            redress=proposed.redress and RedressData.model_validate(asdict(proposed.redress)),
            facility=proposed.facility and FacilityData.model_validate(asdict(proposed.facility)),
            letter=letter,
            seal=proposed.seal,
            keep_years=proposed.keep_years,
            route=[StopData(kind=stop.kind, post=stop.post, account=stop.account_id) for stop in slip.route],
            drafted_at=slip.drafted_at,
            drafted_post=slip.drafted_post,
            replaces=slip.replaces,
            events=[SlipEventData.of(event) for event in slip.events],
            acts=list(next_acts(slip, person_of(account))),
        )


class InAbsenceIn(Wire):
    """代決: the absent officer's post, one's own, and why."""

    absent: str = Field(max_length=200)
    post: str = Field(max_length=200)
    reason: str = Field(max_length=MOST_SENT)

    def value(self) -> InAbsence:
        """Return what the service takes."""
        return InAbsence(self.absent, self.post, self.reason)


class SendBackIn(Wire):
    """差戻し: why, and to which stop, counted from 0; null: to its drafter."""

    reason: str = Field(max_length=MOST_SENT)
    back_to: int | None = None


class CirculateIn(Wire):
    """供覧: which account is to look."""

    to: str = Field(max_length=100)


class IssueIn(Wire):
    """施行: the document number (文書番号) and the day (施行日)."""

    document_number: str = Field(max_length=200)
    on: date

    def value(self) -> Issue:
        """Return what the service takes."""
        return Issue(self.document_number, self.on)


class OutcomeIn(Wire):
    """What the prefecture's own system decided: 文書番号, 決裁日, 施行日, and the post that decided."""

    document_number: str = Field(max_length=200)
    decided_on: date
    enforced_on: date
    post: str = Field(max_length=200)

    def value(self) -> Outcome:
        """Return what the service takes."""
        return Outcome(self.document_number, self.decided_on, self.enforced_on, self.post)
