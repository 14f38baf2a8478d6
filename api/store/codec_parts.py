"""What the features of several kinds hold, as JSON and back."""

from collections.abc import Mapping
from typing import Any

from airspace.features import Authority
from geo.height import Datum, Height
from geo.text import Text

Details = Mapping[str, Any]


def text_data(text: Text) -> dict[str, str]:
    """Return a text as JSON."""
    return {"ja": text.ja, "en": text.en}


def read_text(value: Mapping[str, str] | None) -> Text | None:
    """Return a text from JSON."""
    return Text(**value) if value else None


def height_data(height: Height | None) -> dict[str, Any] | None:
    """Return a height as JSON."""
    if height is None:
        return None
    return {"value_m": height.value_m, "datum": height.datum.value, "origin": height.origin}


def read_height(value: Details | None) -> Height | None:
    """Return a height from JSON."""
    return Height(value["value_m"], Datum(value["datum"]), value["origin"]) if value else None


def authority_data(authority: Authority | None) -> dict[str, Any] | None:
    """Return an authority as JSON."""
    if authority is None:
        return None
    return {
        "name": text_data(authority.name),
        "contact": authority.contact,
        "lead_time": authority.lead_time and text_data(authority.lead_time),
    }


def read_authority(value: Details | None) -> Authority | None:
    """Return an authority from JSON."""
    if value is None:
        return None
    return Authority(Text(**value["name"]), value["contact"], read_text(value["lead_time"]))
