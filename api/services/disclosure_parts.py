"""What a case consists of, as documents that can be disclosed. Another kind of paper is one function and one line.

A part gives the documents of a trial in a lasting order. A `Record` is data, whose members named in `people` hold ids
of accounts; a `File` is an attachment. A document's name is what a blackout refers to.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from airspace.attachment import Attachment
from airspace.proposal import Trial
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

OWN_ACTS = frozenset({"disclose"})
"""Acts of handling a request are none of the case: with them no two exports of one case would be the same."""


@dataclass(frozen=True, slots=True)
class Record:
    """Data of a case. `raw` is its text where that is hashed: it is handed out as it is if nothing in it is hidden."""

    document: str
    title: Text
    content: Any
    people: frozenset[str] = frozenset()
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a case."""

    document: str
    title: Text
    attachment: Attachment


Document = Record | File
Part = Callable[[UnitOfWork, Trial], Iterable[Document]]


def document_of(attachment: Attachment) -> str:
    """Return what an attachment is called as a document."""
    return f"attachments/{attachment.number}"


def _trial(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    organisation = unit.accounts.organisation(trial.organisation_id)
    publication = unit.trials.publication(trial.id)
    content = {
        "id": trial.id,
        "title": trial.title,
        "state": trial.state,
        "created_at": _moment(trial.created_at),
        "created_by": trial.created_by,
        "organisation": organisation.name if organisation else "",
        "published_revision": publication.revision_number if publication else None,
    }
    yield Record(f"trial/{trial.id}", Text("実証実験", "The trial"), content, frozenset({"created_by"}))


def _enquiries(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    for enquiry in unit.enquiries.of_trial(trial.id):
        entries = [asdict(entry) | {"said_at": _moment(entry.said_at)} for entry in unit.enquiries.entries(enquiry.id)]
        content = asdict(enquiry) | {"begun_at": _moment(enquiry.begun_at), "entries": entries}
        people = frozenset({"begun_by", "said_by"})
        yield Record(f"enquiries/{enquiry.id}", Text("事前相談", "An enquiry"), content, people)


def _conduct(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    schedule, report = unit.conduct.schedule(trial.id), unit.conduct.report(trial.id)
    if schedule:
        days = [day.isoformat() for day in schedule.days]
        content = asdict(schedule) | {"days": days, "stated_at": _moment(schedule.stated_at)}
        yield Record("conduct/schedule", Text("実施日", "Flight days"), content, frozenset({"stated_by"}))
    if report:
        content = asdict(report) | {"reported_at": _moment(report.reported_at)}
        yield Record("conduct/report", Text("実施報告", "The report"), content, frozenset({"reported_by"}))


def _intake(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    intake = unit.intakes.get(trial.id)
    if intake:
        content = asdict(intake) | {
            "reference": intake.reference,
            "received_on": intake.received_on.isoformat(),
            "accepted_at": _moment(intake.accepted_at),
        }
        people = frozenset({"accepted_by", "owner"})
        yield Record(f"intake/{intake.fiscal_year}-{intake.number}", Text("受付", "Intake"), content, people)


def _steps(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    steps = [asdict(step) | {"at": _moment(step.at)} for step in unit.trials.steps(trial.id)]
    yield Record("steps/list", Text("事案の経過", "The steps of the case"), steps, frozenset({"by"}))


def _revisions(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    for revision in unit.trials.revisions(trial.id):
        name, ja, en = f"revisions/{revision.number}", f"第{revision.number}版", f"revision {revision.number}"
        about = {
            "number": revision.number,
            "submitted_at": _moment(revision.submitted_at),
            "submitted_by": revision.submitted_by,
            "editions": list(revision.editions),
        }
        yield Record(name, Text(f"計画書 {ja}の提出", f"Submission of {en}"), about, frozenset({"submitted_by"}))
        canonical, screening = json.loads(revision.canonical), json.loads(revision.screening)
        yield Record(f"{name}/canonical", Text(f"計画書 {ja}", f"The {en}"), canonical, raw=revision.canonical)
        yield Record(f"{name}/screening", Text(f"{ja}の事前確認", f"Check of {en}"), screening, raw=revision.screening)


def _decisions(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    for decision in unit.trials.decisions(trial.id):
        content = asdict(decision) | {
            "conditions": list(decision.conditions),
            "decided_at": _moment(decision.decided_at),
        }
        yield Record(f"decisions/{decision.id}", Text("県の決定", "A decision"), content, frozenset({"decided_by"}))


def _views(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    for revision in unit.trials.revisions(trial.id):
        for view in unit.trials.overrides(trial.id, revision.number):
            outcome = None if view.outcome is None else view.outcome.name
            content = asdict(view) | {"outcome": outcome, "stated_at": _moment(view.stated_at)}
            yield Record(
                f"views/{view.id}", Text("県の担当の見解", "A view of staff"), content, frozenset({"stated_by"})
            )


def _audit(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    # Without hashes, for the same reason.
    events = [
        {
            "number": event.number,
            "at": _moment(event.at),
            "actor": event.actor,
            "action": event.action,
            "details": {k: v for k, v in json.loads(event.details).items() if not k.endswith("sha256")},
        }
        for event in unit.audit.events(subject=trial.id)
        if event.action not in OWN_ACTS
    ]
    yield Record("audit/log", Text("取扱いの記録", "The audit log"), events, frozenset({"actor"}))


def _attachments(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    held = unit.attachments.list(trial.id)
    listed = [
        {
            "number": one.number,
            "kind": one.kind,
            "revision": one.revision_number,
            "consultation_answer": one.consultation_answer_id,
            "added_at": _moment(one.added_at),
            "added_by": one.added_by,
            "scan": one.scan,
            "kept": one.name is not None,
        }
        for one in held
    ]
    # Neither names, which people gave, nor hashes: with one, a guess at what is hidden could be tried until it fits.
    yield Record("files/list", Text("添付の一覧", "List of attachments"), listed, frozenset({"added_by"}))
    for one in held:
        yield File(document_of(one), Text(f"添付 {one.number}", f"Attachment {one.number}"), one)


def _moment(value: Any) -> str:
    return str(value.isoformat(timespec="seconds"))


PARTS: tuple[Part, ...] = (
    _trial,
    _enquiries,
    _intake,
    _steps,
    _revisions,
    _decisions,
    _views,
    _conduct,
    _attachments,
    _audit,
)
"""The papers of a case, in the order in which they are listed."""


def documents_of(unit: UnitOfWork, trial: Trial, parts: Iterable[Part] = PARTS) -> list[Document]:
    """Return all documents of a case."""
    documents = [document for part in parts for document in part(unit, trial)]
    names = [document.document for document in documents]
    if len(set(names)) != len(names):
        raise LookupError("two documents of a case have one name")
    return documents
