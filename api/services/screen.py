"""Screen an operation by the editions that the store holds at that moment."""

import threading
from datetime import date, datetime

from airspace.atlas import Atlas
from airspace.prefecture import Prefecture
from airspace.screening import Screening, screen
from airspace.trial import Operation
from api.security.rates import busy
from api.services.terrain import DEFAULT_CACHE_BYTES, Grounds
from api.store.unit_of_work import UnitOfWork

LONGEST_WAIT_S = 30.0


class Atlases:
    """The atlas in memory, rebuilt when the editions have changed; an older one never judges."""

    def __init__(self, prefecture: Prefecture, terrain_cache_bytes: int = DEFAULT_CACHE_BYTES) -> None:
        """Hold nothing yet; of terrain at most `terrain_cache_bytes` of cells."""
        self.prefecture = prefecture
        self.grounds = Grounds(terrain_cache_bytes)
        self._lock = threading.Lock()
        self._held: tuple[int, Atlas] | None = None

    def current(self, unit: UnitOfWork) -> tuple[int, Atlas]:
        """Return the edition counter as this unit sees it, and the atlas of exactly those editions.

        Raises
        ------
        api.problems.Busy
            If another request is building it and does not finish in `LONGEST_WAIT_S`.
        """
        counter = unit.editions.counter
        held = self._held
        if held and held[0] == counter:
            return held
        if not self._lock.acquire(timeout=LONGEST_WAIT_S):
            raise busy()
        try:
            if self._held is None or self._held[0] != counter:
                layers = unit.editions.layers(date.min, date.max)
                before = self._held[1] if self._held else None
                self._held = (counter, Atlas(self.prefecture, layers, before=before))
            return self._held
        finally:
            self._lock.release()


def screen_operation(unit: UnitOfWork, atlases: Atlases, operation: Operation, *, now: datetime) -> Screening:
    """Return the screening of an operation by the editions in force on its days.

    Raises
    ------
    geo.errors.InputRefused
        If the operation cannot be judged at all (its days, its place, its length).
    """
    _, atlas = atlases.current(unit)
    ground = atlases.grounds.under(operation, atlas, unit)
    return screen(operation, atlas.on_ground(ground), screened_at=now)
