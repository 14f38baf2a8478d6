"""What the papers of a public trial say, from what is public of it and from the boundaries held."""

from collections.abc import Iterator
from datetime import datetime

from airspace.difference import Part, difference
from airspace.plain import WHAT_FLIES, PublicFacts, answers
from airspace.proposal import DECISION_KIND_NAMES, DecisionKind
from airspace.trial import JST, Vehicle
from api.services.flight_day.stops import municipalities
from api.services.plain_draft import distance_m, public_facts
from api.services.publish import PublicTrial, public_before
from api.services.scenes import revision_name
from api.services.screen import Atlases
from api.services.voices import public_answers
from api.store.unit_of_work import UnitOfWork
from geo.text import Text
from maps.altitude_profile import LIMIT_M
from maps.dates import day_text
from maps.handout import Card, Comparison, Extract, HandoutFacts, Question

NEAR_M = 1_000.0
"""Municipalities within this distance of where it is to fly get a letter of their own."""

TOLD_CHANGES = frozenset({Part.FLIGHT, Part.PLACE, Part.HEIGHT, Part.TIME, Part.NUMBER})
"""Of changes those that residents meet; what the operator states and chose from its registers is the office's."""

MOST_CHANGES = 6

LIMIT = Comparison(
    Text("高さのきまり", "The rule on height"),
    Text(
        f"ドローンが地面や水面から {LIMIT_M:.0f} m 以上を飛ぶには、国の許可がいります（構造物から30 m以内を除く）。",
        f"A drone needs MLIT's permission at {LIMIT_M:.0f} m or more above ground or water, "
        "but for within 30 m of a structure.",
    ),
    Text("航空法第132条の85、施行規則第236条の71", "Civil Aeronautics Act, article 132-85"),
)


def handout_facts(
    unit: UnitOfWork,
    atlases: Atlases,
    public: PublicTrial,
    home: Text,
    *,
    address: str,
    sample: Text | None,
    now: datetime,
) -> HandoutFacts:
    """Return what the papers of a trial say.

    `home` is the prefecture's name, `address` the service's own, without a slash at its end. A proposal names no places
    for emergency landings, so the papers say that it does not.
    """
    facts = public_facts(unit, atlases, public)
    told = answers(facts)
    page = f"{address}/trials/{public.trial.id}"
    return HandoutFacts(
        title=public.content.title,
        operator=facts.operator,
        telephone=facts.operator_phone,
        desk=facts.desk or home.ja,
        desk_telephone=facts.desk_phone,
        status=public.caution or _decided(public, home),
        revision=revision_name(public.revision),
        made_on=now.astimezone(JST).date(),
        valid_until=public.last_end.astimezone(JST).date(),
        cards=tuple(Card(question, answer) for question, answer in told if question != WHAT_FLIES),
        url=page,
        feedback_url=f"{page}/ask",
        sample=sample,
        changes=tuple(_changes(unit, public)),
        comparisons=(LIMIT,) if all(one.operation.vehicle is Vehicle.UAS for one in facts.volumes) else (),
        extracts=tuple(_extracts(unit, atlases, facts)),
        questions=tuple(
            Question(step.asked, step.answer, "県")
            for seen in public_answers(unit, public.trial.id)
            if (step := seen.standing.public)
        ),
    )


def _decided(public: PublicTrial, home: Text) -> Text:
    """Return what the prefecture decided and when, in one sentence."""
    holds_from = public.decision.holds_from
    day = day_text(holds_from.astimezone(JST).date() if isinstance(holds_from, datetime) else holds_from)
    if public.decision.kind is DecisionKind.ROUTE_CONFIRMATION:
        return Text(
            f"{home.ja}が{day.ja}に、この飛行経路を確認しました。", f"{home.en} confirmed this route on {day.en}."
        )
    kind = DECISION_KIND_NAMES[public.decision.kind]
    return Text(f"{home.ja}の決定：{kind.ja}（{day.ja}）", f"{home.en}: {kind.en}, {day.en}")


def _changes(unit: UnitOfWork, public: PublicTrial) -> Iterator[Text]:
    """Yield what changed since the route that was public before; nothing where residents see less than the whole."""
    before = public_before(unit, public)
    if not before or not public.publication.view.is_whole:
        return
    found = difference(before[-1].content.value(), public.content.value())
    changes = [*(change for flight in found.flights for change in flight.changes), *found.changes]
    told = [change.told for change in changes if change.part in TOLD_CHANGES]
    yield from told[:MOST_CHANGES]
    if len(told) > MOST_CHANGES:
        more = len(told) - MOST_CHANGES
        yield Text(f"ほかに{more}か所", f"and {more} more")


def _extracts(unit: UnitOfWork, atlases: Atlases, facts: PublicFacts) -> Iterator[Extract]:
    """Yield what concerns each municipality that is flown over or near, in the codes' order."""
    told = {question.ja: answer for question, answer in answers(facts)}
    for name, land in municipalities(unit, atlases).values():
        nearest_m = min(distance_m(volume, part, NEAR_M) for volume in facts.volumes for part in land)
        if nearest_m <= NEAR_M:
            yield Extract(name, told["回数"], told["いつ"], told["高さ"], nearest_m)
