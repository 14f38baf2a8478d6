"""Tables of terrain: lattices and blocks of cells."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "terrain_lattice",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("epsg", sa.Integer(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("step_x", sa.Double(), nullable=False),
        sa.Column("step_y", sa.Double(), nullable=False),
        sa.Column("position_error_m", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name="fk_terrain_lattice_edition_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", name="pk_terrain_lattice"),
    )
    op.create_table(
        "terrain_block",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("block_row", sa.Integer(), nullable=False),
        sa.Column("block_column", sa.Integer(), nullable=False),
        sa.Column("low_m", sa.Double(), nullable=True),
        sa.Column("high_m", sa.Double(), nullable=True),
        sa.Column("groups", sa.LargeBinary(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_terrain_block_edition_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("edition_id", "block_row", "block_column", name="pk_terrain_block"),
    )
