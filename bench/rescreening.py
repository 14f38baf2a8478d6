"""Confirmed trials looked at again on a new edition: `python -m bench.rescreening`, apart from the table of `bench`.

Trials of 20 km and twelve legs, anywhere in Mie, were judged by the districts and boundaries of Mie and its neighbours;
then 1,000 made-up zones are imported, and two workers, each a process, do what the import put off. The clock runs from
their start to their end, so loading Python and the layers is in it.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from airspace.edition import LayerKind
from airspace.prefecture import MIE
from api.services.import_layer import FileToImport, import_layers
from api.services.screen import Atlases
from api.store.engine import Engine
from api.store.migrate import ready_engine, upgrade
from api.store.unit_of_work import unit_of_work
from bench.material import BOUNDARIES, DAY, DISTRICTS, NOW, districts, missing_data, zones
from bench.routes import anywhere_in_mie
from tests.jobs.fleet import people, trial

TRIALS = 2_000
WORKERS = 2
WANTED_MS = 60_000 * WORKERS / 10_000
"""10,000 in 60 s on two cores, as time of one core for one trial."""

WORK = "import sys; sys.argv = ['soramichi', 'work', '--once', '--database-url', sys.argv[1]]; "
WORK += "from api.cli import main; main()"


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench.rescreening", description=__doc__)
    arguments.add_argument("--trials", type=int, default=TRIALS)
    count: int = arguments.parse_args().trials
    if data := missing_data():
        raise SystemExit("\n".join(f"nothing measured: the open data in {folder} is not here" for folder in data))
    with tempfile.TemporaryDirectory(prefix="soramichi-bench-") as name, Progress() as progress:
        url = f"sqlite:///{name}/bench.sqlite3"
        upgrade(url)
        engine = ready_engine(url)
        atlases = _layers(engine)
        _trials(engine, atlases, count, progress)
        with unit_of_work(engine, writes=False) as unit:
            polygons = districts(atlases.current(unit)[1])
        _import(engine, [zones(Path(name) / "zones.geojson", polygons)])
        wall_s, core_s = _worked(url)
        with unit_of_work(engine, writes=False) as unit:
            (switch,) = unit.rescreenings.switches()
            counts = unit.rescreenings.counts(switch)
        engine.dispose()
    if not counts.is_done:
        raise SystemExit(f"only {counts.done} of {counts.of} were done")
    told = (
        f"{count} trials, {counts.affected} affected, {WORKERS} workers: {wall_s:.1f} s, {1e3 * wall_s / count:.1f} ms"
    )
    Console().print(f"{told} a trial; {1e3 * core_s / count:.1f} ms of one core a trial, wanted {WANTED_MS:.0f}")


def _layers(engine: Engine) -> Atlases:
    codes = (MIE.code, *MIE.neighbours)
    _import(engine, [FileToImport(LayerKind.PREFECTURE, BOUNDARIES / f"{code}.geojson.gz") for code in codes])
    files = sorted(path for path in DISTRICTS.glob("*.geojson.gz") if any(f"_{code}_" in path.name for code in codes))
    _import(engine, [FileToImport(LayerKind.DID, path) for path in files])
    return Atlases(MIE)


def _trials(engine: Engine, atlases: Atlases, count: int, progress: Progress) -> None:
    with unit_of_work(engine) as unit:
        people(unit)
        routes = enumerate(anywhere_in_mie(count))
        for number, route in progress.track(routes, total=count, description="submitting trials"):
            trial(unit, atlases, f"t{number:05}", route, day=f"{DAY}")


def _import(engine: Engine, files: Sequence[FileToImport]) -> None:
    import_layers(files, lambda writes: unit_of_work(engine, writes=writes), now=NOW)


def _worked(url: str) -> tuple[float, float]:
    """Return the seconds that passed, and those of cores that were used."""
    began, used = time.perf_counter(), _children_s()
    workers = [subprocess.Popen([sys.executable, "-c", WORK, url]) for _ in range(WORKERS)]
    if any(worker.wait() for worker in workers):
        raise SystemExit("a worker failed")
    return time.perf_counter() - began, _children_s() - used


def _children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
