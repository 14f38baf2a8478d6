"""JSON within bounds: no NaN, no key written twice, no flood of values, no bottomless nesting."""

import json
import math
from collections import Counter
from typing import NoReturn

from geo.errors import FileRefused, TooLarge, ValueRefused
from geo.readers._text import decode
from geo.text import Text

MAX_CONTAINERS = 200_000
MAX_VALUES = 2_000_000
"""Counted by brackets and commas before anything is parsed, so that a flood costs neither time nor memory."""


THIN = Text("飛行経路だけを残し、点を間引いてください。", "Keep the flight path only, and thin its points.")


def load_object(data: bytes, *, max_containers: int = MAX_CONTAINERS, too_large: Text = THIN) -> dict[str, object]:
    """Return the object that a JSON file holds; `too_large` says what to do where it holds too much.

    Raises
    ------
    TooLarge
        If it holds more objects and lists than `max_containers`, or more values than any file needs.
    FileRefused
        If it is not JSON, not an object, too deep, or writes a key twice.
    """
    if data.count(b"[") + data.count(b"{") > max_containers or data.count(b",") > MAX_VALUES:
        raise TooLarge(
            Text("JSON の中の点や値が多すぎます。", "The JSON holds too many points or values."),
            too_large,
        )
    try:
        document = json.loads(decode(data), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise FileRefused(
            Text(
                "JSON として読めません（途中で切れているか、書き方が違います）。", "This is not complete, valid JSON."
            ),
            Text("作ったソフトからもう一度書き出してください。", "Export it again from the program that made it."),
            where=f"{error.lineno}行{error.colno}字目/line {error.lineno} column {error.colno}",
        ) from error
    except RecursionError:
        raise FileRefused(
            Text("JSON の入れ子が深すぎます。", "The JSON is nested too deeply."),
            Text("作ったソフトからもう一度書き出してください。", "Export it again from the program that made it."),
        ) from None
    except ValueError as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(
            Text("JSON の中の数が長すぎます。", "A number in the JSON is too long."),
            Text("座標の桁を減らしてください。", "Write coordinates with fewer digits."),
        ) from error
    if not isinstance(document, dict):
        raise FileRefused(
            Text("JSON の一番外側がオブジェクト（{ }）ではありません。", "The JSON is not an object ({ }) at its top."),
            Text("GeoJSON か .plan を書き出してください。", "Export GeoJSON or a .plan file."),
        )
    return document


def json_number(value: object, *, where: str) -> float:
    """Return a finite number of a JSON document; booleans and texts are none.

    Raises
    ------
    ValueRefused
        If the value is not a finite number.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            as_float = float(value)
        except OverflowError:
            as_float = math.inf
        if math.isfinite(as_float):
            return as_float
    raise ValueRefused(
        Text("ここには数が要ります。", "A number is needed here."),
        Text("引用符や真偽値ではなく、数で書いてください。", "Write a plain number, without quotes."),
        where=where,
    )


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise FileRefused(
            Text("同じ名前の項目が2回書かれています。", "A member is written twice in one object."),
            Text("どちらか1つを消してください。", "Remove one of the two."),
            where=twice[:40],
        )
    return members


def _refuse_constant(text: str) -> NoReturn:
    raise FileRefused(
        Text(f"{text} は数として使えません。", f"{text} cannot be used as a number."),
        Text("その値を数に直すか、消してください。", "Put a number there, or remove it."),
        where=text,
    )
