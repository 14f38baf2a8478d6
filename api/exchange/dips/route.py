"""Routes as DIPS can draw them: a GeoJSON FeatureCollection with one merged 2D polygon for each, plain or zipped.

The zip holds one file for each route, as the open ODS-IS-UASL system exports them (API002).
"""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from airspace.dips.plan_place import merged
from airspace.screening import Screening
from api.schemas.screening import geojson

LIKE_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The time in the zip, so that the same routes make the same bytes."""


def collection(title: str, flights: Sequence[tuple[int, Screening]]) -> dict[str, Any]:
    """Return the flights, each with its number from 1, as a FeatureCollection in JGD2011 degrees, longitude first."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": title, "flight": number, "route": screening.operation.path.name},
            "geometry": geojson(merged(screening)),
        }
        for number, screening in flights
    ]
    return {"type": "FeatureCollection", "features": features}


def as_bytes(document: dict[str, Any]) -> bytes:
    """Return a collection as a file."""
    return json.dumps(document, ensure_ascii=False).encode()


def zipped(title: str, flights: Sequence[tuple[int, Screening]]) -> bytes:
    """Return a zip with a collection of one polygon for each flight."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, screening in flights:
            entry = zipfile.ZipInfo(f"route-{number}.geojson", LIKE_NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, as_bytes(collection(title, [(number, screening)])))
    return target.getvalue()
