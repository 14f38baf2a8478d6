"""A service that is killed in the middle of a step leaves the step done or not begun, and the log whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager

import httpx2
import pytest

from airspace.routing_slip import EventKind
from airspace.workflow import State, Step
from api.security import cookies
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, furnished, slip
from tests.api.walk import API, OWNER, trial_in
from tests.conftest import Store

pytestmark = pytest.mark.each_engine

SERVE = """
import socket, sys, uvicorn
from datetime import datetime
from api.main import create_app
from api.settings import Settings
settings = Settings(database_url=sys.argv[1], staff_second_factor=False)
app = create_app(settings, clock=lambda: datetime.fromisoformat(sys.argv[2]))
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
uvicorn.run(app, fd=listening.fileno(), log_level="error")
"""
KILLED_AFTER_S = (0.0, 0.1, 0.3, None)
"""How long after the requests were sent; None: as soon as one of them is answered."""
AT_ONCE = 6
DECISIONS_AT_ONCE = 3
READY_WITHIN_S = 60.0


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


@contextmanager
def served(url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a store in a process of its own; give the process and its address."""
    command = [sys.executable, "-c", SERVE, url, NOW.isoformat()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = f"http://127.0.0.1:{int(process.stdout.readline())}"
        until = time.monotonic() + READY_WITHIN_S
        while True:
            try:
                httpx2.get(f"{address}/api/v1/public/trials", timeout=READY_WITHIN_S)
                break
            except httpx2.ConnectError:
                assert time.monotonic() < until, "the service did not start"
                time.sleep(0.05)
        yield process, address
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def post_and_kill(
    office: Office, login: str, paths: list[str], body: object, kill_after_s: float | None
) -> list[int | None]:
    """Post to all paths at once, kill the service with SIGKILL meanwhile, and return what was answered."""
    held = {cookies.SESSION: office.client(login).cookies[cookies.SESSION]}
    with served(office.store.url) as (process, address):

        def post(path: str) -> int | None:
            try:
                with httpx2.Client(cookies=held, timeout=READY_WITHIN_S) as client:
                    return client.post(f"{address}{path}", json=body).status_code
            except httpx2.TransportError:
                return None  # the service was dead before it could answer

        with ThreadPoolExecutor(AT_ONCE) as pool:
            asked = [pool.submit(post, path) for path in paths]
            if kill_after_s is None:
                wait(asked, return_when=FIRST_COMPLETED)
            else:
                time.sleep(kill_after_s)
            os.kill(process.pid, signal.SIGKILL)
            return [one.result() for one in asked]


@pytest.mark.slow
def test_a_submission_is_whole_or_not_there(office: Office) -> None:
    seen: set[str] = set()
    for kill_after_s in KILLED_AFTER_S:
        trials = [trial_in(office, State.DRAFT) for _ in range(AT_ONCE)]
        paths = [f"{API}/trials/{trial_id}/revisions" for trial_id in trials]
        answers = post_and_kill(office, OWNER, paths, None, kill_after_s)
        with unit_of_work(office.store.engine, writes=False) as unit:
            assert unit.audit.first_broken() is None
            for trial_id, answer in zip(trials, answers, strict=True):
                trial = unit.trials.get(trial_id)
                assert trial is not None
                actions = [event.action for event in unit.audit.events(subject=trial_id)]
                steps = [step.step for step in unit.trials.steps(trial_id)]
                found = (trial.state, len(unit.trials.revisions(trial_id)), unit.trials.draft(trial_id) is None)
                if found == (State.SUBMITTED, 1, True):
                    seen.add("done")
                    assert (actions, steps) == (["draft_started", "submit"], ["submit"])
                else:
                    seen.add("not begun")
                    assert found == (State.DRAFT, 0, False)
                    assert (actions, steps) == (["draft_started"], [])
                    assert answer != 201, "what was answered 201 is kept"
    for trial_id in trials:
        # A service started anew goes on where the dead one stood.
        state = office.client(OWNER).get(f"{API}/trials/{trial_id}").json()["state"]
        again = office.client(OWNER).post(f"{API}/trials/{trial_id}/revisions").status_code
        assert again == (201 if state == "draft" else 409)
    assert seen == {"done", "not begun"}


@pytest.mark.slow
def test_a_decision_is_in_force_or_not_there(office: Office) -> None:
    seen: set[str] = set()
    issue = {"document_number": "空第12号", "on": f"{NOW:%Y-%m-%d}"}
    for kill_after_s in KILLED_AFTER_S:
        trials = [trial_in(office, State.UNDER_REVIEW) for _ in range(DECISIONS_AT_ONCE)]
        slips = [slip(office, f"{API}/trials/{trial_id}", "decided") for trial_id in trials]
        paths = [f"{API}/trials/{t}/slips/{s}/enforcement" for t, s in zip(trials, slips, strict=True)]
        answers = post_and_kill(office, "reviewer", paths, issue, kill_after_s)
        with unit_of_work(office.store.engine, writes=False) as unit:
            assert unit.audit.first_broken() is None
            for trial_id, slip_id, answer in zip(trials, slips, answers, strict=True):
                trial, held = unit.trials.get(trial_id), unit.slips.get(slip_id)
                assert trial is not None
                assert held is not None
                actions = [event.action for event in unit.audit.events(subject=trial_id)]
                whole = (
                    trial.state,
                    [decision.slip_id for decision in unit.trials.decisions(trial_id)],
                    held.events[-1].kind,
                    unit.trials.steps(trial_id)[-1].step,
                    actions.count("confirm_route"),
                )
                if whole == (State.CONFIRMED, [slip_id], EventKind.ENFORCED, Step.CONFIRM_ROUTE, 1):
                    seen.add("in force")
                else:
                    seen.add("not there")
                    assert whole == (State.UNDER_REVIEW, [], EventKind.DECIDED, Step.START_REVIEW, 0)
                    assert answer != 201, "what was answered 201 is kept"
    assert seen == {"in force", "not there"}
