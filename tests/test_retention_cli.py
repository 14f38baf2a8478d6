"""`soramichi retention` as a clerk meets it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import api.retention_cli
from airspace.workflow import State
from api.cli import app_for
from api.store.engine import Engine
from api.store.migrate import ready_engine
from api.store.unit_of_work import unit_of_work
from tests.services.test_retention import FULL, add_case
from tests.store.samples import add_people

TODAY = datetime(2032, 4, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    monkeypatch.setenv("SORAMICHI_DATABASE_URL", url)
    monkeypatch.setattr(api.retention_cli, "now", lambda: TODAY)
    engine = ready_engine(url)
    with unit_of_work(engine) as unit:
        add_people(unit)
        for trial_id in ("t1", "t2"):
            add_case(unit, trial_id, State.CLOSED)
    yield engine
    engine.dispose()


def soramichi(*words: str) -> Result:
    return CliRunner().invoke(app_for(words), list(words))


def there(engine: Engine, trial_id: str) -> bool:
    with unit_of_work(engine, writes=False) as unit:
        return unit.trials.get(trial_id) is not None


def test_a_case_is_filed_seen_beforehand_and_ended(engine: Engine) -> None:
    filed = soramichi("retention", "file", "t1", "--closed", "2027-03-31")
    assert filed.exit_code == 0, filed.output
    assert filed.stdout == "t1\t5年 / 5 years\t2032-03-31\t廃棄 / discard\n"
    assert "not verified" in filed.stderr
    told = soramichi("retention", "run", "--dry-run")
    rows = " ".join(f"{table}={count}" for table, count in FULL)
    assert told.stdout == f"2032-03-31\t保存期間の満了した案件\tt1\t{rows}\n"
    assert "1 closed cases are not filed" in told.stderr
    assert "t2" in told.stderr
    assert there(engine, "t1")
    done = soramichi("retention", "run")
    assert done.stdout == told.stdout
    assert not there(engine, "t1")
    assert soramichi("retention", "run").stdout == ""
    verified = soramichi("audit", "verify")
    assert verified.exit_code == 0, verified.output


def test_a_day_in_the_future_is_only_looked_at(engine: Engine) -> None:
    soramichi("retention", "file", "t1", "--closed", "2027-03-31", "--class", "10")
    assert soramichi("retention", "run").stdout == ""
    assert "t1" in soramichi("retention", "run", "--on", "2037-04-01", "--dry-run").stdout
    refused = soramichi("retention", "run", "--on", "2037-04-01")
    assert refused.exit_code == 1
    assert "--dry-run" in refused.stderr
    assert there(engine, "t1")


def test_a_case_is_held_and_released(engine: Engine) -> None:
    soramichi("retention", "file", "t1", "--closed", "2027-03-31")
    held = soramichi("retention", "hold", "t1", "disclosure")
    assert soramichi("retention", "run").stdout == ""
    released = soramichi("retention", "release", held.stdout.strip(), "--ended", "2032-04-02")
    assert released.stdout.startswith(str(date(2033, 4, 2)))
    assert soramichi("retention", "run", "--dry-run").stdout == ""
    assert "t1" in soramichi("retention", "run", "--on", "2033-04-03", "--dry-run").stdout


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["file", "t9", "--closed", "2027-03-31"], 1),
        (["file", "t1", "--closed", "2032-04-03"], 1),
        (["file", "t1", "--closed", "31.3.2027"], 2),
        (["file", "t1", "--closed", "2027-03-31", "--class", "7"], 2),
        (["hold", "t9", "audit"], 1),
        (["release", "h9", "--ended", "2032-04-02"], 1),
    ],
)
def test_what_cannot_be_is_refused(engine: Engine, words: list[str], status: int) -> None:
    refused = soramichi("retention", *words)
    assert refused.exit_code == status
    assert refused.stderr
