"""Registers by the API: kept once, chosen by id, frozen when submitted, and nobody else's."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from airspace.proposal import ProposalRevision
from airspace.register.entry import Kind
from api.services.registers import MOST_ENTRIES
from api.store.audit import AuditEvent
from api.store.unit_of_work import unit_of_work
from tests.api.offices import Office, confirm, content, furnished, take_in
from tests.conftest import Store

API = "/api/v1"
BEFORE_REGISTERS = "5f974b34df8c0f91cbf5156c1c6a33ee5d3cd47eb29efb8f4191f3c6ecf33bbe"
"""The hash of `content()` as the service froze it before it had registers."""

AIRCRAFT = {
    "name": "ＰＦ２",
    "mark": "ju-3223 abc",
    "registration_until": "2028-01-31",
    "certificate": "second",
    "certificate_from": "2026-01-01",
    "certificate_until": "2028-12-31",
    "takeoff_mass_kg": 9.8,
    "speed_mps": 20,
    "fall_distance_m": 80,
    "noise_db": 65,
    "noise_distance_m": 30,
}
PILOT = {"facts": {"licence": "first", "licence_until": "2027-03-31", "bvlos_limit_lifted": True}}
PERSON = {"person_name": "空野 翔", "licence_number": "123456789012"}
INSURANCE = {
    "facts": {"insurer": "見本損保", "cover_yen": 10**9, "insured_from": "2026-04-01", "insured_until": "2027-03-31"}
}
SITE = {"facts": {"name": "河川敷", "lon_deg": 136.5, "lat_deg": 34.7, "permission": "not_needed"}}
CONTACT = {"address": "津市広明町13", "manager": "河川課"}
PRIVATE = ("空野", "123456789012", "POLICY-7", "広明町", "河川課")


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def registered(client: TestClient) -> dict[str, str]:
    """Add one entry to each register, and return their ids."""
    sent = {
        "aircraft": {"facts": AIRCRAFT},
        "pilots": {**PILOT, "person": PERSON},
        "insurances": {**INSURANCE, "policy": {"policy_number": "POLICY-7"}},
        "sites": {**SITE, "contact": CONTACT},
    }
    ids = {}
    for register, entry in sent.items():
        answer = client.post(f"{API}/{register}", json=entry)
        assert answer.status_code == 201, answer.text
        ids[register] = answer.json()["id"]
    return ids


def choosing(ids: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return a proposal whose flight uses entries, by id alone."""
    proposal = content()
    proposal["operations"][0]["chosen"] = {register: [{"id": entry_id}] for register, entry_id in ids.items()}
    proposal["operations"][0] |= more
    return proposal


def begun(client: TestClient, proposal: dict[str, Any]) -> str:
    answer = client.post(f"{API}/trials", json=proposal)
    assert answer.status_code == 201, answer.text
    return f"{API}/trials/{answer.json()['id']}"


def revision_of(office: Office, trial: str) -> ProposalRevision:
    with unit_of_work(office.store.engine, writes=False) as unit:
        revision = unit.trials.revision(trial.rpartition("/")[2])
    assert revision is not None
    return revision


def in_date(screening: dict[str, Any]) -> list[str]:
    return [found["outcome"] for found in screening["findings"] if found["rule"] == "evidence-in-date"]


def events(office: Office) -> list[AuditEvent]:
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None
        return list(unit.audit.events())


# --- a proposal without registers


def test_a_proposal_that_chooses_nothing_is_frozen_as_it_always_was(office: Office) -> None:
    sora = office.client("sora")
    for chosen in (None, {}):
        proposal = content()
        if chosen is not None:
            proposal["operations"][0]["chosen"] = chosen
        frozen = sora.post(f"{begun(sora, proposal)}/revisions").json()
        assert frozen["sha256"] == BEFORE_REGISTERS
        assert in_date(frozen["screenings"][0]) == []


# --- choosing


def test_what_is_chosen_is_filled_in_and_frozen(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    trial = begun(sora, choosing(ids))
    draft = sora.get(f"{trial}/draft").json()
    flight = draft["operations"][0]
    assert flight["chosen"]["aircraft"] == [
        {"id": ids["aircraft"], "version": 1, "facts": AIRCRAFT | {"name": "PF2", "mark": "JU3223ABC"}}
    ]
    assert flight["chosen"]["pilots"][0]["facts"] == PILOT["facts"]
    declared = flight["declared"]
    assert (declared["aircraft_certificate"], declared["pilot_certificate"]) == ("second", "first")
    assert (declared["takeoff_mass_kg"], declared["insured"], declared["bvlos_limit_lifted"]) == (9.8, True, True)
    assert (flight["speed_mps"], flight["fall_distance_m"]) == (10, 80), "the flight's own speed stays"
    assert draft["aircraft"] == "PF2（9.8 kg）"
    assert draft["noise"].startswith("PF2：30 m 離れて 65 dB")
    frozen = sora.post(f"{trial}/revisions").json()
    assert frozen["content"] == draft
    assert in_date(frozen["screenings"][0]) == []
    checked = [found for found in frozen["screenings"][0]["checked"] if found["rule"] == "evidence-in-date"]
    assert len(checked) == 5
    revision = revision_of(office, trial)
    assert json.loads(revision.canonical) == draft
    assert not any(word in revision.canonical + revision.screening for word in PRIVATE)


def test_facts_that_are_sent_along_are_not_believed(office: Office) -> None:
    sora = office.client("sora")
    proposal = choosing(registered(sora), declared={"aircraft_certificate": "first", "keeps_30_m": True})
    entry = proposal["operations"][0]["chosen"]["aircraft"][0]
    entry |= {"version": 7, "facts": {"name": "X", "certificate": "first", "certificate_until": "2099-01-01"}}
    for part in ("pilots", "insurances", "sites"):
        proposal["operations"][0]["chosen"].pop(part)
    flight = sora.get(f"{begun(sora, proposal)}/draft").json()["operations"][0]
    assert flight["chosen"]["aircraft"][0]["version"] == 1
    assert flight["chosen"]["aircraft"][0]["facts"]["name"] == "PF2"
    assert flight["declared"]["aircraft_certificate"] == "second"
    assert flight["declared"]["keeps_30_m"] is True


def test_a_draft_follows_the_register_and_a_revision_stays(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    trial = begun(sora, choosing(ids))
    before = sora.post(f"{trial}/revisions").json()
    draft = begun(sora, choosing(ids))
    changed = {"facts": AIRCRAFT | {"certificate_until": "2026-11-03", "takeoff_mass_kg": 12}, "version": 1}
    assert sora.put(f"{API}/aircraft/{ids['aircraft']}", json=changed).json()["version"] == 2
    assert sora.get(f"{trial}/revisions").json() == [before]
    flight = sora.get(f"{draft}/draft").json()["operations"][0]
    assert flight["declared"]["aircraft_certificate"] == "none", "it is out of date on 2026-11-04"
    assert flight["declared"]["takeoff_mass_kg"] == 12
    assert sora.get(f"{draft}/draft").json()["aircraft"] == "PF2（12 kg）"
    assert sora.put(f"{draft}/draft", json=sora.get(f"{draft}/draft").json()).status_code == 204, "read, and sent back"
    frozen = sora.post(f"{draft}/revisions").json()
    assert frozen["content"]["operations"][0]["chosen"]["aircraft"][0]["version"] == 2
    assert in_date(frozen["screenings"][0]) == ["CAUGHT"]
    (found,) = [each for each in frozen["screenings"][0]["findings"] if each["rule"] == "evidence-in-date"]
    assert "2026-11-03 で終わり、2026-11-04 の飛行では期限が切れています" in found["text"]["ja"]


def test_a_retired_entry_cannot_be_chosen_and_stays_where_it_was_frozen(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    submitted, draft = begun(sora, choosing(ids)), begun(sora, choosing(ids))
    before = sora.post(f"{submitted}/revisions").json()
    assert sora.post(f"{API}/pilots/{ids['pilots']}/retirement").status_code == 204
    assert sora.get(f"{submitted}/revisions").json() == [before]
    refused = [
        sora.post(f"{draft}/revisions"),
        sora.put(f"{draft}/draft", json=choosing(ids)),
        sora.post(f"{API}/trials", json=choosing(ids)),
    ]
    assert [answer.status_code for answer in refused] == [409, 409, 409]
    assert "操縦者" in refused[0].json()["detail_ja"]
    assert sora.get(f"{draft}/draft").json()["operations"][0]["chosen"]["pilots"][0]["version"] == 1
    assert sora.get(draft).json()["state"] == "draft"
    del ids["pilots"]
    assert sora.put(f"{draft}/draft", json=choosing(ids)).status_code == 204
    assert sora.post(f"{draft}/revisions").status_code == 201


@pytest.mark.parametrize("entry_id", ["nobody", "theirs", "wrong kind", "a\x00b", "x" * 65, ""])
def test_only_what_is_in_ones_own_register_can_be_chosen(office: Office, entry_id: str) -> None:
    sora, umi = office.client("sora"), office.client("umi")
    if entry_id == "theirs":
        entry_id = registered(umi)["pilots"]
    elif entry_id == "wrong kind":
        entry_id = registered(sora)["aircraft"]
    answer = sora.post(f"{API}/trials", json=choosing({"pilots": entry_id}))
    assert answer.status_code == 422
    assert "trials" not in answer.json()["detail"]


def test_an_entry_is_chosen_once(office: Office) -> None:
    sora = office.client("sora")
    proposal = choosing(registered(sora))
    proposal["operations"][0]["chosen"]["pilots"] *= 2
    assert sora.post(f"{API}/trials", json=proposal).status_code == 422


def test_a_check_without_an_account_judges_no_register_by_id(office: Office) -> None:
    flight = choosing({"pilots": "p1"})["operations"][0]
    answer = office.client().post(f"{API}/screenings", json=flight)
    assert answer.status_code == 422
    assert answer.json()["where"] == "chosen"


# --- keeping


def test_a_change_starts_from_what_was_seen(office: Office) -> None:
    sora = office.client("sora")
    path = f"{API}/pilots/{registered(sora)['pilots']}"
    other = {"facts": PILOT["facts"] | {"licence": "second"}, "person": PERSON, "version": 1}
    assert sora.put(path, json=other).json()["version"] == 2
    stale = sora.put(path, json=other | {"facts": PILOT["facts"]})
    assert stale.status_code == 409
    assert sora.get(path).json()["facts"]["licence"] == "second"
    same_facts = other | {"version": 2, "person": PERSON | {"person_name": "空野 翔子"}}
    renamed = sora.put(path, json=same_facts).json()
    assert (renamed["version"], renamed["person"]["person_name"]) == (2, "空野 翔子"), "a name makes no version"
    assert sora.put(path, json=same_facts).json() == renamed, "nor does nothing"
    assert sora.post(f"{path}/retirement").status_code == 204
    assert sora.put(path, json=same_facts).status_code == 409
    assert sora.post(f"{path}/retirement").status_code == 409
    assert sora.get(path).json()["retired_at"] is not None


@pytest.mark.each_engine
def test_of_two_who_change_at_once_one_is_told(office: Office) -> None:
    path = f"{API}/aircraft/{registered(office.client('sora'))['aircraft']}"
    clients = [office.client("sora") for _ in range(4)]
    assert [client.get(path).status_code for client in clients] == [200] * 4  # FastAPI builds its routes when asked

    def change(number: int) -> int:
        told = {"facts": AIRCRAFT | {"takeoff_mass_kg": 10 + number}, "version": 1}
        return clients[number].put(path, json=told).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = sorted(pool.map(change, range(len(clients))))
    assert answers == [200, 409, 409, 409]
    assert clients[0].get(path).json()["version"] == 2


@pytest.mark.parametrize(
    ("register", "sent"),
    [
        ("aircraft", {"facts": {"name": ""}}),
        ("aircraft", {"facts": {"name": "P\x00"}}),
        ("aircraft", {"facts": {"name": "P" * 1001}}),
        ("aircraft", {"facts": AIRCRAFT | {"certificate_until": "2025-12-31"}}),
        ("aircraft", {"facts": AIRCRAFT | {"takeoff_mass_kg": -1}}),
        ("aircraft", {"facts": AIRCRAFT | {"noise_db": None}}),
        ("aircraft", {"facts": {"name": "PF2", "noise_measured_by": "見本試験所"}}),
        ("aircraft", {"facts": AIRCRAFT | {"wings": 2}}),
        ("pilots", {"facts": {}}),
        ("pilots", {"facts": {"licence": "third"}, "person": PERSON}),
        ("pilots", {"facts": {"licence_until": "2026-02-30"}, "person": PERSON}),
        ("pilots", {"facts": {"name": "空野"}, "person": PERSON}),
        ("insurances", {"facts": {"insurer": "見本損保", "cover_yen": 0}}),
        ("insurances", {"facts": {"insurer": "見本損保", "insured_from": "2026-02-01", "insured_until": "2026-01-31"}}),
        ("sites", {"facts": {"name": "河川敷", "lon_deg": 136.5}}),
        ("sites", {"facts": {"name": "河川敷", "lon_deg": 136.5, "lat_deg": 91}}),
        ("sites", {**SITE, "contact": {"address": "津\u202e市"}}),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_left(office: Office, register: str, sent: Any) -> None:
    sora = office.client("sora")
    answer = sora.post(f"{API}/{register}", json=sent)
    assert answer.status_code == 422, answer.text
    assert sora.get(f"{API}/{register}").json() == []


def test_a_register_has_an_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_ENTRIES >= 100
    monkeypatch.setattr("api.services.registers.MOST_ENTRIES", 1)
    sora = office.client("sora")
    ids = registered(sora)
    assert sora.post(f"{API}/aircraft", json={"facts": AIRCRAFT}).status_code == 409
    assert sora.post(f"{API}/aircraft/{ids['aircraft']}/retirement").status_code == 204
    assert sora.post(f"{API}/aircraft", json={"facts": AIRCRAFT}).status_code == 201


# --- whose it is


def test_nothing_of_another_organisation_is_seen(office: Office) -> None:
    sora, umi = office.client("sora"), office.client("umi")
    ids = registered(sora)
    for register, entry_id in ids.items():
        assert umi.get(f"{API}/{register}").json() == []
        assert umi.get(f"{API}/{register}/{entry_id}").status_code == 404
        assert umi.post(f"{API}/{register}/{entry_id}/retirement").status_code == 404
        assert sora.get(f"{API}/{register}/a%00b").status_code == 404
    theirs = umi.put(f"{API}/aircraft/{ids['aircraft']}", json={"facts": AIRCRAFT, "version": 1})
    assert theirs.status_code == 404


def test_the_prefecture_reads_what_was_submitted_as_it_was(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    trial = begun(sora, choosing(ids))
    readers = {who: office.client(who) for who in ("reviewer", "approver", "auditor")}
    for reader in readers.values():
        assert [reader.get(f"{API}/{register}").json() for register in ids] == [[], [], [], []]
        assert reader.get(f"{API}/pilots/{ids['pilots']}").status_code == 404
    sora.post(f"{trial}/revisions")
    sora.put(f"{API}/aircraft/{ids['aircraft']}", json={"facts": {"name": "PF9"}, "version": 1})
    for who, reader in readers.items():
        aircraft = reader.get(f"{API}/aircraft/{ids['aircraft']}").json()
        assert (aircraft["version"], aircraft["facts"]["name"]) == (1, "PF2")
        (pilot,) = reader.get(f"{API}/pilots").json()
        assert ("person" in pilot) == (who != "auditor")
        (insurance,) = reader.get(f"{API}/insurances").json()
        assert "policy" not in insurance
        assert reader.get(f"{API}/sites").json()[0]["contact"] == CONTACT
        assert reader.get(f"{API}/aircraft/a%00b").status_code == 404


def test_audit_rows_and_public_pages_hold_nothing_of_the_register(office: Office) -> None:
    sora, approver = office.client("sora"), office.client("approver")
    ids = registered(sora)
    trial = begun(sora, choosing(ids))
    sora.post(f"{trial}/revisions")
    path = f"{API}/pilots/{ids['pilots']}"
    sora.put(path, json={**PILOT, "person": {"person_name": "空野 翔子"}, "version": 1})
    sora.put(path, json={"facts": {"licence": "second"}, "person": PERSON, "version": 1})
    sora.post(f"{path}/retirement")
    told = [(event.action, json.loads(event.details)) for event in events(office) if event.subject == ids["pilots"]]
    assert told == [
        ("register_added", {"register": "pilot", "version": 1}),
        ("register_private_changed", {"register": "pilot", "version": 1}),
        ("register_changed", {"register": "pilot", "version": 2}),
        ("register_retired", {"register": "pilot", "version": 2}),
    ]
    assert not any(word in event.details for event in events(office) for word in PRIVATE)
    take_in(approver, trial)
    confirm(office, trial)
    assert approver.post(f"{trial}/publication").status_code == 204
    resident = office.client()
    trial_id = trial.rpartition("/")[2]
    public = resident.get(f"{API}/public/trials/{trial_id}").text
    page = resident.get(f"/trials/{trial_id}").text
    for word in (*PRIVATE, *ids.values(), "JU3223ABC", "見本損保", '"chosen"'):
        assert word not in public
        assert word not in page
    assert "PF2（9.8 kg）" in page


def test_a_person_can_be_forgotten_and_the_revision_still_stands(office: Office) -> None:
    sora, reviewer = office.client("sora"), office.client("reviewer")
    ids = registered(sora)
    trial = begun(sora, choosing(ids))
    frozen = sora.post(f"{trial}/revisions").json()
    with unit_of_work(office.store.engine) as unit:
        unit.registers.forget_private(Kind.PILOT, ids["pilots"])
    assert sora.get(f"{trial}/revisions").json() == [frozen]
    assert "person" not in reviewer.get(f"{API}/pilots/{ids['pilots']}").json()
    assert "氏名はここでは見られません" in reviewer.get(f"/staff/trials/{trial.rpartition('/')[2]}").text
    assert "氏名はここでは見られません" in sora.get("/operator/registers").text
