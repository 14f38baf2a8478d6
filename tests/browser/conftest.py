"""An office that a browser can walk through, and where its pictures go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.main import create_app
from tests.api.offices import NOW, Office, furnished
from tests.browser.walking import serving
from tests.conftest import Store


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """Serve the office; slips are decided here."""
    settings = office.settings.model_copy(update={"decided_here": True})
    with serving(create_app(settings, clock=lambda: NOW)) as address:
        yield address


@pytest.fixture
def pictures(repository: Path) -> Path:
    folder = repository / "tests" / "pictures"
    folder.mkdir(exist_ok=True)
    return folder
