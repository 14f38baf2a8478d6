"""How to ask each endpoint so that it would be done: the state that its trial must be in, and what is sent.

A new endpoint is one line in `ASKS`; `tests/api/test_permissions.py` fails for one that is missing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from shapely import Polygon
from sqlalchemy import text

from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.office import ConsultedOffice, OfficeContact
from airspace.features import ZoneKind, ZoneType
from airspace.prefecture import MIE
from airspace.register.entry import MEMBER_OF, Entry
from airspace.rescreening import EditionSwitch
from airspace.role import Role
from airspace.voice import VoiceKind
from airspace.workflow import State
from api.jobs.choose import worker_of
from api.jobs.tasks import Surroundings, Task
from api.jobs.worker import Terms
from api.notify.notice import Notice, NoticeKind, Recipient
from api.schemas.register import DATA_OF
from api.security import cookies, csrf
from api.security.accounts import Account, ExternalIdentity, RoleGrant
from api.services import voices, zones
from api.services.ids import new_id
from api.services.screen import Atlases
from api.store.identities import identity_id
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.offices import ISSUER, NOW, Office, at_its_own_time, confirm, content, slip, slip_form, slip_in

API = "/api/v1"
WALKER = "walker"
"""Whom the identity provider knows, in the walk."""

OWNER = "sora"
"""Whose trials these are."""


def no_more(_office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return that the path asks for nothing but the trial."""
    return {}


def another_account(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return an account that nobody of the walk has, and whom no one is linked to yet."""
    account_id = new_id()
    with unit_of_work(office.store.engine) as unit:
        unit.accounts.add(Account(account_id, "o2", frozenset(), account_id, "見本", "", NOW))
        earlier = unit.identities.get(ISSUER, WALKER)
        if earlier is not None:
            unit.identities.remove(earlier)
    return {"account_id": account_id}


def another_link(office: Office, trial_id: str) -> Mapping[str, str]:
    """Return a link to the identity provider that another administrator asked for."""
    place = another_account(office, trial_id)
    subject = new_id()
    with unit_of_work(office.store.engine) as unit:
        unit.identities.add(ExternalIdentity(ISSUER, subject, place["account_id"], NOW, "id-approver"))
    return {**place, "link_id": identity_id(ISSUER, subject)}


@dataclass(frozen=True)
class Ask:
    """One request. `more` fills what the path asks for besides the trial, after the trial is in its state."""

    state: State | None = None
    json: Any = None
    form: Mapping[str, str] | None = None
    more: Callable[[Office, str], Mapping[str, str]] = no_more
    turn: tuple[str, ...] = ()
    """Whose turn it is; anybody else whose role may is told that it is not possible now. Empty: everybody's."""

    query: Mapping[str, str] | None = None
    file: bytes | None = None
    file_name: str = "a.txt"


def _form(**values: str) -> Mapping[str, str]:
    return values


def attached(office: Office, trial_id: str) -> Mapping[str, str]:
    """Attach a file to the trial, that it has a first one."""
    path = f"{API}/trials/{trial_id}/attachments"
    answer = office.helper(OWNER).post(path, files={"file": ("a.txt", b"plain", "text/plain")})
    assert answer.status_code in (201, 409), answer.text
    return {"number": "1"}


def copied(office: Office, trial_id: str) -> Mapping[str, str]:
    """Publish a copy of the trial's first file."""
    number = attached(office, trial_id)
    assert office.helper("reviewer").post(f"{API}/trials/{trial_id}/attachments/1/copy").status_code == 204
    return number


def blacked_out(office: Office, trial_id: str) -> Mapping[str, str]:
    """Black out a letter of the trial's first file."""
    attached(office, trial_id)
    answer = office.helper("reviewer").post(f"{API}/trials/{trial_id}/blackouts", json=BLACKOUT)
    assert answer.status_code == 201, answer.text
    return {"blackout_id": answer.json()["id"]}


BLACKOUT = {
    "document": "attachments/1",
    "place": {"type": "stretch", "start": 0, "end": 1},
    "ground": "personal",
    "reason": "氏名",
}
DAY = "2026-10-01"
REPORT = {"flights": 3, "summary": "計画どおり飛んだ。", "incidents": "なし"}


def a_switch(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return a switch of editions."""
    with unit_of_work(office.store.engine) as unit:
        switch = EditionSwitch(new_id(), unit.rescreenings.next_number(), NOW, (), 0)
        unit.rescreenings.add_switch(switch)
    return {"switch_id": switch.id}


def a_failed_job(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return a job that failed for good."""
    tasks: Mapping[str, Task] = {}
    around = Surroundings(office.store.engine, Atlases(MIE), lambda: NOW)
    with unit_of_work(office.store.engine) as unit:
        unit.jobs.defer("nothing", {}, now=NOW)
    worker_of(around, Terms(waits_s=()), tasks=tasks).run(Event(), once=True)
    with unit_of_work(office.store.engine, writes=False) as unit:
        return {"job_id": str(unit.jobs.failed()[-1].id)}


CASE_FILE = {"retention_class": "5", "closed_on": DAY, "measure": "discard"}


def held(office: Office, trial_id: str) -> Mapping[str, str]:
    """Hold the trial."""
    path = f"{API}/trials/{trial_id}/retention/holds"
    answer = office.helper("reviewer").post(path, json={"reason": "audit"})
    assert answer.status_code == 201, answer.text
    return {"hold_id": answer.json()["id"]}


def given_up(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return a mail that was given up."""
    with unit_of_work(office.store.engine) as unit:
        unit.outbox.put(Notice(NoticeKind.DECISION_MADE, Recipient.account("nobody"), "t", {"revision": 1}), now=NOW)
        mail = unit.outbox.take(now=NOW, lease_s=1)
        assert mail is not None
        unit.outbox.give_up(mail, "550 no such user", now=NOW)
        return {"mail_id": mail.id}


def another_trial(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return a trial to share the sky with."""
    return {"other_id": trial_in(office, State.SUBMITTED)}


def sharing(office: Office, trial_id: str) -> dict[str, str]:
    other = another_trial(office, trial_id)
    asked = {**other, "reason": "交代で飛ぶ。"}
    assert office.helper("reviewer").post(f"{API}/trials/{trial_id}/coordinations", json=asked).status_code == 201
    return other


def two_numbers(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return the reception numbers of two trials that share nothing yet."""
    numbers = []
    for _ in range(2):
        trial = f"{API}/trials/{trial_in(office, State.ACCEPTED)}"
        numbers.append(office.helper("reviewer").get(f"{trial}/acceptance").json()["reference"])
    return {"one": numbers[0], "other_id": numbers[1]}


CORNERS = [[136.0, 34.0], [136.001, 34.0], [136.001, 34.001], [136.0, 34.0]]
CAP = {"name": "見本地区", "area": {"coordinates": [CORNERS]}, "a_month": 10, "since": DAY}


def a_cap(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Set a cap over a place that nobody flies over."""
    return {"cap_id": office.helper("reviewer").post(f"{API}/overflight-caps", json=CAP).json()["id"]}


STOP = {"asked": "飛行を見合わせてください。", "reason": "近くで火災が起きているため。"}
RULING = {"revision": 1, "reason": "理由"}
VIEW = {"flight": 0, "finding": 1, "outcome": "ADVISORY", "reason": "現地で確かめた。"}
PROPOSAL = _form(
    title="津の沿岸",
    purpose="試験",
    table="34.7079,136.5246,60\n34.7010,136.5480,60",
    half_width_m="50",
    height_m="60",
    datum="agl",
    first_day="2026-11-04",
)

OFFICE = "consulted"
NEW_OFFICE = {"kind": "fire", "name_ja": "架空消防", "prefecture_code": "24", "email": "desk@fire.example.jp"}
ASKING = {"revision": 1, "offices": [OFFICE], "questions": "支障はありますか。"}
ANSWER = {"opinion": "no_opinion", "post": "課長", "seen": 0}


def with_an_office(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Register an office whose accounts are the municipality's, once."""
    with unit_of_work(office.store.engine) as unit:
        if unit.offices.get(OFFICE) is None:
            registered = ConsultedOffice(
                OFFICE, ConsulteeKind.PORT, Text("架空港", "Port"), "24", "", "city", NOW, "id-reviewer"
            )
            unit.offices.add(registered, OfficeContact("desk@port.example.jp"))
    return {}


def registered_anew(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Take away what a request before may have registered."""
    with office.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM consulted_office WHERE kind IN ('fire', 'police')"))
    return {}


def consulted(office: Office, trial_id: str) -> Mapping[str, str]:
    """Ask the office about the trial, once; return the consultation's id."""
    with_an_office(office, trial_id)
    trial = f"{API}/trials/{trial_id}"
    with unit_of_work(office.store.engine, writes=False) as unit:
        held = unit.consultations.of_trial(trial_id)
    if held:
        return {"consultation_id": held[0].consultation.id}
    (made,) = office.helper("reviewer").post(f"{trial}/consultations", json=ASKING).json()
    return {"consultation_id": made["id"]}


def answered(office: Office, trial_id: str) -> Mapping[str, str]:
    """Ask the office and let it answer, once; return the consultation's id."""
    place = consulted(office, trial_id)
    path = f"{API}/municipality/consultations/{place['consultation_id']}/answers"
    assert office.helper("municipality").post(path, json=ANSWER).status_code in (201, 409)
    return place


def answered_in_full(office: Office, trial_id: str) -> Mapping[str, str]:
    """Ask the office and let it answer with a file, again where it did; return where the newest file is."""
    place = consulted(office, trial_id)
    client = office.helper("municipality")
    client.get("/sign-in")
    with unit_of_work(office.store.engine, writes=False) as unit:
        (held,) = unit.consultations.of_trial(trial_id)
    form = {"csrf_token": csrf.token(client.cookies[cookies.FORM])} | {name: str(ANSWER[name]) for name in ANSWER}
    form["seen"] = str(len(held.answers))
    path = f"/municipality/consultations/{place['consultation_id']}/answer"
    sent = client.post(path, data=form, files={"file": ("a.txt", b"x", "text/plain")}, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    with unit_of_work(office.store.engine, writes=False) as unit:
        newest = unit.attachments.list(trial_id)[-1]
    return {**place, "number": str(newest.number)}


def a_colleague(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Add a colleague of `OWNER`'s, with a role that an administrator asked for who does not walk."""
    with unit_of_work(office.store.engine) as unit:
        member_id, grant_id = new_id(), new_id()
        unit.accounts.add(Account(member_id, "o1", frozenset(), f"login-{member_id}", "同僚", "", NOW))
        asker = new_id()
        unit.accounts.add(Account(asker, "office", frozenset({Role.ADMIN}), f"login-{asker}", "管理者", "", NOW))
        unit.accounts.add_grant(RoleGrant(grant_id, member_id, Role.OPERATOR, NOW, asker))
    return {"organisation_id": "o1", "member_id": member_id, "grant_id": grant_id}


def a_voice(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Let a resident ask something."""
    with unit_of_work(office.store.engine) as unit:
        voice, _ = voices.hear(unit, voices.Heard(VoiceKind.QUESTION, "何が飛びますか。"), now=NOW)
    return {"voice_id": voice.id}


VOICE = {"channel": "phone", "kind": "noise", "text": "音が気になる。", "received_on": DAY}


def an_edition(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return an edition that is held."""
    with unit_of_work(office.store.engine, writes=False) as unit:
        return {"edition_id": unit.editions.list()[0].id}


ZONE = {
    "zone_name": "祭りの会場",
    "reason": "人が集まるため。",
    "area": "33.8,136.9\n33.8,137.0\n33.75,137.0",
    "zone_type": "REQ_AUTHORISATION",
    "zone_kind": "other",
}
"""Far from every trial of the walk."""


ZONES_FILE = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": "z", "name": "会場", "type": "PROHIBITED"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[136.9, 33.8], [137.0, 33.8], [137.0, 33.75], [136.9, 33.8]]],
                },
            }
        ],
    }
).encode()


def a_zone(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Draw a zone."""
    area = Polygon([(136.9, 33.8), (137.0, 33.8), (137.0, 33.75)])
    wanted = zones.Wanted("会場", new_id(), area, ZoneType.REQ_AUTHORISATION, ZoneKind.OTHER)
    with unit_of_work(office.store.engine) as unit:
        reviewer = unit.accounts.get("id-reviewer")
        assert reviewer is not None
        return {"edition_id": zones.draw_zone(unit, reviewer, wanted, MIE, now=NOW).edition.id}


def an_enquiry(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Begin an enquiry as `OWNER`."""
    asked = office.helper(OWNER).post(f"{API}/enquiries", json={"subject": "件名", "text": "内容"})
    return {"enquiry_id": asked.json()["id"]}


def a_member_without_role(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Add a colleague of `OWNER`'s who holds no role."""
    with unit_of_work(office.store.engine) as unit:
        member_id = new_id()
        unit.accounts.add(Account(member_id, "o1", frozenset(), f"login-{member_id}", "同僚", "", NOW))
    return {"organisation_id": "o1", "member_id": member_id}


def _kept(register: str) -> Callable[[Office, str], Mapping[str, str]]:
    """Return what finds a new entry of `OWNER`'s register; where there is a trial, its first revision chose it."""

    def keep(office: Office, trial_id: str) -> Mapping[str, str]:
        facts = DATA_OF[KINDS[register]].model_validate(ENTRIES[register]["facts"]).value()
        entry = Entry(new_id(), "o1", KINDS[register], 1, facts, None, NOW, f"id-{OWNER}")
        with unit_of_work(office.store.engine) as unit:
            unit.registers.add(entry)
            if trial_id != "none":
                unit.registers.freeze(trial_id, 1, {entry.id: 1})
        return {"entry_id": entry.id, "kind": "aircraft"}

    return keep


def _asks_of(register: str) -> dict[str, Ask]:
    entry, path = ENTRIES[register], f"/api/v1/{register}"
    return {
        f"GET {path}": Ask(),
        f"POST {path}": Ask(json=entry),
        f"GET {path}/{{entry_id}}": Ask(State.SUBMITTED, more=_kept(register)),
        f"PUT {path}/{{entry_id}}": Ask(json={**entry, "version": 1}, more=_kept(register)),
        f"POST {path}/{{entry_id}}/retirement": Ask(more=_kept(register)),
    }


ENTRIES: dict[str, dict[str, Any]] = {
    "aircraft": {"facts": {"name": "PF2"}},
    "pilots": {"facts": {"licence": "second"}, "person": {"person_name": "空野 翔"}},
    "insurances": {"facts": {"insurer": "見本損保"}, "policy": {"policy_number": "A-1"}},
    "sites": {"facts": {"name": "河川敷", "lon_deg": 136.5, "lat_deg": 34.7}},
}
"""The least that an entry of each register can say."""

KINDS = {member: kind for kind, member in MEMBER_OF.items()}


def with_a_change(office: Office, trial_id: str) -> Mapping[str, str]:
    """Leave a draft of a change that stays within what was confirmed."""
    with unit_of_work(office.store.engine, writes=False) as unit:
        confirmed = unit.trials.revision(trial_id)
    assert confirmed is not None
    changed = json.loads(confirmed.canonical) | {"title": "別の題名"}
    saved = office.helper(OWNER).put(f"{API}/trials/{trial_id}/draft", json=changed)
    assert saved.status_code == 204
    return {}


def with_a_judgement(office: Office, trial_id: str) -> Mapping[str, str]:
    """Leave a second revision, given as a notice of change."""
    owner = office.helper(OWNER)
    if len(owner.get(f"{API}/trials/{trial_id}/revisions").json()) < 2:
        with_a_change(office, trial_id)
        assert owner.post(f"{API}/trials/{trial_id}/change-notices").status_code == 201
    return {"number": "2"}


def a_day(_office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return a day on which the trial flies."""
    return {"day": DAY}


PROMISE = {"text": "学校の上は飛ばない。", "reason": "説明会での約束。"}
WORDS = {f"promise-{name}": text for name, text in PROMISE.items()}

ASKS: dict[str, Ask] = {
    "GET /api/v1/organisations": Ask(),
    "POST /api/v1/organisations": Ask(json={"name": "新しい会社", "kind": "operator", "phone": "059-000-0009"}),
    "GET /api/v1/organisations/{organisation_id}/members": Ask(more=a_colleague),
    "POST /api/v1/organisations/{organisation_id}/invitations": Ask(json={"roles": ["operator"]}, more=a_colleague),
    "DELETE /api/v1/members/{member_id}": Ask(more=a_colleague),
    "POST /api/v1/members/{member_id}/roles": Ask(json={"role": "operator"}, more=a_member_without_role),
    "POST /api/v1/role-grants/{grant_id}/confirmation": Ask(more=a_colleague),
    "DELETE /api/v1/role-grants/{grant_id}": Ask(more=a_colleague),
    "GET /organisations": Ask(),
    "POST /organisations": Ask(form=_form(name="新しい会社", kind="operator", phone="059-000-0009")),
    "GET /organisations/{organisation_id}": Ask(more=a_colleague),
    "POST /organisations/{organisation_id}/invite": Ask(form={"role-operator": "yes"}, more=a_colleague),
    "POST /organisations/{organisation_id}/remove": Ask(form=_form(member="{member_id}"), more=a_colleague),
    "POST /organisations/{organisation_id}/roles": Ask(
        form=_form(member="{member_id}", role="operator"), more=a_member_without_role
    ),
    "POST /organisations/{organisation_id}/confirm-role": Ask(form=_form(grant="{grant_id}"), more=a_colleague),
    "POST /organisations/{organisation_id}/end-role": Ask(form=_form(grant="{grant_id}"), more=a_colleague),
    "GET /api/v1/trials": Ask(),
    "POST /api/v1/trials": Ask(json=content()),
    "GET /api/v1/trials/{trial_id}": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/draft": Ask(State.DRAFT),
    "PUT /api/v1/trials/{trial_id}/draft": Ask(State.DRAFT, json=content("別の題名")),
    "POST /api/v1/trials/{trial_id}/revisions": Ask(State.DRAFT),
    "GET /api/v1/trials/{trial_id}/revisions": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/decisions": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/revisions/{number}/overrides": Ask(State.SUBMITTED),
    "POST /api/v1/trials/{trial_id}/revisions/{number}/overrides": Ask(State.SUBMITTED, json=VIEW),
    "POST /api/v1/trials/{trial_id}/acceptance": Ask(State.SUBMITTED, json={}),
    "GET /api/v1/trials/{trial_id}/acceptance": Ask(State.ACCEPTED),
    "GET /api/v1/trials/{trial_id}/letters": Ask(State.ACCEPTED),
    "GET /api/v1/trials/{trial_id}/dips": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/dips.geojson": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/dips.zip": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/letters/{number}": Ask(State.ACCEPTED),
    "POST /api/v1/trials/{trial_id}/stop-requests": Ask(State.CONFIRMED, json=STOP),
    "POST /staff/trials/{trial_id}/stop": Ask(State.CONFIRMED, form=STOP),
    "PUT /api/v1/trials/{trial_id}/pledge": Ask(
        State.DRAFT, json={"no_organised_crime": True, "prefectural_tax_paid": True}
    ),
    "POST /operator/trials/{trial_id}/pledge": Ask(
        State.DRAFT, form=_form(no_organised_crime="yes", prefectural_tax_paid="yes")
    ),
    "POST /api/v1/trials/{trial_id}/review": Ask(State.ACCEPTED),
    "PUT /api/v1/trials/{trial_id}/owner": Ask(State.ACCEPTED, json={"account": "id-assessor"}),
    "POST /api/v1/trials/{trial_id}/corrections": Ask(State.SUBMITTED, json=RULING),
    "POST /api/v1/trials/{trial_id}/publication": Ask(State.CONFIRMED),
    "POST /api/v1/trials/{trial_id}/withdrawal": Ask(State.DRAFT),
    "POST /api/v1/accounts/{account_id}/unlock": Ask(more=another_account),
    "DELETE /api/v1/accounts/{account_id}/second-factor": Ask(more=another_account),
    "GET /api/v1/accounts/{account_id}/identities": Ask(more=another_account),
    "POST /api/v1/accounts/{account_id}/identities": Ask(json={"subject": WALKER}, more=another_account),
    "POST /api/v1/accounts/{account_id}/identities/{link_id}/confirmation": Ask(more=another_link),
    "DELETE /api/v1/accounts/{account_id}/identities/{link_id}": Ask(more=another_link),
    "GET /api/v1/offices": Ask(),
    "POST /api/v1/offices": Ask(json=NEW_OFFICE, more=registered_anew),
    "GET /api/v1/trials/{trial_id}/consultees": Ask(State.UNDER_REVIEW),
    "GET /api/v1/trials/{trial_id}/consultations": Ask(State.UNDER_REVIEW),
    "POST /api/v1/trials/{trial_id}/consultations": Ask(State.UNDER_REVIEW, json=ASKING, more=with_an_office),
    "POST /api/v1/trials/{trial_id}/consultations/end": Ask(State.UNDER_REVIEW, more=consulted),
    "POST /api/v1/trials/{trial_id}/consultations/{consultation_id}/reminders": Ask(State.UNDER_REVIEW, more=consulted),
    "POST /api/v1/trials/{trial_id}/consultations/{consultation_id}/withdrawal": Ask(
        State.UNDER_REVIEW, json={"reason": "宛先を間違えた"}, more=consulted
    ),
    "POST /api/v1/trials/{trial_id}/consultations/{consultation_id}/answers/{number}/copies": Ask(
        State.UNDER_REVIEW, json={"text": "写し"}, more=answered
    ),
    "GET /api/v1/municipality/consultations": Ask(),
    "POST /api/v1/municipality/consultations/{consultation_id}/answers": Ask(
        State.UNDER_REVIEW, json=ANSWER, more=consulted
    ),
    "GET /municipality": Ask(),
    "GET /municipality/consultations/{consultation_id}": Ask(State.UNDER_REVIEW, more=consulted),
    "GET /municipality/consultations/{consultation_id}/map/{number}": Ask(State.UNDER_REVIEW, more=consulted),
    "GET /municipality/consultations/{consultation_id}/files/{number}": Ask(State.UNDER_REVIEW, more=answered_in_full),
    "POST /municipality/consultations/{consultation_id}/answer": Ask(
        State.UNDER_REVIEW, form=_form(opinion="no_opinion", post="課長", seen="0"), more=consulted
    ),
    "GET /staff/offices": Ask(),
    "POST /staff/offices": Ask(
        form=_form(kind="police", name_ja="架空警察署", email="desk@police.example.jp"), more=registered_anew
    ),
    "GET /staff/trials/{trial_id}/consultations": Ask(State.UNDER_REVIEW),
    "POST /staff/trials/{trial_id}/consultations": Ask(
        State.UNDER_REVIEW,
        form=_form(revision="1", questions="支障はありますか。", working_days="10", **{f"office-{OFFICE}": "1"}),
        more=with_an_office,
    ),
    "POST /staff/trials/{trial_id}/consultations/end": Ask(State.UNDER_REVIEW, form={}, more=consulted),
    "POST /staff/trials/{trial_id}/consultations/{consultation_id}/remind": Ask(
        State.UNDER_REVIEW, form={}, more=consulted
    ),
    "POST /staff/trials/{trial_id}/consultations/{consultation_id}/withdraw": Ask(
        State.UNDER_REVIEW, form=_form(reason="宛先を間違えた"), more=consulted
    ),
    "POST /staff/trials/{trial_id}/consultations/{consultation_id}/copy": Ask(
        State.UNDER_REVIEW, form=_form(answer="1", text="写し"), more=answered
    ),
    "GET /api/v1/notices": Ask(),
    "POST /api/v1/notices/read": Ask(json={"newest": "none"}),
    "GET /api/v1/mail": Ask(),
    "POST /api/v1/mail/{mail_id}/retry": Ask(more=given_up),
    "GET /api/v1/switches": Ask(),
    "GET /api/v1/switches/{switch_id}": Ask(more=a_switch),
    "GET /api/v1/trials/{trial_id}/rescreenings": Ask(State.SUBMITTED),
    "GET /api/v1/jobs": Ask(),
    "POST /api/v1/jobs/{job_id}/retry": Ask(more=a_failed_job),
    "GET /staff/switches": Ask(),
    "GET /staff/switches/{switch_id}": Ask(more=a_switch),
    "GET /jobs": Ask(),
    "POST /jobs/{job_id}/again": Ask(form={}, more=a_failed_job),
    "GET /notices": Ask(),
    "POST /notices/read": Ask(form={}),
    "GET /mail": Ask(),
    "POST /mail/{mail_id}/again": Ask(form={}, more=given_up),
    "GET /api/v1/trials/{trial_id}/attachments": Ask(State.SUBMITTED),
    "POST /api/v1/trials/{trial_id}/attachments": Ask(State.SUBMITTED, file=b"plain"),
    "GET /api/v1/trials/{trial_id}/attachments/{number}": Ask(State.SUBMITTED, more=attached),
    "GET /api/v1/trials/{trial_id}/attachments/{number}/copy": Ask(State.SUBMITTED, more=attached),
    "POST /api/v1/trials/{trial_id}/attachments/{number}/copy": Ask(State.SUBMITTED, more=attached),
    "DELETE /api/v1/trials/{trial_id}/attachments/{number}/copy": Ask(State.SUBMITTED, more=copied),
    "GET /api/v1/trials/{trial_id}/blackouts": Ask(State.SUBMITTED),
    "POST /api/v1/trials/{trial_id}/blackouts": Ask(State.SUBMITTED, json=BLACKOUT, more=attached),
    "DELETE /api/v1/trials/{trial_id}/blackouts/{blackout_id}": Ask(State.SUBMITTED, more=blacked_out),
    "POST /api/v1/trials/{trial_id}/disclosure": Ask(State.SUBMITTED),
    "GET /trials/{trial_id}/files": Ask(State.SUBMITTED),
    "GET /staff/trials/{trial_id}/files/{number}": Ask(State.SUBMITTED, more=attached),
    "GET /staff/trials/{trial_id}/files/{number}/preview": Ask(State.SUBMITTED, more=attached),
    "POST /staff/trials/{trial_id}/files/{number}/blackouts": Ask(
        State.SUBMITTED, form=_form(words="a", ground="personal", reason="氏名"), more=attached
    ),
    "POST /staff/trials/{trial_id}/files/{number}/lift": Ask(
        State.SUBMITTED, form=_form(blackout="{blackout_id}"), more=blacked_out
    ),
    "POST /staff/trials/{trial_id}/files/{number}/publish": Ask(State.SUBMITTED, form={}, more=attached),
    "POST /staff/trials/{trial_id}/files/{number}/take-back": Ask(State.SUBMITTED, form={}, more=copied),
    "POST /staff/trials/{trial_id}/disclosure": Ask(State.SUBMITTED, form={}),
    "POST /trials/{trial_id}/files": Ask(State.SUBMITTED, form={}, file=b"plain"),
    "GET /trials/{trial_id}/files/{number}": Ask(State.SUBMITTED, more=attached),
    "GET /api/v1/enquiries": Ask(),
    "POST /api/v1/enquiries": Ask(json={"subject": "件名", "text": "内容"}),
    "GET /api/v1/enquiries/{enquiry_id}": Ask(more=an_enquiry),
    "POST /api/v1/enquiries/{enquiry_id}/entries": Ask(json={"text": "返事"}, more=an_enquiry),
    "PUT /api/v1/enquiries/{enquiry_id}/trial": Ask(State.SUBMITTED, json={"trial_id": "{trial_id}"}, more=an_enquiry),
    "GET /enquiries": Ask(),
    "POST /enquiries": Ask(form=_form(subject="件名", text="内容")),
    "GET /staff/voices": Ask(),
    "POST /staff/views": Ask(form={"view_name": "わたしの案件", "query": "owner=me"}),
    "POST /staff/views/{view_id}/removal": Ask(form={}, more=lambda _o, _t: {"view_id": "v"}),
    "GET /staff/handover": Ask(),
    "POST /staff/handover": Ask(State.UNDER_REVIEW, form={"owner": "id-reviewer", "case-{trial_id}": "yes"}),
    "GET /staff/calendar": Ask(),
    "GET /staff/statistics": Ask(),
    "GET /staff/statistics/{year}.csv": Ask(more=lambda _o, _t: {"year": "2026"}),
    "GET /staff/audit": Ask(),
    "GET /staff/datasets": Ask(),
    "POST /staff/datasets": Ask(
        form={"kind": "zones", "prefecture": "24", "as_of": "2026-11-01", "source": "架空市", "import": "dry"},
        file=ZONES_FILE,
        file_name="a.geojson",
    ),
    "GET /staff/datasets/{edition_id}": Ask(more=an_edition),
    "GET /staff/zones": Ask(),
    "POST /staff/zones": Ask(form=ZONE),
    "POST /staff/zones/{edition_id}/end": Ask(form={}, more=a_zone),
    "GET /staff/voices/new": Ask(),
    "POST /staff/voices/new": Ask(form=VOICE),
    "GET /staff/voices/{voice_id}": Ask(more=a_voice),
    "POST /staff/voices/{voice_id}": Ask(form=_form(act="note", answer="電話で答えた。"), more=a_voice),
    "GET /enquiries/{enquiry_id}": Ask(more=an_enquiry),
    "POST /enquiries/{enquiry_id}": Ask(form=_form(text="返事"), more=an_enquiry),
    "POST /enquiries/{enquiry_id}/trial": Ask(State.SUBMITTED, form=_form(trial="{trial_id}"), more=an_enquiry),
    "POST /api/v1/trials/{trial_id}/schedule": Ask(State.CONFIRMED, json={"days": [DAY]}),
    "GET /api/v1/trials/{trial_id}/schedule": Ask(State.SCHEDULED),
    "GET /api/v1/trials/{trial_id}/conflicts": Ask(State.SCHEDULED),
    "POST /api/v1/trials/{trial_id}/coordinations/ends": Ask(
        State.CONFIRMED, json={"other_id": "{other_id}", "reason": "終わり"}, more=sharing
    ),
    "POST /api/v1/trials/{trial_id}/coordinations": Ask(
        State.SCHEDULED, json={"other_id": "{other_id}", "reason": "交代で飛ぶ。"}, more=another_trial
    ),
    "GET /api/v1/conflicts": Ask(query={"from": DAY, "to": DAY}),
    "GET /api/v1/overflight-caps": Ask(),
    "POST /api/v1/overflight-caps": Ask(json=CAP),
    "PUT /api/v1/overflight-caps/{cap_id}": Ask(json=CAP, more=a_cap),
    "GET /staff/days": Ask(),
    "POST /staff/days/coordinations": Ask(
        form=_form(one="{one}", other_id="{other_id}", reason="交代で飛ぶ。"), more=two_numbers
    ),
    "POST /api/v1/trials/{trial_id}/completion": Ask(State.SCHEDULED),
    "POST /api/v1/trials/{trial_id}/report": Ask(State.COMPLETED, json=REPORT),
    "GET /api/v1/trials/{trial_id}/report": Ask(State.REPORTED),
    "POST /api/v1/trials/{trial_id}/closure": Ask(State.REPORTED),
    "GET /api/v1/retention": Ask(),
    "GET /api/v1/trials/{trial_id}/retention": Ask(State.SUBMITTED),
    "PUT /api/v1/trials/{trial_id}/retention": Ask(State.WITHDRAWN, json=CASE_FILE),
    "POST /api/v1/trials/{trial_id}/retention/holds": Ask(State.SUBMITTED, json={"reason": "audit"}),
    "POST /api/v1/trials/{trial_id}/retention/holds/{hold_id}/end": Ask(
        State.SUBMITTED, json={"ended_on": DAY}, more=held
    ),
    "GET /staff/retention": Ask(),
    "GET /staff/trials/{trial_id}/retention": Ask(State.SUBMITTED),
    "POST /staff/trials/{trial_id}/retention": Ask(State.WITHDRAWN, form=CASE_FILE),
    "POST /staff/trials/{trial_id}/retention/hold": Ask(State.SUBMITTED, form=_form(hold_reason="audit")),
    "POST /staff/trials/{trial_id}/retention/release": Ask(
        State.SUBMITTED, form=_form(hold="{hold_id}", ended_on=DAY), more=held
    ),
    "POST /operator/trials/{trial_id}/schedule": Ask(State.CONFIRMED, form=_form(days=DAY)),
    "POST /operator/trials/{trial_id}/complete": Ask(State.SCHEDULED, form={}),
    "POST /operator/trials/{trial_id}/report": Ask(
        State.COMPLETED, form=_form(flights="3", summary="飛んだ。", incidents="なし")
    ),
    "POST /staff/trials/{trial_id}/close": Ask(State.REPORTED, form={}),
    **{endpoint: ask for register in ENTRIES for endpoint, ask in _asks_of(register).items()},
    "GET /api/v1/trials/{trial_id}/revisions/{number}/difference": Ask(State.SUBMITTED, query={"against": "1"}),
    "GET /api/v1/trials/{trial_id}/revisions/{number}/amendment": Ask(State.CONFIRMED, more=with_a_judgement),
    "GET /api/v1/trials/{trial_id}/draft/amendment": Ask(State.CONFIRMED, more=with_a_change),
    "POST /api/v1/trials/{trial_id}/change-notices": Ask(State.CONFIRMED, more=with_a_change),
    "POST /api/v1/trials/{trial_id}/amendments": Ask(State.CONFIRMED, more=with_a_change),
    "GET /api/v1/trials/{trial_id}/conditions": Ask(State.SUBMITTED),
    "POST /api/v1/trials/{trial_id}/commitments": Ask(State.SUBMITTED, json=PROMISE),
    "GET /api/v1/trials/{trial_id}/days/{day}": Ask(State.CONFIRMED, more=a_day),
    "GET /operator": Ask(),
    "GET /operator/registers": Ask(),
    "GET /operator/registers/{kind}/new": Ask(more=lambda _office, _trial: {"kind": "pilot"}),
    "POST /operator/registers/{kind}/new": Ask(
        form=_form(name="PF2"), more=lambda _office, _trial: {"kind": "aircraft"}
    ),
    "GET /operator/registers/{kind}/{entry_id}": Ask(more=_kept("aircraft")),
    "POST /operator/registers/{kind}/{entry_id}": Ask(form=_form(name="PF3", version="1"), more=_kept("aircraft")),
    "POST /operator/registers/{kind}/{entry_id}/retire": Ask(form={}, more=_kept("aircraft")),
    "GET /operator/new": Ask(),
    "POST /operator/new": Ask(form=PROPOSAL),
    "POST /operator/typed/{subject}": Ask(form={"title": "題"}, more=lambda _o, _t: {"subject": "new"}),
    "POST /operator/typed/{subject}/discard": Ask(form={}, more=lambda _o, _t: {"subject": "new"}),
    "GET /operator/trials/{trial_id}/check-answers": Ask(State.DRAFT),
    "GET /operator/trials/{trial_id}/receipts/{number}": Ask(State.SUBMITTED, more=lambda _o, _t: {"number": "1"}),
    "POST /operator/new/from-check": Ask(form={"check": "{{}}"}),
    "GET /operator/trials/{trial_id}": Ask(State.SUBMITTED),
    "GET /operator/trials/{trial_id}/map/{number}": Ask(State.SUBMITTED),
    "GET /operator/trials/{trial_id}/difference/map/{number}": Ask(State.CONFIRMED, more=with_a_change),
    "GET /operator/trials/{trial_id}/edit": Ask(State.DRAFT),
    "POST /operator/trials/{trial_id}/edit": Ask(State.DRAFT, form=PROPOSAL),
    "POST /operator/trials/{trial_id}/submit": Ask(State.DRAFT, form={}),
    "POST /operator/trials/{trial_id}/withdraw": Ask(State.SUBMITTED, form={}),
    "POST /operator/trials/{trial_id}/notify": Ask(State.CONFIRMED, form={}, more=with_a_change),
    "POST /operator/trials/{trial_id}/amend": Ask(State.CONFIRMED, form={}, more=with_a_change),
    "POST /operator/trials/{trial_id}/commit": Ask(State.SUBMITTED, form=WORDS),
    "GET /staff": Ask(),
    "GET /staff/trials/{trial_id}/difference": Ask(State.SUBMITTED),
    "GET /staff/trials/{trial_id}/difference/{against}/map/{number}": Ask(
        State.SUBMITTED, more=lambda _o, _t: {"against": "1", "number": "1"}
    ),
    "POST /staff/trials/{trial_id}/commit": Ask(State.SUBMITTED, form=WORDS),
    "GET /staff/trials/{trial_id}": Ask(State.SUBMITTED),
    "GET /staff/trials/{trial_id}/map/{number}": Ask(State.SUBMITTED),
    "POST /staff/trials/{trial_id}/accept": Ask(State.SUBMITTED, form={}),
    "POST /staff/trials/{trial_id}/review": Ask(State.ACCEPTED, form={}),
    "POST /staff/trials/{trial_id}/owner": Ask(State.ACCEPTED, form={"owner": "id-assessor"}),
    "POST /staff/trials/{trial_id}/corrections": Ask(State.SUBMITTED, form=_form(revision="1", reason="西へ")),
    "POST /staff/trials/{trial_id}/view": Ask(
        State.SUBMITTED, form=_form(revision="1", flight="0", finding="1", outcome="ADVISORY", reason="現地で見た。")
    ),
    "POST /staff/trials/{trial_id}/publish": Ask(State.CONFIRMED, form={}),
    "GET /staff/trials/{trial_id}/publish": Ask(State.CONFIRMED),
    "POST /staff/trials/{trial_id}/publish/check": Ask(State.CONFIRMED, form={}),
    "POST /staff/trials/{trial_id}/publish/preview": Ask(State.CONFIRMED, form={}),
    "GET /staff/trials/{trial_id}/publish/map/{number}": Ask(State.CONFIRMED, more=lambda _o, _t: {"number": "1"}),
}


NOT_FLOWN = {"step": "no_go", "reason": "強風のため"}
CHECKED = {"checked_at": NOW.isoformat(), "found": False}
PERMIT = {"kind": "permission", "number": "阪空運航第1号", "valid_from": DAY, "valid_to": DAY}
CONTACT = {"kind": "police", "name": "架空警察署", "telephone": "059-000-0110"}
CALLED = {"at": NOW.isoformat(), "speaker": "当直"}
AREA = {"polygons": [[[136.0, 34.0], [136.1, 34.0], [136.1, 34.1]]], "reason": "地震"}
INCIDENT = {
    "happened_at": NOW.isoformat(),
    "place": "沖",
    "what": "不時着",
    "injured": "unknown",
    "damage": "unknown",
    "aircraft": "unknown",
}


def a_permit(office: Office, trial_id: str) -> Mapping[str, str]:
    """Record a permit."""
    made = office.helper(OWNER).post(f"{API}/trials/{trial_id}/permits", json=PERMIT)
    assert made.status_code == 201, made.text
    return {"permit_id": made.json()["id"], "day": DAY}


def a_contact(office: Office, trial_id: str) -> Mapping[str, str]:
    """Add a contact and tell it of the day."""
    owner, trial = office.helper(OWNER), f"{API}/trials/{trial_id}"
    contact = owner.post(f"{trial}/contacts", json=CONTACT).json()["id"]
    assert owner.post(f"{trial}/flight-days/{DAY}/tellings").status_code == 201
    seen = next(one for one in owner.get(f"{trial}/contacts").json() if one["id"] == contact)
    return {"contact_id": contact, "telling_id": seen["tellings"][0]["id"], "day": DAY}


def an_incident(office: Office, trial_id: str) -> Mapping[str, str]:
    """Make a first report."""
    assert office.helper(OWNER).post(f"{API}/trials/{trial_id}/incidents", json=INCIDENT).status_code == 201
    return {"number": "1"}


def a_stop(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Ask that nobody flies somewhere else."""
    return {"stop_id": office.helper("reviewer").post(f"{API}/stops", json=AREA).json()["id"]}


DAYS = "/api/v1/trials/{trial_id}/flight-days"
FLYING = State.SCHEDULED
ASKS |= {
    f"GET {DAYS}": Ask(FLYING),
    f"GET {DAYS}/{{day}}": Ask(FLYING, more=a_day),
    f"POST {DAYS}/{{day}}/acts": Ask(FLYING, json=NOT_FLOWN, more=a_day),
    f"POST {DAYS}/{{day}}/plan-notices": Ask(FLYING, json={"number": "FPL-1"}, more=a_day),
    f"POST {DAYS}/{{day}}/emergency-checks": Ask(FLYING, json=CHECKED, more=a_day),
    f"POST {DAYS}/{{day}}/tellings": Ask(FLYING, more=a_day),
    "GET /api/v1/trials/{trial_id}/permits": Ask(FLYING),
    "POST /api/v1/trials/{trial_id}/permits": Ask(FLYING, json=PERMIT),
    "POST /api/v1/trials/{trial_id}/permits/{permit_id}/withdrawal": Ask(FLYING, more=a_permit),
    "GET /api/v1/trials/{trial_id}/contacts": Ask(FLYING),
    "POST /api/v1/trials/{trial_id}/contacts": Ask(FLYING, json=CONTACT),
    "DELETE /api/v1/trials/{trial_id}/contacts/{contact_id}": Ask(FLYING, more=a_contact),
    "POST /api/v1/trials/{trial_id}/contact-tellings/{telling_id}/acknowledgement": Ask(
        FLYING, json=CALLED, more=a_contact
    ),
    "GET /api/v1/trials/{trial_id}/incidents": Ask(FLYING),
    "POST /api/v1/trials/{trial_id}/incidents": Ask(FLYING, json=INCIDENT),
    "POST /api/v1/trials/{trial_id}/incidents/{number}/mlit-number": Ask(
        FLYING, json={"number": "第1号"}, more=an_incident
    ),
    "POST /api/v1/trials/{trial_id}/incidents/{number}/notices": Ask(
        FLYING, json={"text": "不時着しました。", "published": False}, more=an_incident
    ),
    "GET /api/v1/stops": Ask(),
    "POST /api/v1/stops": Ask(json=AREA),
    "POST /api/v1/stops/{stop_id}/release": Ask(json={"reason": "解除"}, more=a_stop),
    "GET /operator/trials/{trial_id}/days": Ask(FLYING),
    "POST /operator/trials/{trial_id}/days/permits": Ask(
        FLYING, form=_form(permit_kind="permission", number="第1号", valid_from=DAY, valid_to=DAY)
    ),
    "POST /operator/trials/{trial_id}/days/permits/{permit_id}/withdraw": Ask(FLYING, form={}, more=a_permit),
    "GET /operator/trials/{trial_id}/days/{day}": Ask(FLYING, more=a_day),
    "POST /operator/trials/{trial_id}/days/{day}/notice": Ask(FLYING, form=_form(number="FPL-1"), more=a_day),
    "POST /operator/trials/{trial_id}/days/{day}/check": Ask(
        FLYING, form=_form(checked_day=DAY, checked_time="11:00", found="no"), more=a_day
    ),
    "POST /operator/trials/{trial_id}/days/{day}/act": Ask(FLYING, form=NOT_FLOWN, more=a_day),
    "GET /operator/trials/{trial_id}/incidents": Ask(FLYING),
    "POST /operator/trials/{trial_id}/incidents": Ask(
        FLYING,
        form=_form(
            happened_day=DAY,
            happened_time="11:00",
            place="沖",
            what="不時着",
            injured="no",
            damage="no",
            aircraft_state="down",
        ),
    ),
    "POST /operator/trials/{trial_id}/incidents/{number}/mlit-number": Ask(
        FLYING, form=_form(mlit_number="第1号"), more=an_incident
    ),
    "GET /trials/{trial_id}/contacts": Ask(FLYING),
    "POST /trials/{trial_id}/contacts": Ask(FLYING, form=_form(contact_kind="police", name="署", telephone="110")),
    "POST /trials/{trial_id}/contacts/tell": Ask(FLYING, form=_form(day=DAY)),
    "POST /trials/{trial_id}/contacts/{contact_id}/remove": Ask(FLYING, form={}, more=a_contact),
    "POST /trials/{trial_id}/contacts/tellings/{telling_id}/acknowledge": Ask(
        FLYING, form=_form(at_day=DAY, at_time="11:00", speaker="当直"), more=a_contact
    ),
    "GET /staff/stops": Ask(),
    "POST /staff/stops": Ask(form=_form(area="34.0,136.0\n34.0,136.1\n34.1,136.1", reason="地震")),
    "POST /staff/stops/{stop_id}/release": Ask(form=_form(release_reason="解除"), more=a_stop),
    "GET /staff/trials/{trial_id}/incidents": Ask(FLYING),
    "POST /staff/trials/{trial_id}/incidents/{number}/notice": Ask(
        FLYING, form=_form(text="不時着しました。"), more=an_incident
    ),
}


def slip_at(stage: str, *, here: bool = True) -> Callable[[Office, str], Mapping[str, str]]:
    """Return what brings a slip to a stage of its way; a trial that is asked about again keeps the slip that it has."""

    def brought(office: Office, trial_id: str) -> Mapping[str, str]:
        with unit_of_work(office.store.engine, writes=False) as unit:
            held = unit.slips.open_of(trial_id)
        return {"slip_id": held.id if held else slip(office, f"{API}/trials/{trial_id}", stage, here=here)}

    return brought


ISSUE = {"document_number": "空第1号", "on": f"{NOW:%Y-%m-%d}"}
OUTCOME = {
    "document_number": "空第1号",
    "decided_on": f"{NOW:%Y-%m-%d}",
    "enforced_on": f"{NOW:%Y-%m-%d}",
    "post": "課長",
}
IN_ABSENCE = {"absent": "課長", "post": "課長補佐", "reason": "出張のため"}
REVIEW = State.UNDER_REVIEW
DRAFTED = slip_at("drafted")
TO_DECIDE = slip_at("endorsed")
IN_ABSENT = slip_at("decided_for")
OUTSIDE = slip_at("exported", here=False)
NOT_THE_DRAFTER = ("assessor", "approver", "deputy")

# Path of the API and of the page, stage, whose turn it is, and what is sent as JSON and as a form.
ACTS: tuple[tuple[str, str, Callable[[Office, str], Mapping[str, str]], tuple[str, ...], Any], ...] = (
    ("endorsement", "endorse", DRAFTED, ("assessor",), {}),
    ("concurrence", "concur", slip_at("to_concur"), ("deputy",), {}),
    ("decision", "decide", TO_DECIDE, ("approver",), {}),
    ("decision-in-absence", "decide_for", TO_DECIDE, ("deputy",), IN_ABSENCE),
    ("return", "send_back", DRAFTED, ("assessor", "approver"), {"reason": "風の条件がない。"}),
    ("pull-back", "pull_back", DRAFTED, ("reviewer",), {}),
    ("circulations", "circulate", DRAFTED, ("reviewer", "assessor", "approver"), {"to": "id-deputy"}),
    ("note", "note", slip_at("circulated"), ("deputy",), {}),
    ("sight", "see_afterwards", IN_ABSENT, ("approver",), {}),
    ("enforcement", "enforce", slip_at("decided"), (), ISSUE),
    ("exports", "export", slip_at("drafted", here=False), (), {}),
    ("outcome", "record_outcome", OUTSIDE, NOT_THE_DRAFTER, OUTCOME),
)
SLIPS = "/api/v1/trials/{trial_id}/slips"
SLIP_PAGES = "/staff/trials/{trial_id}/slips"
ASKS |= {
    f"GET {SLIPS}": Ask(State.SUBMITTED),
    f"POST {SLIPS}": Ask(REVIEW, json=slip_in(here=False)),
    f"GET {SLIPS}/{{slip_id}}": Ask(REVIEW, more=DRAFTED),
    f"GET {SLIPS}/{{slip_id}}/package": Ask(REVIEW, more=OUTSIDE),
    f"GET {SLIP_PAGES}/new": Ask(REVIEW),
    f"POST {SLIP_PAGES}": Ask(REVIEW, form=slip_form()),
    f"GET {SLIP_PAGES}/{{slip_id}}": Ask(REVIEW, more=DRAFTED),
    f"GET {SLIP_PAGES}/{{slip_id}}/package": Ask(REVIEW, more=OUTSIDE),
    **{f"POST {SLIPS}/{{slip_id}}/{api}": Ask(REVIEW, sent, None, stage, turn) for api, _, stage, turn, sent in ACTS},
    **{
        f"POST {SLIP_PAGES}/{{slip_id}}/{page}": Ask(REVIEW, None, sent, stage, turn)
        for _, page, stage, turn, sent in ACTS
    },
}


AFTER_SUBMISSION = (
    (State.ACCEPTED, "reviewer", "acceptance", {}),
    (State.UNDER_REVIEW, "reviewer", "review", None),
    (State.CONFIRMED, "", "", None),
    (State.SCHEDULED, OWNER, "schedule", {"days": [DAY]}),
    (State.COMPLETED, OWNER, "completion", None),
    (State.REPORTED, OWNER, "report", REPORT),
)
"""The road after the submission: the state that each step leads to, who takes it, how. Nobody: a slip's whole way."""


def trial_in(office: Office, state: State) -> str:
    """Return the id of a new trial of `OWNER`'s that stands in a state."""
    owner = office.helper(OWNER)
    proposal = at_its_own_time(office, content(day=DAY), DAY)
    trial_id: str = owner.post(f"{API}/trials", json=proposal).json()["id"]
    trial = f"{API}/trials/{trial_id}"
    if state is not State.DRAFT:
        assert owner.post(f"{trial}/revisions").status_code == 201
    if state is State.WITHDRAWN:
        assert owner.post(f"{trial}/withdrawal").status_code == 204
    elif state not in (State.DRAFT, State.SUBMITTED):
        for reached, login, path, body in AFTER_SUBMISSION:
            if login:
                assert office.helper(login).post(f"{trial}/{path}", json=body).is_success
            else:
                confirm(office, trial)
            if reached is state:
                break
    assert owner.get(trial).json()["state"] == state
    return trial_id


def send(office: Office, client: TestClient, endpoint: str, trial_id: str) -> Response:
    """Ask an endpoint about a trial; a form carries the token that the page would have given it."""
    ask = ASKS[endpoint]
    method, path = endpoint.split(" ", 1)
    places = {"trial_id": trial_id, "number": "1", **ask.more(office, trial_id)}
    filled = {f"{{{name}}}": value for name, value in places.items()}
    form = None
    if ask.form is not None:
        if cookies.FORM not in client.cookies:
            client.get("/sign-in")
        form = {name.format(**places): value.format(**places) for name, value in ask.form.items()}
        form |= {"csrf_token": csrf.token(client.cookies[cookies.FORM])}
    body = ask.json
    if isinstance(body, dict):
        body = {name: filled.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
    files = None if ask.file is None else {"file": (ask.file_name, ask.file, "text/plain")}
    sent = {"json": body, "data": form, "files": files, "params": ask.query}
    return client.request(method, path.format(**places), **sent, follow_redirects=False)
