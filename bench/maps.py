"""Time and weigh what is drawn for people: `python -m bench.maps`, which `make bench` runs too.

Another drawing is one more `Drawing` in `drawings`. Each is made a few times after a first one that is not counted (it
reads the assets); the least time counts. Everything drawn is made up, so nothing beside the repository is needed.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from maps.compose import Captions, compose
from maps.handout import HandoutKind, handout
from maps.trial_map import trial_map
from maps.trials_map import trials_map
from tests.maps.fleet import MADE_UP, TODAY, fleet
from tests.maps.flights import NOW, along_the_coast, land, layers
from tests.maps.handouts import facts

ROUNDS = 5
TRIALS = 500


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something that is drawn, how, and the most seconds and bytes that it may take."""

    name: str
    make: Callable[[], bytes]
    most_s: float
    most_bytes: int


def drawings() -> list[Drawing]:
    """Return what is measured."""
    flight, around, held = along_the_coast(), land(), layers()
    scene = compose(flight, Captions("見本の飛行", "津市", "第1版"), outline=around, layers=held)
    marks = fleet(TRIALS)
    return [
        Drawing(
            "offline map of a trial",
            lambda: trial_map(
                flight, title="見本の飛行", subtitle="津市", revision_note="第1版", outline=around, layers=held
            ).encode(),
            0.3,
            400_000,
        ),
        Drawing(
            "circular, two pages of A4",
            lambda: handout(HandoutKind.CIRCULAR, facts(), scene, "ja", made_at=NOW),
            0.1,
            300_000,
        ),
        Drawing(
            f"public map of {TRIALS} trials", lambda: trials_map(marks, MADE_UP, as_of=TODAY).encode(), 1.0, 1_000_000
        ),
    ]


def show(console: Console) -> None:
    """Measure each drawing and print the figures beside what is wanted."""
    table = Table("drawn", "seconds", "wanted", "KB", "wanted", "", title="Maps and papers")
    for drawing in drawings():
        taken_s, weight = measured(drawing)
        met = "met" if taken_s <= drawing.most_s and weight <= drawing.most_bytes else "missed"
        wanted_s, wanted_kb = f"≤ {drawing.most_s:g}", f"≤ {drawing.most_bytes / 1000:.0f}"
        table.add_row(drawing.name, f"{taken_s:.2f}", wanted_s, f"{weight / 1000:.0f}", wanted_kb, met)
    console.print(table)


def measured(drawing: Drawing) -> tuple[float, int]:
    """Return the least seconds of some rounds, and the bytes."""
    weight, taken_s = len(drawing.make()), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        drawing.make()
        taken_s.append(time.perf_counter() - began)
    return min(taken_s), weight


if __name__ == "__main__":
    show(Console(width=110))
