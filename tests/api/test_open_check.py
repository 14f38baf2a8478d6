"""The check without an account: what it refuses, how it says so, and what it bounds."""

import io
import json
import resource
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.offices import Office, content, furnished
from tests.conftest import Store

API = "/api/v1/screenings"
MEBIBYTE = 1024 * 1024
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><LineString><coordinates>{}</coordinates></LineString></Placemark></kml>'


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def flight(**changed: Any) -> dict[str, Any]:
    return {**content()["operations"][0], **changed}


def route(*positions: tuple[float, float]) -> dict[str, Any]:
    return {"type": "route", "waypoints": [{"lon_deg": lon, "lat_deg": lat} for lon, lat in positions]}


def window(day: str) -> list[dict[str, str]]:
    return [{"start": f"{day}T10:00:00+09:00", "end": f"{day}T12:00:00+09:00"}]


def zipped(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return target.getvalue()


TSU = (136.52, 34.72)
CROSSED = [[136, 34], [137, 35], [137, 34], [136, 35], [136, 34]]
BAD_JSON = {
    "latitude 91": (flight(path=route((136.5, 91.0))), 422),
    "swapped axes": (flight(path=route((34.7, 136.5))), 422),
    "no waypoint": (flight(path=route()), 422),
    "antimeridian": (flight(path=route((179.9, 34.0), (-179.9, 34.0))), 422),
    "not in Japan": (flight(path=route((2.35, 48.85), (2.36, 48.86))), 422),
    "too long": (flight(path=route((130.0, 33.0), (141.0, 43.0))), 422),
    "too many points": (flight(path=route(*[(136.5 + i * 1e-5, 34.7) for i in range(2_001)])), 413),
    "no window": (flight(windows=[]), 422),
    "too many windows": (flight(windows=window("2026-11-04") * 401), 422),
    "no zone": (flight(windows=[{"start": "2026-11-04T10:00:00", "end": "2026-11-04T12:00:00"}]), 422),
    "backwards": (flight(windows=[{"start": "2026-11-04T12:00:00Z", "end": "2026-11-04T10:00:00Z"}]), 422),
    "1900": (flight(windows=window("1900-01-01")), 422),
    "9999": (flight(windows=window("9999-12-30")), 422),
    "before the editions": (flight(windows=window("2020-01-01")), 422),
    "wide": (flight(half_width_m=1e9), 422),
    "unknown member": (flight(heigth=3), 422),
    "huge number": (flight(half_width_m=10**400), 422),
    "bad polygon": (flight(path={"type": "area", "shape": {"type": "Polygon", "coordinates": [CROSSED]}}), 422),
}


@pytest.mark.parametrize("case", BAD_JSON)
def test_bad_json_is_a_problem_that_says_what_to_do(office: Office, case: str) -> None:
    body, status = BAD_JSON[case]
    answer = office.client().post(API, json=body)
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["detail_ja"]


@pytest.mark.parametrize(
    "text",
    ['{"path": NaN}', '{"half_width_m": NaN', "", "[" * 100_000, '"x"', "\x00"],
    ids=["NaN", "cut off", "empty", "deep", "a string", "binary"],
)
def test_what_is_no_json_is_refused(office: Office, text: str) -> None:
    answer = office.client().post(API, content=text, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


BAD_FILES = {
    "empty": ("route.kml", b"", 422),
    "binary": ("route.bin", bytes(range(256)) * 40, 422),
    "cut off": ("route.geojson", b'{"type": "LineString", "coordinates": [[136.5', 422),
    "XML bomb": ("route.kml", b'<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><kml>&b;</kml>', 422),
    "outside entity": ("route.gpx", b'<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>', 422),
    "zip bomb": ("route.kmz", zipped("doc.kml", b" " * 70 * MEBIBYTE), 413),
    "a million points": (
        "route.kml",
        KML.format(" ".join(f"136.5,34.{i % 10000:04}" for i in range(1_000_000))).encode(),
        413,
    ),
    "over the size": ("route.csv", b"34.7,136.5,60\n" * (2 * MEBIBYTE), 413),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_in_bounded_time_and_memory(office: Office, case: str) -> None:
    name, data, status = BAD_FILES[case]
    client = office.client()
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    answer = client.post(f"{API}/file", data={"first_day": "2026-11-04"}, files={"file": (name, data)})
    assert answer.status_code in (status, 422), answer.text
    assert answer.json()["detail_ja"]
    assert time.process_time() - started < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 600 * 1024


def test_a_hover_and_a_repeated_point_are_flights(office: Office) -> None:
    client = office.client()
    for positions in ((TSU,), (TSU, TSU, TSU)):
        answer = client.post(API, json=flight(path=route(*positions)))
        assert answer.status_code == 200
        assert answer.json()["route"]["length_m"] == 0
        assert answer.json()["outcome"] == "CAUGHT"


def test_one_address_has_its_share_of_the_minute(office: Office) -> None:
    client = office.client(screenings_per_minute=3)
    statuses = [client.post(API, json=flight()).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    refused = client.post(API, json=flight())
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["title_ja"]


def test_computing_time_is_shared_too(office: Office) -> None:
    client = office.client(cpu_seconds_per_minute=0.002)
    statuses = [client.post(API, json=flight()).status_code for _ in range(4)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_all_places_taken_is_busy(office: Office) -> None:
    client = office.client(parallel_screenings=1)
    assert office.states[-1].places.acquire(blocking=False)
    answer = client.post(API, json=flight())
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "statuses"),
    [
        ("", ["203.0.113.1", "203.0.113.2"], [200, 429]),
        ("0.0.0.0/0,::/0", ["203.0.113.1", "203.0.113.2"], [200, 429]),
        ("127.0.0.0/8", ["203.0.113.1", "203.0.113.2"], [200, 200]),
        ("127.0.0.0/8", ["203.0.113.1", "198.51.100.9, 203.0.113.1"], [200, 429]),
        ("127.0.0.0/8", ["2001:db8:1:2::1", "2001:db8:1:2::ffff"], [200, 429]),
        ("127.0.0.0/8", ["2001:db8:1:2::1", "2001:db8:1:3::1"], [200, 200]),
    ],
)
def test_addresses_come_from_trusted_proxies_only(
    office: Office, trusted: str, forwarded: list[str], statuses: list[int]
) -> None:
    client = office.client(screenings_per_minute=1, trusted_proxies=trusted, client_host="127.0.0.1")
    found = [client.post(API, json=flight(), headers={"x-forwarded-for": address}).status_code for address in forwarded]
    assert found == statuses


def test_nothing_of_a_check_is_kept(office: Office) -> None:
    def rows() -> list[int]:
        with office.store.engine.connect() as connection:
            tables = ("trial", "draft", "proposal_revision", "audit_event")
            return [connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0 for table in tables]

    before = rows()
    assert office.client().post(API, json=flight()).status_code == 200
    assert rows() == before


def test_the_worst_that_is_let_in_is_bounded(office: Office) -> None:
    client = office.client(cpu_seconds_per_minute=1000)
    zigzag = [(136.3 + 0.0004 * i, 34.5 + 0.02 * (i % 2)) for i in range(100)]
    for body in (
        flight(path=route(*zigzag), half_width_m=5_000),
        flight(path=route(*[(136.3 + 0.0002 * i, 34.6 + 0.0003 * (i % 2)) for i in range(2_000)]), half_width_m=30),
    ):
        started = time.process_time()
        answer = client.post(API, json=body)
        assert answer.status_code in (200, 422, 413), answer.text
        assert time.process_time() - started < 30
        assert json.loads(answer.text)


def test_a_body_that_does_not_tell_its_length_is_bounded_too(office: Office) -> None:
    client = office.client(max_upload_bytes=MEBIBYTE)
    answer = client.post(API, content=(b" " * MEBIBYTE for _ in range(3)), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
