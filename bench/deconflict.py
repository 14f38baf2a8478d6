"""The row `deconflict`: what meets one volume among 100,000 booked ones in place, height and time."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import geopandas
import numpy as np
import psycopg
import shapely
from rich.progress import Progress

from airspace.deconflict.booking import BookedLeg, Booking
from airspace.deconflict.extent import Extent, Slab, meetings
from airspace.deconflict.sky import Sky
from airspace.trial import Window
from bench.corridors import PLANE
from bench.measure import Row, p50, time_together_ms
from bench.routes import LEGS, anywhere_in_mie
from geo.shape import legs_in_plane, widen
from tests.postgres import POSTGIS_TEMPLATE, Cluster, find_programs

BOOKED = 100_000
ASKED = 200
ROUNDS = 5
REACH_M = 80.0
START = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 60

SQL = f"""
SELECT leg.number, ST_AsBinary(ST_Intersection(leg.geom, own.geom))
FROM (SELECT ST_GeomFromWKB(%b, {PLANE}) AS geom) AS own, leg
WHERE ST_Intersects(leg.geom, own.geom)
    AND leg.agl_floor <= %s AND leg.agl_ceiling >= %s AND leg.amsl_floor <= %s AND leg.amsl_ceiling >= %s
    AND EXISTS (
        SELECT 1 FROM held, unnest(%s::tstzrange[]) AS asked (during)
        WHERE held.trial = leg.trial AND held.during && asked.during
    )
"""


class Finder(Protocol):
    """One way to find what a booking of one leg meets."""

    def found(self, asked: Booking) -> set[str]:
        """Return the trial and leg of each conflict."""
        ...


class Ours:
    """`airspace.deconflict`, which also says when, at which heights, and where in degrees."""

    def __init__(self, booked: Sequence[Booking]) -> None:
        self._sky = Sky(booked)

    def found(self, asked: Booking) -> set[str]:
        met = self._sky.conflicts_with([asked])
        return {f"{one.other(asked.trial_id)}/{one.of(one.other(asked.trial_id)).part}" for one in met}


class Sindex:
    """geopandas: the spatial index, then heights as arrays and windows one by one."""

    def __init__(self, booked: Sequence[Booking]) -> None:
        self._legs = [(booking, leg) for booking in booked for leg in booking.legs]
        self._series = geopandas.GeoSeries([leg.footprint for _, leg in self._legs], crs=PLANE)
        self._heights = np.array([leg.extent.numbers for _, leg in self._legs])
        self._index = self._series.sindex

    def found(self, asked: Booking) -> set[str]:
        (own,) = asked.legs
        near = self._index.query(own.footprint, predicate="intersects")
        near = near[meetings(np.repeat([own.extent.numbers], len(near), axis=0), self._heights[near]) > 0]
        held = [at for at in near if _at_one_time(asked.windows, self._legs[at][0].windows)]
        self._series.iloc[held].intersection(own.footprint)
        return {f"{self._legs[at][0].trial_id}/{self._legs[at][1].leg}" for at in held}


class PostGis:
    """Legs under GiST, windows as ranges by trial, a prepared statement."""

    def __init__(self, connection: psycopg.Connection[tuple[str, bytes]]) -> None:
        self._cursor = connection.cursor(binary=True)

    def found(self, asked: Booking) -> set[str]:
        (own,) = asked.legs
        agl, amsl = own.extent.agl, own.extent.amsl
        heights = (agl.ceiling_high_m, agl.floor_low_m, amsl.ceiling_high_m, amsl.floor_low_m)
        ranges = [f"[{window.start.isoformat()},{window.end.isoformat()})" for window in asked.windows]
        rows = self._cursor.execute(SQL.encode(), (shapely.to_wkb(own.footprint), *heights, ranges), prepare=True)
        return {number for number, _ in rows}


def deconflict_rows(progress: Progress) -> list[Row]:
    """Return the row, after all ways have found the same."""
    booked = bookings(BOOKED // LEGS + 1, "booked", seed=7)
    asked = [_one_leg(booking) for booking in bookings(ASKED, "asked", seed=8)]
    with progress_of(progress, "indexing bookings"):
        quick: list[Finder] = [Ours(booked), Sindex(booked)]
    with _postgis(booked, progress) as servers:
        finders = [*quick, *servers]
        for one in progress.track(asked, description="comparing conflicts"):
            ours, *others = (finder.found(one) for finder in finders)
            if any(other != ours for other in others):
                raise ArithmeticError(f"the conflicts of {one.trial_id} differ")
        taken = time_together_ms([finder.found for finder in finders], asked, ROUNDS)
    ours_ms, sindex_ms, *servers_ms = taken
    half, most = np.percentile(ours_ms, [50, 99])
    postgis_ms = p50(servers_ms[0] if servers_ms else None)
    return [
        Row("deconflict", "100,000 volumes", len(asked), float(half), float(most), postgis_ms, None, p50(sindex_ms))
    ]


@contextmanager
def progress_of(progress: Progress, what: str) -> Iterator[None]:
    """Show that something goes on which takes its time."""
    task = progress.add_task(what, total=None)
    yield
    progress.remove_task(task)


def bookings(count: int, name: str, seed: int) -> list[Booking]:
    """Return trials of twelve legs from anywhere in Mie, on one to three of sixty days, some of unknown height."""
    rng = np.random.default_rng(seed)
    found = []
    for number, route in enumerate(anywhere_in_mie(count, seed=seed)):
        extent = _extent(rng)
        legs = [
            BookedLeg(leg, PLANE, widen(line, REACH_M), extent) for leg, line in enumerate(legs_in_plane(route, PLANE))
        ]
        found.append(Booking(f"{name}-{number}", 0, _windows(rng), tuple(legs)))
    return found


def _one_leg(booking: Booking) -> Booking:
    return Booking(booking.trial_id, 0, booking.windows, booking.legs[:1])


def _extent(rng: np.random.Generator) -> Extent:
    low = float(rng.integers(0, 120))
    high = low + float(rng.integers(10, 60))
    if rng.random() < 0.05:
        return Extent()
    return Extent(Slab(low, low, high, high), Slab(low - 10.0, np.inf, high - 10.0, np.inf))


def _windows(rng: np.random.Generator) -> tuple[Window, ...]:
    days = np.sort(rng.choice(DAYS, size=rng.integers(1, 4), replace=False))
    starts = [START + timedelta(days=int(day), minutes=int(rng.integers(0, 32)) * 15) for day in days]
    return tuple(Window(start, start + timedelta(minutes=int(rng.integers(2, 16)) * 15)) for start in starts)


def _at_one_time(ones: Sequence[Window], others: Sequence[Window]) -> bool:
    return any(one.start < other.end and other.start < one.end for one in ones for other in others)


@contextmanager
def _postgis(booked: Sequence[Booking], progress: Progress) -> Iterator[list[PostGis]]:
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
                _load(connection, booked, progress)
                yield [PostGis(connection)]
        finally:
            cluster.stop()


def _load(connection: psycopg.Connection[tuple[str, bytes]], booked: Sequence[Booking], progress: Progress) -> None:
    connection.execute("SET jit = off")
    columns = "agl_floor float8, agl_ceiling float8, amsl_floor float8, amsl_ceiling float8"
    connection.execute(f"CREATE TABLE leg (number text, trial text, {columns}, geom geometry(Polygon, {PLANE}))")
    connection.execute("CREATE TABLE held (trial text, during tstzrange)")
    with connection.cursor().copy("COPY leg FROM STDIN") as copy:
        for booking in progress.track(booked, description="loading PostGIS"):
            for leg in booking.legs:
                agl, amsl = leg.extent.agl, leg.extent.amsl
                heights = (agl.floor_low_m, agl.ceiling_high_m, amsl.floor_low_m, amsl.ceiling_high_m)
                shape = shapely.to_wkb(shapely.set_srid(leg.footprint, PLANE), hex=True, include_srid=True)
                copy.write_row([f"{booking.trial_id}/{leg.leg}", booking.trial_id, *heights, shape])
    with connection.cursor().copy("COPY held FROM STDIN") as copy:
        for booking in booked:
            for window in booking.windows:
                copy.write_row([booking.trial_id, f"[{window.start.isoformat()},{window.end.isoformat()})"])
    connection.execute("CREATE INDEX ON leg USING gist (geom)")
    connection.execute("CREATE INDEX ON held (trial)")
    connection.execute("VACUUM ANALYZE leg")
    connection.execute("VACUUM ANALYZE held")
