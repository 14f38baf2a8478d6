"""A process that is killed in the midst of attaching leaves whole files and nothing else."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from api.files.scanner import NoScanner
from api.services.attach import Limits, Place, attach, examine
from api.store.engine import make_engine
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store
from tests.store.samples import NOW, add_people, trial

pytestmark = pytest.mark.each_engine

KILLS = 4
MOST_FILES = 1_000
SIZE = 300_000


class Fault(RuntimeError):
    """Raised in the midst of a unit."""


def attach_for_ever(url: str, seed: str) -> None:
    """Attach one file after another, each with another content, and say on standard output that it has begun."""
    engine = make_engine(url)
    limits = Limits(SIZE, MOST_FILES)
    with unit_of_work(engine, writes=False) as unit:
        account = unit.accounts.get("a1")
        assert account is not None
    for number in range(MOST_FILES):
        content = f"{seed} {number}\n".encode().ljust(SIZE, b"x")
        examined = examine(content, f"{seed}-{number}.txt", NoScanner(), limits)
        with unit_of_work(engine) as unit:
            attach(unit, account, "t1", examined, Place(), limits, now=NOW)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def test_what_was_attached_before_a_kill_is_whole(store: Store, repository: Path) -> None:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        unit.trials.add(trial())
    store.engine.dispose()
    told = 0
    for kill in range(KILLS):
        call = f"from {__name__} import attach_for_ever; attach_for_ever({store.url!r}, 'run{kill}')"
        command = [sys.executable, "-c", call]
        with subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True) as working:
            assert working.stdout is not None
            lines = [working.stdout.readline() for _ in range(3)]
            # Each time a little later within the next file.
            time.sleep(0.004 * kill)
            os.kill(working.pid, signal.SIGKILL)
            lines += working.stdout.readlines()
        assert working.returncode == -signal.SIGKILL
        told += sum(line.endswith("\n") for line in lines)
    with unit_of_work(store.engine, writes=False) as unit:
        files = unit.attachments.list("t1")
        # What was told done is there; at most the one of each run that was done and not yet told comes on top.
        assert told <= len(files) <= told + KILLS
        assert [one.number for one in files] == list(range(1, len(files) + 1))
        for one in files:
            assert one.name is not None
            content = unit.attachments.content(one.sha256)
            assert content is not None
            assert hashlib.sha256(content).hexdigest() == one.sha256
            assert content.split(b"\n")[0].decode().replace(" ", "-") == one.name.removesuffix(".txt")
        blobs = unit.session.execute(text("SELECT count(*) FROM attachment_blob")).scalar_one()
        rows = [row for row in unit.audit.events(subject="t1") if row.action == "attach"]
        assert blobs == len(files) == len(rows)
        assert unit.audit.first_broken() is None


@pytest.mark.parametrize("after", ["keep", "add"])
def test_a_fault_between_content_and_row_leaves_neither(store: Store, after: str) -> None:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        unit.trials.add(trial())
        account = unit.accounts.get("a1")
        assert account is not None
    limits = Limits(SIZE, MOST_FILES)
    examined = examine(b"one", "a.txt", NoScanner(), limits)

    def half_way() -> None:
        with unit_of_work(store.engine) as unit:
            if after == "keep":
                unit.attachments.keep(b"one")
            else:
                attach(unit, account, "t1", examined, Place(), limits, now=NOW)
            raise Fault

    with pytest.raises(Fault):
        half_way()
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.attachments.list("t1") == ()
        assert unit.session.execute(text("SELECT count(*) FROM attachment_blob")).scalar_one() == 0
