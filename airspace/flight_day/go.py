"""What the operator's `go` for a day needs, each thing judged by itself. What is unknown is never met."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from airspace.condition import Duty
from airspace.condition_check import ConditionFinding, FlightDay
from airspace.consultation.kinds import KIND_NAMES
from airspace.finding import Outcome, ResolvedBy
from airspace.flight_day.contact import Contact
from airspace.flight_day.legal import LegalNeeds, notice_need, permit_needs
from airspace.flight_day.need import Met, Need
from airspace.flight_day.state import DayStanding
from airspace.flight_day.stop import REQUEST, Stop
from airspace.flight_day.value import EmergencyCheck, Permit, PlanNotice
from airspace.trial import JST
from airspace.workflow import StepRefused
from geo.text import Text

EMERGENCY = Text("緊急用務空域の確認", "check of emergency airspace")
STOPS = Text("停止の要請", "requests to stop")
SKY = Text("空域と離着陸場所", "sky and sites")
SHARE = Text(
    "別の日か時間にするか、相手と調整して、その記録を県に頼んでください。",
    "Fly on another day or time, or agree with the other one and let the prefecture record it.",
)
PLAN = Text("この日の飛行", "the day's flights")
CONTACT = Text("連絡先の確認", "acknowledgement by a contact")

CHECK_AGAIN = Text(
    "国土交通省の公示を確かめ、確かめた時刻を記録してください。飛行のたびに、直前にも確かめてください。",
    "Look MLIT's notices up and record when. Look again before each flight.",
)


@dataclass(frozen=True, slots=True)
class GoCase:
    """All that a `go` is judged by.

    `conditions` is what was found of the day by its conditions and commitments, `duties` those that stand, `confirmed`
    the ids of those that the operator's person confirms now. `stops` stand over the route. `required` are the contacts
    whose acknowledgement a duty asks for, with whether they gave it for this very day. `in_the_way` is what of other
    trials' days meets this one, or may.
    """

    standing: DayStanding
    revision_number: int
    legal: LegalNeeds
    permits: Sequence[Permit]
    notices: Sequence[PlanNotice]
    checks: Sequence[EmergencyCheck]
    check_hours: float
    conditions: FlightDay
    duties: Sequence[Duty]
    confirmed: frozenset[str]
    stops: Sequence[Stop]
    in_the_way: Sequence[Text]
    required: Sequence[tuple[Contact, bool]]


@dataclass(frozen=True, slots=True)
class GoJudgement:
    """Every need of a `go`, in the order in which people see to them."""

    needs: tuple[Need, ...]

    @property
    def missing(self) -> tuple[Need, ...]:
        """What stands against it."""
        return tuple(need for need in self.needs if need.met is not Met.MET)

    @property
    def may_go(self) -> bool:
        """Whether nothing does."""
        return not self.missing

    @property
    def grounds(self) -> tuple[str, ...]:
        """The ids of what it rests on, each once."""
        return tuple(dict.fromkeys(ground for need in self.needs for ground in need.grounds))


def judge_go(case: GoCase, now: datetime) -> GoJudgement:
    """Return what a `go` needs and whether each is met."""
    return GoJudgement(
        (
            _plan(case),
            _sky(case),
            *permit_needs(case.legal, case.permits, case.standing),
            notice_need(case.legal, case.notices, case.standing, case.revision_number),
            _emergency(case, now),
            *_conditions(case),
            _stops(case),
            *_contacts(case),
        )
    )


def refuse_go(judgement: GoJudgement) -> None:
    """Refuse a `go` while anything is missing.

    Raises
    ------
    StepRefused
        With all that is missing, and what to do about each.
    """
    missing = judgement.missing
    if not missing:
        return
    raise StepRefused(
        Text(
            "まだ実施を決定できません。" + " ".join(f"{need.title.ja}：{need.text.ja}" for need in missing),
            "A go is not possible yet. " + " ".join(f"{need.title.en}: {need.text.en}" for need in missing),
        ),
        Text(
            " ".join(dict.fromkeys(need.remedy.ja for need in missing)),
            " ".join(dict.fromkeys(need.remedy.en for need in missing)),
        ),
    )


def _plan(case: GoCase) -> Need:
    flying = case.conditions.flights
    if not flying:
        text = Text("この版の計画には、この日の飛行がありません。", "The revision has no flight on this day.")
        remedy = Text("実施日を届け出なおすか、変更を提出してください。", "State the days anew, or submit a change.")
        return Need("plan", PLAN, Met.NOT_MET, text, remedy)
    text = Text(f"第{case.revision_number}版の{len(flying)}件", f"{len(flying)} of revision {case.revision_number}")
    return Need("plan", PLAN, Met.MET, text)


def _sky(case: GoCase) -> Need:
    if not case.in_the_way:
        return Need("sky", SKY, Met.MET, Text("ほかの実証実験と重なりません。", "No other trial is in the way."))
    text = Text("".join(one.ja for one in case.in_the_way), " ".join(one.en for one in case.in_the_way))
    return Need("sky", SKY, Met.NOT_MET, text, SHARE)


def _emergency(case: GoCase, now: datetime) -> Need:
    """Judge the newest check: within the hours before the first flight, or before now where that is later."""
    start, hours = case.standing.start, timedelta(hours=case.check_hours)
    of_day = [
        check
        for check in case.checks
        if check.day == case.standing.day and check.revision_number == case.revision_number
    ]
    if not of_day or start is None:
        text = Text("確認の記録がありません。", "No check is recorded.")
        return Need("emergency", EMERGENCY, Met.NOT_MET, text, CHECK_AGAIN)
    newest = max(of_day, key=lambda check: (check.checked_at, check.recorded_at))
    when = f"{newest.checked_at.astimezone(JST):%Y-%m-%d %H:%M}"
    if newest.found:
        text = Text(f"{when}の確認で、指定がありました。", f"At {when} such airspace was found over it.")
        remedy = Text(
            "指定が解除されるまで飛べません。ほかの許可があっても同じです。見送りか延期を記録してください。",
            "Nobody flies there until it ends, whatever permit there is. Record a no-go or a postponement.",
        )
        return Need("emergency", EMERGENCY, Met.NOT_MET, text, remedy)
    if not max(start, now) - hours <= newest.checked_at <= now:
        text = Text(
            f"{when}の確認は、最初の飛行（または実施の決定）の前{case.check_hours:g}時間以内ではありません。",
            f"The check of {when} is not within {case.check_hours:g} hours before the first flight, or the go.",
        )
        return Need("emergency", EMERGENCY, Met.NOT_MET, text, CHECK_AGAIN)
    text = Text(f"{when}に確認し、指定はありませんでした。", f"Checked at {when}: none was found.")
    return Need("emergency", EMERGENCY, Met.MET, text, grounds=(newest.id,))


def _conditions(case: GoCase) -> Iterator[Need]:
    by_id = {duty.id: duty for duty in case.duties}
    told: set[str] = set()
    for number, found in enumerate(case.conditions.findings, start=1):
        if found.finding.outcome < Outcome.UNDETERMINED:
            continue
        told.add(found.duty)
        yield _machine(found, f"condition-{number}", case.confirmed)
    for duty in case.conditions.to_confirm:
        if duty.id not in told:
            yield _by_people(by_id.get(duty.id, duty), case.confirmed)


def _machine(found: ConditionFinding, slug: str, confirmed: frozenset[str]) -> Need:
    finding = found.finding
    if finding.outcome is Outcome.CAUGHT:
        return Need(slug, finding.citation, Met.NOT_MET, finding.text, finding.remedy)
    if finding.resolved_by is not ResolvedBy.FLIGHT_DAY:
        return Need(slug, finding.citation, Met.UNKNOWN, finding.text, finding.remedy)
    if found.duty in confirmed:
        return Need(slug, finding.citation, Met.MET, _CONFIRMED, grounds=(found.duty,), confirm=found.duty)
    return Need(slug, finding.citation, Met.NOT_MET, finding.text, _CONFIRM, confirm=found.duty)


_CONFIRMED = Text("事業者が確かめたと記録します。", "Recorded as confirmed by the operator.")
_CONFIRM = Text("確かめてから、「確かめた」に印を付けてください。", "See to it, then mark it as confirmed.")


def _by_people(duty: Duty, confirmed: frozenset[str]) -> Need:
    if duty.id in confirmed:
        return Need(f"duty-{duty.id}", duty.citation, Met.MET, _CONFIRMED, grounds=(duty.id,), confirm=duty.id)
    text = Text("人が確かめる条件・約束です。", "A person has to see to it.")
    return Need(f"duty-{duty.id}", duty.citation, Met.NOT_MET, text, _CONFIRM, confirm=duty.id)


def _stops(case: GoCase) -> Need:
    if not case.stops:
        return Need("stops", STOPS, Met.MET, Text("この経路にかかる要請はありません。", "None is over this route."))
    reasons = " ".join(stop.reason for stop in case.stops)
    text = Text(f"県が停止を要請している区域です：{reasons}", f"The prefecture asks nobody to fly here: {reasons}")
    remedy = Text(f"解除を待ってください。{REQUEST.ja}", f"Wait for its end. {REQUEST.en}")
    return Need("stops", STOPS, Met.NOT_MET, text, remedy)


def _contacts(case: GoCase) -> Iterator[Need]:
    for contact, acknowledged in case.required:
        kind = KIND_NAMES[contact.kind]
        title = Text(f"{CONTACT.ja}（{kind.ja}）", f"{CONTACT.en} ({kind.en})")
        slug = f"contact-{contact.id}"
        if acknowledged:
            text = Text("この日の予定を確認済みです。", "It acknowledged this day.")
            yield Need(slug, title, Met.MET, text, grounds=(contact.id,))
        else:
            text = Text("この日の予定の確認がありません。", "It has not acknowledged this day.")
            remedy = Text(
                "予定を知らせて確認を待つか、電話で確かめて記録してください。",
                "Tell it and wait for its acknowledgement, or telephone and record that.",
            )
            yield Need(slug, title, Met.NOT_MET, text, remedy)
