"""Editions of layers, their features, and the counter that tells readers that something changed."""

from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.geometry import geometry_type
from api.store.tables.base import Base, UtcDateTime


class EditionRow(Base):
    """One dated release of a dataset."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("kind", "sha256"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title_ja: Mapped[str]
    title_en: Mapped[str]
    source: Mapped[str]
    licence: Mapped[str]
    attribution: Mapped[str]
    as_of: Mapped[date]
    judges: Mapped[bool]
    in_force_first: Mapped[date | None]
    in_force_last: Mapped[date | None]
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime())
    sha256: Mapped[str]
    accuracy_m: Mapped[float]
    coverage: Mapped[BaseGeometry] = mapped_column(geometry_type())
    basis_ja: Mapped[str]
    basis_en: Mapped[str]
    notes: Mapped[list[dict[str, str]]] = mapped_column(JSON)


class FeatureRow(Base):
    """One thing of an edition. `place` keeps the file's order; `details` is what only its kind has."""

    __tablename__ = "feature"
    __table_args__ = (Index("ix_feature_geometry", "geometry", postgresql_using="gist").ddl_if(dialect="postgresql"),)

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    name_ja: Mapped[str]
    name_en: Mapped[str]
    geometry: Mapped[BaseGeometry] = mapped_column(geometry_type())
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class EditionCounterRow(Base):
    """One row whose value rises with every change of the editions, in the change's own transaction."""

    __tablename__ = "edition_counter"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]
