"""Stretches of a flight by Category and Level, as sheets; by what was found where the verdict has no stretches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString
from shapely.ops import substring

from airspace.finding import Finding, Outcome, VolumeKind
from airspace.screening import Screening
from airspace.verdict import Category, Level, Segment
from airspace.volume import OperationVolume
from geo.text import Text
from maps.scene import Shape, Sheet
from maps.shapes import LatLon, Ring, View
from maps.theme import OUTCOME_STYLES, Style, segment_style
from maps.wording import OUTCOME_SHORT, metres, verdict_lines

MOST_STRETCHES = 120
"""Stretches beyond these, the shortest, are counted and not drawn."""

LEAST_M = 1.0
"""What is shorter is drawn this long, or it could not be seen."""

BY_FINDING = Text(
    "この事前確認は、区間ごとのカテゴリー・レベルを記録していません。代わりに、確認結果のある区間を描いています。",
    "This screening records no Category and Level by stretch. The stretches with findings are drawn instead.",
)


@dataclass(frozen=True, slots=True)
class DrawnSegments:
    """The sheets of the stretches, and what has to be said about them."""

    sheets: tuple[Sheet, ...]
    left_out: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch in metres from the start (None: the whole flight), what it is and why, and how it is drawn."""

    span_m: tuple[float, float] | None
    label: Text
    name: Text
    why: Text
    style: Style
    note: Text | None


def drawn_segments(screening: Screening, view: View) -> DrawnSegments:
    """Return one sheet for each Category and Level of the verdict's stretches."""
    pieces = [_of_segment(segment) for segment in screening.verdict.segments]
    said: tuple[Text, ...] = ()
    if not pieces:
        pieces, said = [_of_finding(finding) for finding in _along_the_route(screening)], (BY_FINDING,)
    kept = sorted(pieces, key=_length, reverse=True)[:MOST_STRETCHES]
    if len(pieces) > len(kept):
        more = len(pieces) - len(kept)
        said = (
            *said,
            Text(
                f"ほかに短い区間が {more} あります（描いていません）。", f"{more} more, shorter stretches, not drawn."
            ),
        )
    pieces = [piece for piece in pieces if piece in kept]
    course = _course(screening.volume)
    labels = list(dict.fromkeys(piece.label for piece in pieces))
    sheets = tuple(
        _sheet(f"segments-{number}", [piece for piece in pieces if piece.label == label], course, screening, view)
        for number, label in enumerate(labels, start=1)
    )
    return DrawnSegments(sheets, said)


def _of_segment(segment: Segment) -> _Piece:
    category, level = verdict_lines(segment)
    label = Text(f"{category.ja}、{level.ja}", f"{category.en}; {level.en}")
    span_m = None if segment.from_m is None or segment.to_m is None else (segment.from_m, segment.to_m)
    note = Text("事前確認での見立てです。決めるのは国土交通省です。", "As screened; MLIT decides.")
    style = segment_style(segment.category, segment.category_at_least, segment.level)
    return _Piece(span_m, label, _name(segment), segment.why, style, note)


def _name(segment: Segment) -> Text:
    """Return what stands at the stretch, short; a lower bound is never given as the category."""
    unknown = Text("不明", "not known")
    category, level = Text(segment.category, segment.category), Text(segment.level, segment.level)
    match segment.category:
        case Category.UNDETERMINED if segment.category_at_least is not Category.I:
            least = segment.category_at_least
            category = Text(f"{least}以上（未確定）", f"{least} or higher, not settled")
        case Category.UNDETERMINED:
            category = unknown
        case Category.NOT_APPLICABLE:
            category = Text("対象外", "n/a")
    match segment.level:
        case Level.UNDETERMINED:
            level = unknown
        case Level.NOT_APPLICABLE:
            level = Text("対象外", "n/a")
        case Level.NONE:
            level = Text("なし", "none")
    return Text(f"カテゴリー{category.ja}・レベル{level.ja}", f"Category {category.en} · Level {level.en}")


def _along_the_route(screening: Screening) -> Iterable[Finding]:
    weighty = (Outcome.CAUGHT, Outcome.UNDETERMINED)
    found = [finding for finding in screening.findings if finding.outcome in weighty and finding.from_m is not None]
    return sorted(found, key=lambda finding: (-finding.outcome, finding.from_m or 0.0))


def _of_finding(finding: Finding) -> _Piece:
    name, style = OUTCOME_SHORT[finding.outcome], OUTCOME_STYLES[finding.outcome]
    band = Style(style.stroke, 10, dash=style.dash, blunt=True)
    assert finding.from_m is not None
    span_m = (finding.from_m, finding.from_m if finding.to_m is None else finding.to_m)
    return _Piece(span_m, Text(f"区間：{name.ja}", f"Stretch: {name.en}"), name, finding.text, band, None)


def _length(piece: _Piece) -> float:
    return float("inf") if piece.span_m is None else piece.span_m[1] - piece.span_m[0]


def _sheet(key: str, pieces: Sequence[_Piece], course: LineString | None, screening: Screening, view: View) -> Sheet:
    first, volume = pieces[0], screening.volume
    drawn = [
        (piece, rings, spot)
        for piece in pieces
        for rings, spot in (_whole(volume, view) if course is None else _part(piece, course, view))
    ]
    return Sheet(
        key=key,
        label=first.label,
        style=first.style,
        shapes=tuple(Shape(rings, (piece.label, _span(piece), piece.why)) for piece, rings, _ in drawn),
        names=tuple((spot, piece.name) for piece, _, spot in drawn),
        note=first.note,
        lines=course is not None,
        told=tuple(_told(piece) for piece in pieces),
    )


def _part(piece: _Piece, course: LineString, view: View) -> Iterable[tuple[tuple[Ring, ...], LatLon]]:
    start_m, end_m = piece.span_m or (0.0, course.length)
    start_m = min(start_m, max(course.length - LEAST_M, 0.0))
    line = substring(course, start_m, min(max(end_m, start_m + LEAST_M), course.length))
    if isinstance(line, LineString):
        yield (view.line(line),), view.position(line.interpolate(0.5, normalized=True))


def _whole(volume: OperationVolume, view: View) -> Iterable[tuple[tuple[Ring, ...], LatLon]]:
    shape = volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY]
    spot = view.position(shapely.point_on_surface(shape))
    for rings in view.polygons(shape):
        yield rings, spot


def _course(volume: OperationVolume) -> LineString | None:
    if not volume.lines:
        return None
    return LineString(np.concatenate([shapely.get_coordinates(line) for line in volume.lines]))


def _span(piece: _Piece) -> Text:
    if piece.span_m is None:
        return Text("飛行の全体", "the whole flight")
    start, end = (metres(along_m) for along_m in piece.span_m)
    return Text(f"始点から {start}～{end}", f"{start} to {end} from the start")


def _told(piece: _Piece) -> Text:
    span = _span(piece)
    return Text(f"{span.ja}：{piece.why.ja}", f"{span.en}: {piece.why.en}")
