"""What all readers do alike: gather routes, areas and notes within bounds, and refuse a file without any."""

import itertools
from collections.abc import Sequence

from shapely import Polygon

from geo.errors import FileRefused, TooLarge
from geo.height import Datum, Height
from geo.readable import without_turning
from geo.readers.reading import Reading
from geo.route import MAX_WAYPOINTS, Area, Path, Route, Waypoint, check_point_count
from geo.text import Text

MAX_PATHS = 500
"""Routes and areas in one file."""

MAX_LEFT_OUT_NOTES = 20

MAX_POINTS = 10 * MAX_WAYPOINTS
"""Points of all routes and areas of one file."""


def refuse_flood(points: int, paths: int = 0, *, where: str = "") -> None:
    """Refuse more points or routes than one file may hold."""
    if points > MAX_POINTS or paths > MAX_PATHS:
        raise TooLarge(
            Text("1つのファイルの経路や点が多すぎます。", "The file holds too many routes or points."),
            Text(
                f"経路 {MAX_PATHS:,} 本、合わせて {MAX_POINTS:,} 点までに分けてください。",
                f"Split it to at most {MAX_PATHS:,} routes and {MAX_POINTS:,} points in all.",
            ),
            where=where,
        )


class Collector:
    """The routes, areas and notes of a file, in its order."""

    def __init__(self, slug: str) -> None:
        """Start an empty reading of the format `slug`."""
        self._slug = slug
        self._paths: list[Path] = []
        self._notes: dict[Text, None] = {}
        self._points = 0
        self._repeated: list[str] = []
        self._left_out = 0

    def note(self, text: Text) -> None:
        """Say something to the reader, once."""
        self._notes[text] = None

    def left_out(self, what: Text, where: str) -> None:
        """Say that something of the file is not part of the reading; many such notes are counted, not listed."""
        self._left_out += 1
        if self._left_out <= MAX_LEFT_OUT_NOTES:
            self.note(Text(f"{where}：{what.ja}", f"{where}: {what.en}"))

    def reserve(self, count: int, where: str) -> None:
        """Count points that are about to be read.

        Raises
        ------
        InputRefused
            If they are too many for one route, or for one file.
        """
        check_point_count(count, where=where)
        self._points += count
        refuse_flood(self._points, len(self._paths) + 1, where=where)

    def route(self, waypoints: Sequence[Waypoint], name: str, origin: str) -> None:
        """Add a route."""
        self._paths.append(Route(tuple(waypoints), without_turning(name), origin))
        self._repeated += [
            after.origin
            for before, after in itertools.pairwise(waypoints)
            if (before.lon_deg, before.lat_deg, _value(before)) == (after.lon_deg, after.lat_deg, _value(after))
        ]

    def area(self, polygon: Polygon, heights: Sequence[Height | None], name: str, origin: str) -> None:
        """Add an area from the ground up to the highest of its corners' heights, where all tell one of one datum."""
        told = [height for height in heights if height is not None]
        ceiling = None
        if told and len(told) == len(heights) and len({height.datum for height in told}) == 1:
            ceiling = max(told, key=lambda height: height.value_m)
            self.note(
                Text(
                    "面の頂点の高さは、地面からその最も高い値までを飛ぶ範囲として読みました。",
                    "Heights at the corners of an area are read as a band from the ground up to the highest of them.",
                )
            )
        elif told:
            self.left_out(Text("高さが揃わないので読みませんでした。", "its heights are incomplete, not read."), origin)
        self._paths.append(Area(polygon, ceiling=ceiling, name=without_turning(name), origin=origin))

    @property
    def datums(self) -> set[Datum]:
        """The datums of the heights gathered so far."""
        waypoints = itertools.chain.from_iterable(path.waypoints for path in self._paths if isinstance(path, Route))
        ceilings = (path.ceiling for path in self._paths if isinstance(path, Area))
        heights = itertools.chain((waypoint.height for waypoint in waypoints), ceilings)
        return {height.datum for height in heights if height is not None}

    def reading(self, remedy: Text) -> Reading:
        """Return what was gathered.

        Raises
        ------
        FileRefused
            If that is no route and no area; `remedy` says what the format needs.
        """
        if not self._paths:
            raise FileRefused(
                Text("飛行経路になる点・線・面がありません。", "The file holds no point, line or area to fly."),
                remedy,
                where=" / ".join(note.en for note in self._notes)[:300],
            )
        self._note_more_left_out()
        self._note_hovers()
        self._note_repeated()
        self._note_unknown_datum()
        return Reading(self._slug, tuple(self._paths), tuple(self._notes))

    def _note_more_left_out(self) -> None:
        more = self._left_out - MAX_LEFT_OUT_NOTES
        if more > 0:
            self.note(Text(f"ほかに {more} か所を読み飛ばしました。", f"{more} more places are passed over."))

    def _note_hovers(self) -> None:
        hovers = sum(isinstance(path, Route) and len(path.waypoints) == 1 for path in self._paths)
        if hovers:
            self.note(
                Text(
                    f"点 {hovers} 個は、それぞれその場での飛行（ホバリング）として読みました。"
                    "つないで飛ぶなら線で書いてください。",
                    f"{hovers} single points are read as hovers, each by itself. "
                    "Draw a line to fly from one to another.",
                )
            )

    def _note_repeated(self) -> None:
        if self._repeated:
            count, first = len(self._repeated), self._repeated[0]
            self.note(
                Text(
                    f"直前と同じ位置の点が {count} 個あります（最初は {first}）。長さのない区間として残しました。",
                    f"{count} points repeat the one before (first: {first}). They are kept as legs of no length.",
                )
            )

    def _note_unknown_datum(self) -> None:
        if Datum.UNKNOWN in self.datums:
            self.note(
                Text(
                    "高さの基準（地面・海面・離陸地点など）がファイルから分かりません。基準を指定してください。",
                    "The file does not tell what its heights are measured from. State the datum.",
                )
            )


def _value(waypoint: Waypoint) -> float | None:
    return waypoint.height.value_m if waypoint.height else None
