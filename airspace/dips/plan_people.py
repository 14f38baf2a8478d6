"""pilotInfo, aircraftInfo and insuranceInformation: from what a flight chose of the registers."""

from collections.abc import Mapping, Sequence

from airspace.declared import Grade
from airspace.dips import codes
from airspace.dips.filling import Filling, Json, Need
from airspace.register.chosen import ChosenEntry
from airspace.register.facts import Aircraft, Insurance, Pilot, PilotPerson


def fill_insurance(chosen: Sequence[ChosenEntry[Insurance]], filling: Filling) -> None:
    """Fill in the insurer; DIPS tells cover for people and for objects apart, the register does not."""
    for name in ("insuranceProduct", "interPerson", "interObject", "insuranceAbility", "insuranceSupplement"):
        filling.fields[f"insuranceInformation.{name}"] = None
    company = "insuranceInformation.insuranceCompany"
    if len(chosen) != 1:
        filling.missing(
            company,
            "登録簿から選ばれた保険が1つに決まりません。許可・承認を付けるときは必要です。",
            "No single insurance is chosen from the register; it is required with a permission.",
        )
        return
    facts = chosen[0].facts
    filling.fields[company] = facts.insurer
    cover = "—" if facts.cover_yen is None else f"{facts.cover_yen:,}円"
    filling.complain(
        "insuranceInformation.interPerson",
        Need.MISSING,
        f"対人・対物の額と商品名は証券から写してください（登録簿のてん補限度額：{cover}）。",
        f"Copy product and cover for people and objects from the policy (the register's cover: {cover}).",
    )


def fill_pilots(chosen: Sequence[ChosenEntry[Pilot]], persons: Mapping[str, PilotPerson], filling: Filling) -> None:
    """Fill in each pilot; a licence number only where whoever asks may see it."""
    if not chosen:
        filling.fields["pilotInfo"] = []
        filling.complain("pilotInfo", Need.MISSING, "操縦者が選ばれていません。", "No pilot is chosen.")
        return
    filling.fields["pilotInfo"] = [_pilot(entry.facts, persons.get(entry.id)) for entry in chosen]
    filling.complain(
        "pilotInfo",
        Need.MISSING,
        "pilotId はDIPSの番号です。連絡先の印（contactPilotFlag）はどれか1人を「1」にし、電話の国番号は 001 の形です。",
        "pilotId is DIPS's own; contactPilotFlag is “1” for one pilot, and a telephone's country code is written 001.",
    )
    if any(entry.id not in persons for entry in chosen):
        filling.complain(
            "pilotInfo",
            Need.CHECK,
            "操縦者の氏名と技能証明書番号は、見ることができる人にだけ書き出します。",
            "Names and licence numbers are written only for those who may see them.",
        )


def _pilot(facts: Pilot, person: PilotPerson | None) -> Json:
    told: dict[str, Json] = dict.fromkeys(codes.PILOT_FIELDS)
    told["skillCertificationNumber"] = person.licence_number or None if person else None
    told["firstClass"], told["secondClass"] = _classes(facts.licence)
    return told


def fill_aircraft(chosen: Sequence[ChosenEntry[Aircraft]], filling: Filling) -> None:
    """Fill in each aircraft."""
    if not chosen:
        filling.fields["aircraftInfo"] = []
        filling.complain("aircraftInfo", Need.MISSING, "機体が選ばれていません。", "No aircraft is chosen.")
        return
    filling.fields["aircraftInfo"] = [_aircraft(entry.facts) for entry in chosen]
    filling.complain(
        "aircraftInfo",
        Need.MISSING,
        "aircraftId はDIPSの番号です。種類（type）を選んでください："
        + "、".join(f"{code.value} {name.ja}" for code, name in codes.AIRCRAFT_TYPE_NAMES.items()),
        "aircraftId is DIPS's own; choose the type: "
        + ", ".join(f"{code.value} {name.en}" for code, name in codes.AIRCRAFT_TYPE_NAMES.items()),
    )
    filling.complain(
        "aircraftInfo",
        Need.CHECK,
        "型式（model）には、登録簿の機体の名前をそのまま入れました。",
        "model is the name of the aircraft as the register has it.",
    )
    for number, entry in enumerate(chosen, 1):
        mark = entry.facts.mark
        if not mark:
            filling.complain(
                "aircraftInfo",
                Need.MISSING,
                f"機体{number}の登録記号が登録簿にありません。",
                f"Aircraft {number} has no registration mark in the register.",
            )


def _aircraft(facts: Aircraft) -> Json:
    told: dict[str, Json] = dict.fromkeys(codes.AIRCRAFT_FIELDS)
    told["symbol"] = facts.mark or None
    told["model"] = facts.name
    told["certification1"], told["certification2"] = _classes(facts.certificate)
    told["maxWeight"] = facts.takeoff_mass_kg
    return told


def _classes(grade: Grade | None) -> tuple[str | None, str | None]:
    """Return the flags of first and second class, None where the grade is not told."""
    if grade is None:
        return None, None
    return "1" if grade is Grade.FIRST else "0", "1" if grade is Grade.SECOND else "0"
