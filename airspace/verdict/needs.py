"""What is needed: permission and approval by Category and certificates, and the procedures with office and last day."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from airspace.declared import Grade
from airspace.finding import Entails, Finding, Outcome
from airspace.procedures import SpecifiedItem, japan, office_name
from airspace.trial import Operation
from airspace.verdict.category import Bounds, Terms, remaining
from airspace.verdict.deadlines import Countdown
from airspace.verdict.items import Items, titles
from airspace.verdict.value import Category, Due, Necessity, Procedure
from geo.text import Text

BVLOS, NIGHT, SMALL_UA_ACT = "beyond-visual-line-of-sight", "night-flight", "small-ua-act"

Selection = Callable[[SpecifiedItem], bool]

APPLICATIONS: dict[str, Selection] = {
    "permission-airport": lambda item: item.kind == "airspace" and item.airport_office,
    "permission": lambda item: item.kind == "airspace" and not item.airport_office,
    "approval": lambda item: item.kind == "method",
}
"""What is applied for, and for which items."""


@dataclass(frozen=True)
class Situation:
    """All that decides what is needed of an unmanned aircraft's flight.

    `by_category` is whether the system of categories holds on every day of the flight: before it, any specified
    flight needed permission or approval, whatever certificates there were.
    """

    operation: Operation
    prefecture_code: str
    items: Items
    terms: Terms
    bounds: Bounds
    by_category: bool
    countdown: Countdown

    @cached_property
    def least(self) -> tuple[str, ...]:
        """The items that are left at the best of what is open."""
        return remaining(
            self.items.certain, controlled=self.terms.controlled is not False, tethered=self.terms.tethered
        )

    @cached_property
    def most(self) -> tuple[str, ...]:
        """The items that are left at the worst of what is open."""
        return remaining(self.items.possible, controlled=self.terms.controlled is True, tethered=self.terms.tethered)

    def office(self, key: str) -> Text:
        """Return the office behind a key, as it is on the first day of the flight."""
        return office_name(key, self.prefecture_code, self.operation.first_day)


def needed(situation: Situation, selection: Selection) -> Necessity:
    """Return whether MLIT's permission or approval is needed for the items of a selection."""
    table, bounds = japan().items, situation.bounds

    def wanted(items: Sequence[str], category: Category, known: bool) -> bool:
        free = situation.by_category and category is Category.II_B and _freed(situation.operation, items, known)
        return not free and any(selection(table[slug]) for slug in items)

    if wanted(situation.least, bounds.at_least, True):
        return Necessity.REQUIRED
    return Necessity.UNDETERMINED if wanted(situation.most, bounds.at_most, False) else Necessity.NOT_REQUIRED


def _freed(operation: Operation, items: Collection[str], hopeful: bool) -> bool:
    """Return whether certificates and manual make permission and approval needless in Category II-B.

    What is not stated counts as held only where `hopeful`.
    """
    conditions = [*certified(operation, Grade.SECOND), operation.declared.flight_manual]
    if BVLOS in items:
        conditions.append(operation.declared.bvlos_limit_lifted)
    if NIGHT in items:
        conditions.append(operation.declared.night_limit_lifted)
    return False not in conditions if hopeful else all(conditions)


def certified(operation: Operation, grade: Grade) -> tuple[bool | None, bool | None]:
    """Return whether aircraft and pilot hold a certificate of a grade or better; None is not stated."""
    declared = operation.declared
    return _reaches(declared.aircraft_certificate, grade), _reaches(declared.pilot_certificate, grade)


def _reaches(held: Grade | None, grade: Grade) -> bool | None:
    order = list(Grade)
    return None if held is None else order.index(held) >= order.index(grade)


def procedures(situation: Situation, findings: Sequence[Finding], not_judged: Collection[str]) -> list[Procedure]:
    """Return every procedure that is needed or may be, in the order in which people take them."""
    return [
        *_small_ua_act(situation, findings, not_judged),
        *_applications(situation),
        *_every_flight(situation),
    ]


def _applications(situation: Situation) -> Iterator[Procedure]:
    table = japan().items
    for slug, selection in APPLICATIONS.items():
        necessity = needed(situation, selection)
        if necessity is Necessity.NOT_REQUIRED:
            continue
        concerned = titles([item for item in situation.most if selection(table[item])])
        because = _because(situation, necessity)
        yield _procedure(
            situation,
            slug,
            necessity,
            Text(f"「{concerned.ja}」。{because.ja}", f"{concerned.en}. {because.en}"),
            _due(situation, slug),
            office=_office(situation, slug),
        )


def _because(situation: Situation, necessity: Necessity) -> Text:
    bounds = situation.bounds
    if not situation.by_category:
        return Text(
            "カテゴリーの制度が始まる前の日を含むため、特定飛行はすべて許可・承認の対象です。",
            "Some day is before the system of categories: any specified flight then needed permission or approval.",
        )
    if necessity is Necessity.UNDETERMINED and bounds.category is Category.II_B:
        return Text(
            "機体認証・技能証明（必要な限定の解除を含む）・飛行マニュアルがすべて示されれば不要です。",
            "Not needed once aircraft certificate, licence (with the limits lifted) and flight manual are all stated.",
        )
    if necessity is Necessity.UNDETERMINED:
        return Text(
            "まだ決まっていないことがあり、要るかどうか判定できません。",
            "Something is still open, so whether it is needed cannot be told.",
        )
    return {
        Category.II_B: Text(
            "カテゴリーIIBで、機体認証・技能証明（必要な限定の解除を含む）・飛行マニュアルのどれかがないためです。",
            "Category II-B, and aircraft certificate, licence (with the limits lifted) or flight manual is lacking.",
        ),
        Category.II_A: Text("カテゴリーIIAではいつも必要です。", "Category II-A always needs it."),
        Category.III: Text(
            "カテゴリーIIIではいつも必要で、第一種機体認証と一等の技能証明も要ります。",
            "Category III always needs it, with first-class aircraft certificate and licence.",
        ),
    }.get(
        bounds.category,
        Text(
            "カテゴリーはまだ決まりませんが、どの場合にも必要です。",
            "The category is still open, but it is needed in any case.",
        ),
    )


def _office(situation: Situation, slug: str) -> Text:
    usual, head = situation.office(japan().procedures[slug].office), situation.office("headquarters")
    bounds = situation.bounds
    if not situation.by_category or bounds.at_most is not Category.III:
        return usual
    if bounds.at_least is Category.III:
        return head
    return Text(f"{usual.ja}（カテゴリーIIIになるときは{head.ja}）", f"{usual.en} ({head.en} if it is Category III)")


def _due(situation: Situation, slug: str) -> Due | None:
    if not situation.by_category:
        return None
    bounds, day = situation.bounds, situation.operation.first_day
    after_talks = Text("（協議を終えてから）", ", after the talks") if slug == "permission-airport" else Text("", "")
    if bounds.at_most is Category.III:
        open_ja, open_en = (
            ("", "") if bounds.at_least is Category.III else ("（カテゴリーIIIの場合）", " (if Category III)")
        )
        note = Text(open_ja + after_talks.ja, open_en + after_talks.en)
        return situation.countdown.working_days(int(japan().figure("category_iii_working_days", day)), note)
    return situation.countdown.working_days(int(japan().figure("category_ii_working_days", day)), after_talks)


def _every_flight(situation: Situation) -> Iterator[Procedure]:
    """Yield notice and log of specified flight; where a tether takes all items away, ask MLIT whether they are due."""
    if not (situation.by_category and situation.items.possible):
        return
    if situation.least:
        necessity, why = Necessity.REQUIRED, Text("特定飛行のたびに行います。", "With each specified flight.")
    elif situation.most:
        necessity, why = (
            Necessity.UNDETERMINED,
            Text("特定飛行に当たるときは、飛行のたびに行います。", "With each flight, if it is specified flight."),
        )
    else:
        necessity, why = (
            Necessity.UNDETERMINED,
            Text(
                "係留の例外で許可・承認は不要ですが、これが要るかは国土交通省に確かめてください。",
                "The tether takes permission and approval away; ask MLIT whether this is still due.",
            ),
        )
    due = situation.countdown.before_flight(Text("毎回の飛行の前", "before each flight"))
    for slug in ("flight-plan-notice", "flight-log"):
        yield _procedure(situation, slug, necessity, why, due)


def _small_ua_act(
    situation: Situation, findings: Sequence[Finding], not_judged: Collection[str]
) -> Iterator[Procedure]:
    concerned = [
        found
        for found in findings
        if found.entails is Entails.NEEDS_CONSENT_AND_NOTICE and found.outcome >= Outcome.UNDETERMINED
    ]
    caught = any(found.outcome is Outcome.CAUGHT for found in concerned)
    if not concerned and SMALL_UA_ACT not in not_judged:
        return
    necessity = Necessity.REQUIRED if caught else Necessity.UNDETERMINED
    why = Text(
        "対象施設の周辺地域に入るためです。航空法の許可・承認とは別の手続です。"
        if caught
        else "対象施設の周辺地域に入るかどうか判定できません。航空法の許可・承認とは別の手続です。",
        "The flight enters the surroundings of a target facility; this is apart from aviation law."
        if caught
        else "Whether it enters the surroundings of a target facility cannot be told; apart from aviation law.",
    )
    day = situation.operation.first_day
    consent = situation.countdown.days(int(japan().figure("defence_consent_days", day)))
    notice = situation.countdown.hours(int(japan().figure("small_ua_act_notice_hours", day)))
    yield _procedure(situation, "small-ua-act-consent", necessity, why, consent)
    yield _procedure(situation, "small-ua-act-notice", necessity, why, notice)


def _procedure(
    situation: Situation, slug: str, necessity: Necessity, why: Text, due: Due | None, office: Text | None = None
) -> Procedure:
    form = japan().procedures[slug]
    return Procedure(
        slug=slug,
        title=form.title,
        necessity=necessity,
        why=why,
        citation=form.citation,
        office=office or situation.office(form.office),
        form=form.form,
        due=due,
    )
