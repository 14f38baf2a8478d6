"""Conflicts, agreements to share, and caps on overflights as JSON."""

from datetime import date, datetime

from pydantic import Field
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from airspace.conduct import MOST_FLIGHTS
from airspace.deconflict.caps import MonthOver, OverflightCap
from airspace.deconflict.conflict import Conflict, ConflictKind, Party
from api.schemas.operation import PolygonData, WindowData
from api.schemas.screening import Geometry, geojson
from api.schemas.text import TextData
from api.schemas.wire import Wire
from api.services.bookings import SeenConflict
from api.services.coordinate import CapWithMonths
from api.store.bookings import Coordination
from geo.errors import ValueRefused
from geo.text import Text

MOST_CHARACTERS = 10_000


class PartyData(Wire):
    """A trial's operation and its leg, or site, all counted from 0. The trial is null where it may not be known."""

    trial_id: str | None
    operation: int
    part: int

    @classmethod
    def of(cls, party: Party, *, known: bool = True) -> "PartyData":
        """Return the wire form."""
        return cls(trial_id=party.trial_id if known else None, operation=party.operation, part=party.part)


class ConflictData(Wire):
    """What two trials have booked at once. `certain` is false where heights are not known enough to tell.

    `own` and `other` are the sides as the asker sees them; `whose` says whose the other one is.
    """

    kind: ConflictKind
    certain: bool
    own: PartyData
    other: PartyData
    whose: TextData | None
    windows: list[WindowData]
    where: Geometry
    heights: TextData | None
    text: TextData
    remedy: TextData
    agreed_at: datetime | None

    @classmethod
    def of(cls, seen: SeenConflict, trial_id: str) -> "ConflictData":
        """Return a conflict as a trial's own side sees it."""
        other = seen.conflict.of(seen.conflict.other(trial_id))
        return cls(
            own=PartyData.of(seen.conflict.of(trial_id)),
            other=PartyData.of(other, known=seen.other_id is not None),
            whose=TextData.of(seen.who),
            agreed_at=seen.agreement.recorded_at if seen.agreement else None,
            **_told(seen.conflict),
        )

    @classmethod
    def between(cls, conflict: Conflict, agreement: Coordination | None) -> "ConflictData":
        """Return a conflict for those who may see both sides."""
        return cls(
            own=PartyData.of(conflict.first),
            other=PartyData.of(conflict.second),
            whose=None,
            agreed_at=agreement.recorded_at if agreement else None,
            **_told(conflict),
        )


def _told(conflict: Conflict) -> dict[str, object]:
    return {
        "kind": conflict.kind,
        "certain": conflict.certain,
        "windows": [WindowData(start=window.start, end=window.end) for window in conflict.windows],
        "where": geojson(conflict.where),
        "heights": TextData.of(conflict.heights) if conflict.heights else None,
        "text": TextData.of(conflict.text),
        "remedy": TextData.of(conflict.remedy),
    }


class CoordinationIn(Wire):
    """The trial with which sky and time are shared, and what was agreed and why. Write no names of people."""

    other_id: str = Field(max_length=100)
    reason: str = Field(max_length=MOST_CHARACTERS)


class CoordinationData(Wire):
    """That two trials share time and sky."""

    trial_id: str
    other_id: str
    reason: str
    recorded_at: datetime

    @classmethod
    def of(cls, one: Coordination) -> "CoordinationData":
        """Return the wire form; it does not say who recorded it."""
        return cls(trial_id=one.trial_id, other_id=one.other_id, reason=one.reason, recorded_at=one.recorded_at)


class OverflightCapIn(Wire):
    """The most flights a calendar month over a neighbourhood, from a day on, until a day where one is given."""

    name: str = Field(max_length=300)
    area: PolygonData
    a_month: int = Field(ge=0, le=MOST_FLIGHTS)
    since: date
    until: date | None = None

    def value(self, cap_id: str) -> OverflightCap:
        """Return the cap; raises `geo.errors.ValueRefused` where its area or days cannot be."""
        try:
            area = shape({"type": "Polygon", "coordinates": self.area.coordinates})
        except (ValueError, ShapelyError):
            area = Polygon()
        if not isinstance(area, Polygon | MultiPolygon):
            raise ValueRefused(
                Text("地区の範囲が正しくありません。", "The neighbourhood's area is not valid."),
                Text("多角形にしてください。", "Give a polygon."),
                where="area",
            )
        return OverflightCap(cap_id, self.name, area, self.a_month, self.since, self.until)


class MonthOverData(Wire):
    """What is booked in a month, named by its first day; of `not_told` trials it is not known how often they fly."""

    month: date
    flights: int
    not_told: int
    exceeded: bool
    text: TextData

    @classmethod
    def of(cls, month: MonthOver) -> "MonthOverData":
        """Return the wire form."""
        return cls(
            month=month.month,
            flights=month.flights,
            not_told=len(month.not_told),
            exceeded=month.exceeded,
            text=TextData.of(month.text),
        )


class OverflightCapData(Wire):
    """A cap, and what is booked over its neighbourhood."""

    id: str
    name: str
    area: Geometry
    a_month: int
    since: date
    until: date | None
    months: list[MonthOverData]

    @classmethod
    def of(cls, kept: CapWithMonths) -> "OverflightCapData":
        """Return the wire form."""
        cap = kept.cap
        return cls(
            id=cap.id,
            name=cap.name,
            area=mapping(cap.area),
            a_month=cap.a_month,
            since=cap.since,
            until=cap.until,
            months=[MonthOverData.of(month) for month in kept.months],
        )
