"""The open data beside the repository, imported as the service imports it, and a made-up set of zones."""

import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from rich.progress import Progress
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine

from airspace.atlas import Atlas
from airspace.edition import LayerKind
from airspace.prefecture import MIE
from api.exchange.mapping import Stated
from api.services.import_layer import FileToImport, import_layers
from api.store.migrate import ready_engine, upgrade
from api.store.unit_of_work import unit_of_work
from bench.routes import Position, anywhere_in_mie, from_edges

SHARED = Path(__file__).parents[2] / "shared" / "data"
DISTRICTS = SHARED / "did" / "r02_2020"
BOUNDARIES = SHARED / "admin_n03" / "ricewin_n03_2025_5pct"

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 30)
ZONES = 1_000


def missing_data() -> list[str]:
    """Return what of the open data is not here."""
    folders = [folder for folder in (DISTRICTS, BOUNDARIES) if not any(folder.glob("*.geojson.gz"))]
    return [f"../{folder.relative_to(SHARED.parents[1])}" for folder in folders]


def load_atlas(progress: Progress) -> Atlas:
    """Return an atlas of all districts, the boundaries of Mie and its neighbours, and made-up zones."""
    with tempfile.TemporaryDirectory(prefix="soramichi-bench-") as name:
        folder = Path(name)
        with _database(folder) as engine:
            boundaries = [BOUNDARIES / f"{code}.geojson.gz" for code in (MIE.code, *MIE.neighbours)]
            files = [FileToImport(LayerKind.PREFECTURE, path) for path in boundaries]
            files += [FileToImport(LayerKind.DID, path) for path in sorted(DISTRICTS.glob("*.geojson.gz"))]
            for file in progress.track(files, description="importing"):
                _import(engine, file)
            _import(engine, zones(folder / "zones.geojson", districts(_read(engine))))
            return _read(engine)


def districts(atlas: Atlas) -> list[BaseGeometry]:
    """Return the polygons of all districts, in JGD2011 degrees."""
    return [feature.geometry for layer in atlas.held(LayerKind.DID) for feature in layer.features]


@contextmanager
def _database(folder: Path) -> Iterator[Engine]:
    url = f"sqlite:///{folder}/bench.sqlite3"
    upgrade(url)
    engine = ready_engine(url)
    yield engine
    engine.dispose()


def _import(engine: Engine, file: FileToImport) -> None:
    import_layers([file], lambda writes: unit_of_work(engine, writes=writes), now=NOW)


def _read(engine: Engine) -> Atlas:
    with unit_of_work(engine, writes=False) as unit:
        return Atlas(MIE, unit.editions.layers(date.min, date.max))


def zones(file: Path, polygons: list[BaseGeometry]) -> FileToImport:
    """Write circles of 100 to 1,000 m, half of them round the edges of districts, half anywhere in Mie."""
    rng = random.Random(3)
    routes = [*from_edges(polygons, ZONES // 2, seed=4), *anywhere_in_mie(ZONES // 2, seed=5)]
    drawn = [_zone(rng, number, route[0]) for number, route in enumerate(routes)]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": drawn}), encoding="utf-8")
    return FileToImport(LayerKind.ZONES, file, Stated(as_of=DAY, in_force_from=DAY, prefecture=MIE.code))


def _zone(rng: random.Random, number: int, centre: Position) -> dict[str, object]:
    properties = {
        "id": f"zone-{number}",
        "name": {"ja": f"区域{number}（架空）", "en": f"zone {number} (made up)"},
        "type": rng.choice(["PROHIBITED", "REQ_AUTHORISATION", "CONDITIONAL"]),
        "kind": rng.choice(["aerodrome", "small_ua_act", "manager", "ordinance"]),
        "radius_m": rng.uniform(100, 1_000),
        "upper": {"value_m": rng.choice([30, 150, 300]), "datum": "agl"},
    }
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": centre},
    }
