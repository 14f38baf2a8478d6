"""A file on its way into the domain, without a store."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from shapely.geometry.base import BaseGeometry

from airspace.edition import LayerKind
from api.exchange import MAPPINGS
from api.exchange.mapping import Mapped, Source, Stated
from geo.readers.layer_files import DEFAULT_LAYER_LIMITS
from geo.readers.layers import geojson_properties

Map = Callable[..., Mapped]


@pytest.fixture
def mapped() -> Map:
    def read_and_map(
        kind: LayerKind, path: Path, stated: Stated | None = None, land: dict[str, BaseGeometry] | None = None
    ) -> Mapped:
        source = Source(
            name=path.name,
            folder=path.parent.name,
            day=date(2026, 11, 1),
            land=(land or {}).get,
            stated=stated or Stated(),
            properties=partial(geojson_properties, path),
        )
        mapping = MAPPINGS[kind]
        return mapping.map(mapping.read(path, DEFAULT_LAYER_LIMITS, None), source)

    return read_and_map
