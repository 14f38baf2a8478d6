"""What staff say of findings, as JSON: beside the screenings, never in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from airspace.finding import Outcome
from airspace.override import MOST_CHARACTERS, FindingKey, Override, keyed, standing
from api.schemas.operation import Wire
from api.schemas.screening import FindingData, ScreeningData
from api.services.override import View


class OutcomeName(StrEnum):
    """An outcome by its name."""

    CLEAR = Outcome.CLEAR.name
    ADVISORY = Outcome.ADVISORY.name
    UNDETERMINED = Outcome.UNDETERMINED.name
    CAUGHT = Outcome.CAUGHT.name


class OverrideIn(Wire):
    """A view of one finding of the newest revision."""

    revision: int = Field(ge=1)
    flight: int = Field(ge=1, description="Which of the revision's screenings, from 1.")
    finding: int = Field(ge=1, description="Its place among the screening's findings followed by its checked, from 1.")
    outcome: OutcomeName | None = Field(description="How staff see it; null takes back what was said before.")
    reason: str = Field(description=f"Why: 1 to {MOST_CHARACTERS} characters. The operator and residents read it.")

    def view(self) -> View:
        """Return the view."""
        return View(
            revision_number=self.revision,
            finding=FindingKey(self.flight, self.finding),
            outcome=None if self.outcome is None else Outcome[self.outcome],
            reason=self.reason,
        )


class OverrideData(Wire):
    """What staff said of a finding, with the finding's own outcome, which stands; `standing` until said otherwise."""

    id: str
    revision: int
    flight: int
    finding: int
    rule: str
    screening_outcome: OutcomeName
    outcome: OutcomeName | None
    reason: str
    stated_at: datetime
    standing: bool

    @classmethod
    def of(cls, override: Override, finding: FindingData, *, holds: bool) -> "OverrideData":
        """Return the wire form."""
        return cls(
            id=override.id,
            revision=override.revision_number,
            flight=override.finding.flight,
            finding=override.finding.place,
            rule=finding.rule,
            screening_outcome=OutcomeName(finding.outcome),
            outcome=None if override.outcome is None else OutcomeName(override.outcome.name),
            reason=override.reason,
            stated_at=override.stated_at,
            standing=holds,
        )


def overrides_data(
    overrides: Iterable[Override], screenings: Mapping[int, Sequence[ScreeningData]]
) -> list[OverrideData]:
    """Return the wire form of overrides, oldest first; `screenings` are the revisions' by their numbers."""
    by_revision: dict[int, list[Override]] = {}
    for said in overrides:
        by_revision.setdefault(said.revision_number, []).append(said)
    written = []
    for number, of_revision in sorted(by_revision.items()):
        findings = dict(keyed(screenings[number]))
        holding = {said.id for said in standing(of_revision)}
        written += [
            OverrideData.of(said, findings[said.finding], holds=said.id in holding)
            for said in sorted(of_revision, key=lambda said: said.number)
        ]
    return written
