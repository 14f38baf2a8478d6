"""Operators keep aircraft, pilots, insurance and sites once; the prefecture reads what submitted proposals chose."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from airspace.register.entry import Entry, Kind
from airspace.register.facts import Facts, Private
from airspace.workflow import StepRefused
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, Reach, may, reach_of, require
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

ID = re.compile("[0-9a-z-]{1,64}")
"""What an id can be: nothing else is asked of the database, which refuses some characters with an error."""

MOST_ENTRIES = 200
"""Entries of one register that an organisation may have in use at a time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version of which entry an account saw when it began to change it."""

    kind: Kind
    id: str
    version: int


def add(
    unit: UnitOfWork, account: Account, kind: Kind, facts: Facts, private: Private | None, *, now: datetime
) -> Entry:
    """Add an entry to the account's organisation's register.

    Raises
    ------
    RoleRefused
        If none of the account's roles allows it.
    StepRefused
        If the register is full.
    """
    require(account, Action.EDIT_REGISTERS)
    unit.registers.lock(account.organisation_id)
    in_use = [entry for entry in unit.registers.list(kind, account.organisation_id) if entry.retired_at is None]
    if len(in_use) >= MOST_ENTRIES:
        raise StepRefused(
            Text(f"登録簿がいっぱいです（{MOST_ENTRIES}件）。", f"The register is full ({MOST_ENTRIES} entries)."),
            Text("もう使わないものを外してから加えてください。", "Retire what is used no more, then add this one."),
        )
    entry = Entry(new_id(), account.organisation_id, kind, 1, facts, private, now, account.id)
    unit.registers.add(entry)
    _audit(unit, account, "register_added", entry, now)
    return entry


def change(
    unit: UnitOfWork,
    account: Account,
    seen: Seen,
    facts: Facts,
    private: Private | None,
    *,
    now: datetime,
) -> Entry:
    """Change an entry from the version that the account saw: other facts are a new version, the old one stays.

    Raises
    ------
    StepRefused
        If the entry is retired, or was changed since.
    """
    newest = _locked(unit, account, seen.kind, seen.id)
    if newest.version != seen.version:
        raise StepRefused(
            Text("ほかの人がこの登録を先に変えました。", "Somebody else has changed this entry since."),
            Text("画面を開きなおして、いまの内容を確かめてください。", "Reload the page and look at what it says now."),
        )
    if facts != newest.facts:
        newest = replace(
            newest, version=newest.version + 1, facts=facts, private=private, stated_at=now, stated_by=account.id
        )
        unit.registers.add_version(newest)
        _audit(unit, account, "register_changed", newest, now)
    elif private is not None and private != newest.private:
        newest = replace(newest, private=private)
        unit.registers.set_private(newest.id, private)
        _audit(unit, account, "register_private_changed", newest, now)
    return newest


def retire(unit: UnitOfWork, account: Account, kind: Kind, entry_id: str, *, now: datetime) -> None:
    """Let an entry be chosen no more; what proposals froze of it stays.

    Raises
    ------
    StepRefused
        If it is retired already.
    """
    entry = _locked(unit, account, kind, entry_id)
    unit.registers.retire(entry.id, at=now, by=account.id)
    _audit(unit, account, "register_retired", entry, now)


def entries(unit: UnitOfWork, account: Account, kind: Kind) -> tuple[Entry, ...]:
    """Return the entries that the account may see: its organisation's, or what submitted proposals chose."""
    require(account, Action.READ_REGISTERS)
    if reach_of(account, Action.READ_REGISTERS) is Reach.OWN:
        return unit.registers.list(kind, account.organisation_id)
    return tuple(_as_read_by_office(account, entry) for entry in unit.registers.submitted(kind))


def entry_seen(unit: UnitOfWork, account: Account, kind: Kind, entry_id: str) -> Entry:
    """Return an entry that the account may see.

    Raises
    ------
    RoleRefused
        If none of the account's roles allows it.
    NotFound
        If it is not within its reach.
    """
    require(account, Action.READ_REGISTERS)
    if reach_of(account, Action.READ_REGISTERS) is Reach.OWN:
        return _own(unit, account, kind, entry_id)
    submitted = unit.registers.submitted(kind, entry_id) if ID.fullmatch(entry_id) else ()
    if not submitted:
        raise NotFound
    return _as_read_by_office(account, submitted[0])


def private_readable(account: Account, kind: Kind) -> bool:
    """Whether an account that sees an entry may read what is private beside it.

    A policy's number is its organisation's own, a pilot's name is for those who work on the case.
    """
    match kind:
        case Kind.INSURANCE:
            return reach_of(account, Action.READ_REGISTERS) is Reach.OWN
        case Kind.PILOT:
            return may(account, Action.READ_PILOTS)
        case _:
            return may(account, Action.READ_REGISTERS)


def _as_read_by_office(account: Account, entry: Entry) -> Entry:
    return entry if private_readable(account, entry.kind) else replace(entry, private=None)


def _own(unit: UnitOfWork, account: Account, kind: Kind, entry_id: str) -> Entry:
    entry = unit.registers.get(kind, entry_id) if ID.fullmatch(entry_id) else None
    if entry is None or entry.organisation_id != account.organisation_id:
        raise NotFound
    return entry


def _locked(unit: UnitOfWork, account: Account, kind: Kind, entry_id: str) -> Entry:
    require(account, Action.EDIT_REGISTERS)
    unit.registers.lock(account.organisation_id)
    entry = _own(unit, account, kind, entry_id)
    if entry.retired_at is not None:
        raise StepRefused(
            Text("この登録は使わないことになっています。", "This entry is retired."),
            Text("使うときは、新しく加えてください。", "Add a new one where it is needed again."),
        )
    return entry


def _audit(unit: UnitOfWork, account: Account, action: str, entry: Entry, now: datetime) -> None:
    details = {"register": entry.kind.value, "version": entry.version}
    unit.audit.append(at=now, actor=account.id, action=action, subject=entry.id, details=details)
