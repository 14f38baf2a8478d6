"""Terrain files become one edition, kept in blocks; screenings read them through their unit of work. Both engines."""

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from airspace.atlas import Atlas
from airspace.edition import InForce, Layer, LayerKind
from airspace.finding import Outcome
from airspace.prefecture import PREFECTURES
from api.exchange.mapping import Stated
from api.services.import_layer import EditionRefused, remove_edition
from api.services.import_terrain import ImportedTerrain, import_terrain
from api.services.screen import Atlases, screen_operation
from api.services.terrain import Grounds
from api.store.terrain import BATCH, BlockCache, StoredBlocks, packed
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.errors import FileRefused, InputRefused
from geo.geoid import REVISION_2025_M
from geo.height import Datum, Height
from geo.readers.elevation import opened_elevation
from geo.terrain import Ground, NoTerrain
from geo.terrain_raster import BLOCK, GROUPS, RasterTerrain, grouped
from tests.airspace.worlds import flight, of_rule
from tests.conftest import Store, migrated_file, store
from tests.geo.readers.test_elevation import STEP, gml, tiff

__all__ = ["migrated_file", "store"]

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
MIE = PREFECTURES["24"]
STATED = Stated(source="見本", as_of=date(2025, 6, 1))
HEIGHT = "150-m-or-higher"


def units_of(store: Store) -> Callable[[bool], AbstractContextManager[UnitOfWork]]:
    return lambda writes: unit_of_work(store.engine, writes=writes)


def bring_in(store: Store, *paths: Path, stated: Stated = STATED, error_m: float | None = 1.0) -> ImportedTerrain:
    return import_terrain(paths, units_of(store), stated, now=NOW, vertical_accuracy_m=error_m)


def plain(path: Path, height_m: float = 100.0, size: int = 300) -> Path:
    """Write a plain whose north-western corner is at 136.5, 34.75."""
    return tiff(path, np.full((size, size), height_m, np.float32))


def over_the_plain(height: Height, day: date = date(2026, 11, 30)) -> object:
    return flight([(136.505, 34.745), (136.51, 34.74)], height, on=day)


def test_files_become_one_edition(store: Store, tmp_path: Path) -> None:
    for name, west in (("w", 136.5), ("e", 136.5 + 4 * STEP)):
        (tmp_path / f"FG-{name}-DEM5A.xml").write_text(gml(corner=(west, 34.75)), encoding="utf-8")
    done = bring_in(store, tmp_path, stated=Stated(), error_m=None)
    edition = done.edition
    with unit_of_work(store.engine, writes=False) as unit:
        (held,) = unit.editions.list()
        assert unit.terrain.counts() == {edition.id: done.blocks}
        (event,) = list(unit.audit.events())
    assert held == edition
    assert held.kind is LayerKind.TERRAIN
    assert held.id == f"terrain-20150304-{held.sha256[:12]}"
    assert (held.accuracy_m, held.as_of, held.in_force) == (2.0, date(2015, 3, 4), InForce())
    assert held.source == "国土地理院"
    assert "測量法" in held.licence
    assert "国土地理院「基盤地図情報" in held.attribution
    assert "5mメッシュ" in held.title.ja
    assert held.coverage.area.bounds == pytest.approx((136.5, 34.75 - 3 * STEP, 136.5 + 8 * STEP, 34.75))
    assert "海は、不明" in held.coverage.basis.ja
    assert held.notes == ()
    assert event.subject == held.id


def test_what_is_stated_goes_before_what_the_files_tell(store: Store, tmp_path: Path) -> None:
    (tmp_path / "FG-DEM5A.xml").write_text(gml(system="jgd2000.bl"), encoding="utf-8")
    stated = Stated(
        title="見本の地形",
        source="見本の県",
        licence="見本の条件",
        attribution="見本の表示",
        as_of=date(2026, 1, 2),
        in_force_from=date(2026, 1, 3),
    )
    edition = bring_in(store, tmp_path / "FG-DEM5A.xml", stated=stated, error_m=0.0).edition
    assert (edition.title.ja, edition.source, edition.licence) == ("見本の地形", "見本の県", "見本の条件")
    assert (edition.attribution, edition.as_of, edition.accuracy_m) == ("見本の表示", date(2026, 1, 2), 0.0)
    assert edition.in_force == InForce(date(2026, 1, 3))
    assert "7 m" in edition.notes[0].en


@pytest.mark.parametrize(
    ("stated", "error_m", "said"),
    [
        (STATED, None, "--vertical-accuracy"),
        (replace(STATED, as_of=None), 1.0, "--as-of"),
        (replace(STATED, source=None), 1.0, "--source"),
    ],
)
def test_what_nobody_tells_must_be_stated(
    stated: Stated, error_m: float | None, said: str, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=said):
        bring_in(store, plain(tmp_path / "a.tif"), stated=stated, error_m=error_m)
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.editions.list() == ()


def test_a_geotiff_without_stated_terms_says_so(store: Store, tmp_path: Path) -> None:
    edition = bring_in(store, plain(tmp_path / "a.tif")).edition
    assert (edition.licence, edition.attribution) == ("―", "見本「標高（GeoTIFF）」を加工して作成")


def test_a_file_that_fails_late_leaves_nothing(store: Store, tmp_path: Path) -> None:
    high = plain(tmp_path / "b.tif", 9_999.0)
    nothing = tiff(tmp_path / "c.tif", np.zeros((3, 3), np.float32))
    for path, said in ((high, "9999"), (nothing, "No cell")):
        with pytest.raises(InputRefused, match=said):
            bring_in(store, path)
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.editions.list() == ()
        assert unit.terrain.counts() == {}


def test_the_same_bytes_are_held_once_and_can_be_removed(store: Store, tmp_path: Path) -> None:
    files = [plain(tmp_path / "a.tif"), tiff(tmp_path / "b.tif", np.ones((3, 3), np.float32))]
    edition = bring_in(store, *files).edition
    with pytest.raises(EditionRefused, match=edition.id):
        bring_in(store, *reversed(files))
    with unit_of_work(store.engine) as unit:
        remove_edition(unit, edition.id, now=NOW)
        assert unit.terrain.counts() == {}
        assert unit.terrain.index(edition.id) is None
    assert bring_in(store, *files).edition.id == edition.id


def test_progress_is_told_for_each_file(store: Store, tmp_path: Path) -> None:
    told: dict[str, tuple[int, int]] = {}
    import_terrain(
        [plain(tmp_path / "a.tif")],
        units_of(store),
        STATED,
        now=NOW,
        vertical_accuracy_m=1.0,
        progress=lambda path, done, size: told.update({path.name: (done, size)}),
    )
    size = (tmp_path / "a.tif").stat().st_size
    assert told == {"a.tif": (size, size)}


def test_what_is_stored_is_what_was_read(store: Store, tmp_path: Path) -> None:
    cells = np.random.default_rng(5).uniform(1, 900, (700, 530)).astype(np.float32)
    cells[300:310, 200:220] = -9999
    file = tiff(tmp_path / "a.tif", cells)
    edition = bring_in(store, file).edition
    with opened_elevation([file]) as elevation:
        truth = {key: block.copy() for key, block in elevation.blocks()}
    with unit_of_work(store.engine, writes=False) as unit:
        index = unit.terrain.index(edition.id)
        assert index is not None
        assert (index.first, index.last) == ((0, 0), (2, 2))
        blocks = StoredBlocks(unit.terrain, index, BlockCache(10**9))
        keys = [*truth, (-1, 0), (7, 7)]
        for sampling, size in enumerate(GROUPS):
            found = blocks.fetch(sampling, keys)
            assert set(found) == set(truth)
            for key, block in truth.items():
                expected = block[None] if sampling == 0 else grouped(block, size)
                assert np.array_equal(found[key], expected, equal_nan=True)
        assert blocks.fetch(0, [(7, 7)]) == {}
        assert unit.terrain.blocks(edition.id, 0, [(0, 0), (1, 1)]).keys() == {(0, 0), (1, 1)}


def test_many_blocks_are_stored_batch_by_batch(store: Store, tmp_path: Path) -> None:
    edition = bring_in(store, plain(tmp_path / "a.tif")).edition
    block = packed((0, 0), np.ones((BLOCK, BLOCK), np.float32))
    for count, name in ((BATCH, "x"), (2 * BATCH + 1, "y")):
        with unit_of_work(store.engine) as unit:
            other = replace(edition, id=name, sha256=name)
            unit.editions.add(Layer(other, ()))
            many = [replace(block, key=(0, number)) for number in range(count)]
            found = unit.terrain.index(edition.id)
            assert found is not None
            unit.terrain.add(name, found.lattice, 0.0, many)
            assert unit.terrain.counts()[name] == count


def test_blocks_are_read_once_and_the_cache_stays_within_its_bound(store: Store, tmp_path: Path) -> None:
    edition = bring_in(store, plain(tmp_path / "a.tif", size=700)).edition
    one_block = BLOCK * BLOCK * 4
    cache = BlockCache(2 * one_block)
    with unit_of_work(store.engine, writes=False) as unit:
        index = unit.terrain.index(edition.id)
        assert index is not None
        blocks = StoredBlocks(unit.terrain, index, cache)
        blocks.fetch(0, [(0, 0), (0, 1)])
        assert cache.bytes == 2 * one_block
        blocks.fetch(0, [(0, 0)])
        blocks.fetch(0, [(1, 1)])
        assert cache.bytes == 2 * one_block
        assert set(cache.get(edition.id, 0, [(0, 0), (0, 1), (1, 1)])) == {(0, 0), (1, 1)}
        cache.put(edition.id, 0, blocks.fetch(0, [(0, 0)]))
        assert cache.bytes == 2 * one_block
        assert cache.get("another", 0, [(0, 0)]) == cache.get(edition.id, 1, [(0, 0)]) == {}
    small = BlockCache(10)
    small.put("a", 0, {(0, 0): np.zeros((1, BLOCK, BLOCK), np.float32)})
    assert (small.bytes, small.get("a", 0, [(0, 0)])) == (0, {})


def ground_at(store: Store, grounds: Grounds, day: date, until: date | None = None) -> Ground | None:
    with unit_of_work(store.engine, writes=False) as unit:
        atlas = Atlas(MIE, unit.editions.layers(date.min, date.max))
        operation = flight([(136.505, 34.745)], on=day, until=until)
        return grounds.under(operation, atlas, unit).ground(136.505, 34.745)


def test_the_ground_is_that_of_the_editions_in_force_on_every_day(store: Store, tmp_path: Path) -> None:
    stated = replace(STATED, in_force_from=date(2026, 1, 1), in_force_to=date(2026, 6, 30))
    bring_in(store, plain(tmp_path / "a.tif", 100.0), stated=stated)
    later = replace(STATED, in_force_from=date(2026, 7, 1))
    bring_in(store, plain(tmp_path / "b.tif", 200.0), stated=later, error_m=3.0)
    grounds = Grounds()
    assert ground_at(store, grounds, date(2026, 6, 30)) == Ground(100.0, 1.0)
    assert ground_at(store, grounds, date(2026, 7, 1)) == Ground(200.0, 3.0)
    assert ground_at(store, grounds, date(2025, 12, 31)) is None
    assert ground_at(store, grounds, date(2026, 6, 30), date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    ("as_of", "day", "error_m"),
    [
        (date(2025, 3, 31), date(2025, 3, 31), 1.0),
        (date(2025, 3, 31), date(2025, 4, 1), 1.0 + REVISION_2025_M),
        (date(2025, 4, 1), date(2025, 4, 1), 1.0),
    ],
)
def test_ground_from_before_the_revision_carries_its_error(
    as_of: date, day: date, error_m: float, store: Store, tmp_path: Path
) -> None:
    bring_in(store, plain(tmp_path / "a.tif"), stated=replace(STATED, as_of=as_of))
    ground = ground_at(store, Grounds(), day)
    assert ground is not None
    assert ground.error_m == pytest.approx(error_m)


def test_an_edition_whose_cells_are_gone_says_nothing(store: Store, tmp_path: Path) -> None:
    edition = bring_in(store, plain(tmp_path / "a.tif")).edition
    with unit_of_work(store.engine) as unit:
        unit.terrain.remove(edition.id)
    assert ground_at(store, Grounds(), date(2026, 6, 30)) is None


def test_without_terrain_nothing_is_known(store: Store) -> None:
    with unit_of_work(store.engine, writes=False) as unit:
        assert isinstance(Grounds().under(flight([(136.505, 34.745)]), Atlas(MIE, []), unit), NoTerrain)


def test_screenings_are_judged_by_the_terrain_held_and_name_its_edition(store: Store, tmp_path: Path) -> None:
    atlases = Atlases(MIE, 1024 * 1024)
    operation = over_the_plain(Height(240, Datum.AMSL))

    def outcomes() -> tuple[list[Outcome], list[str]]:
        with unit_of_work(store.engine, writes=False) as unit:
            screening = screen_operation(unit, atlases, operation, now=NOW)
        return [found.outcome for found in of_rule(screening, HEIGHT)], [edition.id for edition in screening.editions]

    assert outcomes() == ([Outcome.UNDETERMINED], [])
    low = bring_in(store, plain(tmp_path / "a.tif", 120.0)).edition
    assert outcomes() == ([Outcome.CLEAR], [low.id])
    with unit_of_work(store.engine) as unit:
        remove_edition(unit, low.id, now=NOW)
    bring_in(store, plain(tmp_path / "b.tif", 80.0))
    assert outcomes()[0] == [Outcome.CAUGHT]


def test_threads_may_share_what_is_kept(store: Store, tmp_path: Path) -> None:
    cells = np.random.default_rng(2).uniform(50, 150, (600, 600)).astype(np.float32)
    bring_in(store, tiff(tmp_path / "a.tif", cells))
    atlases = Atlases(MIE, 300_000)
    operation = over_the_plain(Height(240, Datum.AMSL))
    found: list[object] = []

    def work() -> None:
        for _ in range(5):
            with unit_of_work(store.engine, writes=False) as unit:
                found.append(screen_operation(unit, atlases, operation, now=NOW).volume.legs[0].heights)

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 30
    assert all(heights == found[0] for heights in found)


@pytest.mark.real_data
def test_the_real_elevation_model_goes_in_and_judges(store: Store, shared_data: Path) -> None:
    file = shared_data / "terrain" / "FG-GML-5238-74-00-DEM5A-20161001.xml.gz"
    lines = gzip.decompress(file.read_bytes()).decode().split("<gml:tupleList>")[1].split()
    heights = [float(line.split(",")[1]) for line in lines if "," in line]
    bring_in(store, file, stated=Stated(), error_m=None)
    with unit_of_work(store.engine, writes=False) as unit:
        atlas = Atlas(MIE, unit.editions.layers(date.min, date.max))
        terrain = Grounds().under(flight([(138.505, 35.2549)]), atlas, unit)
        ground = terrain.ground(138.505 + STEP / 2, 35.25 + 60.5 * STEP)
    assert isinstance(terrain, RasterTerrain)
    round_it = [heights[(89 + y) * 225 + 90 + x] for y in (-1, 0, 1) for x in (-1, 0, 1)]
    assert ground is not None
    assert ground.low_m == pytest.approx(min(round_it) - 2 - REVISION_2025_M, abs=1e-3)
    assert ground.high_m == pytest.approx(max(round_it) + 2 + REVISION_2025_M, abs=1e-3)
