"""What a draft owes before it goes its way: complete words, a route of different people, posts that are entitled."""

from collections.abc import Mapping
from dataclasses import replace

from airspace.delegation import NOT_HELD, Delegation
from airspace.proposal import DecisionKind
from airspace.role import STAFF, Role
from airspace.routing_slip.value import (
    PROPOSABLE,
    Ground,
    LetterParticulars,
    Mode,
    Person,
    ProposedCondition,
    ProposedDecision,
    RoutingSlip,
    Stop,
    StopKind,
)
from airspace.routing_slip.words import line, name_line, text
from airspace.workflow import RoleRefused, Step, StepRefused
from geo.errors import ValueRefused
from geo.text import Text

MOST_STOPS = 20
MOST_CONDITIONS = 50
MOST_ADDRESS_LINES = 4
MOST_YEARS_KEPT = 100
HONORIFICS = ("様", "御中", "殿")

MOST_IN_A_POST = 40

POST = Text("職", "post")
REASON = Text("理由", "reason")

GROUND_NAMES = {
    "revision": Text("計画書の版", "the proposal's revision"),
    "screening": Text(
        "事前確認の結果（いまの地図データでの確かめなおし）", "the check, done again on today's map data"
    ),
    "views": Text("県の担当の見解", "the staff's views of findings"),
    "consultation": Text("意見照会への回答", "the answers to the consultation"),
}
"""What a decision rests on, by the names of its grounds."""


def proposed_as_kept(proposed: ProposedDecision) -> ProposedDecision:
    """Return what is proposed as it is kept, its words in one form.

    Raises
    ------
    ValueRefused
        If the step is not one that a slip decides, or a word that is owed is missing, too long or unreadable.
    """
    if proposed.step not in PROPOSABLE:
        raise ValueRefused(
            Text("起案で決めることではありません。", "That is not decided by a slip."),
            Text("起案できる決定を選んでください。", "Choose a decision that a slip can propose."),
            where="step",
        )
    if not 1 <= proposed.keep_years <= MOST_YEARS_KEPT:
        raise ValueRefused(
            Text(f"保存期間を{proposed.keep_years}年にはできません。", f"{proposed.keep_years} years is no retention."),
            Text(f"1年から{MOST_YEARS_KEPT}年までにしてください。", f"Give 1 to {MOST_YEARS_KEPT} years."),
            where="keep_years",
        )
    disposes = proposed.kind is DecisionKind.FACILITY_USE
    kept = replace(
        proposed,
        basis=line(proposed.basis, "basis", Text("根拠", "basis")),
        conditions=_conditions(proposed.conditions),
        reason=text(
            proposed.reason,
            "reason",
            REASON,
            required=disposes or proposed.step is not Step.CONFIRM_ROUTE,
        ),
    )
    _refuse_disposition(kept, disposes)
    return kept


def letter_as_kept(letter: LetterParticulars) -> LetterParticulars:
    """Return a letter's particulars as they are kept; raises as `proposed_as_kept` does."""
    lines = [written for written in letter.addressee if written.strip()]
    if not 1 <= len(lines) <= MOST_ADDRESS_LINES:
        raise ValueRefused(
            Text("宛名は1行から4行で書いてください。", "The addressee takes one to four lines."),
            Text("住所・名称・職・氏名を1行ずつ書いてください。", "One line each for address, body, post and name."),
            where="addressee",
        )
    if letter.honorific not in HONORIFICS:
        raise ValueRefused(
            Text("敬称が選ばれていません。", "No honorific is chosen."),
            Text("様・御中・殿から選んでください。", "Choose one of 様, 御中, 殿."),
            where="honorific",
        )
    return replace(
        letter,
        addressee=tuple(name_line(written, "addressee", Text("宛名", "addressee")) for written in lines),
        sender=line(letter.sender, "sender", Text("発信者名", "sender")),
        desk=line(letter.desk, "desk", Text("担当", "desk")),
        telephone=line(letter.telephone, "telephone", Text("電話番号", "telephone"), most=40),
    )


def route_as_kept(slip: RoutingSlip, people: Mapping[str, Person], delegation: Delegation | None) -> tuple[Stop, ...]:
    """Return a draft's route as it is kept.

    Parameters
    ----------
    slip
        The draft: its mode, drafter, what it proposes and its route.
    people
        The prefecture's staff who can act, by account.
    delegation
        The prefecture's rules on 専決.

    Raises
    ------
    ValueRefused
        If the route does not end with the one who decides, is not by different people, or a post is not entitled.
    """
    route = tuple(replace(stop, post=post_as_kept(stop.post, "route")) for stop in slip.route)
    _refuse_shape(route, slip.mode)
    if slip.mode is Mode.HERE:
        _refuse_people(route, slip.drafted_by, people)
        refuse_not_entitled(route[-1], slip.proposed, delegation)
    return route


def post_as_kept(written: str, where: str) -> str:
    """Return a post's name as it is kept; raises `ValueRefused` where it is missing, too long or unreadable."""
    return line(written, where, POST, most=MOST_IN_A_POST)


def number_as_kept(written: str) -> str:
    """Return a 文書番号 as it is kept; raises as `post_as_kept` does."""
    return line(written, "document_number", Text("文書番号", "document number"), most=60)


def reason_as_kept(written: str) -> str:
    """Return the reason for an act as it is kept; raises as `post_as_kept` does."""
    return text(written, "reason", REASON)


def refuse_drafter(person: Person) -> None:
    """Refuse a draft by anybody but the prefecture's staff; raises `RoleRefused`."""
    if not person.roles & STAFF:
        raise RoleRefused(
            Text("起案は県の担当だけができます。", "Only the prefecture's staff draft a slip."),
            Text("県の担当に任せてください。", "Leave it to them."),
        )


def refuse_not_entitled(stop: Stop, proposed: ProposedDecision, delegation: Delegation | None) -> None:
    """Refuse a decision by a post that the prefecture's rules do not entitle to it.

    Raises
    ------
    ValueRefused
        If so; where no rules are held, of any decision by delegation.
    """
    if delegation is None:
        if stop.kind is StopKind.DECIDE:
            return
        raise ValueRefused(NOT_HELD, Text("決裁にしてください。", "Let the head decide it."), where="route")
    by_delegation = stop.kind is StopKind.DECIDE_BY_DELEGATION
    entitled = delegation.entitled(proposed.kind, proposed.step) if by_delegation else (delegation.head,)
    if stop.post not in entitled:
        listed = "、".join(entitled) or "—"
        act = "専決" if by_delegation else "決裁"
        act_en = "decides this by delegation" if by_delegation else "decides this"
        raise ValueRefused(
            Text(f"{stop.post}は、これを{act}できる職ではありません。", f"{stop.post} is no post that {act_en}."),
            Text(f"{act}できるのは{listed}です。", f"It is done by: {listed}."),
            where="route",
        )


def refuse_overtaken(slip: RoutingSlip, now: tuple[Ground, ...]) -> None:
    """Refuse a decision whose grounds are not those that the slip was drafted on.

    Raises
    ------
    StepRefused
        If so; it names what has changed.
    """
    changed = grounds_changed(slip, now)
    if changed:
        names = [GROUND_NAMES[name] for name in changed]
        raise StepRefused(
            Text(
                f"起案のあとで変わりました：{'、'.join(name.ja for name in names)}。この起案では決められません。",
                f"Something has changed since it was drafted: {', '.join(name.en for name in names)}. "
                "It cannot be decided by this slip.",
            ),
            Text("差し戻して、起案しなおしてください。", "Send it back, and let it be drafted anew."),
        )


def grounds_changed(slip: RoutingSlip, now: tuple[Ground, ...]) -> tuple[str, ...]:
    """Return the names of the grounds that are not as they were when the slip was drafted."""
    before, after = ({ground.name: ground.sha256 for ground in grounds} for grounds in (slip.grounds, now))
    return tuple(name for name in GROUND_NAMES if before.get(name) != after.get(name))


def _conditions(conditions: tuple[ProposedCondition, ...]) -> tuple[ProposedCondition, ...]:
    if len(conditions) > MOST_CONDITIONS:
        raise ValueRefused(
            Text(f"留意事項が多すぎます（{len(conditions)}件）。", f"Too many conditions ({len(conditions)})."),
            Text(f"{MOST_CONDITIONS}件までにしてください。", f"At most {MOST_CONDITIONS}."),
            where="conditions",
        )
    return tuple(
        replace(
            condition,
            text=text(condition.text, "conditions", Text("留意事項", "condition")),
            reason=text(condition.reason or "", "conditions", Text("留意事項の理由", "reason for a condition")),
        )
        for condition in conditions
    )


def _refuse_disposition(proposed: ProposedDecision, disposes: bool) -> None:
    """Refuse the use of a place (処分) without the place or 教示, and either where nothing is disposed of."""
    if disposes and proposed.facility is None:
        raise ValueRefused(
            Text("使用する施設が書かれていません。", "The place to be used is not given."),
            Text("施設の名前・範囲・期間を書いてください。", "Give its name, what part of it, and when."),
            where="facility",
        )
    if disposes and proposed.redress is None:
        raise ValueRefused(
            Text("教示が書かれていません。", "How it is contested (教示) is not given."),
            Text(
                "審査請求の先、取消訴訟の被告とその代表者を書いてください。",
                "Give who reviews it, the defendant of an action, and who represents the defendant.",
            ),
            where="redress",
        )
    if proposed.facility and not disposes:
        raise ValueRefused(
            Text("施設の使用許可ではないので、施設は書けません。", "No place's use is permitted by it."),
            Text("施設を消すか、種別を変えてください。", "Remove the place, or change the kind."),
            where="facility",
        )
    if proposed.redress and proposed.kind in (DecisionKind.ROUTE_CONFIRMATION, DecisionKind.SUPPORT):
        raise ValueRefused(
            Text("処分ではないので、教示は書けません。", "It is no disposition, so there is nothing to contest."),
            Text("教示を消してください。", "Remove the words on how to contest it."),
            where="redress",
        )


def _refuse_shape(route: tuple[Stop, ...], mode: Mode) -> None:
    def refuse(what: Text, remedy: Text) -> None:
        raise ValueRefused(what, remedy, where="route")

    if len(route) > MOST_STOPS:
        refuse(
            Text(f"回る先が多すぎます（{len(route)}か所）。", f"Too many stops ({len(route)})."),
            Text(f"{MOST_STOPS}か所までにしてください。", f"At most {MOST_STOPS}."),
        )
    ends_well = bool(route) and route[-1].decides and not any(stop.decides for stop in route[:-1])
    if (route or mode is Mode.HERE) and not ends_well:
        refuse(
            Text("最後の1か所だけを、専決か決裁にしてください。", "The last stop, and only it, must decide."),
            Text("回議・合議のあとに、専決または決裁を置いてください。", "Put the decision after all others."),
        )
    if mode is Mode.HERE and not any(stop.kind is StopKind.ENDORSE for stop in route):
        refuse(
            Text("回議する人がいません。", "Nobody endorses it."),
            Text("起案者でも決裁者でもない人の回議を1か所以上入れてください。", "Add somebody who assesses the draft."),
        )
    if mode is Mode.ELSEWHERE and any(stop.account_id is not None for stop in route):
        refuse(
            Text(
                "県の電子決裁で決裁する起案に、ここの人は指定できません。", "It is decided elsewhere, by nobody here."
            ),
            Text("職だけを書いてください。", "Give posts only."),
        )


def _refuse_people(route: tuple[Stop, ...], drafter: str, people: Mapping[str, Person]) -> None:
    for stop in route:
        person = people.get(stop.account_id or "")
        if person is None or not person.roles & STAFF:
            raise ValueRefused(
                Text(f"{stop.post}の人が選ばれていません。", f"Nobody is chosen as {stop.post}."),
                Text("県の担当から選んでください。", "Choose one of the prefecture's staff."),
                where="route",
            )
        if stop.decides and (Role.APPROVER not in person.roles or Role.ADMIN in person.roles):
            raise ValueRefused(
                Text(f"{stop.post}に選ばれた人は、決裁できません。", f"Who is chosen as {stop.post} cannot decide."),
                Text(
                    "決裁者の役割を持ち、管理者でない人を選んでください。", "Choose a decider who is no administrator."
                ),
                where="route",
            )
    accounts = [drafter, *(stop.account_id for stop in route)]
    if len(set(accounts)) != len(accounts):
        raise ValueRefused(
            Text("同じ人が2度出てきます。", "Somebody stands in it twice."),
            Text(
                "起案する人、回議・合議する人、決裁する人は、みな別の人にしてください。", "Let each be another person."
            ),
            where="route",
        )
