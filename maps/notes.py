"""Findings, numbered by weight, with the words of their place and the shapes that show it."""

from collections.abc import Iterable

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from airspace.finding import Finding, Outcome, ResolvedBy
from airspace.law import rule_laws
from airspace.screening import Screening
from airspace.volume import OperationVolume
from geo.crs import to_plane
from geo.text import Text
from maps.scene import Note, Shape, Sheet
from maps.shapes import LatLon, View
from maps.theme import OUTCOME_STYLES
from maps.wording import OUTCOME_SHORT, RESOLVED_BY, VOLUME_SHORT, metres

MOST_DRAWN = 80
"""Findings beyond these, the least weighty, are listed and not drawn."""

WHOLE = 0.999
"""The part of a volume from which a finding is said to concern the whole flight."""


def notes_of(screening: Screening, view: View) -> tuple[tuple[Note, ...], tuple[Sheet, ...]]:
    """Return the findings in the order of their weight, and the sheets that show those with a place.

    What can only be told for the whole flight covers all of it and would hide the rest: its sheet starts switched off.
    """
    ordered = sorted(screening.findings, key=lambda finding: (-finding.outcome, finding.from_m or 0.0))
    notes, shapes = [], dict[str, list[Shape]]()
    for number, finding in enumerate(ordered, start=1):
        drawn = finding.geometry is not None and not finding.geometry.is_empty and number <= MOST_DRAWN
        sheet = _sheet_key(finding, screening.volume) if drawn else None
        note = _note(number, finding, screening, view, sheet)
        notes.append(note)
        if sheet and finding.geometry is not None:
            shapes.setdefault(sheet, []).extend(_shapes(note, finding.geometry, view))
    sheets = tuple(
        _sheet(outcome, whole, tuple(shapes[key]))
        for outcome in sorted(OUTCOME_STYLES)
        for whole in (True, False)
        if (key := _key(outcome, whole)) in shapes
    )
    return tuple(notes), sheets


def headline_of(screening: Screening) -> Text:
    """Return how many findings there are of each outcome, and how many of them wait for the day of flight."""
    counts = {outcome: sum(f.outcome is outcome for f in screening.findings) for outcome in OUTCOME_STYLES}
    later = len(screening.on_the_day)
    parts_ja = [f"{OUTCOME_SHORT[outcome].ja} {count}件" for outcome, count in counts.items()]
    parts_en = [f"{OUTCOME_SHORT[outcome].en}: {count}" for outcome, count in counts.items()]
    if later:
        parts_ja[1] += f"（うち飛行する日に確かめるもの {later}件）"
        parts_en[1] += f" ({later} on the day of flight)"
    if screening.not_judged:
        parts_ja.append(f"まだ確認していないきまり {len(screening.not_judged)}件")
        parts_en.append(f"rules not checked yet: {len(screening.not_judged)}")
    return Text("、".join(parts_ja), ", ".join(parts_en))


def _key(outcome: Outcome, whole: bool) -> str:
    return f"{outcome.name.lower()}{'-whole' if whole else ''}"


def _sheet_key(finding: Finding, volume: OperationVolume) -> str:
    return _key(finding.outcome, finding.outcome is not Outcome.CAUGHT and _is_whole(finding, volume))


def _is_whole(finding: Finding, volume: OperationVolume) -> bool:
    # By its geometry: a finding for want of data has a place and no overlap.
    if finding.volume is None or finding.geometry is None:
        return False
    return to_plane(finding.geometry, volume.plane_epsg).area >= WHOLE * volume.footprints[finding.volume].area


def _sheet(outcome: Outcome, whole: bool, shapes: tuple[Shape, ...]) -> Sheet:
    name = OUTCOME_SHORT[outcome]
    label = Text(f"{name.ja}：飛行の全体", f"{name.en}: the whole flight") if whole else name
    note = Text("飛行の全体にかかるため、はじめは消してあります。", "Covers the whole flight, so it starts hidden.")
    return Sheet(
        key=_key(outcome, whole),
        label=label,
        style=OUTCOME_STYLES[outcome],
        shapes=shapes,
        note=note if whole else None,
        shown=not whole,
    )


def _note(number: int, finding: Finding, screening: Screening, view: View, sheet: str | None) -> Note:
    law = rule_laws().get(finding.rule)
    title = law.title if law else Text(finding.rule, finding.rule)
    if finding.place is not None:
        title = Text(f"{title.ja}：{finding.place.ja}", f"{title.en}: {finding.place.en}")
    edition = next((held for held in screening.editions if held.id == finding.edition), None)
    return Note(
        number=number,
        outcome=finding.outcome,
        title=title,
        text=finding.text,
        remedy=finding.remedy,
        citation=finding.citation,
        where=_where(finding, screening.volume),
        edition=Text(f"{edition.title.ja}（{edition.as_of}）", f"{edition.title.en} ({edition.as_of})")
        if edition
        else None,
        resolved_by=_resolved_by(finding.resolved_by),
        spot=_spot(finding, finding.geometry, screening.volume, view)
        if sheet and finding.geometry is not None
        else None,
        sheet=sheet,
    )


def _resolved_by(who: ResolvedBy | None) -> Text | None:
    return RESOLVED_BY[who] if who else None


def _where(finding: Finding, volume: OperationVolume) -> Text | None:
    if finding.volume is None:
        return None
    name = VOLUME_SHORT[finding.volume]
    if _is_whole(finding, volume):
        return Text(f"{name.ja}の全体", f"all of the {name.en}")
    if finding.from_m is None or finding.to_m is None or not volume.lines:
        return Text(f"{name.ja}の一部", f"a part of the {name.en}")
    length_m = finding.overlap.length_m
    on_line = (
        Text(f"、経路のうち {metres(length_m)}", f"; {metres(length_m)} of the route") if length_m else Text("", "")
    )
    legs_ja = "・".join(str(leg + 1) for leg in finding.legs)
    legs_en = ", ".join(str(leg + 1) for leg in finding.legs)
    start, end = metres(finding.from_m), metres(finding.to_m)
    span = Text(f"{start}～{end}", f"{start} to {end}") if start != end else Text(f"{start} 付近", f"about {start}")
    return Text(
        f"始点から {span.ja}（区間{legs_ja}{on_line.ja}）、{name.ja}",
        f"{span.en} from the start (leg {legs_en}{on_line.en}), {name.en}",
    )


def _shapes(note: Note, geometry: BaseGeometry, view: View) -> Iterable[Shape]:
    name = OUTCOME_SHORT[note.outcome]
    tooltip = (Text(f"{name.ja} {note.sign}", f"{name.en} {note.sign}"), note.title, note.text)
    for rings in view.polygons(to_plane(geometry, view.plane_epsg)):
        yield Shape(rings, tooltip)


def _spot(finding: Finding, placed: BaseGeometry, volume: OperationVolume, view: View) -> LatLon:
    geometry = to_plane(placed, view.plane_epsg)
    if finding.from_m is not None and finding.to_m is not None:
        on_line = _along(volume, (finding.from_m + finding.to_m) / 2)
        if on_line is not None and geometry.intersects(on_line):
            return view.position(on_line)
    return view.position(shapely.point_on_surface(geometry))


def _along(volume: OperationVolume, along_m: float) -> Point | None:
    for leg, line in zip(volume.legs, volume.lines, strict=False):
        if leg.from_m <= along_m <= leg.to_m:
            return line.interpolate(along_m - leg.from_m)
    return None
