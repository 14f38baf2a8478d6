"""The sample is the same on SQLite and PostGIS, at whatever time of day it is made."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from airspace.finding import Outcome
from airspace.workflow import State, Step
from api.demo.accounts import renew_passwords
from api.demo.fill import fill, office_hours
from api.demo.trials import SAMPLES, UMI, SampleTrial
from api.security import passwords
from api.services.publish import public_trials
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

STANDS = {
    "鳥羽見島への荷物配送（架空の見本）": (State.SCHEDULED, True),
    "空見海岸の護岸点検（架空の見本）": (State.SCHEDULED, True),
    "空飛ぶクルマの湾内デモ飛行（架空の見本）": (State.CONFIRMED, True),
    "潮風川の河口での救命具の投下訓練（架空の見本・終了）": (State.CONFIRMED, True),
    "空見市街を横切る血液製剤の輸送（架空の見本）": (State.SUBMITTED, False),
    "空見ヘリポート近くの送電線点検（架空の見本）": (State.CORRECTION_REQUESTED, False),
    "みどりの丘公園の植生調査（架空の見本・下書き）": (State.DRAFT, False),
}


def test_each_trial_stands_where_its_story_says(store: Store) -> None:
    fill(store.engine, NOW)
    with unit_of_work(store.engine, writes=False) as unit:
        stands = {t.title: (t.state, unit.trials.publication(t.id) is not None) for t in unit.trials.list()}
        published = public_trials(unit, now=NOW)
        found = {
            trial.title: {
                finding["rule"]: finding["outcome"]
                for screening in json.loads(revision.screening)
                for finding in screening["findings"]
            }
            for trial in unit.trials.list()
            if (revision := unit.trials.revision(trial.id)) is not None
        }
    assert stands == STANDS
    assert {trial.organisation.phone for trial in published} == {"059-000-0001", "059-000-0002"}
    assert [trial.trial.title for trial in published if trial.last_end < NOW] == [
        "潮風川の河口での救命具の投下訓練（架空の見本・終了）"
    ]
    town = found["空見市街を横切る血液製剤の輸送（架空の見本）"]
    assert town["densely-inhabited-district"] == Outcome.CAUGHT.name
    heliport = found["空見ヘリポート近くの送電線点検（架空の見本）"]
    assert heliport["geozone"] == Outcome.UNDETERMINED.name


def test_what_was_done_was_done_in_order_and_before_now(store: Store) -> None:
    fill(store.engine, NOW)
    with unit_of_work(store.engine, writes=False) as unit:
        moments = [event.at for event in unit.audit.events()]
        fetched = [edition.fetched_at for edition in unit.editions.list()]
        first_submitted = min(r.submitted_at for t in unit.trials.list() if (r := unit.trials.revision(t.id)))
        assert unit.audit.first_broken() is None
    assert moments == sorted(moments)
    assert max(moments) < NOW
    assert max(fetched) < first_submitted


@pytest.mark.parametrize("day", range(23, 30))
def test_no_office_works_on_a_weekend(day: int) -> None:
    moments = office_hours(date(2026, 11, day))
    assert next(moments).isoweekday() <= 5
    assert date(2026, 11, day) - next(moments).date() <= timedelta(days=2)


def test_renewed_passwords_replace_the_old_and_end_what_was_signed_in(store: Store) -> None:
    first = fill(store.engine, NOW)
    with unit_of_work(store.engine) as unit:
        account = unit.accounts.by_login("sora")
        assert account is not None
        unit.sessions.open("token", account.id, now=NOW, expires_at=NOW + timedelta(hours=1))
    with unit_of_work(store.engine) as unit:
        second = renew_passwords(unit, NOW)
    assert [a.login for a in second] == [a.login for a in first]
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.sessions.find("token", now=NOW) is None
        for old, new in zip(first, second, strict=True):
            account = unit.accounts.by_login(new.login)
            assert account is not None
            assert passwords.matches(account.password_hash, new.password)
            assert not passwords.matches(account.password_hash, old.password)


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.steps], ids=lambda sample: sample.title)
def test_what_was_submitted_says_all_that_people_ask(sample: SampleTrial) -> None:
    content = sample.content(NOW.date())
    for told in ("purpose", "summary", "aircraft", "noise", "camera", "fall_response"):
        assert getattr(content, told), told
    assert "kg" in content.aircraft
    assert content.flights_per_day


def test_the_operators_are_two_companies() -> None:
    assert {sample.company == UMI for sample in SAMPLES if Step.PUBLISH in sample.steps} == {True, False}
