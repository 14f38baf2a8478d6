"""One atlas, four threads, 400 screenings each, in a process of its own: the fault it guards against kills."""

import subprocess
import sys

import pytest

PROGRAM = """
import random, threading
from datetime import UTC, date, datetime
import shapely
from airspace.atlas import Atlas
from airspace.prefecture import MIE
from airspace.screening import screen
from airspace.trial import Operation, Window
from geo.height import Datum, Height
from geo.route import Route, Waypoint
from tests.maps.flights import edition
from airspace.edition import Layer, LayerKind
from airspace.features import Did
from geo.text import Text

NOW = datetime(2026, 10, 1, tzinfo=UTC)
rng = random.Random(1)
districts = []
for number in range(60):
    x, y = rng.uniform(136.3, 136.7), rng.uniform(34.4, 34.9)
    ring = [(x + rng.uniform(0.005, 0.012) * c, y + rng.uniform(0.005, 0.012) * s) for c, s in
            [(shapely.Point(0, 0).buffer(1, quad_segs=40).exterior.coords[i]) for i in range(160)]]
    districts.append(Did(str(number), Text("d", "d"), shapely.make_valid(shapely.Polygon(ring)).buffer(0)))
layer = Layer(edition(LayerKind.DID, "d"), tuple(districts))
height = Height(60.0, Datum.AGL)
day = (Window.whole_day(date(2026, 11, 4)),)
flights = [
    Operation(Route(tuple(Waypoint(rng.uniform(136.3, 136.7), rng.uniform(34.4, 34.9), height) for _ in range(3))), day)
    for _ in range(50)
]

def figures(atlas, flight):
    found = screen(flight, atlas, screened_at=NOW).findings
    return [(f.rule, f.outcome, f.place, f.overlap.length_m, tuple(f.overlap.area_m2.values())) for f in found]

alone = Atlas(MIE, [layer])
expected = [figures(alone, flight) for flight in flights]
shared, wrong = Atlas(MIE, [layer]), []

def work(seed):
    order = random.Random(seed)
    for _ in range(400):
        number = order.randrange(len(flights))
        if figures(shared, flights[number]) != expected[number]:
            wrong.append(number)

threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(wrong), sum(len(e) for e in expected))
"""


@pytest.mark.slow
def test_four_threads_share_an_atlas() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    wrong, findings = map(int, done.stdout.split())
    assert wrong == 0
    assert findings > 150
