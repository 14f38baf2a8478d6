"""A verdict on the wire, in the report and on a page: nothing is lost, and what earlier versions kept still loads."""

import json
from datetime import date
from html import unescape

import pytest

from airspace.finding import Entails
from airspace.screening import Screening
from airspace.trial import EntryControl, Operation, Vehicle
from airspace.verdict import Category, Level, Necessity, Verdict
from api.pages.render import ENVIRONMENT
from api.report import as_text
from api.schemas.screening import ScreeningData
from api.schemas.verdict import NOTHING_LISTED, CategoryData, VerdictData, level_on_the_wire, verdict_of
from api.verdict_report import verdict_lines
from tests.airspace.verdicts import BVLOS, DISTRICT, HEIGHT, NIGHT, SMALL_UA_ACT, concluded, found, meant
from tests.airspace.worlds import DAY, districts, flight, screened
from tests.zoo import plane_box, positions

ACT = found(SMALL_UA_ACT, entails=Entails.NEEDS_CONSENT_AND_NOTICE)
CERTIFIED = {"aircraft_certificate": "second", "pilot_certificate": "second", "flight_manual": True}
VERDICTS = {
    "nothing": concluded(meant()),
    "III": concluded(meant(EntryControl.NONE, True), [found(BVLOS), found(DISTRICT, span=(0, 90)), ACT]),
    "II-B": concluded(meant(EntryControl.ASSISTANTS, True, takeoff_mass_kg=1.0, **CERTIFIED), [found(NIGHT)]),
    "open": concluded(meant(on=date(2028, 1, 5)), [found(HEIGHT)]),
    "late": concluded(meant(EntryControl.ASSISTANTS), [found(HEIGHT)], screened_on=DAY),
    "light": concluded(meant(takeoff_mass_kg=0.05), [ACT]),
    "before": concluded(meant(on=date(2022, 12, 1)), [found(HEIGHT)]),
    "hover": concluded(meant(), length_m=0.0),
}
EARLIER = Verdict(Category.UNDETERMINED, Category.II_B, Level.UNDETERMINED, ())


def made(control: EntryControl | None = EntryControl.ASSISTANTS, vehicle: Vehicle = Vehicle.UAS) -> Screening:
    operation = flight(positions((0, 0), (2_000, 0)), entry_control=control, bvlos=True, vehicle=vehicle)
    return screened(operation, districts(plane_box(500, -300, 900, 300)))


@pytest.mark.parametrize("name", VERDICTS)
def test_a_verdict_there_and_back(name: str) -> None:
    verdict = VERDICTS[name]
    category = CategoryData.model_validate_json(CategoryData.of(verdict).model_dump_json())
    listed = VerdictData.model_validate_json(VerdictData.of(verdict).model_dump_json())
    assert verdict_of(category, level_on_the_wire(verdict), listed) == verdict


@pytest.mark.parametrize("screening", [made(), made(None), made(EntryControl.NONE), made(vehicle=Vehicle.EVTOL)])
def test_a_screening_keeps_its_verdict(screening: Screening) -> None:
    kept = ScreeningData.model_validate_json(ScreeningData.of(screening).model_dump_json())
    assert kept.value(screening.operation).verdict == screening.verdict


def test_no_level_is_null() -> None:
    assert level_on_the_wire(VERDICTS["II-B"]) is None
    assert [segment.level for segment in VerdictData.of(VERDICTS["II-B"]).segments] == [None]
    assert level_on_the_wire(VERDICTS["III"]) == "4"


def as_kept_before(screening: Screening) -> tuple[dict, Operation]:
    """Return the JSON that versions before the verdict listed anything kept of a screening."""
    data = ScreeningData.of(screening).model_dump(mode="json")
    del data["verdict"], data["category"]["at_most"]
    data["level"] = "UNDETERMINED"
    return data, screening.operation


def test_what_earlier_versions_kept_still_loads_and_shows() -> None:
    data, operation = as_kept_before(made())
    screening = ScreeningData.model_validate_json(json.dumps(data)).value(operation)
    verdict = screening.verdict
    assert (verdict.category_at_most, verdict.segments, verdict.procedures) == (None, (), ())
    assert (verdict.permission, verdict.approval) == (Necessity.UNDETERMINED,) * 2
    assert "必要な手続" not in as_text(screening)
    assert "少なくともカテゴリーIIB" in as_text(screening)
    shown = page(verdict)
    assert "procedures" not in shown
    assert "最大で" not in shown
    again = ScreeningData.of(screening)
    assert again.value(operation).verdict == verdict
    assert again.verdict == NOTHING_LISTED


# --- in words


def page(verdict: Verdict, lang: str = "ja", for_residents: bool = False) -> str:
    template = ENVIRONMENT.from_string(
        '{% from "verdict.html" import verdict_details with context %}{{ verdict_details(verdict, for_residents) }}'
    )
    return template.render({"verdict": verdict, "lang": lang, "for_residents": for_residents})


@pytest.mark.parametrize("name", VERDICTS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_page_and_report_say_each_thing(name: str, lang: str) -> None:
    verdict = VERDICTS[name]
    shown, report = unescape(page(verdict, lang)), "\n".join(verdict_lines(verdict))
    for each in (*verdict.procedures, *verdict.evidence):
        assert getattr(each.title, lang) in shown
        if each.due:
            assert getattr(each.office, lang) in shown
            assert str(each.due.by) in report
    for text in (*verdict.missing, *verdict.remarks, *verdict.conditions, *verdict.apart):
        assert getattr(text, lang) in shown
        assert getattr(text, lang) in report
    assert shown.count("<tr>") == 1 + len(verdict.segments)
    assert ">None<" not in shown


def test_the_words_of_last_days() -> None:
    report = "\n".join(verdict_lines(VERDICTS["late"]))
    assert "間に合いません（最短でも 2026-11-13 まででした：最初の飛行日の 10 開庁日前（協議を終えてから））" in report
    assert "最短でも 2026-11-30 まで（毎回の飛行の前）" in report
    assert "<strong>間に合いません</strong>（最短でも 令和8年（2026年）11月13日（金） まででした）" in page(
        VERDICTS["late"]
    )
    assert "見込み" not in report
    assert "見込み、最初の飛行日の 20 開庁日前" in "\n".join(verdict_lines(VERDICTS["open"]))
    assert "見込みです" in page(VERDICTS["open"])
    assert "約束ではありません" in page(VERDICTS["late"])


def test_the_words_of_the_category() -> None:
    report = "\n".join(verdict_lines(VERDICTS["open"]))
    assert "判定できません（少なくともカテゴリーIIA、最大でカテゴリーIII）" in report
    assert "（少なくともカテゴリーIIA、最大でカテゴリーIII）" in page(VERDICTS["open"])
    assert "レベル4" in page(VERDICTS["III"])
    assert "  なし / none" in "\n".join(verdict_lines(VERDICTS["nothing"]))
    assert "分かったものはありません" in page(VERDICTS["nothing"])
    assert "全体" in page(VERDICTS["hover"])
    assert "0～90 m" in page(VERDICTS["III"])
    assert "事業者が示したもの：最大離陸重量、" in page(VERDICTS["II-B"])
    kept = "\n".join(verdict_lines(EARLIER))
    assert "少なくともカテゴリーIIB）" in kept


def test_residents_read_the_category_and_not_the_operators_papers() -> None:
    shown = page(VERDICTS["III"], for_residents=True)
    assert "カテゴリーIII" in shown
    assert 'id="segments"' in shown
    assert 'id="procedures"' not in shown
    assert 'id="evidence"' not in shown
