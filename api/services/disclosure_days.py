"""What is on record of a case's days of flight, as documents that can be disclosed: contacts without who they are."""

from collections.abc import Iterator

from airspace.proposal import Trial
from api.services.disclosure_document import Record, moment, plain
from api.services.flight_day.incidents import incidents_seen
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


def flight_days(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give the permits, notices and checks on record, and what was decided of each day."""
    days = unit.flight_days
    content = {
        "permits": plain(days.permits(trial.id)),
        "plan_notices": plain(days.notices(trial.id)),
        "emergency_checks": plain(days.checks(trial.id)),
        "acts": plain(days.acts(trial.id)),
    }
    if any(content.values()):
        title = Text("飛行日の記録", "Records of the flight days")
        yield Record("flight_days/records", title, content, frozenset({"recorded_by", "by"}))


def stops(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give the requests not to fly that were over the case, and their ends."""
    holds = unit.stops.holds(trial.id)
    if holds:
        ends = [one for one in unit.stops.releases() if one.trial_id in (None, trial.id)]
        held = {hold.stop_id for hold in holds}
        content = {"stops": plain(holds), "releases": plain([one for one in ends if one.stop_id in held])}
        yield Record("flight_days/stops", Text("停止の要請", "Requests not to fly"), content, frozenset({"by"}))


def contacts(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give what kinds of contact were told what, and when they knew; who they are stays out."""
    listed = unit.flight_contacts.list(trial.id)
    if listed:
        known = unit.flight_contacts.acknowledgements(trial.id)
        told = [
            plain(one) | {"acknowledged": plain(known[one.id]) if one.id in known else None}
            for one in unit.flight_contacts.tellings(trial.id)
        ]
        content = {"contacts": plain(listed), "told": told}
        people = frozenset({"added_by", "recorded_by"})
        yield Record("flight_days/contacts", Text("飛行日の連絡先", "Contacts"), content, people)


def incidents(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give each first report, MLIT's numbers and the public notices."""
    for seen in incidents_seen(unit, trial.id):
        incident = seen.incident
        told = incident.report
        content = {
            "number": incident.number,
            "reported_at": moment(incident.reported_at),
            "reported_by": incident.reported_by,
            "report": plain(told) | {"called": sorted(told.called)},
            "mlit_numbers": plain(seen.mlit_numbers),
            "notices": plain(seen.notices),
        }
        title = Text(f"事故・トラブルの第一報 {incident.number}", f"First report {incident.number} of an incident")
        yield Record(f"incidents/{incident.number}", title, content, frozenset({"reported_by", "by"}))


def private_words_of_days(unit: UnitOfWork, trial: Trial) -> Iterator[str]:
    """Give what the store holds beside the case of its contacts, lest some text repeats it."""
    for contact in unit.flight_contacts.list(trial.id):
        details = unit.flight_contacts.details(contact)
        if details is not None and contact.office_id is None:
            yield from (details.name, details.email, details.telephone)
    yield from unit.flight_contacts.speakers(trial.id)
