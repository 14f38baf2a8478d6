"""What the tests of the verdict share: findings and flights made by hand, and the verdict over them."""

from collections.abc import Collection, Sequence
from datetime import date

from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.trial import EntryControl, Operation
from airspace.verdict import Verdict, conclude
from api.schemas.operation import DeclaredData
from geo.text import Text
from tests.airspace.worlds import DAY, flight
from tests.zoo import ROUTES

DISTRICT, HEIGHT, ZONE, PORTS = "densely-inhabited-district", "150-m-or-higher", "geozone", "airport-obstacle-surfaces"
EMERGENCY, NIGHT, BVLOS = "emergency-airspace", "night-flight", "beyond-visual-line-of-sight"
NEAR, EVENT, GOODS = "within-30-m-of-people-or-objects", "event-overflight", "dangerous-goods"
DROPPING, SMALL_UA_ACT, THIRD = "dropping-objects", "small-ua-act", "third-party-overflight"

AIRSPACE = {PORTS, HEIGHT, EMERGENCY, ZONE, DISTRICT}
METHODS = {NIGHT, BVLOS, NEAR, EVENT, GOODS, DROPPING}
ITEMS = AIRSPACE | METHODS

SCREENED_ON = date(2026, 10, 1)
WORDS = Text("文", "sentence")


def found(
    rule: str,
    outcome: Outcome = Outcome.CAUGHT,
    entails: Entails | None = None,
    span: tuple[float, float] | None = None,
    resolved_by: ResolvedBy | None = None,
    text: Text = WORDS,
) -> Finding:
    """Return a finding; what it entails follows from the rule unless it is given."""
    implied = Entails.SPECIFIED_FLIGHT_METHOD if rule in METHODS else Entails.SPECIFIED_FLIGHT_AIRSPACE
    from_m, to_m = span or (None, None)
    return Finding(
        rule, outcome, entails or implied, text, text, text, from_m=from_m, to_m=to_m, resolved_by=resolved_by
    )


def meant(
    entry_control: EntryControl | None = None,
    bvlos: bool | None = None,
    *,
    on: date = DAY,
    until: date | None = None,
    fall_distance_m: float | None = None,
    **declared: object,
) -> Operation:
    """Return a flight of which this is stated."""
    return flight(
        ROUTES["straight"],
        on=on,
        until=until,
        entry_control=entry_control,
        bvlos=bvlos,
        fall_distance_m=fall_distance_m,
        declared=DeclaredData.model_validate(declared).value(),
    )


def concluded(
    operation: Operation,
    findings: Sequence[Finding] = (),
    not_judged: Collection[str] = (),
    *,
    length_m: float = 2_000.0,
    screened_on: date = SCREENED_ON,
    code: str = "24",
) -> Verdict:
    """Return the verdict over findings, in Mie unless told otherwise."""
    return conclude(operation, findings, not_judged, length_m=length_m, screened_on=screened_on, prefecture_code=code)
