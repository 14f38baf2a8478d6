"""Staff write for residents in the languages that they read: drafted, looked through, shown first, told by the API."""

import html
import json
import re
from collections.abc import Iterator

import pytest

from api.store.unit_of_work import unit_of_work
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.conftest import Store

API = "/api/v1"


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


def publish(scene: Scene, trial: str, **view: object) -> None:
    answer = scene.client("reviewer").post(f"{API}/trials/{trial}/publication", json=view)
    assert answer.status_code == 204, answer.text


def form_of(page: str) -> dict[str, str]:
    """Return the fields of the form of publishing, as a browser would send them back."""
    fields = {
        html.unescape(name): html.unescape(text).removeprefix("\n")
        for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S)
    }
    for tag in re.findall(r'<input type="(?:text|hidden)"[^>]*>', page):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        if name:
            fields[name[1]] = html.unescape(value[1]) if value else ""
    return fields


def test_what_was_never_published_begins_with_a_draft_that_staff_mend(scene: Scene) -> None:
    trial = scene.confirmed(FIRST)
    staff, path = scene.client("reviewer"), f"/staff/trials/{trial}/publish"
    fields = form_of(staff.get(path).text)
    assert fields["plain_ja"].startswith("いつ：2026年")
    assert "まだ決まっていないか、事業者が示していません。" in fields["plain_ja"]
    assert fields["plain_ja"].endswith("国土交通省が行います。")
    assert "10:00" in fields["plain_ja"]
    assert fields["plain_en"].startswith("When: It flies on ")
    told = staff.post(f"{path}/check", data=fields | {"days_only": "yes"})
    assert told.status_code == 422
    assert "時刻を出さない公表なのに、時刻があります" in told.text
    again = staff.post(f"{path}/check", data=fields | {"days_only": "yes", "redraft": "yes", "plain_ja": "消える"})
    assert again.status_code == 200
    anew = form_of(again.text)
    assert "時間は公表していません。" in anew["plain_ja"]
    assert "10:00" not in again.text
    assert 'name="days_only" value="yes" checked' in again.text
    assert 'name="redraft" value="yes" checked' not in again.text
    assert scene.client().get(f"/trials/{trial}").status_code == 404, "looking through publishes nothing"
    assert staff.post(path, data=anew | {"days_only": "yes"}, follow_redirects=False).status_code == 303
    assert "時間は公表していません。" in scene.client().get(f"/trials/{trial}").text
    assert form_of(staff.get(path).text)["plain_ja"] == anew["plain_ja"]


def test_the_checker_points_beside_the_field_and_changes_nothing(scene: Scene) -> None:
    trial = scene.published(FIRST)
    staff, path = scene.client("reviewer"), f"/staff/trials/{trial}/publish"
    fields = form_of(staff.get(path).text)
    easy = "飛行経路に <b>落下</b>するおそれがございます。"
    shown = staff.post(f"{path}/check", data=fields | {"easy_ja": easy})
    assert shown.status_code == 200
    looked = shown.text[shown.text.index('id="looked"') :].split("</div>")[0]
    for words in ("飛行経路", "とぶ みち", "落下", "ございます", "読みがな"):
        assert words in looked
    assert "<b>" not in looked
    assert form_of(shown.text)["easy_ja"] == easy
    calm = staff.post(f"{path}/check", data=fields | {"easy_ja": "ドローンが とびます。"}).text
    assert "見つかりませんでした" in calm
    assert 'id="looked"' not in staff.post(f"{path}/check", data=fields).text
    many = staff.post(f"{path}/check", data=fields | {"easy_ja": "海に " * 60}).text
    assert "ほかに 21 か所" in many, "sixty kanji and one long sentence"
    english = staff.post(f"{path}/check?lang=en", data=fields | {"easy_ja": easy}).text
    assert "kanji without a reading" in english
    long = staff.post(f"{path}/check", data=fields | {"easy_ja": "あ" * 10_001})
    assert long.status_code == 422
    assert 'id="easy_ja-error"' in long.text


def test_residents_read_it_first_and_in_their_language(scene: Scene) -> None:
    trial = scene.published(FIRST)
    words = {
        "plain_ja": "ドローンが津の海の上を飛びます。\n<b>電話</b>してください。",
        "plain_en": "A drone flies off Tsu.",
        "easy_ja": "ドローンが とびます。",
        "other": [{"tag": "pt-br", "text": "Um drone vai voar."}, {"tag": "zh-Hans", "text": "无人机将飞行。"}],
    }
    publish(scene, trial, **words)
    page = scene.client().get(f"/trials/{trial}").text
    assert "&lt;b&gt;電話&lt;/b&gt;" in page
    first = page.index("ドローンが津の海の上を飛びます。<br>")
    assert first < page.index('id="phases"') < page.index('id="map"')
    for tag, text in (
        ("ja", "ドローンが とびます。"),
        ("en", "A drone flies off Tsu."),
        ("pt-BR", "Um drone"),
        ("zh-Hans", "无人机"),
    ):
        assert re.search(rf'<details class="card" lang="{tag}" dir="auto"><summary>[^<]+</summary><p>{text}', page), tag
    english = scene.client().get(f"/trials/{trial}?lang=en").text
    assert english.index("A drone flies off Tsu.") < english.index('id="phases"')
    assert re.search(r'<details class="card" lang="ja" dir="auto"><summary>日本語', english)
    told = scene.client().get(f"{API}/public/trials/{trial}").json()["words"]
    assert told == words | {"other": [{"tag": "pt-BR", "text": "Um drone vai voar."}, words["other"][1]]}
    publish(scene, trial)
    bare = scene.client().get(f"/trials/{trial}").text
    assert 'id="plain"' not in bare
    assert 'class="languages"' not in bare
    assert scene.client().get(f"{API}/public/trials/{trial}").json()["words"]["other"] == []


def test_further_languages_are_rows_whose_errors_stand_where_they_are(scene: Scene) -> None:
    trial = scene.published(FIRST)
    staff, path = scene.client("reviewer"), f"/staff/trials/{trial}/publish"
    fields = form_of(staff.get(path).text)
    assert [name for name in fields if name.startswith("other_tag-")] == ["other_tag-0", "other_tag-1"]
    two = fields | {"other_tag-1": "vi", "other_text-1": "Máy bay.", "other_tag-5": "ja", "other_text-5": "x"}
    refused = staff.post(path, data=two)
    assert refused.status_code == 422
    kept = form_of(refused.text)
    assert (kept["other_tag-0"], kept["other_tag-1"]) == ("vi", "ja")
    assert 'id="other_tag-1-error"' in refused.text
    assert "other_tag-3" in kept
    assert staff.post(path, data=kept | {"other_tag-1": "es"}, follow_redirects=False).status_code == 303
    shown = form_of(staff.get(path).text)
    assert (shown["other_tag-1"], shown["other_text-1"]) == ("es", "x")


@pytest.mark.parametrize(
    "words",
    [
        {"plain_ja": "10時に飛びます。", "days_only": True},
        {"other": [{"tag": "en", "text": "flies"}]},
        {"other": [{"tag": "pt", "text": "a"}, {"tag": "PT", "text": "b"}]},
        {"other": [{"tag": "pt", "text": "\u202eA"}]},
        {"plain_en": "a" * 2_001},
        {"other": [{"tag": f"a{n:02}", "text": "x"} for n in range(13)]},
        {"plain_ja": None},
    ],
)
def test_words_that_cannot_be_public_are_refused_by_the_api(scene: Scene, words: dict[str, object]) -> None:
    trial = scene.published(FIRST)
    answer = scene.client("reviewer").post(f"{API}/trials/{trial}/publication", json=words)
    assert answer.status_code in (409, 422), answer.text


def test_which_languages_were_published_stands_in_the_audit_log(scene: Scene) -> None:
    trial = scene.published(FIRST)
    publish(scene, trial, plain_ja="飛びます。", other=[{"tag": "pt", "text": "Voa."}])
    with unit_of_work(scene.office.store.engine, writes=False) as unit:
        *_, entry = unit.audit.events(actions=["publish"])
    assert json.loads(entry.details)["languages"] == "ja, pt"
