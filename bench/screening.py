"""The row `screening`: all rules, on all layers, each route in its nearest plane."""

from collections.abc import Mapping, Sequence

import numpy as np
from rich.progress import Progress

from airspace.atlas import Atlas
from airspace.screening import screen
from airspace.trial import Operation
from bench.material import NOW
from bench.measure import Row, time_ms

ROUNDS = 5


def screening_rows(atlas: Atlas, operations: Mapping[str, Sequence[Operation]], progress: Progress) -> list[Row]:
    """Return the rows for each kind of route, after a round that lays out the planes they need."""
    rows = []
    for kind, some in operations.items():
        for operation in progress.track(some, description="laying out planes"):
            screen(operation, atlas, screened_at=NOW)
        taken = time_ms(lambda operation: screen(operation, atlas, screened_at=NOW), some, ROUNDS)
        p50, p99 = np.percentile(taken, [50, 99])
        rows.append(Row("screening", kind, len(some), float(p50), float(p99)))
    return rows
