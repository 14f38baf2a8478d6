"""What has passed its time is ended, wholly or not at all, and the log and the hashes verify afterwards."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from airspace.condition import Condition, Terms
from airspace.enquiry import Enquiry, EnquiryEntry
from airspace.finding import Outcome
from airspace.intake import Intake
from airspace.override import Override
from airspace.proposal import Decision, DecisionKind, Publication, TrialStep
from airspace.retention import RETENTION, CaseFile, Hold, HoldReason, Measure, RetentionClass
from airspace.workflow import Position, State, Step, StepRefused
from api.notify.notice import Notice, NoticeKind, Recipient
from api.services.retention import (
    Ended,
    Ending,
    Rule,
    class_by_rules,
    due,
    end,
    end_hold,
    file_case,
    look,
    place_hold,
    refuse_a_future_day,
)
from api.services.tell import tell
from api.services.verify_audit import verify_audit
from api.services.verify_revisions import verify_revisions
from api.store.engine import Engine
from api.store.notices import MailAddress, Purpose
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.errors import ValueRefused
from tests.conftest import Store
from tests.store.samples import account, add_people, draft, revision, trial

RULES = RETENTION["24"]
SUBMITTED = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
CLOSED = date(2027, 3, 31)
AFTER = date(2032, 4, 1)
"""The first day on which a case of five years, closed on the last day of fiscal 2026, has passed its time."""
LATER = datetime(2032, 4, 2, 1, 0, tzinfo=UTC)
FULL = (
    ("decision", 1),
    ("decision_condition", 1),
    ("finding_override", 1),
    ("intake", 1),
    ("notice", 1),
    ("outbox", 1),
    ("proposal_revision", 2),
    ("publication", 1),
    ("trial", 1),
    ("trial_step", 2),
)


def add_case(unit: UnitOfWork, trial_id: str = "t1", state: State = State.CLOSED) -> None:
    """Put a whole case in: all that a trial has."""
    unit.trials.add(replace(trial(trial_id), state=state))
    for number in (1, 2):
        frozen = replace(revision(number, f"{trial_id}-r{number}", trial_id), submitted_at=SUBMITTED)
        unit.trials.add_revision(frozen)
        unit.audit.append(
            at=SUBMITTED,
            actor="a1",
            action=Step.SUBMIT,
            subject=trial_id,
            details={"revision": number, "sha256": frozen.sha256},
        )
        unit.trials.add_step(TrialStep(trial_id, number, Step.SUBMIT, State.SUBMITTED, SUBMITTED, "a1"))
    number = unit.intakes.next_number(2026)
    unit.intakes.add(Intake(trial_id, 2026, number, DecisionKind.ADOPTION, CLOSED, SUBMITTED, "a1"))
    unit.trials.add_override(
        Override(f"{trial_id}-o", trial_id, 1, 1, 0, 0, "ab" * 32, Outcome.CLEAR, "山田さんの話", SUBMITTED, "a1")
    )
    terms = Terms("高さ60 m以下", "住宅に近い。")
    kind, conditions = DecisionKind.ROUTE_CONFIRMATION, (Condition.of(terms, f"{trial_id}-c"),)
    decided = Decision(f"{trial_id}-d", trial_id, 2, kind, Step.CONFIRM_ROUTE, "要綱", conditions, "", SUBMITTED, "a1")
    unit.trials.add_decision(decided)
    unit.trials.publish(Publication(trial_id, decided.id, 2, SUBMITTED, "a1"))
    told = Notice(NoticeKind.DECISION_MADE, Recipient.account("a1"), trial_id, {"revision": 2})
    tell(unit, told, now=SUBMITTED)


def filed(trial_id: str = "t1", retention_class: RetentionClass = RetentionClass.YEARS_5) -> CaseFile:
    return CaseFile(trial_id, retention_class, CLOSED)


@pytest.fixture
def kept(store: Store) -> Store:
    """Return a store with two whole cases, one of five years and one of ten, closed on the same day."""
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        for trial_id, years in (("t1", RetentionClass.YEARS_5), ("t2", RetentionClass.YEARS_10)):
            add_case(unit, trial_id)
            file_case(unit, filed(trial_id, years), actor="a1", now=LATER)
    return store


TABLES = (
    *("trial", "draft", "proposal_revision", "decision", "finding_override", "publication", "outbox", "notice"),
    *("person", "account", "mail_address", "intake", "trial_step", "tombstone", "audit_event", "case_file"),
    "legal_hold",
)


def dump(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    with engine.connect() as connection:
        return {
            table: sorted((tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))), key=str)
            for table in TABLES
        }


def run(store: Store, on: date = AFTER, now: datetime = LATER) -> list[Ended]:
    with unit_of_work(store.engine, writes=False) as unit:
        endings = list(due(unit, RULES, on))
    done = []
    for ending in endings:
        with unit_of_work(store.engine) as unit:
            ended = end(unit, RULES, ending, on=on, now=now)
        if ended:
            done.append(ended)
    return done


def wrong(store: Store) -> list[str]:
    with unit_of_work(store.engine, writes=False) as unit:
        broken = verify_audit(unit.audit).broken
        return [*([str(broken)] if broken else []), *(found.en for found in verify_revisions(unit))]


def test_a_case_ends_on_the_day_after_its_last_and_not_before(kept: Store) -> None:
    before = dump(kept.engine)
    assert run(kept, AFTER - timedelta(days=1)) == []
    assert dump(kept.engine) == before
    assert run(kept) == [Ended(Ending(Rule.CASE, "t1", AFTER - timedelta(days=1)), FULL)]


def test_what_ended_is_gone_and_what_did_not_is_untouched(kept: Store) -> None:
    before = dump(kept.engine)
    run(kept)
    after = dump(kept.engine)
    for table, rows in before.items():
        if table in ("tombstone", "audit_event"):
            continue
        left = [row for row in rows if "t1" not in row] if table not in ("case_file", "legal_hold") else rows
        assert after[table] == left, table
    assert [row for row in after["audit_event"] if "retention_ended" not in row] == before["audit_event"]
    everything = str(after)
    assert "t2-r1" in everything
    with unit_of_work(kept.engine, writes=False) as unit:
        assert unit.trials.get("t1") is None
        assert unit.trials.revisions("t1") == ()
        assert unit.trials.get("t2") is not None


def test_tombstones_keep_what_when_by_which_rule_and_the_hash(kept: Store) -> None:
    run(kept)
    with unit_of_work(kept.engine, writes=False) as unit:
        stones = unit.retention.tombstones("t1")
    assert len(stones) == sum(count for _, count in FULL)
    revisions = [stone for stone in stones if stone.table_name == "proposal_revision"]
    assert [(s.row_id, s.number, s.sha256) for s in revisions] == [
        ("t1-r1", 1, revision(1).sha256),
        ("t1-r2", 2, revision(2).sha256),
    ]
    for stone in stones:
        assert (stone.rule, stone.kept_to, stone.ended_on) == ("retention_period", date(2032, 3, 31), AFTER)
        assert stone.ended_at == LATER
        assert len(stone.sha256 or "") == 64


def test_log_and_revisions_verify_before_and_after(kept: Store) -> None:
    assert wrong(kept) == []
    run(kept)
    assert wrong(kept) == []


def test_a_dry_run_tells_the_same_and_changes_nothing(kept: Store) -> None:
    before = dump(kept.engine)
    with unit_of_work(kept.engine, writes=False) as unit:
        told = [look(unit, ending) for ending in due(unit, RULES, AFTER)]
    assert dump(kept.engine) == before
    assert run(kept) == told


def test_twice_is_once(kept: Store) -> None:
    with unit_of_work(kept.engine, writes=False) as unit:
        (ending,) = due(unit, RULES, AFTER)
    run(kept)
    after = dump(kept.engine)
    assert run(kept) == []
    with unit_of_work(kept.engine) as unit:
        assert end(unit, RULES, ending, on=AFTER, now=LATER) is None
    assert dump(kept.engine) == after


KILLED = """
import os, signal, sys
from datetime import date
from api.store.audit import AuditLog
from api.store.engine import make_engine
from tests.conftest import Store
from tests.services.test_retention import run

AuditLog.append = lambda self, **_: os.kill(os.getpid(), signal.SIGKILL)  # all rows are deleted, nothing committed
run(Store(sys.argv[1], make_engine(sys.argv[1])))
"""


def test_a_run_that_is_killed_has_done_all_or_nothing(kept: Store, repository: Path) -> None:
    before = dump(kept.engine)
    killed = subprocess.run([sys.executable, "-c", KILLED, kept.url], cwd=repository, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert dump(kept.engine) == before
    assert wrong(kept) == []
    assert len(run(kept)) == 1
    assert wrong(kept) == []


@pytest.mark.parametrize("until", [None, AFTER])
def test_a_hold_keeps_a_case_whatever_its_time(kept: Store, until: date | None) -> None:
    with unit_of_work(kept.engine) as unit:
        place_hold(unit, "t1", HoldReason.LITIGATION, until=until, actor="a1", now=LATER - timedelta(days=1))
    before = dump(kept.engine)
    assert run(kept) == []
    assert dump(kept.engine) == before


def test_a_hold_that_has_ended_holds_a_year_where_the_rules_say_so(kept: Store) -> None:
    with unit_of_work(kept.engine) as unit:
        hold = place_hold(unit, "t1", HoldReason.DISCLOSURE, until=None, actor="a1", now=LATER)
    decided = LATER + timedelta(days=10)
    with unit_of_work(kept.engine) as unit:
        ended = end_hold(unit, hold.id, decided.date(), actor="a1", now=decided)
    assert ended.until == date(2033, 4, 12)
    assert run(kept, date(2033, 4, 12), datetime(2033, 4, 20, tzinfo=UTC)) == []
    assert len(run(kept, date(2033, 4, 13), datetime(2033, 4, 20, tzinfo=UTC))) == 1
    with unit_of_work(kept.engine, writes=False) as unit:
        actions = [event.action for event in unit.audit.events(subject="t1")]
    assert actions[-3:] == ["hold_placed", "hold_ended", "retention_ended"]


def test_a_hold_that_comes_between_the_plan_and_the_act_is_heeded(kept: Store) -> None:
    with unit_of_work(kept.engine, writes=False) as unit:
        (ending,) = due(unit, RULES, AFTER)
    with unit_of_work(kept.engine) as unit:
        place_hold(unit, "t1", HoldReason.AUDIT, until=None, actor="a1", now=LATER)
    with unit_of_work(kept.engine) as unit:
        assert end(unit, RULES, ending, on=AFTER, now=LATER) is None


@pytest.mark.parametrize(
    "case",
    [
        replace(filed(), retention_class=RetentionClass.IN_USE),
        replace(filed(), measure=Measure.TRANSFER),
    ],
)
def test_what_is_in_use_or_waits_to_be_handed_over_stays(kept: Store, case: CaseFile) -> None:
    with unit_of_work(kept.engine) as unit:
        file_case(unit, case, actor="a1", now=LATER)
    assert run(kept) == []


def test_what_was_handed_over_ends(kept: Store) -> None:
    with unit_of_work(kept.engine) as unit:
        file_case(unit, replace(filed(), measure=Measure.TRANSFER, transferred_on=AFTER), actor="a1", now=LATER)
    assert len(run(kept)) == 1


def test_what_nobody_filed_is_told_and_stays(kept: Store) -> None:
    with unit_of_work(kept.engine) as unit:
        add_case(unit, "t3", State.DECLINED)
        unit.trials.add(replace(trial("t4"), state=State.SUBMITTED))
        assert unit.retention.not_filed([State.CLOSED, State.DECLINED]) == ("t3",)
    run(kept, date(2100, 1, 1), datetime(2100, 1, 2, tzinfo=UTC))
    with unit_of_work(kept.engine, writes=False) as unit:
        assert unit.trials.get("t3") is not None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda case: replace(case, trial_id="t9"), ValueRefused),
        (lambda case: replace(case, trial_id="open"), StepRefused),
        (lambda case: replace(case, closed_on=date(2032, 4, 3)), ValueRefused),
        (lambda case: replace(case, closed_on=date(1999, 12, 31)), ValueRefused),
        (lambda case: replace(case, transferred_on=AFTER), ValueRefused),
        (lambda case: replace(case, measure=Measure.TRANSFER, transferred_on=date(2032, 4, 3)), ValueRefused),
    ],
)
def test_what_cannot_be_filed_is_refused(
    kept: Store, change: Callable[[CaseFile], CaseFile], error: type[Exception]
) -> None:
    with unit_of_work(kept.engine) as unit:
        unit.trials.add(replace(trial("open"), state=State.SUBMITTED))
    before = dump(kept.engine)
    with pytest.raises(error), unit_of_work(kept.engine) as unit:
        file_case(unit, change(filed()), actor="a1", now=LATER)
    assert dump(kept.engine) == before


def test_what_is_not_there_is_not_held(kept: Store) -> None:
    with pytest.raises(ValueRefused), unit_of_work(kept.engine) as unit:
        place_hold(unit, "t9", HoldReason.AUDIT, until=None, actor="a1", now=LATER)
    with pytest.raises(ValueRefused), unit_of_work(kept.engine) as unit:
        place_hold(unit, "t1", HoldReason.AUDIT, until=AFTER, actor="a1", now=LATER)
    with pytest.raises(ValueRefused), unit_of_work(kept.engine) as unit:
        end_hold(unit, "h9", AFTER, actor="a1", now=LATER)


@pytest.mark.parametrize("ended", [date(2032, 4, 1), date(2032, 4, 3)])
def test_a_hold_ends_between_its_beginning_and_today(kept: Store, ended: date) -> None:
    with unit_of_work(kept.engine) as unit:
        hold = place_hold(unit, "t1", HoldReason.AUDIT, until=None, actor="a1", now=LATER)
    with pytest.raises(ValueRefused), unit_of_work(kept.engine) as unit:
        end_hold(unit, hold.id, ended, actor="a1", now=LATER)


def test_nothing_ends_as_of_a_day_in_the_future() -> None:
    refuse_a_future_day(AFTER, LATER)
    with pytest.raises(ValueRefused, match="dry-run"):
        refuse_a_future_day(date(2032, 4, 3), LATER)


def test_the_rules_give_the_class_by_what_was_decided_or_asked_for(kept: Store) -> None:
    classes_of = {
        DecisionKind.ROUTE_CONFIRMATION: RetentionClass.YEARS_5,
        DecisionKind.SUPPORT: RetentionClass.YEARS_10,
    }
    rules = replace(RULES, classes=classes_of, undecided=RetentionClass.YEARS_30)
    with unit_of_work(kept.engine) as unit:
        for trial_id in ("t3", "t4"):
            unit.trials.add(replace(trial(trial_id), state=State.WITHDRAWN))
        unit.intakes.add(Intake("t4", 2026, 99, DecisionKind.SUPPORT, CLOSED, SUBMITTED, "a1"))
        classes = [class_by_rules(unit, rules, trial_id) for trial_id in ("t1", "t3", "t4")]
    assert classes == [RetentionClass.YEARS_5, RetentionClass.YEARS_30, RetentionClass.YEARS_10]


@pytest.fixture
def left(kept: Store) -> Store:
    """Return a store in which everybody has left: who submitted the cases, and one who did nothing."""
    with unit_of_work(kept.engine) as unit:
        unit.accounts.add(account("a2", "second@example.jp"))
        unit.mail_addresses.add(MailAddress("m2", Purpose.PERSON, "own@example.jp", SUBMITTED, "a2"))
        unit.sessions.open("token", "a2", now=SUBMITTED, expires_at=SUBMITTED + timedelta(days=9999))
        for account_id in ("a1", "a2"):
            unit.accounts.disable(account_id, SUBMITTED)
    return kept


def test_a_leavers_data_ends_without_a_hash_of_it(left: Store) -> None:
    on = date(2027, 11, 5)  # 365 days are kept to 4 November
    now = datetime(2027, 11, 6, tzinfo=UTC)
    assert run(left, on - timedelta(days=1), now) == []
    ended = run(left, on, now)
    assert ended == [
        Ended(Ending(Rule.LEAVER, "a2", date(2027, 11, 4)), (("login_session", 1), ("mail_address", 1), ("person", 1)))
    ]
    after = dump(left.engine)
    assert "own@example.jp" not in str(after)
    assert "second@example.jp" not in str(after)
    assert {row[0] for row in after["account"]} == {"a1", "a2"}
    with unit_of_work(left.engine, writes=False) as unit:
        assert {stone.sha256 for stone in unit.retention.tombstones("a2")} == {None}
    assert wrong(left) == []


def test_who_acted_in_a_case_is_known_as_long_as_the_case(left: Store) -> None:
    now = datetime(2100, 1, 2, tzinfo=UTC)
    first = [ended.ending.subject for ended in run(left, date(2100, 1, 1), now)]
    assert first == ["t1", "t2", "a2"]
    assert [ended.ending.subject for ended in run(left, date(2100, 1, 1), now)] == ["a1"]
    assert dump(left.engine)["person"] == []
    assert wrong(left) == []


def test_a_draft_that_was_never_submitted_ends_after_its_year(kept: Store) -> None:
    with unit_of_work(kept.engine) as unit:
        for trial_id in ("d1", "d2"):
            unit.trials.add(trial(trial_id))
        unit.trials.save_draft(replace(draft("d1"), updated_at=SUBMITTED))  # fiscal 2026, a year from April 2027
        unit.trials.save_draft(replace(draft("d2"), updated_at=datetime(2027, 3, 31, 15, 0, tzinfo=UTC)))  # 1 April
    assert run(kept, date(2028, 3, 31)) == []
    assert run(kept, date(2028, 4, 1)) == [
        Ended(Ending(Rule.ABANDONED, "d1", date(2028, 3, 31)), (("draft", 1), ("trial", 1)))
    ]
    assert [ended.ending.subject for ended in run(kept, date(2029, 4, 1))] == ["d2"]


def test_a_draft_that_was_withdrawn_ends_as_one_and_the_talk_before_it_stays(kept: Store) -> None:
    with unit_of_work(kept.engine) as unit:
        unit.trials.add(trial("d1"))
        unit.trials.set_position("d1", Position(State.WITHDRAWN))
        unit.trials.add_step(TrialStep("d1", 1, Step.WITHDRAW, State.WITHDRAWN, SUBMITTED, "a1"))
        unit.enquiries.add(Enquiry("talk", "o1", "港の上", SUBMITTED, "a1", "d1"))
        unit.enquiries.add_entry(
            EnquiryEntry("talk", 1, "飛べますか。", by_the_office=False, said_at=SUBMITTED, said_by="a1")
        )
    assert run(kept, date(2028, 3, 31)) == []
    assert run(kept, date(2028, 4, 1)) == [
        Ended(Ending(Rule.ABANDONED, "d1", date(2028, 3, 31)), (("trial", 1), ("trial_step", 1)))
    ]
    with unit_of_work(kept.engine, writes=False) as unit:
        talk = unit.enquiries.get("talk")
        assert talk is not None
        assert talk.trial_id is None
        assert [entry.text for entry in unit.enquiries.entries("talk")] == ["飛べますか。"]
    assert wrong(kept) == []


def attempt(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


STONE = (
    "INSERT INTO tombstone VALUES ('s', '{table}', '{row}', '{subject}', NULL, NULL, 'x', "
    "'{kept_to}', '2032-04-01', '2032-04-01 00:00:00')"
)


def stone(table: str, row: str, subject: str = "t1", kept_to: str = "2032-03-31") -> str:
    return STONE.format(table=table, row=row, subject=subject, kept_to=kept_to)


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM finding_override WHERE id = 't1-o'"],
        [stone("finding_override", "t2-o"), "DELETE FROM finding_override WHERE id = 't1-o'"],
        [stone("proposal_revision", "t1-o"), "DELETE FROM finding_override WHERE id = 't1-o'"],
        [stone("finding_override", "t1-o"), "DELETE FROM finding_override"],
        [stone("finding_override", "t1-o"), "UPDATE finding_override SET reason = ''"],
        [stone("proposal_revision", "t1-r1"), "UPDATE proposal_revision SET canonical = '' WHERE id = 't1-r1'"],
        [stone("tombstone", "s"), "DELETE FROM tombstone"],
        [stone("finding_override", "t1-o"), "UPDATE tombstone SET row_id = 't2-o'"],
        [stone("audit_event", "1"), "DELETE FROM audit_event WHERE number = 1"],
    ],
)
def test_nothing_but_a_row_with_its_own_tombstone_can_be_deleted(kept: Store, statements: list[str]) -> None:
    before = dump(kept.engine)
    with pytest.raises(DBAPIError, match="append-only"):
        attempt(kept, *statements)
    assert dump(kept.engine) == before


def test_no_tombstone_is_laid_for_what_is_held_or_not_yet_due(kept: Store) -> None:
    with pytest.raises(DBAPIError, match="its_time_has_passed"):
        attempt(kept, stone("finding_override", "t1-o", kept_to="2032-04-01"))
    with unit_of_work(kept.engine) as unit:
        unit.retention.add_hold(Hold("h1", "t1", HoldReason.AUDIT, CLOSED))
    with pytest.raises(DBAPIError, match="held"):
        attempt(kept, stone("finding_override", "t1-o"))


@pytest.mark.parametrize("table", ["finding_override", "proposal_revision", "tombstone"])
def test_the_tables_cannot_be_emptied_or_replaced(kept: Store, table: str) -> None:
    run(kept)
    statement = (
        f"TRUNCATE {table} CASCADE" if kept.is_postgis else f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    )
    with pytest.raises(DBAPIError, match="append-only"):
        attempt(kept, statement)


def past_the_triggers(store: Store, table: str, *statements: str) -> None:
    drop = (
        [f"ALTER TABLE {table} DISABLE TRIGGER ALL"]
        if store.is_postgis
        else [f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_no_delete", "PRAGMA defer_foreign_keys=ON"]
    )
    attempt(store, *drop, *statements)


def test_a_revision_that_was_changed_is_found_though_its_hash_was_made_anew(kept: Store) -> None:
    past_the_triggers(kept, "proposal_revision", "UPDATE proposal_revision SET canonical = 'x' WHERE id = 't1-r1'")
    assert wrong(kept) == ["Revision 1 of t1: it is not what was submitted."]
    sha256 = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of x
    attempt(kept, f"UPDATE proposal_revision SET sha256 = '{sha256}' WHERE id = 't1-r1'")
    assert wrong(kept) == ["Revision 1 of t1: it is not what was submitted."]


def test_a_revision_that_is_gone_or_put_in_is_found(kept: Store) -> None:
    insert = "INSERT INTO proposal_revision SELECT 'r9', trial_id, 9, canonical, sha256, screening, editions, "
    attempt(kept, f"{insert} submitted_at, submitted_by FROM proposal_revision WHERE id = 't1-r1'")
    assert wrong(kept) == ["1 revisions are there that the audit log knows nothing of."]
    past_the_triggers(kept, "proposal_revision", "DELETE FROM proposal_revision WHERE id = 'r9'")
    assert wrong(kept) == []


def test_a_tombstone_that_was_changed_is_found(kept: Store) -> None:
    run(kept)
    past_the_triggers(kept, "tombstone", f"UPDATE tombstone SET sha256 = '{'0' * 64}' WHERE row_id = 't1-r1'")
    assert wrong(kept) == [
        "Revision 1 of t1: it is gone without a tombstone.",
        "The tombstones of t1 are not those that the audit log vouches for.",
    ]
