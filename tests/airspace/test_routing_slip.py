"""A slip's way through the office: where it stands, who may do what, and why not."""

from dataclasses import FrozenInstanceError, replace
from datetime import datetime

import pytest

from airspace.delegation import delegation_of
from airspace.role import Role
from airspace.routing_slip import (
    ACT_NAMES,
    EVENT_NAMES,
    MODE_NAMES,
    SLIP_STATE_NAMES,
    STOP_NAMES,
    Act,
    Disordered,
    EventKind,
    Mode,
    Person,
    RoutingSlip,
    SlipEvent,
    SlipState,
    Stop,
    StopKind,
    course_of,
    next_acts,
    refuse_act,
    refuse_deputy,
    told,
    waiting_stop,
    why_not,
)
from airspace.workflow import RoleRefused, StepRefused
from tests.airspace.slips import (
    NOW,
    PEOPLE,
    ROUTE,
    concurred,
    decided,
    decided_for,
    drafted,
    endorsed,
    enforced,
    exported,
    then,
)

SENT_BACK = then(concurred(), EventKind.SENT_BACK, "k", post="課長", stop=2, reason="理由が足りない")
SENT_BACK_ONE = then(concurred(), EventKind.SENT_BACK, "k", post="課長", stop=2, back_to=0, reason="風の条件は")
PULLED_BACK = then(drafted(), EventKind.PULLED_BACK, "d", post="主任")
OVERTAKEN = then(drafted(), EventKind.OVERTAKEN, "d", reason="第2版")
ELSEWHERE = then(exported(), EventKind.DECIDED_ELSEWHERE, "a", post="課長", document_number="空第1号", on=NOW.date())
CIRCULATED = then(decided(), EventKind.CIRCULATED, "d", post="主任", asked="v")

CAN: dict[str, tuple[RoutingSlip, tuple[tuple[str, str], ...]]] = {
    "drafted": (drafted(), (("dack", "circulate"), ("d", "pull_back"), ("a", "endorse"), ("ak", "send_back"))),
    "endorsed": (endorsed(), (("dack", "circulate"), ("c", "concur"), ("ck", "send_back"))),
    "concurred": (concurred(), (("dack", "circulate"), ("k", "decide send_back"), ("v", "decide_for"))),
    "decided": (decided(), (("dack", "circulate"), ("dackv", "enforce"))),
    "decided for": (decided_for(), (("dackv", "enforce circulate"), ("k", "see_afterwards"))),
    "enforced": (enforced(), (("dack", "circulate"),)),
    "not seen yet": (enforced(decided_for()), (("dackv", "circulate"), ("k", "see_afterwards"))),
    "seen": (then(enforced(decided_for()), EventKind.SEEN_AFTERWARDS, "k"), (("dackv", "circulate"),)),
    "circulated": (CIRCULATED, (("dack", "circulate"), ("dackv", "enforce"), ("v", "note"))),
    "noted": (then(CIRCULATED, EventKind.NOTED, "v"), (("dackv", "enforce circulate"),)),
    "sent back": (SENT_BACK, ()),
    "sent back to a stop": (SENT_BACK_ONE, (("dack", "circulate"), ("a", "endorse"), ("ak", "send_back"))),
    "pulled back": (PULLED_BACK, ()),
    "overtaken": (OVERTAKEN, ()),
    "to export": (drafted(Mode.ELSEWHERE), (("d", "pull_back circulate"), ("dackv", "export"))),
    "exported": (
        exported(),
        (("d", "pull_back circulate"), ("dackv", "export"), ("ackv", "send_back record_outcome")),
    ),
    "decided elsewhere": (ELSEWHERE, (("da", "circulate"), ("dackv", "enforce"))),
}
"""What each of them can do in each state; o, an operator, nothing."""


@pytest.mark.parametrize("name", CAN)
def test_each_act_in_each_state_by_each_person(name: str) -> None:
    slip, rows = CAN[name]
    for who, person in PEOPLE.items():
        acts = {Act(act) for names, words in rows if who in names for act in words.split()}
        assert set(next_acts(slip, person)) == acts, who
        for act in Act:
            refusal = why_not(act, slip, person)
            assert (refusal is None) is (act in acts)
            if refusal is None:
                assert refuse_act(act, slip, person) == course_of(slip)
                continue
            assert all((refusal.what.ja, refusal.what.en, refusal.remedy.ja, refusal.remedy.en))
            with pytest.raises(type(refusal)):
                refuse_act(act, slip, person)


@pytest.mark.parametrize(
    ("slip", "state", "stop"),
    [
        (drafted(), SlipState.ON_ITS_WAY, 0),
        (endorsed(), SlipState.ON_ITS_WAY, 1),
        (concurred(), SlipState.ON_ITS_WAY, 2),
        (SENT_BACK_ONE, SlipState.ON_ITS_WAY, 0),
        (endorsed(SENT_BACK_ONE), SlipState.ON_ITS_WAY, 1),
        (decided(), SlipState.DECIDED, None),
        (decided_for(), SlipState.DECIDED, None),
        (enforced(), SlipState.ENFORCED, None),
        (SENT_BACK, SlipState.SENT_BACK, None),
        (PULLED_BACK, SlipState.PULLED_BACK, None),
        (OVERTAKEN, SlipState.OVERTAKEN, None),
        (drafted(Mode.ELSEWHERE), SlipState.TO_EXPORT, None),
        (exported(), SlipState.EXPORTED, None),
        (ELSEWHERE, SlipState.DECIDED, None),
        (then(ELSEWHERE, EventKind.ENFORCED, "a"), SlipState.ENFORCED, None),
        (then(exported(), EventKind.SENT_BACK, "a", reason="否決"), SlipState.SENT_BACK, None),
    ],
)
def test_where_it_stands(slip: RoutingSlip, state: SlipState, stop: int | None) -> None:
    course = course_of(slip)
    assert (course.state, course.stop) == (state, stop)
    assert waiting_stop(slip, course) == (None if stop is None else ROUTE[stop])
    assert course.is_open is (state in ("on_its_way", "to_export", "exported", "decided"))


def test_the_decision_and_the_open_duties_are_known() -> None:
    course = course_of(enforced(decided_for()))
    assert course.decision is not None
    assert (course.decision.actor, course.decision.absent) == ("v", "課長")
    assert course.enforcement is not None
    assert course.enforcement.document_number == "空第12号"
    assert [event.asked for event in course.asked] == ["k"]
    assert course_of(then(enforced(decided_for()), EventKind.SEEN_AFTERWARDS, "k")).asked == ()
    twice = then(CIRCULATED, EventKind.CIRCULATED, "d", asked="c")
    assert [event.asked for event in course_of(then(twice, EventKind.NOTED, "v")).asked] == ["c"]


@pytest.mark.parametrize(
    "slip",
    [
        replace(drafted(), events=()),
        replace(drafted(), events=(SlipEvent(1, EventKind.ENDORSED, NOW, "a", stop=0),)),
        drafted().after(SlipEvent(3, EventKind.ENDORSED, NOW, "a", stop=0)),
        then(drafted(), EventKind.DRAFTED, "d"),
        then(drafted(), EventKind.CONCURRED, "c", stop=0),
        then(drafted(), EventKind.ENDORSED, "a", stop=1),
        then(drafted(), EventKind.DECIDED, "k", stop=2),
        then(drafted(), EventKind.DECIDED_FOR, "v", stop=2),
        then(drafted(), EventKind.SENT_BACK, "a", back_to=0),
        then(endorsed(), EventKind.SENT_BACK, "a", back_to=-1),
        then(drafted(), EventKind.EXPORTED, "d"),
        then(drafted(), EventKind.ENFORCED, "d"),
        then(drafted(), EventKind.SEEN_AFTERWARDS, "k"),
        then(CIRCULATED, EventKind.NOTED, "k"),
        then(decided(), EventKind.SENT_BACK, "k"),
        then(enforced(), EventKind.SENT_BACK, "k"),
        then(decided(), EventKind.PULLED_BACK, "d"),
        then(decided(), EventKind.DECIDED, "k", stop=2),
        then(enforced(), EventKind.OVERTAKEN, "d"),
        then(drafted(Mode.ELSEWHERE), EventKind.ENDORSED, "a", stop=0),
        then(drafted(Mode.ELSEWHERE), EventKind.DECIDED_ELSEWHERE, "a"),
        then(exported(), EventKind.SENT_BACK, "a", back_to=0),
    ],
)
def test_a_broken_record_is_an_error(slip: RoutingSlip) -> None:
    with pytest.raises(Disordered, match="slip s1"):
        course_of(slip)


def test_the_second_decider_is_told_who_when_and_what() -> None:
    deputy = why_not(Act.DECIDE_FOR, decided(), PEOPLE["v"])
    assert deputy is not None
    # 03:05 in UTC is 12:05 in Japan; the fourth event came four minutes after it was begun.
    assert "2026-10-01 12:04 に 課長 が「決裁」をしました。" in deputy.what.ja
    assert "課長: decided, on 2026-10-01 at 12:04." in deputy.what.en
    own = why_not(Act.DECIDE, decided_for(), PEOPLE["k"])
    assert own is not None
    assert "課長補佐 が「代決」をしました。" in own.what.ja
    assert told(CIRCULATED) == told(decided()), "a look moves nothing"
    assert "県の担当 が「廃案」をしました。" in told(OVERTAKEN).ja


def test_who_waits_is_named_to_who_does_not() -> None:
    refusal = why_not(Act.DECIDE, concurred(), PEOPLE["v"])
    assert refusal is not None
    assert refusal.what.ja == "いまは 課長（専決）に回っています。"
    refusal = why_not(Act.DECIDE_FOR, concurred(), PEOPLE["k"])
    assert refusal is not None
    assert "代決ではなく" in refusal.what.ja


@pytest.mark.parametrize("act", [Act.DECIDE, Act.DECIDE_FOR])
@pytest.mark.parametrize(
    ("who", "roles", "says", "kind"),
    [
        ("k", {Role.APPROVER, Role.ADMIN}, "管理者", RoleRefused),
        ("k", {Role.REVIEWER}, "決裁者の役割がない", RoleRefused),
        ("d", {Role.APPROVER}, "起案した人は", StepRefused),
        ("a", {Role.APPROVER, Role.REVIEWER}, "回議・合議をする人", StepRefused),
        ("c", {Role.APPROVER}, "回議・合議をする人", StepRefused),
    ],
)
def test_whoever_may_never_decide_cannot_by_any_road(
    act: Act, who: str, roles: set[Role], says: str, kind: type[StepRefused]
) -> None:
    # Even where the record of the route itself is wrong.
    last = Stop(StopKind.DECIDE, "知事", who if act is Act.DECIDE else "k2")
    slip = replace(concurred(), route=(*ROUTE[:2], last))
    refusal = why_not(act, slip, Person(who, frozenset(roles)))
    assert type(refusal) is kind
    assert says in refusal.what.ja


def test_who_endorsed_in_fact_cannot_decide_whatever_the_route_says() -> None:
    stops = (Stop(StopKind.ENDORSE, "班長", "x"), Stop(StopKind.CONCUR, "防災課長", "y"), ROUTE[2])
    slip = replace(concurred(), route=stops)
    for who in "ac":
        refusal = why_not(Act.DECIDE_FOR, slip, Person(who, frozenset({Role.APPROVER})))
        assert refusal is not None
        assert "回議・合議をする人" in refusal.what.ja


def test_no_administrator_records_an_outcome_and_no_drafter_does() -> None:
    admin = why_not(Act.RECORD_OUTCOME, exported(), Person("a", frozenset({Role.REVIEWER, Role.ADMIN})))
    assert isinstance(admin, RoleRefused)
    drafter = why_not(Act.RECORD_OUTCOME, exported(), Person("d", frozenset({Role.APPROVER})))
    assert drafter is not None
    assert "起案した人は、決裁の結果を記録できません。" in drafter.what.ja


@pytest.mark.parametrize(
    ("absent", "own", "says"),
    [
        ("課長", "課長補佐", None),
        ("部長", "課長補佐", "不在の決裁者の職が違います"),
        ("", "課長補佐", "不在の決裁者の職が違います"),
        ("課長", "班長", "代決ができる職ではありません"),
    ],
)
def test_a_decision_in_absence_names_the_officer_and_is_by_a_deputy(absent: str, own: str, says: str | None) -> None:
    if says is None:
        refuse_deputy(concurred(), absent, own, delegation_of("24"))
        return
    with pytest.raises(StepRefused) as refused:
        refuse_deputy(concurred(), absent, own, delegation_of("24"))
    assert says in refused.value.what.ja


def test_without_rules_nobody_decides_in_absence() -> None:
    with pytest.raises(StepRefused) as refused:
        refuse_deputy(concurred(), "課長", "課長補佐", None)
    assert "登録されていません" in refused.value.remedy.ja


def test_everything_has_a_name() -> None:
    for names, kinds in (
        (ACT_NAMES, Act),
        (EVENT_NAMES, EventKind),
        (MODE_NAMES, Mode),
        (SLIP_STATE_NAMES, SlipState),
        (STOP_NAMES, StopKind),
    ):
        assert set(names) == set(kinds)
        for text in names.values():
            assert text.ja
            assert not any(word in text.ja for word in ("許可", "承認"))
            assert text.en


def test_a_slip_is_frozen_and_its_times_aware() -> None:
    with pytest.raises(FrozenInstanceError):
        drafted().mode = Mode.ELSEWHERE  # type: ignore[misc]
    with pytest.raises(ValueError, match="aware"):
        SlipEvent(1, EventKind.DRAFTED, datetime(2026, 10, 1), "d")  # noqa: DTZ001 - the naive time is what is refused
