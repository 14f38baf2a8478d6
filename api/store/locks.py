"""Locks that last until the end of a transaction, so that a check and the write that follows it are one."""

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session


def lock(session: Session, name: str) -> None:
    """Wait for, and take, the lock of a name.

    SQLite needs none: a unit that writes holds the whole database from its start.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
