"""What is kept of an aircraft, a pilot, an insurance, a site, apart from what is a person's own or nobody else's.

None, and an empty text, is not told; nothing takes its place. Lengths are metres, masses kilograms.
"""

import math
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from airspace.declared import Grade
from airspace.register.validity import NOT_TOLD, Validity
from airspace.register.words import mark_of, one_line, within
from geo.errors import ValueRefused
from geo.text import Text

NAMES = {
    "name": Text("名前", "Name"),
    "mark": Text("登録記号", "Registration mark"),
    "registration_until": Text("登録の有効期間の終わり", "Registration holds until"),
    "certificate": Text("機体認証", "Aircraft certificate"),
    "certificate_from": Text("機体認証の有効期間の始まり", "Certificate holds from"),
    "certificate_until": Text("機体認証の有効期間の終わり", "Certificate holds until"),
    "takeoff_mass_kg": Text("最大離陸重量（kg）", "Maximum take-off mass (kg)"),
    "length_m": Text("長さ（m）", "Length (m)"),
    "width_m": Text("幅（m）", "Width (m)"),
    "height_m": Text("高さ（m）", "Height (m)"),
    "speed_mps": Text("最大の速さ（m/s）", "Greatest speed (m/s)"),
    "fall_distance_m": Text("メーカーの落下距離（m）", "Maker's fall distance (m)"),
    "noise_db": Text("測った音（dB）", "Sound as measured (dB)"),
    "noise_distance_m": Text("測った距離（m）", "Distance of the measurement (m)"),
    "noise_height_m": Text("測ったときの機体の高さ（m）", "Height of the aircraft when measured (m)"),
    "noise_measured_by": Text("測った会社・機関", "Measured by (company or institute)"),
    "noise_measured_on": Text("測った日", "Measured on"),
    "licence": Text("技能証明", "Pilot certificate"),
    "licence_until": Text("技能証明の有効期間の終わり", "Licence holds until"),
    "bvlos_limit_lifted": Text("目視内の限定が解除されている", "Limit to visual line of sight is lifted"),
    "night_limit_lifted": Text("昼間の限定が解除されている", "Limit to daytime is lifted"),
    "mass_limit_lifted": Text("最大離陸重量25kg未満の限定が解除されている", "Limit to under 25 kg is lifted"),
    "insurer": Text("保険会社", "Insurer"),
    "cover_yen": Text("てん補限度額（円）", "Cover (yen)"),
    "insured_from": Text("保険期間の始まり", "Insured from"),
    "insured_until": Text("保険期間の終わり", "Insured until"),
    "lat_deg": Text("緯度（度）", "Latitude (degrees)"),
    "lon_deg": Text("経度（度）", "Longitude (degrees)"),
    "permission": Text("管理者の承諾", "Permission of the manager"),
    "permitted_from": Text("承諾の始まり", "Permitted from"),
    "permitted_until": Text("承諾の終わり", "Permitted until"),
    "person_name": Text("氏名", "Name of the person"),
    "licence_number": Text("技能証明書番号", "Licence number"),
    "policy_number": Text("証券番号", "Policy number"),
    "address": Text("所在地", "Address"),
    "manager": Text("管理者", "Manager"),
}
"""What each datum is called."""


class Permission(StrEnum):
    """What a site's manager has said to its use."""

    GRANTED = "granted"
    ASKED = "asked"
    NOT_NEEDED = "not_needed"


PERMISSION_NAMES = {
    Permission.GRANTED: Text("承諾を得た", "granted"),
    Permission.ASKED: Text("お願いしている（まだ返事がない）", "asked for, no answer yet"),
    Permission.NOT_NEEDED: Text("いらない（自社の土地など）", "not needed (own land and the like)"),
}


@dataclass(frozen=True, slots=True)
class Noise:
    """A sound level as it was measured: at what distance, with the aircraft how high, by which body, on what day."""

    level_db: float
    distance_m: float
    height_m: float | None = None
    measured_by: str = ""
    measured_on: date | None = None

    def __post_init__(self) -> None:
        within(self.level_db, "noise_db", NAMES["noise_db"], most=200)
        within(self.distance_m, "noise_distance_m", NAMES["noise_distance_m"], most=10_000)
        within(self.height_m, "noise_height_m", NAMES["noise_height_m"], most=10_000)
        _keep(
            self, "measured_by", one_line(self.measured_by, "noise_measured_by", NAMES["noise_measured_by"], most=100)
        )


@dataclass(frozen=True, slots=True)
class Aircraft:
    """機体: its name and mark, its 機体認証, its size, and what its maker says."""

    name: str
    mark: str = ""
    registration: Validity = NOT_TOLD
    certificate: Grade | None = None
    certificate_validity: Validity = NOT_TOLD
    takeoff_mass_kg: float | None = None
    length_m: float | None = None
    width_m: float | None = None
    height_m: float | None = None
    speed_mps: float | None = None
    fall_distance_m: float | None = None
    noise: Noise | None = None

    def __post_init__(self) -> None:
        _keep(self, "name", one_line(self.name, "name", NAMES["name"], most=100, owed=True))
        _keep(self, "mark", mark_of(self.mark, "mark"))
        within(self.takeoff_mass_kg, "takeoff_mass_kg", NAMES["takeoff_mass_kg"], most=20_000)
        for name in ("length_m", "width_m", "height_m"):
            within(getattr(self, name), name, NAMES[name], most=100)
        within(self.speed_mps, "speed_mps", NAMES["speed_mps"], most=350)
        within(self.fall_distance_m, "fall_distance_m", NAMES["fall_distance_m"], most=20_000)


@dataclass(frozen=True, slots=True)
class Pilot:
    """操縦者 without the person: the class of 技能証明, until when it holds, and which limits are lifted."""

    licence: Grade | None = None
    licence_validity: Validity = NOT_TOLD
    bvlos_limit_lifted: bool | None = None
    night_limit_lifted: bool | None = None
    mass_limit_lifted: bool | None = None


@dataclass(frozen=True, slots=True)
class Insurance:
    """第三者賠償責任保険: with whom, up to how much, from when until when."""

    insurer: str
    cover_yen: int | None = None
    validity: Validity = NOT_TOLD

    def __post_init__(self) -> None:
        _keep(self, "insurer", one_line(self.insurer, "insurer", NAMES["insurer"], most=100, owed=True, named=True))
        within(self.cover_yen, "cover_yen", NAMES["cover_yen"], most=10**13)


@dataclass(frozen=True, slots=True)
class Site:
    """離着陸場所: its name, its place in JGD2011 degrees, and what its manager has said."""

    name: str
    lon_deg: float
    lat_deg: float
    permission: Permission | None = None
    permission_validity: Validity = NOT_TOLD

    def __post_init__(self) -> None:
        _keep(self, "name", one_line(self.name, "name", NAMES["name"], most=100, owed=True))
        for where, value, most in (("lon_deg", self.lon_deg, 180), ("lat_deg", self.lat_deg, 90)):
            if not (math.isfinite(value) and abs(value) <= most):
                raise ValueRefused(
                    Text(f"{NAMES[where].ja}：{value} は使えません。", f"{NAMES[where].en}: {value} cannot be used."),
                    Text(f"-{most} から {most} の数で書いてください。", f"Give a number from -{most} to {most}."),
                    where=where,
                )


@dataclass(frozen=True, slots=True)
class PilotPerson:
    """Who a pilot is. A person's own data: it is in no proposal, no audit row and no log."""

    name: str = field(repr=False)
    licence_number: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _keep(self, "name", one_line(self.name, "person_name", NAMES["person_name"], most=100, owed=True, named=True))
        number = one_line(self.licence_number, "licence_number", NAMES["licence_number"], most=40)
        _keep(self, "licence_number", number)


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy's number: the organisation's own datum."""

    number: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _keep(self, "number", one_line(self.number, "policy_number", NAMES["policy_number"], most=60))


@dataclass(frozen=True, slots=True)
class SiteContact:
    """Where a site is and who manages it, which may name people."""

    address: str = field(default="", repr=False)
    manager: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _keep(self, "address", one_line(self.address, "address", NAMES["address"], most=200, named=True))
        _keep(self, "manager", one_line(self.manager, "manager", NAMES["manager"], most=100, named=True))


Facts = Aircraft | Pilot | Insurance | Site
"""What a proposal freezes of an entry."""

Private = PilotPerson | Policy | SiteContact
"""What is kept beside the facts, and never frozen."""


def _keep(value: object, name: str, kept: str) -> None:
    """Set a text of a frozen value in the form in which it is kept."""
    object.__setattr__(value, name, kept)
