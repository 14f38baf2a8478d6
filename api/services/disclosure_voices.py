"""What residents said about a trial, and what staff remarked on its fields, as documents that can be disclosed."""

from collections.abc import Iterator
from dataclasses import asdict

from airspace.proposal import Trial
from api.services.disclosure_document import Document, Record, moment
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


def voices(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    """Yield the voices about a trial with what was done; how to reach a resident is not among them."""
    for voice in reversed(unit.voices.list(trial_id=trial.id)):
        steps = [asdict(step) | {"at": moment(step.at)} for step in unit.voices.steps(voice.id)]
        told = {"received_on": voice.received_on.isoformat(), "taken_at": moment(voice.taken_at), "steps": steps}
        name = f"voices/{voice.fiscal_year}-{voice.number}"
        yield Record(name, Text("県民の声", "A resident's voice"), asdict(voice) | told, frozenset({"taken_by", "by"}))


def remarks(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    """Yield the remarks on the fields of a trial's revisions."""
    listed = [asdict(remark) | {"asked_at": moment(remark.asked_at)} for remark in unit.remarks.of_trial(trial.id)]
    if listed:
        yield Record("remarks/list", Text("項目ごとの指摘", "Remarks on fields"), listed, frozenset({"asked_by"}))
