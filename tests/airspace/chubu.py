"""Chubu's surfaces before the change of 2025-02-17, from the facts of dossier C.4 (D32): they test the formulas.

The file `surfaces/chubu_before_2025_02_17.geojson` holds them; `document()` is how it was made. Positions of the
strip's ends are not among the facts: they lie half a strip's length from the 標点 on the strip's bearing, by pyproj's
geodesics. The polygon by which the notice cuts cone and outer surface away on the east side is not held, so it is
absent and both go all round. The site's outline is not held either. When the values are from is not known.
"""

import json
from pathlib import Path
from typing import Any

from pyproj import Geod

GEOD = Geod(ellps="GRS80")
FILE = Path(__file__).parent / "surfaces" / "chubu_before_2025_02_17.geojson"

LON, LAT = 136.805394605556, 34.8584158805556
BEARING_DEG = 348.8
STRIP_LENGTH_M = 3_620.0
ELEVATION_M = 3.79


def strip_end(bearing_deg: float, beyond_m: float = 0.0, aside_m: float = 0.0) -> tuple[float, float]:
    """Return a position on the centre line, so many metres beyond the strip's end on a bearing, and to its right."""
    lon, lat, _ = GEOD.fwd(LON, LAT, bearing_deg, STRIP_LENGTH_M / 2 + beyond_m)
    if aside_m:
        back_deg = GEOD.inv(lon, lat, LON, LAT)[0]
        lon, lat, _ = GEOD.fwd(lon, lat, back_deg - 90, aside_m)
    return float(lon), float(lat)


def document() -> dict[str, Any]:
    """Return the file's content."""
    ends = []
    for bearing_deg in (BEARING_DEG, BEARING_DEG - 180):
        lon, lat = strip_end(bearing_deg)
        ends.append(
            {
                "lon_deg": round(lon, 9),
                "lat_deg": round(lat, 9),
                "elevation_m": 5,
                "approach_slope": "1/50",
                "precision": True,
                "extended": True,
            }
        )
    properties = {
        "form": "surfaces",
        "id": "RJGG",
        "icao": "RJGG",
        "type": "airport",
        "name": {"ja": "中部国際空港", "en": "Chubu Centrair International Airport"},
        "values_as_of": "2025-02-16",
        "reference": {"lon_deg": LON, "lat_deg": LAT, "elevation_m": ELEVATION_M},
        "strips": [{"width_m": 300, "ends": ends}],
        "horizontal_radius_m": 4000,
        "conical": {"slope": "1/50", "radius_m": 16500},
        "outer_radius_m": 24000,
        "authority": {"name": {"ja": "中部国際空港", "en": "Chubu Centrair International Airport"}},
        "legal_basis": "航空法第56条の告示（2025-02-17 の変更より前の値。東側の切欠きは含まない）",
    }
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [LON, LAT]},
        "properties": properties,
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6668"}}
    return {"type": "FeatureCollection", "name": FILE.stem, "crs": crs, "features": [feature]}


def text() -> str:
    """Return the file's text."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"
