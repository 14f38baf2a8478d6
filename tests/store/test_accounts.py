"""Accounts, organisations and sign-ins."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.store.unit_of_work import unit_of_work
from tests.conftest import Store
from tests.store.samples import NOW, account, add_people, organisation

STORED = replace(account(), login="operator@example.jp")


@pytest.fixture
def with_people(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
    return store


def test_accounts_come_back_as_they_went_in(with_people: Store) -> None:
    with unit_of_work(with_people.engine, writes=False) as unit:
        assert unit.accounts.get("a1") == STORED
        assert unit.accounts.list() == (STORED,)
        assert unit.accounts.organisation("o1") == organisation()
        assert unit.accounts.organisation("o2") is None
        assert unit.accounts.get("a2") is None


@pytest.mark.parametrize("login", ["operator@example.jp", " OPERATOR@example.JP "])
def test_a_login_is_found_whatever_its_case(with_people: Store, login: str) -> None:
    with unit_of_work(with_people.engine, writes=False) as unit:
        assert unit.accounts.by_login(login) == STORED


def test_two_accounts_cannot_have_one_login(with_people: Store) -> None:
    def add_twin() -> None:
        with unit_of_work(with_people.engine) as unit:
            unit.accounts.add(account("a2", "operator@EXAMPLE.jp"))

    with pytest.raises(IntegrityError):
        add_twin()


def test_passwords_change_and_accounts_end(with_people: Store) -> None:
    with unit_of_work(with_people.engine) as unit:
        unit.accounts.set_password("a1", "$new")
        unit.accounts.disable("a1", NOW)
        assert unit.accounts.get("a1") == replace(STORED, password_hash="$new", disabled_at=NOW)


def test_the_account_table_holds_nothing_of_the_person(with_people: Store) -> None:
    with with_people.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM account")).one()
    assert not {STORED.login, STORED.name, STORED.password_hash} & set(map(str, row))


def test_a_sign_in_lasts_until_it_expires(with_people: Store) -> None:
    end = NOW + timedelta(hours=12)
    with unit_of_work(with_people.engine) as unit:
        opened = unit.sessions.open("token", "a1", now=NOW, expires_at=end)
        assert unit.sessions.find("token", now=end - timedelta(microseconds=1)) == opened
        assert unit.sessions.find("token", now=end) is None
        assert unit.sessions.find("other", now=NOW) is None


def test_the_token_itself_is_not_kept(with_people: Store) -> None:
    with unit_of_work(with_people.engine) as unit:
        unit.sessions.open("secret-token", "a1", now=NOW, expires_at=NOW + timedelta(hours=1))
    with with_people.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM login_session")).one()
    assert "secret-token" not in map(str, row)


def test_sign_ins_are_closed_one_by_one_or_all(with_people: Store) -> None:
    end = NOW + timedelta(hours=1)
    with unit_of_work(with_people.engine) as unit:
        for token in ("one", "two", "three"):
            unit.sessions.open(token, "a1", now=NOW, expires_at=end)
        unit.sessions.close("one")
        assert [unit.sessions.find(token, now=NOW) is None for token in ("one", "two")] == [True, False]
        unit.sessions.close_all("a1")
        assert unit.sessions.find("two", now=NOW) is None


def test_sweeping_leaves_those_that_last(with_people: Store) -> None:
    with unit_of_work(with_people.engine) as unit:
        unit.sessions.open("short", "a1", now=NOW, expires_at=NOW + timedelta(hours=1))
        unit.sessions.open("long", "a1", now=NOW, expires_at=NOW + timedelta(hours=3))
        unit.sessions.sweep(now=NOW + timedelta(hours=2))
        assert unit.sessions.find("short", now=NOW) is None
        assert unit.sessions.find("long", now=NOW) is not None
