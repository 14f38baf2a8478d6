"""The office's own papers as documents: whom it asked, what it drafted, decided, was promised and told."""

import json
from collections.abc import Iterator
from typing import Any

from airspace.condition import Duty, Terms
from airspace.condition_paper import terms_paper
from airspace.proposal import Trial
from airspace.register.entry import Kind
from airspace.register.facts import PilotPerson, Policy, SiteContact
from airspace.routing_slip import canonical
from airspace.trial import JST
from api.services.disclosure_days import private_words_of_days
from api.services.disclosure_document import Record, plain
from api.store.rescreenings import summary_json
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

LETTER = frozenset({"addressee", "sender", "desk", "telephone"})
"""What a letter says that may name people: which of it does, no program can tell."""


def registers(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give what each revision froze of the registers: facts, never who the pilots, insured and managers are."""
    frozen = unit.registers.frozen(trial.id)
    for number in sorted({one.revision_number for one in frozen}):
        content = plain([one for one in frozen if one.revision_number == number])
        name = Text(f"第{number}版の登録簿の内容", f"Facts of the registers in revision {number}")
        yield Record(f"registers/{number}", name, content)


def amendments(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give what was found of each change of what was confirmed."""
    for revision in unit.trials.revisions(trial.id):
        result = unit.conditions.amendment(trial.id, revision.number)
        if result is not None:
            name = Text(f"第{revision.number}版の変更の扱い", f"Judgement of revision {revision.number} as a change")
            yield Record(f"amendments/{revision.number}", name, plain(json.loads(result)))


def consultations(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give what each body was asked, its answers, the reminders, the withdrawal, the copies for publication."""
    people = frozenset({"asked_by", "answered_by", "reminded_by", "withdrawn_by", "made_by"})
    for record in unit.consultations.of_trial(trial.id):
        content = plain(record.consultation) | {
            "answers": plain(record.answers),
            "reminders": plain(record.reminders),
            "withdrawal": plain(record.withdrawal),
            "copies_for_publication": plain(record.redactions),
        }
        yield Record(f"consultations/{record.consultation.number}", Text("意見照会", "A consultation"), content, people)


def slips(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give each routing slip with what happened to it and, while they are kept, its letter's particulars."""
    people = frozenset({"drafted_by", "account_id", "actor", "asked"})
    for slip in sorted(unit.slips.of_trial(trial.id), key=lambda slip: slip.number):
        letter = plain(slip.letter)
        if letter is not None:
            # With the salt, a guess at what is hidden could be tried against the hash of the paper.
            del letter["salt"]
        content = plain(json.loads(canonical(slip))) | {"letter": letter, "events": plain(slip.events)}
        yield Record(f"slips/{slip.number}", Text("起案文書", "A routing slip"), content, people, personal=LETTER)


def decisions(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give what the prefecture decided, with each condition and its reason."""
    for decision in unit.trials.decisions(trial.id):
        content = plain(decision) | {"conditions": [_terms(one) for one in decision.conditions]}
        yield Record(f"decisions/{decision.id}", Text("県の決定", "A decision"), content, frozenset({"decided_by"}))


def commitments(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give all that was promised, what was replaced or withdrawn since included."""
    made = unit.conditions.commitments(trial.id)
    if made:
        content = [
            _terms(one)
            | plain(
                {
                    "number": one.number,
                    "made_at": one.made_at,
                    "made_by": one.made_by,
                    "replaces": one.replaces,
                    "withdrawn": one.withdrawn,
                }
            )
            for one in made
        ]
        yield Record("commitments/list", Text("約束", "Commitments"), content, frozenset({"made_by"}))


def rescreenings(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give what each change of the map data did to each revision."""
    for switch, found in unit.rescreenings.of_trial(trial.id):
        content = {
            "at": plain(found.at),
            "came_and_went": [{"id": one.id, "added": one.added} for one in switch.editions],
            "result": found.result.value,
            "before": json.loads(summary_json(found.before)),
            "after": None if found.after is None else json.loads(summary_json(found.after)),
            "editions": list(found.editions),
            "reason": plain(found.reason),
        }
        name = Text(
            f"第{found.revision_number}版の再確認（地図データの更新 第{switch.number}回）",
            f"Check of revision {found.revision_number} after change {switch.number} of the map data",
        )
        yield Record(f"rescreenings/{switch.number}-{found.revision_number}", name, content)


def told(unit: UnitOfWork, trial: Trial) -> Iterator[Record]:
    """Give on which day a notice of which kind was left in somebody's pages or mail; to whom stays out."""
    where = (("page", unit.notices.of_subject(trial.id)), ("mail", unit.outbox.of_subject(trial.id)))
    content = [
        {"told_in": place, "kind": kind.value, "told_on": at.astimezone(JST).date().isoformat()}
        for place, notices in where
        for kind, at in notices
    ]
    if content:
        yield Record("notices/list", Text("お知らせの記録", "Notices that were given"), content)


def private_words(unit: UnitOfWork, trial: Trial) -> Iterator[str]:
    """Give what the store holds beside the case of pilots, policies, sites and offices, lest some text repeats it."""
    for kind in Kind:
        entries = [one.entry_id for one in unit.registers.frozen(trial.id) if one.kind is kind]
        for private in unit.registers.private(kind, entries).values():
            match private:
                case PilotPerson(name=name, licence_number=number):
                    yield from (name, number)
                case Policy(number=number):
                    yield number
                case SiteContact(address=address):
                    yield address
    for record in unit.consultations.of_trial(trial.id):
        contact = unit.offices.contact(record.consultation.consultee.office_id)
        if contact is not None:
            yield from (contact.email, contact.address)
    yield from private_words_of_days(unit, trial)


def _terms(terms: Terms) -> dict[str, Any]:
    named: dict[str, Any] = {"id": terms.id} if isinstance(terms, Duty) else {}
    return named | terms_paper(terms)
