"""Made-up values for the store's tests."""

from datetime import UTC, date, datetime

import shapely
from shapely import MultiPolygon, Polygon

from airspace.edition import Coverage, Edition, InForce, Layer, LayerKind
from airspace.features import (
    Aerodrome,
    AerodromeWithoutValues,
    Applicability,
    Authority,
    Cone,
    Did,
    DipsArea,
    Exclusion,
    FacilityClass,
    FacilityPart,
    Feature,
    Geozone,
    ManagedKind,
    ManagedPlace,
    ManagerAsks,
    Municipality,
    NoticeAirspace,
    ObstacleSurfaces,
    ReferencePoint,
    Strip,
    StripEnd,
    SurfaceKind,
    TargetFacility,
    ZoneKind,
    ZoneType,
)
from airspace.proposal import Draft, ProposalRevision, Trial, hash_of
from airspace.role import Role
from airspace.workflow import State
from api.security.accounts import Account, Organisation
from api.store.unit_of_work import UnitOfWork
from geo.height import Datum, Height
from geo.text import Text

NOW = datetime(2026, 11, 4, 1, 2, 3, 456789, tzinfo=UTC)

ALWAYS = InForce()

# Coordinates that no decimal text of fifteen digits would bring back.
AWKWARD = Polygon(
    [(136.1 + 1e-13, 34.5), (136.5 - 1e-13, 34.5 + 1 / 30), (136.4, 34.9), (136.1, 34.8)],
    holes=[[(136.2, 34.65), (136.3, 34.7), (136.2, 34.75)]],
)
TWO_PARTS = MultiPolygon([AWKWARD, shapely.box(137.0, 34.0, 137.1, 34.1)])

FEATURES: dict[LayerKind, tuple[Feature, ...]] = {
    LayerKind.DID: (
        Did("24201-1", Text("津市 1", "Tsu 1"), AWKWARD, "24201", 92_175),
        Did("24202-1", Text("四日市市 1", "Yokkaichi 1"), TWO_PARTS, "24202", None),
    ),
    LayerKind.PREFECTURE: (
        Municipality("24201-1", Text("津市", "Tsu"), AWKWARD, "24201", "三重県"),
        Municipality("23201-2", Text("豊橋市", "Toyohashi"), shapely.box(137.3, 34.6, 137.4, 34.7), "23201", "愛知県"),
    ),
    LayerKind.ZONES: (
        Geozone(
            "z1",
            Text("港", "Port"),
            AWKWARD,
            type=ZoneType.REQ_AUTHORISATION,
            kind=ZoneKind.MANAGER,
            lower=Height(0.1, Datum.AGL, "file"),
            upper=Height(150, Datum.AMSL),
            applicability=(Applicability(NOW, None), Applicability(None, NOW)),
            authority=Authority(Text("港湾課", "Ports"), "059-000-0000", Text("10日前", "10 days before")),
            legal_basis="港湾管理条例",
            message=Text("協議してください", "Consult"),
        ),
        Geozone("z2", Text("無期限", "Always"), TWO_PARTS),
    ),
    LayerKind.DIPS: (
        DipsArea(
            "20221105_FISSikou0015",
            Text("空港の区域", "空港の区域"),
            AWKWARD,
            applicability=(Applicability(NOW, None),),
            type_id=5,
            detail="説明",
            url="https://example.jp/",
        ),
        DipsArea("x2", Text("円", "円"), TWO_PARTS, type_id=3),
    ),
    LayerKind.AIRPORTS: (
        Aerodrome("a1", Text("空港", "Airport"), AWKWARD, "cf02", 3.5),
        Aerodrome("a2", Text("位置なし", "Nowhere"), MultiPolygon(), ""),
    ),
    LayerKind.FACILITIES: (
        TargetFacility(
            "f1",
            Text("駐屯地", "Camp"),
            AWKWARD,
            applicability=(Applicability(NOW, None),),
            facility_class=FacilityClass.DEFENCE,
            part=FacilityPart.SURROUNDING_AREA,
            surroundings_held=False,
            designated=False,
            authority=Authority(Text("広報", "Desk"), "059-000-0000"),
            legal_basis="告示",
        ),
        TargetFacility("f2", Text("空港", "Airport"), TWO_PARTS, facility_class=FacilityClass.AIRPORT),
    ),
    LayerKind.MANAGED: (
        ManagedPlace(
            "m1",
            Text("川", "River"),
            AWKWARD,
            applicability=(Applicability(None, NOW),),
            kind=ManagedKind.RIVER,
            asks=ManagerAsks.NOTICE,
            authority=Authority(Text("河川課", "Rivers"), "059-000-0000", Text("10日前", "10 days before")),
            legal_basis="河川法",
            message=Text("連絡してください", "Tell us"),
        ),
        ManagedPlace("m2", Text("土地", "Land"), TWO_PARTS),
    ),
    LayerKind.SURFACES: (
        ObstacleSurfaces(
            "RJXX",
            Text("空港", "Airport"),
            AWKWARD,
            reference=ReferencePoint(136.3 + 1e-13, 34.6, 3.79),
            strips=(
                Strip(
                    (
                        StripEnd(136.3, 34.6 + 1 / 300, 5.1, 50, precision=True, extended=True),
                        StripEnd(136.3, 34.6 - 1 / 300, 4.9, 40),
                    ),
                    300,
                ),
            ),
            horizontal_radius_m=4_000,
            values_as_of=date(2025, 2, 16),
            icao="RJXX",
            cone=Cone(50, 16_500),
            outer_radius_m=24_000,
            exclusions=(Exclusion((SurfaceKind.CONICAL, SurfaceKind.OUTER_HORIZONTAL), AWKWARD),),
            site=TWO_PARTS,
            authority=Authority(Text("空港事務所", "Office"), "059-000-0000", Text("10日前", "10 days before")),
            legal_basis="告示",
        ),
        ObstacleSurfaces(
            "heliport",
            Text("ヘリポート", "Heliport"),
            AWKWARD,
            reference=ReferencePoint(136.3, 34.6, 4),
            strips=(
                Strip(
                    (
                        StripEnd(136.3, 34.6, 4, 8, approach_length_m=1_000),
                        StripEnd(136.3, 34.6003, 4, 8, approach_length_m=1_000),
                    ),
                    30,
                ),
            ),
            horizontal_radius_m=200,
            values_as_of=date(2020, 4, 1),
            heliport=True,
            transitional_run=2.0,
        ),
        AerodromeWithoutValues("camp", Text("駐屯地", "Camp"), AWKWARD, Authority(Text("駐屯地", "Camp")), "自衛隊法"),
        NoticeAirspace("base", Text("基地", "Base"), AWKWARD, Height(0.1, Datum.AGL), Height(300, Datum.AMSL)),
        NoticeAirspace("open", Text("基地2", "Base 2"), TWO_PARTS),
    ),
}


def layer(
    kind: LayerKind = LayerKind.DID, *, edition_id: str = "", in_force: InForce | None = ALWAYS, sha256: str = ""
) -> Layer:
    edition = Edition(
        id=edition_id or f"{kind.value}-1",
        kind=kind,
        title=Text("題", "Title"),
        source="出典",
        licence="利用規約",
        attribution="加工して作成",
        as_of=date(2020, 10, 1),
        in_force=in_force,
        fetched_at=NOW,
        sha256=sha256 or (edition_id or kind.value).ljust(64, "0"),
        accuracy_m=26.125,
        coverage=Coverage(TWO_PARTS, Text("範囲", "extent")),
        notes=(Text("注", "note"),),
    )
    return Layer(edition, FEATURES[kind])


def organisation() -> Organisation:
    return Organisation("o1", "空みち航空", NOW)


def account(account_id: str = "a1", login: str = "Operator@Example.jp") -> Account:
    return Account(account_id, "o1", frozenset({Role.OPERATOR}), login, "山田", "$argon2id$…", NOW)


def trial(trial_id: str = "t1", state: State = State.DRAFT) -> Trial:
    return Trial(trial_id, "o1", "津～鳥羽", state, NOW, "a1")


def draft(trial_id: str = "t1") -> Draft:
    return Draft(f"d-{trial_id}", trial_id, '{"title": "津"}', NOW, "a1")


def revision(number: int, revision_id: str = "", trial_id: str = "t1") -> ProposalRevision:
    canonical = f'{{"number":{number},"title":"津"}}'
    return ProposalRevision(
        revision_id or f"r{number}",
        trial_id,
        number,
        canonical,
        hash_of(canonical),
        "{}",
        ("did-1",),
        NOW,
        "a1",
    )


def add_people(unit: UnitOfWork) -> None:
    unit.accounts.add_organisation(organisation())
    unit.accounts.add(account())
