"""The repository of saved views."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.store.tables.views import SavedViewRow


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view of the worklist that somebody keeps: its name, and the query that its filters make."""

    id: str
    account_id: str
    name: str
    query: str
    made_at: datetime


class SavedViews:
    """Views by account."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, account_id: str) -> tuple[SavedView, ...]:
        """Return somebody's views, by name."""
        query = select(SavedViewRow).where(SavedViewRow.account_id == account_id)
        rows = self._session.scalars(query.order_by(SavedViewRow.name, SavedViewRow.id))
        return tuple(SavedView(row.id, row.account_id, row.name, row.query, row.made_at) for row in rows)

    def add(self, view: SavedView) -> None:
        """Store a view."""
        self._session.add(SavedViewRow(**asdict(view)))
        self._session.flush()

    def remove(self, account_id: str, view_id: str) -> None:
        """Delete a view of somebody's own."""
        mine = (SavedViewRow.account_id == account_id, SavedViewRow.id == view_id)
        self._session.execute(delete(SavedViewRow).where(*mine))
