"""Where the prefecture asks that nobody flies, drawn over a flight and told in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.flight_day.stop import REQUEST, meets
from airspace.volume import OperationVolume
from geo.shape import polygons_of
from geo.text import Text
from maps.dates import day_text
from maps.scene import Shape, Sheet, Sign
from maps.shapes import LatLon, View
from maps.theme import STOP_STYLE

LABEL = Text("県が飛行の停止を要請している区域", "Where the prefecture asks that nobody flies")

MOST_STOPS = 40
"""Requests near one flight beyond these are counted and not drawn; those that meet it come first."""


@dataclass(frozen=True, slots=True)
class StopArea:
    """A request that stands: its area in JGD2011 degrees, from which day on, why, and the municipalities meant.

    `lifted` is whether it was ended for the trial that is drawn, and for that alone.
    """

    area: BaseGeometry = field(repr=False)
    since: date
    reason: str
    places: tuple[Text, ...] = ()
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class DrawnStops:
    """What a map has of the requests near its flight: a sheet, and sentences of those that the flight meets."""

    sheets: tuple[Sheet, ...] = ()
    notices: tuple[Text, ...] = ()


def drawn_stops(stops: Sequence[StopArea], volume: OperationVolume, view: View) -> DrawnStops:
    """Return the requests near a flight: those that its whole footprint meets first."""
    near = [(stop, meets(stop.area, (volume,)), inside) for stop in stops if (inside := view.clipped(stop.area))]
    near.sort(key=lambda one: not one[1])
    drawn = near[:MOST_STOPS]
    if not drawn:
        return DrawnStops()
    told = [_told(number, stop, met) for number, (stop, met, _) in enumerate(drawn, start=1)]
    if len(near) > len(drawn):
        more = len(near) - len(drawn)
        told.append(Text(f"ほかに {more} 件あります（地図には描いていません）。", f"And {more} more, not drawn."))
    shapes = view.background([inside for _, _, inside in drawn])
    sheet = Sheet(
        key="stop-areas",
        label=LABEL,
        style=STOP_STYLE,
        shapes=tuple(Shape(rings) for polygons in shapes for rings in polygons),
        note=REQUEST,
        signs=tuple(
            Sign(_spot(inside, volume, view), _sign(number), "asked", (_sign(number), told[number - 1]))
            for number, (_, _, inside) in enumerate(drawn, start=1)
        ),
        told=(*told, REQUEST),
    )
    return DrawnStops((sheet,), tuple(_notice(stop) for stop, met, _ in drawn if met and not stop.lifted))


def _sign(number: int) -> Text:
    return Text(f"停止の要請{number}", f"Asked to stop {number}")


def _told(number: int, stop: StopArea, met: bool) -> Text:
    words, sign = _words(stop), _sign(number)
    if met and stop.lifted:
        where = Text("この実証実験については、解除されています。", "For this trial it was ended.")
    elif met:
        where = Text("この飛行の範囲にかかります。", "This flight lies in it.")
    else:
        where = Text("この飛行の範囲にはかかりません。", "This flight does not lie in it.")
    return Text(f"{sign.ja}：{words.ja}{where.ja}", f"{sign.en}: {words.en} {where.en}")


def _notice(stop: StopArea) -> Text:
    words = _words(stop)
    return Text(
        f"この飛行の範囲は、県が飛行の停止を要請している区域にかかります。{words.ja}{REQUEST.ja}",
        f"This flight lies where the prefecture asks that nobody flies. {words.en} {REQUEST.en}",
    )


def _words(stop: StopArea) -> Text:
    since = day_text(stop.since)
    places_ja = f"{'、'.join(place.ja for place in stop.places)}：" if stop.places else ""
    places_en = f"{', '.join(place.en for place in stop.places)}: " if stop.places else ""
    return Text(
        f"{places_ja}{since.ja}から解除まで。理由「{stop.reason}」。",
        f"{places_en}from {since.en} until it is ended. Reason: “{stop.reason}”.",
    )


def _spot(inside: Sequence[Polygon], volume: OperationVolume, view: View) -> LatLon:
    """Return where the sign stands: in view and off the flight, where the area has such a place."""
    area = shapely.MultiPolygon(list(inside))
    seen = shapely.intersection(area, shapely.box(*view.bounds_m))
    beside = shapely.difference(seen, volume.footprints[VolumeKind.GROUND_RISK_BUFFER])
    parts = polygons_of(beside) or polygons_of(seen) or polygons_of(area)
    return view.position(shapely.point_on_surface(max(parts, key=lambda part: part.area)))
