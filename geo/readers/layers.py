"""Layers of polygons and points, as the ministries publish them, read by geopandas (GDAL) into JGD2011."""

import json
import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import nearest_plane, to_plane
from geo.errors import FileRefused, TooLarge
from geo.jgd2011 import Transformation, identify_crs, into_jgd2011
from geo.readers.layer_files import DEFAULT_LAYER_LIMITS, GEOJSON, GML, SHAPEFILE, LayerLimits, OpenedLayer, opened
from geo.readers.shapefile import check_lengths, dbf_encoding
from geo.shape import repair
from geo.text import Text

Columns = Mapping[str, Any]

OUR_PLACE = re.compile(r"'[^']*/[^']*'|(?:/[^\s/;'\"]+){2,}")
"""Where a file lies on this machine, which GDAL's messages name and nobody needs to know."""


@dataclass(frozen=True, slots=True)
class Record:
    """One feature of a file: its number from 1, its columns, its geometry in JGD2011 degrees or None."""

    number: int
    columns: Columns
    geometry: BaseGeometry | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Repair:
    """A polygon that was not valid: its record's number, its area as drawn and as repaired, in square metres."""

    number: int
    before_m2: float
    after_m2: float

    @property
    def change_m2(self) -> float:
        """How much the area changed by the repair."""
        return self.after_m2 - self.before_m2


@dataclass(frozen=True, slots=True)
class LayerReading:
    """A layer as read: `records` in the file's order, how it came into JGD2011, what was repaired, what to know."""

    format: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    transformation: Transformation
    repairs: tuple[Repair, ...]
    notes: tuple[Text, ...]

    @property
    def without_geometry(self) -> tuple[Record, ...]:
        """The records that have no geometry, or none that is left after repair."""
        return tuple(record for record in self.records if record.geometry is None)


def read_layer(path: Path, limits: LayerLimits = DEFAULT_LAYER_LIMITS, layer: str | None = None) -> LayerReading:
    """Read a layer of polygons or points into JGD2011 degrees (EPSG:6668), heights dropped.

    Parameters
    ----------
    path : Path
        GeoJSON, GML or GeoPackage, plain, gzipped or in a zip; or a shapefile, plain or in a zip.
    layer : str, optional
        Which of several layers, by name.

    Raises
    ------
    FileRefused
        If GDAL cannot read the file, or it holds no feature.
    TooLarge
        If it is over one of the limits.
    CrsRefused
        If its coordinate system is unknown, or has no operation of known accuracy into JGD2011.
    """
    with opened(path, limits, layer) as source, _as_refusals() as said:
        info = _describe(source, layer, limits)
        frame = geopandas.read_file(
            source.path,
            layer=info["layer_name"],
            encoding=_encoding(source),
            force_2d=True,
            datetime_as_string=True,
            **_open_options(source),
        )
    _check_vertices(frame.geometry, limits)
    return _reading(source.format, frame, said)


def geojson_properties(path: Path, limits: LayerLimits = DEFAULT_LAYER_LIMITS) -> list[dict[str, Any]]:
    """Return the properties of each feature of a GeoJSON file as written: nested, and absent told from null.

    Raises
    ------
    FileRefused
        If the file is not a GeoJSON FeatureCollection.
    """
    with opened(path, limits) as source:
        try:
            document = json.loads(source.path.read_bytes()) if source.format == GEOJSON else None
        except (ValueError, RecursionError) as error:
            raise _not_a_collection() from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _not_a_collection()
    return [dict(feature.get("properties") or {}) for feature in features]


def _describe(source: OpenedLayer, layer: str | None, limits: LayerLimits) -> dict[str, Any]:
    names = [str(name) for name, kind in pyogrio.list_layers(source.path) if kind is not None]
    if source.format == SHAPEFILE:
        check_lengths(source.path)
    wanted = [layer] if layer in names else names
    if len(wanted) != 1:
        listed = "、".join(names[:10])
        raise FileRefused(
            Text(f"層が {len(names)} つあります（{listed}）。", f"The file holds {len(names)} layers ({listed})."),
            Text("図形のある層を --layer で1つ選んでください。", "Choose one that has geometries with --layer."),
        )
    info: dict[str, Any] = pyogrio.read_info(source.path, layer=wanted[0], force_feature_count=True)
    if info["features"] == 0:
        raise FileRefused(
            Text("地物が1つもありません。", "There is no feature in it."),
            Text("ファイルを確かめてください。", "Check the file."),
        )
    if info["features"] > limits.max_features:
        raise _too_many(f"{info['features']:,} features", f"{limits.max_features:,}")
    return info


def _open_options(source: OpenedLayer) -> dict[str, str]:
    return {"DOWNLOAD_SCHEMA": "NO"} if source.format == GML else {}


def _encoding(source: OpenedLayer) -> str | None:
    return dbf_encoding(source.path) if source.format == SHAPEFILE else None


@contextmanager
def _as_refusals() -> Iterator[list[str]]:
    """Turn GDAL's errors into refusals, and gather its warnings."""
    said: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield said
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, shapely.errors.ShapelyError) as error:
            raise _unreadable(str(error)) from error
        except (UnicodeDecodeError, pyogrio.errors.FeatureError, pyogrio.errors.GeometryError) as error:
            raise _unreadable(str(error)) from error
        said += dict.fromkeys(str(warning.message) for warning in caught)


def _reading(form: str, frame: geopandas.GeoDataFrame, said: Sequence[str]) -> LayerReading:
    epsg = identify_crs(frame.crs)
    geometries = list(frame.geometry)
    present = [i for i, geometry in enumerate(geometries) if geometry is not None and not geometry.is_empty]
    moved, transformation = into_jgd2011([geometries[i] for i in present], epsg)
    repairs: list[Repair] = []
    shapes: dict[int, BaseGeometry] = {}
    for i, geometry in zip(present, moved, strict=True):
        whole = _repaired(geometry, i + 1, repairs)
        if not whole.is_empty:
            shapes[i] = whole
    table = frame.drop(columns=frame.geometry.name)
    names = tuple(str(name) for name in table.columns)
    records = tuple(
        Record(i + 1, dict(zip(names, map(_plain, row), strict=True)), shapes.get(i))
        for i, row in enumerate(table.itertuples(index=False, name=None))
    )
    notes = (*(_from_gdal(message) for message in said), *transformation.notes)
    return LayerReading(form, names, records, transformation, tuple(repairs), notes)


def _repaired(geometry: BaseGeometry, number: int, repairs: list[Repair]) -> BaseGeometry:
    if geometry.is_valid or not isinstance(geometry, Polygon | MultiPolygon):
        return geometry
    whole = repair(geometry)
    plane = nearest_plane(*map(float, shapely.get_coordinates(geometry)[0]))
    repairs.append(Repair(number, to_plane(geometry, plane).area, to_plane(whole, plane).area))
    return whole


def _plain(value: Any) -> Any:
    """Return a value of a column as Python's own, a missing one as None."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def _check_vertices(geometries: Sequence[Any], limits: LayerLimits) -> None:
    count = int(shapely.get_num_coordinates(np.asarray(geometries, dtype=object)).sum())
    if count > limits.max_vertices:
        raise _too_many(f"{count:,} vertices", f"{limits.max_vertices:,}")


def _from_gdal(message: str) -> Text:
    return Text(f"読み込み時の注意（GDAL）：{message}", f"GDAL says: {message}")


def _unreadable(message: str) -> FileRefused:
    first = message.splitlines()[0] if message else ""
    reason = OUR_PLACE.sub("the file", first)[:200]
    return FileRefused(
        Text(f"地図データとして読めません（{reason}）。", f"It cannot be read as map data ({reason})."),
        Text(
            "途中で切れていないか、拡張子と中身が合っているか確かめ、もう一度ダウンロードしてください。",
            "Check that it is whole and is what its suffix says, or download it again.",
        ),
    )


def _not_a_collection() -> FileRefused:
    return FileRefused(
        Text("GeoJSON の FeatureCollection ではありません。", "It is not a GeoJSON FeatureCollection."),
        Text("docs/data.md の形で書いてください。", "Write it in the form of docs/data.md."),
    )


def _too_many(found: str, allowed: str) -> TooLarge:
    return TooLarge(
        Text(
            f"データが多すぎます（{found}、上限 {allowed}）。", f"There is too much in it ({found}, at most {allowed})."
        ),
        Text("都道府県ごとのファイルに分けてください。", "Split it, for example by prefecture."),
    )
