"""The map data by which flights are checked: what is held, how old it is, what is missing; and import by upload."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.edition import LAYER_NAMES, Edition, LayerKind
from airspace.trial import JST
from api.deps import InForce, May, Now, OpeningPlace, Reading
from api.exchange.mapping import Stated
from api.pages.forms import MISSING, Form
from api.pages.render import options, page
from api.pages.uploads import Sent, SentForm
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.foresee import Foreseen, foresee
from api.services.import_layer import FileToImport, Units, import_layers
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.errors import InputRefused
from geo.text import Text

router = APIRouter(prefix="/staff/datasets")

BY_THE_COMMAND = {LayerKind.TERRAIN, LayerKind.DIPS}
"""Kinds that come by the command alone: terrain is larger than a request, DIPS's needs the question beside it."""

UPLOADED = {kind: name for kind, name in LAYER_NAMES.items() if kind not in BY_THE_COMMAND}
OF_NO_ONE_PUBLISHER = {LayerKind.ZONES, LayerKind.FACILITIES, LayerKind.MANAGED, LayerKind.SURFACES}
"""Kinds whose files anybody may have drawn: whoever sends one says where it is from."""

OLD_AFTER_DAYS = {LayerKind.DIPS: 31, LayerKind.ZONES: 180}
OLD_OTHERWISE_DAYS = 366
DRY = "dry"
OWED = {
    "--prefecture": (
        "prefecture",
        Text(
            "このファイルがどこまでもれなく載せているかが分かりません。範囲を選ぶか、コマンドで範囲のファイルを示してください。",
            "It is not known where this file is complete. Choose it, or give a file of its extent by the command.",
        ),
    ),
    "--as-of": (
        "as_of",
        Text(
            "いつの時点のデータかが、ファイルから分かりません。日付を入れてください。",
            "The file does not tell which day it shows. Give the day.",
        ),
    ),
    "--census-year": (
        "census_year",
        Text(
            "何年の国勢調査のデータかが、ファイルの名前から分かりません。年を入れてください。",
            "The file's name does not tell of which census it is. Give the year.",
        ),
    ),
    "--layer": (
        "file",
        Text(
            "図形のある層が1つだけのファイルにしてください。",
            "Give a file with one layer of geometries.",
        ),
    ),
}
"""What the command asks for by an option, and the page by a field."""


@dataclass(frozen=True, slots=True)
class Row:
    """An edition in the list: its age in days, and whether that is old for its kind."""

    edition: Edition
    age_days: int
    is_old: bool
    features: int


@router.get("")
def datasets(
    request: Request, account: Annotated[Account, May(Action.READ_DATASETS)], unit: Reading, now: Now
) -> Response:
    """List the editions held by kind, with the kinds of which none judges today."""
    return _page(request, unit, account, Form({}), now)


@router.post("")
def import_file(
    request: Request,
    sent: SentForm,
    account: Annotated[Account, May(Action.KEEP_DATASETS)],
    settings: InForce,
    unit: Reading,
    now: Now,
    _place: OpeningPlace,
) -> Response:
    """Import an uploaded file as an edition, or only tell what that would change."""
    form = sent.form
    kind, stated = _stated(form)
    if sent.upload is None:
        form.errors["file"] = MISSING
    if form.errors or kind is None or sent.upload is None:
        return _page(request, unit, account, form, now, status=422)
    replaces = [edition_id] if (edition_id := form.values.get("replaces")) else []
    units = _units_of(request)
    try:
        with _file_of(sent, kind, stated) as file:
            if form.values.get("import") == DRY:
                found = foresee([file], units, settings.home, now=now, replaces=replaces)
                return _page(request, unit, account, form, now, foreseen=found)
            (imported,) = import_layers([file], units, now=now, replaces=replaces, actor=account.id)
    except InputRefused as refusal:
        name, words = next(
            (owed for option, owed in OWED.items() if option in refusal.remedy.ja), ("file", form.refused(refusal))
        )
        form.errors[name] = words
        return _page(request, unit, account, form, now, status=422)
    return RedirectResponse(f"/staff/datasets/{imported.edition.id}", 303)


@router.get("/{edition_id}")
def dataset(
    request: Request, edition_id: str, _account: Annotated[Account, May(Action.READ_DATASETS)], unit: Reading, now: Now
) -> Response:
    """Show all that is known of an edition."""
    edition = unit.editions.get(edition_id)
    if edition is None:
        raise NotFound
    counts = unit.editions.feature_counts() | unit.terrain.counts()
    shown = {"row": _row(edition, counts.get(edition.id, 0), now.astimezone(JST).date())}
    return page(request, "staff/dataset.html", shown)


def _stated(form: Form) -> tuple[LayerKind | None, Stated]:
    kind = form.choice("kind", LayerKind)
    if kind not in UPLOADED and "kind" not in form.errors:
        form.errors["kind"] = MISSING
    as_of, first = form.day("as_of", required=False), form.day("in_force_from", required=False)
    if kind in OF_NO_ONE_PUBLISHER:
        form.text("source", most=1_000, required=True)
    title, source, licence, attribution, prefecture = (
        form.values.get(name) or None for name in ("title", "source", "licence", "attribution", "prefecture")
    )
    return kind, Stated(
        title,
        source,
        licence,
        attribution,
        as_of,
        in_force_from=first,
        census_year=form.whole("census_year"),
        prefecture=prefecture,
    )


@contextmanager
def _file_of(sent: Sent, kind: LayerKind, stated: Stated) -> Iterator[FileToImport]:
    """Put the uploaded bytes into a folder of their own, under the name's last part alone."""
    content, name = sent.upload or (b"", "")
    with TemporaryDirectory(prefix="soramichi-import-") as folder:
        path = Path(folder) / (Path(name.replace("\\", "/")).name or "data")
        path.write_bytes(content)
        yield FileToImport(kind, path, stated, undated=True)


def _units_of(request: Request) -> Units:
    engine = request.app.state.engine
    return lambda writes: unit_of_work(engine, writes=writes)


def _row(edition: Edition, features: int, today: date) -> Row:
    age = (today - edition.as_of).days
    return Row(edition, age, age > OLD_AFTER_DAYS.get(edition.kind, OLD_OTHERWISE_DAYS), features)


def _page(
    request: Request,
    unit: UnitOfWork,
    account: Account,
    form: Form,
    now: datetime,
    *,
    foreseen: Foreseen | None = None,
    status: int = 200,
) -> Response:
    today = now.astimezone(JST).date()
    counts = unit.editions.feature_counts() | unit.terrain.counts()
    by_kind: dict[LayerKind, list[Row]] = {kind: [] for kind in LayerKind}
    for edition in unit.editions.list():
        by_kind[edition.kind].append(_row(edition, counts.get(edition.id, 0), today))
    missing = [
        kind
        for kind, rows in by_kind.items()
        if not any(row.edition.in_force and row.edition.in_force.covers(today, today) for row in rows)
    ]
    shown = {
        "by_kind": by_kind,
        "missing": missing,
        "kinds": options(request, UPLOADED),
        "editions": [(row.edition.id, row.edition.id) for rows in by_kind.values() for row in rows],
        "may_keep": may(account, Action.KEEP_DATASETS),
        "foreseen": foreseen,
        "home": request.app.state.prefecture.code,
        "DRY": DRY,
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "staff/datasets.html", shown, status=status)
