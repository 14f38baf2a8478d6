"""Flights as the command line, the API and the forms make them alike from what a person gives."""

from datetime import date, timedelta

from airspace.trial import Window
from geo.errors import TooLarge, ValueRefused
from geo.readers.reading import Reading
from geo.route import Path, Route
from geo.text import Text

MOST_DAYS = 366


def windows_between(first: date, last: date) -> tuple[Window, ...]:
    """Return one whole-day window for each day from `first` to `last`.

    Raises
    ------
    ValueRefused
        If the last day is before the first or more than `MOST_DAYS` days are asked for.
    """
    if last < first:
        raise ValueRefused(
            Text("最後の日が最初の日より前です。", "The last day is before the first."),
            Text("日付を確かめてください。", "Check the dates."),
        )
    if (last - first).days >= MOST_DAYS:
        raise ValueRefused(
            Text("期間が長すぎます。", "The period is too long."),
            Text(f"{MOST_DAYS}日以内にしてください。", f"Give at most {MOST_DAYS} days."),
        )
    return tuple(Window.whole_day(first + timedelta(days=number)) for number in range((last - first).days + 1))


def chosen_path(reading: Reading, number: int | None) -> Path:
    """Return the path that a file holds, or the one of several that was chosen by its number, counted from 1.

    Raises
    ------
    ValueRefused
        If the file holds several and none, or one that is not there, was chosen.
    """
    if number is None and len(reading.paths) == 1:
        return reading.paths[0]
    if number is not None and 1 <= number <= len(reading.paths):
        return reading.paths[number - 1]
    names = [f"{place}: {path.name or '—'}" for place, path in enumerate(reading.paths[:20], start=1)]
    raise ValueRefused(
        Text(f"このファイルには経路が{len(reading.paths)}つあります。", f"The file holds {len(reading.paths)} routes."),
        Text(
            f"使う経路の番号を入れてください（{'、'.join(names)}）。",
            f"Give the number of the one to use ({', '.join(names)}).",
        ),
        where="path_number",
    )


def refuse_too_many_points(path: Path, most: int) -> None:
    """Refuse a route of more waypoints than a check without an account may have."""
    if isinstance(path, Route) and len(path.waypoints) > most:
        raise TooLarge(
            Text(f"点が多すぎます（{len(path.waypoints):,} 点）。", f"Too many waypoints ({len(path.waypoints):,})."),
            Text(
                f"{most:,} 点以下に間引くか、経路を分けてください。", f"Thin or split the route to {most:,} or fewer."
            ),
        )
