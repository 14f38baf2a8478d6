"""Days of public trials as an Atom feed (RFC 4287) and a calendar (RFC 5545).

Both are made of what was decided alone, not of the time of asking: the same days give the same bytes. No name of a
person, telephone number or address is in them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from icalendar import Calendar, Event

from airspace.flight_day.state import DAY_STATE_NAMES, DayState
from airspace.flight_day.stop import REQUEST
from airspace.notice import MLIT_NOTICE
from airspace.trial import JST, Window
from api.services.flight_day.shown import ShownDay
from api.services.publish import PublicTrial
from geo.text import Text

ATOM = "http://www.w3.org/2005/Atom"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a feed in which nothing is."""

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""

NO_CALENDAR = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
"""What the texts of a calendar cannot hold."""

STATUS = {
    DayState.PLANNED: "TENTATIVE",
    DayState.RESERVE: "TENTATIVE",
    DayState.GO: "CONFIRMED",
    DayState.NO_GO: "CANCELLED",
    DayState.POSTPONED: "CANCELLED",
    DayState.HELD: "TENTATIVE",
    DayState.FLOWN: "CONFIRMED",
    DayState.DROPPED: "CANCELLED",
}
"""How each state stands in a calendar. A day of which the operator has not decided is tentative."""

TITLE = Text("空みち：実証実験の飛行日", "Soramichi: flight days of trials")


def changed_at(trials: Sequence[PublicTrial]) -> datetime:
    """Return when anything of public trials last changed."""
    return max((public.changed_at for public in trials), default=NEVER)


def atom(trials: Sequence[PublicTrial], address: str, path: str) -> bytes:
    """Return the feed of public trials: an entry a day, and one a notice of an incident, the newest change first.

    Parameters
    ----------
    address
        The service's public address, without a slash at its end.
    path
        The feed's own path there.
    """
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "ja"})
    _text(feed, "id", f"{address}{path}")
    _text(feed, "title", str(TITLE))
    _text(feed, "updated", _moment(changed_at(trials)))
    _text(SubElement(feed, "author"), "name", str(TITLE))
    SubElement(feed, "link", {"rel": "self", "href": f"{address}{path}"})
    _text(feed, "rights", str(MLIT_NOTICE))
    entries = [entry for public in trials for entry in _entries(public, address)]
    for _, entry in sorted(entries, key=lambda pair: pair[0], reverse=True):
        feed.append(entry)
    body: bytes = tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _entries(public: PublicTrial, address: str) -> Iterator[tuple[tuple[datetime, str], Element]]:
    page = f"{address}/trials/{public.trial.id}"
    for shown in public.shown.days:
        day = shown.standing.day
        title = f"{public.content.title}：{day}：{DAY_STATE_NAMES[shown.standing.state]}"
        yield _entry(f"{page}#day-{day}", title, words_of(shown), shown.changed_at, page)
    for notice in public.shown.notices:
        title = f"{public.content.title}：事故・トラブルについてのお知らせ / notice of an incident"
        yield _entry(f"{page}#incident-{notice.incident_id}", title, notice.text, notice.at, page)


def _entry(
    identifier: str, title: str, words: str, updated: datetime, page: str
) -> tuple[tuple[datetime, str], Element]:
    entry = Element("entry")
    _text(entry, "id", identifier)
    _text(entry, "title", title)
    _text(entry, "updated", _moment(updated))
    SubElement(entry, "link", {"rel": "alternate", "href": page})
    _text(entry, "content", words)
    return (updated, identifier), entry


def words_of(shown: ShownDay) -> str:
    """Return what stands of a day in words: windows, state, reason, and where it moved."""
    standing = shown.standing
    lines = [", ".join(_span(window) for window in standing.windows), str(DAY_STATE_NAMES[standing.state])]
    if shown.reason:
        lines.append(f"理由 / reason: {shown.reason}")
    if standing.state is DayState.HELD:
        lines.append(str(REQUEST))
    if standing.state is DayState.POSTPONED and standing.act:
        lines.append(f"延期先 / postponed to: {standing.act.to or '未定 / not set'}")
    if standing.moved_from:
        lines.append(f"{standing.moved_from} からの延期 / postponed from {standing.moved_from}")
    return "\n".join(line for line in lines if line)


def calendar(trials: Sequence[PublicTrial], address: str) -> bytes:
    """Return the calendar of public trials: an event a window. Its UID stays, its SEQUENCE grows with each change."""
    made = Calendar()
    made.add("prodid", "-//Soramichi//flight days//JA")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", str(TITLE))
    for public in trials:
        for shown in public.shown.days:
            for number, window in enumerate(shown.standing.windows, start=1):
                made.add_component(_event(public, shown, number, window, address))
    body: bytes = made.to_ical()
    return body


def _event(public: PublicTrial, shown: ShownDay, number: int, window: Window, address: str) -> Event:
    standing, host = shown.standing, address.partition("://")[2]
    event = Event()
    event.add("uid", f"{public.trial.id}-{standing.day}-{number}@{host}")
    event.add("sequence", standing.changes)
    event.add("dtstamp", shown.changed_at.astimezone(UTC))
    event.add("last-modified", shown.changed_at.astimezone(UTC))
    event.add("dtstart", window.start.astimezone(UTC))
    event.add("dtend", window.end.astimezone(UTC))
    event.add("status", STATUS[standing.state])
    event.add("summary", _plain(f"{public.content.title}：{DAY_STATE_NAMES[standing.state]}"))
    notices = [notice.text for notice in public.shown.notices]
    words = [words_of(shown), *notices, str(MLIT_NOTICE)]
    event.add("description", _plain("\n".join(words)))
    event.add("url", f"{address}/trials/{public.trial.id}")
    return event


def _span(window: Window) -> str:
    start, end = window.start.astimezone(JST), window.end.astimezone(JST)
    return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _plain(text: str) -> str:
    return NO_CALENDAR.sub(" ", text)
