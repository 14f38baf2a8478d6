"""The tasks, by the names under which jobs ask for them. Each may be done twice: the second time changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from airspace.rescreening import EditionSwitch
from api.services.rescreen import Judgement, judge, keep
from api.services.screen import Atlases
from api.services.switch import RESCREEN_SHARE
from api.store.engine import Engine
from api.store.jobs import Arguments
from api.store.unit_of_work import in_unit, unit_of_work

MOST_ROUNDS = 10
"""How often a share is judged anew because the editions or its trials changed meanwhile; then it is tried later."""


class NotSettled(RuntimeError):
    """The editions or the trials of a share changed in the middle of each of its rounds."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a task works with."""

    engine: Engine
    atlases: Atlases
    clock: Callable[[], datetime]


Task = Callable[[Surroundings, Arguments], None]


def rescreen_share(around: Surroundings, arguments: Arguments) -> None:
    """Judge some trials of a switch again. Computing takes no lock; what is found is kept in one short unit.

    Raises
    ------
    NotSettled
        If they changed again and again.
    """
    switch_id, trials = str(arguments["switch"]), arguments["trials"]
    if not isinstance(trials, list):
        raise TypeError("a share is a list of trials")
    with unit_of_work(around.engine, writes=False) as unit:
        switch = unit.rescreenings.switch(switch_id)
        left = frozenset(trials) - unit.rescreenings.done(switch_id, trials)
    if switch is None:
        raise LookupError("a share of a switch that is not there")
    for _ in range(MOST_ROUNDS):
        if not left:
            return
        with unit_of_work(around.engine, writes=False) as unit:
            if unit.rescreenings.successor(switch):
                return
            judgement = judge(unit, around.atlases, switch, left, now=around.clock())
        left = _kept(around, switch, judgement)
    if left:
        raise NotSettled


def _kept(around: Surroundings, switch: EditionSwitch, judgement: Judgement) -> frozenset[str]:
    return in_unit(around.engine, lambda unit: keep(unit, switch, judgement, now=around.clock()))


TASKS: Mapping[str, Task] = MappingProxyType({RESCREEN_SHARE: rescreen_share})
"""A new task is a function and a line here."""
