"""Anybody prints the papers of a public trial, which say what is public of it and nothing else."""

import re
from collections.abc import Iterator

import pytest

from api.store.unit_of_work import unit_of_work
from maps.handout import HandoutKind
from tests import pdfs
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.api.test_alerts import moved
from tests.api.test_voices import act, only_voice, sent
from tests.conftest import Store


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


def paper(scene: Scene, trial: str, kind: str = "circular", number: int = 1, lang: str = "ja"):
    return scene.client().get(f"/trials/{trial}/papers/{kind}/{number}", params={"lang": lang})


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", HandoutKind)
def test_a_published_trial_has_its_papers(scene: Scene, kind: HandoutKind, lang: str) -> None:
    trial = scene.published(FIRST)
    answer = paper(scene, trial, kind, lang=lang)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "attachment" in answer.headers["content-disposition"]
    text = pdfs.text_of(answer.content)
    assert "津の沿岸" in text
    with unit_of_work(scene.office.store.engine, writes=False) as unit:
        newest = unit.trials.revisions(trial)[-1]
    assert newest.sha256[:12] in text
    assert answer.content == paper(scene, trial, kind, lang=lang).content


def test_what_is_not_public_has_none(scene: Scene) -> None:
    trial = scene.published(FIRST)
    assert paper(scene, trial, number=2).status_code == 404
    assert paper(scene, trial, number=0).status_code in (404, 422)
    assert paper(scene, trial, kind="permit").status_code == 422
    assert paper(scene, "0123456789abcdef").status_code == 404


def test_the_page_leads_to_each_paper_and_the_paper_to_the_page(scene: Scene) -> None:
    trial = scene.published(FIRST)
    page = scene.client().get(f"/trials/{trial}").text
    links = re.findall(r'href="(/trials/[^"]+/papers/[^"]+)"', page)
    assert len(links) == len(HandoutKind)
    for link in links:
        assert scene.client().get(link.replace("&amp;", "&")).status_code == 200
    told = pdfs.text_of(paper(scene, trial).content)
    assert f"https://soramichi.example.jp/trials/{trial}" in told


def test_what_changed_since_the_route_that_was_public_stands_on_the_circular(scene: Scene) -> None:
    trial = scene.published(FIRST)
    heading = "前に公表した計画から変わったこと"
    assert heading not in pdfs.text_of(paper(scene, trial).content)
    moved(scene, trial)
    assert heading not in pdfs.text_of(paper(scene, trial).content), "what is public is so until the new route is"
    assert scene.post("reviewer", trial, "publication").status_code == 204
    text = pdfs.text_of(paper(scene, trial).content)
    assert heading in text
    assert "飛行の追加：" in text[text.index(heading) :]


def test_changes_of_what_is_shown_in_part_are_not_told(scene: Scene) -> None:
    trial = scene.published(FIRST)
    moved(scene, trial)
    assert scene.post("reviewer", trial, "publication", {"ends_hidden": True}).status_code == 204
    assert "前に公表した計画から変わったこと" not in pdfs.text_of(paper(scene, trial).content)


def test_an_answered_question_stands_on_the_sheet(scene: Scene) -> None:
    trial = scene.published(FIRST)
    ask = {"kind": "question", "text": "音はどのくらいですか。", "trial": trial}
    assert sent(scene.client(), f"/trials/{trial}/ask", "/voices", **ask).status_code == 303
    assert "音はどのくらい" not in pdfs.text_of(paper(scene, trial, "questions").content)
    answer = {"asked": "音はどのくらいですか。", "answer": "会話くらいです。"}
    assert act(scene.client("reviewer"), only_voice(scene.office), "publish", **answer).status_code == 303
    assert "会話くらいです。" in pdfs.text_of(paper(scene, trial, "questions").content)
