"""A letter holds what its kind owes, nothing that its kind must not say, and only words that can be read."""

from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta

import pytest

from airspace.letter import (
    KIND_NAMES,
    PART_NAMES,
    PARTS,
    About,
    Addressee,
    Clause,
    Earlier,
    Honorific,
    Letter,
    LetterKind,
    Part,
    Reception,
    Seal,
    Sender,
)
from geo.errors import ValueRefused
from tests.letters.samples import (
    ABOUT,
    CLAUSES,
    EARLIER,
    FACILITY,
    GOVERNOR,
    OPERATOR,
    RECEPTION,
    REDRESS,
    SAMPLES,
)

DAY = timedelta(days=1)
EMPTY = {
    Part.NUMBER: "",
    Part.BASIS: "",
    Part.ANSWERS: None,
    Part.EARLIER: None,
    Part.RECEPTION: None,
    Part.FACILITY: None,
    Part.GRANT_YEN: None,
    Part.CLAUSES: (),
    Part.ASKED: (),
    Part.REASONS: (),
    Part.DUE_ON: None,
    Part.REDRESS: None,
}
GIVEN = {
    Part.NUMBER: "空第1号",
    Part.BASIS: "要綱",
    Part.ANSWERS: date(2026, 10, 1),
    Part.EARLIER: EARLIER,
    Part.RECEPTION: RECEPTION,
    Part.FACILITY: FACILITY,
    Part.GRANT_YEN: 1,
    Part.CLAUSES: CLAUSES,
    Part.ASKED: ("求める事項",),
    Part.REASONS: ("理由",),
    Part.DUE_ON: date(2027, 1, 29),
    Part.REDRESS: REDRESS,
}
LETTER = SAMPLES[LetterKind.FACILITY_USE]


def refusal(letter: Letter, **changes: object) -> ValueRefused:
    with pytest.raises(ValueRefused) as refused:
        replace(letter, **changes)
    assert refused.value.what.ja
    assert refused.value.what.en
    assert refused.value.remedy.ja
    assert refused.value.remedy.en
    return refused.value


@pytest.mark.parametrize("part", [Part.REASONS, Part.REDRESS])
@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind.startswith("facility")])
def test_a_disposition_is_refused_without_reasons_and_without_saying_how_it_is_contested(
    kind: LetterKind, part: Part
) -> None:
    refused = refusal(SAMPLES[kind], **{part: EMPTY[part]})
    assert refused.where == part
    assert {Part.REASONS: "理由", Part.REDRESS: "教示"}[part] in refused.what.ja
    assert "施設の使用" in refused.what.ja


@pytest.mark.parametrize(
    "kind",
    [
        LetterKind.ROUTE_DECLINED,
        LetterKind.SUPPORT_DECLINED,
        LetterKind.SUPPORT_WITHDRAWN,
        LetterKind.ADOPTION_WITHDRAWN,
        LetterKind.FACILITY_WITHDRAWN,
        LetterKind.ADOPTION_DECLINED,
        LetterKind.FACILITY_DECLINED,
        LetterKind.STOP_REQUEST,
        LetterKind.CONFIRMATION_WITHDRAWN,
    ],
)
def test_what_declines_or_takes_back_is_refused_without_a_reason(kind: LetterKind) -> None:
    assert refusal(SAMPLES[kind], reasons=()).where == "reasons"


@pytest.mark.parametrize(
    "kind",
    [kind for kind in LetterKind if not kind.startswith(("facility", "adopt"))],
)
def test_what_disposes_of_nothing_cannot_say_how_it_is_contested(kind: LetterKind) -> None:
    assert refusal(SAMPLES[kind], redress=REDRESS).where == "redress"


@pytest.mark.parametrize("kind", [LetterKind.ADOPTED, LetterKind.ADOPTION_DECLINED])
def test_a_grant_may_say_how_it_is_contested(kind: LetterKind) -> None:
    assert replace(SAMPLES[kind], redress=REDRESS).redress == REDRESS


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("kind", LetterKind)
def test_each_kind_takes_the_parts_of_its_row_and_no_other(kind: LetterKind, part: Part) -> None:
    letter, parts = SAMPLES[kind], PARTS[kind]
    if part in parts.owed:
        assert refusal(letter, **{part: EMPTY[part]}).where == part
    if part in parts.owed | parts.may:
        assert getattr(replace(letter, **{part: GIVEN[part]}), part) == GIVEN[part]
    else:
        refused = refusal(letter, **{part: GIVEN[part]})
        assert refused.where == part
        assert PART_NAMES[part].ja in refused.what.ja
        assert KIND_NAMES[kind].en in refused.what.en
    if part in parts.may - parts.owed:
        assert getattr(replace(letter, **{part: EMPTY[part]}), part) == EMPTY[part]


def test_only_a_receipt_needs_no_number_and_only_a_grant_has_an_amount() -> None:
    assert [kind for kind in LetterKind if Part.NUMBER not in PARTS[kind].owed] == [LetterKind.RECEIPT]
    assert [kind for kind in LetterKind if Part.GRANT_YEN in PARTS[kind].may] == [LetterKind.ADOPTED]


def test_every_kind_and_part_is_named_and_has_its_row() -> None:
    assert set(KIND_NAMES) == set(PARTS) == set(SAMPLES) == set(LetterKind)
    assert set(PART_NAMES) == set(Part)


@pytest.mark.parametrize("text", ["", " ", "\n", "　", "\u200b"])
def test_a_condition_needs_its_words_and_its_reason(text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        Clause(text, "理由")
    assert refused.value.where == "clauses: text"
    with pytest.raises(ValueRefused) as refused:
        Clause("条件", text)
    assert refused.value.where == "clauses: reason"


@pytest.mark.parametrize(
    "bad",
    ["", "　", "a\x00b", "a\x1bb", "\ud800", "a\u202eb", "a\u2067b", "a\u2028b", "a\u2029b", "あ" * 2_001],
    ids=["empty", "space", "nul", "escape", "surrogate", "override", "isolate", "line", "paragraph", "long"],
)
def test_words_that_cannot_be_read_are_refused_wherever_they_stand(bad: str) -> None:
    for make, where in (
        (lambda: replace(LETTER, reasons=("よい理由", bad)), "reasons"),
        (lambda: replace(SAMPLES[LetterKind.CONSULTATION], asked=(bad,)), "asked"),
        (lambda: Clause(bad, "理由"), "clauses: text"),
        (lambda: Addressee(("津市", bad), Honorific.PERSON), "addressee"),
        (lambda: replace(GOVERNOR, name=bad), "sender: name"),
        (lambda: replace(GOVERNOR, desk=bad), "sender: desk"),
        (lambda: replace(GOVERNOR, telephone=bad), "sender: telephone"),
        (lambda: replace(ABOUT, trial_title=bad), "trial_title"),
        (lambda: replace(FACILITY, name=bad), "facility: name"),
        (lambda: replace(FACILITY, place=bad), "facility: place"),
        (lambda: replace(FACILITY, period=bad), "facility: period"),
        (lambda: replace(EARLIER, number=bad), "earlier: number"),
        (lambda: replace(RECEPTION, number=bad), "reception: number"),
        (lambda: replace(REDRESS, review_to=bad), "redress: review_to"),
        (lambda: replace(REDRESS, defendant=bad), "redress: defendant"),
        (lambda: replace(REDRESS, represented_by=bad), "redress: represented_by"),
        (lambda: replace(LETTER, number=bad), "number"),
        (lambda: replace(LETTER, basis=bad), "basis"),
    ):
        with pytest.raises(ValueRefused) as refused:
            make()
        assert refused.value.where == where


@pytest.mark.parametrize("mark", ["\n", "\t", "\r"])
def test_one_line_is_one_line_and_longer_words_may_have_more(mark: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        replace(ABOUT, trial_title=f"実証{mark}実験")
    assert refused.value.where == "trial_title"
    if mark != "\r":
        assert Clause(f"一{mark}二", "理由").text == f"一{mark}二"


def test_lengths_are_bounded_to_the_character() -> None:
    assert len(replace(ABOUT, trial_title="あ" * 300).trial_title) == 300
    with pytest.raises(ValueRefused, match="301文字"):
        replace(ABOUT, trial_title="あ" * 301)
    assert len(Clause("あ" * 2_000, "い" * 2_000).text) == 2_000
    with pytest.raises(ValueRefused, match="2001文字"):
        Clause("あ" * 2_001, "い")


@pytest.mark.parametrize("name", ["神\ufa19社", "髙橋", "葛\U000e0100城", "か\u3099"])
def test_the_variants_by_which_people_write_their_names_are_kept(name: str) -> None:
    assert replace(ABOUT, trial_title=name).trial_title == name


def test_counts_are_bounded() -> None:
    assert len(replace(LETTER, clauses=CLAUSES[:1] * 50).clauses) == 50
    assert refusal(LETTER, clauses=CLAUSES[:1] * 51).where == "clauses"
    assert refusal(LETTER, reasons=("理由",) * 51).where == "reasons"
    assert refusal(SAMPLES[LetterKind.CONSULTATION], asked=("問い",) * 51).where == "asked"
    for lines in ((), ("行",) * 5):
        with pytest.raises(ValueRefused):
            Addressee(lines, Honorific.BODY)


@pytest.mark.parametrize(("years", "kept"), [(0, False), (1, True), (100, True), (101, False), (-1, False)])
def test_years_kept(years: int, kept: bool) -> None:
    if kept:
        assert replace(LETTER, keep_years=years).keep_years == years
    else:
        assert refusal(LETTER, keep_years=years).where == "keep_years"


@pytest.mark.parametrize(("yen", "granted"), [(0, False), (1, True), (10**12, True), (10**12 + 1, False), (-5, False)])
def test_grants(yen: int, granted: bool) -> None:
    letter = SAMPLES[LetterKind.ADOPTED]
    if granted:
        assert replace(letter, grant_yen=yen).grant_yen == yen
    else:
        assert refusal(letter, grant_yen=yen).where == "grant_yen"


def test_days_do_not_contradict_the_day_of_issue() -> None:
    issued = LETTER.issued_on
    stop = SAMPLES[LetterKind.STOP_REQUEST]
    same = replace(LETTER, answers=issued, due_on=issued, reception=Reception("1", issued))
    assert same.due_on == issued
    assert refusal(LETTER, answers=issued + DAY).where == "answers"
    assert refusal(LETTER, due_on=issued - DAY).where == "due_on"
    assert refusal(LETTER, reception=Reception("1", issued + DAY)).where == "reception: received_on"
    assert refusal(LETTER, about=replace(ABOUT, submitted_on=issued + DAY)).where == "about: submitted_on"
    assert refusal(stop, earlier=Earlier("1", stop.issued_on + DAY)).where == "earlier: issued_on"


@pytest.mark.parametrize("bad", ["", "0" * 63, "0" * 65, "A" * 64, "0" * 64 + "\n", "g" * 64])
def test_hashes_are_hashes(bad: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        replace(LETTER, audit_head=replace(LETTER.audit_head, sha256=bad))
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        replace(ABOUT, sha256=bad)


def test_revisions_count_from_one() -> None:
    with pytest.raises(ValueError, match="count from 1"):
        replace(ABOUT, revision_number=0)


def test_a_letter_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        LETTER.number = "別の番号"  # type: ignore[misc]


def test_a_letter_can_be_made_with_its_head_alone_where_its_kind_asks_no_more() -> None:
    letter = Letter(
        LetterKind.RECEIPT,
        date(2026, 11, 4),
        OPERATOR,
        Sender("三重県知事", Seal.OMITTED, "担当", "059"),
        About("題", 1, "0" * 64, date(2026, 11, 4)),
        10,
        SAMPLES[LetterKind.RECEIPT].audit_head,
        reception=RECEPTION,
    )
    assert {part: getattr(letter, part) for part in Part} == EMPTY | {Part.RECEPTION: RECEPTION}
