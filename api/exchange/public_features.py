"""Where public trials fly, as GeoJSON (RFC 7946): a feature a flight, drawn as coarsely as a list needs it."""

from collections.abc import Iterable
from typing import Any

import shapely

from airspace.finding import VolumeKind
from airspace.notice import MLIT_NOTICE
from airspace.volume import build_volume
from api.schemas.screening import geojson
from api.services.publish import PublicTrial
from geo.crs import to_degrees

COARSE_M = 10.0


def public_features(trials: Iterable[PublicTrial]) -> dict[str, Any]:
    """Return a FeatureCollection of the flight geographies of public trials, in JGD2011 degrees."""
    features = [_feature(public, number) for public in trials for number in range(len(public.content.operations))]
    return {"type": "FeatureCollection", "notice": MLIT_NOTICE.ja, "features": features}


def _feature(public: PublicTrial, number: int) -> dict[str, Any]:
    volume = build_volume(public.content.operations[number].value())
    flown = shapely.simplify(volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY], COARSE_M)
    return {
        "type": "Feature",
        "id": f"{public.trial.id}-{number + 1}",
        "properties": {
            "trial": public.trial.id,
            "title": public.content.title,
            "organisation": public.organisation.name,
            "first_start": public.first_start.isoformat(),
            "last_end": public.last_end.isoformat(),
            "ended": public.has_ended,
        },
        "geometry": geojson(to_degrees(flown, volume.plane_epsg)),
    }
