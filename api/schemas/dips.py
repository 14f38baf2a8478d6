"""A revision as it would be copied into DIPS, on the wire."""

from typing import Any

from api.exchange.dips.plan import Export, export_json
from api.schemas.operation import Wire
from api.schemas.text import TextData


class DipsProblem(Wire):
    """What is the matter with one field, by its name in DIPS: `refused`, `missing` or `check`."""

    field: str
    need: str
    text: TextData


class DipsFlightPlan(Wire):
    """One flight in one window, both counted from 1; `flight_plan` has DIPS's own names and forms.

    `pilots` are the names in the order of `pilotInfo`, null where you may not see them.
    """

    flight: int
    window: int
    flight_plan: dict[str, Any]
    pilots: list[str | None]
    problems: list[DipsProblem]


class DipsData(Wire):
    """The flights of one revision, for copying. Nothing is sent to DIPS."""

    trial: str
    revision: int
    confirmed: bool
    notes: list[TextData]
    flight_plans: list[DipsFlightPlan]

    @classmethod
    def of(cls, export: Export) -> "DipsData":
        """Return the wire form."""
        return cls.model_validate(export_json(export))
