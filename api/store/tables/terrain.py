"""The cells of terrain: each edition's lattice, and its blocks."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class TerrainLatticeRow(Base):
    """The lattice of an edition of terrain, in the units of `epsg`; the position error in metres."""

    __tablename__ = "terrain_lattice"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    epsg: Mapped[int]
    west: Mapped[float]
    north: Mapped[float]
    step_x: Mapped[float]
    step_y: Mapped[float]
    position_error_m: Mapped[float]


class TerrainBlockRow(Base):
    """A block of cells, deflated; its groups of cells; its lowest and highest, null where a cell is not known."""

    __tablename__ = "terrain_block"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    block_row: Mapped[int] = mapped_column(primary_key=True)
    block_column: Mapped[int] = mapped_column(primary_key=True)
    low_m: Mapped[float | None]
    high_m: Mapped[float | None]
    groups: Mapped[bytes]
    cells: Mapped[bytes]
