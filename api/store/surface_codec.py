"""The features of the layer of obstacle surfaces as JSON and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from airspace.features import (
    AerodromeWithoutValues,
    Cone,
    Exclusion,
    Feature,
    NoticeAirspace,
    ObstacleSurfaces,
    ReferencePoint,
    Strip,
    StripEnd,
    SurfaceKind,
)
from api.store.codec_parts import authority_data, height_data, read_authority, read_height

_FORMS = {"surfaces": ObstacleSurfaces, "no_values": AerodromeWithoutValues, "notice_airspace": NoticeAirspace}
_NAMES = {form: name for name, form in _FORMS.items()}

_AS_THEY_STAND = ("horizontal_radius_m", "icao", "heliport", "transitional_run", "outer_radius_m")


def write_surfaces(feature: Any) -> dict[str, Any]:
    """Return what only a feature of this layer has, and which of its forms it is."""
    details = {
        "form": _NAMES[type(feature)],
        "authority": authority_data(feature.authority),
        "legal_basis": feature.legal_basis,
    }
    if isinstance(feature, NoticeAirspace):
        return details | {"lower": height_data(feature.lower), "upper": height_data(feature.upper)}
    if isinstance(feature, AerodromeWithoutValues):
        return details
    return details | {
        **{name: getattr(feature, name) for name in _AS_THEY_STAND},
        "values_as_of": feature.values_as_of.isoformat(),
        "reference": asdict(feature.reference),
        "strips": [{"width_m": strip.width_m, "ends": [asdict(end) for end in strip.ends]} for strip in feature.strips],
        "cone": feature.cone and asdict(feature.cone),
        "exclusions": [{"kinds": list(cut.kinds), "area": mapping(cut.area)} for cut in feature.exclusions],
        "site": feature.site and mapping(feature.site),
    }


def read_surfaces(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what only a feature of this layer has, from its JSON; its form stays among it."""
    read: dict[str, Any] = {**details, "authority": read_authority(details["authority"])}
    if details["form"] == "notice_airspace":
        read |= {"lower": read_height(details["lower"]), "upper": read_height(details["upper"])}
    if details["form"] == "surfaces":
        read |= {
            "values_as_of": date.fromisoformat(details["values_as_of"]),
            "reference": ReferencePoint(**details["reference"]),
            "strips": tuple(_strip(strip) for strip in details["strips"]),
            "cone": Cone(**details["cone"]) if details["cone"] else None,
            "exclusions": tuple(_exclusion(cut) for cut in details["exclusions"]),
            "site": _site(details["site"]),
        }
    return read


def make_surfaces(*, form: str, **fields: Any) -> Feature:
    """Return the feature of a form."""
    feature: Feature = _FORMS[form](**fields)
    return feature


def _strip(value: Mapping[str, Any]) -> Strip:
    first, second = (StripEnd(**end) for end in value["ends"])
    return Strip((first, second), value["width_m"])


def _exclusion(value: Mapping[str, Any]) -> Exclusion:
    return Exclusion(tuple(SurfaceKind(kind) for kind in value["kinds"]), shape(dict(value["area"])))


def _site(value: Mapping[str, Any] | None) -> BaseGeometry | None:
    site: BaseGeometry | None = shape(dict(value)) if value else None
    return site
