"""Mail leads all the way: by a real server to the link, the code and the answer; and it says when one is due."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from api.notify.daily import queue_daily
from api.notify.sender import Post
from api.notify.sinks import ConsoleSink, SmtpServer, Tls
from api.notify.words import Letterhead
from api.services.consultation.due import queue_reminders
from api.settings import MailTo
from api.store.notices import MailAddress, Purpose
from api.store.unit_of_work import unit_of_work
from tests.api.consulting import API, CITY_MAIL, QUESTIONS, Case, an_answer, case, send, token_of
from tests.api.offices import PASSWORD
from tests.conftest import Store
from tests.notify.mailbox import Mailbox, free_port, serving

HANA = "hana@example.jp"
TOWN_MAIL = "soumu@meiwa.example.jp"


@pytest.fixture
def asked(store: Store) -> Iterator[Case]:
    yield from case(store)


def worker(asked: Case, port: int) -> Post:
    settings = asked.office.settings
    head = Letterhead(settings.home.name, "soramichi@pref.example.jp", settings.public_address)
    return Post(
        asked.office.store.engine, SmtpServer("127.0.0.1", port, head.sender, Tls.NONE), head, lambda: asked.now
    )


@dataclass(frozen=True)
class Sent:
    """A mail as the console shows it."""

    to: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        """The path of the link in it, the same in both languages."""
        (found,) = set(re.findall(r"https://soramichi\.example\.jp(/\S+)", self.text))
        return str(found)


def sent(asked: Case) -> list[Sent]:
    """Send what waits in the outbox, and return it in the order of the addresses."""
    shown: list[str] = []
    replace(worker(asked, 0), sink=ConsoleSink(shown.append)).send_due()
    pattern = re.compile(r"^To: (.*)\nFrom: .*\nSubject: (.*)\nMessage-ID: .*\n\n((?s:.*))", re.MULTILINE)
    found = [pattern.search(mail) for mail in shown]
    return sorted((Sent(*mail.groups()) for mail in found if mail), key=lambda mail: mail.to)


def kept(asked: Case) -> str:
    """Return all that the outbox holds."""
    with asked.office.store.engine.connect() as connection:
        return str(connection.execute(text("SELECT * FROM outbox")).all())


def addresses(asked: Case) -> list[str]:
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        return [held.address for held in unit.mail_addresses.of(Purpose.INVITED)]


def remind(asked: Case) -> int:
    with unit_of_work(asked.office.store.engine) as unit:
        return queue_reminders(unit, now=asked.now)


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00+09:00")


def test_from_the_question_by_mail_to_the_answer(asked: Case) -> None:
    mailbox, port = Mailbox(), free_port()
    (made,) = asked.ask()
    with serving(mailbox, port):
        assert worker(asked, port).send_due().sent == 1
        (invitation,) = mailbox.arrived
        found = re.search(r"https://soramichi\.example\.jp(/consultations/([\w-]+))", invitation.get_content())
        assert found
        link, token = found.groups()
        assert token not in kept(asked), "a token that was sent is not kept"
        client = asked.client()
        assert "津の沿岸" in client.get(link).text
        assert send(client, link, "code").status_code == 303
        assert worker(asked, port).send_due().sent == 1
    coded = mailbox.arrived[-1].get_content()
    for words in ("10分以内", "お心あたりがないとき", "If you did not ask for it"):
        assert words in coded
    code = re.search(r"確認コード: (\d{6})", coded)
    assert code
    assert code[1] not in mailbox.arrived[-1]["Subject"]
    assert f'"{code[1]}"' not in kept(asked)
    assert mailbox.recipients == [CITY_MAIL, CITY_MAIL]
    assert send(client, link, "session", code=code[1]).status_code == 303
    assert send(client, link, "answer", **an_answer()).status_code == 303
    (record,) = asked.listed()
    assert (record["id"], record["standing"]) == (made["id"], "answered")


def test_an_office_is_written_to_where_it_is_reached_when_the_mail_goes(asked: Case) -> None:
    asked.ask()
    with asked.office.store.engine.begin() as connection:
        connection.execute(
            text("UPDATE office_contact SET email = 'new@tsu.example.jp' WHERE email = :old"), {"old": CITY_MAIL}
        )
    assert [mail.to for mail in sent(asked)] == ["new@tsu.example.jp"]


def test_an_office_without_an_address_is_not_asked_and_nothing_is_kept(asked: Case) -> None:
    with asked.office.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM office_contact WHERE email = :old"), {"old": TOWN_MAIL})
    fields = {f"office-{office}": "1" for office in (asked.city, asked.town)}
    refused = send(asked.client("reviewer"), asked.page, "", revision="1", questions="?", working_days="5", **fields)
    assert refused.status_code == 409
    assert "連絡先が登録されていません" in refused.text
    assert (asked.listed(), sent(asked)) == ([], [])


def test_without_mail_a_refusal_that_a_page_shows_keeps_nothing(asked: Case) -> None:
    reviewer = asked.client("reviewer", mail=MailTo.NOWHERE)
    fields = {f"office-{asked.city}": "1", "questions": QUESTIONS, "working_days": "5"}
    refused = send(reviewer, asked.page, "", revision="1", **fields)
    assert (refused.status_code, "メールを送る設定がない" in refused.text) == (409, True)
    assert asked.listed() == []
    (made,) = asked.ask()
    link = asked.link()
    for act, more in (("remind", {}), ("withdraw", {"reason": "やめる"})):
        assert send(reviewer, asked.page, f"{made['id']}/{act}", **more).status_code == 409
    coded = send(asked.client(mail=MailTo.NOWHERE), link, "code")
    assert (coded.status_code, "メールを送る設定がない" in coded.text) == (409, True)
    (record,) = asked.listed()
    assert (record["standing"], record["reminders"], len(asked.post.sent)) == ("waiting", [], 1)


def test_who_has_not_answered_is_reminded_three_working_days_before_and_once_after(asked: Case) -> None:
    """Asked on 1 October 2026 for ten working days, it is due on Friday 16 October; Monday the 12th is a holiday."""
    city, _ = asked.ask(asked.city, asked.town)
    assert [mail.to for mail in sent(asked)] == [CITY_MAIL, TOWN_MAIL]
    asked.now = at("2026-10-09", "23:59")
    assert remind(asked) == 0, "it is due four working days from Friday the 9th: 13, 14, 15, 16"
    asked.now = at("2026-10-13", "00:00")
    assert [remind(asked), remind(asked)] == [2, 0], "13 October: 14, 15, 16 are three"
    asked.pass_time(days=1)
    assert remind(asked) == 0, "once before the day, however often it runs"
    told = sent(asked)
    assert [mail.to for mail in told] == [CITY_MAIL, TOWN_MAIL]
    for mail in told:
        assert "期限が近づいています（2026年10月16日（金））" in mail.subject
        assert "同意とはみなしません" in mail.text
        assert asked.client().get(mail.link).status_code == 200, "it brings a link of its own"
    answered = f"{API}/municipality/consultations/{city['id']}/answers"
    assert asked.client("municipality").post(answered, json=an_answer()).status_code == 201
    asked.now = at("2026-10-16", "23:59")
    assert remind(asked) == 0
    asked.now = at("2026-10-17", "00:00")
    assert [remind(asked), remind(asked)] == [1, 0], "only who has not answered"
    (late,) = sent(asked)
    assert late.to == TOWN_MAIL
    assert "過ぎました" in late.subject
    for words in ("いまからでも回答できます", "同意とはみなしません", "No answer is not taken as agreement"):
        assert words in late.text
    assert asked.audited().count(("notify", "consultation_reminded")) == 3


def test_staff_see_when_the_service_reminded(asked: Case) -> None:
    asked.ask()
    asked.now = at("2026-10-13", "06:00")
    remind(asked)
    page = asked.client("reviewer").get(asked.page).text
    assert re.search(r"自動の督促：令和8年（2026年）10月13日（火） 06:00.*まだ送れていません", page)
    asked.now = at("2026-10-13", "06:05")
    assert sent(asked)
    page = asked.client("reviewer").get(asked.page).text
    assert re.findall(r"自動の督促を送りました：令和8年（2026年）10月13日（火） 06:05", page)
    assert "まだ送れていません" not in page


def test_a_day_that_was_missed_is_made_up_for_within_a_week(asked: Case) -> None:
    asked.ask()
    asked.now = at("2026-10-24")
    assert remind(asked) == 0
    asked.now = at("2026-10-23")
    assert remind(asked) == 1


def test_nobody_is_reminded_of_what_no_longer_waits(asked: Case) -> None:
    made, _ = asked.ask(asked.city, asked.town)
    asked.now = at("2026-10-13")
    reviewer = asked.client("reviewer")
    one = f"{asked.path}/consultations/{made['id']}"
    assert reviewer.post(f"{one}/withdrawal", json={"reason": "やめる"}).status_code == 204
    other = next(record["id"] for record in asked.listed() if record["id"] != made["id"])
    assert reviewer.post(f"{asked.path}/consultations/{other}/reminders").status_code == 201
    assert remind(asked) == 0, "one is withdrawn, of the other staff reminded today"
    assert asked.client("reviewer").post(f"{asked.path}/consultations/end").status_code == 200
    asked.pass_time(days=1)
    assert remind(asked) == 0, "the prefecture went on"


def test_who_had_three_days_is_not_reminded_before_they_end(asked: Case) -> None:
    asked.ask(working_days=3)
    assert remind(asked) == 0
    asked.now = at("2026-10-07")
    assert remind(asked) == 1, "asked on Thursday the 1st: 2, 5, 6, and the 6th is past"


def test_the_days_run_reminds_and_counts(asked: Case) -> None:
    asked.ask()
    asked.now = at("2026-10-13")
    with unit_of_work(asked.office.store.engine) as unit:
        unit.mail_addresses.add(MailAddress("m1", Purpose.AUDITOR, "audit@example.jp", asked.now))
        assert queue_daily(unit, now=asked.now) == 2
        assert queue_daily(unit, now=asked.now) == 0


def test_an_invitation_is_mailed_and_the_address_then_gone(asked: Case) -> None:
    admin = asked.client("admin")
    wanted = {"roles": ["auditor"], "address": f" {HANA} "}
    shown = admin.post(f"{API}/organisations/office/invitations", json=wanted).json()
    assert addresses(asked) == [HANA]
    (mail,) = sent(asked)
    assert (mail.to, mail.link) == (HANA, shown["path"])
    assert "10月15日" in mail.subject, "a fortnight from 1 October"
    assert addresses(asked) == [], "once it is sent, the address is not kept"
    assert shown["path"].rpartition("/")[2] not in kept(asked)
    new = {"login": HANA, "name": "花", "password": PASSWORD}
    assert asked.client().post(f"{API}{mail.link}", json=new).status_code == 204
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        assert HANA not in json.dumps([event.details for event in unit.audit.events()])


def test_the_page_mails_an_invitation_and_shows_its_link_once(asked: Case) -> None:
    admin = asked.client("admin")
    path = "/organisations/office"

    def invite(**fields: str) -> tuple[int, str]:
        answer = admin.post(f"{path}/invite", data={"csrf_token": token_of(admin.get(path).text)} | fields)
        return answer.status_code, answer.text

    status, page = invite(**{"role-auditor": "yes", "address": "no address"})
    assert (status, 'href="#address"' in page) == (422, True)
    assert re.search(r'name="role-auditor" value="yes" checked', page), "what was chosen stays"
    assert (sent(asked), addresses(asked)) == ([], [])
    status, page = invite(**{"role-auditor": "yes", "address": "ｈａｎａ＠example.jp"})
    assert (status, HANA in page) == (200, True)
    (mail,) = sent(asked)
    assert mail.to == HANA
    assert f"https://soramichi.example.jp{mail.link}" in page
    status, page = invite(**{"role-auditor": "yes", "address": " "})
    assert (status, sent(asked)) == (200, []), "without an address nothing is mailed"


def test_no_host_that_a_browser_claims_stands_in_an_invitation(asked: Case) -> None:
    admin = asked.client("admin")
    data = {"csrf_token": token_of(admin.get("/organisations").text), "role-auditor": "yes"}
    page = admin.post("/organisations/office/invite", data=data, headers={"host": "evil.example"}).text
    assert "https://soramichi.example.jp/invitations/" in page
    assert "evil.example" not in page


@pytest.mark.parametrize("address", [HANA, "a@b.jp\r\nBcc: c@d.jp", "x" * 301])
def test_an_invitation_that_cannot_be_mailed_is_refused_whole(asked: Case, address: str) -> None:
    settings = {"mail": MailTo.NOWHERE} if address == HANA else {}
    admin = asked.client("admin", **settings)
    wanted = {"roles": ["auditor"], "address": address}
    refused = admin.post(f"{API}/organisations/office/invitations", json=wanted)
    assert refused.status_code == 422
    assert "address" in refused.text
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        assert unit.invitations.open_at(asked.now, organisation_id="office") == ()


def test_an_address_ends_with_its_invitation_though_no_mail_went(asked: Case) -> None:
    wanted = {"roles": ["auditor"], "address": HANA}
    assert asked.client("admin").post(f"{API}/organisations/office/invitations", json=wanted).status_code == 201
    with unit_of_work(asked.office.store.engine) as unit:
        queue_daily(unit, now=asked.now + timedelta(days=13))
    assert addresses(asked) == [HANA]
    with unit_of_work(asked.office.store.engine) as unit:
        queue_daily(unit, now=asked.now + timedelta(days=14))
    assert addresses(asked) == []


def test_a_failing_commit_invites_nobody(asked: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = asked.client("admin")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no commit")

    monkeypatch.setattr("sqlalchemy.orm.Session.commit", fail)
    wanted = {"roles": ["auditor"], "address": HANA}
    assert admin.post(f"{API}/organisations/office/invitations", json=wanted).status_code == 500
    monkeypatch.undo()
    assert (sent(asked), addresses(asked)) == ([], [])
