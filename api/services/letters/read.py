"""Who reads which letters: an operator those of its own trials that are addressed to it, the office all."""

from airspace.letter import LetterKind
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, Reach, reach_of
from api.services.access import seen_trial
from api.store.letters import KeptLetter
from api.store.unit_of_work import UnitOfWork

TO_OTHERS = frozenset({LetterKind.CONSULTATION})
"""Letters that are addressed to somebody else than the operator."""


def letters_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[KeptLetter, ...]:
    """Return the letters of a trial that an account may read, oldest first, without their PDFs."""
    trial = seen_trial(unit, account, trial_id, Action.READ_LETTERS)
    return tuple(letter for letter in unit.letters.list(trial.id) if _reads(account, letter))


def letter_of(unit: UnitOfWork, account: Account, trial_id: str, number: int) -> KeptLetter:
    """Return one letter with its PDF; raises `NotFound` where there is none within reach."""
    found = unit.letters.get(seen_trial(unit, account, trial_id, Action.READ_LETTERS).id, number)
    if found is None or not _reads(account, found):
        raise NotFound
    return found


def _reads(account: Account, letter: KeptLetter) -> bool:
    return letter.letter.kind not in TO_OTHERS or reach_of(account, Action.READ_LETTERS) is Reach.ALL
