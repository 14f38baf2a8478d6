"""Entries of the registers as JSON. What is not told is left out, so that a later member changes no frozen proposal."""

from datetime import date
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import Field

from airspace.declared import Grade
from airspace.register.chosen import MOST_CHOSEN, Chosen, ChosenEntry
from airspace.register.entry import Kind
from airspace.register.facts import (
    Aircraft,
    Facts,
    Insurance,
    Noise,
    Permission,
    Pilot,
    PilotPerson,
    Policy,
    Site,
    SiteContact,
)
from airspace.register.validity import Validity
from api.schemas.wire import Finite, Untold, Wire, is_untold
from geo.errors import ValueRefused
from geo.text import Text

FactsT = TypeVar("FactsT", bound=Facts, covariant=True)

Written = Annotated[str, Field(max_length=1_000)]
"""A text before it is normalised and bounded by the register's own rules."""

Maybe = Annotated[Written, Field(exclude_if=is_untold)]
"""Such a text that may be empty, and is then left out."""

Id = Annotated[str, Field(pattern=r"^[0-9a-z-]{1,64}$")]


class AircraftData(Wire):
    """What is kept of an aircraft. Metres, kilograms, m/s, dB; days are in Japan and both included."""

    name: Written
    mark: Maybe = ""
    registration_until: Untold[date] = None
    certificate: Untold[Grade] = None
    certificate_from: Untold[date] = None
    certificate_until: Untold[date] = None
    takeoff_mass_kg: Untold[Finite] = None
    length_m: Untold[Finite] = None
    width_m: Untold[Finite] = None
    height_m: Untold[Finite] = None
    speed_mps: Untold[Finite] = None
    fall_distance_m: Untold[Finite] = None
    noise_db: Untold[Finite] = None
    noise_distance_m: Untold[Finite] = None
    noise_height_m: Untold[Finite] = None
    noise_measured_by: Maybe = ""
    noise_measured_on: Untold[date] = None

    @classmethod
    def of(cls, aircraft: Aircraft) -> "AircraftData":
        """Return the wire form."""
        noise = aircraft.noise
        told = (
            {}
            if noise is None
            else {
                "noise_db": noise.level_db,
                "noise_distance_m": noise.distance_m,
                "noise_height_m": noise.height_m,
                "noise_measured_by": noise.measured_by,
                "noise_measured_on": noise.measured_on,
            }
        )
        return cls(
            name=aircraft.name,
            mark=aircraft.mark,
            registration_until=aircraft.registration.last,
            certificate=aircraft.certificate,
            certificate_from=aircraft.certificate_validity.first,
            certificate_until=aircraft.certificate_validity.last,
            takeoff_mass_kg=aircraft.takeoff_mass_kg,
            length_m=aircraft.length_m,
            width_m=aircraft.width_m,
            height_m=aircraft.height_m,
            speed_mps=aircraft.speed_mps,
            fall_distance_m=aircraft.fall_distance_m,
            **told,
        )

    def value(self) -> Aircraft:
        """Return the facts; raises `ValueRefused` where a value is out of its range."""
        return Aircraft(
            name=self.name,
            mark=self.mark,
            registration=_validity(None, self.registration_until, "registration_until"),
            certificate=self.certificate,
            certificate_validity=_validity(self.certificate_from, self.certificate_until, "certificate_until"),
            takeoff_mass_kg=self.takeoff_mass_kg,
            length_m=self.length_m,
            width_m=self.width_m,
            height_m=self.height_m,
            speed_mps=self.speed_mps,
            fall_distance_m=self.fall_distance_m,
            noise=self._noise(),
        )

    def _noise(self) -> Noise | None:
        if self.noise_db is not None and self.noise_distance_m is not None:
            return Noise(
                self.noise_db,
                self.noise_distance_m,
                self.noise_height_m,
                self.noise_measured_by,
                self.noise_measured_on,
            )
        told = (
            self.noise_db,
            self.noise_distance_m,
            self.noise_height_m,
            self.noise_measured_by or None,
            self.noise_measured_on,
        )
        if told != (None,) * len(told):
            raise ValueRefused(
                Text("音の大きさと測った距離の両方が要ります。", "A sound needs its level and its distance."),
                Text("両方を書くか、どちらも空にしてください。", "Give both, or neither."),
                where="noise_distance_m" if self.noise_distance_m is None else "noise_db",
            )
        return None


class PilotData(Wire):
    """What is kept of a pilot, apart from the person."""

    licence: Untold[Grade] = None
    licence_until: Untold[date] = None
    bvlos_limit_lifted: Untold[bool] = None
    night_limit_lifted: Untold[bool] = None
    mass_limit_lifted: Untold[bool] = None

    @classmethod
    def of(cls, pilot: Pilot) -> "PilotData":
        """Return the wire form."""
        return cls(
            licence=pilot.licence,
            licence_until=pilot.licence_validity.last,
            bvlos_limit_lifted=pilot.bvlos_limit_lifted,
            night_limit_lifted=pilot.night_limit_lifted,
            mass_limit_lifted=pilot.mass_limit_lifted,
        )

    def value(self) -> Pilot:
        """Return the facts; raises `ValueRefused` where a value is out of its range."""
        return Pilot(
            licence=self.licence,
            licence_validity=_validity(None, self.licence_until, "licence_until"),
            bvlos_limit_lifted=self.bvlos_limit_lifted,
            night_limit_lifted=self.night_limit_lifted,
            mass_limit_lifted=self.mass_limit_lifted,
        )


class InsuranceData(Wire):
    """What is kept of an insurance, apart from the policy's number."""

    insurer: Written
    cover_yen: Untold[int] = None
    insured_from: Untold[date] = None
    insured_until: Untold[date] = None

    @classmethod
    def of(cls, insurance: Insurance) -> "InsuranceData":
        """Return the wire form."""
        return cls(
            insurer=insurance.insurer,
            cover_yen=insurance.cover_yen,
            insured_from=insurance.validity.first,
            insured_until=insurance.validity.last,
        )

    def value(self) -> Insurance:
        """Return the facts; raises `ValueRefused` where a value is out of its range."""
        return Insurance(
            self.insurer, self.cover_yen, _validity(self.insured_from, self.insured_until, "insured_until")
        )


class SiteData(Wire):
    """What is kept of a take-off and landing site, apart from its address and manager. JGD2011 degrees."""

    name: Written
    lon_deg: Finite
    lat_deg: Finite
    permission: Untold[Permission] = None
    permitted_from: Untold[date] = None
    permitted_until: Untold[date] = None

    @classmethod
    def of(cls, site: Site) -> "SiteData":
        """Return the wire form."""
        return cls(
            name=site.name,
            lon_deg=site.lon_deg,
            lat_deg=site.lat_deg,
            permission=site.permission,
            permitted_from=site.permission_validity.first,
            permitted_until=site.permission_validity.last,
        )

    def value(self) -> Site:
        """Return the facts; raises `ValueRefused` where a value is out of its range."""
        validity = _validity(self.permitted_from, self.permitted_until, "permitted_until")
        return Site(self.name, self.lon_deg, self.lat_deg, self.permission, validity)


class PersonData(Wire):
    """Who a pilot is: a person's own data, in no proposal."""

    person_name: Written
    licence_number: Maybe = ""

    @classmethod
    def of(cls, person: PilotPerson) -> "PersonData":
        """Return the wire form."""
        return cls(person_name=person.name, licence_number=person.licence_number)

    def value(self) -> PilotPerson:
        """Return the person; raises `ValueRefused` where a text cannot be kept."""
        return PilotPerson(self.person_name, self.licence_number)


class PolicyData(Wire):
    """The policy's number: in no proposal."""

    policy_number: Maybe = ""

    @classmethod
    def of(cls, policy: Policy) -> "PolicyData":
        """Return the wire form."""
        return cls(policy_number=policy.number)

    def value(self) -> Policy:
        """Return the policy; raises `ValueRefused` where a text cannot be kept."""
        return Policy(self.policy_number)


class ContactData(Wire):
    """A site's address and manager: in no proposal."""

    address: Maybe = ""
    manager: Maybe = ""

    @classmethod
    def of(cls, contact: SiteContact) -> "ContactData":
        """Return the wire form."""
        return cls(address=contact.address, manager=contact.manager)

    def value(self) -> SiteContact:
        """Return the contact; raises `ValueRefused` where a text cannot be kept."""
        return SiteContact(self.address, self.manager)


class ChosenAircraft(Wire):
    """An aircraft of the register. Only the id is read from you; version and facts are the register's."""

    id: Id
    version: Untold[int] = None
    facts: Untold[AircraftData] = None


class ChosenPilot(Wire):
    """A pilot of the register. Only the id is read from you; version and facts are the register's."""

    id: Id
    version: Untold[int] = None
    facts: Untold[PilotData] = None


class ChosenInsurance(Wire):
    """An insurance of the register. Only the id is read from you; version and facts are the register's."""

    id: Id
    version: Untold[int] = None
    facts: Untold[InsuranceData] = None


class ChosenSite(Wire):
    """A site of the register. Only the id is read from you; version and facts are the register's."""

    id: Id
    version: Untold[int] = None
    facts: Untold[SiteData] = None


class ChosenData(Wire):
    """What a flight uses of its organisation's registers, by id; a submitted proposal freezes the facts."""

    aircraft: list[ChosenAircraft] = Field([], max_length=MOST_CHOSEN, exclude_if=is_untold)
    pilots: list[ChosenPilot] = Field([], max_length=MOST_CHOSEN, exclude_if=is_untold)
    insurances: list[ChosenInsurance] = Field([], max_length=MOST_CHOSEN, exclude_if=is_untold)
    sites: list[ChosenSite] = Field([], max_length=MOST_CHOSEN, exclude_if=is_untold)

    @classmethod
    def of(cls, chosen: Chosen) -> "ChosenData | None":
        """Return the wire form, None of nothing."""
        if not chosen:
            return None
        return cls(
            aircraft=[
                ChosenAircraft(id=e.id, version=e.version, facts=AircraftData.of(e.facts)) for e in chosen.aircraft
            ],
            pilots=[ChosenPilot(id=e.id, version=e.version, facts=PilotData.of(e.facts)) for e in chosen.pilots],
            insurances=[
                ChosenInsurance(id=e.id, version=e.version, facts=InsuranceData.of(e.facts)) for e in chosen.insurances
            ],
            sites=[ChosenSite(id=e.id, version=e.version, facts=SiteData.of(e.facts)) for e in chosen.sites],
        )

    def value(self) -> Chosen:
        """Return the entries with their facts.

        Raises
        ------
        ValueRefused
            If an entry comes without them: nothing can be judged by an id alone.
        """
        return Chosen(
            aircraft=tuple(_entry(each.id, each.version, each.facts) for each in self.aircraft),
            pilots=tuple(_entry(each.id, each.version, each.facts) for each in self.pilots),
            insurances=tuple(_entry(each.id, each.version, each.facts) for each in self.insurances),
            sites=tuple(_entry(each.id, each.version, each.facts) for each in self.sites),
        )


DATA_OF: dict[Kind, Any] = {
    Kind.AIRCRAFT: AircraftData,
    Kind.PILOT: PilotData,
    Kind.INSURANCE: InsuranceData,
    Kind.SITE: SiteData,
}

PRIVATE_DATA_OF: dict[Kind, Any] = {Kind.PILOT: PersonData, Kind.INSURANCE: PolicyData, Kind.SITE: ContactData}


class _FactsData(Protocol[FactsT]):
    def value(self) -> FactsT: ...


def _entry(entry_id: str, version: int | None, facts: _FactsData[FactsT] | None) -> ChosenEntry[FactsT]:
    if version is None or facts is None:
        raise ValueRefused(
            Text("登録簿の内容がありません。", "The entry of the register comes without its facts."),
            Text("自社の計画書の中で選んでください。", "Choose it in a proposal of the organisation that keeps it."),
            where="chosen",
        )
    return ChosenEntry(entry_id, version, facts.value())


def _validity(first: date | None, last: date | None, where: str) -> Validity:
    try:
        return Validity(first, last)
    except ValueRefused as refusal:
        raise ValueRefused(refusal.what, refusal.remedy, where=where) from refusal
