"""What residents' programs see of a trial."""

from datetime import date, datetime

from airspace.notice import MLIT_NOTICE
from airspace.public_words import PublicWords
from api.schemas.condition import DutyData
from api.schemas.flight_days import PublicNoticeData, ShownDayData
from api.schemas.operation import Wire
from api.schemas.proposal import ProposalContent
from api.schemas.screening import ScreeningData
from api.schemas.text import TextData
from api.schemas.trials import DecisionData, OtherLanguageData, OverrideData
from api.services.publish import PublicTrial
from api.services.voices import VoiceSeen


class PublicTrialRow(Wire):
    """A public trial in a list."""

    id: str
    title: str
    organisation: str
    first_start: datetime
    last_end: datetime
    revision: int
    days: list[ShownDayData]
    incident_notices: list[PublicNoticeData]
    caution: TextData | None
    """That it was withdrawn, called off, declined, or is being changed; null where its confirmation stands."""

    @classmethod
    def of(cls, public: PublicTrial) -> "PublicTrialRow":
        """Return the wire form."""
        return cls(
            id=public.trial.id,
            title=public.content.title,
            organisation=public.organisation.name,
            first_start=public.first_start,
            last_end=public.last_end,
            revision=public.revision.number,
            days=[ShownDayData.of_shown(day) for day in public.shown.days],
            incident_notices=[PublicNoticeData(text=notice.text, at=notice.at) for notice in public.shown.notices],
            caution=TextData.of(public.caution) if public.caution else None,
        )


class PublicWordsData(Wire):
    """What the prefecture wrote about a trial for residents; empty where it wrote nothing. It is no permit."""

    plain_ja: str
    plain_en: str
    easy_ja: str
    other: list[OtherLanguageData]

    @classmethod
    def of(cls, words: PublicWords) -> "PublicWordsData":
        """Return the wire form."""
        return cls(
            plain_ja=words.plain_ja,
            plain_en=words.plain_en,
            easy_ja=words.easy_ja,
            other=[OtherLanguageData(tag=tag, text=text) for tag, text in words.other],
        )


class PublicTrialData(PublicTrialRow):
    """A public trial: the published revision, its screenings, the views held of them, and its confirmation."""

    sha256: str
    published_at: datetime
    words: PublicWordsData
    content: ProposalContent
    screenings: list[ScreeningData]
    overrides: list[OverrideData]
    decision: DecisionData
    commitments: list[DutyData]
    notice: TextData

    @classmethod
    def of(cls, public: PublicTrial) -> "PublicTrialData":
        """Return the wire form."""
        return cls(
            **PublicTrialRow.of(public).model_dump(),
            sha256=public.revision.sha256,
            published_at=public.publication.published_at,
            words=PublicWordsData.of(public.publication.view.words),
            content=_without_registers(public.content),
            screenings=[ScreeningData.of(screening) for screening in public.screenings],
            overrides=[OverrideData.of(override, in_effect=True) for override in public.overrides],
            # Why a route was confirmed is the office's own; only the operator reads it.
            decision=DecisionData.of(public.decision).model_copy(update={"reason": ""}),
            commitments=[DutyData.of(commitment) for commitment in public.commitments],
            notice=TextData.of(MLIT_NOTICE),
        )


def _without_registers(content: ProposalContent) -> ProposalContent:
    """Return what residents' programs see of a proposal: not the organisation's registers."""
    flights = [flight.model_copy(update={"chosen": None}) for flight in content.operations]
    return content.model_copy(update={"operations": flights})


class PublicAnswerData(Wire):
    """A question or report of a resident in the words that staff published, and the prefecture's answer."""

    reference: str
    kind: str
    trial_id: str | None
    received_on: date
    asked: str
    answer: str
    answered_at: datetime

    @classmethod
    def of(cls, seen: VoiceSeen) -> "PublicAnswerData":
        """Return the wire form of a voice whose answer is public."""
        public = seen.standing.public
        if public is None:
            raise LookupError(f"{seen.voice.reference} has no public answer")
        return cls(
            reference=seen.voice.reference,
            kind=seen.voice.kind,
            trial_id=seen.voice.trial_id,
            received_on=seen.voice.received_on,
            asked=public.asked,
            answer=public.answer,
            answered_at=public.at,
        )
