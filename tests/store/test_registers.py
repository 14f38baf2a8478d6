"""Entries come back version by version, people can be forgotten, and what a revision froze cannot be changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from airspace.declared import Grade
from airspace.register.entry import Entry, Kind
from airspace.register.facts import (
    Aircraft,
    Insurance,
    Noise,
    Permission,
    Pilot,
    PilotPerson,
    Policy,
    Site,
    SiteContact,
)
from airspace.register.validity import Validity
from api.security.accounts import Organisation
from api.store.unit_of_work import UnitOfWork, unit_of_work
from tests.conftest import Store
from tests.store.samples import NOW, add_people, revision, trial

YEAR = Validity(date(2026, 4, 1), date(2027, 3, 31))
AIRCRAFT = Entry(
    "aircraft1",
    "o1",
    Kind.AIRCRAFT,
    1,
    Aircraft(
        "PF2",
        "JU123",
        Validity(None, date(2027, 1, 31)),
        Grade.SECOND,
        YEAR,
        9.8,
        1.2 + 1e-15,
        1 / 3,
        0.6,
        10.0,
        80.0,
        Noise(65.5, 30.0, None, "見本試験所", date(2026, 3, 1)),
    ),
    None,
    NOW,
    "a1",
)
PILOT = Entry(
    "pilot1",
    "o1",
    Kind.PILOT,
    1,
    Pilot(Grade.FIRST, Validity(None, date(2028, 1, 1)), True, False, None),
    PilotPerson("空野 翔", "12345"),
    NOW,
    "a1",
)
INSURANCE = Entry("insurance1", "o1", Kind.INSURANCE, 1, Insurance("見本損保", 10**12, YEAR), Policy("A-1"), NOW, "a1")
SITE = Entry(
    "site1",
    "o1",
    Kind.SITE,
    1,
    Site("河川敷", 136.5 + 1e-13, 34.7, Permission.GRANTED, YEAR),
    SiteContact("津市広明町13", "河川課"),
    NOW,
    "a1",
)
ALL = (AIRCRAFT, PILOT, INSURANCE, SITE)


@pytest.fixture
def furnished(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        unit.accounts.add_organisation(Organisation("o2", "うみかぜ", NOW))
        unit.trials.add(trial())
        unit.trials.add_revision(revision(1))
        unit.trials.add_revision(revision(2))
        for entry in ALL:
            unit.registers.add(entry)
    return store


def in_one_unit(store: Store, work: Callable[[UnitOfWork], object]) -> None:
    with unit_of_work(store.engine) as unit:
        work(unit)


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.kind.value)
def test_an_entry_comes_back_as_it_went_in(furnished: Store, entry: Entry) -> None:
    with unit_of_work(furnished.engine, writes=False) as unit:
        assert unit.registers.get(entry.kind, entry.id) == entry
        assert unit.registers.list(entry.kind, "o1") == (entry,)
        assert unit.registers.list(entry.kind, "o2") == ()
        assert unit.registers.submitted(entry.kind) == ()
        others = [kind for kind in Kind if kind is not entry.kind]
        assert [unit.registers.get(kind, entry.id) for kind in others] == [None] * 3


def test_a_change_is_a_new_version_and_the_newest_is_read(furnished: Store) -> None:
    later = NOW + timedelta(hours=1)
    person = PilotPerson("空野 翔子", "67890")
    changed = replace(PILOT, version=2, facts=Pilot(Grade.SECOND), private=person, stated_at=later)
    begun_later = replace(PILOT, id="a-later", stated_at=NOW + timedelta(minutes=1))
    in_one_unit(furnished, lambda unit: unit.registers.add(begun_later))
    in_one_unit(furnished, lambda unit: unit.registers.add_version(changed))
    with unit_of_work(furnished.engine, writes=False) as unit:
        assert unit.registers.get(Kind.PILOT, "pilot1") == changed
        assert unit.registers.list(Kind.PILOT, "o1") == (changed, begun_later), "in the order in which they were begun"


def test_what_revisions_froze_is_read_in_the_newest_version_of_them(furnished: Store) -> None:
    second, third = (replace(AIRCRAFT, version=number, facts=Aircraft(f"PF{number}")) for number in (2, 3))
    with unit_of_work(furnished.engine) as unit:
        unit.registers.add_version(second)
        unit.registers.freeze("t1", 1, {"aircraft1": 1, "pilot1": 1})
        unit.registers.freeze("t1", 2, {"aircraft1": 2})
        unit.registers.add_version(third)
    with unit_of_work(furnished.engine, writes=False) as unit:
        assert unit.registers.submitted(Kind.AIRCRAFT) == (second,)
        assert unit.registers.submitted(Kind.PILOT, "pilot1") == (PILOT,)
        assert unit.registers.submitted(Kind.SITE) == ()
        assert unit.registers.submitted(Kind.SITE, "site1") == ()


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.kind.value)
def test_a_retired_entry_says_since_when(furnished: Store, entry: Entry) -> None:
    in_one_unit(furnished, lambda unit: unit.registers.retire(entry.id, at=NOW, by="a1"))
    with unit_of_work(furnished.engine, writes=False) as unit:
        assert unit.registers.get(entry.kind, entry.id) == replace(entry, retired_at=NOW)


@pytest.mark.parametrize("entry", [PILOT, INSURANCE, SITE], ids=lambda entry: entry.kind.value)
def test_what_is_private_can_be_forgotten_by_itself(furnished: Store, entry: Entry) -> None:
    in_one_unit(furnished, lambda unit: unit.registers.freeze("t1", 1, {entry.id: 1}))
    in_one_unit(furnished, lambda unit: unit.registers.forget_private(entry.kind, entry.id))
    with unit_of_work(furnished.engine, writes=False) as unit:
        assert unit.registers.get(entry.kind, entry.id) == replace(entry, private=None)
        assert unit.registers.private(entry.kind, [entry.id]) == {}
        kept = [entry.id for entry in (PILOT, INSURANCE, SITE) if unit.registers.private(entry.kind, [entry.id])]
        assert len(kept) == 2


def test_versions_hold_nothing_of_a_person(furnished: Store) -> None:
    with unit_of_work(furnished.engine, writes=False) as unit:
        facts = " ".join(unit.session.scalars(text("SELECT facts FROM register_version")))
    assert "PF2" in facts
    assert not any(word in facts for word in ("空野", "12345", "A-1", "広明町", "河川課"))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda unit: unit.registers.add_version(PILOT),
        lambda unit: unit.registers.add(replace(PILOT, id="p2", organisation_id="nobody")),
        lambda unit: unit.registers.add(replace(PILOT, id="p2", stated_by="nobody")),
        lambda unit: unit.registers.freeze("t1", 1, {"pilot1": 2}),
        lambda unit: unit.registers.freeze("t1", 3, {"pilot1": 1}),
        lambda unit: unit.registers.set_private("nobody", PilotPerson("空野")),
    ],
    ids=["a version twice", "no organisation", "no account", "no such version", "no such revision", "nobody"],
)
def test_the_database_refuses_what_cannot_be(furnished: Store, wrong: Callable[[UnitOfWork], object]) -> None:
    with pytest.raises(IntegrityError):
        in_one_unit(furnished, wrong)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE register_version SET facts = '{}'",
        "DELETE FROM register_version",
        "UPDATE revision_entry SET version = 1",
        "DELETE FROM revision_entry",
    ],
)
def test_the_database_itself_keeps_versions(furnished: Store, statement: str) -> None:
    in_one_unit(furnished, lambda unit: unit.registers.freeze("t1", 1, {"pilot1": 1}))
    with pytest.raises(DBAPIError, match="append-only"):
        in_one_unit(furnished, lambda unit: unit.session.execute(text(statement)))
