"""Whom a route gives reason to ask, with the reason, and what the layers held cannot tell. Unknown is not "nobody"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.atlas import GAP_TOLERANCE_M
from airspace.consultation.kinds import KIND_NAMES, OF_MANAGED, ConsulteeKind
from airspace.edition import LAYER_NAMES, Edition, LayerKind
from airspace.facts import Facts, Hit, LayerFacts
from airspace.features import ManagedKind, ManagedPlace, Municipality
from airspace.finding import VOLUME_NAMES, VolumeKind
from airspace.prefecture import Prefecture
from airspace.rules.managed_places import KIND_NAMES as PLACE_NAMES
from airspace.rules.managed_places import LOOKED_FOR
from geo.crs import to_plane
from geo.shape import polygons_of
from geo.text import Text

COAST_GUARD = Text("海上保安部", "coast guard")

TOLD_BY_BOUNDARIES = (
    ConsulteeKind.MUNICIPALITY,
    ConsulteeKind.NEIGHBOURING_PREFECTURE,
    ConsulteeKind.COAST_GUARD,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One body to ask and why. `code` is a municipality's or prefecture's code, empty for others."""

    kind: ConsulteeKind
    name: Text
    code: str
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NotTold:
    """Kinds of whom the layers held cannot tell whether the route concerns any, and why."""

    kinds: tuple[ConsulteeKind, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Whom to ask about some flights, what cannot be told, and the editions that it rests on."""

    suggested: tuple[Suggestion, ...]
    not_told: tuple[NotTold, ...]
    editions: tuple[Edition, ...]


def suggest(flights: Sequence[Facts]) -> Suggestions:
    """Return whom the ground-risk buffers of a revision's flights give reason to ask."""
    found: dict[tuple[ConsulteeKind, str], Suggestion] = {}
    not_told: dict[Text, NotTold] = {}
    editions: dict[str, Edition] = {}
    for number, facts in enumerate(flights, start=1):
        prefix = Text(f"飛行{number}：", f"flight {number}: ") if len(flights) > 1 else Text("", "")
        for suggestion in (*_by_boundaries(facts), *_by_managed_places(facts)):
            key = suggestion.kind, suggestion.code or suggestion.name.ja
            before = found[key].reasons if key in found else ()
            reasons = tuple(_joined(prefix, reason) for reason in suggestion.reasons)
            found[key] = Suggestion(suggestion.kind, suggestion.name, suggestion.code, (*before, *reasons))
        for gap in (*_gaps_of_boundaries(facts), *_gaps_of_managed_places(facts)):
            not_told[gap.text] = gap
        for kind in (LayerKind.PREFECTURE, LayerKind.MANAGED):
            editions |= {edition.id: edition for edition in facts.layer(kind).editions}
    order = list(ConsulteeKind)
    return Suggestions(
        suggested=tuple(sorted(found.values(), key=lambda s: (order.index(s.kind), s.code, s.name.ja))),
        not_told=tuple(not_told.values()),
        editions=tuple(editions.values()),
    )


def _by_boundaries(facts: Facts) -> Iterator[Suggestion]:
    prefecture = facts.atlas.prefecture
    for first, hits in _municipalities(facts.layer(LayerKind.PREFECTURE).hits):
        reason = _met(hits, "の陸地", "the land of ")
        yield Suggestion(ConsulteeKind.MUNICIPALITY, first.name, first.code, (reason,))
        if first.prefecture_code != prefecture.code:
            name = first.prefecture_name or f"都道府県コード {first.prefecture_code}"
            yield Suggestion(
                ConsulteeKind.NEIGHBOURING_PREFECTURE,
                Text(name, first.prefecture_name or f"prefecture {first.prefecture_code}"),
                first.prefecture_code,
                (reason,),
            )
    if _over_sea(facts, prefecture):
        yield Suggestion(
            ConsulteeKind.COAST_GUARD,
            COAST_GUARD,
            "",
            (
                Text(
                    "落下のおそれがある範囲（地上リスクバッファ）が海の上にかかります。",
                    "The ground-risk buffer reaches the sea.",
                ),
            ),
        )


def _municipalities(hits: Iterable[Hit]) -> Iterator[tuple[Municipality, list[Hit]]]:
    """Yield the municipalities met, each once, with all its polygons that are met."""
    by_code: dict[str, tuple[Municipality, list[Hit]]] = {}
    for hit in hits:
        if isinstance(hit.feature, Municipality):
            by_code.setdefault(hit.feature.code, (hit.feature, []))[1].append(hit)
    for code in sorted(by_code):
        yield by_code[code]


def _met(hits: Sequence[Hit], what_ja: str, what_en: str) -> Text:
    name = hits[0].feature.name
    innermost = [kind for kind in VolumeKind if any(hit.innermost is kind for hit in hits)]
    if not innermost:
        return Text(
            f"「{name.ja}」{what_ja}との境が、データの誤差の中にあります。",
            f"The border of {what_en}“{name.en}” is within the error of the data.",
        )
    volume = VOLUME_NAMES[innermost[0]]
    return Text(f"{volume.ja}が「{name.ja}」{what_ja}にかかります。", f"The {volume.en} meets {what_en}“{name.en}”.")


def _over_sea(facts: Facts, prefecture: Prefecture) -> bool:
    """Whether the ground-risk buffer surely reaches sea; gaps between borders are none."""
    territory = facts.territory
    if territory.land is None:
        return False
    buffer = facts.volume.footprints[VolumeKind.GROUND_RISK_BUFFER]
    water: BaseGeometry = territory.land.outside(buffer)
    if territory.others is not None:  # part by part: an index looks at one connected shape
        water = shapely.union_all([territory.others.outside(part) for part in polygons_of(water)])
    if not territory.neighbours_held:  # beyond the outline it may be another's land
        water = shapely.intersection(water, to_plane(prefecture.outline, facts.volume.plane_epsg))
    open_water = shapely.buffer(shapely.union_all(polygons_of(water)), -GAP_TOLERANCE_M)
    return not open_water.is_empty


def _by_managed_places(facts: Facts) -> Iterator[Suggestion]:
    windows = facts.volume.operation.windows
    for hit in facts.layer(LayerKind.MANAGED).hits:
        place = hit.feature
        if not isinstance(place, ManagedPlace):
            continue
        if not any(place.applies(window.start, window.end) for window in windows):
            continue
        kind = PLACE_NAMES[place.kind]
        name = place.authority.name if place.authority else _unnamed_manager(place)
        yield Suggestion(OF_MANAGED[place.kind], name, "", (_met([hit], f"（{kind.ja}）", f"the {kind.en} "),))


def _unnamed_manager(place: ManagedPlace) -> Text:
    return Text(f"{place.name.ja}の管理者（未登録）", f"manager of {place.name.en} (not on record)")


def _gaps_of_boundaries(facts: Facts) -> Iterator[NotTold]:
    layer, territory = facts.layer(LayerKind.PREFECTURE), facts.territory
    name = LAYER_NAMES[LayerKind.PREFECTURE]
    if territory.land is None:
        yield NotTold(
            TOLD_BY_BOUNDARIES,
            Text(
                f"飛行日に有効な県の「{name.ja}（N03）」のデータがないため、どの市町にかかるか、海にかかるかは分かりません。",
                f"No {name.en} (N03) of the prefecture in force on the days of flight are held: which municipalities, "
                "and whether the sea, are concerned is not known.",
            ),
        )
        return
    if layer.gap_in_days:
        yield NotTold(TOLD_BY_BOUNDARIES, _gap_in_days(layer))
    if not territory.neighbours_held and facts.outside(territory.own) is not None:
        yield NotTold(
            TOLD_BY_BOUNDARIES,
            Text(
                "県の区域の外に出ますが、隣の府県の行政区域（N03）がそろっていないため、どこにかかるかは分かりません。",
                "The flight leaves the prefecture, and not all neighbours' boundaries (N03) are held: whose land it "
                "reaches is not known.",
            ),
        )


def _gaps_of_managed_places(facts: Facts) -> Iterator[NotTold]:
    layer = facts.layer(LayerKind.MANAGED)
    name = LAYER_NAMES[LayerKind.MANAGED]
    looked_for = tuple(dict.fromkeys(OF_MANAGED[kind] for kind in LOOKED_FOR))
    if not layer.held:
        yield NotTold(
            looked_for,
            Text(
                f"飛行日に有効な「{name.ja}」のデータがないため、どの管理者にかかるかは分かりません。",
                f"No data on {name.en} in force on those days are held: whose places are concerned is not known.",
            ),
        )
        return
    if layer.gap_in_days:
        yield NotTold(looked_for, _gap_in_days(layer))
    if layer.uncovered is not None:
        yield NotTold(
            looked_for,
            Text(
                f"手元の「{name.ja}」のデータが届かない場所があり、そこの管理者は分かりません。",
                f"A part of the flight is not covered by the data on {name.en}: whose places are there is not known.",
            ),
        )
    operation = facts.volume.operation
    held = facts.atlas.managed_kinds(operation.first_day, operation.last_day)
    lacking = [kind for kind in LOOKED_FOR if kind not in held]
    if lacking:
        yield _kinds_not_held(lacking)


def _kinds_not_held(lacking: Sequence[ManagedKind]) -> NotTold:
    kinds = tuple(dict.fromkeys(OF_MANAGED[kind] for kind in lacking))
    return NotTold(
        kinds,
        Text(
            f"次の相手は、場所のデータがないため分かりません：{'、'.join(KIND_NAMES[kind].ja for kind in kinds)}。",
            f"Of these no places are held, so they are not known: {', '.join(KIND_NAMES[kind].en for kind in kinds)}.",
        ),
    )


def _gap_in_days(layer: LayerFacts) -> Text:
    name = LAYER_NAMES[layer.kind]
    return Text(
        f"飛行日の一部に有効な「{name.ja}」の版がないため、その日のことは分かりません。",
        f"On some of the days no edition of {name.en} is in force: what holds then is not known.",
    )


def _joined(prefix: Text, text: Text) -> Text:
    return Text(f"{prefix.ja}{text.ja}", f"{prefix.en}{text.en}")
