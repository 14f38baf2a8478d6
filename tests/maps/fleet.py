"""Many made-up public trials over Mie."""

import math
import random
from datetime import date, timedelta

from shapely import LineString

from airspace.prefecture import MIE
from geo.text import Text
from maps.compose import Outline
from maps.trials_map import Standing, TrialMark

TODAY = date(2026, 11, 4)

MADE_UP = Outline(MIE.outline, MIE.name, land=False, attribution=MIE.basis)


def fleet(count: int, *, title: str = "見本の飛行") -> list[TrialMark]:
    """Return trials whose areas are corridors of twelve legs, crowded as towns are."""
    chosen = random.Random(7)
    standings = list(Standing)
    marks = []
    for number in range(count):
        lon, lat = 136.3 + chosen.gauss(0.2, 0.15), 34.6 + chosen.gauss(0.0, 0.25)
        course = [(lon + 0.01 * leg, lat + 0.01 * math.sin(leg + number)) for leg in range(13)]
        standing = standings[number % len(standings)]
        ahead = {Standing.TODAY: 0, Standing.HELD: 3, Standing.COMING: 1 + number % 60}.get(standing)
        next_day = None if ahead is None else TODAY + timedelta(days=ahead)
        first = next_day or TODAY - timedelta(days=40)
        marks.append(
            TrialMark(
                id=f"{number:032x}",
                title=f"{title} {number}",
                organisation="見本ドローン株式会社",
                standing=standing,
                first_day=first,
                last_day=first + timedelta(days=number % 9),
                area=LineString(course).buffer(0.001),
                next_day=next_day,
                caution=Text("変更の審査中です。", "A change is under review.") if number % 11 == 0 else None,
            )
        )
    return marks
