"""Sunrise and sunset of a place: when the sun's upper edge is on the horizon, at sea level.

The definition is that of the National Astronomical Observatory of Japan (国立天文台): the sun's upper edge, with a
stated refraction at the horizon and no dip of it. The sun's place is libastro's (VSOP87, through `ephem`), whose
observers and bodies are mutable: each call makes its own, so that calls may share threads.
"""

from datetime import UTC, datetime

import ephem


def next_sunrise(lon_deg: float, lat_deg: float, after: datetime, *, refraction_deg: float) -> datetime:
    """Return the first sunrise after an aware time, in UTC, to a second or so.

    Parameters
    ----------
    lon_deg, lat_deg
        The place in degrees, at a latitude where the sun rises and sets every day.
    after
        The time from which to look, aware.
    refraction_deg
        How far the air lifts the sun at the horizon, in degrees.
    """
    observer = _observer(lon_deg, lat_deg, after, refraction_deg)
    return _aware(observer.next_rising(ephem.Sun(), use_center=False))


def next_sunset(lon_deg: float, lat_deg: float, after: datetime, *, refraction_deg: float) -> datetime:
    """Return the first sunset after an aware time, in UTC; the parameters are those of `next_sunrise`."""
    observer = _observer(lon_deg, lat_deg, after, refraction_deg)
    return _aware(observer.next_setting(ephem.Sun(), use_center=False))


def _observer(lon_deg: float, lat_deg: float, after: datetime, refraction_deg: float) -> ephem.Observer:
    if after.tzinfo is None:
        raise ValueError("after must be aware")
    observer = ephem.Observer()
    observer.lon, observer.lat = lon_deg * ephem.degree, lat_deg * ephem.degree
    observer.elevation = 0.0
    observer.pressure = 0.0  # no refraction of ephem's own: the horizon below carries it
    observer.horizon = -refraction_deg * ephem.degree
    observer.date = after.astimezone(UTC).replace(tzinfo=None)
    return observer


def _aware(found: ephem.Date) -> datetime:
    time: datetime = found.datetime()
    return time.replace(tzinfo=UTC)
