"""flightAirspace and flightType: codes of what was found or stated, and what is still open."""

from airspace.dips import codes
from airspace.dips.filling import Filling, Json, Need
from airspace.finding import Entails, Outcome
from airspace.screening import Screening
from airspace.verdict.items import item_of

EMERGENCY, NIGHT = "emergency-airspace", "night-flight"


def fill_codes(screening: Screening, filling: Filling) -> None:
    """Fill in the airspace from the findings, and the way of flying from what is stated (night from the findings)."""
    applies, may = _airspace(screening)
    filling.fields["flightAirspace"] = _sorted(applies)
    for code in sorted(may - applies):
        name = codes.AIRSPACE_NAMES[code]
        filling.complain(
            "flightAirspace",
            Need.CHECK,
            f"「{name.ja}」（{code.value}）に当たるかどうか、事前確認では判定できていません。",
            f"Whether it is “{name.en}” ({code.value}) could not be told by the check.",
        )
    if any(
        finding.rule == "emergency-airspace" and finding.outcome is Outcome.CAUGHT for finding in screening.findings
    ):
        filling.complain(
            "flightAirspace",
            Need.REFUSED,
            "緊急用務空域に入ります。ほかの許可があっても飛べません。",
            "It enters emergency airspace; no other permission opens it.",
        )
    ways, not_stated = _ways(screening)
    filling.fields["flightType"] = _sorted(ways)
    for way in not_stated:
        name = codes.METHOD_NAMES[way]
        filling.complain(
            "flightType",
            Need.MISSING,
            f"「{name.ja}」（{way.value}）に当たるかどうかが、示されていないか判定できません。",
            f"Whether it is “{name.en}” ({way.value}) is not stated, or cannot be told.",
        )


def _airspace(screening: Screening) -> tuple[set[codes.Airspace], set[codes.Airspace]]:
    """Return what applies, and what may; a rule in force that was not judged may."""
    caught: set[codes.Airspace] = set()
    may: set[codes.Airspace] = set()
    for finding in screening.findings:
        code = codes.AIRSPACE_OF_RULE.get(item_of(finding))
        if code is None or finding.entails is not Entails.SPECIFIED_FLIGHT_AIRSPACE:
            continue
        if finding.outcome is Outcome.CAUGHT:
            caught.add(code)
        elif finding.outcome is Outcome.UNDETERMINED:
            may.add(code)
    not_judged = {rule.rule for rule in screening.not_judged}
    may |= {code for rule, code in codes.AIRSPACE_OF_RULE.items() if rule in not_judged}
    return caught, may


def _ways(screening: Screening) -> tuple[set[codes.Method], list[codes.Method]]:
    """Return the ways that are stated, or found, and those of which nothing is stated."""
    operation, declared = screening.operation, screening.operation.declared
    keeps = declared.keeps_30_m
    stated = {
        codes.Method.WITHIN_30_M: None if keeps is None else not keeps,
        codes.Method.EVENT: declared.over_event,
        codes.Method.NIGHT: _at_night(screening),
        codes.Method.BVLOS: operation.bvlos,
        codes.Method.DANGEROUS_GOODS: declared.dangerous_goods,
        codes.Method.DROPPING: declared.drops_objects,
    }
    return {way for way, said in stated.items() if said}, [way for way, said in stated.items() if said is None]


def _at_night(screening: Screening) -> bool | None:
    outcomes = [finding.outcome for finding in screening.findings if finding.rule == NIGHT]
    worst = max(outcomes, default=Outcome.CLEAR)
    return None if worst is Outcome.UNDETERMINED else worst is Outcome.CAUGHT


def _sorted(found: set[codes.Airspace] | set[codes.Method]) -> list[Json]:
    return [int(code) for code in sorted(found)]
