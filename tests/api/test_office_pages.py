"""The office's own pages: what is looked for is found, kept, counted, handed over; nobody else reads them."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from airspace.statistics import Row, Table
from airspace.workflow import State
from api.pages.statistics import written
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import NOW, Office, furnished
from tests.api.walk import trial_in
from tests.conftest import Store


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def sent(client: TestClient, page: str, post: str, **fields: str):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text).group(1)
    return client.post(post, data={"csrf_token": token} | fields, follow_redirects=False)


def listed(client: TestClient, **filters: str) -> set[str]:
    answer = client.get("/staff", params=filters)
    assert answer.status_code == 200, answer.text
    return set(re.findall(r'<td><a href="/staff/trials/(\w+)">', answer.text))


def test_the_worklist_is_filtered_and_a_view_is_kept(office: Office) -> None:
    submitted, reviewed, asked = (
        trial_in(office, state) for state in (State.SUBMITTED, State.UNDER_REVIEW, State.UNDER_REVIEW)
    )
    staff = office.client("reviewer")
    wanted = {"revision": 1, "reason": "西へ"}
    assert staff.post(f"/api/v1/trials/{asked}/corrections", json=wanted).status_code == 201
    everything = {submitted, reviewed, asked}
    assert listed(staff) == everything
    assert listed(staff, group="operator") == {asked}
    assert listed(staff, group="office") == {submitted, reviewed}
    with unit_of_work(office.store.engine, writes=False) as unit:
        owner, reference = unit.intakes.get(reviewed).owner, unit.intakes.get(reviewed).reference
    assert reviewed in listed(staff, owner=owner)
    assert listed(staff, owner="nobody") == {submitted}
    assert listed(staff, q=reference) == {reviewed}
    assert listed(staff, q="空の便") == everything
    assert listed(staff, q="そんな題はない") == set()
    assert listed(staff, kind="support") == set()
    assert listed(staff, days_left="1000") >= {reviewed}
    assert listed(staff, days_left="-1000") == set()
    late = office.client("reviewer", at=NOW + timedelta(days=90))
    assert reviewed in listed(late, days_left="-1")
    assert "日過ぎています" in late.get("/staff").text

    wrong = staff.get("/staff", params={"group": "cats", "days_left": "いくつか"})
    assert wrong.status_code == 422
    assert wrong.text.count('class="field-error"') == 2

    kept = sent(staff, "/staff?group=operator", "/staff/views", view_name="補正待ち", query="group=operator&evil=1")
    assert kept.headers["location"] == "/staff?group=operator"
    shown = staff.get("/staff").text
    assert '<a href="/staff?group=operator">補正待ち</a>' in shown
    assert "補正待ち</a>" not in office.client("approver").get("/staff").text
    assert sent(staff, "/staff", "/staff/views", view_name="", query="group=office").status_code == 422
    removal = re.search(r'action="(/staff/views/\w+/removal)"', shown).group(1)
    other = office.client("approver")
    sent(other, "/staff", removal)
    assert "補正待ち</a>" in staff.get("/staff").text, "somebody else's view stays"
    sent(staff, "/staff", removal)
    assert "補正待ち</a>" not in staff.get("/staff").text


def test_cases_are_handed_over_together_or_not_at_all(office: Office) -> None:
    first, second, early = (trial_in(office, s) for s in (State.UNDER_REVIEW, State.ACCEPTED, State.SUBMITTED))
    staff = office.client("reviewer")
    page = staff.get("/staff/handover").text
    assert page.count('type="checkbox"') == 2, "what was not taken in has nobody who works on it"
    refused = sent(
        staff,
        "/staff/handover",
        "/staff/handover",
        owner="id-deputy",
        **{f"case-{one}": "yes" for one in (first, early)},
    )
    assert refused.status_code == 422
    assert sent(staff, "/staff/handover", "/staff/handover", owner="id-deputy").status_code == 422
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.intakes.get(first).owner != "id-deputy"
    done = sent(
        staff,
        "/staff/handover",
        "/staff/handover",
        owner="id-deputy",
        **{f"case-{one}": "yes" for one in (first, second)},
    )
    assert done.status_code == 303
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert {unit.intakes.get(one).owner for one in (first, second)} == {"id-deputy"}
    assert "deputy（2）" in staff.get("/staff/handover").text


def test_a_month_shows_its_days_and_a_wrong_month_says_so(store: Store) -> None:
    for office in furnished(store):
        scene = Scene(office)
        trial = scene.published(FIRST)
        staff = scene.client("reviewer")
        shown = staff.get(f"/staff/calendar?month={FIRST:%Y-%m}").text
        cell = re.search(rf'<p class="number">{FIRST.day}<.*?</td>', shown, re.S).group(0)
        assert trial in cell
        assert shown.count(f"/staff/trials/{trial}") == 1
        assert "祝" in re.search(r'<p class="number">12<.*?</td>', shown, re.S).group(0), "スポーツの日"
        assert trial not in staff.get("/staff/calendar?month=2026-12").text
        for outermost in ("2019-05", "2099-12"):
            page = staff.get(f"/staff/calendar?month={outermost}")
            assert page.status_code == 200, page.text
            links = re.findall(r"/staff/calendar\?month=[\d-]+", page.text)
            assert [staff.get(link).status_code for link in links] == [200]
        for wrong in ("2026-13", "2019-04", "2100-01", "x", "0000-01", "99999-01"):
            assert staff.get("/staff/calendar", params={"month": wrong}).status_code == 422


def test_statistics_are_the_same_in_table_and_csv(office: Office) -> None:
    for state in (State.SUBMITTED, State.UNDER_REVIEW, State.CONFIRMED):
        trial_in(office, state)
    staff = office.client("reviewer")
    page = staff.get("/staff/statistics").text
    answer = staff.get("/staff/statistics/2026.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sum(int(row["数"]) for row in rows if row["表"] == "いまの状態") == 3
    shown = re.findall(r'<th scope="row">([^<]+)</th><td class="number">([^<]+)</td>', page)
    assert shown == [(row["項目"], row["数"]) for row in rows]
    assert office.client("sora").get("/staff/statistics").status_code == 403


def test_a_text_that_looks_like_a_formula_is_none() -> None:
    table = Table("t", Text("表", "t"), Text("件", "n"), tuple(Row(Text(f"{mark}cmd", "x"), 1) for mark in "=+-@"))
    assert [line.split(",")[1] for line in written((table,), japanese=True).decode("utf-8-sig").splitlines()[1:]] == [
        f"'{mark}cmd" for mark in "=+-@"
    ]


def test_the_audit_log_is_read_by_subject_action_and_page(office: Office) -> None:
    trial = trial_in(office, State.UNDER_REVIEW)
    auditor = office.client("auditor")
    with unit_of_work(office.store.engine, writes=False) as unit:
        reference = unit.intakes.get(trial).reference
        about = [event.number for event in unit.audit.events(subject=trial)]
        total = unit.audit.count()
    for subject in (trial, reference):
        page = auditor.get("/staff/audit", params={"subject": subject}).text
        numbers = [int(number) for number in re.findall(r'<tr><td class="number">(\d+)', page)]
        assert numbers == about[::-1]
    accepted = auditor.get("/staff/audit", params={"subject": trial, "action": "accept"}).text
    assert accepted.count("<tr><td") == 1
    page = auditor.get("/staff/audit", params={"before": str(total)}).text
    assert re.search(r'<tr><td class="number">(\d+)', page).group(1) == str(total - 1)
    assert office.client("sora").get("/staff/audit").status_code == 403
    assert auditor.get("/staff/audit", params={"before": "x"}).status_code == 422
