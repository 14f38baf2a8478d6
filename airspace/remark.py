"""What staff ask to be corrected in one field of a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from airspace.letter_text import refuse_no_words
from geo.errors import ValueRefused
from geo.text import Text

MOST_OF_A_REMARK = 500

REMARKABLE: Mapping[str, Text] = MappingProxyType(
    {
        "title": Text("題名", "Title"),
        "purpose": Text("目的", "Purpose"),
        "summary": Text("住民の方への説明", "Explanation for residents"),
        "aircraft": Text("機体", "Aircraft"),
        "flights_per_day": Text("1日の最大の回数", "Most flights a day"),
        "noise": Text("音", "Sound"),
        "camera": Text("カメラ", "Camera"),
        "fall_response": Text("落ちたときの対応", "What is done if it falls"),
        "table": Text("経路", "Route"),
        "half_width_m": Text("経路の片側の幅", "Half-width of the route"),
        "height_m": Text("高さ", "Height"),
        "first_day": Text("日と時間", "Days and times"),
        "entry_control": Text("立入管理措置", "Entry control"),
        "bvlos": Text("目視外かどうか", "Whether BVLOS"),
    }
)
"""The fields of a proposal on which staff can remark, by their names in the form."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on one field of a revision, counted from 1 within it."""

    trial_id: str
    revision_number: int
    number: int
    field: str
    text: str
    asked_at: datetime
    asked_by: str


def remarks_given(remarks: Mapping[str, str]) -> dict[str, str]:
    """Return the remarks that say something, by field, in the order of the form.

    Raises
    ------
    ValueRefused
        If one is on no field that there is, too long, or not readable; `where` is `remark-` and the field.
    """
    unknown = remarks.keys() - REMARKABLE.keys()
    if unknown:
        name = min(unknown)
        raise ValueRefused(
            Text(f"項目「{name[:40]}」に指摘はできません。", f"There is no field '{name[:40]}' to remark on."),
            Text(f"次のどれかにしてください：{'、'.join(REMARKABLE)}。", f"Use one of: {', '.join(REMARKABLE)}."),
            where=f"remark-{name[:40]}",
        )
    given = {name: remarks[name].strip() for name in REMARKABLE if remarks.get(name, "").strip()}
    for name, text in given.items():
        refuse_no_words(text, f"remark-{name}", most=MOST_OF_A_REMARK)
    return given


def reason_with(reason: str, remarks: Mapping[str, str]) -> str:
    """Return a reason as the letter gives it: followed by the remarks, each after the name of its field."""
    if not remarks:
        return reason
    listed = "\n".join(f"・{REMARKABLE[name].ja}：{text}" for name, text in remarks.items())
    return f"{reason}\n\n【項目ごとの指摘】\n{listed}"
