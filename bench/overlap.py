"""The row `overlap`: length and area figures of districts alone, against all rivals."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress
from shapely.geometry.base import BaseGeometry

from bench.corridors import PLANE, Corridor, Figures
from bench.measure import Milliseconds, Row, p50, time_ms, time_together_ms
from bench.postgis import postgis
from bench.rivals import BareGeos, Ours, Overlay, Rival, Sindex
from bench.routes import CLEAR
from geo.crs import to_plane
from geo.shape import repair

ROUNDS = 5


def overlap_rows(
    districts: Sequence[BaseGeometry], corridors: Mapping[str, Sequence[Corridor]], progress: Progress
) -> list[Row]:
    """Return the rows for each kind of route, and for those of a kind that meet no district."""
    polygons = [repair(to_plane(district, PLANE)) for district in districts]
    with postgis(polygons, progress) as servers:
        quick: list[Rival] = [Ours(polygons), BareGeos(polygons), Sindex(polygons), *servers]
        overlay = Overlay(polygons)
        rows = []
        for kind, some in corridors.items():
            agreed = _agreed([*quick, overlay], some, progress)
            taken = time_together_ms([rival.figures for rival in quick], some, ROUNDS)
            taken.append(time_ms(overlay.figures, some, rounds=1))
            rows.append(_row(kind, taken, np.ones(len(some), dtype=bool)))
            clear = agreed[:, 1] == 0
            if clear.any():
                rows.append(_row(CLEAR, taken, clear))
    return rows


def _agreed(rivals: Sequence[Rival], corridors: Sequence[Corridor], progress: Progress) -> Figures:
    """Return everybody's figures, which must be the same to 0.1 %."""
    found = [
        np.array([rival.figures(corridor) for corridor in corridors])
        for rival in progress.track(rivals, description="comparing figures")
    ]
    for rival, figures in zip(rivals, found, strict=True):
        np.testing.assert_allclose(figures, found[0], rtol=1e-3, atol=1.0, err_msg=type(rival).__name__)
    return found[0]


def _row(kind: str, taken: Sequence[Milliseconds], chosen: NDArray[np.bool_]) -> Row:
    ours, geos, sindex, *servers, overlay = (times[chosen] for times in taken)
    return Row(
        work="overlap",
        routes=kind,
        count=len(ours),
        ours_ms=float(np.median(ours)),
        ours_p99_ms=float(np.percentile(ours, 99)),
        postgis_ms=p50(min(servers, key=np.median, default=None)),
        overlay_ms=p50(overlay),
        sindex_ms=p50(sindex),
        geos_ms=p50(geos),
    )
