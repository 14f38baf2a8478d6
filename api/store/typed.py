"""The repositories of what is being typed, and of remarks on a revision's fields."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from airspace.remark import Remark
from api.store.tables.typed import CorrectionRemarkRow, TypedFormRow


class TypedForms:
    """What people typed into a proposal and did not save yet, by account and by what it is about."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, account_id: str, subject: str, fields: dict[str, str], *, now: datetime) -> None:
        """Keep what was typed, in place of what was typed before."""
        self._session.merge(TypedFormRow(account_id=account_id, subject=subject, fields=fields, typed_at=now))
        self._session.flush()

    def get(self, account_id: str, subject: str) -> tuple[dict[str, str], datetime] | None:
        """Return what was typed, and when."""
        row = self._session.get(TypedFormRow, (account_id, subject))
        return (dict(row.fields), row.typed_at) if row else None

    def forget(self, account_id: str, subject: str) -> None:
        """Delete what was typed."""
        mine = (TypedFormRow.account_id == account_id, TypedFormRow.subject == subject)
        self._session.execute(delete(TypedFormRow).where(*mine))


class Remarks:
    """Remarks of staff on the fields of revisions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, remarks: tuple[Remark, ...]) -> None:
        """Store remarks for good; each number of a revision's remarks is used once."""
        self._session.add_all(CorrectionRemarkRow(**asdict(remark)) for remark in remarks)
        self._session.flush()

    def of_revision(self, trial_id: str, revision_number: int) -> tuple[Remark, ...]:
        """Return the remarks on one revision, in their order."""
        mine = (CorrectionRemarkRow.trial_id == trial_id, CorrectionRemarkRow.revision_number == revision_number)
        query = select(CorrectionRemarkRow).where(*mine).order_by(CorrectionRemarkRow.number)
        return tuple(_remark(row) for row in self._session.scalars(query))

    def of_trial(self, trial_id: str) -> tuple[Remark, ...]:
        """Return all remarks on a trial's revisions, in their order."""
        key = (CorrectionRemarkRow.revision_number, CorrectionRemarkRow.number)
        query = select(CorrectionRemarkRow).where(CorrectionRemarkRow.trial_id == trial_id).order_by(*key)
        return tuple(_remark(row) for row in self._session.scalars(query))


def _remark(row: CorrectionRemarkRow) -> Remark:
    return Remark(row.trial_id, row.revision_number, row.number, row.field, row.text, row.asked_at, row.asked_by)
