"""Views of the worklist that staff keep."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class SavedViewRow(Base):
    """A view of the worklist under a name: the query that its filters make."""

    __tablename__ = "saved_view"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    query: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
