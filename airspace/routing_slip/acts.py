"""Who may do what with a slip, when; where not, the refusal says why and what to do."""

from collections.abc import Callable
from enum import StrEnum

from airspace.delegation import NOT_HELD, Delegation
from airspace.role import STAFF, Role
from airspace.routing_slip.course import SLIP_STATE_NAMES, Course, SlipState, course_of, waiting_stop
from airspace.routing_slip.value import (
    DECIDING,
    EVENT_NAMES,
    STOP_NAMES,
    EventKind,
    Mode,
    Person,
    RoutingSlip,
    SlipEvent,
    Stop,
    StopKind,
)
from airspace.trial import JST
from airspace.workflow import RoleRefused, StepRefused
from geo.text import Text


class Act(StrEnum):
    """What somebody can do with a slip that is drafted."""

    ENDORSE = "endorse"
    CONCUR = "concur"
    DECIDE = "decide"
    DECIDE_FOR = "decide_for"
    SEND_BACK = "send_back"
    PULL_BACK = "pull_back"
    EXPORT = "export"
    RECORD_OUTCOME = "record_outcome"
    ENFORCE = "enforce"
    CIRCULATE = "circulate"
    NOTE = "note"
    SEE_AFTERWARDS = "see_afterwards"


ACT_NAMES = {
    Act.ENDORSE: Text("回議（確認して次へ回す）", "endorse and pass on"),
    Act.CONCUR: Text("合議（異存なし）", "concur and pass on"),
    Act.DECIDE: Text("決裁する", "decide"),
    Act.DECIDE_FOR: Text("代決する", "decide in the officer's absence"),
    Act.SEND_BACK: Text("差し戻す", "send back"),
    Act.PULL_BACK: Text("引き戻す", "pull back"),
    Act.EXPORT: Text("起案書類を書き出す", "export the papers"),
    Act.RECORD_OUTCOME: Text("決裁の結果を記録する", "record the outcome"),
    Act.ENFORCE: Text("施行する", "put into force"),
    Act.CIRCULATE: Text("供覧する", "circulate"),
    Act.NOTE: Text("供覧を見たと記録する", "note what was circulated"),
    Act.SEE_AFTERWARDS: Text("後閲する", "see afterwards"),
}

RELOAD = Text("画面を開きなおして、いまの状態を確かめてください。", "Reload the page and look at its state.")
OWN_SEAT = Text("回ってきた人だけができます。", "Only the one whom it waits for can.")


def next_acts(slip: RoutingSlip, person: Person) -> tuple[Act, ...]:
    """Return what a person may do with a slip now."""
    return tuple(act for act in Act if why_not(act, slip, person) is None)


def refuse_act(act: Act, slip: RoutingSlip, person: Person) -> Course:
    """Return where the slip stands if the person may do this now.

    Raises
    ------
    RoleRefused
        If the person never may, whatever the slip's state.
    StepRefused
        If it is not their turn, or the slip's state stands against it: the refusal tells what happened last.
    """
    refusal = why_not(act, slip, person)
    if refusal is not None:
        raise refusal
    return course_of(slip)


def why_not(act: Act, slip: RoutingSlip, person: Person) -> StepRefused | None:
    """Return why a person may not do this with the slip now, None where they may."""
    if not person.roles & STAFF:
        return RoleRefused(
            Text("県の担当ではないので、起案を扱えません。", "Only the prefecture's staff handle a slip."),
            Text("県の担当に任せてください。", "Leave it to them."),
        )
    course = course_of(slip)
    return _GUARDS[act](slip, course, person)


def refuse_deputy(slip: RoutingSlip, absent: str, own_post: str, delegation: Delegation | None) -> None:
    """Refuse a decision in absence (代決) that does not name the absent officer, or by a post that is no deputy.

    Raises
    ------
    StepRefused
        If so.
    """
    stop = slip.route[-1]
    if absent != stop.post:
        raise StepRefused(
            Text(
                f"不在の決裁者の職が違います（この起案の決裁者は{stop.post}）。",
                f"That is not the officer who decides this slip ({stop.post}).",
            ),
            Text(
                f"{stop.post}が不在のときだけ代決できます。", f"It can be decided in the absence of {stop.post} only."
            ),
        )
    deputies = delegation.deputies(stop.post) if delegation else ()
    if own_post not in deputies:
        listed = "、".join(deputies)
        raise StepRefused(
            Text(
                f"{own_post}は、{stop.post}の代決ができる職ではありません。", f"{own_post} is no deputy of {stop.post}."
            ),
            Text(f"代決できるのは{listed}です。", f"Deputies: {listed}.") if deputies else NOT_HELD,
        )


def told(slip: RoutingSlip) -> Text:
    """Return what happened last that moved the slip: what, in which post, when."""
    moving = [event for event in slip.events if event.kind not in _STILL]
    event = moving[-1]
    when = event.at.astimezone(JST)
    name = EVENT_NAMES[event.kind]
    return Text(
        f"{when:%Y-%m-%d %H:%M} に {event.post or '県の担当'} が「{name.ja}」をしました。",
        f"{event.post or 'staff'}: {name.en}, on {when:%Y-%m-%d at %H:%M}.",
    )


_STILL = frozenset({EventKind.CIRCULATED, EventKind.NOTED, EventKind.SEEN_AFTERWARDS})


def _not_now(slip: RoutingSlip, course: Course, act: Act) -> StepRefused:
    state, name = SLIP_STATE_NAMES[course.state], ACT_NAMES[act]
    last = told(slip)
    return StepRefused(
        Text(
            f"この起案はいま「{state.ja}」なので、「{name.ja}」はできません。{last.ja}",
            f"The slip is '{state.en}', so it is not possible to {name.en}. {last.en}",
        ),
        RELOAD,
    )


def _not_your_turn(stop: Stop) -> StepRefused:
    name = STOP_NAMES[stop.kind]
    return StepRefused(
        Text(f"いまは {stop.post}（{name.ja}）に回っています。", f"It waits for {stop.post} ({name.en})."), OWN_SEAT
    )


def _at(kinds: frozenset[StopKind], act: Act, slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    stop = waiting_stop(slip, course)
    if stop is None or stop.kind not in kinds:
        return _not_now(slip, course, act)
    return None if stop.account_id == person.account_id else _not_your_turn(stop)


def _endorse(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    return _at(frozenset({StopKind.ENDORSE}), Act.ENDORSE, slip, course, person)


def _concur(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    return _at(frozenset({StopKind.CONCUR}), Act.CONCUR, slip, course, person)


def _decide(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    return _at(DECIDING, Act.DECIDE, slip, course, person) or no_decider(slip, person)


def _decide_for(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    stop = waiting_stop(slip, course)
    if stop is None or not stop.decides:
        return _not_now(slip, course, Act.DECIDE_FOR)
    if stop.account_id == person.account_id:
        return StepRefused(
            Text("あなた自身が決裁者です。代決ではなく決裁してください。", "You are the one who decides."),
            Text("「決裁する」を使ってください。", "Decide it as your own."),
        )
    return no_decider(slip, person)


def no_decider(slip: RoutingSlip, person: Person) -> StepRefused | None:
    """Return why a person can never decide this slip, None where they can."""
    if Role.ADMIN in person.roles:
        return RoleRefused(
            Text("管理者の役割を持つ人は決裁できません。", "Somebody who is an administrator cannot decide."),
            Text("決裁者の役割だけを持つ人が決裁します。", "It is decided by somebody who is not."),
        )
    if Role.APPROVER not in person.roles:
        return RoleRefused(
            Text("決裁者の役割がないので、決裁できません。", "You are no decider."),
            Text("決裁者の役割を持つ人が決裁します。", "It is decided by somebody with that role."),
        )
    if person.account_id == slip.drafted_by:
        return StepRefused(
            Text("起案した人は、決裁できません。", "Who drafted it cannot decide it."),
            Text("別の人が決裁します。", "Somebody else decides it."),
        )
    took_part = {stop.account_id for stop in slip.route if not stop.decides}
    took_part |= {event.actor for event in slip.events if event.kind in (EventKind.ENDORSED, EventKind.CONCURRED)}
    if person.account_id in took_part:
        return StepRefused(
            Text("回議・合議をする人は、決裁できません。", "Who assesses or concurs cannot decide."),
            Text("別の人が決裁します。", "Somebody else decides it."),
        )
    return None


def _send_back(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    if slip.mode is Mode.ELSEWHERE:
        if course.state is not SlipState.EXPORTED:
            return _not_now(slip, course, Act.SEND_BACK)
        return _drafters_own(slip, person)
    stop = waiting_stop(slip, course)
    if stop is None:
        return _not_now(slip, course, Act.SEND_BACK)
    # Who decides in the end may call it back from a stop whose officer is gone.
    return None if person.account_id in (stop.account_id, slip.route[-1].account_id) else _not_your_turn(stop)


def _pull_back(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    if person.account_id != slip.drafted_by:
        return StepRefused(
            Text("引戻しは、起案した人だけができます。", "Only its drafter can pull it back."),
            Text("回ってきた人は差戻しができます。", "Whom it waits for can send it back."),
        )
    undecided = course.state in (SlipState.ON_ITS_WAY, SlipState.TO_EXPORT, SlipState.EXPORTED)
    acted = any(event.kind in _SEALS for event in slip.events)
    return None if undecided and not acted else _not_now(slip, course, Act.PULL_BACK)


_SEALS = frozenset({EventKind.ENDORSED, EventKind.CONCURRED, EventKind.SENT_BACK})


def _export(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:  # noqa: ARG001 - one signature
    if course.state in (SlipState.TO_EXPORT, SlipState.EXPORTED):
        return None
    return _not_now(slip, course, Act.EXPORT)


def _record_outcome(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    if course.state is not SlipState.EXPORTED:
        return _not_now(slip, course, Act.RECORD_OUTCOME)
    if Role.ADMIN in person.roles:
        return RoleRefused(
            Text("管理者の役割を持つ人は、決裁の結果を記録できません。", "An administrator cannot record an outcome."),
            Text("県の担当が記録します。", "The office's staff record it."),
        )
    return _drafters_own(slip, person)


def _drafters_own(slip: RoutingSlip, person: Person) -> StepRefused | None:
    if person.account_id != slip.drafted_by:
        return None
    return StepRefused(
        Text("起案した人は、決裁の結果を記録できません。", "Who drafted it cannot record what became of it."),
        Text("別の担当が記録してください。", "Ask a colleague to record it."),
    )


def _enforce(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:  # noqa: ARG001 - one signature
    return None if course.state is SlipState.DECIDED else _not_now(slip, course, Act.ENFORCE)


def _circulate(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:
    if course.state in (SlipState.SENT_BACK, SlipState.PULLED_BACK, SlipState.OVERTAKEN):
        return _not_now(slip, course, Act.CIRCULATE)
    known = {slip.drafted_by, *(stop.account_id for stop in slip.route), *(event.actor for event in slip.events)}
    if person.account_id in known:
        return None
    return StepRefused(
        Text("この起案にかかわった人だけが供覧できます。", "Only who took part in the slip can circulate it."),
        Text("起案した人に頼んでください。", "Ask its drafter."),
    )


def _note(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:  # noqa: ARG001 - one signature
    return _asked(EventKind.CIRCULATED, course, person)


def _see_afterwards(slip: RoutingSlip, course: Course, person: Person) -> StepRefused | None:  # noqa: ARG001
    return _asked(EventKind.DECIDED_FOR, course, person)


def _asked(kind: EventKind, course: Course, person: Person) -> StepRefused | None:
    if request_to(kind, course, person) is not None:
        return None
    return StepRefused(Text("あなたへの後閲・供覧の求めはありません。", "You are not asked to look at it."), RELOAD)


def request_to(kind: EventKind, course: Course, person: Person) -> SlipEvent | None:
    """Return the open request of a kind (後閲 for a `DECIDED_FOR`, a look for a `CIRCULATED`) to a person."""
    return next((event for event in course.asked if event.kind is kind and event.asked == person.account_id), None)


_GUARDS: dict[Act, Callable[[RoutingSlip, Course, Person], StepRefused | None]] = {
    Act.ENDORSE: _endorse,
    Act.CONCUR: _concur,
    Act.DECIDE: _decide,
    Act.DECIDE_FOR: _decide_for,
    Act.SEND_BACK: _send_back,
    Act.PULL_BACK: _pull_back,
    Act.EXPORT: _export,
    Act.RECORD_OUTCOME: _record_outcome,
    Act.ENFORCE: _enforce,
    Act.CIRCULATE: _circulate,
    Act.NOTE: _note,
    Act.SEE_AFTERWARDS: _see_afterwards,
}
