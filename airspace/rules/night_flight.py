"""夜間の飛行: flight outside sunrise to sunset, as the observatory (国立天文台) publishes them for the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from airspace.evidence import clear, finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, VolumeKind
from airspace.law import RuleLaw
from airspace.statement import unstated, used
from airspace.trial import JST, Window
from airspace.volume import OperationVolume
from geo.crs import JGD2011, transformer
from geo.sun import next_sunrise, next_sunset
from geo.text import Text

SLUG = "night-flight"

HALF_A_MINUTE = timedelta(seconds=30)

GIVE_DAYLIGHT_HOURS = Text(
    "毎日の始まりと終わりの時刻を入れてください。一日中（夜も）飛ばすなら、夜間の飛行として特定飛行に該当します。",
    "Give the time at which each day's flying starts and ends. If it is flown all day and night, "
    "it is flight at night: specified flight.",
)


@dataclass(frozen=True, slots=True)
class Sun:
    """A place's definition and margins: refraction at the horizon in degrees, the error of our times, what is near."""

    refraction_deg: float
    error: timedelta
    near: timedelta


@dataclass(frozen=True, slots=True)
class Daylight:
    """A window with the latest sunrise and the earliest sunset, anywhere on the flight, of the day it starts on."""

    window: Window
    sunrise: datetime
    sunset: datetime

    @property
    def spare(self) -> timedelta:
        """How long the window stays clear of the night; negative where it is partly in it."""
        return min(self.window.start - self.sunrise, self.sunset - self.window.end)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge each window by the sun over the whole flight; days without hours are asked for."""
    figures = {name: parameter.value for name, parameter in law.parameters.items()}
    sun = Sun(
        refraction_deg=figures["horizon_refraction_arcsec"] / 3600,
        error=timedelta(seconds=figures["calculation_error_s"]),
        near=timedelta(minutes=figures["near_min"]),
    )
    windows = facts.volume.operation.windows
    told = [window for window in windows if not _is_days_without_hours(window)]
    corners = _corners(facts.volume)
    days = [_daylight(window, corners, sun) for window in told]
    night = [day for day in days if day.spare < timedelta()]
    near = [day for day in days if timedelta() <= day.spare <= sun.near]
    findings = []
    if night:
        findings.append(_at_night(law, night))
    if len(told) < len(windows):
        findings.append(_without_hours(law, len(windows) - len(told)))
    if near:
        findings.append(_near_night(law, near, figures["near_min"]))
    yield from findings or [_by_day(law, days)]


def _is_days_without_hours(window: Window) -> bool:
    """Whether a window is one or more whole days in Japan: which hours are flown was not told."""
    return all(moment.astimezone(JST).time() == time() for moment in (window.start, window.end))


def _corners(volume: OperationVolume) -> tuple[float, float, float, float]:
    """Return west, south, east and north in degrees of a box that holds the flight geography."""
    west_m, south_m, east_m, north_m = volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY].bounds
    lons, lats = transformer(volume.plane_epsg, JGD2011).transform(
        (west_m, west_m, east_m, east_m), (south_m, north_m, south_m, north_m)
    )
    return min(lons), min(lats), max(lons), max(lats)


def _daylight(window: Window, corners: tuple[float, float, float, float], sun: Sun) -> Daylight:
    """Return the window's daylight; the sun rises last on the western edge and sets first on the eastern."""
    west, south, east, north = corners
    midnight = datetime.combine(window.first_day, time(), JST)
    refraction_deg = sun.refraction_deg
    rises = [next_sunrise(west, lat, midnight, refraction_deg=refraction_deg) for lat in (south, north)]
    sets = [next_sunset(east, lat, midnight, refraction_deg=refraction_deg) for lat in (south, north)]
    return Daylight(window, _to_the_minute(max(rises) + sun.error), _to_the_minute(min(sets) - sun.error))


def _to_the_minute(moment: datetime) -> datetime:
    """Return the nearest whole minute in Japan: times of sunrise and sunset are published so."""
    return (moment + HALF_A_MINUTE).astimezone(JST).replace(second=0, microsecond=0)


def _at_night(law: RuleLaw, night: list[Daylight]) -> Finding:
    ja, en = _described(min(night, key=lambda day: day.spare))
    return used(
        law,
        Text(
            f"日の出から日の入りまでの間の外を飛ぶ時間帯が {len(night)} 件あるため、"
            f"夜間の飛行として特定飛行に該当します（{ja}）。",
            f"Windows that are not wholly between sunrise and sunset: {len(night)}. "
            f"This is flight at night, a specified flight ({en}).",
        ),
        Text(
            "日の出から日の入りまでの間に変えるか、国土交通省の手続（承認、または機体認証と技能証明）を確かめてください。",
            "Fly between sunrise and sunset, or see which of MLIT's procedures applies "
            "(approval, or certified aircraft and licence).",
        ),
    )


def _without_hours(law: RuleLaw, count: int) -> Finding:
    return unstated(
        law,
        Text(
            f"飛行する時刻が示されていない日が {count} 件あり、"
            "夜（日の入りから日の出まで）を飛ぶかどうか判定できません。",
            f"Days given without hours: {count}. Whether it is flown at night (sunset to sunrise) cannot be told.",
        ),
        GIVE_DAYLIGHT_HOURS,
    )


def _near_night(law: RuleLaw, near: list[Daylight], near_min: float) -> Finding:
    ja, en = _described(min(near, key=lambda day: day.spare))
    return finding(
        law,
        Outcome.ADVISORY,
        Entails.SPECIFIED_FLIGHT_METHOD,
        Text(
            f"日の出または日の入りまで {near_min:g} 分以内の時間帯が {len(near)} 件あります（{ja}）。",
            f"Windows that come within {near_min:g} minutes of sunrise or sunset: {len(near)} ({en}).",
        ),
        Text(
            "遅れると夜間の飛行になります。余裕をとり、その場所の日の出・日の入りの時刻を国立天文台の暦で確かめてください。",
            "A delay makes it flight at night. Leave time to spare, and check sunrise and sunset of that place in the "
            "almanac of the National Astronomical Observatory.",
        ),
    )


def _by_day(law: RuleLaw, days: list[Daylight]) -> Finding:
    ja, en = _described(min(days, key=lambda day: day.spare))
    return clear(
        law,
        Text(
            f"どの時間帯も、飛行する場所の日の出から日の入りまでの間です（いちばん余裕のない日：{ja}）。",
            f"Every window is between sunrise and sunset of the place (the one with the least to spare: {en}).",
        ),
    )


def _described(day: Daylight) -> tuple[str, str]:
    start, end = day.window.start.astimezone(JST), day.window.end.astimezone(JST)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    began = f"{start:%Y-%m-%d %H:%M}"
    return (
        f"{began}～{until}、日の出 {day.sunrise:%H:%M}、日の入り {day.sunset:%H:%M}",
        f"{began} to {until}, sunrise {day.sunrise:%H:%M}, sunset {day.sunset:%H:%M}",
    )
