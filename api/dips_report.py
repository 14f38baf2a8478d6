"""Differences of DIPS's answers as text for a clerk, and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from airspace.dips.areas import area_type
from airspace.dips.difference import CHANGE_NAMES, MEMBER_NAMES, GroupDifference, Only
from airspace.features import DipsArea
from airspace.trial import JST
from api.services.compare_dips import Answer, AnswerChange

MOST_LISTED = 50
"""Names under one group; the JSON lists all."""


def changes_as_text(found: AnswerChange) -> Iterator[str]:
    """Yield the lines that say what differs between two answers."""
    yield f"{found.old.name}（{len(found.old.areas)} 件）→ {found.new.name}（{len(found.new.areas)} 件）"
    if not found.changes:
        yield "ちがいはありません。/ No difference."
    for change in found.changes:
        area = change.after or change.before
        name = area.name.ja if area else ""
        what = CHANGE_NAMES[change.change]
        members = "、".join(MEMBER_NAMES[member].ja for member in change.members)
        yield f"[{what.ja} / {what.en}] {change.id} {name}（{_type(area)}）{members} {change.symmetric_m2:,.1f} m²"
        if change.before and change.after and change.before.applicability != change.after.applicability:
            yield f"  期間 / times: {_times(change.before)} → {_times(change.after)}"


def changes_as_json(found: AnswerChange) -> dict[str, Any]:
    """Return what differs between two answers."""
    return {
        "old": _answer(found.old),
        "new": _answer(found.new),
        "changes": [
            {
                "id": change.id,
                "change": change.change.value,
                "members": [member.value for member in change.members],
                "symmetric_difference_m2": round(change.symmetric_m2, 3),
                "before": _area(change.before),
                "after": _area(change.after),
            }
            for change in found.changes
        ],
    }


def groups_as_text(answer: Answer, day: str, groups: Sequence[GroupDifference]) -> Iterator[str]:
    """Yield the lines that say what an answer and our layers have in common and alone."""
    yield f"{answer.name}（{len(answer.areas)} 件）と手元のデータ（{day}）/ with our layers"
    yield f"  尋ねた範囲 / asked: {answer.coverage.basis.ja} / {answer.coverage.basis.en}"
    for found in groups:
        name = found.group.name
        yield f"■ {name.ja} / {name.en}" + ("" if found.held else "（手元にデータなし / no layer of ours is held）")
        yield f"  両方にある / both: {found.both_m2:,.1f} m²"
        yield f"  DIPSだけにある / DIPS only: {found.dips_only_m2:,.1f} m²"
        yield from _listed(found.dips_only)
        if found.not_ours_to_tell_m2 > 0:
            yield f"  手元のデータが届かない所 / beyond our coverage: {found.not_ours_to_tell_m2:,.1f} m²"
        if found.ours_only_m2 is None:
            yield "  手元だけにある：尋ねた範囲が分からないため言えません / ours only: not known where DIPS was asked"
        else:
            yield f"  手元だけにある / ours only: {found.ours_only_m2:,.1f} m²"
            yield from _listed(found.ours_only)


def groups_as_json(answer: Answer, day: str, groups: Sequence[GroupDifference]) -> dict[str, Any]:
    """Return what an answer and our layers have in common and alone."""
    return {
        "answer": _answer(answer),
        "day": day,
        "groups": [
            {
                "types": sorted(found.group.type_ids),
                "name": {"ja": found.group.name.ja, "en": found.group.name.en},
                "layer": found.group.kind.value,
                "held": found.held,
                "both_m2": round(found.both_m2, 3),
                "dips_only_m2": round(found.dips_only_m2, 3),
                "beyond_our_coverage_m2": round(found.not_ours_to_tell_m2, 3),
                "ours_only_m2": None if found.ours_only_m2 is None else round(found.ours_only_m2, 3),
                "dips_only": [_only(one) for one in found.dips_only],
                "ours_only": [_only(one) for one in found.ours_only],
            }
            for found in groups
        ],
    }


def _listed(names: Sequence[Only]) -> Iterator[str]:
    for one in names[:MOST_LISTED]:
        yield f"    {one.id} {one.name.ja} {one.area_m2:,.1f} m²"
    if len(names) > MOST_LISTED:
        yield f"    ほか {len(names) - MOST_LISTED} 件（--json ですべて）/ and more; --json lists all"


def _only(one: Only) -> dict[str, Any]:
    return {"id": one.id, "name": one.name.ja, "area_m2": round(one.area_m2, 3)}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "name": answer.name,
        "areas": len(answer.areas),
        "asked": {"ja": answer.coverage.basis.ja, "en": answer.coverage.basis.en},
    }


def _area(area: DipsArea | None) -> dict[str, Any] | None:
    if area is None:
        return None
    return {"name": area.name.ja, "type": area.type_id, "times": _times(area), "detail": area.detail, "url": area.url}


def _type(area: DipsArea | None) -> str:
    return area_type(area.type_id).name.ja if area else ""


def _times(area: DipsArea) -> str:
    return "、".join(
        f"{p.start.astimezone(JST):%Y-%m-%d %H:%M}～" + (f"{p.end.astimezone(JST):%Y-%m-%d %H:%M}" if p.end else "")
        for p in area.applicability
        if p.start
    )
