"""Decided in the prefecture's own system: the papers go out the same for ever, a colleague enters the outcome."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
import rfc8785

from api.store.unit_of_work import unit_of_work
from tests.api.offices import Office, content, furnished, slip, slip_in, take_in
from tests.conftest import Store

API = "/api/v1"
OUTCOME = {"document_number": "空第3号", "decided_on": "2026-10-01", "enforced_on": "2026-10-01", "post": "課長"}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


@pytest.fixture
def trial(office: Office) -> str:
    """Return the path of a trial under review."""
    sora = office.client("sora")
    path = f"{API}/trials/{sora.post(f'{API}/trials', json=content(f'津の沿岸{HOSTILE}')).json()['id']}"
    assert sora.post(f"{path}/revisions").status_code == 201
    take_in(office.client("reviewer"), path)
    return path


def test_a_colleague_enters_what_was_decided(office: Office, trial: str) -> None:
    reviewer, assessor = office.client("reviewer"), office.client("assessor")
    drafted = reviewer.post(f"{trial}/slips", json=slip_in(here=False))
    assert (drafted.json()["mode"], drafted.json()["state"]) == ("elsewhere", "to_export"), "the default"
    one = f"{trial}/slips/{drafted.json()['id']}"
    assert assessor.post(f"{one}/outcome", json=OUTCOME).status_code == 409, "not exported"
    assert reviewer.post(f"{one}/exports").json()["state"] == "exported"
    assert reviewer.post(f"{one}/outcome", json=OUTCOME).status_code == 409, "its drafter"
    assert office.client("approver").post(f"{one}/decision").status_code == 409, "nothing to decide here"
    recorded = assessor.post(f"{one}/outcome", json=OUTCOME)
    assert recorded.status_code == 201
    assert (recorded.json()["document_number"], recorded.json()["enforced_on"]) == ("空第3号", "2026-10-01")
    assert office.client("sora").get(trial).json()["state"] == "confirmed"
    shown = reviewer.get(one).json()
    assert [event["kind"] for event in shown["events"]] == ["drafted", "exported", "decided_elsewhere", "enforced"]
    assert (shown["events"][2]["post"], shown["events"][2]["on"]) == ("課長", "2026-10-01")
    assert assessor.post(f"{one}/outcome", json=OUTCOME).status_code == 409, "once"


def test_the_papers_are_whole_and_the_same_for_ever(office: Office, trial: str) -> None:
    reviewer = office.client("reviewer")
    view = {"flight": 0, "finding": 1, "outcome": "ADVISORY", "reason": f"現地で見た。{HOSTILE}"}
    assert reviewer.post(f"{trial}/revisions/1/overrides", json=view).status_code == 201
    conditions = [{"text": f"風速8m/sまで{HOSTILE}", "reason": "機体の性能"}]
    one = f"{trial}/slips/{slip(office, trial, 'exported', here=False, conditions=conditions)}"
    answer = reviewer.get(f"{one}/package")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment;")
    noted = reviewer.get(one).json()
    assert hashlib.sha256(answer.content).hexdigest() == noted["events"][-1]["sha256"]

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    files = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(files) == sorted(
        [
            "kian.html",
            "kian.txt",
            "manifest.json",
            "map-1.html",
            "proposal.json",
            "screening.json",
            "slip.json",
            "views.json",
        ]
    )
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["files"] == {name: hashlib.sha256(found).hexdigest() for name, found in files.items()}
    revision = reviewer.get(f"{trial}/revisions").json()[0]
    assert hashlib.sha256(files["proposal.json"]).hexdigest() == revision["sha256"] == manifest["revision_sha256"]
    assert hashlib.sha256(files["slip.json"]).hexdigest() == noted["sha256"] == manifest["slip_sha256"]
    assert rfc8785.dumps(json.loads(files["slip.json"])) == files["slip.json"]
    text, html = files["kian.txt"].decode(), files["kian.html"].decode()
    for words in (
        "風速8m/sまで",
        "理由：機体の性能",
        "代表 様",
        "（公印省略）",
        "5年",
        "現地で見た。",
        "国土交通省が行います",
    ):
        assert words in text
        assert words in html
    assert HOSTILE not in html
    assert HOSTILE.encode() not in files["map-1.html"]
    assert "架空の見本" not in text, "these are no samples"
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    # Days later, on other map data, after the outcome: the same bytes.
    with unit_of_work(office.store.engine) as unit:
        for held in unit.editions.list():
            unit.editions.remove(held.id)
    assert reviewer.get(f"{one}/package").content == answer.content


def test_an_outcome_on_other_grounds_is_not_taken(office: Office, trial: str) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'exported', here=False)}"
    view = {"flight": 0, "finding": 1, "outcome": "ADVISORY", "reason": "現地で見た。"}
    assert office.client("reviewer").post(f"{trial}/revisions/1/overrides", json=view).status_code == 201
    assessor = office.client("assessor")
    assert assessor.post(f"{one}/outcome", json=OUTCOME).status_code == 409
    assert office.client("reviewer").post(f"{one}/exports").status_code == 409
    assert office.client("sora").get(trial).json()["state"] == "under_review"
    assert assessor.post(f"{one}/return", json={"reason": "否決された"}).json()["state"] == "sent_back"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"document_number": ""}, "document_number"),
        ({"post": "\u200b"}, "post"),
        ({"decided_on": "2026-09-30"}, "decided_on"),
        ({"decided_on": "2026-10-02", "enforced_on": "2026-10-02"}, "decided_on"),
        ({"enforced_on": "2026-09-30"}, "enforced_on"),
        ({"enforced_on": "2026-10-02"}, "enforced_on"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_where_it_is(
    office: Office, trial: str, wrong: dict[str, str], where: str
) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'exported', here=False)}"
    refused = office.client("assessor").post(f"{one}/outcome", json=OUTCOME | wrong)
    assert (refused.status_code, refused.json()["where"]) == (422, where)
    assert office.client("reviewer").get(one).json()["state"] == "exported", "nothing is half done"


def test_what_is_decided_here_has_no_papers_to_export(office: Office, trial: str) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'drafted')}"
    assert office.client("reviewer").post(f"{one}/exports").status_code == 409
