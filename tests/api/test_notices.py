"""Who is told what in the pages, in the transaction of what is told; and mail that did not go out."""

from collections.abc import Iterator

import pytest

from api.notify.notice import Notice, NoticeKind, Recipient
from api.security import cookies, csrf
from api.services.tell import tell
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, confirm, content, furnished, take_in
from tests.api.walk import given_up
from tests.conftest import Store

API = "/api/v1"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def submitted(office: Office) -> str:
    owner = office.client("sora")
    trial_id: str = owner.post(f"{API}/trials", json=content()).json()["id"]
    assert owner.post(f"{API}/trials/{trial_id}/revisions").status_code == 201
    return trial_id


def test_the_operator_is_told_of_a_decision_by_mail_and_in_the_page(office: Office) -> None:
    trial_id = submitted(office)
    assert office.client("sora").get(f"{API}/notices").json() == []
    take_in(office.client("reviewer"), f"{API}/trials/{trial_id}")
    confirm(office, f"{API}/trials/{trial_id}")
    (told,) = office.client("sora").get(f"{API}/notices").json()
    assert told["kind"] == "decision_made"
    assert told["path"] == f"/operator/trials/{trial_id}"
    assert told["read_at"] is None
    assert office.client("umi").get(f"{API}/notices").json() == []
    with unit_of_work(office.store.engine) as unit:
        mail = unit.outbox.take(now=NOW, lease_s=1)
        assert mail is not None
        assert (mail.notice.kind, mail.notice.recipient.id) == (NoticeKind.DECISION_MADE, "id-sora")
        assert unit.outbox.take(now=NOW, lease_s=1) is None


def test_a_correction_is_told_and_a_refused_ruling_is_not(office: Office) -> None:
    trial_id = submitted(office)
    staff = office.client("reviewer")
    assert staff.post(f"{API}/trials/{trial_id}/corrections", json={"revision": 1}).status_code == 422
    assert staff.post(f"{API}/trials/{trial_id}/corrections", json={"revision": 2, "reason": "西へ"}).status_code == 409
    assert office.client("sora").get(f"{API}/notices").json() == []
    assert staff.post(f"{API}/trials/{trial_id}/corrections", json={"revision": 1, "reason": "西へ"}).status_code == 201
    (told,) = office.client("sora").get(f"{API}/notices").json()
    assert told["kind"] == "correction_asked"
    assert "西へ" not in str(told)


def told(office: Office, login: str, revision: int) -> None:
    with unit_of_work(office.store.engine) as unit:
        notice = Notice(NoticeKind.DECISION_MADE, Recipient.account(f"id-{login}"), "t1", {"revision": revision})
        tell(unit, notice, now=NOW.replace(minute=revision))


def test_the_page_shows_notices_and_marks_those_it_showed_as_read(office: Office) -> None:
    client = office.client("sora")
    assert "お知らせはまだありません" in client.get("/notices").text
    for revision in (1, 2):
        told(office, "sora", revision)
    told(office, "umi", 7)
    page = client.get("/notices").text
    assert page.count("未読") == 2
    assert page.index("第2版") < page.index("第1版")
    assert "第7版" not in page
    assert 'href="/operator/trials/t1"' in page
    newest = client.get(f"{API}/notices").json()[0]["id"]
    told(office, "sora", 3)
    form = {"newest": newest, "csrf_token": csrf.token(client.cookies[cookies.FORM])}
    assert client.post("/notices/read", data=form).status_code == 200
    assert [row["read_at"] is None for row in client.get(f"{API}/notices").json()] == [True, False, False]
    assert "Decided: revision 3" in client.get("/notices?lang=en").text


def test_nobody_marks_anothers_notices(office: Office) -> None:
    told(office, "sora", 1)
    theirs = office.client("sora").get(f"{API}/notices").json()[0]["id"]
    told(office, "umi", 1)
    assert office.client("umi").post(f"{API}/notices/read", json={"newest": theirs}).status_code == 204
    for login in ("sora", "umi"):
        assert [row["read_at"] for row in office.client(login).get(f"{API}/notices").json()] == [None]
    assert office.client("umi").post(f"{API}/notices/read", json={"newest": "x" * 65}).status_code == 422


def test_a_code_and_an_anchor_are_kept_in_no_page(office: Office) -> None:
    with unit_of_work(office.store.engine) as unit:
        code = Notice(NoticeKind.ONE_TIME_CODE, Recipient.account("id-sora"), "", {"code": "483920", "minutes": 10})
        tell(unit, code, now=NOW)
        assert unit.notices.unread("id-sora") == 0
        mail = unit.outbox.take(now=NOW, lease_s=1)
        assert mail is not None
        unit.outbox.mark_sent(mail, now=NOW)
        held = unit.session.connection().exec_driver_sql("SELECT * FROM outbox").all()
        assert "483920" not in str(held), "a code that was sent is not kept"


def test_the_same_is_told_once(office: Office) -> None:
    notice = Notice(NoticeKind.DECISION_MADE, Recipient.account("id-sora"), "t1", {"revision": 1})
    with unit_of_work(office.store.engine) as unit:
        for _ in range(2):
            tell(unit, notice, now=NOW, once="t1:1")
        assert unit.notices.unread("id-sora") == 1


def test_staff_see_what_did_not_go_out_and_try_it_again(office: Office) -> None:
    staff = office.client("reviewer")
    assert "届いていないメールはありません" in staff.get("/mail").text
    mail_id = given_up(office, "")["mail_id"]
    page = staff.get("/mail").text
    assert "550 no such user" in page
    assert f'action="/mail/{mail_id}/again"' in page
    assert "again" not in office.client("auditor").get("/mail").text
    (row,) = staff.get(f"{API}/mail").json()
    assert (row["id"], row["attempts"], row["next_try_at"]) == (mail_id, 1, None)
    assert staff.post(f"{API}/mail/{mail_id}/retry").status_code == 204
    assert staff.post(f"{API}/mail/{mail_id}/retry").status_code == 404
    (row,) = staff.get(f"{API}/mail").json()
    assert row["given_up_at"] is None
    assert "再送待ち" in staff.get("/mail").text
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert [event.action for event in unit.audit.events(subject=mail_id)] == ["mail_retried"]
