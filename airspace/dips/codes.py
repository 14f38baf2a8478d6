"""The codes, limits and names of fields of DIPS 2.0, each with its source and what is doubtful of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from geo.text import Text

DESIGN_NOTE = "dossier H.1, D138 (a third party's design note of 2026-04-06 over MLIT's FPR guideline v1.9)"
PEER = "dossier H.1, D77 (open repositories of ODS-IS-UASL: airway-reservation, external)"

DOUBT = Text(
    "項目名・符号・上限は、第三者の設計メモと公開されたプログラムによります。国土交通省のガイドラインで確かめてください。",
    "Names, codes and limits are those of a third party's design note and of open programs; "
    "check them against MLIT's own guideline.",
)


class Purpose(IntEnum):
    """flightPurpose: what a flight is for. Soramichi does not ask, so it fills none in."""

    AERIAL_PHOTOGRAPHY = 1
    NEWS = 2
    SECURITY = 3
    FARMING = 4
    SURVEY = 5
    ENVIRONMENT = 6
    MAINTENANCE = 7
    INSPECTION = 8
    MATERIALS = 9
    TRANSPORT = 10
    NATURE = 11
    EMERGENCY = 12
    OTHER_BUSINESS = 13
    LEISURE = 14
    RESEARCH = 15
    OTHER = 16


PURPOSE_NAMES = {
    Purpose.AERIAL_PHOTOGRAPHY: Text("空撮", "aerial photography"),
    Purpose.NEWS: Text("報道取材", "news"),
    Purpose.SECURITY: Text("警備", "security"),
    Purpose.FARMING: Text("農林水産業", "farming, forestry, fishery"),
    Purpose.SURVEY: Text("測量", "survey"),
    Purpose.ENVIRONMENT: Text("環境調査", "environment"),
    Purpose.MAINTENANCE: Text("設備メンテナンス", "maintenance of plant"),
    Purpose.INSPECTION: Text("インフラ点検・保守", "inspection of infrastructure"),
    Purpose.MATERIALS: Text("資材管理", "materials"),
    Purpose.TRANSPORT: Text("輸送・宅配", "transport, delivery"),
    Purpose.NATURE: Text("自然観測", "observation of nature"),
    Purpose.EMERGENCY: Text("事故・災害対応等", "accidents, disasters"),
    Purpose.OTHER_BUSINESS: Text("その他（業務）", "other business"),
    Purpose.LEISURE: Text("趣味", "leisure"),
    Purpose.RESEARCH: Text("研究開発", "research and development"),
    Purpose.OTHER: Text("その他（業務以外）", "other, no business"),
}


class Airspace(IntEnum):
    """flightAirspace: airspace that needs a permission."""

    DID = 1
    HIGH = 2
    AERODROME = 3


AIRSPACE_NAMES = {
    Airspace.DID: Text("人口集中地区の上空", "over a densely inhabited district"),
    Airspace.HIGH: Text("地上150m以上", "150 m or higher"),
    Airspace.AERODROME: Text("空港等の周辺", "around an aerodrome"),
}


class Method(IntEnum):
    """flightType: ways to fly that need an approval. 5 and 6 are inferred from their order."""

    WITHIN_30_M = 1
    EVENT = 2
    NIGHT = 3
    BVLOS = 4
    DANGEROUS_GOODS = 5
    DROPPING = 6


METHOD_NAMES = {
    Method.WITHIN_30_M: Text("人・物件から30m未満", "within 30 m of people or objects"),
    Method.EVENT: Text("催し場所の上空", "over an event"),
    Method.NIGHT: Text("夜間", "night"),
    Method.BVLOS: Text("目視外", "beyond visual line of sight"),
    Method.DANGEROUS_GOODS: Text("危険物の輸送（符号は推定）", "dangerous goods (code inferred)"),
    Method.DROPPING: Text("物件の投下（符号は推定）", "dropping objects (code inferred)"),
}

METHOD_OF_RULE = {
    "within-30-m-of-people-or-objects": Method.WITHIN_30_M,
    "event-overflight": Method.EVENT,
    "night-flight": Method.NIGHT,
    "beyond-visual-line-of-sight": Method.BVLOS,
    "dangerous-goods": Method.DANGEROUS_GOODS,
    "dropping-objects": Method.DROPPING,
}
AIRSPACE_OF_RULE = {
    "densely-inhabited-district": Airspace.DID,
    "150-m-or-higher": Airspace.HIGH,
    "airport-obstacle-surfaces": Airspace.AERODROME,
    "geozone": Airspace.AERODROME,
}
"""By the rule that finds it; of `geozone` only what is airspace of a specified flight."""


class AircraftType(IntEnum):
    """The type of an aircraft; agrees with the open asset repository. Soramichi does not ask."""

    AEROPLANE = 1
    HELICOPTER = 2
    MULTICOPTER = 3
    OTHER_ROTORCRAFT = 4
    GLIDER = 5
    AIRSHIP = 6


AIRCRAFT_TYPE_NAMES = {
    AircraftType.AEROPLANE: Text("飛行機", "aeroplane"),
    AircraftType.HELICOPTER: Text("ヘリコプター", "helicopter"),
    AircraftType.MULTICOPTER: Text("マルチローター", "multicopter"),
    AircraftType.OTHER_ROTORCRAFT: Text("回転翼その他", "other rotorcraft"),
    AircraftType.GLIDER: Text("滑空機", "glider"),
    AircraftType.AIRSHIP: Text("飛行船", "airship"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """The least and the greatest that DIPS takes, both included, and the step between."""

    least: int
    most: int
    unit: str
    step: int = 1
    source: str = DESIGN_NOTE

    def holds(self, value: float) -> bool:
        """Whether DIPS would take it."""
        return self.least <= value <= self.most and value % self.step == 0


NAME_CHARACTERS = Limit(1, 30, "characters")
PLANNED_MINUTES = Limit(5, 1_440, "min", step=5)
SPEED_KMH = Limit(1, 999, "km/h")
HEIGHT_AGL_M = Limit(1, 999, "m AGL")
LONGEST = timedelta(hours=24)
"""From the start to the finish of one flight plan (`DESIGN_NOTE`)."""

FEWEST_POINTS = 3
"""Of a polygon (`DESIGN_NOTE`); whether the first point is repeated at the end is not known."""

TIME_FORMAT = "%Y%m%d %H%M"
ENDLESS = "99991231 2359"
"""Times are written `yyyyMMdd HHmm`, in Japan's time; this one is no end (`PEER`)."""

FIELDS = {
    "flightPlanId": Text("飛行計画の番号（通報後にDIPSが付ける）", "Number of the flight plan (given by DIPS)"),
    "name": Text("飛行計画の名称", "Name of the flight plan"),
    "flightPurpose": Text("飛行の目的", "Purpose"),
    "othergyomutext": Text("飛行の目的：その他（業務）の内容", "Purpose: other business"),
    "othergyomugaitext": Text("飛行の目的：その他（業務以外）の内容", "Purpose: other, no business"),
    "flightAirspace": Text("飛行する空域", "Airspace"),
    "flightType": Text("飛行の方法", "Way of flying"),
    "assistantsNumber": Text("補助者の人数", "Number of assistants"),
    "departurePoint": Text("出発地", "Place of departure"),
    "startTime": Text("飛行開始日時", "Start"),
    "finishTime": Text("飛行終了日時", "Finish"),
    "plannedMaxTime": Text("最大の飛行時間（分）", "Longest time of flight (min)"),
    "plannedFlightTime": Text("予定の飛行時間（分）", "Planned time of flight (min)"),
    "flightSpeed": Text("飛行速度（km/h）", "Speed (km/h)"),
    "flightAltitude": Text("飛行高度（対地、m）", "Height above ground (m AGL)"),
    "flyRoute": Text(
        "飛行経路・範囲（GeoJSONの文字列、経度・緯度の順）", "Route or area (GeoJSON as a string, lon lat)"
    ),
    "destinationPoint": Text("目的地", "Destination"),
    "riskMitigationOnsiteControl": Text("立入管理措置", "Entry control"),
    "riskMitigationOnsiteControlL3": Text("立入管理措置（レベル3）", "Entry control (Level 3)"),
    "riskMitigationOnsiteControl2": Text("立入管理措置（2）", "Entry control (2)"),
    "exceptionalConditionsMooring": Text("係留", "Tethered"),
    "insuranceInformation.insuranceCompany": Text("保険会社", "Insurer"),
    "insuranceInformation.insuranceProduct": Text("保険の商品名", "Insurance product"),
    "insuranceInformation.interPerson": Text("対人", "Cover for people"),
    "insuranceInformation.interObject": Text("対物", "Cover for objects"),
    "insuranceInformation.insuranceAbility": Text("賠償能力", "Ability to compensate"),
    "insuranceInformation.insuranceSupplement": Text("保険の補足", "Supplement"),
    "reporter": Text("通報する人", "Who gives notice"),
    "otherInformation": Text("その他", "Other information"),
    "pilotInfo": Text("操縦者", "Pilots"),
    "aircraftInfo": Text("機体", "Aircraft"),
    "flightPermitApplicationInfo.flightPermitApplicationNumber": Text("許可・承認の番号", "Number of the permission"),
    "flightPermitApplicationInfo.permitDate": Text("許可・承認の日", "Day of the permission"),
    "flightPermitApplicationInfo.startDate": Text("許可・承認の期間の始まり", "Permitted from"),
    "flightPermitApplicationInfo.finishDate": Text("許可・承認の期間の終わり", "Permitted until"),
    "flightPermitApplicationInfo.contactPermit": Text("許可・承認の連絡先", "Contact of the permission"),
}
"""The fields of a flight plan under their exact names, in their order (`PEER`); a dot is a field within a field.

What they are called in words is ours.
"""

PILOT_FIELDS = {
    "pilotId": Text("DIPSの操縦者番号", "DIPS's number of the pilot"),
    "contactPilotFlag": Text("連絡先か", "Whether to be contacted"),
    "contactPilot": Text("連絡先", "Contact"),
    "skillCertificationNumber": Text("技能証明書番号", "Licence number"),
    "firstClass": Text("一等", "First class"),
    "secondClass": Text("二等", "Second class"),
    "privateLicense": Text("民間の資格", "Private licence"),
    "maker": Text("メーカー", "Maker"),
    "model": Text("型式", "Model"),
}
AIRCRAFT_FIELDS = {
    "aircraftId": Text("DIPSの機体番号", "DIPS's number of the aircraft"),
    "type": Text("種類", "Type"),
    "certificationNum": Text("機体認証の番号", "Number of the certificate"),
    "symbol": Text("登録記号", "Registration mark"),
    "model": Text("型式", "Model"),
    "maker": Text("メーカー", "Maker"),
    "certification1": Text("第一種機体認証", "First-class certificate"),
    "certification2": Text("第二種機体認証", "Second-class certificate"),
    "maxWeight": Text("最大離陸重量（kg、単位は推定）", "Maximum take-off mass (kg, unit inferred)"),
}
"""The fields of each pilot, and of each aircraft."""
