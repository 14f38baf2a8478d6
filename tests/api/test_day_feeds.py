"""Feeds and calendars: only what is public, nothing that breaks out of its text, and asked for only when new."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import fromstring

import pytest
from icalendar import Calendar

from api.exchange.day_feeds import atom
from api.exchange.day_feeds import calendar as days
from api.services.publish import public_trial
from api.store.unit_of_work import unit_of_work
from tests.api.flight_days import API, FIRST, Scene, at, windows
from tests.api.offices import confirm, content, furnished, take_in
from tests.api.surfaces import ATOM
from tests.conftest import Store

HOSTILE = '<script>alert(1)</script> & ]]> "q" ;,\\n{{7*7}}'
UNPRINTABLE = "a\x0b\x07\ufffe\x00b"
PATHS = ("/public/feed.atom", "/public/days.ics")


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_people_wrote_stays_text(scene: Scene) -> None:
    sora = scene.client("sora")
    proposal = content(HOSTILE)
    proposal["operations"][0]["windows"] = windows(FIRST)
    trial = sora.post(f"{API}/trials", json=proposal).json()["id"]
    assert sora.post(f"{API}/trials/{trial}/revisions").status_code == 201
    take_in(scene.office.helper("reviewer"), f"{API}/trials/{trial}")
    confirm(scene.office, f"{API}/trials/{trial}")
    assert sora.post(f"{API}/trials/{trial}/schedule", json={"days": [f"{FIRST}"]}).status_code == 201
    nobody = scene.client()
    for path in PATHS:
        assert trial not in nobody.get(path).text, "not public yet"
        assert nobody.get(path.replace("/public/", f"/public/trials/{trial}/")).status_code == 404
    assert scene.client("reviewer").post(f"{API}/trials/{trial}/publication").status_code == 204
    scene.set(FIRST, 8)
    reason = "強風\nBEGIN:VEVENT\n<b>&"
    assert scene.act(trial, FIRST, "no_go", reason=reason).status_code == 201

    feed = nobody.get("/public/feed.atom")
    assert feed.headers["content-type"] == "application/atom+xml; charset=utf-8"
    (entry,) = fromstring(feed.content).iter(f"{ATOM}entry")
    assert "<script>alert(1)</script> & ]]>" in (entry.findtext(f"{ATOM}title") or "")
    assert reason in (entry.findtext(f"{ATOM}content") or "")
    assert entry.findtext(f"{ATOM}id") == f"https://soramichi.example.jp/trials/{trial}#day-{FIRST}"
    calendar = nobody.get("/public/days.ics")
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(calendar.content).walk("VEVENT")
    assert reason in str(event["DESCRIPTION"])
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at(FIRST, 10), at(FIRST, 15))
    assert calendar.content.count(b"\r\nBEGIN:VEVENT") == 1
    for told in (feed.text, calendar.text):
        assert "059-000-0000" not in told
        assert "id-sora" not in told

    # What is submitted today has no such characters; what was submitted before must not break a feed.
    with unit_of_work(scene.office.store.engine, writes=False) as unit:
        public = public_trial(unit, trial, now=scene.clock())
    older = replace(public, content=public.content.model_copy(update={"title": UNPRINTABLE}))
    (entry,) = fromstring(atom([older], "https://example.jp", "/feed")).iter(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}title") or "").startswith("a\ufffd\ufffd\ufffd\ufffdb")
    (event,) = Calendar.from_ical(days([older], "https://example.jp")).walk("VEVENT")
    assert str(event["SUMMARY"]).startswith("a  \ufffe b")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_reader_asks_only_for_what_is_new(scene: Scene) -> None:
    nobody = scene.client()
    for path in PATHS:
        assert nobody.get(path).status_code == 200, "nothing is public"
    trial = scene.published(FIRST)
    for path in (*PATHS, *(path.replace("/public/", f"/public/trials/{trial}/") for path in PATHS)):
        scene.set(FIRST, 8)
        first = nobody.get(path)
        tag, modified = first.headers["etag"], first.headers["last-modified"]
        scene.set(FIRST + timedelta(30))
        assert nobody.get(path).content == first.content, "the time of asking changes nothing"
        known = nobody.get(path, headers={"if-none-match": f'"other", W/{tag}'})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
        assert nobody.get(path, headers={"if-modified-since": modified}).status_code == 304
        before = parsedate_to_datetime(modified) - timedelta(seconds=1)
        for headers in (
            {"if-none-match": '"other"'},
            {"if-none-match": '"other"', "if-modified-since": modified},
            {"if-modified-since": before.strftime("%a, %d %b %Y %H:%M:%S GMT")},
            {"if-modified-since": "yesterday"},
        ):
            assert nobody.get(path, headers=headers).status_code == 200, headers
    tags = {path: nobody.get(path).headers["etag"] for path in PATHS}
    scene.set(FIRST, 9)
    assert scene.act(trial, FIRST, "no_go", reason="強風").status_code == 201
    for path, tag in tags.items():
        changed = nobody.get(path, headers={"if-none-match": tag})
        assert changed.status_code == 200
        assert parsedate_to_datetime(changed.headers["last-modified"]) == at(FIRST, 9)
