"""A screening as JSON: figures, findings with their texts, what was checked, and what is not judged."""

import json
from datetime import date, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.edition import Edition
from airspace.finding import OUTCOME_NAMES, Finding, VolumeKind
from airspace.notice import MLIT_NOTICE
from airspace.screening import NotJudged, Screening
from airspace.verdict import Verdict
from api.schemas.operation import Wire
from geo.crs import to_degrees
from geo.text import Text

Geometry = dict[str, Any]


class TextData(Wire):
    """A sentence in both languages."""

    ja: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "TextData":
        """Return the wire form."""
        return cls(ja=text.ja, en=text.en)


class RouteFigures(Wire):
    """The route's length in metres; 0 for a hover or an area."""

    length_m: float


class Volumes(Wire):
    """The three nested volumes as bare GeoJSON geometries in JGD2011 degrees, each with the inner ones included."""

    flight_geography: Geometry
    contingency_volume: Geometry
    ground_risk_buffer: Geometry


class Areas(Wire):
    """Square metres of each volume."""

    flight_geography: float
    contingency_volume: float
    ground_risk_buffer: float


class FindingData(Wire):
    """One rule at one place."""

    rule: str
    outcome: str
    outcome_text: TextData
    entails: str
    volume: str | None
    from_m: float | None
    to_m: float | None
    legs: list[int]
    overlap_length_m: float
    overlap_area_m2: Areas
    place: TextData | None
    layer: str | None
    edition: str | None
    resolved_by: str | None
    citation: TextData
    text: TextData
    remedy: TextData
    geometry: Geometry | None

    @classmethod
    def of(cls, finding: Finding) -> "FindingData":
        """Return the wire form."""
        return cls(
            rule=finding.rule,
            outcome=finding.outcome.name,
            outcome_text=TextData.of(OUTCOME_NAMES[finding.outcome]),
            entails=finding.entails,
            volume=finding.volume,
            from_m=finding.from_m,
            to_m=finding.to_m,
            legs=list(finding.legs),
            overlap_length_m=finding.overlap.length_m,
            overlap_area_m2=Areas(**{kind.value: finding.overlap.area_m2[kind] for kind in VolumeKind}),
            place=TextData.of(finding.place) if finding.place else None,
            layer=finding.layer,
            edition=finding.edition,
            resolved_by=finding.resolved_by,
            citation=TextData.of(finding.citation),
            text=TextData.of(finding.text),
            remedy=TextData.of(finding.remedy),
            geometry=geojson(finding.geometry) if finding.geometry is not None else None,
        )


class EditionData(Wire):
    """A dataset's edition by which the flight was judged."""

    id: str
    kind: str
    title: TextData
    source: str
    licence: str
    attribution: str
    as_of: date
    in_force_from: date | None
    in_force_to: date | None
    fetched_at: datetime
    sha256: str
    accuracy_m: float
    coverage: TextData

    @classmethod
    def of(cls, edition: Edition) -> "EditionData":
        """Return the wire form."""
        return cls(
            id=edition.id,
            kind=edition.kind,
            title=TextData.of(edition.title),
            source=edition.source,
            licence=edition.licence,
            attribution=edition.attribution,
            as_of=edition.as_of,
            in_force_from=edition.in_force.first if edition.in_force else None,
            in_force_to=edition.in_force.last if edition.in_force else None,
            fetched_at=edition.fetched_at,
            sha256=edition.sha256,
            accuracy_m=edition.accuracy_m,
            coverage=TextData.of(edition.coverage.basis),
        )


class NotJudgedData(Wire):
    """A rule in force that this version does not judge."""

    rule: str
    title: TextData
    citation: TextData

    @classmethod
    def of(cls, rule: NotJudged) -> "NotJudgedData":
        """Return the wire form."""
        return cls(rule=rule.rule, title=TextData.of(rule.title), citation=TextData.of(rule.citation))


class CategoryData(Wire):
    """The category, and the least that it can be while rules are not judged; what is missing to say more."""

    value: str
    at_least: str
    missing: list[TextData]

    @classmethod
    def of(cls, verdict: Verdict) -> "CategoryData":
        """Return the wire form."""
        return cls(
            value=verdict.category,
            at_least=verdict.category_at_least,
            missing=[TextData.of(text) for text in verdict.missing],
        )


class ScreeningData(Wire):
    """One dated run of the rules over one operation."""

    screened_at: datetime
    outcome: str
    route: RouteFigures
    volumes: Volumes
    findings: list[FindingData]
    checked: list[FindingData]
    not_judged: list[NotJudgedData]
    editions: list[EditionData]
    category: CategoryData
    level: str
    assumptions: list[TextData]
    notice: TextData

    @classmethod
    def of(cls, screening: Screening) -> "ScreeningData":
        """Return the wire form."""
        volume = screening.volume
        return cls(
            screened_at=screening.screened_at,
            outcome=screening.outcome.name,
            route=RouteFigures(length_m=volume.length_m),
            volumes=Volumes(
                **{
                    kind.value: geojson(to_degrees(shape, volume.plane_epsg))
                    for kind, shape in volume.footprints.items()
                }
            ),
            findings=[FindingData.of(finding) for finding in screening.findings],
            checked=[FindingData.of(finding) for finding in screening.checked],
            not_judged=[NotJudgedData.of(rule) for rule in screening.not_judged],
            editions=[EditionData.of(edition) for edition in screening.editions],
            category=CategoryData.of(screening.verdict),
            level=screening.verdict.level,
            assumptions=[TextData.of(text) for text in volume.assumptions],
            notice=TextData.of(MLIT_NOTICE),
        )


def geojson(geometry: BaseGeometry) -> Geometry:
    """Return a bare GeoJSON geometry."""
    rounded = shapely.transform(geometry, lambda xy: xy.round(9))
    parsed: Geometry = json.loads(shapely.to_geojson(rounded))
    return parsed
