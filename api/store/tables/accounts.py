"""Organisations and accounts. A person's own data sits in `person`, so that it can be deleted by itself."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class OrganisationRow(Base):
    """A company, association or office."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class AccountRow(Base):
    """An account by its random id: what it may do, and for whom. Trials and audit rows refer to this alone."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class PersonRow(Base):
    """The person behind an account: login, name, password hash."""

    __tablename__ = "person"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
