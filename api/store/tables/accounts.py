"""Organisations and accounts. A person's own data sits in `person`, so that it can be deleted by itself."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class OrganisationRow(Base):
    """A company, association or office."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class AccountRow(Base):
    """An account by its random id: for whom it works. Trials and audit rows refer to this alone."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class RoleGrantRow(Base):
    """A role given to an account: asked for by one admin, confirmed by another, in force until it is ended.

    The database itself refuses a role of the prefecture that its asker or its holder confirmed. A grant without
    `asked_by` was made on the machine itself (`soramichi account`).
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "confirmed_by IS NULL OR (confirmed_by <> asked_by AND confirmed_by <> account_id)", name="two_admins"
        ),
        CheckConstraint(
            "role = 'operator' OR asked_by IS NULL OR confirmed_at IS NULL OR confirmed_by IS NOT NULL",
            name="confirmed_by_somebody",
        ),
        Index(
            "uq_role_grant_open",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class InvitationRow(Base):
    """A link by which one person joins an organisation; of its token only the hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    invited_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    accepted_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class PersonRow(Base):
    """The person behind an account: login, name, password hash."""

    __tablename__ = "person"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
