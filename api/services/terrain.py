"""The ground for a screening: the editions of terrain in force on its days, read through its unit of work."""

import threading
from datetime import date

from airspace.atlas import Atlas
from airspace.edition import Edition, LayerKind
from airspace.trial import Operation
from api.store.terrain import BlockCache, StoredBlocks, TerrainIndex
from api.store.unit_of_work import UnitOfWork
from geo.geoid import revision_m
from geo.terrain import NoTerrain, Terrain
from geo.terrain_raster import Raster, RasterTerrain

DEFAULT_CACHE_BYTES = 128 * 1024 * 1024


class Grounds:
    """What the service keeps of terrain in memory, for all requests: which blocks there are, and some of them."""

    def __init__(self, cache_bytes: int = DEFAULT_CACHE_BYTES) -> None:
        """Keep at most `cache_bytes` of cells."""
        self._cache = BlockCache(cache_bytes)
        self._indexes: dict[str, TerrainIndex | None] = {}
        self._lock = threading.Lock()

    def under(self, operation: Operation, atlas: Atlas, unit: UnitOfWork) -> Terrain:
        """Return the ground by the editions of the atlas that are in force on each of the operation's days.

        It reads through the unit, so it is of use only as long as the unit is open.
        """
        days = operation.first_day, operation.last_day
        editions = [
            layer.edition
            for layer in atlas.layers(LayerKind.TERRAIN, *days)
            if layer.edition.in_force and layer.edition.in_force.covers(*days)
        ]
        rasters = [raster for edition in editions if (raster := self._raster(edition, *days, unit))]
        return RasterTerrain(rasters) if rasters else NoTerrain()

    def _raster(self, edition: Edition, first: date, last: date, unit: UnitOfWork) -> Raster | None:
        index = self._index(edition.id, unit)
        if index is None or not index.blocks:
            return None
        return Raster(
            lattice=index.lattice,
            first=index.first,
            last=index.last,
            error_m=edition.accuracy_m + revision_m(edition.as_of, first, last),
            position_error_m=index.position_error_m,
            blocks=StoredBlocks(unit.terrain, index, self._cache),
        )

    def _index(self, edition_id: str, unit: UnitOfWork) -> TerrainIndex | None:
        """Return an edition's index; its cells never change, since its id holds their hash."""
        if edition_id not in self._indexes:
            index = unit.terrain.index(edition_id)
            with self._lock:
                self._indexes[edition_id] = index
        return self._indexes[edition_id]
