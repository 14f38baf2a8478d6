"""Staff ask the operator to stop flying (中止の要請). Nothing else changes: the prefecture cannot order it."""

from datetime import datetime

from airspace.workflow import Step
from api.notify.notice import NoticeKind
from api.security.accounts import Account
from api.services.duties import flown
from api.services.letters.acts import keep_stop_request
from api.services.step import begin, finish
from api.services.tell import tell_operators
from api.store.unit_of_work import UnitOfWork


def request_stop(unit: UnitOfWork, account: Account, trial_id: str, asked: str, reason: str, *, now: datetime) -> None:
    """Ask the operator of a confirmed route to stop, by a letter and a notice.

    Parameters
    ----------
    asked
        What is asked, as the operator reads it.
    reason
        Why.

    Raises
    ------
    StepRefused
        If the trial's state or the account's roles stand against it.
    ValueRefused
        If what is asked, or why, is missing, too long or cannot be printed.
    """
    trial = begin(unit, account, trial_id, Step.REQUEST_STOP)
    revision = flown(unit, trial_id)
    finish(unit, account, trial, Step.REQUEST_STOP, now=now, details={"revision": revision.number})
    keep_stop_request(unit, account, trial, revision, asked, reason, now=now)
    tell_operators(unit, revision, NoticeKind.STOP_REQUESTED, now=now)
