"""What staff and operators see of a change of the map data, in pages, JSON and on the command line."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest
import shapely
from typer.testing import CliRunner, Result

from airspace.edition import Coverage, LayerKind
from airspace.prefecture import MIE
from airspace.workflow import State
from api.cli import app_for
from api.exchange.mapping import Stated
from api.jobs.choose import worker_of
from api.jobs.tasks import Surroundings
from api.jobs.worker import Terms
from api.security import cookies, csrf
from api.services.import_layer import FileToImport, import_layers
from api.services.screen import Atlases
from api.store.migrate import ready_engine
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.offices import NOW, Office, furnished
from tests.api.walk import API, a_failed_job, trial_in
from tests.conftest import Store
from tests.geo.layer_files_of_ours import geojson
from tests.jobs.fleet import EVERYWHERE, newest_switch, units_of

NEW_DISTRICT = shapely.box(136.540, 34.670, 136.570, 34.705)
"""Over the made-up flight off Tsu, where no district was before."""

HOSTILE = "<script>alert(1)</script>市"


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path) -> Iterator[Office]:
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'store.sqlite3')}"
    store = Store(url, ready_engine(url))
    yield from furnished(store)
    store.engine.dispose()


def district_file(folder: Path, name: str = HOSTILE) -> Path:
    row = {"KEN": "24", "CITY": "201", "CITYNAME": name, "CLASS": 1, "JINKO": 1, "MENSEKI": 1.0}
    return geojson(folder / "r02_new.geojson", [(row, NEW_DISTRICT)])


def bring_in(office: Office, folder: Path) -> str:
    stated = Stated(
        census_year=2020, in_force_from=date(2026, 1, 1), coverage=Coverage(EVERYWHERE, Text("見本", "sample"))
    )
    import_layers([FileToImport(LayerKind.DID, district_file(folder), stated)], units_of(office.store), now=NOW)
    return newest_switch(office.store).id


def work(office: Office) -> None:
    around = Surroundings(office.store.engine, Atlases(MIE), lambda: NOW)
    worker_of(around, Terms()).run(Event(), once=True)


def test_a_switch_is_shown_from_its_begin_to_its_end(office: Office, tmp_path: Path) -> None:
    trial_id = trial_in(office, State.SUBMITTED)
    staff, owner, stranger = (office.client(login) for login in ("reviewer", "sora", "umi"))
    assert "まだありません" in staff.get("/staff/switches").text
    switch_id = bring_in(office, tmp_path)
    page = staff.get(f"/staff/switches/{switch_id}").text
    assert "0 / 1" in page
    assert "まだ途中です" in page
    assert "いまのところ、見つかっていません" in page, "unknown is said as unknown"
    assert staff.get(f"{API}/trials/{trial_id}/rescreenings").json() == []
    work(office)
    check_the_pages(office, switch_id, trial_id)
    assert stranger.get(f"{API}/trials/{trial_id}/rescreenings").status_code == 404
    assert owner.get(f"{API}/switches").status_code == 403
    assert staff.get("/staff/switches/none").status_code == 404
    kinds = {one["kind"]: one["path"] for one in owner.get(f"{API}/notices").json()}
    assert kinds["route_rescreened"] == f"/operator/trials/{trial_id}"
    kinds = {one["kind"]: one["path"] for one in staff.get(f"{API}/notices").json()}
    assert kinds["case_rescreened"] == f"/staff/trials/{trial_id}"
    assert staff.get(f"{API}/trials/{trial_id}").json()["state"] == "submitted", "nothing moved by itself"


def check_the_pages(office: Office, switch_id: str, trial_id: str) -> None:
    staff, owner = office.client("reviewer"), office.client("sora")
    listed = staff.get("/staff/switches").text
    assert "1 / 1" in listed
    assert f"/staff/switches/{switch_id}" in listed
    page = staff.get(f"/staff/switches/{switch_id}").text
    for words in ("1 / 1", "人口集中地区の上空", "該当", "重くなりました", f"/staff/trials/{trial_id}"):
        assert words in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    for shown in (staff.get(f"/staff/trials/{trial_id}"), owner.get(f"/operator/trials/{trial_id}")):
        assert "提出したときの事前確認から、変わったところがあります" in shown.text
    assert "Something differs from the check" in owner.get(f"/operator/trials/{trial_id}?lang=en").text
    found = staff.get(f"{API}/switches/{switch_id}").json()
    assert (found["switch"]["done"], found["switch"]["is_done"], found["switch"]["affected"]) == (1, True, 1)
    (affected,) = found["affected"]
    assert (affected["trial_id"], affected["result"], affected["direction"]) == (trial_id, "changed", "worse")
    did = next(one for one in affected["rules"] if one["rule"] == "densely-inhabited-district")
    assert next(one["outcome"] for one in did["after"]) == "CAUGHT"
    assert staff.get(f"{API}/switches").json() == [found["switch"]]
    (own,) = owner.get(f"{API}/trials/{trial_id}/rescreenings").json()
    assert own["rules"] == affected["rules"]


def test_failed_work_is_shown_and_tried_again(office: Office) -> None:
    staff = office.client("reviewer")
    assert "失敗した仕事はありません" in staff.get("/jobs").text
    job_id = a_failed_job(office, "")["job_id"]
    assert "UnknownTask" in staff.get("/jobs").text
    assert "again" not in office.client("auditor").get("/jobs").text
    assert "失敗した仕事が" in staff.get("/staff/switches").text
    (row,) = staff.get(f"{API}/jobs").json()
    assert (row["id"], row["error"], row["attempts"]) == (int(job_id), "UnknownTask", 1)
    form = {"csrf_token": csrf.token(staff.cookies[cookies.FORM])}
    assert staff.post(f"/jobs/{job_id}/again", data=form, follow_redirects=False).status_code == 303
    assert staff.get(f"{API}/jobs").json() == []
    assert staff.post(f"{API}/jobs/{job_id}/retry").status_code == 404
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert [event.action for event in unit.audit.events(subject=job_id)] == ["job_retried"]
        assert unit.jobs.waiting() == 1


def soramichi(office: Office, *words: str | Path) -> Result:
    arguments = [*(str(word) for word in words), "--database-url", office.store.url]
    return CliRunner().invoke(app_for(arguments), arguments)


def test_the_command_line_foresees_imports_works_and_tells(office: Office, tmp_path: Path) -> None:
    trial_id = trial_in(office, State.SUBMITTED)
    file = district_file(tmp_path, "津市")
    wanted = ("data", "import", "did", file, "--in-force-from", "2026-01-01")
    seen = soramichi(office, *wanted, "--dry-run")
    assert seen.exit_code == 0, seen.output
    assert f"{trial_id}\t1\t重くなりました / weighs more\tdensely-inhabited-district" in seen.stdout
    assert soramichi(office, "data", "switches").stdout == ""
    refused = soramichi(office, "data", "import", "terrain", file, "--dry-run")
    assert (refused.exit_code, "--dry-run" in refused.stderr) == (1, True)
    assert soramichi(office, *wanted).exit_code == 0
    assert "\t0/1\t" in soramichi(office, "data", "switches").stdout
    worked = soramichi(office, "work", "--once")
    assert worked.exit_code == 0, worked.output
    assert "0 jobs left, 0 failed" in worked.stderr
    told = soramichi(office, "data", "switches").stdout
    assert "\t1/1\tchanged=1 not_judged=0 unchanged=0 ended=0\t+did-" in told
    job_id = a_failed_job(office, "")["job_id"]
    assert f"{job_id}\t" in soramichi(office, "jobs", "failed").stdout
    assert soramichi(office, "jobs", "again", job_id).exit_code == 0
    assert soramichi(office, "jobs", "again", job_id).exit_code == 1
