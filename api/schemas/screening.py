"""A screening as JSON: figures, findings with their texts, what was checked, and what is not judged."""

import json
from datetime import date, datetime
from typing import Any

import shapely
from shapely import Polygon
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from airspace.edition import Coverage, Edition, InForce, LayerKind
from airspace.finding import OUTCOME_NAMES, Entails, Finding, Outcome, Overlap, ResolvedBy, VolumeKind
from airspace.notice import MLIT_NOTICE
from airspace.screening import NotJudged, Screening
from airspace.trial import Operation
from airspace.volume import build_volume
from api.schemas.operation import Wire
from api.schemas.text import TextData
from api.schemas.verdict import NOTHING_LISTED, CategoryData, VerdictData, level_on_the_wire, verdict_of
from geo.crs import to_degrees

Geometry = dict[str, Any]


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

    def value(self) -> Finding:
        """Return the finding."""
        areas = {kind: getattr(self.overlap_area_m2, kind.value) for kind in VolumeKind}
        return Finding(
            rule=self.rule,
            outcome=Outcome[self.outcome],
            entails=Entails(self.entails),
            text=self.text.value(),
            remedy=self.remedy.value(),
            citation=self.citation.value(),
            volume=VolumeKind(self.volume) if self.volume else None,
            from_m=self.from_m,
            to_m=self.to_m,
            legs=tuple(self.legs),
            overlap=Overlap(self.overlap_length_m, areas),
            geometry=shape(self.geometry) if self.geometry else None,
            place=self.place.value() if self.place else None,
            layer=self.layer,
            edition=self.edition,
            resolved_by=ResolvedBy(self.resolved_by) if self.resolved_by else None,
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

    def value(self) -> Edition:
        """Return the edition; of its coverage only the words are kept here."""
        return Edition(
            id=self.id,
            kind=LayerKind(self.kind),
            title=self.title.value(),
            source=self.source,
            licence=self.licence,
            attribution=self.attribution,
            as_of=self.as_of,
            in_force=InForce(self.in_force_from, self.in_force_to),
            fetched_at=self.fetched_at,
            sha256=self.sha256,
            accuracy_m=self.accuracy_m,
            coverage=Coverage(Polygon(), self.coverage.value()),
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

    def value(self) -> NotJudged:
        """Return the rule."""
        return NotJudged(self.rule, self.title.value(), self.citation.value())


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
    level: str | None
    verdict: VerdictData = NOTHING_LISTED
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
                    kind.value: geojson(to_degrees(footprint, volume.plane_epsg))
                    for kind, footprint in volume.footprints.items()
                }
            ),
            findings=[FindingData.of(finding) for finding in screening.findings],
            checked=[FindingData.of(finding) for finding in screening.checked],
            not_judged=[NotJudgedData.of(rule) for rule in screening.not_judged],
            editions=[EditionData.of(edition) for edition in screening.editions],
            category=CategoryData.of(screening.verdict),
            level=level_on_the_wire(screening.verdict),
            verdict=VerdictData.of(screening.verdict),
            assumptions=[TextData.of(text) for text in volume.assumptions],
            notice=TextData.of(MLIT_NOTICE),
        )

    def value(self, operation: Operation) -> Screening:
        """Return the screening as it was, of the operation that it was made for; nothing is judged anew."""
        return Screening(
            operation=operation,
            volume=build_volume(operation),
            screened_at=self.screened_at,
            findings=tuple(finding.value() for finding in self.findings),
            checked=tuple(finding.value() for finding in self.checked),
            not_judged=tuple(rule.value() for rule in self.not_judged),
            editions=tuple(edition.value() for edition in self.editions),
            verdict=verdict_of(self.category, self.level, self.verdict),
        )


def geojson(geometry: BaseGeometry) -> Geometry:
    """Return a bare GeoJSON geometry."""
    rounded = shapely.transform(geometry, lambda xy: xy.round(9))
    parsed: Geometry = json.loads(shapely.to_geojson(rounded))
    return parsed
