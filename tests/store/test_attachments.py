"""Contents are stored once and never become another; names go, rows stay; blackouts only grow."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from airspace.attachment import Attachment, FileKind, PublishedCopy, Retention, ScanState
from airspace.blackout import Blackout, Box, Stretch
from api.store.unit_of_work import UnitOfWork, unit_of_work
from tests.conftest import Store
from tests.store import test_consultations as consulted
from tests.store.samples import NOW, add_people, revision, trial

CONTENT = bytes(range(256)) * 300
SHA256 = hashlib.sha256(CONTENT).hexdigest()
ONE = Attachment(
    *("f1", "t1", 1, 1, "x1", FileKind.PDF, len(CONTENT), SHA256, ScanState.CLEAN, "clamdscan", Retention.CASE),
    NOW,
    "a1",
    name="図 1.pdf",
)
TWO = replace(ONE, id="f2", number=2, revision_number=None, consultation_answer_id=None, name="同じもの.pdf")
COPY = PublishedCopy("f1", 1, FileKind.PDF, len(CONTENT), SHA256, ("b1",), NOW, "a1")
BLACKOUT = Blackout("b1", "t1", "attachments/1", Box(1, 0.1, 0.2, 1 / 3, 1.0), "personal", "第7条", "氏名", NOW, "a1")


@pytest.fixture
def filed(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        for number in (1, 2):
            unit.trials.add(trial(f"t{number}"))
            unit.trials.add_revision(revision(1, f"r{number}", f"t{number}"))
        unit.offices.add(consulted.OFFICE, consulted.CONTACT)
        unit.consultations.add(consulted.ASKED)
        unit.consultations.add_answer(consulted.ANSWER)
        unit.attachments.keep(CONTENT)
        unit.attachments.add(ONE)
    return store


def do(store: Store, work: Callable[[UnitOfWork], object]) -> None:
    with unit_of_work(store.engine) as unit:
        work(unit)


def run(store: Store, statement: str) -> None:
    do(store, lambda unit: unit.session.execute(text(statement)))


def test_files_come_back_as_they_went_in(filed: Store) -> None:
    with unit_of_work(filed.engine) as unit:
        assert unit.attachments.keep(CONTENT) == SHA256
        assert unit.attachments.next_number("t1") == 2
        assert unit.attachments.next_number("t2") == 1
        unit.attachments.add(TWO)
    with unit_of_work(filed.engine, writes=False) as unit:
        assert unit.attachments.list("t1") == (ONE, TWO)
        assert unit.attachments.list("t2") == ()
        assert unit.attachments.get("t1", 2) == TWO
        assert unit.attachments.get("t1", 3) is None
        assert unit.attachments.content(SHA256) == CONTENT
        assert unit.attachments.content("0" * 64) is None
        assert unit.session.execute(text("SELECT count(*), sum(size) FROM attachment_blob")).one() == (1, len(CONTENT))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(TWO, number=1),
        replace(TWO, revision_number=9),
        replace(TWO, sha256="0" * 64),
        replace(TWO, added_by="nobody"),
        replace(TWO, trial_id="t9"),
        replace(TWO, consultation_answer_id="x9"),
    ],
    ids=["a number twice", "no such revision", "no such content", "no such account", "no such trial", "no such answer"],
)
def test_the_database_refuses_what_cannot_be(filed: Store, wrong: Attachment) -> None:
    with pytest.raises(IntegrityError):
        do(filed, lambda unit: unit.attachments.add(wrong))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attachment SET size = 1",
        "DELETE FROM attachment",
        "UPDATE published_copy SET size = 1",
        "DELETE FROM published_copy",
        "UPDATE blackout SET reason = 'x'",
        "DELETE FROM blackout",
        "UPDATE blackout_lift SET lifted_by = 'x'",
        "DELETE FROM blackout_lift",
    ],
)
def test_the_database_itself_keeps_what_was_recorded(filed: Store, statement: str) -> None:
    do(filed, lambda unit: unit.attachments.add_copy(COPY))
    do(filed, lambda unit: unit.blackouts.add(BLACKOUT))
    do(filed, lambda unit: unit.blackouts.lift("b1", at=NOW, by="a1"))
    with pytest.raises(DBAPIError, match="append-only"):
        run(filed, statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE attachment_blob SET sha256 = 'x'", "UPDATE attachment_blob SET size = 1", "DELETE FROM attachment_blob"],
)
def test_a_content_is_never_another(filed: Store, statement: str) -> None:
    with pytest.raises(DBAPIError, match="never replaced"):
        run(filed, statement)
    with pytest.raises(DBAPIError, match="never replaced"):
        do(filed, lambda unit: unit.session.execute(text("UPDATE attachment_blob SET content = :c"), {"c": b"x"}))


def test_a_content_of_another_size_cannot_be_stored(filed: Store) -> None:
    row = {"sha256": "1" * 64, "size": 3, "content": b"four"}
    with pytest.raises(IntegrityError):
        do(
            filed,
            lambda unit: unit.session.execute(
                text("INSERT INTO attachment_blob (sha256, size, content) VALUES (:sha256, :size, :content)"), row
            ),
        )


def test_a_content_that_is_not_what_its_hash_says_is_given_to_nobody(filed: Store) -> None:
    row = {"sha256": "1" * 64, "size": 4, "content": b"four"}
    do(
        filed,
        lambda unit: unit.session.execute(
            text("INSERT INTO attachment_blob (sha256, size, content) VALUES (:sha256, :size, :content)"), row
        ),
    )
    with unit_of_work(filed.engine, writes=False) as unit, pytest.raises(LookupError, match="not what it was"):
        unit.attachments.content("1" * 64)


def test_only_an_answers_file_is_added_by_no_account(filed: Store) -> None:
    with_a_code = replace(TWO, added_by=None, consultation_answer_id="x1")
    do(filed, lambda unit: unit.attachments.add(with_a_code))
    with unit_of_work(filed.engine, writes=False) as unit:
        assert unit.attachments.get("t1", 2) == with_a_code
    with pytest.raises(IntegrityError, match="added_by_somebody"):
        run(
            filed,
            "INSERT INTO attachment SELECT 'f3', trial_id, 3, NULL, NULL, kind, size, sha256, scan, scanner, "
            "retention, added_at, NULL FROM attachment WHERE id = 'f1'",
        )


def test_ending_a_file_leaves_what_others_have(filed: Store) -> None:
    do(filed, lambda unit: unit.attachments.add(replace(TWO, trial_id="t2")))
    do(filed, lambda unit: unit.attachments.forget(ONE))
    with unit_of_work(filed.engine, writes=False) as unit:
        assert unit.attachments.list("t1") == (replace(ONE, name=None),)
        assert unit.attachments.content(SHA256) == CONTENT
    do(filed, lambda unit: unit.attachments.forget(replace(TWO, trial_id="t2")))
    with unit_of_work(filed.engine, writes=False) as unit:
        assert unit.attachments.content(SHA256) is None
        assert unit.session.execute(text("SELECT size FROM attachment_blob")).one() == (len(CONTENT),)
    # Handed in again, it is there again.
    do(filed, lambda unit: unit.attachments.keep(CONTENT))
    with unit_of_work(filed.engine, writes=False) as unit:
        assert unit.attachments.content(SHA256) == CONTENT


def test_ending_a_file_ends_its_copies(filed: Store) -> None:
    made = b"made again"
    with unit_of_work(filed.engine) as unit:
        sha256 = unit.attachments.keep(made)
        unit.attachments.add_copy(replace(COPY, sha256=sha256, size=len(made)))
        unit.attachments.forget(ONE)
    with unit_of_work(filed.engine, writes=False) as unit:
        assert unit.attachments.content(sha256) is None
        assert unit.attachments.content(SHA256) is None


def test_the_newest_copy_is_the_one_in_effect(filed: Store) -> None:
    gone = replace(COPY, number=2, kind=None, size=0, sha256=None, blackouts=(), made_at=NOW - timedelta(hours=1))
    with unit_of_work(filed.engine) as unit:
        assert unit.attachments.copies("t1") == {}
        assert unit.attachments.next_copy("f1") == 1
        unit.attachments.add_copy(COPY)
        assert unit.attachments.copies("t1") == {"f1": COPY}
        assert unit.attachments.next_copy("f1") == 2
        unit.attachments.add_copy(gone)
        assert unit.attachments.copies("t1") == {"f1": gone}
        assert unit.attachments.copies("t2") == {}


def test_blackouts_come_back_with_their_places_and_their_ends(filed: Store) -> None:
    of_text = replace(BLACKOUT, id="b2", document="decisions/d1", place=Stretch("/reason", 0, 3))
    with unit_of_work(filed.engine) as unit:
        unit.blackouts.add(BLACKOUT)
        unit.blackouts.add(of_text)
        unit.blackouts.lift("b2", at=NOW + timedelta(days=1), by="a1")
    with unit_of_work(filed.engine, writes=False) as unit:
        lifted = replace(of_text, lifted_at=NOW + timedelta(days=1), lifted_by="a1")
        assert unit.blackouts.list("t1") == (BLACKOUT, lifted)
        assert unit.blackouts.list("t2") == ()
    with pytest.raises(IntegrityError):
        do(filed, lambda unit: unit.blackouts.lift("b2", at=NOW, by="a1"))
