"""A new edition looks at trials again: what else happens meanwhile, what cannot be judged, and who is told."""

import json
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from airspace.edition import LayerKind
from airspace.intake import Intake
from airspace.prefecture import MIE
from airspace.proposal import Decision, DecisionKind
from airspace.rescreening import EditionSwitch, Result
from airspace.role import Role
from airspace.workflow import Position, RoleRefused, State, Step
from api.exchange.mapping import Stated
from api.jobs import tasks
from api.jobs.choose import worker_of
from api.jobs.tasks import NotSettled, Surroundings, rescreen_share
from api.jobs.worker import Terms
from api.problems import NotFound
from api.security.accounts import Account
from api.services import rescreen
from api.services.affected import since_frozen, switch_found
from api.services.foresee import foresee
from api.services.import_layer import EditionRefused, FileToImport, import_layers, remove_edition
from api.services.rescreen import judge, keep
from api.services.switch import open_switch
from api.store.migrate import ready_engine
from api.store.unit_of_work import unit_of_work
from geo.errors import InputRefused, ValueRefused
from geo.text import Text
from tests.conftest import Store
from tests.geo.layer_files_of_ours import geojson
from tests.jobs.fleet import (
    NOW,
    SWITCH_DAY,
    add_revision,
    add_trial,
    bring_districts,
    content,
    fresh_atlases,
    newest_switch,
    people,
    results,
    told,
    trial,
    units_of,
)
from tests.store.samples import layer

OVER = [(136.510, 34.710), (136.520, 34.712)]
BESIDE = [(136.610, 34.810), (136.620, 34.812)]
DISTRICT = ("津市", shapely.box(136.49, 34.69, 136.54, 34.73))
OTHER = ("四日市市", shapely.box(136.60, 34.80, 136.64, 34.83))
LATER = NOW + timedelta(hours=1)


class World:
    """A store with districts by which two confirmed trials were judged: t1 is over one, t2 over none."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder, self.atlases = store, folder, fresh_atlases()
        self.old = bring_districts(store, folder / "r02_old.geojson", [DISTRICT])
        with unit_of_work(store.engine) as unit:
            people(unit)
            trial(unit, self.atlases, "t1", OVER)
            trial(unit, self.atlases, "t2", BESIDE)

    @property
    def around(self) -> Surroundings:
        return Surroundings(self.store.engine, self.atlases, lambda: LATER)

    def switch(self, *districts: tuple[str, shapely.Polygon], replaces: Sequence[str] | None = None) -> EditionSwitch:
        """Import districts in place of the old, without doing the work."""
        number = len(list(self.folder.iterdir()))
        file = self.folder / f"r02_{number}.geojson"
        gone = [self.old] if replaces is None else replaces
        self.new = bring_districts(
            self.store, file, districts, since=SWITCH_DAY, replaces=gone, population=1_000 + number
        )
        return newest_switch(self.store)

    def work(self) -> None:
        """Let a worker do all that waits."""
        worker_of(self.around, Terms(waits_s=())).run(Event(), once=True)

    def found(self, switch: EditionSwitch) -> dict[tuple[str, int], Result]:
        return {(one.trial_id, one.revision_number): one.result for one in results(self.store, switch)}

    def waiting(self) -> int:
        with unit_of_work(self.store.engine, writes=False) as unit:
            return unit.jobs.waiting()


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    return World(store, tmp_path)


@pytest.fixture
def on_sqlite(tmp_path: Path, migrated_file: Path) -> World:
    """Return the same where the database makes no difference."""
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'store.sqlite3')}"
    folder = tmp_path / "files"
    folder.mkdir()
    return World(Store(url, ready_engine(url)), folder)


def test_the_work_is_deferred_with_the_import_or_not_at_all(world: World) -> None:
    good = world.folder / "r02_good.geojson"
    bring_districts(world.store, good, [OTHER], since=SWITCH_DAY)
    assert world.waiting() == 1
    with unit_of_work(world.store.engine, writes=False) as unit:
        before = unit.rescreenings.switches()
    wanted = [FileToImport(LayerKind.DID, good), FileToImport(LayerKind.DID, good)]
    with pytest.raises(EditionRefused):
        import_layers(wanted, units_of(world.store), now=NOW)
    with unit_of_work(world.store.engine, writes=False) as unit:
        assert unit.rescreenings.switches() == before
    assert world.waiting() == 1


def test_only_what_judges_and_concerns_a_trial_opens_a_switch(on_sqlite: World) -> None:
    store = on_sqlite.store
    with unit_of_work(store.engine) as unit:
        # For reference only.
        unit.editions.add(layer(LayerKind.ZONES, in_force=None))
        assert open_switch(unit, [layer(LayerKind.ZONES, in_force=None).edition], now=NOW) is None
        for trial_id in ("t1", "t2"):
            unit.trials.set_position(trial_id, Position(State.COMPLETED))
        assert open_switch(unit, [layer(LayerKind.ZONES).edition], now=NOW) is None
        assert unit.rescreenings.switches() == ()
    assert on_sqlite.waiting() == 0


def test_an_edition_that_is_removed_is_a_switch_too(on_sqlite: World) -> None:
    switch = on_sqlite.switch(OTHER, replaces=[])
    on_sqlite.work()
    assert on_sqlite.found(switch) == {("t1", 1): Result.UNCHANGED, ("t2", 1): Result.CHANGED}
    with unit_of_work(on_sqlite.store.engine) as unit:
        remove_edition(unit, on_sqlite.new, now=NOW)
    switch = newest_switch(on_sqlite.store)
    assert [(edition.id, edition.added) for edition in switch.editions] == [(on_sqlite.new, False)]
    on_sqlite.work()
    assert on_sqlite.found(switch) == {("t1", 1): Result.UNCHANGED, ("t2", 1): Result.CHANGED}
    with unit_of_work(on_sqlite.store.engine, writes=False) as unit:
        assert since_frozen(unit, "t2") == (), "it is again as it was submitted"


def test_a_trial_that_ends_or_is_amended_meanwhile_is_judged_as_it_stands_then(world: World) -> None:
    switch = world.switch(OTHER)
    with unit_of_work(world.store.engine, writes=False) as unit:
        early = judge(unit, world.atlases, switch, ["t1", "t2"], now=LATER)
    with unit_of_work(world.store.engine) as unit:
        unit.trials.set_position("t1", Position(State.WITHDRAWN))
        add_revision(unit, world.atlases, "t2", content(OVER), number=2)
        unit.trials.set_position("t2", Position(State.SUBMITTED))
    with unit_of_work(world.store.engine) as unit:
        assert keep(unit, switch, early, now=LATER) == {"t1", "t2"}
        assert unit.rescreenings.counts(switch).done == 0, "what was read before is not kept"
    world.work()
    # The change was submitted when the new edition was there already, and is over no district of it.
    assert world.found(switch) == {("t1", 1): Result.ENDED, ("t2", 2): Result.UNCHANGED}
    assert told(world.store) == []
    with unit_of_work(world.store.engine, writes=False) as unit:
        assert unit.rescreenings.counts(switch).is_done


def test_the_confirmed_revision_is_judged_beside_a_change_of_it(on_sqlite: World) -> None:
    with unit_of_work(on_sqlite.store.engine) as unit:
        unit.trials.add_decision(
            Decision("d", "t2", 1, DecisionKind.ROUTE_CONFIRMATION, Step.CONFIRM_ROUTE, "要綱", (), "", NOW, "chief")
        )
        add_revision(unit, on_sqlite.atlases, "t2", content(OVER), number=2)
        unit.trials.set_position("t2", Position(State.SUBMITTED))
    switch = on_sqlite.switch(OTHER)
    on_sqlite.work()
    # The old district is gone and another came: the change is clear of both, what was confirmed is over the new one.
    assert on_sqlite.found(switch) == {
        ("t1", 1): Result.CHANGED,
        ("t2", 1): Result.CHANGED,
        ("t2", 2): Result.CHANGED,
    }
    mails = [mail for mail in told(on_sqlite.store) if mail[2] == "t2"]
    assert mails == [
        ("case_rescreened", "reviewer", "t2"),
        ("case_rescreened", "second", "t2"),
        ("route_rescreened", "sora", "t2"),
    ], "once for a trial, however many of its revisions changed"


def test_a_second_switch_supersedes_the_first(world: World) -> None:
    first = world.switch(OTHER)
    with unit_of_work(world.store.engine, writes=False) as unit:
        early = judge(unit, world.atlases, first, ["t1", "t2"], now=LATER)
    second = world.switch(DISTRICT, OTHER, replaces=[])
    with unit_of_work(world.store.engine) as unit:
        assert keep(unit, first, early, now=LATER) == frozenset(), "nothing is judged by what is not the newest"
    world.work()
    assert world.found(first) == {}
    assert world.found(second) == {("t1", 1): Result.UNCHANGED, ("t2", 1): Result.CHANGED}
    with unit_of_work(world.store.engine, writes=False) as unit:
        office = unit.accounts.get("reviewer")
        assert office is not None
        superseded = switch_found(unit, office, first.id)
        assert (superseded.superseded_by, superseded.counts.done) == (second, 0)
        assert switch_found(unit, office, second.id).superseded_by is None
    assert {mail[2] for mail in told(world.store)} == {"t2"}


def test_an_edition_that_opens_no_switch_still_makes_a_share_be_judged_anew(world: World) -> None:
    switch = world.switch(OTHER)
    with unit_of_work(world.store.engine, writes=False) as unit:
        early = judge(unit, world.atlases, switch, ["t1", "t2"], now=LATER)
    with unit_of_work(world.store.engine) as unit:
        unit.editions.add(layer(LayerKind.ZONES, in_force=None))
    with unit_of_work(world.store.engine) as unit:
        assert keep(unit, switch, early, now=LATER) == {"t1", "t2"}
    world.work()
    assert world.found(switch) == {("t1", 1): Result.CHANGED, ("t2", 1): Result.CHANGED}


def test_editions_that_never_rest_leave_the_job_for_later(on_sqlite: World, monkeypatch: pytest.MonkeyPatch) -> None:
    switch = on_sqlite.switch(OTHER)
    monkeypatch.setattr(tasks, "keep", lambda _unit, _switch, judgement, now: frozenset(["t1"]))
    with pytest.raises(NotSettled):
        rescreen_share(on_sqlite.around, {"switch": switch.id, "trials": ["t1", "t2"]})
    on_sqlite.work()
    with unit_of_work(on_sqlite.store.engine, writes=False) as unit:
        assert [job.error for job in unit.jobs.failed()] == ["NotSettled"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            ValueRefused(Text("判定できません。", "It cannot be."), Text("直して。", "Mend it.")),
            "判定できません。直して。",
        ),
        (ZeroDivisionError("of 山田"), "確認の途中で止まりました（ZeroDivisionError）。"),
    ],
)
def test_what_cannot_be_judged_is_kept_as_that_and_never_as_unchanged(
    on_sqlite: World, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    screen = rescreen.screen

    def fails_over_the_district(operation, *given, **more):
        if operation.path.waypoints[0].lon_deg == OVER[0][0]:
            raise error
        return screen(operation, *given, **more)

    switch = on_sqlite.switch(DISTRICT)
    with monkeypatch.context() as patched:
        patched.setattr(rescreen, "screen", fails_over_the_district)
        on_sqlite.work()
    assert on_sqlite.found(switch) == {("t1", 1): Result.NOT_JUDGED, ("t2", 1): Result.UNCHANGED}
    (failed,) = [one for one in results(on_sqlite.store, switch) if one.result is Result.NOT_JUDGED]
    assert failed.reason is not None
    assert failed.reason.ja == reason
    assert failed.before
    assert {mail[2] for mail in told(on_sqlite.store)} == {"t1"}
    with unit_of_work(on_sqlite.store.engine, writes=False) as unit:
        (since,) = since_frozen(unit, "t1")
        assert (since.change, since.found) == (None, failed)
    # Judged again by the next edition, it is compared with what was last known, and found unchanged.
    later = on_sqlite.switch((DISTRICT[0], DISTRICT[1].buffer(0.0001)), replaces=[])
    on_sqlite.work()
    assert on_sqlite.found(later) == {("t1", 1): Result.UNCHANGED, ("t2", 1): Result.UNCHANGED}


def test_papers_that_cannot_be_read_are_not_judged_and_hold_up_nothing(on_sqlite: World) -> None:
    with unit_of_work(on_sqlite.store.engine) as unit:
        add_trial(unit, "t0")
        held = unit.trials.revision("t1")
        assert held is not None
        unit.trials.add_revision(replace(held, id="t0-1", trial_id="t0", screening="[{}]"))
    switch = on_sqlite.switch(DISTRICT)
    on_sqlite.work()
    assert on_sqlite.found(switch)["t0", 1] is Result.NOT_JUDGED
    assert on_sqlite.found(switch)["t1", 1] is Result.UNCHANGED


def test_a_database_that_fails_is_not_kept_as_a_result(on_sqlite: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_given: object, **_more: object) -> None:
        raise OperationalError("SELECT 1", {}, RuntimeError("gone"))

    switch = on_sqlite.switch(OTHER)
    with monkeypatch.context() as patched:
        patched.setattr(rescreen, "screen", lost)
        on_sqlite.work()
    assert on_sqlite.found(switch) == {}
    with unit_of_work(on_sqlite.store.engine) as unit:
        (failed,) = unit.jobs.failed()
        assert failed.error == "OperationalError"
        assert unit.jobs.try_again(failed.id, now=LATER)
    on_sqlite.work()
    assert len(on_sqlite.found(switch)) == 2


def test_a_share_of_no_switch_fails(on_sqlite: World) -> None:
    with pytest.raises(LookupError):
        rescreen_share(on_sqlite.around, {"switch": "none", "trials": ["t1"]})
    with pytest.raises(TypeError):
        rescreen_share(on_sqlite.around, {"switch": "none", "trials": "t1"})


def test_the_desk_is_who_works_on_the_case_while_they_are_there(on_sqlite: World) -> None:
    store = on_sqlite.store
    with unit_of_work(store.engine) as unit:
        for number, (trial_id, owner) in enumerate((("t1", "second"), ("t2", "chief")), 1):
            day = date(2026, 10, 1)
            kind = DecisionKind.ROUTE_CONFIRMATION
            unit.intakes.add(Intake(trial_id, 2026, number, kind, day, NOW, "reviewer", owner=owner))
        unit.accounts.disable("chief", NOW)
        unit.accounts.add(Account("kumo", "o1", frozenset({Role.OPERATOR}), "kumo", "kumo", "hash", NOW))
    on_sqlite.switch(OTHER)
    on_sqlite.work()
    assert [mail for mail in told(store) if mail[0] == "case_rescreened"] == [
        ("case_rescreened", "reviewer", "t2"),
        ("case_rescreened", "second", "t1"),
        ("case_rescreened", "second", "t2"),
    ]
    routes = [mail[1:] for mail in told(store) if mail[0] == "route_rescreened"]
    assert routes == [("kumo", "t1"), ("kumo", "t2"), ("sora", "t1"), ("sora", "t2")], "all of the operator's"


def test_an_import_can_be_foreseen_and_changes_nothing(on_sqlite: World) -> None:
    store = on_sqlite.store
    file = on_sqlite.folder / "r02_seen.geojson"
    on_sqlite.switch(DISTRICT)
    on_sqlite.work()
    row = {"KEN": "24", "CITY": "201", "CITYNAME": OTHER[0], "CLASS": 1, "JINKO": 1, "MENSEKI": 1.0}
    stated = Stated(census_year=2020, in_force_from=date(2026, 11, 2))
    wanted = [FileToImport(LayerKind.DID, geojson(file, [(row, OTHER[1])]), stated)]
    with unit_of_work(store.engine, writes=False) as unit:
        before = (unit.editions.counter, len(list(unit.audit.events())))
    found = foresee(wanted, units_of(store), MIE, now=NOW, replaces=[on_sqlite.new])
    assert found.trials == 2
    assert [(one.id, rescreened.result) for one, rescreened in found.affected] == [
        ("t1", Result.CHANGED),
        ("t2", Result.CHANGED),
    ]
    with unit_of_work(store.engine, writes=False) as unit:
        assert (unit.editions.counter, len(list(unit.audit.events()))) == before
    assert on_sqlite.waiting() == 0


@pytest.mark.parametrize(
    ("replaced", "since", "said"),
    [
        ("did-none", SWITCH_DAY, "No edition did-none"),
        (None, None, "not known from when"),
        (None, "2020-01-01", "both before and from"),
    ],
)
def test_an_edition_takes_the_place_only_of_one_that_judges_then(
    on_sqlite: World, replaced: str | None, since: str | None, said: str
) -> None:
    with unit_of_work(on_sqlite.store.engine, writes=False) as unit:
        before = unit.editions.list()
    gone = [replaced or on_sqlite.old]
    if since is None:
        file = on_sqlite.folder / "zones.geojson"
        collection = {"type": "FeatureCollection", "features": []}
        file.write_text(json.dumps(collection), encoding="utf-8")
        with pytest.raises(InputRefused):
            import_layers([FileToImport(LayerKind.ZONES, file)], units_of(on_sqlite.store), now=NOW, replaces=gone)
    else:
        file = on_sqlite.folder / "r02_wrong.geojson"
        with pytest.raises(EditionRefused, match=said):
            bring_districts(on_sqlite.store, file, [OTHER], since=since, replaces=gone)
    with unit_of_work(on_sqlite.store.engine, writes=False) as unit:
        assert unit.editions.list() == before
        assert unit.rescreenings.switches() == ()


def test_rows_are_never_changed_and_end_only_with_their_case(world: World) -> None:
    world.switch(OTHER)
    world.work()
    for statement in (
        "UPDATE rescreening SET result = 'unchanged'",
        "DELETE FROM rescreening",
        "UPDATE edition_switch SET due = 0",
        "DELETE FROM edition_switch",
    ):
        with world.store.engine.begin() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))


def test_who_may_not_see_the_worklist_sees_no_switch(on_sqlite: World) -> None:
    switch = on_sqlite.switch(OTHER)
    with unit_of_work(on_sqlite.store.engine, writes=False) as unit:
        operator, office = (unit.accounts.get(name) for name in ("sora", "reviewer"))
        assert operator is not None
        assert office is not None
        with pytest.raises(RoleRefused):
            switch_found(unit, operator, switch.id)
        with pytest.raises(NotFound):
            switch_found(unit, office, "none")


def test_a_submission_beside_an_import_is_seen_by_one_of_them(world: World) -> None:
    """Whoever submits holds the editions, so an import beside it waits, and then sees the trial."""
    with unit_of_work(world.store.engine) as unit:
        trial(unit, world.atlases, "t3", BESIDE, state=State.DRAFT)
    held, imported = Event(), []

    def submit() -> None:
        with unit_of_work(world.store.engine) as unit:
            unit.trials.lock("t3")
            unit.editions.hold_counter()
            unit.trials.set_position("t3", Position(State.SUBMITTED))
            held.set()
            time.sleep(0.5)
            assert not imported, "the import waits"

    with ThreadPoolExecutor(1) as pool:
        submitting = pool.submit(submit)
        held.wait()
        imported.append(world.switch(OTHER))
        submitting.result()
    assert imported[0].due == 3
    world.work()
    assert world.found(imported[0])["t3", 1] is Result.CHANGED


def test_a_share_that_two_workers_do_at_once_is_kept_once(world: World) -> None:
    switch = world.switch(OTHER)
    together = Barrier(2)
    share = {"switch": switch.id, "trials": ["t1", "t2"]}

    def work() -> None:
        asked = []

        def clock() -> datetime:
            asked.append(LATER)
            if len(asked) == 1:
                together.wait(30)  # both have found it undone, and neither has judged it
            return LATER

        rescreen_share(Surroundings(world.store.engine, fresh_atlases(), clock), share)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work), pool.submit(work)]:
            done.result()
    assert world.found(switch) == {("t1", 1): Result.CHANGED, ("t2", 1): Result.CHANGED}
    assert len(told(world.store)) == 6, "the operator and two reviewers, of two trials"
    with unit_of_work(world.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None
        assert sum(event.action == "rescreened" for event in unit.audit.events()) == 2
