"""A transaction that loses against others is told as that, and nothing that people typed is told by an error."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from api.pages import find
from tests.api.offices import Office, furnished
from tests.conftest import Store

LOST = OperationalError("SELECT 1", {}, psycopg.errors.DeadlockDetected())
OURS = OperationalError("SELECT 1", {}, Exception("no such column: x"))


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


@pytest.mark.parametrize(
    ("error", "status", "said"), [(LOST, 503, "何も記録していません"), (OURS, 500, "問題が起きました")]
)
def test_who_loses_against_others_is_asked_to_try_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, said: str
) -> None:
    def fails(_unit: object, *, now: object) -> None:
        raise error

    monkeypatch.setattr(find, "public_trials", fails)
    answer = office.client().get("/trials")
    assert answer.status_code == status
    assert said in answer.text
    assert ("retry-after" in answer.headers) is (status == 503)


@pytest.mark.each_engine
def test_no_error_of_a_database_holds_what_was_typed(store: Store) -> None:
    with store.engine.begin() as connection, pytest.raises(IntegrityError) as refused:
        connection.execute(text("INSERT INTO organisation (id, name) VALUES ('o', :name)"), {"name": "津田律子"})
    assert "津田律子" not in str(refused.value)
