"""One trial from the first talk to the closed case: corrections, opinions, both ways of deciding, two amendments."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from typer.testing import CliRunner

from api.cli import app_for
from api.services.verify_revisions import verify_revisions
from api.store.unit_of_work import unit_of_work
from tests.api.consulting import API, QUESTIONS, Case, an_answer, case, send
from tests.api.offices import PEOPLE, content, slip_in
from tests.conftest import Store
from tests.pdfs import text_of

pytestmark = pytest.mark.each_engine

HOURS = {"kind": "hours", "start": "09:00:00", "end": "17:00:00"}
CONDITION = {"text": "9時から17時まで。", "reason": "津市の意見による。", "source": "consultation", "constraint": HOURS}
OUTCOME = {"document_number": "空第21号", "decided_on": "2026-10-08", "enforced_on": "2026-10-08", "post": "課長"}


@pytest.fixture
def office(store: Store) -> Iterator[Case]:
    yield from case(store)


class Script:
    """The people of one case, each acting over HTTP at the case's clock."""

    def __init__(self, office: Case) -> None:
        self.office = office
        self.anchors: list[str] = []
        self.trial = ""

    def do(
        self, login: str, method: str, path: str, body: Any = None, *, refused: int | None = None, **settings: Any
    ) -> Any:
        """Let somebody ask the trial's resource, and expect that it is done, or how it is refused."""
        path = path if path.startswith("/") else f"{API}/trials/{self.trial}/{path}".rstrip("/")
        answer = self.office.client(login, **settings).request(method, path, json=body)
        assert answer.status_code == refused if refused else answer.is_success, (
            f"{login} {method} {path}: {answer.text}"
        )
        is_json = answer.headers.get("content-type", "").endswith("json")
        return answer.json() if is_json and answer.content else answer.content

    @property
    def state(self) -> str:
        """Where the trial stands."""
        state: str = self.do("sora", "GET", "")["state"]
        return state

    def take_in(self) -> None:
        """Accept what was submitted and begin its review."""
        self.do("reviewer", "POST", "acceptance", {})
        self.do("reviewer", "POST", "review")

    def note_anchor(self) -> None:
        """Note the head of the audit log outside, as a daily mail would."""
        words = ["audit", "head", "--database-url", self.office.office.store.url]
        printed = CliRunner().invoke(app_for(words), words)
        assert printed.exit_code == 0
        self.anchors.append(printed.output)


def before_anything_is_submitted(script: Script) -> None:
    talk = script.do("sora", "POST", f"{API}/enquiries", {"subject": "津の沿岸", "text": "飛べますか。"})
    entry = {"text": "港の管理者にも聞きます。夜は避けてください。"}
    script.do("reviewer", "POST", f"{API}/enquiries/{talk['id']}/entries", entry)
    script.trial = script.do("sora", "POST", f"{API}/trials", content())["id"]
    script.do("sora", "PUT", f"{API}/enquiries/{talk['id']}/trial", {"trial_id": script.trial})


def correction(script: Script) -> None:
    script.do("sora", "POST", "revisions")
    script.take_in()
    script.do("reviewer", "POST", "corrections", {"revision": 1, "reason": "西の街から離してください。"})
    script.office.pass_time(days=1)
    script.do("sora", "PUT", "draft", content("津の沖合", 136.54))
    assert script.do("sora", "POST", "revisions")["number"] == 2
    script.take_in()
    assert script.do("reviewer", "GET", "acceptance")["reference"].startswith("令8-空-")


def opinions(script: Script, revision: int) -> str:
    """Ask two offices; the city answers by a code to its registered address, the town stays silent."""
    office = script.office
    office.trial = script.trial
    office.ask(office.city, revision=revision)
    link = office.link()
    office.ask(office.town, revision=revision)
    assert script.state == "consulting"
    answered = an_answer(opinion="no_objection_with_conditions", text="昼だけなら。", document_number="企第3号")
    assert send(office.by_code(link), link, "answer", **answered).status_code == 303
    asked = [record for record in office.listed() if record["revision"] == revision]
    standing = {record["name"]["ja"]: record["standing"] for record in asked}
    assert standing == {"津市": "answered", "明和町": "waiting"}, "silence is no agreement"
    script.do("reviewer", "POST", "consultations/end")
    return link


def decided_in_the_prefectures_own_system(script: Script) -> None:
    script.office.pass_time(days=6)
    drafted = script.do("reviewer", "POST", "slips", slip_in(here=False, revision=2, conditions=[CONDITION]))
    slip = f"slips/{drafted['id']}"
    script.do("reviewer", "POST", f"{slip}/exports")
    papers = zipfile.ZipFile(io.BytesIO(script.do("reviewer", "GET", f"{slip}/package")))
    assert "津市" in papers.read("kian.txt").decode()
    script.do("reviewer", "POST", f"{slip}/outcome", OUTCOME, refused=409)
    assert script.do("assessor", "POST", f"{slip}/outcome", OUTCOME)["document_number"] == "空第21号"
    assert script.state == "confirmed"
    script.do("reviewer", "POST", "publication")


def amended_inside(script: Script) -> None:
    narrower = content("津の沖合", 136.54)
    narrower["operations"][0]["half_width_m"] = 40
    script.do("sora", "PUT", "draft", narrower)
    assert script.do("sora", "GET", "draft/amendment")["inside"] is True
    assert script.do("sora", "POST", "change-notices")["number"] == 3
    assert script.state == "confirmed"


def amended_outside(script: Script) -> None:
    wider = content("津の沖合", 136.54)
    wider["operations"][0]["half_width_m"] = 60
    script.do("sora", "PUT", "draft", wider)
    judged = script.do("sora", "GET", "draft/amendment")
    assert judged["inside"] is False
    assert {excess["aspect"] for excess in judged["excesses"]} == {"ground_risk_buffer"}
    script.do("sora", "POST", "change-notices", refused=409)
    assert script.do("sora", "POST", "amendments")["number"] == 4
    assert script.state == "submitted"
    script.take_in()


def decided_here(script: Script) -> None:
    wanted = slip_in(revision=4, conditions=[CONDITION])
    slip = f"slips/{script.do('reviewer', 'POST', 'slips', wanted, decided_here=True)['id']}"
    script.do("approver", "POST", f"{slip}/decision", refused=409)
    script.do("assessor", "POST", f"{slip}/endorsement")
    script.do("approver", "POST", f"{slip}/decision")
    issue = {"document_number": "空第30号", "on": f"{script.office.now:%Y-%m-%d}"}
    script.do("reviewer", "POST", f"{slip}/enforcement", issue)
    assert script.state == "confirmed"
    script.do("reviewer", "POST", "publication")


def flown_reported_closed(script: Script) -> None:
    script.do("sora", "POST", "schedule", {"days": ["2026-11-04"]})
    script.do("sora", "POST", "completion", refused=409)
    script.office.now = datetime.fromisoformat("2026-11-05T10:00:00+09:00")
    script.do("sora", "POST", "completion")
    script.do("sora", "POST", "report", {"flights": 3, "summary": "計画どおり。", "incidents": "なし"})
    script.do("reviewer", "POST", "closure")
    assert script.state == "closed"


STEPS = [
    *("submit", "accept", "start_review", "request_correction", "submit", "accept", "start_review"),
    *("ask_consultation", "ask_consultation", "end_consultation", "confirm_route", "publish", "notify_change"),
    *("amend", "accept", "start_review", "ask_consultation", "ask_consultation", "end_consultation"),
    *("confirm_route", "publish", "schedule", "complete", "report", "close"),
]


@pytest.mark.slow
def test_one_trial_from_the_first_talk_to_the_closed_case(office: Case, tmp_path: Path, repository: Path) -> None:
    script = Script(office)
    before_anything_is_submitted(script)
    correction(script)
    opinions(script, 2)
    script.note_anchor()
    decided_in_the_prefectures_own_system(script)
    amended_inside(script)
    amended_outside(script)
    opinions(script, 4)
    decided_here(script)
    script.note_anchor()
    flown_reported_closed(script)

    with unit_of_work(office.office.store.engine, writes=False) as unit:
        assert [step.step for step in unit.trials.steps(script.trial)] == STEPS
        assert list(verify_revisions(unit)) == []
    anchors = tmp_path / "anchors.txt"
    anchors.write_text("".join(script.anchors), encoding="utf-8")
    words = ["audit", "verify", "--anchor", str(anchors), "--database-url", office.office.store.url]
    verified = CliRunner().invoke(app_for(words), words)
    assert verified.exit_code == 0, verified.output
    assert "控え 2 件と一致しました" in verified.output
    pictured(script, repository / "tests" / "pictures")
    disclosed(script)


LETTERS = [
    *("receipt", "correction_request", "receipt", "route_confirmed"),
    *("change_received", "receipt", "route_confirmed"),
]
"""What the operator was sent: an answer to each time that papers came in, and what was asked and decided."""


def pictured(script: Script, folder: Path) -> None:
    """Leave each letter of the case as a picture, to be looked at."""
    folder.mkdir(exist_ok=True)
    listed = script.do("sora", "GET", "letters")
    assert [letter["kind"] for letter in listed] == LETTERS
    for letter in listed:
        pages = PdfDocument(script.do("sora", "GET", f"letters/{letter['number']}"))
        pages[0].render(scale=1.5).to_pil().save(folder / f"letter-{letter['number']}-{letter['kind']}.png")
        pages.close()


def disclosed(script: Script) -> None:
    """Look at the export for disclosure: the whole case, and nobody's name."""
    exported = zipfile.ZipFile(io.BytesIO(script.do("reviewer", "POST", "disclosure")))
    names = exported.namelist()
    assert {f"revisions/{number}" for number in range(1, 5)} <= {"/".join(name.split("/")[:2]) for name in names}
    papers = {name: exported.read(name) for name in names}
    whole = "".join(text_of(held) if name.endswith(".pdf") else held.decode() for name, held in papers.items())
    assert len([name for name in names if name.startswith("letters/") and name.endswith(".pdf")]) > len(LETTERS)
    assert QUESTIONS in whole
    assert "西の街から離してください。" in whole
    assert "昼だけなら。" in whole
    assert json.loads(exported.read("manifest.json"))
    logins = set(PEOPLE) - {"municipality"}  # this one is also the word for a kind of office
    assert [login for login in logins if f'"{login}"' in whole] == [], "no login of anybody"
