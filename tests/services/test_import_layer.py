"""Files become editions, all in one transaction; a broken one changes nothing. On both engines."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
import shapely
from shapely import Polygon

from airspace.edition import LayerKind
from api.exchange.mapping import Stated
from api.services.import_layer import (
    EditionRefused,
    FileToImport,
    Imported,
    ProgressOf,
    import_layers,
    remove_edition,
)
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.errors import FileRefused, InputRefused
from tests.conftest import Store, migrated_file, store
from tests.geo.layer_files_of_ours import geojson, written
from tests.store.samples import add_people, revision, trial

__all__ = ["migrated_file", "store"]

NOW = datetime(2026, 11, 4, 1, tzinfo=UTC)
SQUARE = shapely.box(136.5, 34.7, 136.6, 34.8)
BOW_TIE = Polygon([(136.5, 34.7), (136.6, 34.8), (136.6, 34.7), (136.5, 34.8)])
DID = {"KEN": "24", "CITY": "201", "CITYNAME": "津市", "CLASS": 1, "JINKO": 1, "MENSEKI": 1.0}
N03 = {"N03_001": "愛知県", "N03_003": None, "N03_004": "豊橋市", "N03_007": "23201"}

Units = Callable[[bool], AbstractContextManager[UnitOfWork]]


def units_of(store: Store) -> Units:
    return lambda writes: unit_of_work(store.engine, writes=writes)


def bring_in(
    store: Store, *paths: Path, kind: LayerKind = LayerKind.DID, progress: ProgressOf = lambda *_: None
) -> tuple[Imported, ...]:
    files = [FileToImport(kind, path) for path in paths]
    return import_layers(files, units_of(store), now=NOW, progress=progress)


def held(store: Store) -> tuple[int, int, int]:
    with unit_of_work(store.engine, writes=False) as unit:
        events = len(list(unit.audit.events()))
        return unit.editions.counter, sum(unit.editions.feature_counts().values()), events


def test_an_edition_says_where_it_comes_from(store: Store, tmp_path: Path) -> None:
    path = geojson(tmp_path / "r02_did_24.geojson", [(DID, SQUARE)])
    (imported,) = bring_in(store, path)
    digest = sha256(path.read_bytes()).hexdigest()
    edition = imported.edition
    assert edition.id == f"did-20201001-{digest[:12]}"
    assert edition.sha256 == digest
    assert edition.fetched_at == NOW
    assert edition.as_of == date(2020, 10, 1)
    assert "e-Stat" in edition.attribution
    assert any("EPSG:4326" in note.en for note in edition.notes)
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.editions.list() == (edition,)
        (event,) = unit.audit.events()
    assert (event.subject, event.at) == (edition.id, NOW)


def test_what_is_stated_takes_the_place_of_what_is_known(store: Store, tmp_path: Path) -> None:
    stated = Stated(title="題", source="出典", licence="条件", attribution="表示", as_of=date(2021, 1, 1))
    path = geojson(tmp_path / "r02.geojson", [(DID, SQUARE)])
    (imported,) = import_layers([FileToImport(LayerKind.DID, path, stated)], units_of(store), now=NOW)
    edition = imported.edition
    assert (edition.title.ja, edition.source, edition.licence, edition.attribution) == ("題", "出典", "条件", "表示")
    assert edition.as_of == date(2021, 1, 1)


def test_repairs_are_told_by_name(store: Store, tmp_path: Path) -> None:
    (imported,) = bring_in(store, geojson(tmp_path / "r02.geojson", [(DID, SQUARE), (DID | {"CLASS": 2}, BOW_TIE)]))
    ((name, repair),) = imported.repairs
    assert name == "津市 人口集中地区 2"
    assert repair.number == 2


@pytest.mark.parametrize(
    "broken", [b"", b"{", b'{"type":"FeatureCollection","features":[]}', b"PK\x03\x04", bytes(range(256))]
)
def test_a_broken_file_changes_nothing(store: Store, tmp_path: Path, broken: bytes) -> None:
    good = geojson(tmp_path / "r02_good.geojson", [(DID, SQUARE)])
    bad = tmp_path / "r02_bad.geojson"
    bad.write_bytes(broken)
    with pytest.raises(FileRefused, match=r"r02_bad\.geojson"):
        bring_in(store, good, bad)
    assert held(store) == (0, 0, 0)


def test_a_file_that_the_store_refuses_changes_nothing(store: Store, tmp_path: Path) -> None:
    """The second file's bytes are the first's: it is refused while the first is being written."""
    one = geojson(tmp_path / "r02_one.geojson", [(DID, SQUARE)])
    two = geojson(tmp_path / "r02_two.geojson", [(DID, SQUARE)])
    with pytest.raises(EditionRefused, match=r"r02_two\.geojson"):
        bring_in(store, one, two)
    assert held(store) == (0, 0, 0)


def test_the_same_file_is_refused_once_held(store: Store, tmp_path: Path) -> None:
    path = geojson(tmp_path / "r02.geojson", [(DID, SQUARE)])
    (first,) = bring_in(store, path)
    with pytest.raises(EditionRefused, match=first.edition.id):
        bring_in(store, path)
    assert held(store) == (1, 1, 1)


def test_coverage_knows_the_land_that_is_held(store: Store, tmp_path: Path) -> None:
    land = shapely.box(137.0, 34.5, 137.5, 35.0)
    bring_in(store, geojson(tmp_path / "N03-20250101.geojson", [(N03, land)]), kind=LayerKind.PREFECTURE)
    (imported,) = bring_in(store, geojson(tmp_path / "r02.geojson", [(DID | {"KEN": "23"}, SQUARE)]))
    assert imported.edition.coverage.area.symmetric_difference(land).area < 1e-8


def test_a_shapefile_is_known_by_all_its_parts(store: Store, tmp_path: Path) -> None:
    shp = written(tmp_path / "r02_did.shp", [(DID, SQUARE)], 6668, encoding="cp932")
    (first,) = bring_in(store, shp)
    written(shp, [(DID | {"CITYNAME": "鈴鹿市", "CITY": "207"}, SQUARE)], 6668, encoding="cp932")
    (second,) = bring_in(store, shp)
    assert first.edition.sha256 != second.edition.sha256


def test_progress_ends_at_the_files_size(store: Store, tmp_path: Path) -> None:
    path = geojson(tmp_path / "r02.geojson", [(DID, SQUARE)])
    seen: list[tuple[Path, int, int]] = []
    bring_in(store, path, progress=lambda *step: seen.append(step))
    size = path.stat().st_size
    assert seen[-1] == (path, size, size)


class TestRemoving:
    @pytest.fixture
    def edition_id(self, store: Store, tmp_path: Path) -> str:
        (imported,) = bring_in(store, geojson(tmp_path / "r02.geojson", [(DID, SQUARE)]))
        return imported.edition.id

    def test_takes_an_edition_away(self, store: Store, edition_id: str) -> None:
        with unit_of_work(store.engine) as unit:
            remove_edition(unit, edition_id, now=NOW)
        assert held(store) == (2, 0, 2)

    def test_lets_it_be_imported_anew(self, store: Store, edition_id: str, tmp_path: Path) -> None:
        with unit_of_work(store.engine) as unit:
            remove_edition(unit, edition_id, now=NOW)
        assert bring_in(store, tmp_path / "r02.geojson")[0].edition.id == edition_id

    def test_keeps_what_a_proposal_was_judged_by(self, store: Store, edition_id: str) -> None:
        judged = replace(revision(1), editions=(edition_id,))
        with unit_of_work(store.engine) as unit:
            add_people(unit)
            unit.trials.add(trial())
            unit.trials.add_revision(judged)
        self.refuse(store, edition_id)
        assert held(store) == (1, 1, 1)

    def test_says_what_is_not_held(self, store: Store) -> None:
        self.refuse(store, "did-0")

    @staticmethod
    def refuse(store: Store, edition_id: str) -> None:
        removing = partial(remove_edition, edition_id=edition_id, now=NOW)
        with unit_of_work(store.engine) as unit, pytest.raises(InputRefused, match=edition_id):
            removing(unit)


def test_a_file_whose_own_day_says_nothing_must_tell_or_be_told_its_day(store: Store, tmp_path: Path) -> None:
    path = geojson(tmp_path / "boundaries.geojson", [(N03, SQUARE)])
    undated = FileToImport(LayerKind.PREFECTURE, path, undated=True)
    with pytest.raises(FileRefused, match="いつの時点"):
        import_layers([undated], units_of(store), now=NOW)
    told = replace(undated, stated=Stated(as_of=date(2025, 1, 1)))
    (imported,) = import_layers([told], units_of(store), now=NOW)
    assert imported.edition.as_of == date(2025, 1, 1)


def test_a_refusal_names_no_place_on_this_machine(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "途中で 切れた.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        import_layers([FileToImport(LayerKind.ZONES, path)], units_of(store), now=NOW)
    assert str(tmp_path) not in refused.value.what.ja + refused.value.what.en
