"""Let others look at a slip (供覧), note that one has (閲覧), see afterwards what was decided in one's place (後閲)."""

from datetime import datetime

from airspace.routing_slip import Act, EventKind, RoutingSlip
from api.security.accounts import Account
from api.services.slip.acting import begin_act, keep_act, post_of, staff
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text


def circulate(
    unit: UnitOfWork, account: Account, trial_id: str, slip_id: str, to: str, *, now: datetime
) -> RoutingSlip:
    """Ask one of the staff, by account, to look at a slip.

    Raises
    ------
    ValueRefused
        If nobody of the staff has that account, or it is one's own.
    """
    acting = begin_act(unit, account, trial_id, slip_id, Act.CIRCULATE)
    if to == account.id or to not in staff(unit):
        raise ValueRefused(
            Text("見てもらう人が選ばれていません。", "Nobody is chosen to look at it."),
            Text("県の担当から、ほかの人を選んでください。", "Choose somebody else of the staff."),
            where="to",
        )
    return keep_act(
        unit, account, acting.slip, EventKind.CIRCULATED, now=now, post=post_of(acting.slip, account), asked=to
    )


def note(unit: UnitOfWork, account: Account, trial_id: str, slip_id: str, *, now: datetime) -> RoutingSlip:
    """Note that one has looked at what was circulated."""
    acting = begin_act(unit, account, trial_id, slip_id, Act.NOTE)
    return keep_act(unit, account, acting.slip, EventKind.NOTED, now=now, post=post_of(acting.slip, account))


def see_afterwards(unit: UnitOfWork, account: Account, trial_id: str, slip_id: str, *, now: datetime) -> RoutingSlip:
    """Note that one has seen what was decided in one's absence (後閲)."""
    acting = begin_act(unit, account, trial_id, slip_id, Act.SEE_AFTERWARDS)
    return keep_act(unit, account, acting.slip, EventKind.SEEN_AFTERWARDS, now=now, post=post_of(acting.slip, account))
