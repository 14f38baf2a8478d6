"""A column of shapely geometries in JGD2011 degrees on both engines: PostGIS geometry, or WKB in a SQLite blob.

GeoAlchemy2's hooks look at a column's own type, so the plain type comes first and PostGIS is the variant.
"""

from collections.abc import Callable
from typing import Any

import shapely
from geoalchemy2 import Geometry
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator, TypeEngine

from geo.crs import JGD2011


def normalised(wkb: bytes) -> BaseGeometry:
    """Return a stored geometry without the SRID that only one of the engines keeps in it."""
    return shapely.set_srid(shapely.from_wkb(bytes(wkb)), 0)


class WkbBlob(TypeDecorator[BaseGeometry]):
    """A geometry as little-endian WKB in a blob."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Return the geometry's WKB; the signature is SQLAlchemy's."""
        return None if value is None else shapely.to_wkb(value, byte_order=1)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> BaseGeometry | None:  # noqa: ARG002
        """Return the geometry; the signature is SQLAlchemy's."""
        return None if value is None else normalised(value)


class PostgisGeometry(Geometry):
    """A PostGIS geometry that binds and gives shapely's, through WKB; GeoAlchemy2 adds the column's SRID."""

    from_text = "ST_GeomFromWKB"
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[BaseGeometry | None], bytes | None]:  # noqa: ARG002
        """Return the function that makes WKB; the signature is SQLAlchemy's."""

        def process(value: BaseGeometry | None) -> bytes | None:
            return None if value is None else shapely.to_wkb(value, byte_order=1)

        return process

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
        coltype: object,  # noqa: ARG002
    ) -> Callable[[Any], BaseGeometry | None]:
        """Return the function that reads EWKB."""

        def process(value: Any) -> BaseGeometry | None:
            return None if value is None else normalised(value)

        return process


def geometry_type() -> TypeEngine[BaseGeometry]:
    """Return the type of a geometry column for both engines; its spatial index is declared beside it."""
    return WkbBlob().with_variant(PostgisGeometry("GEOMETRY", srid=JGD2011, spatial_index=False), "postgresql")
