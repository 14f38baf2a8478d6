"""The conflicts of 10,000 made-up trials are those that a look at every pair finds."""

import numpy as np

from airspace.deconflict.sky import Sky
from tests.airspace.skies import Pair, brute_force, made_up

TRIALS = 10_000


def test_conflicts_of_ten_thousand_trials_equal_those_of_a_look_at_every_pair() -> None:
    bookings = made_up(TRIALS)
    expected = brute_force(bookings)
    sky = Sky(bookings)
    found = [Pair(one.first.trial_id, one.second.trial_id, one.certain) for one in sky.conflicts()]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert min(sum(pair.certain for pair in expected), sum(not pair.certain for pair in expected)) > 500
    zones = {booking.trial_id: booking.legs[0].plane_epsg for booking in bookings}
    assert sum(zones[pair.one] != zones[pair.other] for pair in expected) > 100

    for number in np.random.default_rng(6).choice(TRIALS, 100, replace=False):
        mine = bookings[number]
        asked = {frozenset((one.first.trial_id, one.second.trial_id)) for one in sky.conflicts_with([mine])}
        assert asked == {frozenset((p.one, p.other)) for p in expected if mine.trial_id in (p.one, p.other)}
