"""From a screening to a scene: which sheets a map has, in which order, and every word on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from airspace.edition import Layer, LayerKind
from airspace.finding import VolumeKind
from airspace.screening import Screening
from airspace.trial import Operation
from airspace.volume import OperationVolume
from geo.route import Area
from geo.text import Text
from maps.dates import moment_text, window_text
from maps.notes import headline_of, notes_of
from maps.scene import Scene, Shape, Sheet
from maps.shapes import LatLon, View
from maps.stop_areas import StopArea, drawn_stops
from maps.stops import Marks, marks_of
from maps.theme import CENTRELINE_STYLE, LAND_STYLE, LAYER_STYLES, OUTLINE_STYLE, VOLUME_STYLES
from maps.wording import LAYER_LABELS, VOLUME_LABELS, band_text, metres, verdict_lines

MOST_WINDOWS = 6
MOST_FEATURES = 60
"""Features of one layer beyond these, those furthest from the flight, are not drawn."""

NOT_NAMED = Text(
    "どの確認結果にも出てこないため、はじめは消してあります。", "No finding names it, so it starts hidden."
)

DRAWN_KINDS = LAYER_STYLES.keys() - {LayerKind.PREFECTURE}


@dataclass(frozen=True, slots=True)
class Outline:
    """A background shape in JGD2011 degrees: what it is called, and whom to credit.

    `land` is whether its inside is land and what the map shows around it is sea.
    """

    geometry: BaseGeometry
    label: Text
    land: bool = True
    attribution: Text | None = None


@dataclass(frozen=True, slots=True)
class Captions:
    """The words above a map: people's own, in one language. `sample` marks what is made up."""

    title: str
    subtitle: str
    revision_note: str
    sample: Text | None = None


def view_of(screening: Screening) -> View:
    """Return what the map of a screening shows at first: the whole flight."""
    volume = screening.volume
    return View.of(volume.footprints[VolumeKind.GROUND_RISK_BUFFER], volume.plane_epsg)


def compose(
    screening: Screening,
    captions: Captions,
    *,
    outline: Outline | None = None,
    layers: Sequence[Layer] = (),
    stops: Sequence[StopArea] = (),
    all_layers: bool = False,
) -> Scene:
    """Return the scene of a screening.

    Of `layers` those are drawn that a finding names, where they come near the flight; with `all_layers` the others
    too, switched off at first. Of `stops`, which the prefecture asks for, those near the flight are drawn.
    """
    volume, view = screening.volume, view_of(screening)
    notes, finding_sheets = notes_of(screening, view)
    marks = marks_of(volume, view)
    asked = drawn_stops(stops, volume, view)
    sheets = [
        *_outline_sheets(outline, view),
        *_layer_sheets(screening, layers, view, all_layers=all_layers),
        *_volume_sheets(volume, view),
        *finding_sheets,
        *_centreline(volume, view),
        *asked.sheets,
    ]
    category, level = verdict_lines(screening.verdict)
    return Scene(
        title=captions.title,
        subtitle=captions.subtitle,
        revision_note=captions.revision_note,
        sample=captions.sample,
        corners=view.corners,
        sheets=tuple(sheets),
        stops=marks.stops,
        stretches=marks.stretches,
        notes=notes,
        headline=headline_of(screening),
        flight=(
            *_flight(screening, marks),
            (Text("区分", "Class"), Text(f"{category.ja}、{level.ja}", f"{category.en}; {level.en}")),
        ),
        volumes=tuple((VOLUME_LABELS[kind], _reach(volume, kind)) for kind in VolumeKind),
        left_out=marks.left_out,
        checked=tuple(finding.text for finding in screening.checked),
        not_judged=tuple(
            Text(f"{rule.title.ja}（{rule.citation.ja}）", f"{rule.title.en} ({rule.citation.en})")
            for rule in screening.not_judged
        ),
        assumptions=volume.assumptions,
        missing=screening.verdict.missing,
        sources=_sources(screening, outline),
        half_width_m=max(leg.reach_m[VolumeKind.FLIGHT_GEOGRAPHY] for leg in volume.legs) if volume.lines else None,
        by_the_sea=outline is not None and outline.land,
        notices=asked.notices,
    )


def _outline_sheets(outline: Outline | None, view: View) -> Iterable[Sheet]:
    inside = view.clipped(outline.geometry) if outline else ()
    if outline is None or not inside:
        return
    style = LAND_STYLE if outline.land else OUTLINE_STYLE
    shapes = tuple(Shape(rings) for rings in view.background([inside])[0])
    yield Sheet("outline", outline.label, style, shapes)


def _layer_sheets(screening: Screening, layers: Sequence[Layer], view: View, *, all_layers: bool) -> Iterable[Sheet]:
    named = {(finding.layer, finding.edition) for finding in screening.findings}
    for number, layer in enumerate(layers, start=1):
        edition = layer.edition
        is_named = (edition.kind.value, edition.id) in named
        if not (is_named or all_layers) or edition.kind not in DRAWN_KINDS:
            continue
        centre = shapely.box(*view.bounds_m).centroid
        near = [(feature, inside) for feature in layer.features if (inside := view.clipped(feature.geometry))]
        near.sort(key=lambda pair: shapely.distance(shapely.MultiPolygon(pair[1]), centre))
        del near[MOST_FEATURES:]
        drawn = view.background([inside for _, inside in near])
        shapes = tuple(
            Shape(rings, (LAYER_LABELS[edition.kind], feature.name))
            for (feature, _), polygons in zip(near, drawn, strict=True)
            for rings in polygons
        )
        if shapes:
            label = LAYER_LABELS[edition.kind]
            yield Sheet(
                f"layer-{number}",
                Text(f"{label.ja}（{edition.as_of.year}年版）", f"{label.en} ({edition.as_of.year})"),
                LAYER_STYLES[edition.kind],
                shapes,
                names=tuple((_name_spot(inside, view), feature.name) for feature, inside in near),
                note=None if is_named else NOT_NAMED,
                shown=is_named,
            )


def _name_spot(parts: Sequence[Polygon], view: View) -> LatLon:
    inside = max(parts, key=lambda part: part.area)
    seen = shapely.intersection(inside, shapely.box(*view.bounds_m))
    return view.position(shapely.point_on_surface(inside if seen.is_empty else seen))


def _volume_sheets(volume: OperationVolume, view: View) -> Iterable[Sheet]:
    for kind in reversed(VolumeKind):
        shapes = tuple(
            Shape(rings, (VOLUME_LABELS[kind], _reach(volume, kind)))
            for rings in view.polygons(volume.footprints[kind])
        )
        yield Sheet(kind.value, VOLUME_LABELS[kind], VOLUME_STYLES[kind], shapes, note=_reach(volume, kind))


def _centreline(volume: OperationVolume, view: View) -> Iterable[Sheet]:
    if volume.lines:
        course = LineString(np.concatenate([shapely.get_coordinates(line) for line in volume.lines]))
        shapes = (Shape((view.line(course),)),)
        yield Sheet(
            "centreline", Text("飛行経路の中心線", "Centreline of the route"), CENTRELINE_STYLE, shapes, lines=True
        )


def _reach(volume: OperationVolume, kind: VolumeKind) -> Text:
    reaches_m = [leg.reach_m[kind] for leg in volume.legs]
    least, most = f"{min(reaches_m):.0f}", f"{max(reaches_m):.0f}"
    both = least if least == most else f"{least}～{most}"
    both_en = least if least == most else f"{least}–{most}"
    if volume.lines:
        return Text(f"中心線から左右 {both} m", f"{both_en} m to each side of the centreline")
    if isinstance(volume.operation.path, Area):
        if max(reaches_m) == 0:
            return Text("飛行範囲そのもの", "the area itself")
        return Text(f"飛行範囲の縁から外へ {both} m", f"{both_en} m outwards from the edge of the area")
    return Text(f"地点から {both} m", f"{both_en} m around the point")


def _flight(screening: Screening, marks: Marks) -> Iterable[tuple[Text, Text]]:
    volume = screening.volume
    yield Text("日時", "When"), _windows(screening.operation)
    if volume.lines:
        length = metres(volume.length_m)
        yield Text("経路の長さ", "Length of the route"), Text(length, length)
    if not marks.stretches:
        yield Text("高さ", "Height"), band_text(volume.legs[0].band)
    if isinstance(screening.operation.path, Area):
        area = volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY].area
        yield Text("飛行範囲の面積", "Area of flight"), Text(f"{area:,.0f} m²", f"{area:,.0f} m²")
    yield Text("確認した日時", "Screened at"), moment_text(screening.screened_at)


def _windows(operation: Operation) -> Text:
    texts = [window_text(window) for window in operation.windows]
    ja, en = [text.ja for text in texts[:MOST_WINDOWS]], [text.en for text in texts[:MOST_WINDOWS]]
    if len(texts) > MOST_WINDOWS:
        ja.append(f"ほか {len(texts) - MOST_WINDOWS} 件")
        en.append(f"and {len(texts) - MOST_WINDOWS} more")
    return Text("、".join(ja), "; ".join(en))


def _sources(screening: Screening, outline: Outline | None) -> tuple[Text, ...]:
    sources = [
        Text(
            f"{edition.title.ja}（{edition.as_of} 時点、{edition.attribution}、{edition.licence}）",
            f"{edition.title.en} (as of {edition.as_of}; {edition.attribution}; {edition.licence})",
        )
        for edition in screening.editions
    ]
    if outline and outline.attribution:
        sources.append(outline.attribution)
    return tuple(dict.fromkeys(sources))
