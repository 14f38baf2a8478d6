"""Consultations come back as they went in, and the database itself keeps what was said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from airspace.consultation import Answer, Consultation, Consultee, Opinion, Record, Redaction, Reminder, Withdrawal
from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.office import ConsultedOffice, OfficeContact
from airspace.consultation.value import Channel
from api.security.answer_links import AnswerCode, code_hash, fits, new_code
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.text import Text
from tests.conftest import Store
from tests.store.samples import NOW, add_people, revision, trial

OFFICE = ConsultedOffice("of1", ConsulteeKind.MUNICIPALITY, Text("津市", "Tsu"), "24", "24201", "o1", NOW, "a1")
PORT = ConsultedOffice("of2", ConsulteeKind.PORT, Text("港", "Port"), "24", "", None, NOW, "a1")
CONTACT = OfficeContact("desk@tsu.example.jp", "津市１－１")
ASKED = Consultation(
    "c1",
    "t1",
    1,
    1,
    "a" * 64,
    Consultee(OFFICE.kind, OFFICE.name, OFFICE.id),
    "?\n?",
    NOW,
    "a1",
    10,
    date(2026, 11, 18),
)
SECOND = replace(ASKED, id="c0", number=2, consultee=Consultee(PORT.kind, PORT.name, PORT.id), due_on=date(2026, 11, 5))
ANSWER = Answer("x1", "c1", 1, Opinion.OBJECTION, " 困る ", "課長", "第１号", NOW, True, Channel.CODE)
FURTHER = replace(
    ANSWER, id="x0", number=2, answered_at=NOW - timedelta(days=1), channel=Channel.ACCOUNT, answered_by="a1"
)
REMINDER = Reminder("m1", "c1", NOW, "a1")
WITHDRAWAL = Withdrawal("c0", "やめる", NOW, "a1")
COPY = Redaction("r1", "x1", 1, "写し", NOW, "a1")


@pytest.fixture
def furnished(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        unit.trials.add(trial())
        unit.trials.add_revision(revision(1))
        unit.offices.add(OFFICE, CONTACT)
        unit.offices.add(PORT, OfficeContact("port@example.jp"))
    return store


def fill(unit: UnitOfWork) -> None:
    for consultation in (ASKED, SECOND):
        unit.consultations.add(consultation)
    for answer in (ANSWER, FURTHER):
        unit.consultations.add_answer(answer)
    unit.consultations.add_reminder(REMINDER)
    unit.consultations.add_withdrawal(WITHDRAWAL)
    unit.consultations.add_redaction(COPY)


def in_one_unit(store: Store, work: Callable[[UnitOfWork], object]) -> None:
    with unit_of_work(store.engine) as unit:
        work(unit)


def test_all_of_it_comes_back(furnished: Store) -> None:
    with unit_of_work(furnished.engine) as unit:
        assert unit.consultations.next_number("t1") == 1
        fill(unit)
        assert unit.consultations.next_number("t1") == 3
    first = Record(ASKED, (ANSWER, FURTHER), (REMINDER,), None, (COPY,))
    second = Record(SECOND, withdrawal=WITHDRAWAL)
    with unit_of_work(furnished.engine, writes=False) as unit:
        assert unit.consultations.record("c1") == first
        assert unit.consultations.record("nothing") is None
        assert unit.consultations.of_trial("t1") == (first, second)
        assert unit.consultations.of_trial("t2") == ()
        assert unit.consultations.of_offices(["of1", "of2"]) == (second, first), "the soonest due first"
        assert unit.consultations.of_offices([]) == ()


def test_offices_come_back_and_their_addresses_apart(furnished: Store) -> None:
    with unit_of_work(furnished.engine, writes=False) as unit:
        assert unit.offices.list() == (OFFICE, PORT)
        assert unit.offices.get("of1") == OFFICE
        assert unit.offices.get("nothing") is None
        assert unit.offices.contact("of1") == CONTACT
        assert unit.offices.contact("nothing") is None
        assert unit.offices.of_organisation("o1") == (OFFICE,)
    with furnished.engine.connect() as connection:
        assert "example.jp" not in str(connection.execute(text("SELECT * FROM consulted_office")).all())


@pytest.mark.parametrize(
    "work",
    [
        lambda unit: unit.consultations.add(replace(ASKED, id="c2")),
        lambda unit: unit.consultations.add(replace(ASKED, id="c2", number=3, revision_number=9)),
        lambda unit: unit.consultations.add(replace(ASKED, id="c2", number=3, asked_by="nobody")),
        lambda unit: unit.consultations.add_answer(replace(ANSWER, id="x2")),
        lambda unit: unit.consultations.add_answer(replace(ANSWER, id="x2", consultation_id="c9", number=3)),
        lambda unit: unit.consultations.add_withdrawal(WITHDRAWAL),
        lambda unit: unit.consultations.add_redaction(replace(COPY, id="r2")),
        lambda unit: unit.consultations.add_redaction(replace(COPY, id="r2", answer_id="x9")),
    ],
    ids=["number", "revision", "account", "answer's number", "consultation", "twice withdrawn", "copy", "no answer"],
)
def test_the_database_refuses_what_cannot_be(furnished: Store, work: Callable[[UnitOfWork], object]) -> None:
    in_one_unit(furnished, fill)
    with pytest.raises(IntegrityError):
        in_one_unit(furnished, work)


@pytest.mark.parametrize(
    "table",
    ["consultation", "consultation_answer", "consultation_reminder", "consultation_withdrawal", "answer_redaction"],
)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_keeps_them(furnished: Store, table: str, act: str) -> None:
    in_one_unit(furnished, fill)
    column = "consultation_id" if table == "consultation_withdrawal" else "id"
    with pytest.raises(DBAPIError, match="append-only"):
        in_one_unit(furnished, lambda unit: unit.session.execute(text(act.format(table, column, column))))


def test_of_links_codes_and_sessions_only_hashes_are_kept(furnished: Store) -> None:
    code = AnswerCode("k1", "", 1, code_hash("token-1", "k1", "123456"), NOW, NOW + timedelta(minutes=10))
    with unit_of_work(furnished.engine) as unit:
        fill(unit)
        link = unit.answer_links.add("token-1", "c1", now=NOW, expires_at=NOW + timedelta(days=1))
        code = replace(code, link=link.token_sha256)
        assert unit.answer_links.newest_code(link) is None
        assert unit.answer_links.codes_made(link) == 0
        unit.answer_links.add_code(code)
        unit.answer_links.open("session-1", "c1", now=NOW, expires_at=NOW + timedelta(hours=1))
    with unit_of_work(furnished.engine) as unit:
        assert unit.answer_links.find("token-1") == link
        assert unit.answer_links.find("token-2") is None
        assert (unit.answer_links.codes_made(link), unit.answer_links.newest_code(link)) == (1, code)
        unit.answer_links.count_try(code)
        unit.answer_links.use(code, now=NOW)
        assert unit.answer_links.newest_code(link) == replace(code, tries=1, used_at=NOW)
    with unit_of_work(furnished.engine) as unit:
        for ended in (NOW - timedelta(seconds=1), NOW + timedelta(hours=1)):
            assert unit.answer_links.session("session-1", now=ended) is None
        held = unit.answer_links.session("session-1", now=NOW)
        assert held is not None
        assert held.consultation_id == "c1"
        assert unit.answer_links.session("session-2", now=NOW) is None
        unit.answer_links.open("session-2", "c1", now=NOW + timedelta(hours=2), expires_at=NOW + timedelta(hours=3))
    with furnished.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM answering_session")).scalar_one() == 1, "swept"
        for table in ("consultation_link", "answer_code", "answering_session"):
            rows = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert "token-1" not in rows
            assert "session-1" not in rows
            assert "123456" not in rows


def test_a_code_fits_with_its_link_only() -> None:
    code = AnswerCode("k1", "link", 1, code_hash("token-1", "k1", "000123"), NOW, NOW + timedelta(minutes=10))
    assert fits(code, "token-1", "000123")
    for token, digits in (("token-2", "000123"), ("token-1", "123"), ("token-1", ""), ("token-1", "0００123")):
        assert not fits(code, token, digits)
    codes = {new_code() for _ in range(500)}
    assert all(len(each) == 6 and each.isascii() and each.isdigit() for each in codes)
    assert len(codes) > 450
