"""Two revisions of one flight on one map: the older dashed and grey, the newer drawn as ever, and what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from markupsafe import Markup
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from airspace.edition import Layer
from airspace.finding import VolumeKind
from airspace.screening import Screening
from airspace.volume import OperationVolume
from geo.crs import to_degrees, to_plane
from geo.text import Text
from maps.compose import Captions, Outline, compose
from maps.drawing import draw
from maps.legend import legend_html
from maps.offline import OfflineFigure, Parts, name_by_content
from maps.page import render
from maps.scene import Scene, Shape, Sheet, Sign
from maps.shapes import View
from maps.theme import BEFORE_CENTRELINE_STYLE, BEFORE_STYLES, pattern_definitions
from maps.twin import twin_html, twin_text
from maps.wording import OUTCOME_SHORT, VOLUME_LABELS, Language, pick

BEFORE, AFTER = Text("前", "Before"), Text("あと", "After")

MOST_CHANGES = 300
"""Changes beyond these are counted and not listed."""

_SEEN = (VolumeKind.GROUND_RISK_BUFFER, VolumeKind.FLIGHT_GEOGRAPHY)
_LINE = Text("飛行経路の中心線", "centreline of the route")
_OF_AFTER = ("centreline", *VolumeKind)


@dataclass(frozen=True, slots=True)
class _Side:
    """One revision: what it is called, its words, its scene, and its twin's prefix of ids."""

    name: Text
    captions: Captions
    scene: Scene
    prefix: str

    @property
    def heading(self) -> Text:
        note = self.captions.revision_note
        return Text(f"{self.name.ja}：{note}", f"{self.name.en}: {note}")


def comparison_map(
    before: Screening,
    after: Screening,
    captions_before: Captions,
    captions_after: Captions,
    language: Language,
    *,
    changes: Sequence[Text],
    outline: Outline | None = None,
    layers: Sequence[Layer] = (),
) -> str:
    """Return a map of two revisions of one flight, a document that needs no network.

    Parameters
    ----------
    before, after
        The screenings of the older and of the newer revision.
    captions_before, captions_after
        Their words in `language`; those of the newer stand above the map.
    changes
        What changed, in words, in the order of reading.
    outline, layers
        As for `maps.trial_map.trial_map`; the layers are those that the newer screening names.
    """
    view = _view(before, after)
    sides = (
        _Side(BEFORE, captions_before, compose(before, captions_before), "before-"),
        _Side(AFTER, captions_after, compose(after, captions_after, outline=outline, layers=layers), "after-"),
    )
    scene = _both(before, after, sides[1].scene, view)
    listed, more = changes[:MOST_CHANGES], max(0, len(changes) - MOST_CHANGES)

    def layout(parts: Parts) -> str:
        return render(
            "comparison_map.html.j2",
            language,
            parts=parts,
            scene=scene,
            sides=sides,
            changes=listed,
            more=more,
            patterns=Markup(pattern_definitions()),
            legend=legend_html(scene, language),
            twins=[(side, twin_html(side.scene, language, prefix=side.prefix)) for side in sides],
            outcomes=OUTCOME_SHORT,
        )

    drawn = draw(scene, language)
    figure = OfflineFigure(layout)
    figure.add_child(drawn)
    told = [twin_text(side.scene, language) for side in sides]
    name_by_content(drawn, seed="\n".join([*told, *(pick(change, language) for change in changes)]))
    return figure.render()


def _view(before: Screening, after: Screening) -> View:
    """Return the view of both flights, in the plane of the newer."""
    plane = after.volume.plane_epsg
    kind = VolumeKind.GROUND_RISK_BUFFER
    both = [_moved(each.volume.footprints[kind], each.volume, plane) for each in (before, after)]
    return View.of(shapely.GeometryCollection(both), plane)


def _moved(shape: BaseGeometry, volume: OperationVolume, plane_epsg: int) -> BaseGeometry:
    if volume.plane_epsg == plane_epsg:
        return shape
    return to_plane(to_degrees(shape, volume.plane_epsg), plane_epsg)


def _both(before: Screening, after: Screening, newer: Scene, view: View) -> Scene:
    """Return the scene of both, without findings: they are listed below."""
    background = [sheet for sheet in newer.sheets if sheet.key == "outline" or sheet.key.startswith("layer-")]
    ours, theirs = _course(after.volume, view), _course(before.volume, view)
    apart = _furthest(ours, theirs), _furthest(theirs, ours)
    newest = [
        replace(
            sheet,
            label=Text(f"{AFTER.ja}：{sheet.label.ja}", f"{AFTER.en}: {sheet.label.en}"),
            shown=sheet.key != VolumeKind.CONTINGENCY_VOLUME,
            signs=(Sign(view.position(apart[0]), AFTER, "after"),) if sheet.key == VolumeKind.FLIGHT_GEOGRAPHY else (),
        )
        for sheet in newer.sheets
        if sheet.key in _OF_AFTER
    ]
    return replace(
        newer,
        corners=view.corners,
        sheets=(*background, *_older(before.volume, view, apart[1]), *newest),
        notes=(),
        notices=(),
    )


def _older(volume: OperationVolume, view: View, labelled: Point) -> Iterable[Sheet]:
    for kind in _SEEN:
        label = VOLUME_LABELS[kind]
        yield Sheet(
            key=f"before-{kind.value}",
            label=Text(f"{BEFORE.ja}：{label.ja}", f"{BEFORE.en}: {label.en}"),
            style=BEFORE_STYLES[kind],
            shapes=tuple(
                Shape(rings, (BEFORE, label))
                for rings in view.polygons(_moved(volume.footprints[kind], volume, view.plane_epsg))
            ),
            signs=(Sign(view.position(labelled), BEFORE, "before"),) if kind is VolumeKind.FLIGHT_GEOGRAPHY else (),
        )
    line = _course(volume, view)
    if isinstance(line, LineString):
        yield Sheet(
            key="before-centreline",
            label=Text(f"{BEFORE.ja}：{_LINE.ja}", f"{BEFORE.en}: {_LINE.en}"),
            style=BEFORE_CENTRELINE_STYLE,
            shapes=(Shape((view.line(line),)),),
            lines=True,
        )


def _course(volume: OperationVolume, view: View) -> BaseGeometry:
    """Return the line flown, or the area where there is none, in the view's plane."""
    if not volume.lines:
        return _moved(volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY], volume, view.plane_epsg)
    line = LineString(np.concatenate([shapely.get_coordinates(line) for line in volume.lines]))
    return _moved(line, volume, view.plane_epsg)


def _furthest(one: BaseGeometry, other: BaseGeometry) -> Point:
    """Return where on one course its label stands: the corner or middle of a leg that is furthest from the other."""
    if not isinstance(one, LineString):
        beside = shapely.difference(one, other)
        return shapely.point_on_surface(one if beside.is_empty or beside.geom_type == "LineString" else beside)
    corners = shapely.get_coordinates(one)
    places = [Point(place) for place in np.concatenate([(corners[:-1] + corners[1:]) / 2, corners])]
    return places[int(np.argmax(shapely.distance(places, other)))]
