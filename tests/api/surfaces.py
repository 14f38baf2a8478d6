"""Every public surface of a trial's days, read as a resident, a program, a feed reader and a calendar read them."""

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any
from xml.etree.ElementTree import fromstring

from fastapi.testclient import TestClient
from icalendar import Calendar

from airspace.flight_day.state import DAY_STATE_NAMES, DayState

API = "/api/v1"
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Surfaces:
    """What everyone sees of one day of one trial, on each surface."""

    day: date
    page: str
    home: str
    week: str | None
    trials: str
    row: dict[str, Any]
    one: dict[str, Any]
    feeds: tuple[str, ...]
    events: tuple[dict[str, Any], ...]


def plain(html: str) -> str:
    """Return the text of a page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def look(client: TestClient, trial: str, day: date) -> Surfaces:
    """Read every surface of a day."""
    page = client.get(f"/trials/{trial}")
    assert page.status_code == 200
    item = re.search(rf'<li id="day-{day}">(.*?)</li>', page.text, re.DOTALL)
    (row,) = (one for one in client.get(f"{API}/public/trials").json() if one["id"] == trial)
    one = client.get(f"{API}/public/trials/{trial}").json()
    feeds, events = [], []
    for path in (f"/public/trials/{trial}", "/public"):
        feed = fromstring(client.get(f"{path}/feed.atom").content)
        for entry in feed.iter(f"{ATOM}entry"):
            if (entry.findtext(f"{ATOM}id") or "").endswith(f"/trials/{trial}#day-{day}"):
                feeds.append(f"{entry.findtext(f'{ATOM}title')}\n{entry.findtext(f'{ATOM}content')}")
        calendar = Calendar.from_ical(client.get(f"{path}/days.ics").content)
        events += [
            {name: str(event[name]) for name in ("UID", "STATUS", "SEQUENCE", "SUMMARY", "DESCRIPTION")}
            for event in calendar.walk("VEVENT")
            if str(event["UID"]).startswith(f"{trial}-{day}-")
        ]
    home = client.get("/").text
    week = re.search(rf"<h3>[^<]*{day.month}月{day.day}日（.）[^<]*</h3>\s*<ul>(.*?)</ul>", home, re.DOTALL)
    return Surfaces(
        day=day,
        week=plain(week.group(1)) if week else None,
        page=plain(item.group(1)) if item else "",
        home=plain(home),
        trials=plain(client.get("/trials").text),
        row=_day(row, day),
        one=_day(one, day),
        feeds=tuple(feeds),
        events=tuple(events),
    )


def _day(shown: dict[str, Any], day: date) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in shown["days"] if one["day"] == f"{day}")
    return found


def agree(seen: Surfaces, state: DayState, status: str, *, reason: str = "", listed: bool = True) -> int:
    """Check that all surfaces say the same of a day, and return the calendar's sequence.

    `listed` is whether the lists of trials name the day: they name no reserve days and none that are past.
    """
    words = DAY_STATE_NAMES[state].ja
    assert words in seen.page
    assert reason in seen.page
    assert seen.row["state"] == seen.one["state"] == state.value
    assert seen.row["reason"] == seen.one["reason"] == reason
    assert len(seen.feeds) == 2
    assert all(words in told and reason in told for told in seen.feeds)
    assert len(seen.events) == 2
    assert {event["STATUS"] for event in seen.events} == {status}
    assert all(words in event["SUMMARY"] and reason in event["DESCRIPTION"] for event in seen.events)
    on = rf"{seen.day.month}月{seen.day.day}日（.）"
    assert bool(re.search(rf"{on}： ?{re.escape(words)}", seen.trials)) is listed
    # The first page tells the next seven days, each under its date.
    assert seen.week is None or (words in seen.week and listed)
    for told in (seen.page, seen.home, *seen.feeds, *(event["SUMMARY"] for event in seen.events)):
        assert "cleared" not in told
        assert "approved" not in told
    (sequence,) = {int(event["SEQUENCE"]) for event in seen.events}
    (_uid,) = {event["UID"] for event in seen.events}
    return sequence
