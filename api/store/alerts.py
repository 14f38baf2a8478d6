"""The repository of residents' alerts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from api.notify.notice import RecipientKind
from api.store.locks import lock
from api.store.tables.alerts import AreaAlertLinkRow, AreaAlertRow
from api.store.tables.notices import MailAddressRow, OutboxRow


@dataclass(frozen=True, slots=True)
class AreaAlert:
    """An alert of flights near a place: a mesh code of 8 digits, or a municipality's code of 5.

    Nothing is sent before it is confirmed; it ends on `ends_on`. What changed until `told_until` was told.
    """

    id: str
    place: str
    asked_at: datetime
    confirmed_at: datetime | None
    told_until: datetime
    ends_on: date


class AreaAlerts:
    """Alerts by id, by place, and by the links that mails hold."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self) -> None:
        """Let nobody else ask for, tell or end alerts until this unit ends."""
        lock(self._session, "area_alert")

    def add(self, alert: AreaAlert) -> None:
        """Store an alert."""
        self._session.add(
            AreaAlertRow(
                id=alert.id,
                place=alert.place,
                asked_at=alert.asked_at,
                confirmed_at=alert.confirmed_at,
                told_until=alert.told_until,
                ends_on=alert.ends_on,
            )
        )
        self._session.flush()

    def add_link(self, alert_id: str, token_sha256: str) -> None:
        """Store the hash of a token that a mail about an alert holds."""
        self._session.add(AreaAlertLinkRow(token_sha256=token_sha256, alert_id=alert_id))
        self._session.flush()

    def by_token(self, token_sha256: str) -> AreaAlert | None:
        """Return the alert that a token is of."""
        query = select(AreaAlertRow).join(AreaAlertLinkRow).where(AreaAlertLinkRow.token_sha256 == token_sha256)
        row = self._session.scalar(query.execution_options(populate_existing=True))
        return _alert(row) if row else None

    def of_address(self, address: str) -> tuple[AreaAlert, ...]:
        """Return the alerts whose mail goes to an address, oldest first."""
        query = (
            select(AreaAlertRow)
            .join(MailAddressRow, MailAddressRow.id == AreaAlertRow.id)
            .where(MailAddressRow.address == address)
            .order_by(AreaAlertRow.asked_at, AreaAlertRow.id)
        )
        return tuple(_alert(row) for row in self._session.scalars(query))

    def confirmed(self, today: date) -> tuple[AreaAlert, ...]:
        """Return the alerts that are confirmed and have not ended, by place."""
        query = (
            select(AreaAlertRow)
            .where(AreaAlertRow.confirmed_at.is_not(None), AreaAlertRow.ends_on > today)
            .order_by(AreaAlertRow.place, AreaAlertRow.id)
        )
        return tuple(_alert(row) for row in self._session.scalars(query))

    def confirm(self, alert_id: str, *, now: datetime, ends_on: date) -> None:
        """Record that whoever has the mailbox wants an alert."""
        values = {"confirmed_at": now, "told_until": now, "ends_on": ends_on}
        self._session.execute(update(AreaAlertRow).where(AreaAlertRow.id == alert_id).values(**values))

    def told(self, alert_id: str, until: datetime) -> None:
        """Record until when changes were told."""
        self._session.execute(update(AreaAlertRow).where(AreaAlertRow.id == alert_id).values(told_until=until))

    def end(self, alert_id: str) -> None:
        """Delete an alert, its links, its address and the mail that waits for it."""
        self._remove([alert_id])

    def sweep(self, *, now: datetime, today: date, unconfirmed: timedelta) -> None:
        """Delete what was not confirmed in time, and what has ended."""
        over = or_(
            AreaAlertRow.ends_on <= today,
            AreaAlertRow.confirmed_at.is_(None) & (AreaAlertRow.asked_at < now - unconfirmed),
        )
        self._remove(list(self._session.scalars(select(AreaAlertRow.id).where(over))))

    def _remove(self, ids: list[str]) -> None:
        waiting = (
            OutboxRow.recipient_kind == RecipientKind.REGISTERED.value,
            OutboxRow.recipient_id.in_(ids),
            OutboxRow.sent_at.is_(None),
        )
        self._session.execute(delete(OutboxRow).where(*waiting))
        self._session.execute(delete(MailAddressRow).where(MailAddressRow.id.in_(ids)))
        self._session.execute(delete(AreaAlertLinkRow).where(AreaAlertLinkRow.alert_id.in_(ids)))
        self._session.execute(delete(AreaAlertRow).where(AreaAlertRow.id.in_(ids)))


def _alert(row: AreaAlertRow) -> AreaAlert:
    return AreaAlert(row.id, row.place, row.asked_at, row.confirmed_at, row.told_until, row.ends_on)
