"""What the application, or the flight, has to show: stated, not stated, lacking, or still to come."""

from collections.abc import Iterator, Sequence

from airspace.declared import Grade
from airspace.procedures import japan
from airspace.trial import EntryControl
from airspace.verdict.category import terms_of
from airspace.verdict.needs import BVLOS, NIGHT, Situation, certified
from airspace.verdict.value import Category, Due, Evidence, EvidenceState, Procedure
from geo.text import Text

Proof = tuple[str, EvidenceState, Text]
"""Slug, state and reason of a piece of evidence."""

FOR_FREEDOM = Text(
    "カテゴリーIIBで、許可・承認を不要にするのに要ります（第二種・二等以上）。",
    "For Category II-B without permission and approval (second class or better).",
)
FOR_III = Text("カテゴリーIIIに要ります（第一種・一等）。", "For Category III (first class).")
FOR_LEVEL_3_5 = Text("レベル3.5に要ります。", "For Level 3.5.")
FOR_SPECIFIED_FLIGHT = Text("特定飛行に要ります。", "For specified flight.")
SPLITS_II = Text("カテゴリーIIAかIIBかがこれで決まります。", "It decides between Category II-A and II-B.")
FOR_THE_AREA = Text(
    "立入りを管理する範囲（落下のおそれがある範囲）を決めるのに要ります。示されるまで、範囲が足りるか判定できません。",
    "It decides how wide an area is kept clear; until it is stated, whether that is enough cannot be told.",
)
WITH_APPLICATION = Text("申請の前", "ahead of the application")
AHEAD_OF_FLIGHT = Text("飛行の前", "ahead of the flight")


def evidence(situation: Situation, procedures: Sequence[Procedure]) -> list[Evidence]:
    """Return every piece of evidence that the flight asks for, in the order of the country's file."""
    wanted = {slug: (state, why) for slug, state, why in _proofs(situation, procedures)}
    return [
        Evidence(
            slug=slug,
            title=form.title,
            state=wanted[slug][0],
            why=wanted[slug][1],
            citation=form.citation,
            office=situation.office(form.office),
            form=form.form,
            due=_due(situation, *wanted[slug], procedures),
        )
        for slug, form in japan().evidence.items()
        if slug in wanted
    ]


def _due(situation: Situation, state: EvidenceState, why: Text, procedures: Sequence[Procedure]) -> Due | None:
    """Return when it is to be had: by the earliest application, or by the flight where no application needs it."""
    if state is EvidenceState.STATED:
        return None
    applied = [due for procedure in procedures if _is_application(procedure) and (due := procedure.due)]
    if state is EvidenceState.TO_COME or why is FOR_FREEDOM or not applied:
        return situation.countdown.before_flight(AHEAD_OF_FLIGHT)
    first = min(applied, key=lambda due: due.by)
    return Due(first.by, WITH_APPLICATION, first.late, first.expected)


def _is_application(procedure: Procedure) -> bool:
    return procedure.slug.startswith(("permission", "approval"))


def _proofs(situation: Situation, procedures: Sequence[Procedure]) -> Iterator[Proof]:
    if situation.most:
        yield from _of_specified_flight(situation)
    if situation.bounds.at_least is Category.III:
        yield from _of_category_iii(situation)
    elif situation.bounds.may_be(Category.II_B):
        yield from _of_category_ii_b(situation)
    if situation.operation.entry_control is EntryControl.ONBOARD_CAMERA:
        yield from _of_level_3_5(situation)
    yield from _of_insurance(situation)
    yield from _still_to_come(procedures)


def _of_specified_flight(situation: Situation) -> Iterator[Proof]:
    operation, terms = situation.operation, situation.terms
    yield "takeoff-mass", _state(True if operation.declared.takeoff_mass_kg is not None else None), SPLITS_II
    yield "flight-manual", _state(operation.declared.flight_manual), FOR_SPECIFIED_FLIGHT
    if terms.controlled is not False:
        yield "entry-control", _state(terms.controlled), FOR_SPECIFIED_FLIGHT
    alone = operation.bvlos and operation.entry_control in (EntryControl.CONTROLLED_AREA, EntryControl.ONBOARD_CAMERA)
    if alone or terms.controlled is False or "event-overflight" in situation.most:
        yield "fall-distance", _state(True if operation.fall_distance_m is not None else None), FOR_THE_AREA


def _of_category_ii_b(situation: Situation) -> Iterator[Proof]:
    yield from _of_certificates(situation, Grade.SECOND, FOR_FREEDOM)


def _of_category_iii(situation: Situation) -> Iterator[Proof]:
    yield from _of_certificates(situation, Grade.FIRST, FOR_III)
    yield "risk-assessment", _state(situation.operation.declared.risk_assessed), FOR_III


def _of_certificates(situation: Situation, grade: Grade, why: Text) -> Iterator[Proof]:
    aircraft, pilot = certified(situation.operation, grade)
    declared = situation.operation.declared
    yield "aircraft-certificate", _state(aircraft), why
    yield "pilot-certificate", _state(pilot), why
    if BVLOS in situation.most:
        yield "bvlos-limit-lifted", _state(declared.bvlos_limit_lifted), why
    if NIGHT in situation.most:
        yield "night-limit-lifted", _state(declared.night_limit_lifted), why


def _of_level_3_5(situation: Situation) -> Iterator[Proof]:
    declared = situation.operation.declared
    _, pilot = certified(situation.operation, Grade.SECOND)
    yield "pilot-certificate", _state(pilot), FOR_LEVEL_3_5
    yield "bvlos-limit-lifted", _state(declared.bvlos_limit_lifted), FOR_LEVEL_3_5
    yield "forward-camera", _state(declared.forward_camera), FOR_LEVEL_3_5
    yield "level-3-5-papers", EvidenceState.TO_COME, FOR_LEVEL_3_5


def _of_insurance(situation: Situation) -> Iterator[Proof]:
    operation, country = situation.operation, japan()
    heavy = terms_of(operation).heavy and situation.most and country.holds("heavy_insurance", operation.first_day)
    if heavy:
        heavy_kg = country.figure("heavy_kg", operation.first_day)
        why = Text(f"最大離陸重量が {heavy_kg:g} kg 以上のため要ります。", f"For {heavy_kg:g} kg or more.")
    elif situation.operation.entry_control is EntryControl.ONBOARD_CAMERA:
        why = FOR_LEVEL_3_5
    elif situation.bounds.at_least is Category.III:
        why = FOR_III
    else:
        return
    yield "insurance", _state(operation.declared.insured), why


def _still_to_come(procedures: Sequence[Procedure]) -> Iterator[Proof]:
    if any(_is_application(procedure) for procedure in procedures):
        why = Text("許可・承認を受けてから記録します。", "To be recorded once permission or approval is given.")
        yield "permit-number", EvidenceState.TO_COME, why
    notice = [procedure for procedure in procedures if procedure.slug == "flight-plan-notice"]
    if notice:
        why = Text("飛行のたびに通報して記録します。", "To be recorded with each notice.")
        yield "flight-plan-number", EvidenceState.TO_COME, why


def _state(stated: bool | None) -> EvidenceState:
    if stated is None:
        return EvidenceState.MISSING
    return EvidenceState.STATED if stated else EvidenceState.LACKING
