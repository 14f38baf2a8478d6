"""How cases are filed, as JSON."""

from datetime import date

from pydantic import Field

from airspace.retention import CaseFile, Fate, Hold, HoldReason, Measure, RetentionClass
from airspace.workflow import State
from api.schemas.wire import Wire
from api.services.filing import Filed, Filing


class CaseFileIn(Wire):
    """How a case is to be filed: its 保存期間, the day it was closed, what is done when its time has passed."""

    retention_class: RetentionClass
    closed_on: date
    measure: Measure = Measure.DISCARD
    transferred_on: date | None = Field(None, description="The day on which it was handed over to the archives.")

    def value(self, trial_id: str) -> CaseFile:
        """Return the value."""
        return CaseFile(trial_id, self.retention_class, self.closed_on, self.measure, self.transferred_on)


class CaseFileData(CaseFileIn):
    """How a case is filed, and the last day of its time (null: no day ends it)."""

    kept_to: date | None

    @classmethod
    def of(cls, case: CaseFile) -> "CaseFileData":
        """Return the wire form."""
        return cls(
            retention_class=case.retention_class,
            closed_on=case.closed_on,
            measure=case.measure,
            transferred_on=case.transferred_on,
            kept_to=case.kept_to,
        )


class HoldIn(Wire):
    """Why a case is to be kept from today on, and the last day where it is known already."""

    reason: HoldReason
    until: date | None = None


class HoldEndIn(Wire):
    """The day of the ruling, the decision or the end by which the reason of a hold ended."""

    ended_on: date


class HoldData(Wire):
    """What keeps a case; `until` is the last day, null while it is open."""

    id: str
    reason: HoldReason
    placed_on: date
    until: date | None

    @classmethod
    def of(cls, hold: Hold) -> "HoldData":
        """Return the wire form."""
        return cls(id=hold.id, reason=hold.reason, placed_on=hold.placed_on, until=hold.until)


class RetentionData(Wire):
    """How a trial is filed (null: it is not), all that ever held it, and what becomes of it.

    `ends_from` is the first day on which it can be ended, null where none can be told: `fate` says why.
    """

    trial_id: str
    title: str
    state: State
    filed: CaseFileData | None
    holds: list[HoldData]
    fate: Fate
    ends_from: date | None

    @classmethod
    def of(cls, found: Filed) -> "RetentionData":
        """Return the wire form."""
        return cls(
            trial_id=found.trial.id,
            title=found.trial.title,
            state=found.trial.state,
            filed=CaseFileData.of(found.case) if found.case else None,
            holds=[HoldData.of(hold) for hold in found.holds],
            fate=found.outlook.fate,
            ends_from=found.outlook.ends_from,
        )


class FilingData(Wire):
    """Cases that are over and not filed, and those whose time passes within a year or has passed."""

    not_filed: list[RetentionData]
    passing: list[RetentionData]

    @classmethod
    def of(cls, found: Filing) -> "FilingData":
        """Return the wire form."""
        return cls(
            not_filed=[RetentionData.of(one) for one in found.not_filed],
            passing=[RetentionData.of(one) for one in found.passing],
        )
