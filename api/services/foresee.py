"""Tell what an import would change for trials, before anything is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from airspace.atlas import Atlas
from airspace.edition import Layer
from airspace.prefecture import Prefecture
from airspace.proposal import Trial
from airspace.rescreening import AFFECTED, EditionSwitch, Rescreening
from api.services.import_layer import FileToImport, ProgressOf, Units, prepare
from api.services.replace import ended_on, replaced_by
from api.services.rescreen import judge_by
from api.services.switch import shares
from api.services.terrain import Grounds


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How many trials would be looked at again, and the revisions of which something else would be found than last."""

    trials: int
    affected: tuple[tuple[Trial, Rescreening], ...]


def foresee(
    files: Sequence[FileToImport],
    units: Units,
    prefecture: Prefecture,
    *,
    now: datetime,
    replaces: Sequence[str] = (),
    progress: ProgressOf = lambda _path, _done, _size: None,
) -> Foreseen:
    """Judge the trials by what the store would hold after an import; nothing is written and nobody waits.

    Raises
    ------
    geo.errors.InputRefused
        As `api.services.import_layer.import_layers`.
    """
    with units(False) as unit:
        added = [layer for layer, _ in prepare(files, unit, now=now, progress=progress)]
        ended = {
            edition.id: ended_on(edition, last)
            for edition, last in replaced_by(unit, replaces, [layer.edition for layer in added])
        }
        held = [
            Layer(ended.get(layer.edition.id, layer.edition), layer.features)
            for layer in unit.editions.layers(date.min, date.max)
        ]
        trials = unit.rescreenings.to_rescreen()
    atlas, grounds = Atlas(prefecture, [*held, *added]), Grounds()
    switch = EditionSwitch("", 0, now, (), len(trials))
    affected = []
    for share in shares(trials):
        with units(False) as unit:
            for judged in judge_by(unit, atlas, grounds, switch, share, now=now):
                trial = unit.trials.get(judged.trial_id)
                affected += [(trial, found) for found in judged.found if trial and found.result in AFFECTED]
    return Foreseen(len(trials), tuple(affected))
