"""What residents see of a confirmed route where the whole of it would tell too much: wider, by days, without its ends.

Nothing here makes a flight look smaller, shorter or rarer than it is.
"""

import math
import re
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from airspace.finding import Finding
from airspace.public_words import PublicWords, words_given
from airspace.screening import Screening
from airspace.trial import JST, Operation, Window
from airspace.verdict.value import Due, Evidence, Procedure, Segment, Verdict
from airspace.volume import build_volume
from geo.errors import ValueRefused
from geo.route import Route, Waypoint
from geo.text import Text

MOST_WIDENED_M = 2_000.0
SQUARES_A_DEG = (160, 240)
"""Half squares of the standard grid (JIS X 0410, about 500 m) to a degree of longitude and of latitude."""

CLOCK = re.compile(r"\d{1,2}:\d{2}(?:\s*[～–-]\s*\d{1,2}:\d{2})?")
UNTOLD = Text("（時刻は非公表）", "(time not told)")

LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PublicView:
    """How a publication shows its revision.

    `widened_m` is the least half-width that is drawn, None for the route's own. `days_only` leaves the times of a day
    out. `ends_hidden` moves where a route begins and ends to the middle of a square of about 500 m. Before
    `released_at` (公表解禁日時) nothing is public. `easy_ja` is やさしい日本語, written by a person. `plain_ja` and
    `plain_en` are the plain summary that staff made of the draft (`airspace.plain`). `other` holds texts in further
    languages, each after its BCP 47 tag.
    """

    widened_m: float | None = None
    days_only: bool = False
    ends_hidden: bool = False
    released_at: datetime | None = None
    easy_ja: str = ""
    plain_ja: str = ""
    plain_en: str = ""
    other: tuple[tuple[str, str], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the route is shown as it is."""
        return self.widened_m is None and not self.days_only and not self.ends_hidden

    @property
    def words(self) -> PublicWords:
        """What staff wrote for residents."""
        return PublicWords(self.plain_ja, self.plain_en, self.easy_ja, self.other)


AS_IT_IS = PublicView()


def view_given(view: PublicView, now: datetime) -> PublicView:
    """Return a view as it is kept.

    Raises
    ------
    ValueRefused
        If a number or a time is out of its range, or the words are not fit to be public (`airspace.public_words`).
    """
    if view.widened_m is not None and not (math.isfinite(view.widened_m) and 0 < view.widened_m <= MOST_WIDENED_M):
        raise ValueRefused(
            Text(f"幅 {view.widened_m:g} m は使えません。", f"A width of {view.widened_m:g} m cannot be used."),
            Text(f"0 より大きく {MOST_WIDENED_M:g} m までにしてください。", f"Give up to {MOST_WIDENED_M:g} m."),
            where="widened_m",
        )
    if view.released_at is not None and view.released_at > now + LONGEST_WAIT:
        raise ValueRefused(
            Text("公表解禁日時が遠すぎます。", "The time of release lies too far ahead."),
            Text("1年以内にしてください。", "Give a time within a year."),
            where="released_at",
        )
    words = words_given(view.words, days_only=view.days_only)
    return replace(view, plain_ja=words.plain_ja, plain_en=words.plain_en, easy_ja=words.easy_ja, other=words.other)


def public_operation(operation: Operation, view: PublicView) -> Operation:
    """Return a flight as residents see it."""
    shown = operation
    if view.days_only:
        shown = replace(shown, windows=whole_days(shown.windows))
    if isinstance(shown.path, Route):
        if view.ends_hidden:
            shown = replace(shown, path=_without_ends(shown.path))
        if view.widened_m is not None and view.widened_m > shown.half_width_m:
            shown = replace(shown, half_width_m=view.widened_m)
    return shown


def public_screening(screening: Screening, view: PublicView) -> Screening:
    """Return a screening as residents see it: what was found is the same, its places only as far as the view tells."""
    if view.is_whole:
        return screening
    operation = public_operation(screening.operation, view)
    shown = replace(screening, operation=operation, volume=build_volume(operation))
    if view.ends_hidden:
        shown = replace(
            shown,
            findings=tuple(_placeless(finding) for finding in shown.findings),
            checked=tuple(_placeless(finding) for finding in shown.checked),
        )
    if view.days_only:
        shown = replace(
            shown,
            findings=_timeless(shown.findings),
            checked=_timeless(shown.checked),
            verdict=_timeless(shown.verdict),
        )
    return shown


def _timeless(value: Any) -> Any:
    """Return a value in whose texts no time of day stands."""
    match value:
        case Text():
            return Text(CLOCK.sub(UNTOLD.ja, value.ja), CLOCK.sub(UNTOLD.en, value.en))
        case tuple():
            return tuple(_timeless(inner) for inner in value)
        case Finding() | Verdict() | Segment() | Procedure() | Evidence() | Due() as told:
            return replace(told, **{one.name: _timeless(getattr(told, one.name)) for one in fields(told)})
        case _:
            return value


def whole_days(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Return the days in Japan that windows touch, each once, in order."""
    days = {day for window in windows for day in _days_of(window)}
    return tuple(Window.whole_day(day) for day in sorted(days))


def _days_of(window: Window) -> list[date]:
    first = window.start.astimezone(JST).date()
    last = (window.end.astimezone(JST) - timedelta(microseconds=1)).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _without_ends(route: Route) -> Route:
    points = list(route.waypoints)
    for at in (0, -1):
        points[at] = _rounded(points[at])
    return replace(route, waypoints=tuple(replace(point, origin="") for point in points))


def _rounded(point: Waypoint) -> Waypoint:
    of_lon, of_lat = SQUARES_A_DEG
    return replace(point, lon_deg=_middle(point.lon_deg, of_lon), lat_deg=_middle(point.lat_deg, of_lat))


def _middle(value_deg: float, squares: int) -> float:
    return (math.floor(value_deg * squares) + 0.5) / squares


def _placeless(finding: Finding) -> Finding:
    return replace(finding, geometry=None, from_m=None, to_m=None, legs=())
