"""The repository of letters that left the office."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from airspace.letter import Letter
from api.store.tables.letters import LetterRow

LETTER = TypeAdapter(Letter)
"""A letter as JSON, from which it can be drawn again."""


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter as it left: its value, its PDF (empty in a list) and that one's hash."""

    trial_id: str
    number: int
    letter: Letter
    sha256: str
    pdf: bytes = field(repr=False)
    made_at: datetime
    made_by: str


class Letters:
    """Letters by trial and number."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, trial_id: str) -> int:
        """Return the number of a trial's next letter, counted from 1; the trial must be locked."""
        newest = select(func.max(LetterRow.number)).where(LetterRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add(self, kept: KeptLetter) -> None:
        """Store a letter for good."""
        letter = kept.letter
        self._session.add(
            LetterRow(
                trial_id=kept.trial_id,
                number=kept.number,
                kind=letter.kind.value,
                document_number=letter.number,
                issued_on=letter.issued_on,
                revision_number=letter.about.revision_number,
                letter=LETTER.dump_json(letter).decode(),
                sha256=kept.sha256,
                pdf=kept.pdf,
                audit_number=letter.audit_head.number,
                audit_head=letter.audit_head.sha256,
                made_at=kept.made_at,
                made_by=kept.made_by,
            )
        )
        self._session.flush()

    def list(self, trial_id: str) -> tuple[KeptLetter, ...]:
        """Return a trial's letters without their PDFs, oldest first."""
        query = (
            select(LetterRow)
            .where(LetterRow.trial_id == trial_id)
            .order_by(LetterRow.number)
            .options(defer(LetterRow.pdf))
        )
        return tuple(_kept(row, b"") for row in self._session.scalars(query))

    def get(self, trial_id: str, number: int) -> KeptLetter | None:
        """Return a letter, None where there is none."""
        row = self._session.get(LetterRow, (trial_id, number), populate_existing=True)
        return _kept(row, row.pdf) if row else None


def _kept(row: LetterRow, pdf: bytes) -> KeptLetter:
    return KeptLetter(
        trial_id=row.trial_id,
        number=row.number,
        letter=LETTER.validate_json(row.letter),
        sha256=row.sha256,
        pdf=pdf,
        made_at=row.made_at,
        made_by=row.made_by,
    )
