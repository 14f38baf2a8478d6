"""A conflict between two trials: who, where, when, at which heights, how sure, and what to do."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from airspace.difference.words import window_words
from airspace.trial import Window
from geo.text import Text

SITE_BUFFER = timedelta(minutes=15)
"""Between two trials at one site: to land late, clear the place, hand it over. A planning figure, no rule of law."""


class ConflictKind(StrEnum):
    """What two trials would use at once."""

    SKY = "sky"
    SITE = "site"


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """A leg, or a site, of a trial's operation; all are counted from 0."""

    trial_id: str
    operation: int
    part: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two trials' bookings that meet, the parties in order. It is `certain` unless heights are open.

    `windows` are the times in which both hold, earliest first; at a site they include half of the time between two
    trials before and after each. `where` is in degrees (JGD2011).
    """

    kind: ConflictKind
    first: Party
    second: Party
    certain: bool
    windows: tuple[Window, ...]
    where: BaseGeometry = field(repr=False, compare=False)
    heights: Text | None = None

    def other(self, trial_id: str) -> str:
        """Return the trial with which a trial meets."""
        return self.second.trial_id if trial_id == self.first.trial_id else self.first.trial_id

    def of(self, trial_id: str) -> Party:
        """Return a trial's party."""
        return self.first if trial_id == self.first.trial_id else self.second

    @property
    def text(self) -> Text:
        """What meets, when, and where in height; it names no trial."""
        when = window_words(self.windows[0])
        more = len(self.windows) - 1
        when_ja = when.ja + (f"ほか{more}回" if more else "")
        when_en = when.en + (f" and {more} more times" if more else "")
        if self.kind is ConflictKind.SITE:
            minutes = SITE_BUFFER.total_seconds() / 60
            return Text(
                f"離着陸場所が、{when_ja}に重なります（前後の入れ替えに{minutes:g}分をみています）。",
                f"Both use one take-off and landing site: {when_en} ({minutes:g} minutes must lie between them).",
            )
        heights = self.heights or Text("高さは分かりません", "at heights that are not known")
        if self.certain:
            return Text(
                f"飛行する空域が、{when_ja}に、{heights.ja}で重なります。",
                f"The volumes flown in overlap: {when_en}, {heights.en}.",
            )
        return Text(
            f"飛行する空域が、{when_ja}に、同じ場所の上にあります。高さまたはその基準が分からないので、"
            f"重ならないとは言えません（{heights.ja}）。",
            f"The volumes flown in lie over the same place: {when_en}. Heights or their datums are not known, so it "
            f"cannot be told that they are apart ({heights.en}).",
        )

    @property
    def remedy(self) -> Text:
        """What to do about it."""
        if self.kind is ConflictKind.SITE:
            return Text(
                "別の日時か別の離着陸場所にしてください。相手の事業者と交代で使えるときは、県に相談してください。",
                "Choose another time or site. If both operators can take turns, ask the prefecture.",
            )
        if self.certain:
            return Text(
                "別の日時にするか、経路か高さの変更を提出してください。"
                "相手の事業者と調整できるときは、県に相談してください。",
                "Choose another time, or submit a change of the route or its heights. If both operators can agree, ask "
                "the prefecture.",
            )
        return Text(
            "別の日時にするか、高さとその基準（対地か標高か）を示した変更を提出してください。"
            "相手の事業者と調整できるときは、県に相談してください。",
            "Choose another time, or submit a change that gives the heights and their datum. If both operators can "
            "agree, ask the prefecture.",
        )
