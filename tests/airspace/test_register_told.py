"""What a flight uses of the registers, told without naming anybody, and which of it changed."""

from airspace.register.chosen import NOTHING_CHOSEN, Chosen, ChosenEntry
from airspace.register.entry import Kind
from airspace.register.facts import Aircraft, Insurance, Pilot, Site
from airspace.register.told import chosen_words, kinds_changed

FULL = Chosen(
    aircraft=(ChosenEntry("a1", 2, Aircraft("ソラ1", "JU0001")), ChosenEntry("a2", 1, Aircraft("ソラ2"))),
    pilots=(ChosenEntry("p1", 3, Pilot()),),
    insurances=(ChosenEntry("i1", 1, Insurance("空の損保")),),
    sites=(ChosenEntry("s1", 1, Site("港の広場", 136.5, 34.7)),),
)


def test_each_register_is_told_and_no_person_named() -> None:
    told = {kind: chosen_words(FULL, kind) for kind in Kind}
    assert {kind: text.ja if text else None for kind, text in told.items()} == {
        Kind.AIRCRAFT: "ソラ1 JU0001（登録簿の第2版）、ソラ2（登録簿の第1版）",
        Kind.PILOT: "操縦者1（登録簿の第3版）",
        Kind.INSURANCE: "空の損保（登録簿の第1版）",
        Kind.SITE: "港の広場（登録簿の第1版）",
    }
    assert told[Kind.PILOT].en == "pilot 1 (version 3 of the register)"
    assert all(chosen_words(NOTHING_CHOSEN, kind) is None for kind in Kind)


def test_other_entries_or_other_facts_are_a_change_and_a_version_that_says_the_same_is_none() -> None:
    def of(entry_id: str, version: int, name: str) -> Chosen:
        return Chosen(aircraft=(ChosenEntry(entry_id, version, Aircraft(name)),))

    assert kinds_changed(FULL, FULL) == ()
    assert kinds_changed(NOTHING_CHOSEN, FULL) == tuple(Kind)
    assert kinds_changed(of("a", 1, "ソラ"), of("a", 2, "ソラ")) == ()
    assert kinds_changed(of("a", 1, "ソラ"), of("a", 2, "ソラ改")) == (Kind.AIRCRAFT,)
    assert kinds_changed(of("a", 1, "ソラ"), of("b", 1, "ソラ")) == (Kind.AIRCRAFT,)
