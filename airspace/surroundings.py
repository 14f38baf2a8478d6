"""Where a flight comes within a distance of a feature whose own polygon it need not meet."""

import shapely

from airspace.facts import OUTERMOST_FIRST, Facts, Place
from airspace.features import Feature
from airspace.finding import VolumeKind
from geo.crs import to_plane
from geo.index import PolygonIndex
from geo.overlap import overlaps
from geo.shape import repair, widen


def reached_within(facts: Facts, feature: Feature, radius_m: float) -> Place | None:
    """Return where the flight comes within `radius_m` of a feature, None where its ground-risk buffer does not."""
    volume = facts.volume
    shape = repair(to_plane(feature.geometry, volume.plane_epsg))
    footprints = [volume.footprints[kind] for kind in OUTERMOST_FIRST]
    # What is widened reaches a little further than asked, so it says where, never whether.
    within = shapely.dwithin(shape, footprints[0], radius_m)
    found = overlaps(PolygonIndex([widen(shape, radius_m)]), footprints, volume.lines) if within else []
    if not found:
        return None
    parts = dict(zip(OUTERMOST_FIRST, found[0].parts, strict=True))
    return Place(volume, {kind: parts[kind] for kind in VolumeKind}, found[0].stretches)
