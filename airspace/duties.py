"""いつも守ること: the duties of whoever flies an unmanned aircraft, whatever the rules find over the route."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from airspace import law
from airspace.edition import InForce
from airspace.finding import Entails, Finding, Outcome
from airspace.screening import Screening
from airspace.trial import Vehicle
from geo.text import Text

SPECIFIED_FLIGHT = (Entails.SPECIFIED_FLIGHT_AIRSPACE, Entails.SPECIFIED_FLIGHT_METHOD)

ON_SPECIFIED_FLIGHT = Text("特定飛行のとき", "on specified flight")


class Duty(BaseModel):
    """One duty: what to do, its article, the day from which it holds (None: not established), and for which flights."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: Text
    text: Text
    article: Text
    source: str
    in_force_from: date | None
    only_specified: bool
    confidence: Literal["high", "medium"]
    verified_by: str | None

    @property
    def sentence(self) -> Text:
        """The duty in one line: title, when, what and article."""
        when = ON_SPECIFIED_FLIGHT if self.only_specified else None
        when_ja, when_en = (f"（{when.ja}）", f" ({when.en})") if when else ("", "")
        return Text(
            f"{self.title.ja}{when_ja}：{self.text.ja}（{self.article.ja}）",
            f"{self.title.en}{when_en}: {self.text.en} ({self.article.en})",
        )


_DUTIES = TypeAdapter(tuple[Duty, ...])


def parse_duties(text: str) -> tuple[Duty, ...]:
    """Read a file of duties; unknown and duplicate keys, and an id given twice, are errors."""
    read = _DUTIES.validate_python(law.read_strictly(text))
    ids = [duty.id for duty in read]
    if len(set(ids)) < len(ids):
        raise ValueError(f"an id is given twice: {', '.join(ids)}")
    return read


@cache
def all_duties() -> tuple[Duty, ...]:
    """Return every duty that the service knows of, in the order in which people read them."""
    return parse_duties((files(law.__name__) / "duties" / "uas.yaml").read_text(encoding="utf-8"))


def duties(vehicle: Vehicle, first_day: date, last_day: date, specified: bool | None) -> tuple[Duty, ...]:
    """Return the duties in force on any day from the first to the last.

    `specified` is whether it is specified flight (特定飛行); where that is not known (None) its duties are listed too.
    A flying car is an aircraft with a pilot's and an operator's duties of its own, which are not listed here.
    """
    if vehicle is not Vehicle.UAS:
        return ()
    return tuple(
        duty
        for duty in all_duties()
        if InForce(duty.in_force_from).meets(first_day, last_day) and not (duty.only_specified and specified is False)
    )


def duties_of(screening: Screening) -> tuple[Duty, ...]:
    """Return the duties of the flight that was screened."""
    operation = screening.operation
    specified = is_specified(screening.findings, all_judged=not screening.not_judged)
    return duties(operation.vehicle, operation.first_day, operation.last_day, specified)


def is_specified(findings: Iterable[Finding], *, all_judged: bool) -> bool | None:
    """Return whether findings make a specified flight, None while that is open."""
    outcomes = {found.outcome for found in findings if found.entails in SPECIFIED_FLIGHT}
    if Outcome.CAUGHT in outcomes:
        return True
    return None if Outcome.UNDETERMINED in outcomes or not all_judged else False
