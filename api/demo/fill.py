"""Fill a fresh database with the made-up sample, only through the services that people go through."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from importlib.resources import as_file, files
from itertools import count

from airspace.edition import LayerKind
from airspace.prefecture import MIE
from airspace.public_view import AS_IT_IS
from airspace.trial import JST
from airspace.workflow import Step
from api.demo.accounts import SampleAccount, account_of, add_accounts
from api.demo.offices import add_offices, consult
from api.demo.slips import confirm
from api.demo.trials import SAMPLES, SORA, SampleTrial
from api.demo.voices import ask
from api.demo.words import sample_view
from api.exchange.mapping import Stated
from api.notify.sender import Post
from api.notify.sinks import ConsoleSink
from api.notify.words import Letterhead
from api.services import propose
from api.services.conduct import schedule
from api.services.consultation.ask import end
from api.services.correct import request_correction
from api.services.import_layer import FileToImport, import_layers
from api.services.intake import accept, start_review
from api.services.plain_draft import plain_draft
from api.services.publish import preview, publish
from api.services.screen import Atlases
from api.store.engine import Engine
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.errors import InputRefused
from geo.text import Text

PREFECTURE = MIE
"""Over whose coast the sample is drawn."""

MARK = "demo"
"""The audit log's subject that marks a database as the demo's: what only ever grows cannot lose its mark."""

BEGUN_DAYS_AGO = 31
"""When the sample's people did their work: on a working day, before its flights that are over."""

OPENS = time(9)
FRIDAY = 5
STEP_TAKES = timedelta(minutes=10)

LAYERS = (
    (LayerKind.PREFECTURE, "n03.geojson", "架空の見本の陸地"),
    (LayerKind.DID, "did-2020.geojson", "架空の見本の人口集中地区"),
    (LayerKind.ZONES, "zones.geojson", "架空の見本の区域"),
    (LayerKind.FACILITIES, "facilities.geojson", "架空の見本の対象施設"),
    (LayerKind.MANAGED, "managed.geojson", "架空の見本の管理者のいる場所"),
    (LayerKind.SURFACES, "surfaces.geojson", "架空の見本の制限表面"),
)

OF_THE_PREFECTURE = frozenset(LayerKind) - {LayerKind.PREFECTURE, LayerKind.DID}
"""Kinds whose files do not tell where they are complete: it is stated."""

LETTERHEAD = Letterhead(PREFECTURE.name, "soramichi@localhost", "http://127.0.0.1:8000")

Report = Callable[[str], None]


class NotFresh(InputRefused):
    """The database holds something already, so sample accounts must not come into it."""


def fill(engine: Engine, now: datetime, report: Report = lambda _: None) -> tuple[SampleAccount, ...]:
    """Make the sample in a fresh database and return its accounts.

    Raises
    ------
    NotFresh
        If the database holds accounts or editions already.
    """
    today = now.astimezone(JST).date()
    moments = office_hours(today - timedelta(days=BEGUN_DAYS_AGO))
    with unit_of_work(engine) as unit:
        if unit.accounts.list() or unit.editions.list():
            raise NotFresh(
                Text("このデータベースは空ではありません。", "This database is not empty."),
                Text(
                    "見本は、見本専用のデータベースにだけ入れられます。", "The sample goes into a database of its own."
                ),
            )
        begun = next(moments)
        unit.audit.append(at=begun, actor="demo", action="demo_filled", subject=MARK)
        accounts = add_accounts(unit, begun)
        add_offices(unit, begun)
    report("架空の県の地図データ / layers of a made-up prefecture")
    _import_layers(engine, next(moments))
    atlases = Atlases(PREFECTURE)
    for sample in SAMPLES:
        report(sample.title)
        _act(engine, atlases, sample, today, moments)
    ask(engine, moments)
    # The mail of its past goes nowhere: the addresses are invented.
    Post(engine, ConsoleSink(lambda _text: None), LETTERHEAD, lambda: now).send_due()
    return accounts


def is_demo(unit: UnitOfWork) -> bool:
    """Whether a database holds the sample and its accounts."""
    return next(unit.audit.events(subject=MARK), None) is not None


def office_hours(day: date) -> Iterator[datetime]:
    """Yield the times of that day's work; of a weekend's, on the Friday before."""
    friday_or_before = day - timedelta(days=max(0, day.isoweekday() - FRIDAY))
    opening = datetime.combine(friday_or_before, OPENS, JST)
    return (opening + number * STEP_TAKES for number in count())


def _import_layers(engine: Engine, now: datetime) -> None:
    for kind, name, title in LAYERS:
        with as_file(files("api.demo") / "sample" / name) as path:
            stated = Stated(
                title=title,
                source="架空の見本 / made-up sample",
                licence="CC0-1.0",
                attribution="架空の見本",
                as_of=now.astimezone(JST).date(),
                prefecture=PREFECTURE.code if kind in OF_THE_PREFECTURE else None,
            )
            import_layers(
                [FileToImport(kind, path, stated)], lambda writes: unit_of_work(engine, writes=writes), now=now
            )


def _act(engine: Engine, atlases: Atlases, sample: SampleTrial, today: date, moments: Iterator[datetime]) -> None:
    """Do what the people of a sample trial did, one after another, each in a unit of work of its own."""
    operator = "sora" if sample.company == SORA else "umi"
    with unit_of_work(engine) as unit:
        trial = propose.start(unit, account_of(unit, operator), sample.content(today), now=next(moments))
    for step, now in zip(sample.steps, moments, strict=False):
        with unit_of_work(engine) as unit:
            match step:
                case Step.SUBMIT:
                    propose.submit(unit, atlases, account_of(unit, operator), trial.id, now=now)
                case Step.ACCEPT:
                    accept(unit, account_of(unit, "reviewer"), trial.id, now=now)
                case Step.START_REVIEW:
                    start_review(unit, account_of(unit, "reviewer"), trial.id, now=now)
                case Step.ASK_CONSULTATION:
                    consult(unit, trial, now)
                case Step.END_CONSULTATION:
                    end(unit, account_of(unit, "reviewer"), trial.id, now=now)
                case Step.PUBLISH:
                    reviewer = account_of(unit, "reviewer")
                    shown = preview(unit, reviewer, trial.id, AS_IT_IS, now=now)
                    publish(unit, reviewer, trial.id, sample_view(plain_draft(unit, atlases, shown)), now=now)
                case Step.REQUEST_CORRECTION:
                    request_correction(unit, account_of(unit, "reviewer"), trial.id, 1, sample.reason, now=now)
                case Step.SCHEDULE:
                    days = sample.stated_days(today)
                    schedule(unit, atlases, account_of(unit, operator), trial.id, days, now=now)
                case Step.CONFIRM_ROUTE:
                    confirm(unit, atlases, trial, sample, moments, now=now)
