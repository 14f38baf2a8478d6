"""The repository of links, one-time codes and answering sessions. Their secrets are known outside alone."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.security.answer_links import AnswerCode, AnsweringSession, AnswerLink
from api.store.locks import lock
from api.store.sessions import token_hash
from api.store.tables.consultations import AnswerCodeRow, AnsweringSessionRow, AnswerLinkRow


class AnswerLinks:
    """Links by their token, their codes, and the sessions that a right code opens."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, token: str, consultation_id: str, *, now: datetime, expires_at: datetime) -> AnswerLink:
        """Store a link."""
        made = AnswerLink(token_hash(token), consultation_id, now, expires_at)
        self._session.add(
            AnswerLinkRow(
                token_sha256=made.token_sha256, consultation_id=consultation_id, made_at=now, expires_at=expires_at
            )
        )
        self._session.flush()
        return made

    def find(self, token: str) -> AnswerLink | None:
        """Return the link of a token, expired or not; None where there is none."""
        row = self._session.get(AnswerLinkRow, token_hash(token))
        return AnswerLink(row.token_sha256, row.consultation_id, row.made_at, row.expires_at) if row else None

    def lock(self, link: AnswerLink) -> None:
        """Let nobody else make or try a code of a link until this unit ends."""
        lock(self._session, f"link {link.token_sha256}")

    def codes_made(self, link: AnswerLink) -> int:
        """Return how many codes a link has asked for; it must be locked."""
        made = select(func.max(AnswerCodeRow.number)).where(AnswerCodeRow.link == link.token_sha256)
        return self._session.scalar(made) or 0

    def add_code(self, code: AnswerCode) -> None:
        """Store what is kept of a code."""
        self._session.add(
            AnswerCodeRow(
                id=code.id,
                link=code.link,
                number=code.number,
                code_sha256=code.code_sha256,
                made_at=code.made_at,
                expires_at=code.expires_at,
                tries=code.tries,
                used_at=code.used_at,
            )
        )
        self._session.flush()

    def newest_code(self, link: AnswerLink) -> AnswerCode | None:
        """Return a link's newest code, the only one that may work; the link must be locked before it is tried."""
        row = self._session.scalar(
            select(AnswerCodeRow)
            .where(AnswerCodeRow.link == link.token_sha256)
            .order_by(AnswerCodeRow.number.desc())
            .limit(1)
            .execution_options(populate_existing=True)
        )
        if row is None:
            return None
        return AnswerCode(
            row.id, row.link, row.number, row.code_sha256, row.made_at, row.expires_at, row.tries, row.used_at
        )

    def count_try(self, code: AnswerCode) -> None:
        """Count a try of a code."""
        self._session.execute(
            update(AnswerCodeRow).where(AnswerCodeRow.id == code.id).values(tries=AnswerCodeRow.tries + 1)
        )

    def use(self, code: AnswerCode, *, now: datetime) -> None:
        """Record that a code was used; it works no more."""
        self._session.execute(update(AnswerCodeRow).where(AnswerCodeRow.id == code.id).values(used_at=now))

    def open(self, token: str, consultation_id: str, *, now: datetime, expires_at: datetime) -> AnsweringSession:
        """Store a session in which one consultation may be answered; those that have ended are swept away."""
        self._session.execute(delete(AnsweringSessionRow).where(AnsweringSessionRow.expires_at <= now))
        opened = AnsweringSession(token_hash(token), consultation_id, now, expires_at)
        self._session.add(
            AnsweringSessionRow(
                token_sha256=opened.token_sha256, consultation_id=consultation_id, opened_at=now, expires_at=expires_at
            )
        )
        self._session.flush()
        return opened

    def session(self, token: str, *, now: datetime) -> AnsweringSession | None:
        """Return the session of a token, None where there is none or it is not open at that time."""
        row = self._session.get(AnsweringSessionRow, token_hash(token))
        if row is None or not row.opened_at <= now < row.expires_at:
            return None
        return AnsweringSession(row.token_sha256, row.consultation_id, row.opened_at, row.expires_at)
