"""The way of foreign coordinates into JGD2011, and how far it can be trusted.

Only systems that Japanese public data uses are let in. PROJ offers several operations for some of them; the most
accurate one that this machine can run is chosen, and a ballpark operation (no accuracy known) is refused.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from pyproj.transformer import AreaOfInterest, TransformerGroup
from shapely.geometry.base import BaseGeometry

from geo.crs import JGD2011, ZONE_ORIGINS
from geo.errors import CrsRefused, ValueRefused
from geo.route import check_position
from geo.text import Text

WGS84 = 4326
JGD2000 = 4612
TOKYO = 4301
JGD2000_ZONES = range(2443, 2462)
SUPPORTED = frozenset({WGS84, JGD2011, JGD2000, TOKYO, *JGD2000_ZONES, *ZONE_ORIGINS})

MOVED_IN_2011_M = 6.0
"""No ground moved further between JGD2000 and JGD2011: the greatest shift of the 2011 earthquake was 5.3 m."""

JAPAN = (122.38, 17.09, 157.65, 46.05)
"""West, south, east, north of the area that JGD2011 is made for, in degrees, as the EPSG registry states it."""

SEGMENT_M = 1_000.0
"""Edges longer than this are split before they leave a plane, so that they keep their course."""

_SUPPORTED_IN_WORDS = Text(
    "JGD2011（EPSG:6668、平面直角座標系 6669～6687）、JGD2000（4612、2443～2461）、WGS 84（4326）、"
    "日本測地系（4301）のどれかで書き出してください。",
    "Export it in JGD2011 (EPSG:6668, plane zones 6669-6687), JGD2000 (4612, 2443-2461), WGS 84 (4326) or "
    "Tokyo Datum (4301).",
)


@dataclass(frozen=True, slots=True)
class Transformation:
    """How coordinates came into JGD2011: the EPSG code they had, the operation, its accuracy in metres."""

    source_epsg: int
    operation: str
    accuracy_m: float
    notes: tuple[Text, ...] = ()


def identify_crs(crs: CRS | str | None) -> int:
    """Return the EPSG code of a supported reference system.

    Parameters
    ----------
    crs : CRS, str or None
        A system, an authority code, WKT or PROJ string; None where the file does not tell.

    Raises
    ------
    CrsRefused
        If the system is not told, not known, or not one of `SUPPORTED`.
    """
    if not crs:
        raise CrsRefused(
            Text("座標の基準（座標参照系）が書かれていません。", "The file does not tell its coordinate system."),
            _told(),
        )
    try:
        known = CRS.from_user_input(crs)
    except CRSError:
        raise _unknown(str(crs)) from None
    if known.to_authority() == ("OGC", "CRS84"):
        return WGS84
    code = known.to_epsg()
    if code is None or code not in SUPPORTED:
        raise _unknown(known.name)
    return code


def into_jgd2011(geometries: Sequence[BaseGeometry], source_epsg: int) -> tuple[list[BaseGeometry], Transformation]:
    """Return geometries in JGD2011 degrees (EPSG:6668), and the operation that brought them there.

    Raises
    ------
    CrsRefused
        If no operation of known accuracy can be run here, or a coordinate has no image in JGD2011.
    ValueRefused
        If a position lies outside the earth (swapped axes are named) or outside Japan.
    """
    if not _is_plane(source_epsg):
        _check_degrees(geometries)
    if source_epsg == JGD2011 or not geometries:
        return list(geometries), Transformation(source_epsg, "none", 0.0)
    steps, transformation = _best_operation(source_epsg, _area(geometries, source_epsg))
    if _is_plane(source_epsg):
        geometries = [shapely.segmentize(geometry, SEGMENT_M) for geometry in geometries]

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = xy[:, 0], xy[:, 1]
        for step in steps:
            x, y = step.transform(x, y)
        return np.column_stack([x, y])

    moved = [shapely.transform(geometry, move) for geometry in geometries]
    _check_degrees(moved)
    return moved, transformation


def _best_operation(source_epsg: int, area: AreaOfInterest) -> tuple[list[Transformer], Transformation]:
    direct = _group(source_epsg, JGD2011, area)
    # PROJ looks for a way through a third system only where no direct operation is on record, runnable or not.
    through = [(source_epsg, JGD2000), (JGD2000, JGD2011)]
    groups = [direct] if direct.transformers else [_group(*step, area) for step in through]
    if not all(group.transformers for group in groups):
        grids = sorted({grid.short_name for op in direct.unavailable_operations for grid in op.grids})
        raise CrsRefused(
            Text(
                f"EPSG:{source_epsg} から JGD2011 への、精度の分かる変換がありません。",
                f"There is no operation of known accuracy from EPSG:{source_epsg} to JGD2011.",
            ),
            Text(
                f"PROJ の変換格子（{'、'.join(grids) or '未登録'}）を入れるか、JGD2011 のファイルを使ってください。",
                f"Install PROJ's grid ({', '.join(grids) or 'none on record'}), or use a file in JGD2011.",
            ),
        )
    steps = [group.transformers[0] for group in groups]
    accuracy_m = sum(step.accuracy for step in steps)
    notes = tuple(note for group in groups for note in _missing_grids(group))
    if _crosses_2011(source_epsg) and any("JGD2000 to JGD2011 (2)" in step.description for step in steps):
        accuracy_m += _movement(groups)
    return steps, Transformation(source_epsg, " + ".join(_in_words(step) for step in steps), accuracy_m, notes)


def _in_words(step: Transformer) -> str:
    """Return PROJ's description of an operation without its turning of axes."""
    return " + ".join(part for part in step.description.split(" + ") if not part.startswith("axis order change"))


def _crosses_2011(source_epsg: int) -> bool:
    return source_epsg in (JGD2000, TOKYO) or source_epsg in JGD2000_ZONES


def _movement(groups: list[TransformerGroup]) -> float:
    """Return the metres by which the ground may have moved where the grid of the 2011 earthquake is missing."""
    missing = (op for group in groups for op in group.unavailable_operations)
    return MOVED_IN_2011_M if any("JGD2000 to JGD2011 (1)" in op.name for op in missing) else 0.0


def _missing_grids(group: TransformerGroup) -> list[Text]:
    chosen = group.transformers[0].accuracy
    better = min(group.unavailable_operations, key=lambda operation: operation.accuracy, default=None)
    if better is None or better.accuracy >= chosen:
        return []
    return [
        Text(
            f"より精度の高い変換「{better.name}」（{better.accuracy:g} m）の格子がないため、"
            f"精度 {chosen:g} m の変換を使いました。",
            f"The grid of the better operation “{better.name}” ({better.accuracy:g} m) is not installed; one of "
            f"{chosen:g} m was used.",
        )
    ]


def _group(source_epsg: int, target_epsg: int, area: AreaOfInterest) -> TransformerGroup:
    with warnings.catch_warnings():
        # A missing grid is said in the transformation's notes instead.
        warnings.filterwarnings("ignore", message="Best transformation is not available", category=UserWarning)
        return TransformerGroup(source_epsg, target_epsg, always_xy=True, area_of_interest=area, allow_ballpark=False)


def _area(geometries: Sequence[BaseGeometry], source_epsg: int) -> AreaOfInterest:
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(np.array(geometries, dtype=object)))
    if _is_plane(source_epsg):
        to_degrees = Transformer.from_crs(source_epsg, CRS(source_epsg).geodetic_crs, always_xy=True)
        west, south, east, north = to_degrees.transform_bounds(west, south, east, north)
    return AreaOfInterest(west, south, east, north)


def _check_degrees(geometries: Sequence[BaseGeometry]) -> None:
    for geometry in geometries:
        if geometry.is_empty:
            continue
        for position in shapely.get_coordinates(geometry)[list(_extremes(geometry))]:
            _check_in_japan(float(position[0]), float(position[1]))


def _check_in_japan(lon_deg: float, lat_deg: float) -> None:
    check_position(lon_deg, lat_deg)
    west, south, east, north = JAPAN
    if not (west <= lon_deg <= east and south <= lat_deg <= north):
        raise ValueRefused(
            Text(
                f"日本の外の位置があります（経度 {lon_deg:.5f}、緯度 {lat_deg:.5f}）。",
                f"There is a position outside Japan (longitude {lon_deg:.5f}, latitude {lat_deg:.5f}).",
            ),
            Text(
                "座標参照系と、緯度・経度の順を確かめてください。",
                "Check the coordinate system and the order of the axes.",
            ),
        )


def _is_plane(epsg: int) -> bool:
    return epsg in ZONE_ORIGINS or epsg in JGD2000_ZONES


def _extremes(geometry: BaseGeometry) -> set[int]:
    """Return the vertices that reach furthest; a vertex that is not finite comes first."""
    xy: NDArray[np.float64] = shapely.get_coordinates(geometry)
    broken = np.flatnonzero(~np.isfinite(xy).all(axis=1))
    if len(broken):
        return {int(broken[0])}
    return {int(i) for i in (*np.argmin(xy, axis=0), *np.argmax(xy, axis=0))}


def _unknown(name: str) -> CrsRefused:
    return CrsRefused(
        Text(f"座標参照系「{name[:80]}」は扱えません。", f"The coordinate system “{name[:80]}” is not supported."),
        _SUPPORTED_IN_WORDS,
    )


def _told() -> Text:
    return Text(
        f"シェープファイルなら .prj を一緒に入れてください。{_SUPPORTED_IN_WORDS.ja}",
        f"Put the .prj beside a shapefile. {_SUPPORTED_IN_WORDS.en}",
    )
