"""Small layer files, made for the tests by writers other than the readers under test."""

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry


def geojson(
    path: Path,
    features: Sequence[tuple[Mapping[str, Any], BaseGeometry | None]],
    crs: str | None = None,
) -> Path:
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": dict(properties), "geometry": shape and mapping(shape)}
            for properties, shape in features
        ],
    }
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    content = json.dumps(document, ensure_ascii=False).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def written(
    path: Path,
    features: Sequence[tuple[Mapping[str, Any], BaseGeometry | None]],
    epsg: int | None,
    **options: Any,
) -> Path:
    """Write a file by geopandas: the format follows the suffix."""
    columns = [dict(properties) for properties, _ in features]
    shapes = [shape for _, shape in features]
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=f"EPSG:{epsg}" if epsg else None)
    frame.to_file(path, **options)
    return path


def shapefile_zip(
    path: Path,
    features: Sequence[tuple[Mapping[str, Any], BaseGeometry | None]],
    epsg: int | None,
    *,
    folder: str = "",
    encoding: str = "cp932",
    drop: Sequence[str] = (),
    language_byte: int | None = None,
) -> Path:
    """Write a shapefile into a zip, in a folder; `language_byte` replaces the table's own."""
    stem = path.with_suffix("")
    shp = written(Path(f"{stem}.shp"), features, epsg, encoding=encoding)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(shp.parent.glob(f"{stem.name}.*")):
            if part.suffix in {".zip", *drop}:
                continue
            content = part.read_bytes()
            if part.suffix == ".dbf" and language_byte is not None:
                content = content[:29] + struct.pack("B", language_byte) + content[30:]
            archive.writestr(f"{folder}{part.name}", content)
    return path


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path
