"""Land and layers as a quiet ground to draw a route on: coarse, made once for each set of editions, never judged by."""

import json
import threading

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.atlas import Atlas
from airspace.edition import LayerKind
from airspace.features import Municipality
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork

COARSE_DEG = 0.0004
"""Outlines keep to this much of the truth (about 40 m): enough to find one's place, too little to be judged by."""

AROUND_DEG = 0.2
DRAWN = (LayerKind.DID, LayerKind.ZONES)


class Backdrops:
    """The newest backdrop, kept while its editions are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[int, str] | None = None

    def current(self, unit: UnitOfWork, atlases: Atlases) -> tuple[int, str]:
        """Return the edition counter and the backdrop as a GeoJSON FeatureCollection in JGD2011 degrees."""
        counter, atlas = atlases.current(unit)
        with self._lock:
            if self._held is None or self._held[0] != counter:
                self._held = counter, _collection(atlas)
            return self._held


def _collection(atlas: Atlas) -> str:
    lands = [feature for layer in atlas.held(LayerKind.PREFECTURE) for feature in layer.features]
    own = [f.geometry for f in lands if isinstance(f, Municipality) and f.prefecture_code == atlas.prefecture.code]
    around = shapely.box(*shapely.total_bounds(own or [atlas.prefecture.outline])).buffer(AROUND_DEG)
    features = [
        _feature(LayerKind.PREFECTURE, "", feature.geometry) for feature in lands if feature.geometry.intersects(around)
    ]
    if not features:
        features = [_feature(LayerKind.PREFECTURE, "", atlas.prefecture.outline)]
    features += [
        _feature(layer.edition.kind, feature.name.ja, feature.geometry)
        for layer in atlas.held(*DRAWN)
        for feature in layer.features
        if feature.geometry.intersects(around)
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _feature(kind: LayerKind, name: str, shape: BaseGeometry) -> str:
    drawn = shapely.to_geojson(shapely.set_precision(shapely.simplify(shape, COARSE_DEG), 1e-5, mode="pointwise"))
    told = json.dumps({"kind": kind, "name": name}, ensure_ascii=False)
    return f'{{"type":"Feature","properties":{told},"geometry":{drawn}}}'
