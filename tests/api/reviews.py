"""A submitted trial under review, with a prohibited zone on its way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi.testclient import TestClient
from shapely import box

from airspace.edition import Layer, LayerKind
from airspace.features import Geozone, ZoneType
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.offices import Office, content, furnished
from tests.conftest import Store
from tests.maps.flights import edition

API = "/api/v1"
REASON = "港務所に電話で確かめた。\n利用者の船はこの時間帯にいない。"


@dataclass(frozen=True)
class Case:
    """A submitted trial, its operator, and what its screening found."""

    office: Office
    id: str
    operator: TestClient

    @property
    def api(self) -> str:
        return f"{API}/trials/{self.id}"

    @property
    def page(self) -> str:
        return f"/staff/trials/{self.id}"

    def results(self, flight: int = 1) -> list[dict[str, Any]]:
        screening = self.operator.get(f"{self.api}/revisions").json()[-1]["screenings"][flight - 1]
        return [*screening["findings"], *screening["checked"]]

    def place(self, rule: str, entails: str = "") -> int:
        (found,) = (
            place
            for place, result in enumerate(self.results(), start=1)
            if result["rule"] == rule and entails in ("", result["entails"])
        )
        return found

    def view(self, rule: str = "densely-inhabited-district", entails: str = "", **changes: Any) -> dict[str, Any]:
        said = {"revision": 1, "flight": 1, "outcome": "CLEAR", "reason": REASON}
        return said | {"finding": self.place(rule, entails)} | changes


def submitted(store: Store) -> Iterator[Case]:
    """Furnish an office whose layers also hold a prohibited zone, and submit a flight through it."""
    isle = box(136.54, 34.695, 136.55, 34.705)
    forbidden = Geozone("p1", Text("立入禁止の島", "Forbidden isle"), isle, type=ZoneType.PROHIBITED)
    for office in furnished(store):
        with unit_of_work(store.engine) as unit:
            released = replace(edition(LayerKind.ZONES, "禁止"), id="forbidden", sha256="1" * 64)
            unit.editions.add(Layer(released, (forbidden,)))
        sora = office.client("sora")
        trial_id = sora.post(f"{API}/trials", json=content()).json()["id"]
        assert sora.post(f"{API}/trials/{trial_id}/revisions").status_code == 201
        yield Case(office, trial_id, sora)


def form_of(client: TestClient, case: Case, **fields: str) -> dict[str, str]:
    """Return the fields of the form beside the finding of the district, as a browser would send them."""
    html = client.get(case.page).text
    token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    place = case.place("densely-inhabited-district")
    said = {"revision": "1", "finding": f"1-{place}", "outcome": "CLEAR", "reason": REASON, "csrf_token": token}
    return said | fields
