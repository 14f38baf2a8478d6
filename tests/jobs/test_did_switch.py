"""A new census over 1,000 confirmed trials, workers killed on the way: who changed is what another computation says.

On SQLite over 1,000; on PostgreSQL, where the same code judges and only the queue differs, over fewer.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text

from airspace.finding import Outcome
from airspace.rescreening import Counts, Direction, Result, Summary
from api.jobs.tasks import Surroundings, rescreen_share
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store
from tests.jobs.fleet import (
    AFTER_IT,
    BEFORE_IT,
    HALF_WIDTH_M,
    NOW,
    SWITCH_DAY,
    bring_districts,
    fresh_atlases,
    newest_switch,
    people,
    results,
    told,
    trial,
)

DID = "densely-inhabited-district"
TRIALS, TRIALS_ON_POSTGRESQL = 1_000, 200
EARLY = 10
"""Every tenth flies before the new census is in force."""

PLANE, DEGREES = "EPSG:6674", "EPSG:6668"
CENTRE_M = np.array([40_000.0, -150_000.0])
REACH_M = 20_000.0
LEASE_S = 2.0

KILLED = """
import sys, time
from threading import Event
from airspace.prefecture import MIE
from api.clock import now
from api.jobs import tasks
from api.jobs.choose import worker_of
from api.jobs.worker import Terms
from api.services import rescreen
from api.services.screen import Atlases
from api.store.migrate import ready_engine

calls = 0
def hang():
    print("half", flush=True)
    time.sleep(600)

if sys.argv[2] == "judging":
    screen = rescreen.screen
    def half(*given, **more):
        global calls
        calls += 1
        if calls == 75:
            hang()
        return screen(*given, **more)
    rescreen.screen = half
else:
    keep = tasks.keep
    def half(unit, switch, judgement, *, now):
        global calls
        calls += 1
        left = keep(unit, switch, judgement, now=now)
        if calls == 2:
            hang()  # all is written, and nothing is committed
        return left
    tasks.keep = half

around = tasks.Surroundings(ready_engine(sys.argv[1]), Atlases(MIE), now)
worker_of(around, Terms(lease_s=float(sys.argv[3]))).run(Event())
"""


@dataclass(frozen=True)
class World:
    """Trials as lines and districts as polygons, in the plane."""

    lines: geopandas.GeoDataFrame
    old: geopandas.GeoDataFrame
    new: geopandas.GeoDataFrame

    def met(self, districts: geopandas.GeoDataFrame) -> dict[str, frozenset[str]]:
        """Return the names of the districts that each trial's flight geography meets."""
        flown = self.lines.set_geometry(self.lines.buffer(HALF_WIDTH_M))
        pairs = flown.sjoin(districts, predicate="intersects")
        names = pairs.groupby("trial")["name"].agg(frozenset).to_dict()
        return {name: names.get(name, frozenset()) for name in self.lines["trial"]}


def districts(rng: np.random.Generator) -> tuple[list[tuple[str, BaseGeometry]], list[tuple[str, BaseGeometry]]]:
    """Draw the old districts, and the new: some grew, shrank, vanished, came, or moved; others are as before."""
    old, new = [], []
    for number in range(40):
        east, north = rng.uniform(-REACH_M, REACH_M, 2) + CENTRE_M
        blob = shapely.Point(east, north).buffer(rng.uniform(900, 2_500))
        blob = blob.union(shapely.Point(east + 1_500, north + 700).buffer(rng.uniform(600, 1_500)))
        name = f"架空市{number}"
        fate = number % 6
        if fate != 0:
            old.append((name, blob))
        if fate in (0, 1):
            new.append((name, blob))
        elif fate == 2:
            new.append((name, blob.buffer(900)))
        elif fate == 3:
            new.append((name, blob.buffer(-400)))
        elif fate == 4:
            new.append((name, shapely.affinity.translate(blob, 2_500, -1_200)))
    return old, new


def clear_cut(line: BaseGeometry, shapes: Sequence[BaseGeometry]) -> bool:
    """Whether a flight is plainly over or plainly beside each shape: far from the errors and margins of the rules."""
    flown = line.buffer(HALF_WIDTH_M)
    return all(flown.intersects(shape.buffer(-100)) or flown.distance(shape) > 800 for shape in shapes)


def drawn(count: int) -> World:
    """Draw a world."""
    rng = np.random.default_rng(7)
    old, new = districts(rng)
    shapes = [shape for _, shape in (*old, *new)]
    lines: list[BaseGeometry] = []
    while len(lines) < count:
        start = rng.uniform(-REACH_M, REACH_M, 2) + CENTRE_M
        bends = np.cumsum([start, *rng.uniform(-1_500, 1_500, (2, 2))], axis=0)
        if clear_cut(line := shapely.LineString(bends), shapes):
            lines.append(line)
    names = [f"t{number:04}" for number in range(count)]
    days = [BEFORE_IT if number % EARLY == 0 else AFTER_IT for number in range(count)]
    return World(
        geopandas.GeoDataFrame({"trial": names, "day": days}, geometry=lines, crs=PLANE),
        *(
            geopandas.GeoDataFrame({"name": [n for n, _ in some]}, geometry=[s for _, s in some], crs=PLANE)
            for some in (old, new)
        ),
    )


def named(frame: geopandas.GeoDataFrame) -> list[tuple[str, BaseGeometry]]:
    return list(zip(frame["name"], frame.to_crs(DEGREES).geometry, strict=True))


def settled(store: Store, world: World, tmp_path: Path) -> str:
    """Put the old census and the trials into a store; return the census's edition."""
    edition = bring_districts(store, tmp_path / "r02_old.geojson", named(world.old))
    atlases = fresh_atlases()
    with unit_of_work(store.engine) as unit:
        people(unit)
        lines = world.lines.to_crs(DEGREES)
        for name, day, line in zip(lines["trial"], lines["day"], lines.geometry, strict=True):
            trial(unit, atlases, name, list(line.coords), day=day)
    return edition


def killed_in_the_middle(store: Store, when: str) -> None:
    """Let a worker do a share, and kill it in the middle of the next."""
    command = [sys.executable, "-c", KILLED, store.url, when, str(LEASE_S)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "half\n"
        process.kill()
        process.wait()


def finish_with_two_workers(store: Store) -> None:
    """Let two workers, as the command starts them, do all that is left."""
    time.sleep(LEASE_S + 0.5)
    script = "import sys; sys.argv = ['soramichi', *sys.argv[1:]]; from api.cli import main; main()"
    command = [sys.executable, "-c", script, "work", "--once", "--database-url", store.url]
    both = [
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={"SORAMICHI_JOB_LEASE_SECONDS": f"{LEASE_S}"})
        for _ in range(2)
    ]
    for one in both:
        _, said = one.communicate(timeout=120)
        assert one.returncode == 0, said


def done_of(summary: Summary) -> frozenset[str]:
    """Return the names of the districts of which a summary says that the flight is over them."""
    (flight,) = summary
    return frozenset(
        place.ja.removesuffix(" 人口集中地区 1")
        for said in flight.said
        if said.rule == DID and said.outcome is Outcome.CAUGHT
        for place in said.places
    )


def frozen_papers(store: Store) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT t.id, t.state, r.sha256, r.screening FROM trial t "
                "JOIN proposal_revision r ON r.trial_id = t.id ORDER BY t.id"
            )
        )
        return [tuple(row) for row in rows]


def counts(store: Store) -> Counts:
    with unit_of_work(store.engine, writes=False) as unit:
        return unit.rescreenings.counts(newest_switch(store))


@pytest.mark.slow
def test_who_changed_is_what_an_independent_computation_says(store: Store, tmp_path: Path) -> None:
    count = TRIALS_ON_POSTGRESQL if store.is_postgis else TRIALS
    world = drawn(count)
    old_edition = settled(store, world, tmp_path)
    papers = frozen_papers(store)
    before, after = world.met(world.old), world.met(world.new)
    late = set(world.lines["trial"][world.lines["day"] == AFTER_IT])
    changed = {name for name in late if before[name] != after[name]}
    assert 0.1 < len(changed) / count < 0.6, "the world tells something"

    bring_districts(store, tmp_path / "r02_new.geojson", named(world.new), since=SWITCH_DAY, replaces=[old_edition])
    killed_in_the_middle(store, "judging")
    assert counts(store).done == 50, "the share that was begun left nothing"
    killed_in_the_middle(store, "keeping")
    assert counts(store).done == 100
    finish_with_two_workers(store)

    found = results(store, newest_switch(store))
    assert [(one.trial_id, one.revision_number) for one in sorted(found, key=lambda one: one.trial_id)] == [
        (name, 1) for name in world.lines["trial"]
    ]
    assert {one.trial_id for one in found if one.result is Result.CHANGED} == changed
    assert {one.result for one in found} == {Result.CHANGED, Result.UNCHANGED}
    for one in found:
        wanted = after if one.trial_id in late else before
        assert one.after is not None
        assert (done_of(one.before), done_of(one.after)) == (before[one.trial_id], wanted[one.trial_id])
        if one.result is Result.CHANGED:
            assert one.direction is leads_to(before[one.trial_id], after[one.trial_id])
    assert counts(store).is_done
    check_what_was_told(store, changed)
    assert frozen_papers(store) == papers, "nothing frozen changed, and no trial moved"
    check_a_doubled_job(store, list(world.lines["trial"]))


def leads_to(before: frozenset[str], after: frozenset[str]) -> Direction:
    if before < after:
        return Direction.WORSE
    return Direction.BETTER if after < before else Direction.OTHER


def check_what_was_told(store: Store, changed: set[str]) -> None:
    """The operator and those who review are told once of each trial that changed, and the log is whole."""
    wanted = [("case_rescreened", desk, name) for desk in ("reviewer", "second") for name in sorted(changed)]
    assert told(store) == [*wanted, *(("route_rescreened", "sora", name) for name in sorted(changed))]
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None
        subjects = [event.subject for event in unit.audit.events() if event.action == "rescreened"]
        assert sorted(subjects) == sorted(changed)
        assert (unit.jobs.waiting(), unit.jobs.failed()) == (0, ())


def check_a_doubled_job(store: Store, trials: list[str]) -> None:
    """A job that is done twice changes nothing the second time."""
    switch, before = newest_switch(store), (told(store), counts(store))
    around = Surroundings(store.engine, fresh_atlases(), lambda: NOW + timedelta(days=1))
    rescreen_share(around, {"switch": switch.id, "trials": trials[:60]})
    assert (told(store), counts(store)) == before
