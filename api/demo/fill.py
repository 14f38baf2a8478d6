"""Fill a fresh database with the made-up sample, only through the services that people go through."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import as_file, files

from airspace.edition import LayerKind
from airspace.trial import JST
from airspace.workflow import Role, Step
from api.demo.trials import SAMPLES, SORA, UMI, SampleTrial
from api.exchange.mapping import Stated
from api.security import passwords
from api.security.accounts import Account, Organisation
from api.services import propose
from api.services.decide import Ruling, decide
from api.services.ids import new_id
from api.services.import_layer import FileToImport, import_layers
from api.services.publish import publish
from api.services.screen import Atlases
from api.settings import Settings
from api.store.engine import Engine
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.errors import InputRefused
from geo.text import Text

PREFECTURE_OFFICE = "県 空の道係（架空）"
MARK = "demo"
"""The audit log's subject that marks a database as the demo's."""

PHONES = {SORA: "059-000-0001", UMI: "059-000-0002", PREFECTURE_OFFICE: "059-000-0000"}

LAYERS = (
    (LayerKind.PREFECTURE, "n03.geojson"),
    (LayerKind.DID, "did-2020.geojson"),
    (LayerKind.ZONES, "zones.geojson"),
)

Report = Callable[[str], None]


class NotFresh(InputRefused):
    """The database holds something already, so sample accounts must not come into it."""


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """A sample account and its password, which is kept nowhere."""

    login: str
    password: str
    role: Role
    organisation: str


def fill(engine: Engine, now: datetime, report: Report = lambda _: None) -> tuple[SampleAccount, ...]:
    """Make the sample in a fresh database and return its accounts.

    Raises
    ------
    NotFresh
        If the database holds accounts or editions already.
    """
    with unit_of_work(engine) as unit:
        if unit.accounts.list() or unit.editions.list():
            raise NotFresh(
                Text("このデータベースは空ではありません。", "This database is not empty."),
                Text(
                    "見本は、見本専用のデータベースにだけ入れられます。", "The sample goes into a database of its own."
                ),
            )
        unit.audit.append(at=now, actor="demo", action="demo_filled", subject=MARK)
        accounts, sample_accounts = _accounts(unit, now)
    report("架空の県の地図データ / layers of a made-up prefecture")
    _import_layers(engine, now)
    atlases = Atlases(Settings().home)
    for number, sample in enumerate(SAMPLES):
        report(sample.title)
        _act(engine, atlases, accounts, sample, now - timedelta(days=30) + timedelta(hours=number))
    return sample_accounts


def is_demo(unit: UnitOfWork) -> bool:
    """Whether a database holds the sample and its accounts."""
    return next(unit.audit.events(subject=MARK), None) is not None


def _accounts(unit: UnitOfWork, now: datetime) -> tuple[dict[str, Account], tuple[SampleAccount, ...]]:
    organisations = {name: Organisation(new_id(), name, now, phone) for name, phone in PHONES.items()}
    for organisation in organisations.values():
        unit.accounts.add_organisation(organisation)
    wanted = (
        ("sora", Role.OPERATOR, SORA),
        ("umi", Role.OPERATOR, UMI),
        ("reviewer", Role.REVIEWER, PREFECTURE_OFFICE),
        ("approver", Role.APPROVER, PREFECTURE_OFFICE),
        ("admin", Role.ADMIN, PREFECTURE_OFFICE),
    )
    accounts, samples = {}, []
    for login, role, office in wanted:
        password = passwords.random_password()
        hashed = passwords.hashed(password)
        account = Account(new_id(), organisations[office].id, role, login, f"見本 {login}", hashed, now)
        unit.accounts.add(account)
        accounts[login] = account
        samples.append(SampleAccount(login, password, role, office))
    return accounts, tuple(samples)


def _import_layers(engine: Engine, now: datetime) -> None:
    titles = {
        LayerKind.PREFECTURE: "架空の見本の陸地",
        LayerKind.DID: "架空の見本の人口集中地区",
        LayerKind.ZONES: "架空の見本の区域",
    }
    for kind, name in LAYERS:
        with as_file(files("api.demo") / "sample" / name) as path:
            prefecture = Settings().prefecture if kind is LayerKind.ZONES else None
            stated = Stated(
                title=titles[kind],
                source="架空の見本 / made-up sample",
                licence="CC0-1.0",
                attribution="架空の見本",
                as_of=now.astimezone(JST).date(),
                prefecture=prefecture,
            )
            import_layers(
                [FileToImport(kind, path, stated)], lambda writes: unit_of_work(engine, writes=writes), now=now
            )


def _act(engine: Engine, atlases: Atlases, accounts: dict[str, Account], sample: SampleTrial, begun: datetime) -> None:
    """Do what the people of a sample trial did, an hour apart, each in a unit of work of its own."""
    operator = accounts["sora" if sample.company == SORA else "umi"]
    today = (begun + timedelta(days=30)).astimezone(JST).date()
    with unit_of_work(engine) as unit:
        trial = propose.start(unit, operator, sample.content(today), now=begun)
    for hours, step in enumerate(sample.steps, start=1):
        now = begun + timedelta(hours=hours)
        with unit_of_work(engine) as unit:
            match step:
                case Step.SUBMIT:
                    propose.submit(unit, atlases, operator, trial.id, now=now)
                case Step.PUBLISH:
                    publish(unit, accounts["reviewer"], trial.id, now=now)
                case _:
                    decider = accounts["reviewer" if step is Step.REQUEST_CORRECTION else "approver"]
                    decide(unit, decider, trial.id, Ruling(step, 1, sample.conditions, sample.reason), now=now)
