"""Measure, print a table, and write bench/results.json: `python -m bench`, or `python -m bench --quick`."""

import argparse
import sys

from rich.console import Console
from rich.progress import Progress

from bench import maps
from bench.corridors import corridor, operation
from bench.deconflict import deconflict_rows
from bench.material import districts, load_atlas, missing_data
from bench.overlap import overlap_rows
from bench.postgis import missing_postgis
from bench.report import show, write
from bench.routes import ANYWHERE, EDGES, anywhere_in_mie, from_edges
from bench.screening import screening_rows

ROUTES = 200
QUICK_ROUTES = 30
TABLE_WIDTH = 110


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("--quick", action="store_true", help=f"{QUICK_ROUTES} routes of each kind, not {ROUTES}")
    count = QUICK_ROUTES if arguments.parse_args().quick else ROUTES
    console = Console(width=None if sys.stdout.isatty() else TABLE_WIDTH)
    if data := missing_data():
        raise SystemExit("\n".join(f"nothing measured: the open data in {folder} is not here" for folder in data))
    missing = missing_postgis()
    with Progress(console=console) as progress:
        atlas = load_atlas(progress)
        polygons = districts(atlas)
        routes = {EDGES: from_edges(polygons, count), ANYWHERE: anywhere_in_mie(count)}
        corridors = {kind: [corridor(route) for route in some] for kind, some in routes.items()}
        operations = {kind: [operation(route) for route in some] for kind, some in routes.items()}
        rows = overlap_rows(polygons, corridors, progress) + screening_rows(atlas, operations, progress)
        rows += deconflict_rows(progress)
    write(rows, missing)
    show(rows, missing, console)
    maps.show(console)


if __name__ == "__main__":
    main()
