"""What a case consists of, as documents that can be disclosed. Another kind of paper is one function and one line.

A part gives the documents of a trial in a lasting order. The office's own papers are in `disclosure_office`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType

from airspace.attachment import Attachment
from airspace.proposal import Trial
from api.services import disclosure_days, disclosure_voices
from api.services.disclosure_document import Document, File, Part, Record, moment, plain
from api.services.disclosure_letters import letters
from api.services.disclosure_office import (
    amendments,
    commitments,
    consultations,
    decisions,
    registers,
    rescreenings,
    slips,
    told,
)
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

OWN_ACTS = frozenset({"disclose"})
"""Acts of handling a request are none of the case: with them no two exports of one case would be the same."""


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
        "created_at": moment(trial.created_at),
        "created_by": trial.created_by,
        "organisation": organisation.name if organisation else "",
        "published_revision": publication.revision_number if publication else None,
    }
    yield Record(f"trial/{trial.id}", Text("実証実験", "The trial"), content, frozenset({"created_by"}))


def _enquiries(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    for enquiry in unit.enquiries.of_trial(trial.id):
        entries = [asdict(entry) | {"said_at": moment(entry.said_at)} for entry in unit.enquiries.entries(enquiry.id)]
        content = asdict(enquiry) | {"begun_at": moment(enquiry.begun_at), "entries": entries}
        people = frozenset({"begun_by", "said_by"})
        yield Record(f"enquiries/{enquiry.id}", Text("事前相談", "An enquiry"), content, people)


def _conduct(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    schedule, report = unit.conduct.schedule(trial.id), unit.conduct.report(trial.id)
    if schedule:
        days = [
            {
                "day": day.day.isoformat(),
                "windows": [[moment(window.start), moment(window.end)] for window in day.windows],
                "reserve": day.reserve,
            }
            for day in schedule.days
        ]
        content = asdict(schedule) | {"days": days, "stated_at": moment(schedule.stated_at)}
        yield Record("conduct/schedule", Text("実施日", "Flight days"), content, frozenset({"stated_by"}))
    if report:
        content = asdict(report) | {"reported_at": moment(report.reported_at)}
        yield Record("conduct/report", Text("実施報告", "The report"), content, frozenset({"reported_by"}))


def _agreements(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    kinds = (
        ("coordinations", Text("空域の調整の記録", "An agreement to share the sky"), unit.bookings.all_agreements),
        (
            "coordination-ends",
            Text("空域の調整の終わり", "The end of such an agreement"),
            unit.bookings.ended_agreements,
        ),
    )
    for folder, title, read in kinds:
        for number, one in enumerate(read(trial.id), 1):
            content = asdict(one) | {"recorded_at": moment(one.recorded_at)}
            yield Record(f"{folder}/{number}", title, content, frozenset({"recorded_by"}))


def _intake(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    intake = unit.intakes.get(trial.id)
    if intake:
        content = asdict(intake) | {
            "reference": intake.reference,
            "received_on": intake.received_on.isoformat(),
            "report_due_on": intake.report_due_on and intake.report_due_on.isoformat(),
            "accepted_at": moment(intake.accepted_at),
        }
        people = frozenset({"accepted_by", "owner"})
        yield Record(f"intake/{intake.fiscal_year}-{intake.number}", Text("受付", "Intake"), content, people)

    pledge = unit.intakes.pledge(trial.id)
    if pledge:
        content = asdict(pledge) | {"stated_at": moment(pledge.stated_at)}
        yield Record("intake/pledge", Text("誓約", "Pledge"), content, frozenset({"stated_by"}))


def _steps(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    steps = [asdict(step) | {"at": moment(step.at)} for step in unit.trials.steps(trial.id)]
    yield Record("steps/list", Text("事案の経過", "The steps of the case"), steps, frozenset({"by"}))


def _revisions(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    for revision in unit.trials.revisions(trial.id):
        name, ja, en = f"revisions/{revision.number}", f"第{revision.number}版", f"revision {revision.number}"
        about = {
            "number": revision.number,
            "submitted_at": moment(revision.submitted_at),
            "submitted_by": revision.submitted_by,
            "editions": list(revision.editions),
        }
        yield Record(name, Text(f"計画書 {ja}の提出", f"Submission of {en}"), about, frozenset({"submitted_by"}))
        canonical, screening = json.loads(revision.canonical), json.loads(revision.screening)
        yield Record(f"{name}/canonical", Text(f"計画書 {ja}", f"The {en}"), canonical, raw=revision.canonical)
        yield Record(f"{name}/screening", Text(f"{ja}の事前確認", f"Check of {en}"), screening, raw=revision.screening)


def _views(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    for revision in unit.trials.revisions(trial.id):
        for view in unit.trials.overrides(trial.id, revision.number):
            outcome = None if view.outcome is None else view.outcome.name
            content = plain(view) | {"outcome": outcome}
            yield Record(
                f"views/{view.id}", Text("県の担当の見解", "A view of staff"), content, frozenset({"stated_by"})
            )


def _audit(unit: UnitOfWork, trial: Trial) -> Iterator[Document]:
    # Without hashes, for the same reason.
    events = [
        {
            "number": event.number,
            "at": moment(event.at),
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
            "added_at": moment(one.added_at),
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


TABLES: Mapping[Part, tuple[str, ...]] = MappingProxyType(
    {
        _trial: ("trial", "publication"),
        _enquiries: ("enquiry", "enquiry_entry"),
        _intake: ("intake", "pledge"),
        letters: ("letter",),
        _steps: ("trial_step",),
        _revisions: ("proposal_revision",),
        registers: ("revision_entry",),
        rescreenings: ("rescreening",),
        amendments: ("amendment",),
        consultations: (
            *("consultation", "consultation_answer", "answer_redaction"),
            *("consultation_reminder", "consultation_withdrawal"),
        ),
        slips: ("slip", "slip_letter", "slip_event"),
        decisions: ("decision", "decision_condition", "slip_enforcement"),
        commitments: ("commitment",),
        _views: ("finding_override",),
        _conduct: ("schedule", "trial_report"),
        _agreements: ("coordination", "coordination_end"),
        disclosure_days.flight_days: (
            *("flight_permit", "flight_permit_withdrawal", "plan_notice", "emergency_check", "day_act"),
        ),
        disclosure_days.stops: ("flight_stop_trial", "flight_stop_release"),
        disclosure_days.contacts: (
            *("flight_contact", "flight_contact_removal", "contact_telling", "contact_acknowledgement"),
        ),
        disclosure_voices.voices: ("voice", "voice_step"),
        disclosure_voices.remarks: ("correction_remark",),
        disclosure_days.incidents: ("incident", "incident_mlit_number", "incident_notice"),
        _attachments: ("attachment",),
        told: ("notice", "outbox"),
        _audit: (),
    }
)
"""The papers of a case in the order in which they are listed, and the tables of `api.store.ended.CASE` in each."""

PARTS: tuple[Part, ...] = tuple(TABLES)

NOT_DISCLOSED: Mapping[str, str] = MappingProxyType(
    {
        "draft": "the operator's own paper, which the prefecture has not received",
        "booking": "computed from the revision and the flight days, which are here",
        "booked_window": "computed from the revision and the flight days, which are here",
        "slip_part": "who took which part stands in the slip's events",
        "consultation_link": "a secret's hash by which an office is let in",
        "answer_code": "a secret's hash by which an office is let in",
        "answering_session": "a secret's hash by which an office is let in",
        "flight_contact_details": "who is told of the flight days, which may be a person",
        "contact_link": "a secret's hash by which a contact is let in",
        "contact_speaker": "the name of a person who answered the telephone",
        "voice_contact": "how a resident can be reached",
        "voice_link": "a secret's hash by which a resident follows a voice",
        "typed_form": "what a person was typing, which the prefecture has not received",
        "attachment_name": "written by a person, and may name one",
        "published_copy": "made again here; when and by whom is in the audit log",
        "blackout": "what is in force is in the list of what is hidden, all of it in the audit log",
        "blackout_lift": "it is in the audit log",
    }
)
"""Tables of a case that are in no export, and why."""


def documents_of(unit: UnitOfWork, trial: Trial, parts: Iterable[Part] = PARTS) -> list[Document]:
    """Return all documents of a case."""
    documents = [document for part in parts for document in part(unit, trial)]
    names = [document.document for document in documents]
    if len(set(names)) != len(names):
        raise LookupError("two documents of a case have one name")
    return documents
