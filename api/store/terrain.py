"""The repository of terrain: blocks of cells, read when a flight needs them, kept within a bound of memory."""

import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from api.store.tables.terrain import TerrainBlockRow, TerrainLatticeRow
from geo.terrain_raster import BLOCK, GROUPS, Key, Lattice, Values, grouped

BATCH = 64


@dataclass(frozen=True, slots=True)
class PackedBlock:
    """A block as it is stored: its cells and groups deflated, its lowest and highest (None where a cell is unknown)."""

    key: Key
    low_m: float | None
    high_m: float | None
    groups: bytes
    cells: bytes


@dataclass(frozen=True, slots=True)
class TerrainIndex:
    """An edition's lattice, the error of its positions in metres, and its blocks, each with its lowest and highest."""

    edition_id: str
    lattice: Lattice
    position_error_m: float
    blocks: Mapping[Key, Values] = field(repr=False)

    @property
    def first(self) -> Key:
        """The least row and column of a block."""
        return min(row for row, _ in self.blocks), min(column for _, column in self.blocks)

    @property
    def last(self) -> Key:
        """The greatest row and column of a block."""
        return max(row for row, _ in self.blocks), max(column for _, column in self.blocks)


class BlockCache:
    """Blocks in memory, the least recently used thrown out first; shared by threads."""

    def __init__(self, max_bytes: int) -> None:
        """Keep at most `max_bytes` of cells."""
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, int, Key], Values] = OrderedDict()
        self.bytes = 0

    def get(self, edition_id: str, sampling: int, keys: Iterable[Key]) -> dict[Key, Values]:
        """Return those of the blocks that are held."""
        with self._lock:
            found = {key: self._held[name] for key in keys if (name := (edition_id, sampling, key)) in self._held}
            for key in found:
                self._held.move_to_end((edition_id, sampling, key))
        return found

    def put(self, edition_id: str, sampling: int, blocks: Mapping[Key, Values]) -> None:
        """Hold blocks, and let go of others where there are too many."""
        with self._lock:
            for key, values in blocks.items():
                name = (edition_id, sampling, key)
                before = self._held.pop(name, None)
                self.bytes += values.nbytes - (before.nbytes if before is not None else 0)
                self._held[name] = values
            while self.bytes > self._max_bytes:
                self.bytes -= self._held.popitem(last=False)[1].nbytes


class TerrainStore:
    """Lattices and blocks by edition."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, edition_id: str, lattice: Lattice, position_error_m: float, blocks: Iterable[PackedBlock]) -> None:
        """Store the cells of an edition that is stored."""
        self._session.add(
            TerrainLatticeRow(
                edition_id=edition_id,
                epsg=lattice.epsg,
                west=lattice.west,
                north=lattice.north,
                step_x=lattice.step_x,
                step_y=lattice.step_y,
                position_error_m=position_error_m,
            )
        )
        self._session.flush()
        batch: list[dict[str, object]] = []
        for block in blocks:
            batch.append(
                {
                    "edition_id": edition_id,
                    "block_row": block.key[0],
                    "block_column": block.key[1],
                    "low_m": block.low_m,
                    "high_m": block.high_m,
                    "groups": block.groups,
                    "cells": block.cells,
                }
            )
            if len(batch) == BATCH:
                self._session.execute(insert(TerrainBlockRow), batch)
                batch = []
        if batch:
            self._session.execute(insert(TerrainBlockRow), batch)

    def remove(self, edition_id: str) -> None:
        """Delete the cells of an edition."""
        for table in (TerrainBlockRow, TerrainLatticeRow):
            self._session.execute(delete(table).where(table.edition_id == edition_id))

    def counts(self) -> dict[str, int]:
        """Return how many blocks each edition holds."""
        counted = select(TerrainBlockRow.edition_id, func.count()).group_by(TerrainBlockRow.edition_id)
        return {row[0]: row[1] for row in self._session.execute(counted)}

    def index(self, edition_id: str) -> TerrainIndex | None:
        """Return which blocks an edition holds, None where it holds none."""
        row = self._session.get(TerrainLatticeRow, edition_id)
        if row is None:
            return None
        columns = (
            TerrainBlockRow.block_row,
            TerrainBlockRow.block_column,
            TerrainBlockRow.low_m,
            TerrainBlockRow.high_m,
        )
        found = self._session.execute(select(*columns).where(TerrainBlockRow.edition_id == edition_id))
        blocks = {
            (block_row, block_column): np.array([low_m, high_m], np.float32).reshape(2, 1, 1)
            for block_row, block_column, low_m, high_m in found
        }
        lattice = Lattice(row.epsg, row.west, row.north, row.step_x, row.step_y)
        return TerrainIndex(edition_id, lattice, row.position_error_m, blocks)

    def blocks(self, edition_id: str, sampling: int, keys: Sequence[Key]) -> dict[Key, Values]:
        """Return blocks' cells (sampling 0) or groups (1)."""
        rows, columns = zip(*keys, strict=True)
        column = TerrainBlockRow.cells if sampling == 0 else TerrainBlockRow.groups
        wanted = select(TerrainBlockRow.block_row, TerrainBlockRow.block_column, column).where(
            TerrainBlockRow.edition_id == edition_id,
            TerrainBlockRow.block_row.between(min(rows), max(rows)),
            TerrainBlockRow.block_column.between(min(columns), max(columns)),
        )
        asked = set(keys)
        return {
            (row, column): _unpacked(packed, sampling)
            for row, column, packed in self._session.execute(wanted)
            if (row, column) in asked
        }


@dataclass(frozen=True, slots=True)
class StoredBlocks:
    """The blocks of an edition, from memory or else from the store, in one unit of work."""

    store: TerrainStore
    index: TerrainIndex
    cache: BlockCache

    def fetch(self, sampling: int, keys: Sequence[Key]) -> Mapping[Key, Values]:
        """Return blocks as lowest and highest cells; one that is not held is left out."""
        held = [key for key in keys if key in self.index.blocks]
        if sampling == len(GROUPS) - 1:
            return {key: self.index.blocks[key] for key in held}
        found = self.cache.get(self.index.edition_id, sampling, held)
        missing = [key for key in held if key not in found]
        if missing:
            read = self.store.blocks(self.index.edition_id, sampling, missing)
            self.cache.put(self.index.edition_id, sampling, read)
            found |= read
        return found


def packed(key: Key, cells: Values) -> PackedBlock:
    """Return a block of cells as it is stored."""
    groups, whole = (grouped(cells, size) for size in GROUPS[1:])
    low_m, high_m = (None if np.isnan(value) else float(value) for value in whole.ravel())
    return PackedBlock(key, low_m, high_m, zlib.compress(_bytes(groups)), zlib.compress(_bytes(cells)))


def _bytes(values: Values) -> bytes:
    return values.astype("<f4").tobytes()


def _unpacked(data: bytes, sampling: int) -> Values:
    side = BLOCK // GROUPS[sampling]
    values: Values = np.frombuffer(zlib.decompress(data), "<f4").reshape(-1, side, side)
    return values
