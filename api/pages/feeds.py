"""Feeds and calendars of flight days for everyone, with what lets a reader ask only for what is new."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import APIRouter, Request, Response

from api.deps import InForce, Now, Reading
from api.exchange.day_feeds import atom, calendar, changed_at
from api.services.publish import PublicTrial, public_trial, public_trials

router = APIRouter(prefix="/public")

ATOM = "application/atom+xml; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"


@router.get("/feed.atom")
def feed(request: Request, unit: Reading, settings: InForce, now: Now) -> Response:
    """Return the feed of all public trials."""
    trials = public_trials(unit, now=now)
    return answer_feed(request, atom(trials, settings.public_address, "/public/feed.atom"), ATOM, trials)


@router.get("/days.ics")
def days(request: Request, unit: Reading, settings: InForce, now: Now) -> Response:
    """Return the calendar of all public trials."""
    trials = public_trials(unit, now=now)
    return answer_feed(request, calendar(trials, settings.public_address), CALENDAR, trials)


@router.get("/trials/{trial_id}/feed.atom")
def feed_of(request: Request, trial_id: str, unit: Reading, settings: InForce, now: Now) -> Response:
    """Return the feed of one public trial."""
    trials = [public_trial(unit, trial_id, now=now)]
    path = f"/public/trials/{trial_id}/feed.atom"
    return answer_feed(request, atom(trials, settings.public_address, path), ATOM, trials)


@router.get("/trials/{trial_id}/days.ics")
def days_of(request: Request, trial_id: str, unit: Reading, settings: InForce, now: Now) -> Response:
    """Return the calendar of one public trial."""
    trials = [public_trial(unit, trial_id, now=now)]
    return answer_feed(request, calendar(trials, settings.public_address), CALENDAR, trials)


def answer_feed(request: Request, body: bytes, kind: str, trials: Sequence[PublicTrial]) -> Response:
    """Return a body, or that it has not changed: by its ETag where the reader names one, else by its time."""
    modified = changed_at(trials).replace(microsecond=0)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "last-modified": format_datetime(modified.astimezone(UTC), usegmt=True),
        "cache-control": "no-cache",
    }
    if _is_known(request, tag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


def _is_known(request: Request, tag: str, modified: datetime) -> bool:
    named = request.headers.get("if-none-match")
    if named is not None:
        return named.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in named.split(",")]
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        asked = parsedate_to_datetime(since)
    except ValueError:
        return False
    return asked.tzinfo is not None and modified <= asked
