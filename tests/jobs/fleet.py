"""Many trials, put straight into a store, and what the tests of re-screening ask of it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import rfc8785
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text

from airspace.edition import Coverage, LayerKind
from airspace.prefecture import MIE
from airspace.proposal import ProposalRevision, Trial, hash_of
from airspace.rescreening import EditionSwitch, Rescreening, Result
from airspace.role import Role
from airspace.workflow import State
from api.exchange.mapping import Stated
from api.schemas.proposal import ProposalContent
from api.schemas.screening import ScreeningData
from api.security.accounts import Account, Organisation, OrganisationKind
from api.services.import_layer import FileToImport, import_layers
from api.services.screen import Atlases, screen_operation
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.text import Text
from tests.conftest import Store
from tests.geo.layer_files_of_ours import geojson

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
EVERYWHERE = shapely.box(135.0, 33.0, 138.0, 36.0)
HALF_WIDTH_M = 50.0
SWITCH_DAY = "2026-11-01"
AFTER_IT, BEFORE_IT = "2026-11-04", "2026-10-20"

Line = Sequence[tuple[float, float]]


def people(unit: UnitOfWork) -> None:
    """Put an operator and the office into a store."""
    unit.accounts.add_organisation(Organisation("o1", "空の便", NOW))
    unit.accounts.add_organisation(Organisation("office", "県", NOW, "", OrganisationKind.PREFECTURE))
    for account_id, role, organisation in (
        ("sora", Role.OPERATOR, "o1"),
        ("reviewer", Role.REVIEWER, "office"),
        ("second", Role.REVIEWER, "office"),
        ("chief", Role.APPROVER, "office"),
    ):
        login = f"{account_id}@example.jp"
        unit.accounts.add(Account(account_id, organisation, frozenset({role}), login, account_id, "", NOW))


def content(line: Line, day: str = AFTER_IT) -> ProposalContent:
    """Return a proposal for a flight along a line, in degrees, 60 m above ground."""
    height = {"value_m": 60, "datum": "agl"}
    waypoints = [{"lon_deg": lon, "lat_deg": lat, "height": height} for lon, lat in line]
    operation = {
        "path": {"type": "route", "waypoints": waypoints},
        "windows": [{"start": f"{day}T10:00:00+09:00", "end": f"{day}T15:00:00+09:00"}],
        "half_width_m": HALF_WIDTH_M,
        "speed_mps": 10,
    }
    return ProposalContent.model_validate({"title": "見本", "purpose": "試験", "operations": [operation]})


def add_trial(unit: UnitOfWork, trial_id: str, state: State = State.CONFIRMED) -> None:
    """Put a trial in a state, without revisions."""
    unit.trials.add(Trial(trial_id, "o1", "見本", state, NOW, "sora"))


def add_revision(unit: UnitOfWork, atlases: Atlases, trial_id: str, proposed: ProposalContent, number: int = 1) -> None:
    """Freeze a revision with the screening of this moment, as submitting it does."""
    canonical = rfc8785.dumps(proposed.model_dump(mode="json")).decode()
    screenings = [screen_operation(unit, atlases, data.value(), now=NOW) for data in proposed.operations]
    frozen = ",".join(ScreeningData.of(screening).model_dump_json() for screening in screenings)
    editions = tuple(sorted({edition.id for screening in screenings for edition in screening.editions}))
    unit.trials.add_revision(
        ProposalRevision(
            f"{trial_id}-{number}",
            trial_id,
            number,
            canonical,
            hash_of(canonical),
            f"[{frozen}]",
            editions,
            NOW,
            "sora",
        )
    )


def trial(
    unit: UnitOfWork,
    atlases: Atlases,
    trial_id: str,
    line: Line,
    *,
    day: str = AFTER_IT,
    state: State = State.CONFIRMED,
) -> None:
    """Put a trial with one revision into a store."""
    add_trial(unit, trial_id, state)
    add_revision(unit, atlases, trial_id, content(line, day))


def units_of(store: Store) -> Callable[[bool], AbstractContextManager[UnitOfWork]]:
    """Return what opens units of a store."""
    return lambda writes: unit_of_work(store.engine, writes=writes)


def bring_districts(
    store: Store,
    file: Path,
    districts: Sequence[tuple[str, BaseGeometry]],
    *,
    since: str | None = None,
    replaces: Sequence[str] = (),
    population: int = 1,
) -> str:
    """Import districts in degrees, each with its municipality's name, as e-Stat publishes them; return the edition."""
    rows = [
        (
            {"KEN": "24", "CITY": "201", "CITYNAME": name, "CLASS": 1, "JINKO": population, "MENSEKI": 1.0},
            shape,
        )
        for name, shape in districts
    ]
    stated = Stated(
        census_year=2020,
        in_force_from=datetime.fromisoformat(since).date() if since else None,
        coverage=Coverage(EVERYWHERE, Text("見本", "sample")),
    )
    wanted = [FileToImport(LayerKind.DID, geojson(file, rows), stated)]
    (imported,) = import_layers(wanted, units_of(store), now=NOW, replaces=replaces)
    return imported.edition.id


def newest_switch(store: Store) -> EditionSwitch:
    """Return the newest switch."""
    with unit_of_work(store.engine, writes=False) as unit:
        return unit.rescreenings.switches(most=1)[0]


def results(store: Store, switch: EditionSwitch) -> tuple[Rescreening, ...]:
    """Return all that a switch found."""
    with unit_of_work(store.engine, writes=False) as unit:
        return unit.rescreenings.of_switch(switch.id, results=list(Result), most=100_000)


def told(store: Store) -> list[tuple[str, str, str]]:
    """Return the kind, recipient and trial of each mail in the outbox, sorted."""
    with store.engine.connect() as connection:
        rows = connection.execute(text("SELECT kind, recipient_id, subject FROM outbox ORDER BY 1, 2, 3"))
        return [(row.kind, row.recipient_id, row.subject) for row in rows]


def fresh_atlases() -> Atlases:
    """Return atlases of Mie."""
    return Atlases(MIE)
