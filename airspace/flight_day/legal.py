"""What the law asks for on a day, by the verdicts over its flights, and what of it is recorded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from airspace.finding import Entails, Finding, Outcome
from airspace.flight_day.need import Met, Need
from airspace.flight_day.state import DayStanding
from airspace.flight_day.value import (
    COVERS_APPROVAL,
    COVERS_PERMISSION,
    OF_AIRCRAFT,
    PERMIT_NAMES,
    Permit,
    PermitKind,
    PlanNotice,
)
from airspace.law import rule_laws
from airspace.screening import Screening
from airspace.trial import Vehicle
from airspace.verdict import CATEGORY_NAMES, Category, Necessity
from geo.text import Text

ORDER = (Necessity.NOT_APPLICABLE, Necessity.NOT_REQUIRED, Necessity.UNDETERMINED, Necessity.REQUIRED)
NEEDED = frozenset({Necessity.UNDETERMINED, Necessity.REQUIRED})
NOTICE_SLUG = "flight-plan-notice"

PERMISSION = Text("国土交通省の許可（空域）", "MLIT's permission (airspace)")
APPROVAL = Text("国土交通省の承認（方法）", "MLIT's approval (method)")
AIRCRAFT = Text("空飛ぶクルマの許可", "permission for a flying car")
NOTICE = Text("飛行計画の通報", "flight-plan notice")

RECORD_PERMIT = Text(
    "この日を含む許可・承認の番号と期間を記録してください。",
    "Record the number and days of one that holds then.",
)
STATE_MORE = Text(
    "番号を記録するか、計画の申告（立入管理措置、機体認証、技能証明など）を補って変更を提出してください。",
    "Record the number, or submit a change that states what is open (entry control, certificates and so on).",
)


@dataclass(frozen=True, slots=True)
class LegalNeeds:
    """What the law asks of all flights of a day together, at the weightiest.

    `aircraft` are the permits that a flying car's findings ask for. `flying_car` is whether one flies: no rule on
    aircraft is ever clear, so some permit is then asked for in any case.
    """

    permission: Necessity
    approval: Necessity
    notice: Necessity
    categories: tuple[Category, ...]
    aircraft: tuple[tuple[PermitKind, Necessity], ...] = ()
    flying_car: bool = False


def legal_needs(screenings: Iterable[Screening]) -> LegalNeeds:
    """Return what the law asks of flights, by their screenings of that day."""
    screenings = tuple(screenings)
    drones = [one for one in screenings if one.operation.vehicle is Vehicle.UAS]
    cars = [one for one in screenings if one.operation.vehicle is Vehicle.EVTOL]
    notices = [
        procedure.necessity for one in drones for procedure in one.verdict.procedures if procedure.slug == NOTICE_SLUG
    ]
    return LegalNeeds(
        permission=_weightiest(one.verdict.permission for one in drones),
        approval=_weightiest(one.verdict.approval for one in drones),
        # Whether an aircraft's flight plan (article 97) must be filed, no rule here can tell.
        notice=_weightiest([*notices, *(Necessity.UNDETERMINED for _ in cars)], Necessity.NOT_REQUIRED),
        categories=tuple(dict.fromkeys(one.verdict.category for one in drones)),
        aircraft=_aircraft_permits(found for one in cars for found in one.findings),
        flying_car=bool(cars),
    )


def _weightiest(found: Iterable[Necessity], least: Necessity = Necessity.NOT_APPLICABLE) -> Necessity:
    return max(found, key=ORDER.index, default=least)


def _aircraft_permits(findings: Iterable[Finding]) -> tuple[tuple[PermitKind, Necessity], ...]:
    asked: dict[PermitKind, Necessity] = {}
    for found in findings:
        kind = _permit_of(found)
        if kind is None or found.outcome < Outcome.UNDETERMINED:
            continue
        necessity = Necessity.REQUIRED if found.outcome is Outcome.CAUGHT else Necessity.UNDETERMINED
        asked[kind] = _weightiest([necessity, asked.get(kind, necessity)])
    return tuple(sorted(asked.items()))


def _permit_of(found: Finding) -> PermitKind | None:
    if found.entails is not Entails.NEEDS_AIRCRAFT_PERMISSION:
        return None
    match found.rule:
        case "evtol-take-off-and-landing-site":
            return PermitKind.LANDING_PLACE
        case "evtol-minimum-safe-altitude":
            return PermitKind.LOW_FLIGHT
    law = rule_laws()["evtol-permits"]
    kinds = {law.cite("airworthiness"): PermitKind.TEST_FLIGHT, law.cite("pilotless"): PermitKind.PILOTLESS}
    return kinds.get(found.citation)


def permit_needs(needs: LegalNeeds, permits: Sequence[Permit], standing: DayStanding) -> Iterator[Need]:
    """Yield whether each permission and approval that the day needs is recorded, or that none is needed."""
    holding = [permit for permit in permits if all(permit.holds(day) for day in standing.dates)]
    if not needs.flying_car or needs.categories:
        yield _permit("permission", PERMISSION, needs.permission, holding, COVERS_PERMISSION, needs)
        yield _permit("approval", APPROVAL, needs.approval, holding, COVERS_APPROVAL, needs)
    for kind, necessity in needs.aircraft:
        yield _permit(kind.value, PERMIT_NAMES[kind], necessity, holding, frozenset({kind}), needs)
    if needs.flying_car and not needs.aircraft:
        yield _permit("aircraft", AIRCRAFT, Necessity.UNDETERMINED, holding, OF_AIRCRAFT, needs)


def _permit(
    slug: str,
    title: Text,
    necessity: Necessity,
    holding: Sequence[Permit],
    covering: frozenset[PermitKind],
    needs: LegalNeeds,
) -> Need:
    numbers = ", ".join(permit.number for permit in holding if permit.kind in covering)
    if numbers:
        return Need(
            slug,
            title,
            Met.MET,
            Text(f"記録があります：{numbers}（事業者の記録）", f"Recorded by the operator: {numbers}."),
            grounds=tuple(permit.id for permit in holding if permit.kind in covering),
        )
    if necessity not in NEEDED:
        return Need(slug, title, Met.MET, _exempt(needs))
    if necessity is Necessity.REQUIRED:
        text = Text("要りますが、この日に有効な番号の記録がありません。", "It is needed; none that holds is recorded.")
        return Need(slug, title, Met.NOT_MET, text, RECORD_PERMIT)
    text = Text("要るかどうか判定できず、番号の記録もありません。", "Whether it is needed is open; none is recorded.")
    return Need(slug, title, Met.UNKNOWN, text, STATE_MORE)


def _exempt(needs: LegalNeeds) -> Text:
    """Return why none is needed, with the categories that the screening of today gives."""
    names = [CATEGORY_NAMES[category] for category in needs.categories]
    found = Text("・".join(name.ja for name in names), ", ".join(name.en for name in names))
    if Category.II_B in needs.categories:
        return Text(
            f"不要です（{found.ja}：機体認証・技能証明・飛行マニュアルの申告による）。",
            f"Not needed ({found.en}, by the certificates, licence and manual that are stated).",
        )
    return Text(f"不要です（{found.ja}：該当する特定飛行がありません）。", f"Not needed ({found.en}: no such flight).")


def notice_need(needs: LegalNeeds, notices: Sequence[PlanNotice], standing: DayStanding, revision_number: int) -> Need:
    """Return whether a plan notice of this very revision, day and windows is recorded. An older one is stale."""
    if needs.notice not in NEEDED:
        text = Text("特定飛行に当たらないため、義務ではありません。", "No specified flight, so it is not a duty.")
        return Need("notice", NOTICE, Met.MET, text)
    fits = [
        notice
        for notice in notices
        if notice.day == standing.day
        and notice.revision_number == revision_number
        and notice.windows == standing.windows
    ]
    if fits:
        newest = fits[-1]
        text = Text(f"この版・この日の番号の記録があります：{newest.number}", f"Recorded: {newest.number}.")
        return Need("notice", NOTICE, Met.MET, text, grounds=(newest.id,))
    remedy = Text(
        "DIPSでこの日・この経路の飛行計画を通報し、その番号を記録してください。",
        "Give notice of this day and route in DIPS and record its number.",
    )
    if _is_stale(notices, standing):
        text = Text(
            "記録されている通報は、延期や計画の変更の前のものです。この日・この版では使えません。",
            "The notice on record is from before the postponement or change. It does not hold for this day and plan.",
        )
        return Need("notice", NOTICE, Met.NOT_MET, text, remedy)
    if needs.notice is Necessity.UNDETERMINED:
        text = Text("要るかどうか判定できず、番号の記録もありません。", "Whether it is due is open; none is recorded.")
        return Need("notice", NOTICE, Met.UNKNOWN, text, remedy)
    text = Text("この日の通報の番号の記録がありません。", "No number of a notice for this day is recorded.")
    return Need("notice", NOTICE, Met.NOT_MET, text, remedy)


def _is_stale(notices: Sequence[PlanNotice], standing: DayStanding) -> bool:
    """Whether one was recorded for this day before it changed, or for the day that was postponed to it."""
    return any(notice.day in (standing.day, standing.moved_from) for notice in notices)
