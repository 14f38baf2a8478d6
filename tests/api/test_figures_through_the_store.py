"""The same figures when the districts went through the importer and a database."""

from pathlib import Path

import pytest

from airspace.edition import LayerKind
from airspace.prefecture import MIE
from api.services.import_layer import FileToImport, import_layers
from api.services.screen import Atlases
from api.store.unit_of_work import unit_of_work
from tests.airspace.comparison import compare_random_routes, districts_in_plane
from tests.airspace.real_layers import NOW
from tests.conftest import Store


@pytest.mark.slow
def test_200_random_routes_agree_with_geopandas_on_both_engines(store: Store, shared_data: Path) -> None:
    folder = shared_data / "did" / "r02_2020"
    files = [FileToImport(LayerKind.DID, folder / f"r02_did_{name}.geojson.gz") for name in ("24_mie", "23_aichi")]
    import_layers(files, lambda writes: unit_of_work(store.engine, writes=writes), now=NOW)
    with unit_of_work(store.engine, writes=False) as unit:
        _, atlas = Atlases(MIE).current(unit)
    compare_random_routes(atlas, districts_in_plane(shared_data))
