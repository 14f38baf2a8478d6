"""The draft of a plain summary tells what is known, says what is not, and never poses as a permit."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from airspace.plain import NO_PERMIT, NOT_KNOWN, PublicFacts, plain_summary
from airspace.plan import Plan
from airspace.trial import JST, Operation, Vehicle, Window
from airspace.volume import build_volume
from geo.height import Datum, Height
from geo.route import Area, Circle, Route, Waypoint
from geo.text import Text

START = datetime(2026, 11, 4, 10, tzinfo=JST)
WINDOW = Window(START, START + timedelta(hours=5))
ENDS = ((136.5246, 34.7079), (136.5480, 34.7010))
TSU, SUZUKA = Text("津市", "Tsu"), Text("鈴鹿市", "Suzuka")
HEADS_JA = ("いつ", "どこ", "高さ", "回数", "何が飛ぶか", "音", "カメラ", "落ちたら", "電話")
HEADS_EN = ("When", "Where", "How high", "How often", "What flies", "Sound", "Camera", "If it falls", "Whom to call")


def flight(
    *heights: Height | None, windows: tuple[Window, ...] = (WINDOW,), vehicle: Vehicle = Vehicle.UAS
) -> Operation:
    points = zip(ENDS, heights or (None, None), strict=True)
    route = Route(tuple(Waypoint(lon, lat, height) for (lon, lat), height in points))
    return Operation(route, windows, vehicle=vehicle)


def facts(*operations: Operation, **told: object) -> PublicFacts:
    plan = Plan(
        operations,
        flights_per_day=4,
        aircraft="MP-1（25 kg）",
        noise="60 dBくらい",
        camera="なし",
        fall_response="すぐに回収します。",
    )
    return PublicFacts(
        plan,
        tuple(build_volume(operation) for operation in operations),
        municipalities=(TSU,),
        operator="見本ドローン",
        operator_phone="059-000-0001",
        desk="見本県 空の係",
        desk_phone="059-000-0000",
        **told,
    )


def lines(summary: str, mark: str) -> dict[str, str]:
    return dict(line.split(mark, 1) for line in summary.splitlines() if mark in line)


KNOWN = Height(120.0, Datum.AGL)


def test_each_question_has_its_line_in_both_languages() -> None:
    told = plain_summary(facts(flight(KNOWN, KNOWN)))
    assert tuple(lines(told.ja, "：")) == HEADS_JA
    assert tuple(lines(told.en, ": ")) == HEADS_EN
    assert NOT_KNOWN.ja not in told.ja
    ja = lines(told.ja, "：")
    assert ja["いつ"] == "2026年11月4日（水）に飛びます。時間は、10:00から15:00までです。"
    assert ja["どこ"].startswith("津市を飛びます。飛ぶ道の長さは、長くて2.3 kmです。")
    assert ja["高さ"] == "いちばん高いところで、地面から120 mです。"
    assert ja["回数"] == "1日に、多くて4回です。"
    assert "見本ドローン、電話 059-000-0001。" in ja["電話"]
    assert "見本県 空の係、電話 059-000-0000。" in ja["電話"]
    en = lines(told.en, ": ")
    assert en["When"] == "It flies on Wednesday 4 November 2026. The time is 10:00 to 15:00."
    assert en["How high"] == "At most 120 m above the ground."


def test_it_never_poses_as_a_permit() -> None:
    told = plain_summary(facts(flight(KNOWN, KNOWN)))
    assert told.ja.endswith(NO_PERMIT.ja)
    assert told.en.endswith(NO_PERMIT.en)
    for word in ("許可されました", "安全です", "approved", "safe"):
        assert word not in told.ja + told.en


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    day = Window.whole_day(WINDOW.first_day)
    bare = PublicFacts(Plan((flight(windows=(day,)),)), (build_volume(flight(windows=(day,))),))
    told = plain_summary(bare)
    ja = lines(told.ja, "：")
    for head in ("いつ", "高さ", "回数", "何が飛ぶか", "音", "カメラ", "落ちたら"):
        assert NOT_KNOWN.ja in ja[head], head
    assert ja["どこ"].startswith("どの市町を飛ぶかは、分かりません。")
    assert ja["電話"].count("電話番号は分かりません。") == 2
    assert told.en.count(NOT_KNOWN.en) == 7
    assert told.en.count("is not known") == 3


def test_a_height_that_is_known_in_parts_says_so_and_no_datum_is_dropped() -> None:
    mixed = (*ENDS, (136.5640, 34.6800), (136.5680, 34.6590))
    heights = (Height(60.0, Datum.AGL), Height(90.0, Datum.AGL), None, None)
    parts = Route(tuple(Waypoint(lon, lat, height) for (lon, lat), height in zip(mixed, heights, strict=True)))
    told = plain_summary(facts(Operation(parts, (WINDOW,))))
    assert "地面から90 mです。高さが分からないところもあります。" in told.ja
    assert "In parts its height is not known." in told.en
    for datum, ja in (
        (Datum.AMSL, "海面から（標高で）80 m"),
        (Datum.TAKEOFF, "飛び立つ場所から80 m"),
        (Datum.UNKNOWN, "どこから測るかは分かりません"),
    ):
        assert ja in plain_summary(facts(flight(Height(80.0, datum), Height(80.0, datum)))).ja


def test_days_are_counted_and_times_that_differ_are_told() -> None:
    def window(days: int, hour: int) -> Window:
        start = START.replace(hour=hour) + timedelta(days=days)
        return Window(start, start + timedelta(hours=1))

    told = plain_summary(facts(flight(KNOWN, KNOWN, windows=(window(0, 10), window(2, 13))))).ja
    assert "2026年11月4日（水）から2026年11月6日（金）までの間に飛びます。飛ぶ日は、2日です。" in told
    assert "10:00から11:00まで、13:00から14:00まで" in told
    many = plain_summary(facts(flight(KNOWN, KNOWN, windows=tuple(window(n, 10 + n) for n in range(5))))).ja
    assert "などで、日によって違います。" in many
    overnight = Window(START.replace(hour=22), START.replace(hour=22) + timedelta(hours=3))
    night = plain_summary(facts(flight(KNOWN, KNOWN, windows=(overnight,)))).ja
    assert "11月4日（水）から2026年11月5日（木）までの間に飛びます。時間は、22:00から01:00まで" in night


def test_where_only_days_are_public_no_time_is_told() -> None:
    told = plain_summary(facts(flight(KNOWN, KNOWN), times_told=False))
    assert "時間は公表していません。" in told.ja
    assert "10:00" not in told.ja + told.en


def test_several_flights_are_told_apart_and_the_rest_counted() -> None:
    other = Window(START + timedelta(days=7), START + timedelta(days=7, hours=2))
    told = plain_summary(facts(flight(KNOWN, KNOWN), flight(KNOWN, KNOWN, windows=(other,))))
    assert "飛行1は、2026年11月4日" in told.ja
    assert "飛行2は、2026年11月11日" in told.ja
    assert "高さ：いちばん高いところで、地面から120 mです。" in told.ja, "what is the same is told once"
    flights = tuple(flight(Height(float(n), Datum.AGL), Height(float(n), Datum.AGL)) for n in range(1, 7))
    assert "ほかに3つの飛行があります。" in plain_summary(facts(*flights)).ja


def test_places_beyond_some_are_counted_and_an_area_has_no_length() -> None:
    area = Operation(Area(Circle(136.55, 34.7, 100.0), ceiling=KNOWN), (WINDOW,), vehicle=Vehicle.EVTOL)
    told = plain_summary(replace(facts(area), municipalities=(TSU, SUZUKA) * 4))
    assert "と、ほかに2の市町を飛びます。" in told.ja
    assert "and 2 more" in told.en
    assert "長さ" not in told.ja
    assert "空飛ぶクルマ" in told.ja


@pytest.mark.parametrize(("count", "en"), [(1, "At most once a day."), (2, "At most 2 times a day.")])
def test_how_often(count: int, en: str) -> None:
    given = facts(flight(KNOWN, KNOWN))
    assert en in plain_summary(replace(given, plan=replace(given.plan, flights_per_day=count))).en


def test_the_operators_words_stay_one_line_and_are_cut_with_a_word() -> None:
    given = facts(flight(KNOWN, KNOWN))
    told = plain_summary(replace(given, plan=replace(given.plan, noise="静か\nです " * 200)))
    (line,) = [line for line in told.ja.splitlines() if line.startswith("音：")]
    assert len(line) < 200
    assert line.endswith("…」（続きは下にあります。）")
    assert "(more below)" in told.en


def test_the_longest_draft_fits_into_its_field() -> None:
    words = "あ" * 2_000
    flights = tuple(
        flight(Height(float(n), Datum.AMSL), Height(float(n), Datum.AMSL), windows=(WINDOW,)) for n in range(1, 21)
    )
    given = facts(*flights)
    plan = replace(given.plan, noise=words, camera=words, fall_response=words, aircraft=words)
    long = replace(given, plan=plan, municipalities=(TSU,) * 29, operator="社" * 200, desk="課" * 200)
    assert all(len(side) < 2_000 for side in (plain_summary(long).ja, plain_summary(long).en))
