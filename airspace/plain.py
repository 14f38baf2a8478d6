"""わかりやすい要約: a draft of what a trial is, in short sentences, made from what is public of it; staff edit it.

What is not known is said to be not known, never left out. It is no permit and says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from airspace.plan import Plan
from airspace.trial import JST, Vehicle, Window
from airspace.volume import OperationVolume
from geo.height import Datum
from geo.text import Text

MOST_FLIGHTS = 3
MOST_PLACES = 6
MOST_QUOTED = 150
"""Flights, places and characters of the operator's words beyond these are said to be left out."""

NOT_KNOWN = Text("まだ決まっていないか、事業者が示していません。", "Not decided yet, or the operator has not told it.")
NO_PERMIT = Text(
    "この説明は、飛んでよいという許可ではありません。航空法の許可・承認は、国土交通省が行います。",
    "This is not a permit to fly. Permission and approval under the Civil Aeronautics Act are given by MLIT.",
)
KEEP_AWAY = Text(
    "さわらないで、はなれてください。けがや火事のときは119、事件のときは110に電話してください。",
    "Do not touch it and keep away. Call 119 for an injury or a fire, 110 for the police.",
)

LOW_AND_HIGH = {
    Datum.AGL: Text("地面から", "above the ground"),
    Datum.AMSL: Text("海面から（標高で）", "above sea level"),
    Datum.ELLIPSOIDAL: Text("GPSの基準（楕円体高）で", "above the ellipsoid of GPS"),
    Datum.TAKEOFF: Text("飛び立つ場所から", "above where it takes off"),
    Datum.UNKNOWN: Text("（どこから測るかは分かりません）", "(from where it is measured is not known)"),
}
"""How people say from where a height is measured."""

CRAFT = {
    Vehicle.UAS: Text("ドローン（人が乗れない無人の航空機）", "a drone (nobody can be aboard)"),
    Vehicle.EVTOL: Text("空飛ぶクルマ（人が乗れる航空機）", "a flying car (an aircraft that can carry people)"),
}


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What is public of a trial: its words, its flights as they are shown, and whom to call.

    `municipalities` is empty where they are not known; empty names and telephone numbers are not known. Unless
    `times_told`, only days are public.
    """

    plan: Plan
    volumes: tuple[OperationVolume, ...]
    municipalities: tuple[Text, ...] = ()
    operator: str = ""
    operator_phone: str = ""
    desk: str = ""
    desk_phone: str = ""
    times_told: bool = True


WHAT_FLIES = Text("何が飛ぶか", "What flies")


def answers(facts: PublicFacts) -> tuple[tuple[Text, Text], ...]:
    """Return each question that residents ask, and its answer from the facts."""
    plan, several = facts.plan, len(facts.volumes) > 1
    return (
        (Text("いつ", "When"), _each(facts.volumes, lambda one: _when(one, times_told=facts.times_told), several)),
        (Text("どこ", "Where"), _where(facts)),
        (Text("高さ", "How high"), _each(facts.volumes, _height, several)),
        (Text("回数", "How often"), _how_often(plan.flights_per_day)),
        (WHAT_FLIES, _craft(facts)),
        (Text("音", "Sound"), _quoted(plan.noise)),
        (Text("カメラ", "Camera"), _quoted(plan.camera)),
        (Text("落ちたら", "If it falls"), _fall(plan.fall_response)),
        (Text("電話", "Whom to call"), _phones(facts)),
    )


def plain_summary(facts: PublicFacts) -> Text:
    """Return the draft, one line for each question that residents ask."""
    told = answers(facts)
    return Text(
        "\n".join([*(f"{question.ja}：{answer.ja}" for question, answer in told), NO_PERMIT.ja]),
        "\n".join([*(f"{question.en}: {answer.en}" for question, answer in told), NO_PERMIT.en]),
    )


def _joined(parts: Sequence[Text]) -> Text:
    return Text("".join(part.ja for part in parts), " ".join(part.en for part in parts))


def _each(volumes: Sequence[OperationVolume], tell: Callable[[OperationVolume], Text], several: bool) -> Text:
    """Return what is told of each flight, once where it is the same of all."""
    told = [tell(volume) for volume in volumes]
    if len(set(told)) == 1:
        return told[0]
    parts = [
        Text(f"飛行{number}は、{one.ja}", f"Flight {number}: {one.en}") if several else one
        for number, one in enumerate(told[:MOST_FLIGHTS], start=1)
    ]
    if len(told) > MOST_FLIGHTS:
        more = len(told) - MOST_FLIGHTS
        parts.append(Text(f"ほかに{more}つの飛行があります。", f"There are {more} more flights."))
    return _joined(parts)


def _when(volume: OperationVolume, *, times_told: bool) -> Text:
    windows = volume.operation.windows
    days = sorted({day for window in windows for day in (window.first_day, window.last_day)})
    return _joined([_days(days, windows), _times(windows) if times_told else _UNTOLD])


_UNTOLD = Text("時間は公表していません。", "The times are not told.")


def _days(days: Sequence[date], windows: Sequence[Window]) -> Text:
    first, last = days[0], days[-1]
    if first == last:
        return Text(f"{_day_ja(first)}に飛びます。", f"It flies on {_day_en(first)}.")
    count = len({window.first_day for window in windows})
    ja = f"{_day_ja(first)}から{_day_ja(last)}までの間に飛びます。"
    en = f"It flies between {_day_en(first)} and {_day_en(last)}."
    if count == 1:
        return Text(ja, en)
    return Text(f"{ja}飛ぶ日は、{count}日です。", f"{en} That is on {count} days.")


def _day_ja(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"


def _day_en(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def _times(windows: Sequence[Window]) -> Text:
    if any(window.end - window.start >= timedelta(days=1) for window in windows):
        return Text(f"時間は、{NOT_KNOWN.ja}", f"The time: {NOT_KNOWN.en}")
    spans = sorted({(_clock(window.start), _clock(window.end)) for window in windows})
    told_ja = "、".join(f"{start}から{end}まで" for start, end in spans[:MOST_FLIGHTS])
    told_en = ", ".join(f"{start} to {end}" for start, end in spans[:MOST_FLIGHTS])
    if len(spans) > MOST_FLIGHTS:
        return Text(f"時間は、{told_ja}などで、日によって違います。", f"The times are {told_en} and others, by day.")
    return Text(f"時間は、{told_ja}です。", f"The time is {told_en}.")


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(JST):%H:%M}"


def _where(facts: PublicFacts) -> Text:
    names, more = facts.municipalities[:MOST_PLACES], len(facts.municipalities) - MOST_PLACES
    if names:
        ja, en = "、".join(name.ja for name in names), ", ".join(name.en for name in names)
        place = Text(f"{ja}を飛びます。", f"It flies over {en}.")
        if more > 0:
            place = Text(f"{ja}と、ほかに{more}の市町を飛びます。", f"It flies over {en} and {more} more.")
    else:
        place = Text("どの市町を飛ぶかは、分かりません。", "Over which municipalities it flies is not known.")
    lengths_m = sorted(volume.length_m for volume in facts.volumes if volume.length_m)
    parts = [place]
    if lengths_m:
        longest = f"{lengths_m[-1] / 1000:.1f} km"
        parts.append(Text(f"飛ぶ道の長さは、長くて{longest}です。", f"Its way is at most {longest} long."))
    parts.append(Text("場所は、地図にあります。", "The map shows where."))
    return _joined(parts)


def _height(volume: OperationVolume) -> Text:
    ceilings = [leg.band.ceiling for leg in volume.legs]
    told = {height.datum: 0.0 for height in ceilings if height}
    for height in ceilings:
        if height is not None:
            told[height.datum] = max(told[height.datum], height.value_m)
    if not told:
        return NOT_KNOWN
    ja = "、".join(f"{LOW_AND_HIGH[datum].ja}{metres:g} m" for datum, metres in told.items())
    en = ", ".join(f"{metres:g} m {LOW_AND_HIGH[datum].en}" for datum, metres in told.items())
    highest = Text(f"いちばん高いところで、{ja}です。", f"At most {en}.")
    if None not in ceilings:
        return highest
    unknown = Text("高さが分からないところもあります。", "In parts its height is not known.")
    return _joined([highest, unknown])


def _how_often(flights_per_day: int | None) -> Text:
    if flights_per_day is None:
        return NOT_KNOWN
    times = "once" if flights_per_day == 1 else f"{flights_per_day} times"
    return Text(f"1日に、多くて{flights_per_day}回です。", f"At most {times} a day.")


def _craft(facts: PublicFacts) -> Text:
    kinds = list(dict.fromkeys(CRAFT[volume.operation.vehicle] for volume in facts.volumes))
    kind = Text(f"{'と'.join(one.ja for one in kinds)}です。", f"It is {' and '.join(one.en for one in kinds)}.")
    if not facts.plan.aircraft.strip():
        return _joined([kind, Text(f"型や重さは、{NOT_KNOWN.ja}", f"Type and mass: {NOT_KNOWN.en}")])
    return _joined([kind, _quoted(facts.plan.aircraft)])


def _fall(response: str) -> Text:
    if response.strip():
        return _joined([KEEP_AWAY, _quoted(response)])
    return _joined([KEEP_AWAY, Text(f"事業者がすることは、{NOT_KNOWN.ja}", f"What the operator does: {NOT_KNOWN.en}")])


def _quoted(words: str) -> Text:
    """Return the operator's own words, in one line; a draft in English holds them as they are, for staff to turn."""
    line = " ".join(words.split())
    if not line:
        return NOT_KNOWN
    if len(line) > MOST_QUOTED:
        line = f"{line[:MOST_QUOTED]}…"
        return Text(
            f"事業者の説明：「{line}」（続きは下にあります。）", f"In the operator's words: “{line}” (more below)"
        )
    return Text(f"事業者の説明：「{line}」", f"In the operator's words: “{line}”")


def _phones(facts: PublicFacts) -> Text:
    operator = _phone(Text("飛ばす会社・団体", "Who flies"), facts.operator, facts.operator_phone)
    return _joined([operator, _phone(Text("県の窓口", "The prefecture's desk"), facts.desk, facts.desk_phone)])


def _phone(whose: Text, name: str, phone: str) -> Text:
    number = (
        Text(f"電話 {phone}。", f"telephone {phone}.")
        if phone
        else Text("電話番号は分かりません。", "the telephone number is not known.")
    )
    named = f" {name}" if name else ""
    return Text(f"{whose.ja}{named}、{number.ja}", f"{whose.en}{named}, {number.en}")
