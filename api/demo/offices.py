"""The sample's offices that can be asked for an opinion, and what two of them were asked. All of it is invented."""

from datetime import datetime

from airspace.consultation import Opinion, Said
from airspace.consultation.kinds import ConsulteeKind
from airspace.proposal import Trial
from api.demo.accounts import MISAKI, account_of
from api.services.consultation.answer import answer_as_member
from api.services.consultation.ask import DEFAULT_QUESTIONS, Asking, ask
from api.services.consultation.offices import NewOffice, add_office
from api.services.consultation.redact import redact
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

PREFECTURE_CODE = "24"

FIRE = "架空消防本部"

OFFICES = (
    (ConsulteeKind.MUNICIPALITY, "空見市 企画課（架空）", "Sorami City, planning (made up)", "24901"),
    (ConsulteeKind.MUNICIPALITY, "潮風市 企画課（架空）", "Shiokaze City, planning (made up)", "24902"),
    (ConsulteeKind.MUNICIPALITY, MISAKI, "Misaki Town, planning (made up)", "24903"),
    (ConsulteeKind.MUNICIPALITY, "凪浜市 企画課（架空）", "Nagihama City, planning (made up)", "24904"),
    (ConsulteeKind.MUNICIPALITY, "葦渡町 総務課（架空）", "Ashiwatari Town, general affairs (made up)", "24905"),
    (ConsulteeKind.POLICE, "架空警察署", "made-up police station", ""),
    (ConsulteeKind.FIRE, FIRE, "made-up fire department", ""),
    (ConsulteeKind.COAST_GUARD, "架空海上保安部", "made-up coast guard office", ""),
    (ConsulteeKind.PORT, "岬町 港湾係", "Misaki Town, port desk", ""),
    (ConsulteeKind.RIVER, "架空県 河川課", "made-up prefecture, rivers division", ""),
    (ConsulteeKind.COAST, "空見市 土木課", "Sorami City works division", ""),
    (ConsulteeKind.ROAD, "空見市 土木課", "Sorami City works division", ""),
    (ConsulteeKind.RAILWAY, "うみべ鉄道 運転課", "Umibe Railway, operations", ""),
    (ConsulteeKind.POWER, "見本送電 保守課（架空）", "Sample Power maintenance (made up)", ""),
    (ConsulteeKind.FISHERY, "鳥羽見漁業協同組合（架空）", "Tobami fishery co-operative (made up)", ""),
    (ConsulteeKind.NATIONAL_PARK, "自然公園事務所（架空）", "Nature park office (made up)", ""),
)

ANSWER = Said(
    Opinion.NO_OBJECTION_WITH_CONDITIONS,
    "朝市のある日曜日の午前は、港の上を飛ばないでください。立会いは企画係の者（内線1234）に連絡してください。",
    "岬町 企画課長",
    "岬企第45号",
)
COPY = "朝市のある日曜日の午前は、港の上を飛ばないでください。立会いは［非公開］に連絡してください。"


def add_offices(unit: UnitOfWork, now: datetime) -> None:
    """Register the sample's offices; one of them has an account."""
    reviewer, member = account_of(unit, "reviewer"), account_of(unit, "misaki")
    for number, (kind, name, english, code) in enumerate(OFFICES, start=1):
        wanted = NewOffice(
            kind=kind,
            name=Text(name, english),
            prefecture_code=PREFECTURE_CODE,
            email=f"desk{number}@office.example",
            municipality_code=code,
            organisation_id=member.organisation_id if name == MISAKI else None,
        )
        add_office(unit, reviewer, wanted, now=now)


def consult(unit: UnitOfWork, trial: Trial, now: datetime) -> None:
    """Ask a town, which answers with conditions, and a fire department, which does not answer."""
    reviewer = account_of(unit, "reviewer")
    chosen = tuple(office.id for office in unit.offices.list() if office.name.ja in (MISAKI, FIRE))
    asking = Asking(1, chosen, DEFAULT_QUESTIONS.ja)
    for made in ask(unit, reviewer, trial.id, asking, mail_goes=True, now=now):
        if made.consultee.name.ja == MISAKI:
            answer_as_member(unit, account_of(unit, "misaki"), made.id, ANSWER, seen=0, now=now)
            redact(unit, reviewer, trial.id, made.id, 1, COPY, now=now)
