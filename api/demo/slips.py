"""How the sample's office decides: the drafter, the reviewer who assesses, and the approver are three people."""

from collections.abc import Iterator
from datetime import datetime

from airspace.proposal import Trial
from airspace.routing_slip import Mode, Stop, StopKind
from airspace.trial import JST
from airspace.workflow import Step
from api.demo.accounts import PHONES, PREFECTURE_OFFICE, account_of
from api.demo.trials import SampleTrial
from api.services.screen import Atlases
from api.services.slip.draft import Wanted, draft
from api.services.slip.enforce import Issue, enforce
from api.services.slip.pass_on import decide, endorse
from api.store.unit_of_work import UnitOfWork

WHY = "住民と、近くを通る人や船の安全のため。"


def confirm(
    unit: UnitOfWork,
    atlases: Atlases,
    trial: Trial,
    sample: SampleTrial,
    moments: Iterator[datetime],
    *,
    now: datetime,
) -> None:
    """Let a slip go its whole way, from the draft to the letter."""
    drafter, assessor, decider = (account_of(unit, login) for login in ("drafter", "reviewer", "approver"))
    wanted = Wanted(
        step=Step.CONFIRM_ROUTE,
        revision_number=1,
        post="主事",
        addressee=(sample.company,),
        honorific="御中",
        sender="架空県知事",
        desk=PREFECTURE_OFFICE,
        telephone=PHONES[PREFECTURE_OFFICE],
        route=(Stop(StopKind.ENDORSE, "班長", assessor.id), Stop(StopKind.DECIDE_BY_DELEGATION, "課長", decider.id)),
        conditions=sample.conditions,
    )
    slip = draft(unit, atlases, drafter, trial.id, wanted, mode=Mode.HERE, now=now)
    endorse(unit, assessor, trial.id, slip.id, now=next(moments))
    decide(unit, atlases, decider, trial.id, slip.id, now=next(moments))
    issued_at = next(moments)
    intake = unit.intakes.get(trial.id)
    if intake is None:
        raise LookupError("the office decides nothing that it has not taken in")
    issue = Issue(f"空第{intake.number}号", issued_at.astimezone(JST).date())
    enforce(unit, atlases, drafter, trial.id, slip.id, issue, now=issued_at)
