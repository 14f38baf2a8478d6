"""Who can be asked: the kinds of office, and how each is known for a route."""

from enum import StrEnum

from airspace.features import ManagedKind
from geo.text import Text


class ConsulteeKind(StrEnum):
    """What kind of office or body is asked."""

    MUNICIPALITY = "municipality"
    POLICE = "police"
    FIRE = "fire"
    COAST_GUARD = "coast_guard"
    PORT = "port"
    RIVER = "river"
    COAST = "coast"
    ROAD = "road"
    PARK = "park"
    RAILWAY = "railway"
    POWER = "power"
    FISHERY = "fishery"
    NEIGHBOURHOOD = "neighbourhood"
    SCHOOL = "school"
    AIR_RESCUE = "air_rescue"
    NATIONAL_PARK = "national_park"
    NEIGHBOURING_PREFECTURE = "neighbouring_prefecture"
    OTHER = "other"


KIND_NAMES = {
    ConsulteeKind.MUNICIPALITY: Text("市町", "municipality"),
    ConsulteeKind.POLICE: Text("警察", "police"),
    ConsulteeKind.FIRE: Text("消防", "fire service"),
    ConsulteeKind.COAST_GUARD: Text("海上保安部", "coast guard"),
    ConsulteeKind.PORT: Text("港湾・漁港の管理者", "manager of a port"),
    ConsulteeKind.RIVER: Text("河川の管理者", "manager of a river"),
    ConsulteeKind.COAST: Text("海岸の管理者", "manager of a coast"),
    ConsulteeKind.ROAD: Text("道路の管理者", "manager of a road"),
    ConsulteeKind.PARK: Text("公園の管理者", "manager of a park"),
    ConsulteeKind.RAILWAY: Text("鉄道事業者", "railway"),
    ConsulteeKind.POWER: Text("電力会社・送電線の管理者", "power company"),
    ConsulteeKind.FISHERY: Text("漁業協同組合", "fishery co-operative"),
    ConsulteeKind.NEIGHBOURHOOD: Text("自治会", "neighbourhood association"),
    ConsulteeKind.SCHOOL: Text("学校・教育委員会", "school or board of education"),
    ConsulteeKind.AIR_RESCUE: Text("防災航空隊・ドクターヘリ", "air-rescue unit"),
    ConsulteeKind.NATIONAL_PARK: Text("国立公園・国定公園の事務所", "national park office"),
    ConsulteeKind.NEIGHBOURING_PREFECTURE: Text("隣の府県", "neighbouring prefecture"),
    ConsulteeKind.OTHER: Text("その他", "other"),
}

OF_MANAGED = {
    ManagedKind.NATIONAL_PARK: ConsulteeKind.NATIONAL_PARK,
    ManagedKind.RIVER: ConsulteeKind.RIVER,
    ManagedKind.ROAD: ConsulteeKind.ROAD,
    ManagedKind.RAILWAY: ConsulteeKind.RAILWAY,
    ManagedKind.PORT: ConsulteeKind.PORT,
    ManagedKind.COAST: ConsulteeKind.COAST,
    ManagedKind.FISHERY: ConsulteeKind.FISHERY,
    ManagedKind.POWER_LINE: ConsulteeKind.POWER,
    ManagedKind.PARK: ConsulteeKind.PARK,
    ManagedKind.SHRINE: ConsulteeKind.OTHER,
    ManagedKind.SCHOOL: ConsulteeKind.SCHOOL,
    ManagedKind.LAND: ConsulteeKind.OTHER,
    ManagedKind.OTHER: ConsulteeKind.OTHER,
}
"""Who is asked about a managed place of each kind."""

CHOSEN_BY_STAFF = (
    ConsulteeKind.POLICE,
    ConsulteeKind.FIRE,
    ConsulteeKind.AIR_RESCUE,
    ConsulteeKind.NEIGHBOURHOOD,
    ConsulteeKind.SCHOOL,
)
"""Kinds that no layer tells for a route: staff think of them."""
