"""The sender: takes mail from the outbox one by one, sends it outside any transaction, and records what became of it.

Delivery is at least once: where the sender is killed after the server accepted a mail and before that was recorded, the
mail goes again under the same Message-ID.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from api.notify.sinks import NotDelivered, Sink
from api.notify.words import Letterhead, mail_of
from api.store.engine import UNREACHABLE, Engine
from api.store.outbox import Mail
from api.store.unit_of_work import UnitOfWork, in_unit

LEASE_S = 600.0
"""How long a mail is nobody else's: more than a sink may take in all."""

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
"""How long after each failure the next try comes; after the last one the mail is given up."""

NO_ADDRESS = "宛先のアドレスが登録されていません。/ No address is registered."
NO_END = "送る途中で毎回止まりました。/ The sender ended during each try."


@dataclass(frozen=True, slots=True)
class Round:
    """How many mails were taken, and how many of them were accepted."""

    tried: int
    sent: int


@dataclass(frozen=True, slots=True)
class Post:
    """Where mail is taken from, who carries it, and what stands on it."""

    engine: Engine
    sink: Sink
    head: Letterhead
    clock: Callable[[], datetime]

    def send_due(self, *, most: int | None = None) -> Round:
        """Send what is due; what fails is put off, and holds up nothing."""
        sent = tried = 0
        while most is None or tried < most:
            mail = in_unit(self.engine, lambda unit: unit.outbox.take(now=self.clock(), lease_s=LEASE_S))
            if mail is None:
                break
            tried += 1
            sent += self._send(mail)
        return Round(tried, sent)

    def run_until(self, ended: Event, every_s: float, report: Callable[[str], None]) -> None:
        """Send what is due, look again every `every_s` seconds, and end after the mail in hand once told to."""
        while not ended.is_set():
            try:
                # One at a time, so that being told to end is heard between two mails.
                busy = self.send_due(most=1).tried
            except UNREACHABLE as error:
                busy = 0
                report(f"データベースが使えません。/ The database cannot be used: {error.orig}")
            if not busy:
                ended.wait(every_s)

    def _send(self, mail: Mail) -> bool:
        if mail.address is None:
            self._give_up(mail, NO_ADDRESS)
            return False
        if mail.attempt > len(WAITS) + 1:
            self._give_up(mail, NO_END)
            return False
        try:
            message = mail_of(mail.notice, self.head, mail_id=mail.id, address=mail.address, at=self.clock())
            self.sink.deliver(mail.address, message)
        except NotDelivered as failure:
            self._failed(mail, str(failure), for_good=failure.for_good)
            return False
        except Exception as error:  # one mail that cannot be made must not hold up the others
            self._failed(mail, type(error).__name__, for_good=False)
            return False
        in_unit(self.engine, lambda unit: unit.outbox.mark_sent(mail, now=self.clock()))
        return True

    def _failed(self, mail: Mail, error: str, *, for_good: bool) -> None:
        if for_good or mail.attempt > len(WAITS):
            self._give_up(mail, error)
            return
        until = self.clock() + WAITS[mail.attempt - 1]
        in_unit(self.engine, lambda unit: unit.outbox.put_off(mail, error, until=until))

    def _give_up(self, mail: Mail, error: str) -> None:
        def record(unit: UnitOfWork) -> None:
            unit.outbox.give_up(mail, error, now=self.clock())
            unit.audit.append(
                at=self.clock(),
                actor="notify",
                action="mail_given_up",
                subject=mail.notice.subject or mail.id,
                details={"mail": mail.id, "kind": mail.notice.kind.value, "attempts": mail.attempt},
            )

        in_unit(self.engine, record)
