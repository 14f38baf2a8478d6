"""A scene as a picture for paper: SVG at a true scale, with scale bar and north, from what feeds the folium map."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import shapely
from markupsafe import Markup
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo.crs import nearest_plane, to_plane
from geo.shape import polygons_of, repair
from geo.text import Text
from maps.labels import Room, width_of
from maps.page import render
from maps.scene import Scene, Shape, Sheet, StopKind
from maps.shapes import LatLon
from maps.theme import BADGE_COLOURS, END_INK, START_INK, paint, pattern_definitions
from maps.wording import Language, pick

PX_PER_MM = 96 / 25.4
"""CSS pixels, in which the theme's strokes and patterns are given."""

SCALES = tuple(step * 10**power for power in range(1, 6) for step in (100, 125, 150, 200, 250, 300, 400, 500, 600, 800))
"""1 : 1,000 to 1 : 80,000,000."""

MARGIN_MM = 9.0
FOOT_MM = 11.0
"""A strip below the flight for the scale bar and north."""

MOST_BAR_MM = 45.0
FINEST_MM = 0.05
OVERHANG_MM = 4.0
"""How far shapes go on beyond the edge, where their cut ends are not seen."""

SIGN_PX = 11.5
NAME_PX = 10.5
SEA = "#e3eef6"


@dataclass(frozen=True, slots=True)
class Picture:
    """A map on paper: the SVG, its size in millimetres, how many metres a metre of paper is, and what it shows."""

    svg: str
    width_mm: float
    height_mm: float
    scale: int
    alt: Text

    @property
    def scale_text(self) -> Text:
        """The scale in words."""
        return Text(f"縮尺 1:{self.scale:,}", f"Scale 1:{self.scale:,}")


@dataclass(frozen=True, slots=True)
class Paper:
    """From the ground to the paper: a plane zone, the point (metres) at the middle, and the picture's size."""

    plane_epsg: int
    east_m: float
    north_m: float
    width_mm: float
    height_mm: float
    scale: int
    px_per_mm: float

    @property
    def px_per_m(self) -> float:
        """Pixels of paper for a metre on the ground."""
        return 1_000 / self.scale * self.px_per_mm

    @property
    def foot_px(self) -> float:
        """How far down the strip of the scale bar begins, in pixels."""
        return self.size_px[1] - FOOT_MM * PX_PER_MM

    @property
    def size_px(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return self.width_mm * self.px_per_mm, self.height_mm * self.px_per_mm

    def laid(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in degrees (longitude first) as it lies on the paper, in pixels."""
        width, height = self.size_px[0], self.foot_px
        return shapely.transform(
            to_plane(geometry, self.plane_epsg),
            lambda xy: (xy - (self.east_m, self.north_m)) * (self.px_per_m, -self.px_per_m) + (width / 2, height / 2),
        )

    def spot(self, position: LatLon) -> tuple[float, float]:
        """Return where a position lies, in pixels."""
        lat, lon = position
        point = self.laid(Point(lon, lat))
        assert isinstance(point, Point)
        return point.x, point.y


def paper_of(scene: Scene, width_mm: float, height_mm: float, magnified: float = 1.0) -> Paper:
    """Return the paper on which all of a scene's flight lies, at the largest of the round scales.

    `magnified` is how many times as large signs and lines are as on paper that is read from the hand.
    """
    (south, west), (north, east) = scene.corners
    plane_epsg = nearest_plane((west + east) / 2, (south + north) / 2)
    left, low, right, high = to_plane(box(west, south, east, north), plane_epsg).bounds
    lost_mm = 2 * MARGIN_MM * magnified
    free_mm = width_mm - lost_mm, height_mm - lost_mm - FOOT_MM * magnified
    owed = max((right - left) * 1_000 / free_mm[0], (high - low) * 1_000 / free_mm[1])
    scale = next(scale for scale in SCALES if scale >= owed)
    middle_m = (left + right) / 2, (low + high) / 2
    return Paper(plane_epsg, *middle_m, width_mm, height_mm, scale, PX_PER_MM / magnified)


def picture(scene: Scene, language: Language, width_mm: float, height_mm: float, magnified: float = 1.0) -> Picture:
    """Return the picture of a scene; the same scene gives the same bytes.

    Sheets that start switched off are not drawn. Of names, heights and arrows those are left out that would lie upon
    others; the signs of findings and of both ends are always there.
    """
    paper = paper_of(scene, width_mm, height_mm, magnified)
    width, height = paper.size_px
    room = Room((3.0, 3.0, width - 3.0, paper.foot_px))
    alt = alt_of(scene, paper.scale)
    svg = render(
        "picture.svg.j2",
        language,
        scene=scene,
        alt=alt,
        width_mm=width_mm,
        height_mm=height_mm,
        width=round(width, 2),
        height=round(height, 2),
        foot=round(paper.foot_px, 2),
        sea=SEA if scene.by_the_sea else "#ffffff",
        patterns=Markup(pattern_definitions()),
        sheets=[(sheet, paint(sheet.style), list(_paths(sheet, paper))) for sheet in drawn_sheets(scene)],
        signs=list(_signs(scene, paper, room, language)),
        bar=_bar(paper),
        north=(round(width - 20, 2), round((height + paper.foot_px) / 2, 2)),
    )
    return Picture(svg, width_mm, height_mm, paper.scale, alt)


def drawn_sheets(scene: Scene) -> list[Sheet]:
    """Return the sheets that a picture shows, the lowest first."""
    return [sheet for sheet in scene.sheets if sheet.shown]


def alt_of(scene: Scene, scale: int) -> Text:
    """Return what a picture shows in words; the text twin tells all of it."""
    sheets = drawn_sheets(scene)
    ja = "、".join(sheet.label.ja for sheet in reversed(sheets))
    en = ", ".join(sheet.label.en for sheet in reversed(sheets))
    return Text(
        f"飛行の地図。縮尺1:{scale:,}。描いてあるもの：{ja}。{scene.headline.ja}。",
        f"Map of the flight, scale 1:{scale:,}. It shows: {en}. {scene.headline.en}.",
    )


def _paths(sheet: Sheet, paper: Paper) -> Iterator[str]:
    width, height = paper.size_px
    over = OVERHANG_MM * paper.px_per_mm
    edges = -over, -over, width + over, height + over
    for shape in sheet.shapes:
        drawn = _line(shape, paper) if sheet.lines else _polygon(shape, paper)
        fine = shapely.simplify(shapely.clip_by_rect(drawn, *edges), FINEST_MM * paper.px_per_mm)
        if path := "".join(_path(part) for part in _parts(fine, lines=sheet.lines)):
            yield path


def _polygon(shape: Shape, paper: Paper) -> BaseGeometry:
    outer, *inner = [[(lon, lat) for lat, lon in ring] for ring in shape.rings]
    return repair(paper.laid(Polygon(outer, inner)))


def _line(shape: Shape, paper: Paper) -> BaseGeometry:
    return paper.laid(LineString([(lon, lat) for lat, lon in shape.rings[0]]))


def _parts(geometry: BaseGeometry, *, lines: bool) -> Sequence[BaseGeometry]:
    if lines:
        return [part for part in shapely.get_parts(geometry) if isinstance(part, LineString)]
    return polygons_of(repair(geometry))


def _path(part: BaseGeometry) -> str:
    if isinstance(part, Polygon):
        return "".join(f"M{_points(ring)}Z" for ring in (part.exterior, *part.interiors))
    return f"M{_points(part)}"


def _points(line: BaseGeometry) -> str:
    return "L".join(f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(line).tolist())


@dataclass(frozen=True, slots=True)
class Placed:
    """A sign in pixels: its kind, place and half width, its text, colours; an arrow has a heading instead of a text."""

    kind: str
    x: float
    y: float
    half: float
    text: Text | str
    ground: str = "#ffffff"
    ink: str = "#1a1a1c"
    round_px: int = 9
    heading_deg: float = 0.0
    anchor: tuple[float, float] | None = None


def _signs(scene: Scene, paper: Paper, room: Room, language: Language) -> Iterator[Placed]:
    """Yield the signs by their weight: who comes first keeps its place."""
    for stop in scene.stops:
        if stop.kind is not StopKind.VIA:
            ground = START_INK if stop.kind is StopKind.START else END_INK
            for sign in _sign("end", stop.position, pick(stop.sign, language), paper, room, owed=True):
                yield replace(sign, ground=ground, ink="#ffffff", round_px=9 if stop.kind is StopKind.START else 3)
    drawn = {sheet.key for sheet in drawn_sheets(scene)}
    for note in scene.notes:
        if note.spot and note.sheet in drawn:
            ground, ink = BADGE_COLOURS[note.outcome]
            for sign in _sign("badge", note.spot, note.sign, paper, room, owed=True):
                yield replace(sign, ground=ground, ink=ink)
    for sheet in drawn_sheets(scene):
        for label in sheet.signs:
            for sign in _sign("label", label.position, pick(label.label, language), paper, room, owed=True):
                yield replace(sign, round_px=3)
    for stop in scene.stops:
        if stop.kind is StopKind.VIA:
            yield from _sign("via", stop.position, pick(stop.sign, language), paper, room)
    for stretch in scene.stretches:
        x, y = paper.spot(stretch.middle)
        if room.place(x, y, 14, 14, rings=0):
            yield Placed("arrow", round(x, 2), round(y, 2), 7, "", heading_deg=stretch.heading_deg)
    for stretch in scene.stretches:
        yield from _sign("chip", stretch.middle, pick(stretch.sign, language), paper, room)
    for sheet in drawn_sheets(scene):
        for position, name in sheet.names:
            yield from _sign("name", position, pick(name, language), paper, room)


def _sign(kind: str, position: LatLon, text: str, paper: Paper, room: Room, *, owed: bool = False) -> Iterator[Placed]:
    x, y = paper.spot(position)
    left, top, right, bottom = room.frame
    if not (left <= x <= right and top <= y <= bottom):
        return
    half = max(9.0, width_of(text, NAME_PX if kind == "name" else SIGN_PX) / 2 + 4)
    found = room.place(x, y, 2 * half, 19, owed=owed)
    if found is not None:
        anchor = None if found == (x, y) or kind == "name" else (round(x, 2), round(y, 2))
        yield Placed(kind, round(found[0], 2), round(found[1], 2), round(half, 2), text, anchor=anchor)


@dataclass(frozen=True, slots=True)
class Bar:
    """A scale bar: where it ends in pixels from its start, and what stands at its middle and end."""

    length_px: float
    half: str
    whole: str
    scale: str


def bar_length_m(scale: float) -> float:
    """Return the length on the ground of the bar: 1, 2 or 5 times a power of ten, at most 45 mm on paper."""
    most_m = MOST_BAR_MM / 1_000 * scale
    power = 10.0 ** math.floor(math.log10(most_m))
    return next(step * power for step in (5, 2, 1) if step * power <= most_m)


def _bar(paper: Paper) -> Bar:
    length_m = bar_length_m(paper.scale * PX_PER_MM / paper.px_per_mm)
    unit, per = ("km", 1_000.0) if length_m >= 1_000 else ("m", 1.0)
    return Bar(
        round(length_m * paper.px_per_m, 2),
        f"{length_m / 2 / per:g}",
        f"{length_m / per:g} {unit}",
        f"1:{paper.scale:,}",
    )
