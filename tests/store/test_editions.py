"""Layers come back as they went in, on both engines."""

from datetime import date

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from airspace.edition import InForce, LayerKind
from airspace.features import Feature
from api.store.unit_of_work import unit_of_work
from geo.crs import to_plane
from tests.conftest import Store
from tests.store.samples import FEATURES, TWO_PARTS, layer

ALWAYS = (date.min, date.max)


def same_bits(one: Feature, other: Feature) -> bool:
    return shapely.to_wkb(one.geometry, byte_order=1) == shapely.to_wkb(other.geometry, byte_order=1)


@pytest.mark.parametrize("kind", FEATURES)
def test_a_layer_comes_back_exactly(store: Store, kind: LayerKind) -> None:
    sent = layer(kind)
    with unit_of_work(store.engine) as unit:
        unit.editions.add(sent)
    with unit_of_work(store.engine, writes=False) as unit:
        (back,) = unit.editions.layers(*ALWAYS)
    assert back.edition == sent.edition
    assert back.features == sent.features
    assert all(same_bits(*pair) for pair in zip(back.features, sent.features, strict=True))
    assert {shapely.get_srid(feature.geometry) for feature in back.features} == {0}


@pytest.mark.parametrize(
    ("in_force", "first", "last", "found"),
    [
        (InForce(date(2022, 6, 25)), date(2022, 6, 24), date(2022, 6, 24), False),
        (InForce(date(2022, 6, 25)), date(2022, 6, 25), date(2022, 6, 25), True),
        (InForce(None, date(2022, 6, 24)), date(2022, 6, 24), date(2022, 6, 30), True),
        (InForce(None, date(2022, 6, 24)), date(2022, 6, 25), date(2022, 6, 30), False),
        (InForce(), date(1900, 1, 1), date(1900, 1, 1), True),
        (None, *ALWAYS, False),
    ],
)
def test_layers_are_those_in_force(
    store: Store, in_force: InForce | None, first: date, last: date, found: bool
) -> None:
    with unit_of_work(store.engine) as unit:
        unit.editions.add(layer(in_force=in_force))
        assert bool(unit.editions.layers(first, last)) is found
        assert [edition.in_force for edition in unit.editions.list()] == [in_force]


def test_each_change_raises_the_counter(store: Store) -> None:
    counts = []
    with unit_of_work(store.engine) as unit:
        counts.append(unit.editions.counter)
        unit.editions.add(layer())
        counts.append(unit.editions.counter)
        assert unit.editions.remove("did-1")
        counts.append(unit.editions.hold_counter())
        assert not unit.editions.remove("did-1")
        counts.append(unit.editions.counter)
        assert unit.editions.list() == ()
        assert unit.editions.feature_counts() == {}
    assert counts == [0, 1, 2, 2]


def test_a_unit_that_fails_leaves_nothing(store: Store) -> None:
    def fail_half_way() -> None:
        with unit_of_work(store.engine) as unit:
            unit.editions.add(layer())
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.editions.list() == ()
        assert unit.editions.feature_counts() == {}
        assert unit.editions.counter == 0


def test_one_kind_holds_a_file_once(store: Store) -> None:
    with unit_of_work(store.engine) as unit:
        unit.editions.add(layer(sha256="f" * 64))
        unit.editions.add(layer(LayerKind.ZONES, sha256="f" * 64))
        assert unit.editions.find(LayerKind.DID, "f" * 64) == unit.editions.get("did-1")
        assert unit.editions.find(LayerKind.PREFECTURE, "f" * 64) is None

    def add_again() -> None:
        with unit_of_work(store.engine) as unit:
            unit.editions.add(layer(edition_id="another", sha256="f" * 64))

    with pytest.raises(IntegrityError):
        add_again()


def test_land_is_that_of_one_prefecture(store: Store) -> None:
    sent = layer(LayerKind.PREFECTURE)
    with unit_of_work(store.engine) as unit:
        unit.editions.add(sent)
        aichi = unit.editions.land("23")
        assert aichi is not None
        assert aichi.equals(sent.features[1].geometry)
        assert unit.editions.land("25") is None


@pytest.mark.parametrize("store", [pytest.param("postgresql", marks=pytest.mark.postgis)], indirect=True)
def test_areas_are_those_that_postgis_measures(store: Store) -> None:
    with unit_of_work(store.engine) as unit:
        unit.editions.add(layer())
    with store.engine.connect() as connection:
        measured = connection.execute(
            text("SELECT ST_Area(ST_Transform(ST_Segmentize(coverage, 0.01), 6674)), ST_SRID(coverage) FROM edition")
        ).one()
        indexes = connection.execute(
            text("SELECT indexdef FROM pg_indexes WHERE tablename = 'feature' AND indexdef LIKE '%gist%'")
        ).all()
    assert measured[0] == pytest.approx(to_plane(TWO_PARTS, 6674).area, rel=1e-9)
    assert measured[1] == 6668
    assert len(indexes) == 1
