"""The export holds every table of a case or says why not, and nothing of anybody."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text

from airspace.blackout import MARK
from airspace.edition import LayerKind
from airspace.finding import Entails, Outcome
from airspace.remark import Remark
from airspace.rescreening import EditionSwitch, FlightSummary, Rescreening, Result, Said, SwitchedEdition
from airspace.verdict import Category, Level
from airspace.voice import VoiceAct, VoiceKind, VoiceStep
from api.services.disclosure_parts import NOT_DISCLOSED, PARTS, TABLES
from api.services.voices import Heard, hear
from api.store.ended import CASE
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.offices import NOW, PEOPLE, Office, confirm, content, furnished, take_in
from tests.api.test_amendments import CONDITION, PROMISE, SCHOOL
from tests.api.test_registers import PRIVATE, choosing, registered
from tests.conftest import Store
from tests.pdfs import metadata_of, text_of, without_spaces

API = "/api/v1"
MAIL, STREET = "kikaku@tsu.example.jp", "架空県津市広明町99"
OVER_TSU = (Entails.SPECIFIED_FLIGHT_AIRSPACE, (Text("津市 1", "Tsu 1"),))
ADDRESSEE, DESK, TELEPHONE = "津田 律子", "係長 伊勢 一郎", "059-111-2222"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


RESCUE, SPEAKER = "desk@rescue.example.jp", "見張 番"
"""Where a contact of the flight days is reached, and who answered there."""


class Whole:
    """A case of which every table that is disclosed holds something, and its export.

    Everybody has a name and a login that no other text has, and free texts name them.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        with office.store.engine.begin() as connection:
            for login in PEOPLE:
                named = {"id": f"id-{login}", "name": f"氏名-{login}-氏名", "login": f"{login}@people.example.jp"}
                connection.execute(text("UPDATE person SET name = :name, login = :login WHERE account_id = :id"), named)
        self.sora, self.reviewer = office.client("sora"), office.client("reviewer")
        days = content(day="2026-10-01")["operations"][0]["windows"]
        plan = choosing(registered(self.sora), windows=days) | {"purpose": "氏名-sora-氏名と空野 翔が飛ばす。"}
        self.id = self.sora.post(f"{API}/trials", json=plan).json()["id"]
        self.path = f"{API}/trials/{self.id}"
        enquiry = self.sora.post(f"{API}/enquiries", json={"subject": "相談", "text": "氏名-reviewer-氏名さんへ"})
        self._ok(self.sora.put(f"{API}/enquiries/{enquiry.json()['id']}/trial", json={"trial_id": self.id}))
        pledged = {"no_organised_crime": True, "prefectural_tax_paid": True}
        self._ok(self.sora.put(f"{self.path}/pledge", json=pledged))
        self._ok(self.sora.post(f"{self.path}/revisions"))
        take_in(self.reviewer, self.path)
        self._consult()
        promise = {**PROMISE, "constraint": SCHOOL}
        self._ok(self.sora.post(f"{self.path}/commitments", json=promise))
        view = {"flight": 0, "finding": 0, "outcome": "ADVISORY", "reason": "氏名-assessor-氏名が津田律子さんと見た。"}
        self._ok(self.reviewer.post(f"{self.path}/revisions/1/overrides", json=view))
        letter = {"addressee": ["空の便", ADDRESSEE], "sender": "知事", "desk": DESK, "telephone": TELEPHONE}
        confirm(office, self.path, conditions=[CONDITION], letter=letter)
        self._ok(self.reviewer.post(f"{self.path}/publication"))
        changed = plan | {"operations": [plan["operations"][0] | {"half_width_m": 40}]}
        self._ok(self.sora.put(f"{self.path}/draft", json=changed))
        self._ok(self.sora.post(f"{self.path}/change-notices"))
        self._ok(self.sora.post(f"{self.path}/schedule", json={"days": ["2026-10-01"]}))
        other = self._ok(office.client("umi").post(f"{API}/trials", json=content())).json()["id"]
        self._ok(office.client("umi").post(f"{API}/trials/{other}/revisions"))
        agreed = {"other_id": other, "reason": "氏名-reviewer-氏名が両社に聞いた。"}
        self._ok(self.reviewer.post(f"{self.path}/coordinations", json=agreed))
        self._ok(self.reviewer.post(f"{self.path}/coordinations/ends", json=agreed))
        self._fly()
        self._ok(self.sora.post(f"{self.path}/completion"))
        report = {"flights": 1, "summary": "氏名-sora-氏名が飛ばした。", "incidents": "なし"}
        self._ok(self.sora.post(f"{self.path}/report", json=report))
        self._ok(
            self.sora.post(f"{self.path}/attachments", files={"file": ("氏名-sora-氏名.txt", b"x\r\n", "text/plain")})
        )

        self._rescreen()
        self._hear()

    def _fly(self) -> None:
        permit = {"kind": "permission", "number": "第1号", "valid_from": "2026-10-01", "valid_to": "2026-10-01"}
        made = self._ok(self.sora.post(f"{self.path}/permits", json=permit)).json()
        self._ok(self.sora.post(f"{self.path}/permits/{made['id']}/withdrawal"))
        day, now = f"{self.path}/flight-days/2026-10-01", NOW.isoformat()
        self._ok(self.sora.post(f"{day}/plan-notices", json={"number": "FPL-1"}))
        self._ok(self.sora.post(f"{day}/emergency-checks", json={"checked_at": now, "found": False}))
        contact = {"kind": "police", "name": "氏名-municipality-氏名", "email": RESCUE, "telephone": "059-000-0110"}
        first, second = (self._ok(self.reviewer.post(f"{self.path}/contacts", json=contact)).json() for _ in "ab")
        self._ok(self.sora.post(f"{day}/tellings"))
        seen = self._ok(self.sora.get(f"{self.path}/contacts")).json()
        telling = next(one["tellings"][0]["id"] for one in seen if one["id"] == first["id"])
        spoken = {"at": now, "speaker": SPEAKER}
        self._ok(self.sora.post(f"{self.path}/contact-tellings/{telling}/acknowledgement", json=spoken))
        self._ok(self.reviewer.delete(f"{self.path}/contacts/{second['id']}"))
        area = [[136.4, 34.6], [136.7, 34.6], [136.7, 34.8], [136.4, 34.8]]
        stop = self._ok(self.reviewer.post(f"{API}/stops", json={"polygons": [area], "reason": "地震"})).json()
        ended = {"trial_id": self.id, "reason": f"{SPEAKER}から連絡"}
        self._ok(self.reviewer.post(f"{API}/stops/{stop['id']}/release", json=ended))
        self._ok(self.sora.post(f"{day}/acts", json={"step": "no_go", "reason": f"{RESCUE}に問い合わせた。"}))
        incident = {"happened_at": now, "place": "沖", "what": f"{SPEAKER}さんが見た。", "aircraft": "down"}
        incident |= {"injured": "no", "damage": "unknown"}
        self._ok(self.sora.post(f"{self.path}/incidents", json=incident))
        self._ok(self.sora.post(f"{self.path}/incidents/1/mlit-number", json={"number": "第9号"}))
        notice = {"text": "不時着しました。", "published": True}
        self._ok(self.reviewer.post(f"{self.path}/incidents/1/notices", json=notice))

    def _hear(self) -> None:
        heard = Heard(VoiceKind.NOISE, "氏名-sora-氏名さんの飛行の音。", MAIL, self.id)
        remark = Remark(self.id, 1, 1, "title", "氏名-sora-氏名を除いてください。", NOW, "id-reviewer")
        with unit_of_work(self.office.store.engine) as unit:
            voice, _ = hear(unit, heard, now=NOW)
            unit.voices.add_step(
                VoiceStep(voice.id, 1, VoiceAct.NOTE, "", "氏名-reviewer-氏名が電話した。", NOW, "id-reviewer")
            )
            unit.remarks.add((remark,))

    def _rescreen(self) -> None:
        found = (FlightSummary(Outcome.CAUGHT, Category.I, Level.LEVEL_2, (Said("did", Outcome.CAUGHT, *OVER_TSU),)),)
        switch = EditionSwitch("s1", 1, NOW, (SwitchedEdition("did-2", LayerKind.DID, Text("題", "title")),), 1)
        with unit_of_work(self.office.store.engine) as unit:
            unit.rescreenings.add_switch(switch)
            unit.rescreenings.add(Rescreening("s1", self.id, 1, NOW, Result.CHANGED, (), found, ("did-2",)))

    def _consult(self) -> None:
        ids = []
        for name, code, more in (("津市", "24201", {"organisation": "city"}), ("明和町", "24442", {})):
            at = {"kind": "municipality", "name_ja": name, "prefecture_code": "24", "municipality_code": code}
            made = self.reviewer.post(f"{API}/offices", json=at | {"email": MAIL, "address": STREET} | more)
            ids.append(self._ok(made).json()["id"])
        asking = {"revision": 1, "offices": ids, "questions": f"氏名-reviewer-氏名（{MAIL}）まで。"}
        city, town = self._ok(self.reviewer.post(f"{self.path}/consultations", json=asking)).json()
        answer = {
            "opinion": "no_objection_with_conditions",
            "post": "企画課長",
            "text": "氏名-municipality-氏名です。夜は避ける。",
            "seen": 0,
        }
        at_city = f"{API}/municipality/consultations/{city['id']}/answers"
        self._ok(self.office.client("municipality").post(at_city, json=answer))
        asked = f"{self.path}/consultations"
        self._ok(self.reviewer.post(f"{asked}/{city['id']}/answers/1/copies", json={"text": "夜は避ける。"}))
        self._ok(self.reviewer.post(f"{asked}/{town['id']}/reminders"))
        self._ok(self.reviewer.post(f"{asked}/{town['id']}/withdrawal", json={"reason": "宛先を間違えた"}))
        self._ok(self.reviewer.post(f"{asked}/end"))

    @staticmethod
    def _ok(answer: Any) -> Any:
        assert answer.is_success, answer.text
        return answer

    def export(self) -> dict[str, bytes]:
        answer = self._ok(self.reviewer.post(f"{self.path}/disclosure"))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def read(self, document: str) -> Any:
        return json.loads(self.export()[f"{document}.json"])


def shown(held: bytes) -> str:
    """Return what a file of an export shows and holds, a PDF's text without spaces."""
    if held.startswith(b"%PDF"):
        return text_of(held) + str(metadata_of(held)) + held.decode("latin-1")
    return held.decode("utf-8-sig")


@pytest.fixture
def whole(office: Office) -> Whole:
    return Whole(office)


def test_each_table_of_a_case_is_in_the_export_or_says_why_not() -> None:
    told = [table for tables in TABLES.values() for table in tables]
    assert len(told) == len(set(told))
    assert set(told).isdisjoint(NOT_DISCLOSED)
    assert {part.table for part in CASE} == set(told) | set(NOT_DISCLOSED)
    assert all(NOT_DISCLOSED.values())
    assert tuple(TABLES) == PARTS


def test_each_part_reads_the_tables_that_it_says(whole: Whole) -> None:
    """What the database was asked is the oracle; every one of those tables holds rows of this case."""
    with unit_of_work(whole.office.store.engine, writes=False) as unit:
        trial = unit.trials.get(whole.id)
        assert trial is not None
        asked: list[str] = []
        event.listen(
            whole.office.store.engine, "before_cursor_execute", lambda _c, _cursor, sql, *_rest: asked.append(sql)
        )
        for part, tables in TABLES.items():
            asked.clear()
            unit.session.expire_all()
            documents = list(part(unit, trial))
            assert documents, part
            read = set(re.findall(r"(?:FROM|JOIN) \"?(\w+)", " ".join(asked)))
            # The trial itself is read before and handed to each part.
            assert set(tables) <= read | {"trial"}, part
    with whole.office.store.engine.connect() as connection:
        for table in (table for tables in TABLES.values() for table in tables):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")), f"{table} is empty: nothing is shown"


def test_nothing_of_anybody_is_in_the_whole_case(whole: Whole) -> None:
    files = whole.export()
    everything = "\n".join([*files, *map(shown, files.values())])
    for login in PEOPLE:
        for word in (f"id-{login}", f"氏名-{login}-", f"{login}@people"):
            assert word not in everything, word
    addressee = (ADDRESSEE, without_spaces(ADDRESSEE))
    for word in (
        *PRIVATE[:4],
        RESCUE,
        SPEAKER,
        MAIL,
        STREET,
        *addressee,
        DESK,
        TELEPHONE,
        "氏名-sora-氏名.txt",
        "salt",
        "_sha256",
    ):
        assert word not in everything, word
        assert without_spaces(word) not in everything, word
    with whole.office.store.engine.connect() as connection:
        for query in (
            "SELECT token_sha256 FROM consultation_link",
            "SELECT token_sha256 FROM contact_link",
            "SELECT sha256 FROM attachment",
        ):
            for (secret,) in connection.execute(text(query)):
                assert secret not in everything


def test_what_the_office_did_can_be_followed(whole: Whole) -> None:
    city, town = whole.read("consultations/1"), whole.read("consultations/2")
    assert city["consultee"]["name"]["ja"] == "津市"
    assert city["questions"].startswith(MARK)
    (answer,) = city["answers"]
    assert (answer["opinion"], answer["post"]) == ("no_objection_with_conditions", "企画課長")
    assert answer["text"].startswith(MARK)
    assert answer["text"].endswith("です。夜は避ける。")
    assert answer["answered_by"].startswith(MARK)
    assert [copy["text"] for copy in city["copies_for_publication"]] == ["夜は避ける。"]
    assert len(town["reminders"]) == 1
    assert town["withdrawal"]["reason"] == "宛先を間違えた"
    slip = whole.read("slips/1")
    assert [happened["kind"] for happened in slip["events"]] == ["drafted", "endorsed", "decided", "enforced"]
    assert slip["events"][-1]["document_number"] == "空第12号"
    assert slip["letter"] == {
        "addressee": [MARK, MARK],
        "honorific": "様",
        "sender": MARK,
        "desk": MARK,
        "telephone": MARK,
    }
    assert slip["drafted_by"] == slip["events"][0]["actor"] != slip["events"][1]["actor"]
    (condition,) = slip["proposed"]["conditions"]
    assert (condition["text"], condition["constraint"]["kind"]) == ("9時から17時まで。", "hours")


def test_what_was_decided_promised_and_changed_is_there(whole: Whole) -> None:
    files = whole.export()
    (decided,) = [json.loads(held) for name, held in files.items() if name.startswith("decisions/")]
    assert (decided["document_number"], decided["enforced_on"]) == ("空第12号", "2026-10-01")
    assert [(one["text"], one["reason"]) for one in decided["conditions"]] == [
        ("9時から17時まで。", "通学の時間を避けるため。")
    ]
    (promise,) = json.loads(files["commitments/list.json"])
    assert (promise["number"], promise["text"], promise["withdrawn"]) == (1, PROMISE["text"], False)
    assert promise["constraint"]["kind"] == "keep_out"
    assert promise["made_by"].startswith(MARK)
    assert json.loads(files["amendments/2.json"])
    for number in (1, 2):
        frozen = json.loads(files[f"registers/{number}.json"])
        assert sorted(one["kind"] for one in frozen) == ["aircraft", "insurance", "pilot", "site"]
        assert {"licence", "insurer"} <= {name for one in frozen for name in one["facts"]}
    told = json.loads(files["notices/list.json"])
    assert {(one["told_in"], one["kind"], one["told_on"]) for one in told} >= {
        ("page", "decision_made", "2026-10-01"),
        ("mail", "decision_made", "2026-10-01"),
    }
    assert all(set(one) == {"told_in", "kind", "told_on"} for one in told)


def letter_of(files: dict[str, bytes], kind: str) -> str:
    """Return the name of the letter of a kind in an export."""
    listed = json.loads(files["letters/list.json"])
    return next(f"letters/{one['number']}" for one in listed if one["kind"] == kind)


def test_each_letter_is_there_as_a_copy_that_says_what_it_hides(whole: Whole) -> None:
    files = whole.export()
    kinds = {"receipt", "consultation", "route_confirmed", "change_received"}
    assert {one["kind"] for one in json.loads(files["letters/list.json"])} == kinds
    for kind in kinds:
        assert files[f"{letter_of(files, kind)}.pdf"].startswith(b"%PDF")
    said = text_of(files[f"{letter_of(files, 'route_confirmed')}.pdf"])
    for words in ("空第12号", "9時から17時まで。", "通学の時間を避けるため。", f"{MARK}{MARK}様", "開示用の写し"):
        assert words in said, words
    assert re.search(r"5か所（人）：宛名、発信者名、担当、電話第7条第2号（個人情報）個人を識別できる情報", said)
    page = files["index.html"].decode()
    assert "県からの文書：飛行経路の確認の通知" in page
    assert "5 か所（人）：宛名、発信者名、担当、電話" in page


def test_a_passage_of_a_letter_is_blacked_out_in_its_copy_and_the_letter_stays(whole: Whole) -> None:
    name = letter_of(whole.export(), "route_confirmed")
    address = f"{whole.path}/{name}"
    before = whole.reviewer.get(address).content
    place = {"type": "stretch", "field": "/clauses/0/reason", "start": 0, "end": 2}
    hidden = {"document": name, "place": place, "ground": "operations", "reason": "通学路を特定できる"}
    assert whole.reviewer.post(f"{whole.path}/blackouts", json=hidden).status_code == 201
    files = whole.export()
    said = text_of(files[f"{name}.pdf"])
    assert f"{MARK}の時間を避けるため。" in said
    assert "通学の" not in said
    assert "留意事項・条件（/clauses/0/reason）1～2文字目第7条第6号（事務事業に関する情報）通学路を特定できる" in said
    assert json.loads(files[f"{name}.json"])["clauses"][0]["reason"] == f"{MARK}の時間を避けるため。"
    assert whole.reviewer.get(address).content == before
    assert before.startswith(b"%PDF")
    beyond = hidden | {"place": place | {"end": 99}}
    assert whole.reviewer.post(f"{whole.path}/blackouts", json=beyond).status_code == 422


def test_a_letter_that_cannot_be_drawn_is_named_and_its_words_are_there(whole: Whole) -> None:
    name = letter_of(whole.export(), "receipt")
    place = {"type": "stretch", "field": "/issued_on", "start": 0, "end": 10}
    hidden = {"document": name, "place": place, "ground": "operations", "reason": "日付"}
    assert whole.reviewer.post(f"{whole.path}/blackouts", json=hidden).status_code == 201
    files = whole.export()
    assert f"{name}.pdf" not in files
    assert json.loads(files[f"{name}.json"])["issued_on"] == MARK
    (withheld,) = [one for one in json.loads(files["manifest.json"])["withheld"] if one["document"] == name]
    assert "PDFの写しは作れません" in withheld["why_ja"]


def test_what_newer_map_data_changed_is_there(whole: Whole) -> None:
    told = whole.read("rescreenings/1-1")
    assert told["came_and_went"] == [{"id": "did-2", "added": True}]
    assert (told["result"], told["before"], told["editions"]) == ("changed", [], ["did-2"])
    ((said,),) = [flight["said"] for flight in told["after"]]
    assert (said["outcome"], said["places"]) == ("CAUGHT", [{"ja": "津市 1", "en": "Tsu 1"}])


def test_what_was_recorded_of_flight_days_is_there(whole: Whole) -> None:
    days, told = whole.read("flight_days/records"), whole.read("flight_days/contacts")
    assert [act["step"] for act in days["acts"]] == ["no_go"]
    assert days["acts"][0]["reason"] == f"{MARK}に問い合わせた。"
    assert days["permits"][0]["withdrawn_at"]
    assert [one["acknowledged"] is not None for one in told["told"] if one["matter"] == "planned"].count(True) == 1
    (release,) = whole.read("flight_days/stops")["releases"]
    assert release["reason"] == f"{MARK}から連絡"
    incident = whole.read("incidents/1")
    assert (incident["report"]["what"], incident["report"]["damage"]) == (f"{MARK}さんが見た。", "unknown")
    assert incident["mlit_numbers"][0]["mlit_number"] == "第9号"


def test_the_whole_case_makes_the_same_bytes(whole: Whole) -> None:
    assert whole.export() == whole.export()


def test_an_answer_can_be_blacked_out(whole: Whole) -> None:
    said = whole.read("consultations/1")["answers"][0]["text"]
    with unit_of_work(whole.office.store.engine, writes=False) as unit:
        held = unit.consultations.of_trial(whole.id)[0].answers[0].text
    place = {"type": "stretch", "field": "/answers/0/text", "start": held.index("夜"), "end": len(held)}
    hidden = {"document": "consultations/1", "place": place, "ground": "deliberation", "reason": "検討中の意見"}
    assert whole.reviewer.post(f"{whole.path}/blackouts", json=hidden).status_code == 201
    assert whole.read("consultations/1")["answers"][0]["text"] == said.replace("夜は避ける。", MARK)
    assert whole.read("consultations/1")["copies_for_publication"][0]["text"] == "夜は避ける。"


def test_a_letter_whose_retention_ended_is_not_missed(whole: Whole) -> None:
    with unit_of_work(whole.office.store.engine, writes=False) as unit:
        trial, slips = unit.trials.get(whole.id), unit.slips.of_trial(whole.id)
    assert trial is not None
    assert slips[0].letter is not None
    with whole.office.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM slip_letter"))
    assert whole.read("slips/1")["letter"] is None
    assert content()["title"] in whole.export()["revisions/1/canonical.json"].decode()
