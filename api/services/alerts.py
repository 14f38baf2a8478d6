"""Residents are told of flights near a place that they chose: by mail, after they confirmed it from their mailbox."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.flight_day.incident import IncidentNotice
from airspace.flight_day.stop import Stop
from airspace.trial import JST
from airspace.volume import build_volume
from api.notify.addresses import address_given
from api.notify.notice import Notice, NoticeKind, Parameter, Recipient
from api.problems import NotFound
from api.security.accounts import Account
from api.services.flight_day.incidents import tell_everyone
from api.services.flight_day.stops import release, standing_stops, stop_all
from api.services.ids import new_id
from api.services.near import Place, flown_near, place_of
from api.services.publish import PublicTrial, is_released, public_before, public_trial, public_trials
from api.services.screen import Atlases
from api.services.tell import refuse_without_mail, tell
from api.store.alerts import AreaAlert
from api.store.notices import MailAddress, Purpose
from api.store.unit_of_work import UnitOfWork
from geo.crs import to_degrees

CONFIRMED_WITHIN = timedelta(hours=24)
LASTS = timedelta(days=365)
TOLD_BEFORE_THE_END = timedelta(days=14)
ASKED_AGAIN_AFTER = timedelta(hours=1)
MOST_OF_AN_ADDRESS = 10
RESIDENT = "resident"


def ask(unit: UnitOfWork, atlases: Atlases, place: str, address: str, *, mail_goes: bool, now: datetime) -> None:
    """Send a mail by which an alert is confirmed; whether one was sent is told to nobody.

    An address gets one such mail an hour at most, and has ten confirmed alerts at most: what a stranger asks for counts
    for nothing. For a place that is confirmed already the mail brings the lost link back, once a day.

    Raises
    ------
    NotFound, ValueRefused
        If there is no such place, or the address is none.
    airspace.workflow.StepRefused
        If no mail goes anywhere.
    """
    refuse_without_mail(mail_goes)
    place_of(unit, atlases, place)
    to = address_given(address, "email").lower()
    unit.alerts.lock()
    today = now.astimezone(JST).date()
    unit.alerts.sweep(now=now, today=today, unconfirmed=CONFIRMED_WITHIN)
    held = unit.alerts.of_address(to)
    confirmed = [alert for alert in held if alert.confirmed_at]
    here = next((alert for alert in confirmed if alert.place == place), None)
    if here is not None:
        _send(unit, here, NoticeKind.ALERT_ASKED, {}, now=now, once=today)
        return
    lately = any(alert.confirmed_at is None and alert.asked_at > now - ASKED_AGAIN_AFTER for alert in held)
    if lately or len(confirmed) >= MOST_OF_AN_ADDRESS:
        return
    alert = AreaAlert(new_id(), place, now, None, now, today + LASTS)
    unit.alerts.add(alert)
    unit.mail_addresses.add(MailAddress(alert.id, Purpose.RESIDENT, to, now))
    _send(unit, alert, NoticeKind.ALERT_ASKED, {}, now=now)
    _audit(unit, alert, "alert_asked", now)


def followed(unit: UnitOfWork, token: str, *, now: datetime) -> AreaAlert:
    """Return the alert that a mail's link is of; raises `NotFound` for none, or one that was not confirmed in time."""
    alert = unit.alerts.by_token(_hash(token))
    late = alert is not None and alert.confirmed_at is None and alert.asked_at < now - CONFIRMED_WITHIN
    if alert is None or late or alert.ends_on <= now.astimezone(JST).date():
        raise NotFound
    return alert


def confirm(unit: UnitOfWork, token: str, *, now: datetime) -> AreaAlert:
    """Let an alert begin, for a year from now; twice is once more a year."""
    unit.alerts.lock()
    alert = followed(unit, token, now=now)
    unit.alerts.confirm(alert.id, now=now, ends_on=now.astimezone(JST).date() + LASTS)
    _audit(unit, alert, "alert_confirmed", now)
    return followed(unit, token, now=now)


def end(unit: UnitOfWork, token: str, *, now: datetime) -> None:
    """Delete an alert with its address."""
    unit.alerts.lock()
    alert = followed(unit, token, now=now)
    unit.alerts.end(alert.id)
    _audit(unit, alert, "alert_ended", now)


def queue_alerts(unit: UnitOfWork, atlases: Atlases, *, now: datetime) -> int:
    """Put the day's mail of each alert in the outbox where anything near its place changed; return how many.

    Two weeks before its end an alert gets one mail more. What was not confirmed in time and what has ended is deleted,
    with its address.
    """
    today = now.astimezone(JST).date()
    unit.alerts.lock()
    unit.alerts.sweep(now=now, today=today, unconfirmed=CONFIRMED_WITHIN)
    trials = public_trials(unit, now=now)
    queued = 0
    for place, alerts in _by_place(unit.alerts.confirmed(today)).items():
        found = _place(unit, atlases, place)
        near = flown_near(trials, found) if found else []
        left = _left(unit, trials, near, found) if found else []
        for alert in alerts:
            count = sum(trial.changed_at > alert.told_until for trial in near)
            count += sum(trial.publication.published_at > alert.told_until for trial in left)
            news: dict[str, Parameter] = {"count": count, "on": today}
            if count and _send(unit, alert, NoticeKind.ALERT_CHANGED, news, now=now, once=today):
                queued += 1
                unit.alerts.told(alert.id, now)
            queued += _told_of_the_end(unit, alert, today, now=now)
    return queued


def _told_of_the_end(unit: UnitOfWork, alert: AreaAlert, today: date, *, now: datetime) -> bool:
    """Tell whoever has an alert that it ends soon, once for each end; return whether that was now."""
    if alert.ends_on - today > TOLD_BEFORE_THE_END:
        return False
    return _send(unit, alert, NoticeKind.ALERT_ENDING, {"on": alert.ends_on}, now=now, once=alert.ends_on)


def tell_at_once(
    unit: UnitOfWork,
    atlases: Atlases,
    area: BaseGeometry,
    kind: NoticeKind = NoticeKind.ALERT_URGENT,
    *,
    now: datetime,
) -> int:
    """Tell all whose place meets an area (in JGD2011 degrees) of a stop, its end, or an incident; return how many."""
    unit.alerts.lock()
    told = 0
    for place, alerts in _by_place(unit.alerts.confirmed(now.astimezone(JST).date())).items():
        found = _place(unit, atlases, place)
        if found is None or not shapely.intersects(found.area, area):
            continue
        for alert in alerts:
            told += _send(unit, alert, kind, {"on": now.astimezone(JST).date()}, now=now)
    return told


def stop_all_and_tell(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    area: BaseGeometry | None,
    codes: Iterable[str],
    reason: str,
    *,
    now: datetime,
) -> Stop:
    """Ask that nobody flies in an area (`stop_all`), and tell the residents there at once."""
    stop = stop_all(unit, atlases, account, area, codes, reason, now=now)
    tell_at_once(unit, atlases, stop.area, now=now)
    return stop


def release_and_tell(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    stop_id: str,
    trial_id: str | None,
    reason: str,
    *,
    now: datetime,
) -> None:
    """End a stop for one trial or for all (`release`); its end for all is told to the residents there at once."""
    stop = release(unit, account, stop_id, trial_id, reason, now=now)
    if trial_id is None:
        tell_at_once(unit, atlases, stop.area, NoticeKind.ALERT_RELEASED, now=now)


def stops_near(unit: UnitOfWork, atlases: Atlases, place: Place) -> list[Stop]:
    """Return the stops that stand over a place, newest first."""
    return [stop for stop, _ in standing_stops(unit, atlases) if shapely.intersects(place.area, stop.area)]


def tell_everyone_at_once(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    number: int,
    text: str,
    *,
    published: bool,
    now: datetime,
) -> IncidentNotice:
    """Record what everyone is told of an incident (`tell_everyone`), and tell the residents near a public trial."""
    notice = tell_everyone(unit, account, trial_id, number, text, published=published, now=now)
    publication = unit.trials.publication(trial_id)
    if published and publication is not None and is_released(publication, now):
        volumes = [build_volume(flight.value()) for flight in public_trial(unit, trial_id, now=now).content.operations]
        around = [to_degrees(one.footprints[VolumeKind.GROUND_RISK_BUFFER], one.plane_epsg) for one in volumes]
        tell_at_once(unit, atlases, shapely.union_all(around), now=now)
    return notice


def near_place(unit: UnitOfWork, atlases: Atlases, place: str, *, now: datetime) -> tuple[Place, list[PublicTrial]]:
    """Return a place and the public trials that fly over it or near it; raises as `place_of`."""
    found = place_of(unit, atlases, place)
    return found, flown_near(public_trials(unit, now=now), found)


def gone_from(unit: UnitOfWork, place: Place, near: Sequence[PublicTrial], *, now: datetime) -> list[PublicTrial]:
    """Return the public trials that were confirmed to fly near a place, have moved away, and have not ended."""
    to_come = [public for public in public_trials(unit, now=now) if public.last_end >= now and not public.has_ended]
    return _left(unit, to_come, near, place)


def _left(
    unit: UnitOfWork, trials: Iterable[PublicTrial], near: Sequence[PublicTrial], place: Place
) -> list[PublicTrial]:
    there = {public.trial.id for public in near}
    others = (public for public in trials if public.trial.id not in there)
    return [public for public in others if flown_near(public_before(unit, public), place)]


def _place(unit: UnitOfWork, atlases: Atlases, place: str) -> Place | None:
    """Return a place, None where its municipality is in no edition any more."""
    try:
        return place_of(unit, atlases, place)
    except NotFound:
        return None


def _by_place(alerts: Iterable[AreaAlert]) -> dict[str, list[AreaAlert]]:
    found: dict[str, list[AreaAlert]] = {}
    for alert in alerts:
        found.setdefault(alert.place, []).append(alert)
    return found


def _send(
    unit: UnitOfWork,
    alert: AreaAlert,
    kind: NoticeKind,
    parameters: dict[str, Parameter],
    *,
    now: datetime,
    once: date | None = None,
) -> bool:
    token = secrets.token_urlsafe(24)
    notice = Notice(kind, Recipient.registered(alert.id), parameters={"code": token, **parameters})
    if not tell(unit, notice, now=now, once=f"{kind}:{alert.id}:{once}" if once else None):
        return False
    unit.alerts.add_link(alert.id, _hash(token))
    return True


def _audit(unit: UnitOfWork, alert: AreaAlert, action: str, now: datetime) -> None:
    """Record an act on an alert by its random id alone: which place somebody wants to hear of is that person's."""
    unit.audit.append(at=now, actor=RESIDENT, action=action, subject=alert.id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
