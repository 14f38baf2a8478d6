"""Trials, revisions and decisions as JSON."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from airspace.finding import Outcome
from airspace.letter_text import MOST_CHARACTERS
from airspace.override import Override
from airspace.proposal import Decision, ProposalRevision, Trial
from airspace.public_view import PublicView
from airspace.public_words import MOST_LANGUAGES, MOST_OF_PUBLIC_WORDS
from airspace.remark import REMARKABLE
from airspace.role import Role
from airspace.workflow import Step
from api.schemas.condition import DutyData
from api.schemas.operation import Wire
from api.schemas.proposal import ProposalContent
from api.schemas.screening import ScreeningData
from api.security.accounts import Account
from api.security.permissions import steps_for
from api.services.override import View
from api.services.propose import revision_content, revision_screenings


class SignIn(Wire):
    """A login and its password."""

    login: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=200)


class AccountData(Wire):
    """Who is signed in."""

    id: str
    roles: list[Role]


class TrialData(Wire):
    """A trial, where it stands, and what the one who asks may do with it."""

    id: str
    title: str
    state: str
    created_at: datetime
    steps: list[Step]

    @classmethod
    def of(cls, trial: Trial, account: Account) -> "TrialData":
        """Return the wire form for an account."""
        steps = list(steps_for(account, trial.position))
        return cls(id=trial.id, title=trial.title, state=trial.state, created_at=trial.created_at, steps=steps)


class RevisionData(Wire):
    """A submitted revision, frozen: its content and screenings, and the SHA-256 of its canonical JSON."""

    number: int
    sha256: str
    submitted_at: datetime
    editions: list[str]
    content: ProposalContent
    screenings: list[ScreeningData]

    @classmethod
    def of(cls, revision: ProposalRevision) -> "RevisionData":
        """Return the wire form."""
        return cls(
            number=revision.number,
            sha256=revision.sha256,
            submitted_at=revision.submitted_at,
            editions=list(revision.editions),
            content=revision_content(revision),
            screenings=revision_screenings(revision),
        )


class DecisionData(Wire):
    """What the prefecture decided about a revision. It permits no flight."""

    kind: str
    outcome: Step
    basis: str
    revision: int
    conditions: list[DutyData]
    reason: str
    decided_at: datetime
    document_number: str
    enforced_on: date | None

    @classmethod
    def of(cls, decision: Decision) -> "DecisionData":
        """Return the wire form."""
        return cls(
            kind=decision.kind,
            outcome=decision.outcome,
            basis=decision.basis,
            revision=decision.revision_number,
            conditions=[DutyData.of(condition) for condition in decision.conditions],
            reason=decision.reason,
            decided_at=decision.decided_at,
            document_number=decision.document_number,
            enforced_on=decision.enforced_on,
        )


class OverrideIn(Wire):
    """A view of one finding: flight and finding counted from 0 within the revision, and the reason for it.

    A null outcome takes the present view back.
    """

    flight: int = Field(ge=0)
    finding: int = Field(ge=0)
    outcome: Literal["CLEAR", "ADVISORY", "UNDETERMINED", "CAUGHT"] | None
    reason: str = Field(max_length=10_000)

    def view(self, revision_number: int) -> View:
        """Return the view of a revision's finding."""
        outcome = None if self.outcome is None else Outcome[self.outcome]
        return View(revision_number, self.flight, self.finding, outcome, self.reason)


class OverrideData(Wire):
    """A view that staff hold of a finding, beside the machine's. Of several the newest is in effect."""

    id: str
    number: int
    in_effect: bool
    flight: int
    finding: int
    outcome: str | None
    reason: str
    stated_at: datetime

    @classmethod
    def of(cls, override: Override, *, in_effect: bool) -> "OverrideData":
        """Return the wire form; it does not say by whom."""
        return cls(
            id=override.id,
            number=override.number,
            in_effect=in_effect,
            flight=override.flight,
            finding=override.finding,
            outcome=None if override.outcome is None else override.outcome.name,
            reason=override.reason,
            stated_at=override.stated_at,
        )


class CorrectionIn(Wire):
    """A request for corrections of the newest revision, why, and by when: without a day, in ten working days."""

    revision: int = Field(ge=1)
    reason: str = Field("", max_length=MOST_CHARACTERS)
    due_on: date | None = None
    remarks: dict[str, str] = Field(default_factory=dict, max_length=len(REMARKABLE))
    """By field of the proposal's form."""


class OtherLanguageData(Wire):
    """A text for residents in a further language, by its BCP 47 tag."""

    tag: str = Field(min_length=2, max_length=20)
    text: str = Field(min_length=1, max_length=MOST_OF_PUBLIC_WORDS)


class PublicViewIn(Wire):
    """How much of a confirmed route residents see, and from when; left out, all of it at once."""

    widened_m: float | None = Field(None, gt=0)
    days_only: bool = False
    ends_hidden: bool = False
    released_at: AwareDatetime | None = None
    easy_ja: str = Field("", max_length=MOST_OF_PUBLIC_WORDS)
    plain_ja: str = Field("", max_length=MOST_OF_PUBLIC_WORDS)
    plain_en: str = Field("", max_length=MOST_OF_PUBLIC_WORDS)
    other: list[OtherLanguageData] = Field(default_factory=list, max_length=MOST_LANGUAGES)

    def value(self) -> PublicView:
        """Return the view."""
        given = self.model_dump(exclude={"other"})
        return PublicView(**given, other=tuple((one.tag, one.text) for one in self.other))


WHOLE = PublicViewIn()
