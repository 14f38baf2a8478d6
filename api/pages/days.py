"""Flight days as a form sends them: a line a day with its windows, and days that recur weekly by simple fields."""

import re
from datetime import date
from functools import partial

from airspace.recurrence import WEEKDAYS, Recurrence
from airspace.schedule import DailyWindow, FlightDay, PlanDay, StatedDays
from api.pages.forms import NOT_A_DATE, Form
from geo.errors import InputRefused, ValueRefused
from geo.text import Text

RESERVE_WORDS = frozenset({"予備", "予備日", "順延日", "reserve"})

WEEKDAY_NAMES = {
    "MO": Text("月", "Monday"),
    "TU": Text("火", "Tuesday"),
    "WE": Text("水", "Wednesday"),
    "TH": Text("木", "Thursday"),
    "FR": Text("金", "Friday"),
    "SA": Text("土", "Saturday"),
    "SU": Text("日", "Sunday"),
}

_BETWEEN = re.compile(r"\s*(?:-|–|—|~|～|〜|から)\s*")
_TIMES = re.compile(r"\d{1,2}:\d{2}-\d{1,2}:\d{2}")


def days_of_form(form: Form) -> StatedDays:
    """Return what a form states; what cannot be read is among the form's errors."""
    lines = [line for line in form.values.get("days", "").splitlines() if line.strip()]
    days = [day for line in lines if (day := form.checked("days", partial(day_of_line, line))) is not None]
    flights = form.whole("flights_per_day")
    recurring = _recurring(form)
    return StatedDays((*days, *recurring), flights)


def day_of_line(line: str) -> FlightDay | PlanDay:
    """Return the day of a line such as ``2026-11-04 10:00-12:00 13:00-14:00 予備``.

    Raises
    ------
    ValueRefused
        If the line cannot be read.
    """
    first, *rest = _BETWEEN.sub("-", line.strip()).replace("/", "-").split()
    try:
        day = date.fromisoformat(first)
    except ValueError:
        raise ValueRefused(Text(f"「{line[:40]}」：", f"'{line[:40]}':"), NOT_A_DATE) from None
    times = [word for word in rest if word not in RESERVE_WORDS]
    if wrong := [word for word in times if not _TIMES.fullmatch(word)]:
        raise ValueRefused(
            Text(f"「{wrong[0][:40]}」が読めません。", f"'{wrong[0][:40]}' cannot be read."),
            Text(
                "1行に1日、2026-11-04 10:00-12:00 のように書いてください。予備日なら、あとに「予備」と書きます。",
                "Write a day a line, such as 2026-11-04 10:00-12:00, and 'reserve' after it for a reserve day.",
            ),
        )
    reserve = len(times) < len(rest)
    if not times:
        return PlanDay(day, reserve)
    return FlightDay(day, tuple(DailyWindow.between(*each.split("-")).on(day) for each in times), reserve)


def _recurring(form: Form) -> tuple[FlightDay | PlanDay, ...]:
    """Return the days that recur weekly; none where no day of the week is marked."""
    marked = [name for name in WEEKDAYS if form.values.get(f"repeat_{name.lower()}")]
    if not marked:
        return ()
    first, until = form.day("repeat_from"), form.day("repeat_until")
    start, end = form.values.get("repeat_start", ""), form.values.get("repeat_end", "")
    if first is None or until is None:
        return ()
    try:
        windows = (DailyWindow.between(start, end),) if start or end else ()
        rule = f"FREQ=WEEKLY;BYDAY={','.join(marked)};UNTIL={until:%Y%m%d}"
        return Recurrence(first, rule, windows).flight_days()
    except InputRefused as refusal:
        form.errors["repeat_start" if refusal.where == "windows" else "repeat_until"] = Form.refused(
            ValueRefused(refusal.what, refusal.remedy)
        )
        return ()
