"""HTML forms read into values, with an error for each field in both languages. Digits are normalised, never dropped."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, TypeVar

from airspace.declared import DECLARED_NAMES, GRADED, GREATEST, NOTHING_DECLARED, Declared, Grade
from airspace.public_words import MOST_LANGUAGES
from airspace.register.fill import emptied
from airspace.remark import REMARKABLE
from airspace.trial import JST, EntryControl, Operation, Vehicle, Window
from api.flights import MOST_DAYS, chosen_path
from geo.errors import InputRefused
from geo.height import Datum, Height
from geo.readable import LINE_MARKS, is_readable
from geo.readers import read
from geo.route import Path, Route
from geo.text import Text

T = TypeVar("T")

YES_OR_NO = {"yes": True, "no": False}

FIELD_NAMES = (
    {
        "permit_kind": Text("許可・承認の種類", "Kind of permit"),
        "widened_m": Text("描く幅の下限", "Least half-width"),
        "released_day": Text("公表解禁の日", "Day of release"),
        "released_time": Text("公表解禁の時刻", "Time of release"),
        "easy_ja": Text("やさしい日本語の説明", "Easy Japanese"),
        "plain_ja": Text("わかりやすい要約（日本語）", "Plain summary (Japanese)"),
        "plain_en": Text("わかりやすい要約（英語）", "Plain summary (English)"),
        "email": Text("メールアドレス", "E-mail address"),
        "owner": Text("担当", "Who works on it"),
        "group": Text("いま", "Waiting for"),
        "days_left": Text("残りの開庁日", "Working days left"),
        "view_name": Text("しぼりこみの名前", "Name of the view"),
        "zone_name": Text("区域の名前", "Name of the zone"),
        "zone_type": Text("どうしてほしいか", "What it asks"),
        "zone_kind": Text("もとになるもの", "What it rests on"),
        "zone_start_day": Text("始まりの日", "First day"),
        "zone_start_time": Text("始まりの時刻", "From"),
        "zone_end_day": Text("終わりの日", "Last day"),
        "zone_end_time": Text("終わりの時刻", "Until"),
        "upper_agl_m": Text("上限の高さ", "Upper limit"),
        "legal_basis": Text("根拠", "Basis"),
        "as_of": Text("基準日", "As of"),
        "prefecture": Text("もれなく載っている範囲", "Where it is complete"),
        "in_force_from": Text("使い始める日", "In force from"),
        "contact": Text("返事の届け先", "Where to answer"),
        "channel": Text("どこから", "How it came"),
        "contact_kind": Text("連絡先の種類", "Kind of contact"),
        "number": Text("番号", "Number"),
        "valid_from": Text("期間の始まり", "First day"),
        "valid_to": Text("期間の終わり", "Last day"),
        "checked_day": Text("確かめた日", "Day of the check"),
        "checked_time": Text("確かめた時刻", "Time of the check"),
        "found": Text("緊急用務空域の指定", "Emergency airspace"),
        "step": Text("決定", "Decision"),
        "happened_day": Text("起きた日", "Day"),
        "happened_time": Text("起きた時刻", "Time"),
        "place": Text("場所", "Place"),
        "what": Text("何が起きたか", "What happened"),
        "injured": Text("けがをした人", "Injured people"),
        "damage": Text("物の被害", "Damage"),
        "aircraft_state": Text("機体の状態", "Aircraft"),
        "mlit_number": Text("国土交通省の報告の番号", "MLIT's number"),
        "speaker": Text("電話で答えた方", "Who answered"),
        "at_day": Text("電話の日", "Day of the call"),
        "at_time": Text("電話の時刻", "Time of the call"),
        "area": Text("区域", "Area"),
        "release_reason": Text("解除の理由", "Reason of the end"),
        "title": Text("題名", "Title"),
        "purpose": Text("目的", "Purpose"),
        "summary": Text("住民の方への説明", "Explanation for residents"),
        "aircraft": Text("機体", "Aircraft"),
        "flights_per_day": Text("1日の最大の回数", "Most flights a day"),
        "noise": Text("音", "Sound"),
        "camera": Text("カメラ", "Camera"),
        "fall_response": Text("落ちたときの対応", "What is done if it falls"),
        "kind": Text("県に求められていること", "What is asked of the prefecture"),
        "subject": Text("件名", "Subject"),
        "text": Text("内容", "Text"),
        "days": Text("実施日", "Flight days"),
        "one": Text("実証実験の受付番号", "Reception number of a trial"),
        "other_id": Text("相手の受付番号", "Reception number of the other"),
        "repeat_from": Text("くりかえしの最初の日", "First day of the recurrence"),
        "repeat_until": Text("くりかえしの最後の日", "Last day of the recurrence"),
        "repeat_start": Text("くりかえしの始まりの時刻", "Recurring from"),
        "repeat_end": Text("くりかえしの終わりの時刻", "Recurring to"),
        "flights": Text("飛行の回数", "Flights"),
        "incidents": Text("起きたこと", "What happened"),
        "name": Text("名前", "Name"),
        "phone": Text("電話", "Telephone"),
        "login": Text("ログイン名", "Login"),
        "password": Text("パスワード", "Password"),
        "roles": Text("役割", "Roles"),
        "received_on": Text("収受日", "Day of receipt"),
        "report_due_on": Text("実績報告の期限", "Report due"),
        "file": Text("ファイル", "File"),
        "page": Text("ページ", "Page"),
        "left": Text("左", "Left"),
        "top": Text("上", "Top"),
        "right": Text("右", "Right"),
        "bottom": Text("下", "Bottom"),
        "words": Text("黒塗りにする文字", "Words to black out"),
        "ground": Text("条文", "Article"),
        "reason": Text("理由", "Reason"),
        "lift": Text("黒塗りを外す", "Lift a blackout"),
        "public": Text("公表用の写し", "Copy for residents"),
        "path_number": Text("使う経路の番号", "Number of the route"),
        "table": Text("通過点の表", "Table of waypoints"),
        "half_width_m": Text("経路の片側の幅", "Half-width of the route"),
        "height_m": Text("いちばん高い高さ", "Greatest height"),
        "datum": Text("高さの基準", "Measured from"),
        "first_day": Text("最初の日", "First day"),
        "last_day": Text("最後の日", "Last day"),
        "start_time": Text("毎日の始まり", "From each day"),
        "end_time": Text("毎日の終わり", "Until each day"),
        "speed_mps": Text("最大の速さ", "Greatest speed"),
        "fall_distance_m": Text("メーカーの落下距離", "Maker's fall distance"),
        "present_password": Text("いまのパスワード", "Present password"),
        "new_password": Text("新しいパスワード", "New password"),
        "new_password_again": Text("新しいパスワード（もう一度）", "New password, again"),
        "code": Text("確認コード", "One-time code"),
        "token_name": Text("トークンの名前", "Token's name"),
        "scopes": Text("できること", "What it may do"),
        "token_days": Text("有効な日数", "Days"),
        "retention_class": Text("保存期間", "Retention"),
        "closed_on": Text("完結した日", "Closed on"),
        "measure": Text("満了時の措置", "What is done then"),
        "transferred_on": Text("移管した日", "Transferred on"),
        "hold_reason": Text("延長の理由", "Why it is held"),
        "until": Text("延長の最後の日", "Held until"),
        "chosen": Text("登録簿から選ぶ", "Choose from the registers"),
    }
    | DECLARED_NAMES
    | {f"remark-{name}": label for name, label in REMARKABLE.items()}
    | {
        f"other_{part}-{row}": Text(f"ほかの言語{row + 1}の{ja}", f"Further language {row + 1}, {en}")
        for row in range(MOST_LANGUAGES)
        for part, ja, en in (("tag", "記号", "tag"), ("text", "文", "text"))
    }
)
"""What a field is called where its error is listed."""

NAMES_AS_WRITTEN = frozenset({"addressee", "name", "name_ja", "person_name", "insurer", "manager", "speaker"})
"""Fields of names, which are kept as their bearers write them (`airspace.naming`)."""

PROSE_FIELDS = ("plain_ja", "plain_en", "easy_ja", "other_text-")
"""Fields, by how their names begin, of texts that residents read with the marks (：，（）) that their writers chose."""

PASSWORD_FIELDS = frozenset({"password", "present_password", "new_password", "new_password_again"})

OF_FIELDS = LINE_MARKS | {"\r"}
"""Marks that a field of several lines sends."""

UNREADABLE = Text(
    "使えない文字が入っています。目に見えない制御文字を消してください。",
    "It holds characters that cannot be used. Remove the invisible control characters.",
)
MISSING = Text("入力してください。", "Please fill this in.")
NOT_A_NUMBER = Text("数字で入力してください（例：60）。", "Enter a number (for example 60).")
NOT_A_DATE = Text("日付を入力してください（例：2026-11-04）。", "Enter a date (for example 2026-11-04).")
NOT_A_TIME = Text("時刻を入力してください（例：10:00）。", "Enter a time (for example 10:00).")
NOT_A_CHOICE = Text("選択肢から選んでください。", "Choose one of the options.")
NO_ROUTE = Text("ファイルを選ぶか、通過点の表を入力してください。", "Choose a file, or enter the table of waypoints.")


@dataclass
class Form:
    """What was sent, as text, and what is wrong with it by field. A password keeps the spaces at its ends."""

    values: dict[str, str]
    errors: dict[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: Mapping[str, object]) -> "Form":
        """Return the text fields of a form, compatibility characters (１２０) made ordinary (120) but for names."""
        return cls({name: _kept(name, value) for name, value in sent.items() if isinstance(value, str)})

    def text(self, name: str, *, most: int, required: bool = False) -> str:
        """Return a text of at most `most` characters."""
        value = self.values.get(name, "")
        if required and not value:
            self.errors[name] = MISSING
        if len(value) > most:
            self.errors[name] = Text(
                f"{most}文字以内にしてください（いま{len(value)}文字）。",
                f"At most {most} characters ({len(value)} now).",
            )
        if not is_readable(value, marks=OF_FIELDS):
            self.errors[name] = UNREADABLE
        return value

    def number(self, name: str, *, required: bool = False) -> float | None:
        """Return a number, None where nothing was entered."""
        written = self.values.get(name, "").replace(",", "")
        if not written:
            if required:
                self.errors[name] = MISSING
            return None
        return self._read(name, lambda: float(written), NOT_A_NUMBER)

    def whole(self, name: str) -> int | None:
        """Return a whole number, None where nothing was entered."""
        written = self.values.get(name, "").replace(",", "")
        return self._read(name, lambda: int(written), NOT_A_NUMBER) if written else None

    def day(self, name: str, *, required: bool = True) -> date | None:
        """Return a date, None where nothing was entered."""
        written = self.values.get(name, "").replace("/", "-")
        if not written:
            if required:
                self.errors[name] = MISSING
            return None
        return self._read(name, lambda: date.fromisoformat(written), NOT_A_DATE)

    def time_of_day(self, name: str) -> time | None:
        """Return a time of the day, None where nothing was entered."""
        written = self.values.get(name, "")
        return self._read(name, lambda: time.fromisoformat(written), NOT_A_TIME) if written else None

    def choice(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return one of several options, None where none was chosen."""
        written = self.values.get(name, "")
        return self._read(name, lambda: parse(written), NOT_A_CHOICE) if written else None

    def checked(self, name: str, make: Callable[[], T]) -> T | None:
        """Return what `make` returns, its refusal kept as the field's error."""
        try:
            return make()
        except InputRefused as refusal:
            self.errors[name] = self.refused(refusal)
            return None

    @staticmethod
    def refused(refusal: InputRefused) -> Text:
        """Return a refusal as a field's error."""
        where = f"（{refusal.where}）" if refusal.where else ""
        where_en = f" ({refusal.where})" if refusal.where else ""
        return Text(f"{refusal.what.ja}{where}{refusal.remedy.ja}", f"{refusal.what.en}{where_en} {refusal.remedy.en}")

    @staticmethod
    def complaint(message: str) -> Text:
        """Return a library's message as a field's error."""
        return Text(f"この項目を確かめてください（{message}）。", message)

    def _read(self, name: str, parse: Callable[[], T], complaint: Text) -> T | None:
        try:
            return parse()
        except (ValueError, OverflowError, KeyError):
            self.errors[name] = complaint
            return None


def _kept(name: str, value: str) -> str:
    if name in NAMES_AS_WRITTEN:
        return value.strip()
    if name.startswith(PROSE_FIELDS):
        return unicodedata.normalize("NFC", value).strip()
    plain = unicodedata.normalize("NFKC", value)
    return plain if name in PASSWORD_FIELDS else plain.strip()


def read_path(form: Form, upload: tuple[bytes, str] | None) -> Path | None:
    """Return the route or area of a form: an uploaded file, else the table of waypoints."""
    name = "file" if upload else "table"
    data, filename = upload or (form.values.get("table", "").encode(), "table.csv")
    if not data.strip():
        form.errors[name] = NO_ROUTE
        return None
    reading = form.checked(name, lambda: read(data, filename))
    if reading is None:
        return None
    number = form.whole("path_number")
    return form.checked("path_number", lambda: chosen_path(reading, number))


def read_operation(form: Form, path: Path | None) -> Operation | None:
    """Return the operation of a form, None where it has errors."""
    windows = read_windows(form)
    half_width_m = form.number("half_width_m", required=isinstance(path, Route))
    height_m = form.number("height_m")
    datum = form.choice("datum", Datum)
    ceiling = None
    if height_m is not None:
        ceiling = form.checked("height_m", lambda: Height(height_m, datum or Datum.UNKNOWN, "height_m"))
    speed_mps = form.number("speed_mps")
    fall_distance_m = form.number("fall_distance_m")
    vehicle = form.choice("vehicle", Vehicle) or Vehicle.UAS
    entry_control = form.choice("entry_control", EntryControl)
    bvlos = form.choice("bvlos", YES_OR_NO.__getitem__)
    declared = read_declared(form)
    if form.errors or path is None or windows is None:
        return None
    return form.checked(
        "half_width_m",
        lambda: Operation(
            path=path,
            windows=windows,
            half_width_m=half_width_m if half_width_m is not None else 30.0,
            ceiling=ceiling,
            vehicle=vehicle,
            speed_mps=speed_mps,
            fall_distance_m=fall_distance_m,
            entry_control=entry_control,
            bvlos=bvlos,
            declared=declared,
        ),
    )


def read_declared(form: Form) -> Declared:
    """Return the operator's statements; a number out of its range is the field's error."""
    read: dict[str, Any] = {}
    for name in DECLARED_NAMES:
        if name in GREATEST:
            read[name] = form.number(name)
        else:
            read[name] = form.choice(name, Grade if name in GRADED else YES_OR_NO.__getitem__)
    for name in GREATEST:
        form.checked(name, partial(Declared, **{name: read[name]}))
    return NOTHING_DECLARED if form.errors else Declared(**read)


def read_windows(form: Form) -> tuple[Window, ...] | None:
    """Return the windows of a form: every day from the first to the last, between the two times (else all day)."""
    first, last = form.day("first_day"), form.day("last_day", required=False)
    start, end = form.time_of_day("start_time"), form.time_of_day("end_time")
    if first is None or form.errors.keys() & {"last_day", "start_time", "end_time"}:
        return None
    last = last or first
    if last < first:
        form.errors["last_day"] = Text("最初の日より後の日にしてください。", "Give a day after the first.")
        return None
    if (last - first).days >= MOST_DAYS:
        form.errors["last_day"] = Text(f"{MOST_DAYS}日以内にしてください。", f"At most {MOST_DAYS} days.")
        return None
    if (start is None) != (end is None):
        form.errors["end_time" if end is None else "start_time"] = Text(
            "始まりと終わりの両方を入れてください。", "Give both the start and the end."
        )
        return None
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if start is None or end is None:
        return tuple(Window.whole_day(day) for day in days)
    return form.checked(
        "end_time",
        lambda: tuple(Window(datetime.combine(day, start, JST), datetime.combine(day, end, JST)) for day in days),
    )


def as_values(operation: Operation) -> dict[str, str]:
    """Return the form fields that make an operation; empty where its entries of the registers say it."""
    operation = emptied(operation)
    first, last = operation.windows[0], operation.windows[-1]
    all_day = first == Window.whole_day(first.first_day)
    values = {
        "first_day": first.first_day.isoformat(),
        "last_day": last.last_day.isoformat(),
        "start_time": "" if all_day else f"{first.start.astimezone(JST):%H:%M}",
        "end_time": "" if all_day else f"{first.end.astimezone(JST):%H:%M}",
        "half_width_m": f"{operation.half_width_m:g}",
        "height_m": f"{operation.ceiling.value_m:g}" if operation.ceiling else "",
        "datum": operation.ceiling.datum if operation.ceiling else "",
        "speed_mps": "" if operation.speed_mps is None else f"{operation.speed_mps:g}",
        "fall_distance_m": "" if operation.fall_distance_m is None else f"{operation.fall_distance_m:g}",
        "vehicle": operation.vehicle,
        "entry_control": operation.entry_control or "",
        "bvlos": _written(operation.bvlos),
    }
    values |= {name: _written(getattr(operation.declared, name)) for name in DECLARED_NAMES}
    return values | {"table": as_table(operation.path)} if isinstance(operation.path, Route) else values


def _written(value: bool | float | Grade | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Grade():
            return value
        case _:
            return f"{value:g}"


def as_table(route: Route) -> str:
    """Return a route as the table of waypoints that the form reads."""
    speeds = any(point.speed for point in route.waypoints)
    rows = ["緯度,経度,高さ,高さの基準" + (",速度(m/s)" if speeds else "")]
    for point in route.waypoints:
        height = f"{point.height.value_m:g},{point.height.datum}" if point.height else ","
        speed = (f",{point.speed.value_mps:g}" if point.speed else ",") if speeds else ""
        rows.append(f"{point.lat_deg:.7f},{point.lon_deg:.7f},{height}{speed}")
    return "\n".join(rows)
