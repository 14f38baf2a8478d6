"""Staff's views on pages: beside the machine's finding, which stays; and the form that states them. Both engines."""

from collections.abc import Iterator
from html import unescape

import pytest

from tests.api.offices import content
from tests.api.reviews import API, REASON, Case, form_of, submitted
from tests.conftest import Store

SCRIPT = "<script>alert(1)</script> & \"q\" 'q' {{ 7*7 }}"


@pytest.fixture
def case(store: Store) -> Iterator[Case]:
    yield from submitted(store)


def test_an_old_revision_keeps_its_views_and_gets_no_more(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    form = form_of(reviewer, case)
    assert reviewer.post(f"{case.api}/overrides", json=case.view()).status_code == 201
    reviewer.post(f"{case.api}/corrections", json={"revision": 1, "reason": "x"})
    operators_page = case.operator.get(f"/operator/trials/{case.id}").text
    assert operators_page.count('class="staff-note"') == 1
    assert case.operator.put(f"{case.api}/draft", json=content("沖合", 136.54)).status_code == 204
    drafting = case.operator.get(f"/operator/trials/{case.id}").text
    assert drafting.count('class="staff-note"') == 1, "beside the submitted finding, not the draft's"
    assert "提出した第1版の事前確認への、県の担当の見解（1件）" in drafting
    assert case.operator.post(f"{case.api}/revisions").json()["number"] == 2
    assert reviewer.post(f"{case.api}/overrides", json=case.view("150-m-or-higher")).status_code == 409
    page = reviewer.post(f"{case.page}/override", data=form, follow_redirects=False)
    assert page.status_code == 409
    assert "第1版は最新の版ではありません。" in page.text
    assert "<details open>" not in page.text, "the words are not put into a form of another revision's finding"
    assert reviewer.post(f"{case.api}/overrides", json=case.view("150-m-or-higher", revision=2)).status_code == 201
    told = reviewer.get(f"{case.api}/overrides").json()
    assert [(said["revision"], said["standing"]) for said in told] == [(1, True), (2, True)]
    assert reviewer.get(case.page).text.count('class="staff-note"') == 1


def test_words_are_shown_as_words(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    assert reviewer.post(f"{case.api}/overrides", json=case.view(reason=SCRIPT)).status_code == 201
    refused = reviewer.post(f"{case.page}/override", data=form_of(reviewer, case, outcome="", reason=SCRIPT))
    pages = [reviewer.get(case.page), case.operator.get(f"/operator/trials/{case.id}"), refused]
    for answer in pages:
        assert "<script>alert" not in answer.text
        assert SCRIPT in unescape(answer.text)
        assert "49" not in unescape(answer.text).partition(SCRIPT.partition("{{")[0])[2][:20]


def test_the_machines_result_and_counts_stay_on_every_page(case: Case) -> None:
    reviewer, approver = case.office.client("reviewer"), case.office.client("approver")
    pages = {"staff": (reviewer, case.page), "operator": (case.operator, f"/operator/trials/{case.id}")}
    counted = {who: headline(client.get(path).text) for who, (client, path) in pages.items()}
    assert reviewer.post(f"{case.api}/overrides", json=case.view()).status_code == 201
    for who, (client, path) in pages.items():
        html = client.get(path).text
        assert headline(html) == counted[who]
        assert_beside(html)
    assert "reviewer" in reviewer.get(case.page).text, "staff see who of them said it"
    assert "id-reviewer" not in case.operator.get(f"/operator/trials/{case.id}").text
    assert approver.post(f"{case.api}/confirmation", json={"revision": 1}).status_code == 201
    assert reviewer.post(f"{case.api}/publication").status_code == 204
    resident = case.office.client()
    html = resident.get(f"/trials/{case.id}").text
    assert_beside(html)
    assert "（reviewer" not in html
    shown = resident.get(f"{API}/public/trials/{case.id}").json()
    assert [(said["outcome"], said["screening_outcome"]) for said in shown["overrides"]] == [("CLEAR", "CAUGHT")]
    assert shown["screenings"] == case.operator.get(f"{case.api}/revisions").json()[0]["screenings"]
    english = resident.get(f"/trials/{case.id}?lang=en").text
    assert "Staff&#39;s view" in english or "Staff's view" in english


def headline(html: str) -> str:
    return html.partition('class="headline')[2].partition("</div>")[0]


def assert_beside(html: str) -> None:
    """The finding's own item keeps its outcome and sentence, and ends with what staff say of it."""
    item = next(part for part in html.split("<li>") if 'class="staff-note"' in part).partition("</li>")[0]
    assert item.index('class="tag caught"') < item.index("人口集中地区") < item.index("県の担当の見解")
    assert item.index("県の担当の見解</strong>：該当なし") < item.index("港務所に電話で確かめた。<br>")
    assert 'class="tag clear"' not in item, "what staff say is never green"


def test_residents_see_what_holds_and_no_more(case: Case) -> None:
    reviewer, approver = case.office.client("reviewer"), case.office.client("approver")
    reviewer.post(f"{case.api}/overrides", json=case.view(reason="前の考え"))
    reviewer.post(f"{case.api}/overrides", json=case.view(reason="今の考え", outcome="CAUGHT"))
    reviewer.post(f"{case.api}/overrides", json=case.view("150-m-or-higher", outcome="CAUGHT", reason="誤り"))
    reviewer.post(f"{case.api}/overrides", json=case.view("150-m-or-higher", outcome=None, reason="取り下げ"))
    approver.post(f"{case.api}/confirmation", json={"revision": 1})
    reviewer.post(f"{case.api}/publication")
    resident = case.office.client()
    html = resident.get(f"/trials/{case.id}").text
    assert "今の考え" in html
    assert not any(word in html for word in ("前の考え", "誤り", "取り下げ"))
    assert [said["reason"] for said in resident.get(f"{API}/public/trials/{case.id}").json()["overrides"]] == [
        "今の考え"
    ]


def test_the_form_keeps_a_view(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    done = reviewer.post(f"{case.page}/override", data=form_of(reviewer, case), follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, case.page)
    (said,) = case.operator.get(f"{case.api}/overrides").json()
    assert (said["outcome"], said["reason"], said["rule"]) == ("CLEAR", REASON, "densely-inhabited-district")
    assert 'value="TAKEN_BACK"' in reviewer.get(case.page).text
    back = form_of(reviewer, case, outcome="TAKEN_BACK", reason="まちがい")
    assert reviewer.post(f"{case.page}/override", data=back, follow_redirects=False).status_code == 303
    assert [said["outcome"] for said in case.operator.get(f"{case.api}/overrides").json()] == ["CLEAR", None]
    assert 'value="TAKEN_BACK"' not in reviewer.get(case.page).text
    again = reviewer.post(f"{case.page}/override", data=back, follow_redirects=False)
    assert again.status_code == 409
    assert "取り下げる見解がありません。" in again.text


def test_a_form_with_faults_names_them_and_loses_nothing(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    long = "い" * 2_001
    form = form_of(reviewer, case, outcome="", reason=long)
    field = f"override-{form['finding']}"
    refused = reviewer.post(f"{case.page}/override", data=form)
    assert refused.status_code == 422
    for part, words in (
        ("outcome", "選択肢から選んでください。"),
        ("reason", "見解の理由が長すぎます（いま2001文字）。"),
    ):
        assert f'<a href="#{field}-{part}">' in refused.text
        assert f'id="{field}-{part}-error">{words}' in refused.text
        assert f'id="{field}-{part}"' in refused.text
    assert refused.text.count('aria-invalid="true"') == 2
    assert refused.text.count("<details open>") == 1
    assert refused.text.count(long) == 1
    empty = reviewer.post(f"{case.page}/override", data=form | {"reason": " ", "outcome": "CAUGHT"})
    assert 'value="CAUGHT" selected' in empty.text
    assert f'id="{field}-reason-error">見解の理由が書かれていません。' in empty.text
    assert case.operator.get(f"{case.api}/overrides").json() == []


def test_a_form_that_is_not_ours_is_refused(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    form = form_of(reviewer, case)
    for changes, status in (
        ({"finding": "1-999"}, 404),
        ({"finding": "x"}, 404),
        ({"finding": ""}, 404),
        ({"revision": "x"}, 404),
        ({"revision": ""}, 404),
        ({"revision": "7"}, 409),
        ({"csrf_token": "0" * 64}, 403),
        ({"csrf_token": ""}, 403),
    ):
        assert reviewer.post(f"{case.page}/override", data=form | changes).status_code == status, changes
    assert case.operator.get(f"{case.api}/overrides").json() == []
