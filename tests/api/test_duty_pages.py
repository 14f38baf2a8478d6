"""The forms for conditions and commitments, the page of what changed, and what operators see before they submit."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.pages.terms import TERMS_NAMES
from api.security import cookies, csrf
from tests.api.offices import Office, confirm, content, furnished, slip_form, slip_in, take_in
from tests.conftest import Store

API = "/api/v1"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{7*7}}"
SCHOOL = [[136.548, 34.703], [136.55, 34.703], [136.55, 34.705], [136.548, 34.705], [136.548, 34.703]]
CORNERS = "34.7030, 136.5480\n34.7030 136.5500\n34.7050,136.5500\n"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


class Case:
    """A trial under review, its pages, and people who use them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.sora, self.staff = office.helper("sora"), office.helper("reviewer")
        self.id = self.sora.post(f"{API}/trials", json=content()).json()["id"]
        self.path = f"{API}/trials/{self.id}"
        assert self.sora.post(f"{self.path}/revisions").status_code == 201
        take_in(self.staff, self.path)

    def send(self, client: TestClient, page: str, **form: str) -> Response:
        if cookies.FORM not in client.cookies:
            client.get("/sign-in")
        token = csrf.token(client.cookies[cookies.FORM])
        return client.post(page, data={**form, "csrf_token": token}, follow_redirects=False)

    def draft(self, **form: str) -> Response:
        """Draft a slip by its form, the first condition's fields by their names."""
        fields = {f"condition-1-{name}": value for name, value in form.items()}
        return self.send(self.staff, f"/staff/trials/{self.id}/slips", **slip_form(**fields))

    def confirm(self, *conditions: dict[str, Any]) -> None:
        confirm(self.office, self.path, conditions=list(conditions))

    def drafted(self) -> list[list[dict[str, Any]]]:
        """Return the conditions of each slip."""
        return [slip["conditions"] for slip in self.staff.get(f"{self.path}/slips").json()]


@pytest.fixture
def case(office: Office) -> Case:
    return Case(office)


WORDS = {"text": "条件", "reason": "理由"}


@pytest.mark.parametrize(
    ("form", "constraint"),
    [
        ({}, None),
        (
            {"kind": "hours", "start": "09:00", "end": "17:30", "days": "working"},
            {
                "kind": "hours",
                "start": "09:00:00",
                "end": "17:30:00",
                "weekdays": [0, 1, 2, 3, 4],
                "on_holidays": False,
            },
        ),
        (
            {"kind": "ceiling", "height": "６０", "datum": "amsl"},
            {"kind": "ceiling", "height": {"value_m": 60, "datum": "amsl", "origin": ""}},
        ),
        (
            {"kind": "keep_out", "place": "学校", "margin": "20", "corners": CORNERS},
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
        ({"kind": "most_flights", "flights": "4"}, {"kind": "most_flights", "a_day": 4}),
        ({"kind": "wind", "wind": "8 m/sまで"}, {"kind": "wind", "text": "8 m/sまで"}),
    ],
)
def test_each_kind_of_condition_is_written_in_the_form(
    case: Case, form: dict[str, str], constraint: dict[str, Any] | None
) -> None:
    more = {"owner": "municipality", "source": "consultation", "due": "2026-11-01"}
    assert case.draft(**WORDS, **more, **form).status_code == 303
    ((condition,),) = case.drafted()
    assert condition["constraint"] == constraint
    assert (condition["text"], condition["reason"], condition["owner"]) == ("条件", "理由", "municipality")
    assert (condition["source"], condition["due"]) == ("consultation", "2026-11-01")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text": "条件"}, "reason"),
        ({"reason": "理由"}, "text"),
        (WORDS | {"text": "a\0b"}, "text"),
        (WORDS | {"due": "soon"}, "due"),
        (WORDS | {"kind": "weather"}, "kind"),
        (WORDS | {"owner": "nobody"}, "owner"),
        (WORDS | {"kind": "hours", "start": "09:00"}, "end"),
        (WORDS | {"kind": "hours", "start": "9 o'clock", "end": "10:00"}, "start"),
        (WORDS | {"kind": "hours", "start": "10:00", "end": "09:00"}, "start"),
        (WORDS | {"kind": "ceiling"}, "height"),
        (WORDS | {"kind": "ceiling", "height": "60"}, "height"),
        (WORDS | {"kind": "keep_out", "place": "学校", "corners": "34.7 136.5"}, "corners"),
        (WORDS | {"kind": "keep_out", "place": "学校", "corners": "north"}, "corners"),
        (WORDS | {"kind": "keep_out", "place": "学校", "corners": CORNERS, "margin": "x"}, "margin"),
        (WORDS | {"kind": "keep_out", "corners": CORNERS}, "corners"),
        (WORDS | {"kind": "most_flights"}, "flights"),
        (WORDS | {"kind": "most_flights", "flights": "many"}, "flights"),
        (WORDS | {"kind": "most_flights", "flights": "0"}, "flights"),
        (WORDS | {"kind": "wind"}, "wind"),
    ],
    ids=str,
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_decided(
    case: Case, form: dict[str, str], field: str
) -> None:
    answer = case.draft(**form)
    assert answer.status_code == 422
    assert f'href="#condition-1-{field}"' in answer.text
    assert f'id="condition-1-{field}-error"' in answer.text
    assert f"{TERMS_NAMES[field].ja}（1件目）：" in answer.text
    assert case.drafted() == []
    if "reason" in form:
        assert ">理由</textarea>" in answer.text, "what was written is kept"


def test_a_form_without_conditions_has_none(case: Case) -> None:
    assert case.draft(owner="operator", source="decision", days="every", datum="agl").status_code == 303
    assert case.drafted() == [[]]


ALL_KINDS: list[dict[str, Any]] = [
    {"kind": "hours", "start": "09:00:00", "end": "17:30:00", "weekdays": [5, 6], "on_holidays": True},
    {"kind": "ceiling", "height": {"value_m": 59.5, "datum": "amsl", "origin": ""}},
    {"kind": "keep_out", "name": "学校", "margin_m": 20.0, "area": {"type": "Polygon", "coordinates": [SCHOOL]}},
    {"kind": "most_flights", "a_day": 4},
    {"kind": "wind", "text": "8 m/sまで"},
]


def test_a_slip_drafted_anew_begins_with_the_conditions_as_they_were(case: Case) -> None:
    """What the form shows, sent back as it stands, drafts the same conditions again."""
    words = {"text": "条件", "reason": "理由", "owner": "manager", "due": "2026-12-01", "source": "consultation"}
    sent = [words | {"constraint": constraint} for constraint in [None, *ALL_KINDS]]
    reviewer = case.office.helper("reviewer", here=True)
    slip_id = reviewer.post(f"{case.path}/slips", json=slip_in(conditions=sent)).json()["id"]
    assert reviewer.post(f"{case.path}/slips/{slip_id}/pull-back").status_code == 200
    shown = reviewer.get(f"/staff/trials/{case.id}/slips/new").text
    fields = fields_shown(shown)
    again = case.send(reviewer, f"/staff/trials/{case.id}/slips", **fields)
    assert again.status_code == 303, again.text
    newest, before = sorted((one["number"], one["conditions"]) for one in reviewer.get(f"{case.path}/slips").json())[
        ::-1
    ]
    assert newest[1] == before[1]


def fields_shown(html: str) -> dict[str, str]:
    """Return what a browser would send of a page's last form."""
    form = html[html.index('action="/staff/trials/') :]
    fields = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', form)
    }
    fields |= {
        unescape(name): unescape(text)
        for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', form)
    }
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, flags=re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        assert chosen
        fields[name] = chosen[1]
    fields.pop("csrf_token", None)
    return fields


@pytest.mark.parametrize(
    "constraint",
    [
        {"kind": "hours", "start": "09:00:00", "end": "17:30:00", "weekdays": [2], "on_holidays": True},
        {
            "kind": "keep_out",
            "name": "池",
            "margin_m": 0.0,
            "area": {
                "type": "Polygon",
                "coordinates": [
                    SCHOOL,
                    [[136.5485, 34.7035], [136.549, 34.7035], [136.549, 34.704], [136.5485, 34.7035]],
                ],
            },
        },
    ],
)
def test_what_the_form_cannot_hold_must_be_written_again(case: Case, constraint: dict[str, Any]) -> None:
    """Nothing is drafted anew as something else than it was."""
    reviewer = case.office.helper("reviewer", here=True)
    sent = [{"text": "条件", "reason": "理由", "constraint": constraint}]
    slip_id = reviewer.post(f"{case.path}/slips", json=slip_in(conditions=sent)).json()["id"]
    assert reviewer.post(f"{case.path}/slips/{slip_id}/pull-back").status_code == 200
    shown = fields_shown(reviewer.get(f"/staff/trials/{case.id}/slips/new").text)
    assert case.send(reviewer, f"/staff/trials/{case.id}/slips", **shown).status_code == 422


def test_hostile_words_are_shown_as_they_are(case: Case, office: Office) -> None:
    case.confirm({"text": HOSTILE, "reason": HOSTILE, "constraint": {"kind": "wind", "text": HOSTILE}})
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
    return {f"promise-{name}" if name in TERMS_NAMES else name: value for name, value in told.items()}


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
    case.confirm()
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
        (promise(reason=""), "promise-reason"),
        (promise(kind="wind"), "promise-wind"),
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
    case.confirm(WORDS)
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
    case.confirm(WORDS | {"constraint": {"kind": "hours", "start": "10:00", "end": "14:00"}})
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
    assert f'{page}/2/map/1?lang=ja"' in case.staff.get(f"/staff/trials/{case.id}").text
    assert f'{page}/1/map/1?lang=ja"' in html
    drawn = case.staff.get(f"{page}/1/map/1?lang=ja").text
    assert "前：第1版（" in drawn
    assert "あと：第3版（" in drawn
    assert "片側の幅：50.0 m → 45.0 m" in drawn
    assert "<script>alert" not in drawn
    for number in ("9/map/1", "1/map/2", "1/map/0"):
        assert case.staff.get(f"{page}/{number}").status_code in (404, 422), number


def test_a_flight_that_the_older_revision_has_not_has_no_map_of_both(case: Case) -> None:
    case.confirm()
    flights = content()["operations"]
    far = content(longitude=136.65)["operations"]
    plan = content() | {"operations": [*flights, *far]}
    assert case.sora.put(f"{case.path}/draft", json=plan).status_code == 204
    page = f"/operator/trials/{case.id}"
    assert f"{page}/difference/map/1" not in case.sora.get(page).text, "of the first nothing changed"
    answer = case.sora.get(f"{page}/difference/map/2", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#changed-title")
    case.send(case.sora, f"{page}/amend")
    staff = case.staff.get(f"/staff/trials/{case.id}/difference/1/map/2", follow_redirects=False)
    assert (staff.status_code, staff.headers["location"]) == (303, f"/staff/trials/{case.id}/difference")


def test_the_operator_compares_a_draft_with_what_was_submitted_on_a_map(case: Case) -> None:
    case.confirm()
    page = f"/operator/trials/{case.id}"
    assert case.sora.get(f"{page}/difference/map/1").status_code == 404, "there is no draft"
    changed(case, half_width_m=45)
    assert f'{page}/difference/map/1?lang=ja"' in case.sora.get(page).text
    answer = case.sora.get(f"{page}/difference/map/1?lang=en")
    assert "50.0 m → 45.0 m" in answer.text
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert case.sora.get(f"{page}/difference/map/2").status_code == 404
    assert case.office.client("umi").get(f"{page}/difference/map/1").status_code == 404


def test_a_difference_of_nothing_says_so(case: Case) -> None:
    case.confirm()
    changed(case)
    case.send(case.sora, f"/operator/trials/{case.id}/notify")
    assert "内容は同じです。" in case.staff.get(f"/staff/trials/{case.id}/difference").text


def test_a_case_that_is_not_there_has_no_difference(case: Case) -> None:
    assert case.staff.get("/staff/trials/none/difference").status_code == 404
