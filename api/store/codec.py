"""Features and editions as rows and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from airspace.edition import Coverage, Edition, InForce, LayerKind
from airspace.features import (
    Aerodrome,
    Applicability,
    Did,
    DipsArea,
    FacilityClass,
    FacilityPart,
    Feature,
    Geozone,
    ManagedKind,
    ManagedPlace,
    ManagerAsks,
    Municipality,
    TargetFacility,
    ZoneKind,
    ZoneType,
)
from api.store.codec_parts import authority_data, height_data, read_authority, read_height, read_text, text_data
from api.store.surface_codec import make_surfaces, read_surfaces, write_surfaces
from api.store.tables.layers import EditionRow, FeatureRow
from geo.text import Text

Details = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Codec:
    """How the part of a feature that only its kind has is written as JSON, and read."""

    write: Callable[[Any], dict[str, Any]]
    read: Callable[[Details], dict[str, Any]]
    make: Callable[..., Feature]


def edition_row(edition: Edition) -> EditionRow:
    """Return the row of an edition."""
    in_force = edition.in_force
    return EditionRow(
        id=edition.id,
        kind=edition.kind.value,
        title_ja=edition.title.ja,
        title_en=edition.title.en,
        source=edition.source,
        licence=edition.licence,
        attribution=edition.attribution,
        as_of=edition.as_of,
        judges=in_force is not None,
        in_force_first=in_force.first if in_force else None,
        in_force_last=in_force.last if in_force else None,
        fetched_at=edition.fetched_at,
        sha256=edition.sha256,
        accuracy_m=edition.accuracy_m,
        coverage=edition.coverage.area,
        basis_ja=edition.coverage.basis.ja,
        basis_en=edition.coverage.basis.en,
        notes=[text_data(note) for note in edition.notes],
    )


def edition_of(row: EditionRow) -> Edition:
    """Return the edition of a row."""
    return Edition(
        id=row.id,
        kind=LayerKind(row.kind),
        title=Text(row.title_ja, row.title_en),
        source=row.source,
        licence=row.licence,
        attribution=row.attribution,
        as_of=row.as_of,
        in_force=InForce(row.in_force_first, row.in_force_last) if row.judges else None,
        fetched_at=row.fetched_at,
        sha256=row.sha256,
        accuracy_m=row.accuracy_m,
        coverage=Coverage(row.coverage, Text(row.basis_ja, row.basis_en)),
        notes=tuple(Text(**note) for note in row.notes),
    )


def feature_values(edition: Edition, place: int, feature: Feature) -> dict[str, Any]:
    """Return the column values of a feature's row, `place` its position in the edition."""
    return {
        "edition_id": edition.id,
        "place": place,
        "id": feature.id,
        "name_ja": feature.name.ja,
        "name_en": feature.name.en,
        "geometry": feature.geometry,
        "details": _CODECS[edition.kind].write(feature),
    }


def feature_of(kind: LayerKind, row: FeatureRow) -> Feature:
    """Return the feature of a row of an edition of a kind."""
    codec = _CODECS[kind]
    name = Text(row.name_ja, row.name_en)
    return codec.make(id=row.id, name=name, geometry=row.geometry, **codec.read(row.details))


def _fields(*names: str) -> tuple[Callable[[Any], dict[str, Any]], Callable[[Details], dict[str, Any]]]:
    return (lambda feature: {name: getattr(feature, name) for name in names}), dict


def _write_zone(zone: Geozone) -> dict[str, Any]:
    return {
        "type": zone.type.value,
        "kind": zone.kind.value,
        "lower": height_data(zone.lower),
        "upper": height_data(zone.upper),
        "applicability": _periods(zone.applicability),
        "authority": authority_data(zone.authority),
        "legal_basis": zone.legal_basis,
        "message": zone.message and text_data(zone.message),
    }


def _read_zone(details: Details) -> dict[str, Any]:
    return {
        "type": ZoneType(details["type"]),
        "kind": ZoneKind(details["kind"]),
        "lower": read_height(details["lower"]),
        "upper": read_height(details["upper"]),
        "applicability": _read_periods(details["applicability"]),
        "authority": read_authority(details["authority"]),
        "legal_basis": details["legal_basis"],
        "message": read_text(details["message"]),
    }


def _write_facility(facility: TargetFacility) -> dict[str, Any]:
    return {
        "applicability": _periods(facility.applicability),
        "facility_class": facility.facility_class.value,
        "part": facility.part.value,
        "surroundings_held": facility.surroundings_held,
        "designated": facility.designated,
        "authority": authority_data(facility.authority),
        "legal_basis": facility.legal_basis,
    }


def _read_facility(details: Details) -> dict[str, Any]:
    return {
        **details,
        "applicability": _read_periods(details["applicability"]),
        "facility_class": FacilityClass(details["facility_class"]),
        "part": FacilityPart(details["part"]),
        "authority": read_authority(details["authority"]),
    }


def _write_managed(place: ManagedPlace) -> dict[str, Any]:
    return {
        "applicability": _periods(place.applicability),
        "kind": place.kind.value,
        "asks": place.asks.value,
        "authority": authority_data(place.authority),
        "legal_basis": place.legal_basis,
        "message": place.message and text_data(place.message),
    }


def _read_managed(details: Details) -> dict[str, Any]:
    return {
        **details,
        "applicability": _read_periods(details["applicability"]),
        "kind": ManagedKind(details["kind"]),
        "asks": ManagerAsks(details["asks"]),
        "authority": read_authority(details["authority"]),
        "message": read_text(details["message"]),
    }


def _write_dips(area: DipsArea) -> dict[str, Any]:
    return {
        "applicability": _periods(area.applicability),
        "type_id": area.type_id,
        "detail": area.detail,
        "url": area.url,
    }


def _read_dips(details: Details) -> dict[str, Any]:
    return {**details, "applicability": _read_periods(details["applicability"])}


def _periods(applicability: Sequence[Applicability]) -> list[list[str | None]]:
    return [[_time(period.start), _time(period.end)] for period in applicability]


def _read_periods(written: Sequence[Sequence[str | None]]) -> tuple[Applicability, ...]:
    return tuple(Applicability(_read_time(start), _read_time(end)) for start, end in written)


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _read_time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


_CODECS = {
    LayerKind.DID: _Codec(*_fields("municipality_code", "population"), Did),
    LayerKind.PREFECTURE: _Codec(*_fields("code", "prefecture_name"), Municipality),
    LayerKind.ZONES: _Codec(_write_zone, _read_zone, Geozone),
    LayerKind.SURFACES: _Codec(write_surfaces, read_surfaces, make_surfaces),
    LayerKind.AIRPORTS: _Codec(*_fields("code", "elevation_m"), Aerodrome),
    LayerKind.FACILITIES: _Codec(_write_facility, _read_facility, TargetFacility),
    LayerKind.DIPS: _Codec(_write_dips, _read_dips, DipsArea),
    LayerKind.MANAGED: _Codec(_write_managed, _read_managed, ManagedPlace),
}
