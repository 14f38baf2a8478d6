"""The forms for conditions and commitments, the page of what changed, and what operators see before they submit."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.pages.terms import MOST_ON_A_PAGE, TERMS_NAMES, sets_of_fields
from api.security import csrf
from tests.api.offices import Office, content, furnished, take_in
from tests.conftest import Store

API = "/api/v1"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{7*7}}"
CORNERS = "34.7030, 136.5480\n34.7030 136.5500\n34.7050,136.5500\n"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


class Case:
    """A trial under review, its pages, and people who use them."""

    def __init__(self, office: Office) -> None:
        self.sora, self.staff, self.approver = (office.client(who) for who in ("sora", "reviewer", "approver"))
        self.id = self.sora.post(f"{API}/trials", json=content()).json()["id"]
        self.path = f"{API}/trials/{self.id}"
        assert self.sora.post(f"{self.path}/revisions").status_code == 201
        take_in(self.staff, self.path)

    def send(self, client: TestClient, page: str, **form: str) -> Response:
        if csrf.COOKIE not in client.cookies:
            client.get("/sign-in")
        sent = {name.replace("_", "-", 1) if name[-1].isdigit() else name: value for name, value in form.items()}
        token = csrf.token(client.cookies[csrf.COOKIE])
        return client.post(page, data={**sent, "csrf_token": token}, follow_redirects=False)

    def confirm(self, **form: str) -> Response:
        ruling = {"step": "confirm_route", "revision": "1", "sets": "1"}
        return self.send(self.approver, f"/staff/trials/{self.id}/decide", **ruling | form)

    def conditions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.sora.get(f"{self.path}/conditions").json()["conditions"]
        return found


@pytest.fixture
def case(office: Office) -> Case:
    return Case(office)


WORDS = {"text_0": "条件", "reason_0": "理由"}


@pytest.mark.parametrize(
    ("form", "constraint"),
    [
        ({}, None),
        (
            {"kind_0": "hours", "start_0": "09:00", "end_0": "17:30", "days_0": "working"},
            {
                "kind": "hours",
                "start": "09:00:00",
                "end": "17:30:00",
                "weekdays": [0, 1, 2, 3, 4],
                "on_holidays": False,
            },
        ),
        (
            {"kind_0": "ceiling", "height_0": "６０", "datum_0": "amsl"},
            {"kind": "ceiling", "height": {"value_m": 60, "datum": "amsl", "origin": ""}},
        ),
        (
            {"kind_0": "keep_out", "place_0": "学校", "margin_0": "20", "corners_0": CORNERS},
            {
                "kind": "keep_out",
                "name": "学校",
                "margin_m": 20,
                "area": {
                    "type": "Polygon",
                    "coordinates": [[[136.548, 34.703], [136.55, 34.703], [136.55, 34.705], [136.548, 34.703]]],
                },
            },
        ),
        ({"kind_0": "most_flights", "flights_0": "4"}, {"kind": "most_flights", "a_day": 4}),
        ({"kind_0": "wind", "wind_0": "8 m/sまで"}, {"kind": "wind", "text": "8 m/sまで"}),
    ],
)
def test_each_kind_of_condition_is_written_in_the_form(
    case: Case, form: dict[str, str], constraint: dict[str, Any] | None
) -> None:
    more = {"owner_0": "municipality", "source_0": "consultation", "due_0": "2026-11-01"}
    assert case.confirm(**WORDS, **more, **form).status_code == 303
    (condition,) = case.conditions()
    assert condition["constraint"] == constraint
    assert (condition["text"], condition["reason"], condition["owner"]) == ("条件", "理由", "municipality")
    assert (condition["source"], condition["due"]) == ("consultation", "2026-11-01")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text_0": "条件"}, "reason-0"),
        ({"reason_0": "理由"}, "text-0"),
        (WORDS | {"text_0": "a\0b"}, "text-0"),
        (WORDS | {"due_0": "soon"}, "due-0"),
        (WORDS | {"kind_0": "weather"}, "kind-0"),
        (WORDS | {"owner_0": "nobody"}, "owner-0"),
        (WORDS | {"kind_0": "hours", "start_0": "09:00"}, "end-0"),
        (WORDS | {"kind_0": "hours", "start_0": "9 o'clock", "end_0": "10:00"}, "start-0"),
        (WORDS | {"kind_0": "hours", "start_0": "10:00", "end_0": "09:00"}, "start-0"),
        (WORDS | {"kind_0": "ceiling"}, "height-0"),
        (WORDS | {"kind_0": "ceiling", "height_0": "60"}, "height-0"),
        (WORDS | {"kind_0": "keep_out", "place_0": "学校", "corners_0": "34.7 136.5"}, "corners-0"),
        (WORDS | {"kind_0": "keep_out", "place_0": "学校", "corners_0": "north"}, "corners-0"),
        (WORDS | {"kind_0": "keep_out", "place_0": "学校", "corners_0": CORNERS, "margin_0": "x"}, "margin-0"),
        (WORDS | {"kind_0": "keep_out", "corners_0": CORNERS}, "corners-0"),
        (WORDS | {"kind_0": "most_flights"}, "flights-0"),
        (WORDS | {"kind_0": "most_flights", "flights_0": "many"}, "flights-0"),
        (WORDS | {"kind_0": "most_flights", "flights_0": "0"}, "flights-0"),
        (WORDS | {"kind_0": "wind"}, "wind-0"),
    ],
    ids=str,
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_decided(
    case: Case, form: dict[str, str], field: str
) -> None:
    answer = case.confirm(**form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert f"{TERMS_NAMES[field.removesuffix('-0')].ja}（1件目）：" in answer.text
    assert case.conditions() == []
    assert case.sora.get(case.path).json()["state"] == "under_review"
    if "reason_0" in form:
        assert ">理由</textarea>" in answer.text, "what was written is kept"


def test_another_condition_is_asked_for_without_deciding(case: Case) -> None:
    answer = case.confirm(**WORDS, more="1")
    assert answer.status_code == 200
    assert 'name="text-1"' in answer.text
    assert ">条件</textarea>" in answer.text
    assert case.conditions() == []
    assert case.confirm(**WORDS, sets="3", text_2="もう1件", reason_2="理由2").status_code == 303
    assert [condition["text"] for condition in case.conditions()] == ["条件", "もう1件"]


def test_a_form_without_conditions_confirms_without_any(case: Case) -> None:
    assert case.confirm(owner_0="operator", source_0="decision", days_0="every").status_code == 303
    assert case.conditions() == []


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({}, 1),
        ({"sets": "2"}, 2),
        ({"sets": "2", "more": "1"}, 3),
        ({"sets": "99"}, MOST_ON_A_PAGE),
        ({"sets": "x"}, 1),
        ({"sets": "0"}, 1),
        ({"sets": "-4"}, 1),
        ({"sets": "9" * 5000}, 1),
        ({"sets": "٣"}, 3),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_form_never_shows_more_sets_than_fit(values: dict[str, str], count: int) -> None:
    assert sets_of_fields(values) == count


def test_hostile_words_are_shown_as_they_are(case: Case, office: Office) -> None:
    assert case.confirm(text_0=HOSTILE, reason_0=HOSTILE, kind_0="wind", wind_0=HOSTILE).status_code == 303
    assert case.send(case.staff, f"/staff/trials/{case.id}/commit", **promise(text=HOSTILE)).status_code == 303
    case.staff.post(f"{case.path}/publication")
    for client, page in ((case.sora, "operator/trials"), (case.staff, "staff/trials"), (office.client(), "trials")):
        html = client.get(f"/{page}/{case.id}").text
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert(1)" in html
        assert "{{7*7}}" in html


# --- commitments


def promise(**words: str) -> dict[str, str]:
    told = {"text": "学校の上は飛ばない。", "reason": "説明会での約束。"} | words
    return {f"{name}-p" if name in ("text", "reason", "kind", "wind") else name: value for name, value in told.items()}


@pytest.mark.parametrize(("who", "pages"), [("sora", "operator"), ("reviewer", "staff")])
def test_commitments_are_recorded_on_both_sides_and_shown_everywhere(
    case: Case, office: Office, who: str, pages: str
) -> None:
    page = f"/{pages}/trials/{case.id}"
    client = office.client(who)
    made = case.send(client, f"{page}/commit", **promise())
    assert (made.status_code, made.headers["location"]) == (303, f"{page}#commitments")
    replaced = case.send(client, f"{page}/commit", **promise(text="運動会の日は飛ばない。", replaces="1"))
    assert replaced.status_code == 303
    assert case.confirm().status_code == 303
    case.staff.post(f"{case.path}/publication")
    shown = [client.get(page).text, office.client().get(f"/trials/{case.id}").text]
    assert all("運動会の日は飛ばない。" in html for html in shown)
    assert "学校の上は飛ばない。" in shown[0], "what was replaced stays on record"
    assert "学校の上は飛ばない。" not in shown[1]
    ended = case.send(client, f"{page}/commit", **promise(text="終える。", replaces="2", withdrawn="1"))
    assert ended.status_code == 303
    assert "いま有効な約束はありません。" in client.get(page).text
    assert office.client().get(f"{API}/public/trials/{case.id}").json()["commitments"] == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (promise(reason=""), "reason-p"),
        (promise(kind="wind"), "wind-p"),
        (promise(replaces="7"), "replaces"),
        (promise(replaces="one"), "replaces"),
        (promise(withdrawn="1"), "replaces"),
    ],
    ids=str,
)
@pytest.mark.parametrize(("who", "pages"), [("sora", "operator"), ("reviewer", "staff")])
def test_a_commitment_that_cannot_be_kept_is_said_beside_its_field(
    case: Case, office: Office, form: dict[str, str], field: str, who: str, pages: str
) -> None:
    answer = case.send(office.client(who), f"/{pages}/trials/{case.id}/commit", **form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert case.sora.get(f"{case.path}/conditions").json()["commitments"] == []


def test_no_commitment_is_offered_after_the_end(case: Case) -> None:
    case.sora.post(f"{case.path}/withdrawal")
    assert "約束を記録する" not in case.staff.get(f"/staff/trials/{case.id}").text
    answer = case.send(case.staff, f"/staff/trials/{case.id}/commit", **promise())
    assert answer.status_code == 422
    assert "いまの状態では、約束を記録できません。" in answer.text


# --- changes


def changed(case: Case, title: str = "津の沿岸", **flight: Any) -> None:
    plan = content(title)
    plan["operations"][0] |= flight
    assert case.sora.put(f"{case.path}/draft", json=plan).status_code == 204


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_operator_sees_before_submitting_that_a_notice_is_enough(case: Case) -> None:
    case.confirm(**WORDS)
    page = f"/operator/trials/{case.id}"
    assert "計画の変更を書く" in case.sora.get(page).text
    assert case.sora.get(f"{page}/edit").status_code == 200
    changed(case, half_width_m=40)
    shown = case.sora.get(page).text
    assert "変更届で足ります" in shown
    assert f'action="{page}/notify"' in shown
    assert case.send(case.sora, f"{page}/notify").status_code == 303
    assert case.sora.get(case.path).json()["state"] == "confirmed"
    assert "変更届で足ります" in case.staff.get(f"/staff/trials/{case.id}").text
    case.staff.post(f"{case.path}/publication")
    public = text_of(case.sora.get(f"/trials/{case.id}").text)
    assert "確認された第1版の範囲の中で、変更届により変わりました。" in public


def test_the_operator_sees_before_submitting_that_it_goes_back(case: Case) -> None:
    case.confirm(**WORDS, kind_0="hours", start_0="10:00", end_0="14:00")
    page = f"/operator/trials/{case.id}"
    changed(case, half_width_m=60)
    shown = case.sora.get(page).text
    assert "もう一度、審査と意見照会が要ります" in shown
    assert "最大 10.0 m" in shown
    assert f'action="{page}/notify"' not in shown
    assert case.send(case.sora, f"{page}/notify").status_code == 409
    assert case.send(case.sora, f"{page}/amend").status_code == 303
    assert case.sora.get(case.path).json()["state"] == "submitted"
    for html in (case.staff.get(f"/staff/trials/{case.id}").text, case.sora.get(page).text):
        assert "もう一度、審査と意見照会が要ります" in html
        assert "14:00" in html


def test_staff_see_what_changed_since_the_revision_before_and_the_confirmed_one(case: Case) -> None:
    page = f"/staff/trials/{case.id}/difference"
    assert "比べる版がありません" in case.staff.get(page).text
    case.confirm()
    changed(case, half_width_m=40)
    case.send(case.sora, f"/operator/trials/{case.id}/notify")
    once = text_of(case.staff.get(page).text)
    assert "まえの版から（第1版）" in once
    assert "確認された版から" not in once, "the revision before is the confirmed one"
    changed(case, HOSTILE[:100], half_width_m=45, path=content(longitude=136.5250)["operations"][0]["path"])
    case.send(case.sora, f"/operator/trials/{case.id}/amend")
    html = case.staff.get(page).text
    twice = text_of(html)
    assert "まえの版から（第2版）" in twice
    assert "確認された版から（第1版）" in twice
    assert "場所：片側の幅 40.0 m 45.0 m" in twice
    assert "場所：片側の幅 50.0 m 45.0 m" in twice
    assert "動いた通過点" in twice
    assert "<script>alert" not in html
    assert 'href="/staff/trials/' in case.staff.get(f"/staff/trials/{case.id}").text


def test_a_difference_of_nothing_says_so(case: Case) -> None:
    case.confirm()
    changed(case)
    case.send(case.sora, f"/operator/trials/{case.id}/notify")
    assert "内容は同じです。" in case.staff.get(f"/staff/trials/{case.id}/difference").text


def test_a_case_that_is_not_there_has_no_difference(case: Case) -> None:
    assert case.staff.get("/staff/trials/none/difference").status_code == 404
