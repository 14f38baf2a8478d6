"""Zones that staff draw with their times: each is an edition of its own, and says nothing of what lies outside it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import rfc8785
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from airspace.edition import Coverage, Edition, InForce, Layer, LayerKind
from airspace.features import Applicability, Geozone, ZoneKind, ZoneType
from airspace.flight_day.stop import area_given
from airspace.letter_text import refuse_no_line, refuse_no_words
from airspace.prefecture import Prefecture
from airspace.trial import JST
from api.exchange.mapping import DRAWN_AT_25000_M
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.services.ids import new_id
from api.services.switch import open_switch
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.text import Text

MARGIN_DEG = 0.2
"""How far outside the box around the prefecture a zone may reach: some 20 km, for the sea and for neighbours."""

PREFIX = "zones-drawn-"
"""How the ids of editions begin that staff drew."""

ONLY_WITHIN = Text(
    "職員が描いた区域の中だけ。外については何も言えません",
    "only within what staff drew; of the outside it says nothing",
)
TYPE_NAMES = {
    ZoneType.PROHIBITED: Text("飛行が禁止されている（根拠を書く）", "flight is prohibited (on a basis that you state)"),
    ZoneType.REQ_AUTHORISATION: Text("手続が要る", "flight needs a procedure"),
    ZoneType.CONDITIONAL: Text("飛ばないよう求める・条件がある", "flight is asked to keep away, or to conditions"),
}
KIND_NAMES = {
    ZoneKind.ORDINANCE: Text("条例によるもの", "under an ordinance"),
    ZoneKind.MANAGER: Text("管理者の求めによるもの", "asked for by whoever manages the place"),
    ZoneKind.OTHER: Text("そのほか（行事・工事など）", "other (events, works)"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A zone to be drawn: what it is called, why, where (JGD2011 degrees), when, and up to which height."""

    name: str
    reason: str
    area: BaseGeometry | None
    type: ZoneType
    kind: ZoneKind
    start: datetime | None = None
    end: datetime | None = None
    upper_agl_m: float | None = None
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A zone that staff drew, with its edition."""

    edition: Edition
    zone: Geozone

    def is_over(self, today: date) -> bool:
        """Whether it judges no day from today on."""
        days = self.edition.in_force
        ended = days is not None and days.last is not None and days.last < today
        ends = [one.end for one in self.zone.applicability]
        return ended or (bool(ends) and all(end is not None and end.astimezone(JST).date() < today for end in ends))


def draw_zone(unit: UnitOfWork, account: Account, wanted: Wanted, prefecture: Prefecture, *, now: datetime) -> Drawn:
    """Add a zone: flights that are checked from now on meet it, and confirmed ones are looked at again.

    Raises
    ------
    ValueRefused
        If its name, reason, place, times or height cannot be.
    """
    require(account, Action.KEEP_DATASETS)
    zone = _zone(wanted)
    _refuse_far(zone.geometry, prefecture)
    content = {
        "zone": zone.name.ja,
        "reason": wanted.reason,
        "area": json.loads(shapely.to_geojson(zone.geometry)),
        "type": zone.type.value,
        "kind": zone.kind.value,
        "times": [[f"{one.start}", f"{one.end}"] for one in zone.applicability],
        "upper_agl_m": wanted.upper_agl_m,
        "drawn_at": now.isoformat(),
        "id": new_id(),
    }
    sha256 = hashlib.sha256(rfc8785.dumps(content)).hexdigest()
    edition = Edition(
        id=f"{PREFIX}{now.astimezone(JST):%Y%m%d}-{sha256[:12]}",
        kind=LayerKind.ZONES,
        title=zone.name,
        source="県の職員が登録した区域",
        licence="作成者の定めるところによる",
        attribution="区域：県が登録",
        as_of=now.astimezone(JST).date(),
        in_force=InForce(),
        fetched_at=now,
        sha256=sha256,
        accuracy_m=DRAWN_AT_25000_M,
        coverage=Coverage(MultiPolygon(), ONLY_WITHIN),
    )
    unit.editions.add(Layer(edition, (zone,)))
    details: dict[str, str | int] = {"sha256": sha256, "features": 1}
    unit.audit.append(at=now, actor=account.id, action="zone_drawn", subject=edition.id, details=details)
    open_switch(unit, (edition,), now=now)
    return Drawn(edition, zone)


def end_zone(unit: UnitOfWork, account: Account, edition_id: str, *, now: datetime) -> None:
    """Let a zone judge up to today and no later day; what was judged by it stays.

    Raises
    ------
    NotFound
        If staff drew no such zone, or it has ended.
    """
    require(account, Action.KEEP_DATASETS)
    today = now.astimezone(JST).date()
    drawn = next((one for one in drawn_zones(unit) if one.edition.id == edition_id), None)
    if drawn is None or drawn.is_over(today + timedelta(days=1)):
        raise NotFound
    unit.editions.end(edition_id, today)
    unit.audit.append(at=now, actor=account.id, action="zone_ended", subject=edition_id, details={"last": f"{today}"})
    open_switch(unit, (), gone=(drawn.edition,), now=now)


def drawn_zones(unit: UnitOfWork) -> tuple[Drawn, ...]:
    """Return the zones that staff drew, newest first."""
    found = [
        Drawn(edition, zone)
        for edition in unit.editions.list()
        if edition.id.startswith(PREFIX)
        for zone in unit.editions.features(edition)
        if isinstance(zone, Geozone)
    ]
    return tuple(sorted(found, key=lambda one: (one.edition.fetched_at, one.edition.id), reverse=True))


def _refuse_far(area: BaseGeometry, prefecture: Prefecture) -> None:
    """Refuse an area outside a box around a prefecture: a wrong digit puts a zone where no flight meets it."""
    near = shapely.box(*prefecture.outline.bounds).buffer(MARGIN_DEG, join_style="mitre")
    if not near.covers(area):
        raise ValueRefused(
            Text(f"{prefecture.name.ja}から遠い点があります。", f"It has a corner far from {prefecture.name.en}."),
            Text("数字を確かめてください。", "Check the numbers."),
            where="area",
        )


def _zone(wanted: Wanted) -> Geozone:
    refuse_no_line(wanted.name, "zone_name")
    refuse_no_words(wanted.reason, "reason")
    if wanted.legal_basis:
        refuse_no_line(wanted.legal_basis, "legal_basis")
    elif wanted.type is ZoneType.PROHIBITED:
        raise ValueRefused(
            Text(
                "飛行を禁止する根拠（条例の名前と条など）が書かれていません。",
                "What prohibits flight (an ordinance and its article) is not stated.",
            ),
            Text(
                "根拠を書くか、根拠のない求めなら「飛ばないよう求める・条件がある」を選んでください。",
                "State it, or choose 'asked to keep away' where it is a request.",
            ),
            where="legal_basis",
        )
    if wanted.start and wanted.end and wanted.end <= wanted.start:
        raise ValueRefused(
            Text("終わりが始まりより後ではありません。", "It does not end after it starts."),
            Text("日時を確かめてください。", "Check the times."),
            where="zone_end_day",
        )
    if wanted.upper_agl_m is not None and not 0 < wanted.upper_agl_m <= 20_000:
        raise ValueRefused(
            Text("上限の高さが範囲の外です。", "The upper limit is out of its range."),
            Text("0 より大きく 20,000 m 以下にしてください。", "Give more than 0 and at most 20,000 m."),
            where="upper_agl_m",
        )
    if wanted.area is not None and not wanted.area.is_valid:
        raise ValueRefused(
            Text("区域の線が交わっています。", "The lines of the area cross."),
            Text("角の順を確かめ、まわりを一回りするように書いてください。", "Write the corners in order, once round."),
            where="area",
        )
    timed = wanted.start is not None or wanted.end is not None
    return Geozone(
        id="1",
        name=Text(wanted.name, wanted.name),
        geometry=area_given(wanted.area if wanted.area is not None else shapely.Polygon()),
        applicability=(Applicability(wanted.start, wanted.end),) if timed else (),
        type=wanted.type,
        kind=wanted.kind,
        upper=Height(wanted.upper_agl_m, Datum.AGL) if wanted.upper_agl_m is not None else None,
        legal_basis=wanted.legal_basis,
        message=Text(wanted.reason, wanted.reason),
    )
