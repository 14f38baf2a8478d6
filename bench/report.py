"""The table for people, bench/results.json for programs, and the targets that the figures are held to."""

import json
import resource
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measure import Row
from bench.routes import ANYWHERE, CLEAR, EDGES

RESULTS = Path(__file__).with_name("results.json")

LEAST_TIMES_POSTGIS = {EDGES: 2.0, ANYWHERE: 2.5, CLEAR: 10.0}
LEAST_TIMES_OVERLAY = 100.0
MOST_TIMES_GEOS = 1.3
DECONFLICT_P50_MS = 2.0
SCREENING_P50_MS = 2.0
SCREENING_P99_MS = 15.0


def write(rows: Sequence[Row], missing: Sequence[str]) -> None:
    """Write bench/results.json."""
    text = json.dumps({"rows": [row.as_json() for row in rows], "missing": list(missing)}, indent=2)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def show(rows: Sequence[Row], missing: Sequence[str], console: Console) -> None:
    """Print the rows, the targets, and what was not measured."""
    table = Table(title="Median milliseconds", caption=f"peak memory {_peak_mib():.0f} MiB")
    for name in ("work", "routes"):
        table.add_column(name, no_wrap=True)
    for name in ("count", "ours", "ours p99", "PostGIS", "overlay", "sindex", "bare GEOS"):
        table.add_column(name, justify="right")
    for row in rows:
        times = (row.ours_ms, row.ours_p99_ms, row.postgis_ms, row.overlay_ms, row.sindex_ms, row.geos_ms)
        table.add_row(row.work, row.routes, str(row.count), *("–" if ms is None else f"{ms:.3f}" for ms in times))
    console.print(table)
    targets = Table("target", "wanted", "measured", "", title="Targets")
    for name, wanted, measured, met in (target for row in rows for target in _targets(row)):
        targets.add_row(name, wanted, measured, "met" if met else "missed")
    console.print(targets)
    for what in missing:
        console.print(f"not measured: {what} is not here")


def _targets(row: Row) -> Iterator[tuple[str, str, str, bool]]:
    name = f"{row.work}, {row.routes}"
    if row.work == "screening":
        for share, ms, most_ms in (("p50", row.ours_ms, SCREENING_P50_MS), ("p99", row.ours_p99_ms, SCREENING_P99_MS)):
            yield f"{name}, {share}", f"≤ {most_ms:g} ms", f"{ms:.2f} ms", ms <= most_ms
        return
    if row.work == "deconflict":
        yield f"{name}, p50", f"≤ {DECONFLICT_P50_MS:g} ms", f"{row.ours_ms:.2f} ms", row.ours_ms <= DECONFLICT_P50_MS
        return
    for rival, theirs_ms, least in (
        ("PostGIS", row.postgis_ms, LEAST_TIMES_POSTGIS[row.routes]),
        ("overlay", row.overlay_ms, LEAST_TIMES_OVERLAY),
    ):
        if theirs_ms is not None:
            times = theirs_ms / row.ours_ms
            yield f"{name}, faster than {rival}", f"≥ {least:g} ×", f"{times:.1f} ×", times >= least
    if row.geos_ms is not None:
        times = row.ours_ms / row.geos_ms
        yield f"{name}, of bare GEOS's time", f"≤ {MOST_TIMES_GEOS:g} ×", f"{times:.2f} ×", times <= MOST_TIMES_GEOS


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
