"""The repository of letters that left the office."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from airspace.letter import LetterKind
from api.store.tables.letters import LetterRow


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter as it left: its PDF (empty in a list) and that one's hash, and the audit log's head printed on it."""

    trial_id: str
    number: int
    kind: LetterKind
    document_number: str
    issued_on: date
    sha256: str
    pdf: bytes = field(repr=False)
    audit_head: str
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

    def add(self, letter: KeptLetter) -> None:
        """Store a letter for good."""
        self._session.add(LetterRow(**asdict(letter) | {"kind": letter.kind.value}))
        self._session.flush()

    def list(self, trial_id: str) -> tuple[KeptLetter, ...]:
        """Return a trial's letters without their PDFs, oldest first."""
        query = (
            select(LetterRow)
            .where(LetterRow.trial_id == trial_id)
            .order_by(LetterRow.number)
            .options(defer(LetterRow.pdf))
        )
        return tuple(_letter(row, b"") for row in self._session.scalars(query))

    def get(self, trial_id: str, number: int) -> KeptLetter | None:
        """Return a letter, None where there is none."""
        row = self._session.get(LetterRow, (trial_id, number), populate_existing=True)
        return _letter(row, row.pdf) if row else None


def _letter(row: LetterRow, pdf: bytes) -> KeptLetter:
    return KeptLetter(
        trial_id=row.trial_id,
        number=row.number,
        kind=LetterKind(row.kind),
        document_number=row.document_number,
        issued_on=row.issued_on,
        sha256=row.sha256,
        pdf=pdf,
        audit_head=row.audit_head,
        made_at=row.made_at,
        made_by=row.made_by,
    )
