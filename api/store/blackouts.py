"""The repository of blackouts: added and lifted, never changed."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from airspace.blackout import Blackout, Box, Stretch
from api.store.tables.attachments import BlackoutLiftRow, BlackoutRow


class Blackouts:
    """Blackouts by trial."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, blackout: Blackout) -> None:
        """Store a blackout."""
        values = {name: value for name, value in asdict(blackout).items() if not name.startswith("lifted_")}
        self._session.add(BlackoutRow(**values))
        self._session.flush()

    def lift(self, blackout_id: str, *, at: datetime, by: str) -> None:
        """Store that a blackout is in force no more."""
        self._session.add(BlackoutLiftRow(blackout_id=blackout_id, lifted_at=at, lifted_by=by))
        self._session.flush()

    def list(self, trial_id: str) -> tuple[Blackout, ...]:
        """Return the blackouts of a trial, lifted ones too, oldest first."""
        query = (
            select(BlackoutRow, BlackoutLiftRow)
            .outerjoin(BlackoutLiftRow, BlackoutLiftRow.blackout_id == BlackoutRow.id)
            .where(BlackoutRow.trial_id == trial_id)
            .order_by(BlackoutRow.made_at, BlackoutRow.id)
        )
        return tuple(_blackout(row, lift) for row, lift in self._session.execute(query))


def _blackout(row: BlackoutRow, lift: BlackoutLiftRow | None) -> Blackout:
    return Blackout(
        id=row.id,
        trial_id=row.trial_id,
        document=row.document,
        place=_place(row.place),
        ground=row.ground,
        article=row.article,
        reason=row.reason,
        made_at=row.made_at,
        made_by=row.made_by,
        lifted_at=lift.lifted_at if lift else None,
        lifted_by=lift.lifted_by if lift else None,
    )


def _place(held: dict[str, Any]) -> Box | Stretch:
    return Box(**held) if "page" in held else Stretch(**held)
