"""DIPSの飛行禁止エリア: an answer of DIPS as a layer that checks the others a second time."""

from collections.abc import Mapping as Columns
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from airspace.dips.areas import AREA_TYPES
from airspace.edition import Coverage, InForce, LayerKind
from airspace.features import Applicability, DipsArea
from api.exchange.coverage import none_for
from api.exchange.mapping import DRAWN_AT_25000_M, Mapped, Mapping, Provenance, Source, Stated
from geo.errors import InputRefused
from geo.readers.dips_areas import JST, read_answer, read_question
from geo.readers.layers import LayerReading
from geo.text import Text

PROVENANCE = Provenance(
    source="ドローン情報基盤システム（DIPS 2.0）飛行禁止エリアの回答",
    licence="利用条件は国土交通省に確かめてください",
    attribution="飛行禁止エリア：国土交通省 DIPS 2.0 の回答（二重確認用）",
)

NOT_KNOWN_WHERE = Text(
    "どこを尋ねた回答か分からないため、描かれた区域の外については何も言えません（検索条件のファイルは --asked で）",
    "it is not known where was asked, so nothing can be concluded outside the areas drawn (--asked takes the question)",
)
NO_TIMES = Text(
    "いつを尋ねた回答か分からないため、どの日の飛行にも使います。古くなったら --in-force-to で終わらせてください。",
    "It is not known for when was asked, so it is used on every day; end it with --in-force-to when it is old.",
)
ACCURACY = Text(
    f"DIPSは位置の誤差を公表していないため、{DRAWN_AT_25000_M:g} m とみなしました。",
    f"DIPS publishes no error of positions; {DRAWN_AT_25000_M:g} m was assumed.",
)


def map_areas(reading: LayerReading, source: Source) -> Mapped:
    """Return the areas of an answer."""
    stated = source.stated
    areas = tuple(_area(record.columns, record.geometry) for record in reading.records if record.geometry is not None)
    in_force = stated.in_force(InForce())
    notes = [ACCURACY, *_unknown_types(areas)]
    if in_force == InForce():
        notes.append(NO_TIMES)
    return Mapped(
        features=areas,
        title=Text("DIPSの飛行禁止エリア", "Flight-prohibited areas as DIPS answered"),
        as_of=stated.as_of or source.day,
        in_force=in_force,
        accuracy_m=reading.transformation.accuracy_m + DRAWN_AT_25000_M,
        coverage=stated.coverage or none_for(NOT_KNOWN_WHERE),
        notes=tuple(notes),
    )


def with_question(stated: Stated, path: Path) -> Stated:
    """Return what is stated with where, and on which days, DIPS was asked; what was stated by hand goes first.

    Raises
    ------
    InputRefused
        If the file holds no question to DIPS.
    """
    try:
        asked = read_question(path)
    except InputRefused as refusal:
        raise refusal.at(path.name) from refusal
    first = asked.start.astimezone(JST).date() if asked.start else None
    last = (asked.finish.astimezone(JST) - timedelta(minutes=1)).date() if asked.finish else None
    left_out = sorted(AREA_TYPES.keys() - set(asked.type_ids)) if asked.type_ids is not None else []
    if asked.changes_only or left_out:
        coverage = none_for(
            Text(
                f"一部だけを尋ねた回答です（{path.name}：変更分だけ、または種別 {left_out} を除く）",
                f"only a part was asked for ({path.name}: changes only, or without the types {left_out})",
            )
        )
    else:
        coverage = Coverage(asked.area, Text(f"DIPSに尋ねた範囲（{path.name}）", f"where DIPS was asked ({path.name})"))
    return replace(
        stated,
        coverage=stated.coverage or coverage,
        in_force_from=stated.in_force_from or first,
        in_force_to=stated.in_force_to or last,
    )


def _area(columns: Columns[str, Any], geometry: Any) -> DipsArea:
    name = columns["name"]
    return DipsArea(
        id=columns["flightProhibitedAreaId"],
        name=Text(name, name),
        geometry=geometry,
        applicability=(Applicability(columns["startTime"], columns["finishTime"]),),
        type_id=columns["flightProhibitedAreaTypeId"],
        detail=columns["detail"],
        url=columns["url"],
    )


def _unknown_types(areas: tuple[DipsArea, ...]) -> list[Text]:
    unknown = [area for area in areas if area.type_id not in AREA_TYPES]
    if not unknown:
        return []
    numbers = ", ".join(str(number) for number in sorted({area.type_id for area in unknown}))
    return [
        Text(
            f"知らない種別（{numbers}）のエリアが {len(unknown)} 件あります。「その他」として判定します。",
            f"{len(unknown)} areas are of types that are not known ({numbers}); they are judged as “other”.",
        )
    ]


DIPS = Mapping(LayerKind.DIPS, PROVENANCE, map_areas, read_answer)
