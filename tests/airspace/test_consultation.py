"""Where a consultation stands, what may still be done, and what silence is: never agreement."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from airspace.consultation import (
    OPINION_NAMES,
    STANDING_NAMES,
    Answer,
    Consultation,
    Consultee,
    Opinion,
    Record,
    Redaction,
    Reminder,
    Said,
    Standing,
    Withdrawal,
    refuse_answer,
    refuse_withdrawal,
    summarise,
)
from airspace.consultation.kinds import CHOSEN_BY_STAFF, KIND_NAMES, OF_MANAGED, ConsulteeKind
from airspace.consultation.value import Channel, copy_given, due_day, questions_given, reason_of_withdrawal
from airspace.features import ManagedKind
from airspace.trial import JST
from airspace.workdays import OfficeCalendar
from airspace.workflow import StepRefused
from geo.errors import ValueRefused
from geo.text import Text

CALENDAR = OfficeCalendar(closed_from=(12, 29), closed_to=(1, 3), published_in=2)
ASKED = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
DUE = date(2026, 10, 16)
IN_TIME = datetime(2026, 10, 16, 23, 59, 59, tzinfo=JST)
LATE = datetime(2026, 10, 17, 0, 0, tzinfo=JST)


def consultation(number: int = 1, *, revision: int = 1, name: str = "津市") -> Consultation:
    consultee = Consultee(ConsulteeKind.MUNICIPALITY, Text(name, f"City {name}"), f"office-{number}")
    return Consultation(
        f"c{number}", "t1", number, revision, "a" * 64, consultee, "支障はありますか", ASKED, "staff", 10, DUE
    )


def answer(
    number: int = 1,
    opinion: Opinion = Opinion.NO_OBJECTION,
    *,
    of: int = 1,
    at: datetime = IN_TIME,
    late: bool = False,
) -> Answer:
    return Answer(f"a{of}-{number}", f"c{of}", number, opinion, "", "課長", "", at, late, Channel.CODE)


WITHDRAWN = Withdrawal("c1", "相手を間違えた", ASKED, "staff")


@pytest.mark.parametrize(
    ("changes", "where", "says"),
    [
        ({"post": ""}, "post", "Nothing is written"),
        ({"post": " \u3000\u200b"}, "post", "Nothing is written"),
        ({"post": "課\n長"}, "post", "cannot be used"),
        ({"post": "課" * 201}, "post", "too long (201"),
        ({"document_number": "第1号\n"}, "document_number", "cannot be used"),
        ({"document_number": "1" * 201}, "document_number", "too long"),
        ({"opinion": Opinion.OBJECTION, "text": "\n"}, "text", "Nothing is written"),
        ({"opinion": Opinion.NO_OBJECTION_WITH_CONDITIONS, "text": ""}, "text", "Nothing is written"),
        ({"text": "字" * 10_001}, "text", "too long (10001"),
        ({"text": "a\0b"}, "text", "cannot be used"),
        ({"text": "a\x1bb"}, "text", "cannot be used"),
        ({"text": "a\ud800b"}, "text", "cannot be used"),
        *(({"text": f"a{mark}b"}, "text", "cannot be used") for mark in "\u202a\u202e\u2066\u2069"),
    ],
)
def test_what_cannot_be_kept_is_refused(changes: dict[str, object], where: str, says: str) -> None:
    given: dict[str, object] = {"opinion": Opinion.NO_OBJECTION, "text": "", "post": "課長"} | changes
    with pytest.raises(ValueRefused) as refused:
        Said(**given)  # type: ignore[arg-type]
    assert refused.value.where == where
    assert says in refused.value.what.en
    assert refused.value.what.ja
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


def test_words_are_kept_as_they_were_written() -> None:
    said = Said(Opinion.OBJECTION, "  ①㎡ＡＢＣ\r\n二行目\r三行目 \t", "課長 ", " 津防第１号")
    assert said.text == "  ①㎡ＡＢＣ\n二行目\n三行目 \t", "no character is exchanged for another"
    assert (said.post, said.document_number) == ("課長 ", " 津防第１号")
    assert Said(Opinion.NO_OPINION, " \n", "課長").text == "", "blanks alone say nothing"
    assert len(Said(Opinion.OBJECTION, "字" * 10_000, "課" * 200).text) == 10_000


@pytest.mark.parametrize("check", [questions_given, reason_of_withdrawal, copy_given])
def test_staffs_words_are_owed_and_bounded(check: object) -> None:
    assert callable(check)
    assert check("聞く\r\nこと") == "聞く\nこと"
    for wrong in ("", " \n", "字" * 10_001, "a\0"):
        with pytest.raises(ValueRefused):
            check(wrong)


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-10-01T12:00+09:00", 10, "2026-10-16"),  # over Sports Day, 12 October
        ("2026-10-01T23:30+09:00", 1, "2026-10-02"),
        ("2026-10-01T15:30+00:00", 1, "2026-10-05"),  # already Friday 2 October in Japan
        ("2026-12-25T09:00+09:00", 2, "2027-01-04"),  # over New Year
        ("2026-10-03T09:00+09:00", 1, "2026-10-05"),  # asked on a Saturday
    ],
)
def test_the_due_day_is_counted_in_working_days_from_the_day_in_japan(asked: str, days: int, due: str) -> None:
    assert due_day(datetime.fromisoformat(asked), days, CALENDAR) == date.fromisoformat(due)


@pytest.mark.parametrize("days", [0, -1, 61, 10**9])
def test_a_due_day_out_of_bounds_is_refused(days: int) -> None:
    with pytest.raises(ValueRefused, match="cannot be used"):
        due_day(ASKED, days, CALENDAR)


def test_moments_are_aware_and_values_never_change() -> None:
    naive = datetime(2026, 10, 1)  # noqa: DTZ001 - the naive time is what is refused
    with pytest.raises(ValueError, match="aware"):
        due_day(naive, 1, CALENDAR)
    with pytest.raises(ValueError, match="aware"):
        replace(consultation(), asked_at=naive)
    with pytest.raises(ValueError, match="aware"):
        replace(answer(), answered_at=naive)
    with pytest.raises(FrozenInstanceError):
        answer().text = "別"  # type: ignore[misc]


def test_an_answer_names_an_account_only_where_one_answered() -> None:
    assert replace(answer(), channel=Channel.ACCOUNT, answered_by="id").answered_by == "id"
    for changes in ({"channel": Channel.ACCOUNT}, {"answered_by": "id"}):
        with pytest.raises(ValueError, match="names"):
            replace(answer(), **changes)


def test_silence_is_a_state_of_its_own_and_its_name_says_so() -> None:
    record = Record(consultation())
    assert record.standing(IN_TIME) is Standing.WAITING
    assert record.standing(LATE) is Standing.OVERDUE
    assert record.standing(LATE + timedelta(days=10_000)) is Standing.OVERDUE, "silence never becomes anything else"
    assert record.answer is None
    assert Record(consultation(), reminders=(Reminder("m", "c1", LATE, "staff"),)).standing(LATE) is Standing.OVERDUE
    for standing in (Standing.WAITING, Standing.OVERDUE):
        assert STANDING_NAMES[standing].ja.startswith("未回答")
        assert STANDING_NAMES[standing].en.startswith("no answer")
    assert set(STANDING_NAMES) == set(Standing)
    assert [OPINION_NAMES[opinion].ja for opinion in Opinion] == [
        "支障なし",
        "条件付きで支障なし",
        "支障あり",
        "意見なし",
    ]


def test_a_clock_that_is_set_back_changes_no_answer() -> None:
    first = answer(1, at=LATE, late=True)
    second = answer(2, Opinion.OBJECTION, at=ASKED - timedelta(days=400))
    for answers in ((first, second), (second, first)):
        record = Record(consultation(), answers)
        assert record.answer is second, "the number tells, not the clock"
        assert record.standing(ASKED - timedelta(days=400)) is Standing.ANSWERED


def test_a_withdrawn_consultation_takes_no_answer_and_says_why() -> None:
    record = Record(consultation(), withdrawal=WITHDRAWN)
    assert record.standing(LATE) is Standing.WITHDRAWN
    with pytest.raises(StepRefused) as refused:
        refuse_answer(record, 0)
    assert "取り下げた" in refused.value.what.ja
    assert "相手を間違えた" in refused.value.remedy.ja
    assert "相手を間違えた" in refused.value.remedy.en
    with pytest.raises(StepRefused, match="withdrawn already"):
        refuse_withdrawal(record)


def test_a_correction_is_a_further_answer_by_one_who_saw_the_last() -> None:
    record = Record(consultation(), (answer(),))
    refuse_answer(record, 1)
    refuse_answer(Record(consultation()), 0)
    for seen in (0, 2, -1):
        with pytest.raises(StepRefused, match="Another answer was recorded"):
            refuse_answer(record, seen)
    with pytest.raises(StepRefused, match="answered already"):
        refuse_withdrawal(record)
    refuse_withdrawal(Record(consultation()))


def test_the_newest_copy_of_each_answer_is_published() -> None:
    made = [Redaction(f"r{n}", of, n, f"写し{n}", ASKED, "staff") for n, of in ((1, "a1-1"), (2, "a1-1"), (1, "a1-2"))]
    record = Record(consultation(), (answer(1), answer(2), answer(3)), redactions=tuple(made[::-1]))
    assert [record.redaction_of(each) for each in record.answers] == [made[1], made[2], None]


def test_the_summary_counts_and_names_each_and_never_counts_silence_as_agreement() -> None:
    records = [
        Record(consultation(1, name="津市"), (answer(),)),
        Record(consultation(2, name="松阪市"), (answer(of=2), answer(2, Opinion.OBJECTION, of=2, at=LATE, late=True))),
        Record(replace(consultation(3, name="鳥羽市"), due_on=date(2026, 10, 30))),
        Record(consultation(4, name="志摩市")),
        Record(consultation(5, name="伊勢市"), withdrawal=replace(WITHDRAWN, consultation_id="c5")),
        Record(consultation(6, revision=2, name="尾鷲市"), (answer(of=6),)),
    ]
    summary = summarise(reversed(records), 1, LATE)
    assert summary.by_opinion == {
        Opinion.NO_OBJECTION: (records[0],),
        Opinion.NO_OBJECTION_WITH_CONDITIONS: (),
        Opinion.OBJECTION: (records[1],),
        Opinion.NO_OPINION: (),
    }
    assert (summary.waiting, summary.overdue, summary.withdrawn) == ((records[2],), (records[3],), (records[4],))
    assert summary.unanswered == (records[3], records[2])
    assert (summary.asked, summary.answered, summary.late) == (4, 2, (records[1],))
    assert summary.text.ja == (
        "照会 4件：支障なし 1件（津市）、支障あり 1件（松阪市）、未回答・期限超過 1件（志摩市）、"
        "未回答・回答待ち 1件（鳥羽市）、照会を取下げ 1件（伊勢市）。未回答は同意ではありません。"
    )
    assert summary.text.en == (
        "4 asked. no objection: 1 (City 津市); objection: 1 (City 松阪市); no answer, overdue: 1 (City 志摩市); "
        "no answer yet: 1 (City 鳥羽市); withdrawn: 1 (City 伊勢市). No answer is not agreement."
    )
    of_the_second = summarise(records, 2, LATE)
    assert of_the_second.text.ja == "照会 1件：支障なし 1件（尾鷲市）。"
    assert of_the_second.text.en == "1 asked. no objection: 1 (City 尾鷲市)."


def test_nobody_asked_is_said_plainly() -> None:
    assert summarise([], 1, LATE).text == Text("意見照会はしていません。", "Nobody was consulted.")


def test_each_kind_has_a_name_and_each_managed_place_somebody_to_ask() -> None:
    assert set(KIND_NAMES) == set(ConsulteeKind)
    assert set(OF_MANAGED) == set(ManagedKind)
    assert set(CHOSEN_BY_STAFF) <= set(ConsulteeKind)
