"""What a revision froze, as values."""

import json

from airspace.proposal import ProposalRevision
from api.schemas.proposal import ProposalContent
from api.schemas.screening import ScreeningData


def revision_content(revision: ProposalRevision) -> ProposalContent:
    """Return what a revision froze."""
    return ProposalContent.model_validate_json(revision.canonical)


def revision_screenings(revision: ProposalRevision) -> list[ScreeningData]:
    """Return the screenings that a revision froze, one for each of its flights."""
    return [ScreeningData.model_validate(data) for data in json.loads(revision.screening)]
