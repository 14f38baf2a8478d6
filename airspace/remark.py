"""What staff ask to be corrected in one field of a proposal."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on one field of a revision, counted from 1 within it; `field` is the field's name in the form."""

    trial_id: str
    revision_number: int
    number: int
    field: str
    text: str
    asked_at: datetime
    asked_by: str
