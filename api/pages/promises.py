"""A commitment in a form, for staff and operators alike."""

from datetime import datetime

from airspace.workflow import StepRefused
from api.pages.forms import Form
from api.pages.terms import read_terms
from api.security.accounts import Account
from api.services.duties import Promise, promise
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


def make_promise(form: Form, unit: UnitOfWork, account: Account, trial_id: str, now: datetime) -> bool:
    """Record the commitment that a form describes; what stands against it becomes the form's errors."""
    terms = read_terms(form, "promise-")
    replaces = form.whole("replaces")
    if terms is None or form.errors:
        return False
    try:
        promise(unit, account, trial_id, Promise(terms, replaces, "withdrawn" in form.values), now=now)
    except StepRefused as refusal:
        field = "replaces" if form.values.keys() & {"replaces", "withdrawn"} else "promise-text"
        form.errors[field] = Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")
        return False
    return True
