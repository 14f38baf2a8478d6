"""What all letters share: their head, the paper that they are about, and that each is drawn, kept and written down.

A letter that cannot be drawn (a character that the font lacks, a part that its kind owes) refuses the whole act:
nothing is done that cannot be told.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from airspace.anchor import Anchor
from airspace.letter import About, Addressee, Earlier, Honorific, Letter, LetterKind, Reception, Seal, Sender
from airspace.proposal import ProposalRevision
from airspace.role import STAFF
from airspace.trial import JST
from airspace.workflow import Step
from api.letters.draw import draw
from api.security.accounts import Account, Organisation
from api.services.assign import answering_office
from api.services.frozen import revision_content
from api.store.audit import GENESIS
from api.store.letters import KeptLetter
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused

KEEP_YEARS = 5
"""保存期間 of a letter that no slip decided."""

NO_TELEPHONE = "（登録なし）"
"""What stands where an office has no telephone on record."""

FIELDS = {
    "addressee: lines": "addressee",
    "sender: name": "sender",
    "sender: desk": "desk",
    "sender: telephone": "telephone",
    "about: trial_title": "title",
}


def keep(unit: UnitOfWork, account: Account, trial_id: str, letter: Letter, *, now: datetime) -> KeptLetter:
    """Draw a letter, keep it as it leaves, and write down the hash of its PDF; the trial must be locked.

    Raises
    ------
    ValueRefused
        If the letter holds a character that the font does not have.
    """
    pdf = draw(letter)
    kept = KeptLetter(
        trial_id=trial_id,
        number=unit.letters.next_number(trial_id),
        letter=letter,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pdf=pdf,
        made_at=now,
        made_by=account.id,
    )
    unit.letters.add(kept)
    details: dict[str, str | int] = {
        "letter": kept.number,
        "kind": letter.kind,
        "revision": letter.about.revision_number,
        "sha256": kept.sha256,
    }
    unit.audit.append(at=now, actor=account.id, action="letter_made", subject=trial_id, details=details)
    return kept


def act_letter(
    unit: UnitOfWork,
    account: Account,
    revision: ProposalRevision,
    kind: LetterKind,
    addressee: Organisation | str,
    *,
    now: datetime,
    **parts: Any,
) -> Letter:
    """Return a letter that the office signs of itself: numbered after its case, dated today, with the log's head.

    `parts` are those of `Letter` that this kind holds besides.
    """
    office = _office(unit, account, revision.trial_id)
    name = addressee if isinstance(addressee, str) else addressee.name
    return Letter(
        kind,
        issued_on=day_of(now),
        addressee=Addressee((name,), Honorific.BODY),
        sender=Sender(office.name, Seal.OMITTED, office.name, office.phone or NO_TELEPHONE),
        about=about(revision),
        keep_years=KEEP_YEARS,
        audit_head=audit_head(unit, now),
        number="" if kind is LetterKind.RECEIPT else _number(unit, revision.trial_id),
        reception=reception(unit, revision.trial_id),
        **parts,
    )


@contextmanager
def fields_named(names: Mapping[str, str]) -> Iterator[None]:
    """Let a refusal of a letter name the field that whoever acts has filled, not the letter's own."""
    try:
        yield
    except ValueRefused as refusal:
        own = re.sub(r" \d+", "", refusal.where)
        whole = FIELDS | dict(names)
        where = whole.get(own, whole.get(own.partition(":")[0], own))
        raise type(refusal)(refusal.what, refusal.remedy, where=where) from refusal


def audit_head(unit: UnitOfWork, now: datetime) -> Anchor:
    """Return the head of the audit log before what is about to be written, as it is printed."""
    newest = unit.audit.newest()
    return Anchor(newest.number, newest.hash, day_of(now)) if newest else Anchor(0, GENESIS, day_of(now))


def about(revision: ProposalRevision) -> About:
    """Return what a letter says of the revision that it is about."""
    return About(title_of(revision), revision.number, revision.sha256, day_of(revision.submitted_at))


def title_of(revision: ProposalRevision) -> str:
    """Return a revision's title on one line."""
    return " ".join(revision_content(revision).title.split())


def reception(unit: UnitOfWork, trial_id: str) -> Reception | None:
    """Return 受付番号 and 収受日 of a trial that was taken in."""
    intake = unit.intakes.get(trial_id)
    return Reception(intake.reference, intake.received_on) if intake else None


def earlier(unit: UnitOfWork, trial_id: str, *, without: str = "") -> Earlier | None:
    """Return the letter of the newest confirmation, but for the one of that id."""
    for decision in reversed(unit.trials.decisions(trial_id)):
        confirms = decision.outcome is Step.CONFIRM_ROUTE and decision.id != without
        if confirms and decision.document_number and decision.enforced_on:
            return Earlier(decision.document_number, decision.enforced_on)
    return None


def day_of(moment: datetime) -> date:
    """Return the day of a moment in Japan."""
    return moment.astimezone(JST).date()


def _number(unit: UnitOfWork, trial_id: str) -> str:
    """Return 受付番号 with a branch number; before a case is taken in, a part of the trial's id stands for it."""
    intake = unit.intakes.get(trial_id)
    base = intake.reference if intake else f"受付前-{trial_id[:8]}"
    return f"{base}-{unit.letters.next_number(trial_id)}"


def _office(unit: UnitOfWork, account: Account, trial_id: str) -> Organisation:
    """Return the office that answers for a letter: of whoever acts, else of who works on the case, else any."""
    acting = unit.accounts.organisation(account.organisation_id) if account.roles & STAFF else None
    office = acting or answering_office(unit, trial_id)
    if office is None:
        raise LookupError("no organisation of the prefecture is set up")
    return office
