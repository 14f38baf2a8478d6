"""空港等の周辺: flight above an aerodrome's obstacle surfaces; at some aerodromes also below them and over the site."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from airspace.atlas import uncovered_days
from airspace.edition import LayerKind
from airspace.evidence import clear, finding, silence
from airspace.facts import NO_AREA_M2, Facts, Hit, Place
from airspace.features import AerodromeWithoutValues, Feature, NoticeAirspace, ObstacleSurfaces
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw, SurfaceChange
from airspace.surface import disc_in_plane, figures_of, plan_of
from airspace.surface_meeting import INNERMOST_FIRST, Air, Met, Why, within_error
from airspace.surface_words import words_in_notice, words_on_change, words_on_surfaces, words_without_values
from airspace.volume import Leg
from airspace.zone import Meeting, vertical_meeting
from geo.crs import to_plane
from geo.overlap import Stretch
from geo.shape import repair
from geo.text import Text

SLUG = "airport-obstacle-surfaces"


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge each aerodrome by the innermost volume that meets its air in 3D; known changes need newer values."""
    layer = facts.layer(LayerKind.SURFACES)
    findings = [found for hit in layer.hits for found in _judge(hit, facts, law)]
    findings += [found for change in law.surface_changes for found in _changed(change, facts, law)]
    findings += silence(law, Entails.SPECIFIED_FLIGHT_AIRSPACE, layer, facts.whole)
    yield from findings or [
        clear(
            law,
            Text(
                "経路からそれた場合も含めて、登録されている空港等の制限表面より上の空域などには入りません。",
                "Deviations included, the flight stays out of the air that the obstacle surfaces held restrict.",
            ),
            layer,
        )
    ]


def _judge(hit: Hit, facts: Facts, law: RuleLaw) -> Iterable[Finding]:
    feature = hit.feature
    if isinstance(feature, ObstacleSurfaces):
        return () if _superseded(feature, facts, law) else _of_surfaces(hit, feature, facts, law)
    if isinstance(feature, AerodromeWithoutValues):
        return _without_values(hit, feature, law)
    if isinstance(feature, NoticeAirspace):
        return _in_notice(hit, feature, law)
    raise TypeError(f"{type(feature).__name__} is no feature of the layer of surfaces")


def _of_surfaces(hit: Hit, aerodrome: ObstacleSurfaces, facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    plane_epsg, reference = facts.volume.plane_epsg, aerodrome.reference
    below, last_day = law.below_surfaces, facts.volume.operation.last_day
    air = Air(
        plan=plan_of(aerodrome, figures_of(law), plane_epsg),
        accuracy_m=hit.edition.accuracy_m,
        below=below is not None and below.apply(aerodrome.icao, last_day),
        site_within=disc_in_plane(reference.lon_deg, reference.lat_deg, aerodrome.horizontal_radius_m, plane_epsg),
    )
    met = [found for leg in facts.volume.legs if (found := air.innermost(leg))]
    for outcome, group in groupby(sorted(met, key=lambda one: -one.outcome), key=lambda one: one.outcome):
        alike = list(group)
        worst = min(alike, key=lambda one: one.rank)
        text, remedy = words_on_surfaces(worst, aerodrome)
        place = _place(facts, alike, air)
        yield finding(
            law,
            outcome,
            Entails.SPECIFIED_FLIGHT_AIRSPACE,
            text,
            remedy,
            place=place,
            place_name=aerodrome.name,
            layer=LayerKind.SURFACES,
            edition=hit.edition,
            resolved_by=_resolved_by(worst),
            meets_layer=place.met_in_height_by is not None and worst.why is not Why.SITE_NOT_HELD,
        )


def _resolved_by(met: Met) -> ResolvedBy | None:
    if met.outcome is not Outcome.UNDETERMINED:
        return None
    return ResolvedBy.DATA if met.why is Why.SITE_NOT_HELD else ResolvedBy.OPERATOR


def _place(facts: Facts, met: Sequence[Met], air: Air) -> Place:
    """Return the parts of the legs that meet the air; the legs themselves where only the data's error does."""
    areas = [(one.leg, air.place(one)) for one in met]
    parts = {
        kind: shapely.union_all([shapely.intersection(leg.footprints[kind], area) for leg, area in areas])
        for kind in VolumeKind
    }
    volume = min((one.volume for one in met), key=INNERMOST_FIRST.index)
    if parts[volume].area <= NO_AREA_M2:
        return facts.legs_as_place([one.leg.index for one in met])
    stretches = tuple(stretch for leg, area in areas for stretch in _stretches(leg, area))
    return Place(facts.volume, parts, stretches, met_in_height_by=volume)


def _stretches(leg: Leg, area: BaseGeometry) -> Iterator[Stretch]:
    if not isinstance(leg.course, LineString):
        return
    for part in shapely.get_parts(shapely.intersection(leg.course, area)):
        if isinstance(part, LineString) and not part.is_empty:
            ends = [leg.course.project(end) for end in part.boundary.geoms]
            yield Stretch(leg.index, min(ends), max(ends))


def _without_values(hit: Hit, aerodrome: AerodromeWithoutValues, law: RuleLaw) -> Iterator[Finding]:
    area = _drawn(aerodrome, hit)
    footprints = hit.volume.footprints
    volume = next(
        kind
        for kind in INNERMOST_FIRST
        if shapely.intersects(area, within_error(footprints[kind], kind, hit.edition.accuracy_m)[1])
    )
    text, remedy = words_without_values(aerodrome, volume)
    yield _unknown(law, volume, text, remedy, hit, aerodrome.name, hit)


def _unknown(
    law: RuleLaw, volume: VolumeKind, text: Text, remedy: Text, place: Place, name: Text, hit: Hit | None
) -> Finding:
    """Return that surfaces are not known where a volume may meet them; for the buffer that is worth knowing only."""
    buffer_only = volume is VolumeKind.GROUND_RISK_BUFFER
    return finding(
        law,
        Outcome.ADVISORY if buffer_only else Outcome.UNDETERMINED,
        Entails.SPECIFIED_FLIGHT_AIRSPACE,
        text,
        remedy,
        place=place,
        place_name=name,
        layer=LayerKind.SURFACES,
        edition=hit.edition if hit else None,
        resolved_by=None if buffer_only else ResolvedBy.DATA,
        meets_layer=False,
    )


def _in_notice(hit: Hit, airspace: NoticeAirspace, law: RuleLaw) -> Iterator[Finding]:
    area = _drawn(airspace, hit)
    for volume in INNERMOST_FIRST:
        met = [found for leg in hit.volume.legs if (found := _meets_notice(leg, volume, area, airspace, hit))]
        if not met:
            continue
        sure = volume is VolumeKind.FLIGHT_GEOGRAPHY and any(inside and high is Meeting.MEETS for inside, high in met)
        outcome = Outcome.CAUGHT if sure else Outcome.UNDETERMINED
        if volume is VolumeKind.GROUND_RISK_BUFFER:
            outcome = Outcome.ADVISORY
        height_known = any(high is Meeting.MEETS for _, high in met)
        text, remedy = words_in_notice(airspace, outcome, volume, height_known)
        yield finding(
            law,
            outcome,
            Entails.SPECIFIED_FLIGHT_AIRSPACE,
            text,
            remedy,
            place=replace(hit, met_in_height_by=volume) if hit.parts[volume].area > NO_AREA_M2 else hit,
            place_name=airspace.name,
            layer=LayerKind.SURFACES,
            edition=hit.edition,
            resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
        )
        return


def _meets_notice(
    leg: Leg, volume: VolumeKind, area: BaseGeometry, airspace: NoticeAirspace, hit: Hit
) -> tuple[bool, Meeting] | None:
    """Return whether a leg's volume is surely inside on the map, and how it meets the heights; None where apart."""
    inner, outer = within_error(leg.footprints[volume], volume, hit.edition.accuracy_m)
    band = leg.band if volume is VolumeKind.FLIGHT_GEOGRAPHY else leg.contingency_band
    meeting = vertical_meeting(band, airspace.lower, airspace.upper)
    if meeting is Meeting.APART or not shapely.intersects(area, outer):
        return None
    return bool(shapely.intersects(area, inner)), meeting


def _drawn(feature: Feature, hit: Hit) -> BaseGeometry:
    return repair(to_plane(feature.geometry, hit.volume.plane_epsg))


def _changed(change: SurfaceChange, facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Say that the surfaces have changed, where no edition newer than that is in force on each day since."""
    if _newer_held(change, facts):
        return
    area = disc_in_plane(change.lon_deg, change.lat_deg, change.reach_m, facts.volume.plane_epsg)
    parts = {kind: shapely.intersection(shape, area) for kind, shape in facts.volume.footprints.items()}
    stretches = tuple(stretch for leg in facts.volume.legs for stretch in _stretches(leg, area))
    place = Place(facts.volume, parts, stretches)
    if place.innermost is None:
        return
    text, remedy = words_on_change(change, place.innermost)
    yield _unknown(law, place.innermost, text, remedy, place, change.name, None)


def _newer_held(change: SurfaceChange, facts: Facts) -> bool:
    """Whether nothing is missing: the flight is before the change, or values from after it are in force throughout."""
    first, last = facts.volume.operation.first_day, facts.volume.operation.last_day
    if last < change.since:
        return True
    newer = [
        layer.edition.in_force
        for layer in facts.atlas.layers(LayerKind.SURFACES, first, last)
        if any(_is_newer(feature, change) for feature in layer.features)
    ]
    return not uncovered_days(newer, max(first, change.since), last)


def _is_newer(feature: Feature, change: SurfaceChange) -> bool:
    return (
        isinstance(feature, ObstacleSurfaces) and feature.icao == change.icao and feature.values_as_of >= change.since
    )


def _superseded(aerodrome: ObstacleSurfaces, facts: Facts, law: RuleLaw) -> bool:
    """Whether a known change was before the flight and after the notice that the values are from."""
    return any(
        change.icao == aerodrome.icao and aerodrome.values_as_of < change.since <= facts.volume.operation.first_day
        for change in law.surface_changes
    )
