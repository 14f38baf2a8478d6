"""A migrated store on each engine, one for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.store.migrate import ready_engine, upgrade


@dataclass(frozen=True)
class Store:
    url: str
    engine: Engine

    @property
    def is_postgis(self) -> bool:
        return self.engine.dialect.name == "postgresql"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("store") / "template.sqlite3"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgis)])
def store(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'store.sqlite3')}"
    else:
        url = request.getfixturevalue("migrated_database")
    engine = ready_engine(url)
    yield Store(url, engine)
    engine.dispose()
