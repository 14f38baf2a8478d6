"""PostGIS's best plan: districts cut by ST_Subdivide under GiST, each overlap computed once, a prepared statement."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg
import shapely
from rich.progress import Progress
from shapely.geometry.base import BaseGeometry

from bench.corridors import PLANE, Corridor, Figures
from tests.postgres import POSTGIS_TEMPLATE, Cluster, find_programs

MAX_VERTICES = (64, 128, 256)

# OFFSET 0 keeps the planner from writing an overlap out twice, which would compute it twice.
STATEMENT = """
WITH flight AS MATERIALIZED (
    SELECT ST_GeomFromWKB(%b, {srid}) AS outermost, ST_GeomFromWKB(%b, {srid}) AS middle,
        ST_GeomFromWKB(%b, {srid}) AS innermost, ST_GeomFromWKB(%b, {srid}) AS course
), met AS MATERIALIZED (
    SELECT piece.geom, ST_Intersection(piece.geom, outermost) AS overlap
    FROM piece_{size} AS piece, flight WHERE ST_Intersects(piece.geom, outermost)
)
SELECT coalesce(sum(ST_Length(ST_Intersection(met.geom, course))), 0), coalesce(sum(ST_Area(overlap)), 0),
    coalesce(sum(ST_Area(ST_Intersection(overlap, middle))), 0),
    coalesce(sum(ST_Area(ST_Intersection(overlap, innermost))), 0)
FROM met, flight
"""


class PostGis:
    """Districts in pieces of at most `size` vertices."""

    def __init__(self, connection: psycopg.Connection[tuple[float, ...]], size: int) -> None:
        self.size = size
        self._cursor = connection.cursor(binary=True)
        self._statement = STATEMENT.format(srid=PLANE, size=size).encode()

    def figures(self, corridor: Corridor) -> Figures:
        wkb = shapely.to_wkb([*corridor.shapes, corridor.course])
        row = self._cursor.execute(self._statement, list(wkb), prepare=True).fetchone()
        return np.array(row, dtype=np.float64)


def missing_postgis() -> list[str]:
    """Return PostGIS where it is not here."""
    return [] if find_programs() else ["PostGIS"]


@contextmanager
def postgis(polygons: Sequence[BaseGeometry], progress: Progress) -> Iterator[list[PostGis]]:
    """Start a server of our own, load the districts, and give one rival for each size of piece."""
    programs = find_programs()
    if programs is None:
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="soramichi-bench-") as folder:
        cluster = Cluster(programs, Path(folder))
        try:
            cluster.ensure_started()
            cluster.create("bench", POSTGIS_TEMPLATE)
            with psycopg.connect(cluster.address("bench"), autocommit=True) as connection:
                _load(connection, polygons, progress)
                yield [PostGis(connection, size) for size in MAX_VERTICES]
        finally:
            cluster.stop()


def _load(
    connection: psycopg.Connection[tuple[float, ...]], polygons: Sequence[BaseGeometry], progress: Progress
) -> None:
    connection.execute("SET jit = off")
    connection.execute(f"CREATE TABLE district (geom geometry(Geometry, {PLANE}))")
    with connection.cursor().copy("COPY district FROM STDIN") as copy:
        for polygon in polygons:
            copy.write_row([shapely.to_wkb(shapely.set_srid(polygon, PLANE), hex=True, include_srid=True)])
    for size in progress.track(MAX_VERTICES, description="loading PostGIS"):
        connection.execute(f"CREATE TABLE piece_{size} AS SELECT ST_Subdivide(geom, {size}) AS geom FROM district")
        connection.execute(f"CREATE INDEX ON piece_{size} USING gist (geom)")
        connection.execute(f"VACUUM ANALYZE piece_{size}")
