"""The papers of a meeting as PDF: tagged, with fonts inside, saying what the facts and the map's twin say, as text."""

import re
from dataclasses import replace
from typing import get_args

import pypdfium2
import pytest
from shapely import box

from geo.text import Text
from maps.compose import Captions, compose
from maps.dates import day_text
from maps.handout import Card, HandoutFacts, HandoutKind, Question, handout
from maps.handout.draw import SETTINGS
from maps.keys import keys_of
from maps.picture import picture
from maps.scene import Scene
from maps.stop_areas import StopArea
from maps.twin import twin_text
from maps.wording import DISCLAIMER, Language, pick
from tests import pdfs
from tests.maps.flights import NOW, along_the_coast, land, layers
from tests.maps.handouts import CARDS, facts

HOSTILE = '<script>alert(1)</script> ${7*7} {{7*7}} #eval("1+1") *太字* $x$ `a` // /* ] }'
A3_POINTS = (841.89, 1190.55)
KINDS = tuple(HandoutKind)
LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.fixture(scope="module")
def scene() -> Scene:
    captions = Captions("津の沿岸の点検", "空の便", "第1版")
    return compose(along_the_coast(), captions, outline=land(), layers=layers())


def made(kind: HandoutKind, scene: Scene, language: Language = "ja", told: HandoutFacts | None = None) -> bytes:
    return handout(kind, told or facts(), scene, language, made_at=NOW)


def holds(paper: bytes, text: str) -> bool:
    """Whether a paper says a text; what stands at the foot of a page may stand within it."""
    return pdfs.without_spaces(text) in pdfs.text_of(paper)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_can_be_read_aloud_and_kept(kind: HandoutKind, language: Language, scene: Scene) -> None:
    paper = made(kind, scene, language)
    assert pdfs.is_tagged(paper)
    assert pdfs.metadata_of(paper)["Title"].startswith("津の沿岸の点検｜")
    assert re.search(rb"/Lang ?\(%s" % language.encode(), paper)
    assert {embedded for _, embedded in pdfs.fonts_of(paper)} == {True}
    assert {"Document", "H1"} <= set(pdfs.tags_of(paper))
    assert paper == made(kind, scene, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_has_its_size_and_its_pages(kind: HandoutKind, language: Language, scene: Scene) -> None:
    paper = made(kind, scene, language)
    sizes = pdfs.page_sizes(paper)
    wanted = A3_POINTS if kind is HandoutKind.POSTER else pdfs.A4_POINTS
    assert all(size == pytest.approx(wanted, abs=1) for size in sizes)
    pages = {HandoutKind.CIRCULAR: 2, HandoutKind.LETTER: len(facts().extracts)}
    assert len(sizes) == pages.get(kind, 1)
    assert len(paper) < 300_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_page_says_what_it_shows_until_when_and_that_it_is_no_permit(
    kind: HandoutKind, language: Language, scene: Scene
) -> None:
    told = facts()
    owed = (told.revision, day_text(told.valid_until), DISCLAIMER, told.sample)
    with pypdfium2.PdfDocument(made(kind, scene, language)) as document:
        for page in document:
            text = pdfs.without_spaces(page.get_textpage().get_text_range())
            for one in owed:
                assert pdfs.without_spaces(pick(one, language)) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_circular_says_all_facts_and_what_the_twin_says_of_the_map(language: Language, scene: Scene) -> None:
    told = facts()
    paper = made(HandoutKind.CIRCULAR, scene, language)
    said = [told.title, told.operator, told.telephone, told.desk, told.desk_telephone, told.url, *told.landing_places]
    texts = [told.status, *told.changes]
    texts += [text for card in told.cards for text in (card.question, card.answer)]
    texts += [text for one in told.comparisons for text in (one.subject, one.told, one.source)]
    texts += [key.label for key in keys_of(scene, language)]
    for text in [*said, *(pick(text, language) for text in texts)]:
        assert holds(paper, text), text
    twin = twin_text(scene, language)
    drawn = picture(scene, language, 176.0, 118.0)
    signs = re.findall(r'<text class="(?:end|badge)"[^>]*>([^<]+)<', drawn.svg)
    assert len(signs) > 4
    for sign in signs:
        assert sign in twin
        assert holds(paper, sign)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_has_a_page_for_each_area_and_tells_how_near(language: Language, scene: Scene) -> None:
    paper = made(HandoutKind.LETTER, scene, language)
    with pypdfium2.PdfDocument(paper) as document:
        pages = [pdfs.without_spaces(page.get_textpage().get_text_range()) for page in document]
    for page, extract in zip(pages, facts().extracts, strict=True):
        for text in (extract.name, extract.flights, extract.hours, extract.height, extract.nearness):
            assert pdfs.without_spaces(pick(text, language)) in page


def test_nearness_is_rounded_towards_the_area_and_never_to_nothing() -> None:
    over, near = facts().extracts
    assert over.nearness == Text("この地域の上を飛びます", "It flies over this area")
    assert near.nearness.en == "Not over this area (about 1,230 m away)"
    assert replace(near, nearest_m=0.4).nearness.en == "Not over this area (about 10 m away)"


def test_questions_stand_with_their_answers_and_who_gave_them(scene: Scene) -> None:
    paper = made(HandoutKind.QUESTIONS, scene)
    for one in facts().questions:
        assert holds(paper, f"{one.asked}回答　{one.answer}（{one.answered_by}）")
    assert holds(
        made(HandoutKind.QUESTIONS, scene, told=facts(questions=())), "公開された質問と回答は、まだありません。"
    )


def test_a_form_leads_to_where_one_asks_without_an_account(scene: Scene) -> None:
    paper = made(HandoutKind.FEEDBACK, scene)
    assert holds(paper, facts().feedback_url)
    assert "Figure" in pdfs.tags_of(paper)


@pytest.mark.parametrize("kind", KINDS)
def test_peoples_words_are_never_markup(kind: HandoutKind, scene: Scene) -> None:
    hostile = Text(HOSTILE, HOSTILE)
    told = facts(
        title=HOSTILE,
        operator=HOSTILE,
        cards=(Card(hostile, hostile),),
        landing_places=(HOSTILE,),
        changes=(hostile,),
        questions=(Question(HOSTILE, HOSTILE, HOSTILE),),
    )
    paper = made(kind, scene, told=told)
    assert holds(paper, HOSTILE)
    assert pdfs.metadata_of(paper)["Title"].startswith(HOSTILE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_title_of_300_characters_is_all_there(kind: HandoutKind, scene: Scene) -> None:
    title = "津の沿岸をドローンで点検する実験" * 18 + "あいうえおかきくけこさし"
    paper = made(kind, scene, told=facts(title=title))
    left, right = pdfs.text_edges(paper)
    assert holds(paper, title)
    assert left >= 0
    assert right <= pdfs.page_sizes(paper)[0][0]


def test_what_does_not_fit_is_set_smaller_then_takes_more_paper_and_is_never_cut(scene: Scene) -> None:
    def with_answers(length: int) -> bytes:
        answer = Text("あいうえお" * (length // 5), "words " * (length // 6))
        return made(
            HandoutKind.CIRCULAR, scene, told=facts(cards=tuple(replace(card, answer=answer) for card in CARDS))
        )

    middling, long = with_answers(120), with_answers(1_000)
    assert len(pdfs.page_sizes(middling)) == 2
    assert len(pdfs.page_sizes(long)) > 2
    assert pdfs.text_of(long).count("あいうえお") == len(CARDS) * 200
    assert min(size_pt for size_pt, _ in SETTINGS) >= 9.5


def test_a_character_that_the_font_lacks_is_marked(scene: Scene) -> None:
    assert holds(made(HandoutKind.CIRCULAR, scene, told=facts(operator="空の便😀")), "空の便〓")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [HandoutKind.CIRCULAR, HandoutKind.POSTER, HandoutKind.LETTER])
def test_a_stop_of_the_prefecture_stands_first_and_is_drawn(kind: HandoutKind, language: Language) -> None:
    stop = StopArea(box(136.54, 34.66, 136.58, 34.69), NOW.date(), "津波警報のため", ())
    stopped = compose(
        along_the_coast(), Captions("津の沿岸の点検", "", "第1版"), outline=land(), layers=layers(), stops=[stop]
    )
    paper = made(kind, stopped, language)
    (notice,) = stopped.notices
    assert "津波警報のため" in notice.ja
    assert holds(paper, pick(notice, language))
    (sheet,) = [sheet for sheet in stopped.sheets if sheet.signs]
    assert holds(paper, pick(sheet.label, language))
    drawn = picture(stopped, language, 176.0, 118.0)
    assert f'id="sheet-{sheet.key}"' in drawn.svg
    assert all(pick(sign.label, language) in drawn.svg for sign in sheet.signs)
