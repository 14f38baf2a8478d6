"""Import layers from files as their publishers give them: read, map, and store in one transaction."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from airspace.edition import Edition, Layer, LayerKind
from api.exchange import MAPPINGS
from api.exchange.mapping import Mapped, Provenance, Source, Stated
from api.services.replace import EditionRefused as EditionRefused
from api.services.replace import end_replaced
from api.services.switch import open_switch
from api.store.unit_of_work import UnitOfWork
from geo.errors import FileRefused, InputRefused
from geo.readers.layer_files import DEFAULT_LAYER_LIMITS, LayerLimits, parts_of
from geo.readers.layers import LayerReading, Repair, geojson_properties
from geo.text import Text

BLOCK = 1 << 20

NO_DAY = date.min
"""The day of a file that tells none."""

ProgressOf = Callable[[Path, int, int], None]
"""Told the file, the bytes that were read of it, and its size."""

Units = Callable[[bool], AbstractContextManager[UnitOfWork]]
"""Opens a unit of work that writes, or one that only reads."""


@dataclass(frozen=True, slots=True)
class FileToImport:
    """A file, what kind of layer it holds, which of its layers is meant, and what the importer states of it.

    `undated` is whether the file's own day on the disk says nothing of what it shows, as of one that was sent.
    """

    kind: LayerKind
    path: Path
    stated: Stated = field(default_factory=Stated)
    layer: str | None = None
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: its edition, how many features, which records were repaired and by how much."""

    path: Path
    edition: Edition
    features: int
    repairs: tuple[tuple[str, Repair], ...]


def import_layers(
    files: Sequence[FileToImport],
    units: Units,
    *,
    now: datetime,
    replaces: Sequence[str] = (),
    limits: LayerLimits = DEFAULT_LAYER_LIMITS,
    progress: ProgressOf = lambda _path, _done, _size: None,
    actor: str = "data import",
) -> tuple[Imported, ...]:
    """Import files in one transaction: all of them, or nothing where one is refused.

    Reading takes long and is done before the transaction that writes begins. `replaces` are editions that judge to the
    day before the new ones. Trials that this concerns are looked at again in the background. `actor` is who does it, in
    the audit log.

    Raises
    ------
    InputRefused
        If a file cannot be read or mapped; `where` begins with its name.
    EditionRefused
        If an edition of the same kind from the same bytes is held already, or one cannot be replaced.
    """
    with units(False) as unit:
        prepared = prepare(files, unit, now=now, limits=limits, progress=progress)
    with units(True) as unit:
        for file, (layer, _) in zip(files, prepared, strict=True):
            refuse_held(file.kind, file.path.name, unit, layer.edition.sha256)
            unit.editions.add(layer)
            unit.audit.append(
                at=now,
                actor=actor,
                action="edition added",
                subject=layer.edition.id,
                details={"sha256": layer.edition.sha256, "features": len(layer.features)},
            )
        added = [layer.edition for layer, _ in prepared]
        open_switch(unit, added, gone=end_replaced(unit, replaces, added, now=now), now=now)
    return tuple(
        Imported(file.path, layer.edition, len(layer.features), repairs)
        for file, (layer, repairs) in zip(files, prepared, strict=True)
    )


def remove_edition(unit: UnitOfWork, edition_id: str, *, now: datetime) -> None:
    """Delete an edition by which nothing was judged.

    Raises
    ------
    EditionRefused
        If it is not held, or a submitted proposal was judged by it.
    """
    if unit.trials.judged_by(edition_id):
        raise EditionRefused(
            Text(
                f"版 {edition_id} は提出済みの計画の事前確認に使われています。",
                f"Submitted proposals were judged by the edition {edition_id}.",
            ),
            Text("消さずに残してください。", "It must be kept."),
        )
    edition = unit.editions.get(edition_id)
    unit.terrain.remove(edition_id)
    if edition is None or not unit.editions.remove(edition_id):
        raise EditionRefused(
            Text(f"版 {edition_id} はありません。", f"There is no edition {edition_id}."),
            Text("soramichi data list で確かめてください。", "Look at soramichi data list."),
        )
    unit.audit.append(at=now, actor="data remove", action="edition removed", subject=edition_id)
    open_switch(unit, (), gone=[edition], now=now)


Prepared = tuple[Layer, tuple[tuple[str, Repair], ...]]
"""A layer that is not stored yet, and which of its records were repaired."""


def prepare(
    files: Sequence[FileToImport],
    unit: UnitOfWork,
    *,
    now: datetime,
    limits: LayerLimits = DEFAULT_LAYER_LIMITS,
    progress: ProgressOf = lambda _path, _done, _size: None,
) -> list[Prepared]:
    """Read and map files, and store nothing; raises as `import_layers` does."""
    return [_placed(file, partial(_prepare, file, unit, now, limits, progress)) for file in files]


def _placed(file: FileToImport, work: Callable[[], Prepared]) -> Prepared:
    try:
        return work()
    except InputRefused as refusal:
        if refusal.where.startswith(file.path.name):
            raise
        raise refusal.at(file.path.name) from refusal


def _prepare(
    file: FileToImport, unit: UnitOfWork, now: datetime, limits: LayerLimits, progress: ProgressOf
) -> Prepared:
    mapping = MAPPINGS[file.kind]
    reading = mapping.read(file.path, limits, file.layer)
    sha256 = _hash(file.path, progress)
    refuse_held(file.kind, file.path.name, unit, sha256)
    source = Source(
        name=file.path.name,
        folder=file.path.resolve().parent.name,
        day=NO_DAY if file.undated else _day_of(file.path),
        land=unit.editions.land,
        stated=file.stated,
        properties=partial(geojson_properties, file.path, limits),
    )
    mapped = mapping.map(reading, source)
    edition = _edition(file, mapped, mapping.provenance, reading, sha256, now)
    names = _names(mapped, reading)
    return Layer(edition, mapped.features), tuple((names(repair), repair) for repair in reading.repairs)


def _edition(
    file: FileToImport, mapped: Mapped, provenance: Provenance, reading: LayerReading, sha256: str, now: datetime
) -> Edition:
    stated = file.stated
    as_of = stated.as_of or mapped.as_of
    if as_of == NO_DAY:
        raise FileRefused(
            Text("いつの時点のデータかが、ファイルから分かりません。", "The file does not tell which day it shows."),
            Text("--as-of で日付を書いてください。", "State the day with --as-of."),
        )
    return Edition(
        id=f"{file.kind.value}-{as_of:%Y%m%d}-{sha256[:12]}",
        kind=file.kind,
        title=Text(stated.title, stated.title) if stated.title else mapped.title,
        source=stated.source or provenance.source,
        licence=stated.licence or provenance.licence,
        attribution=stated.attribution or provenance.attribution,
        as_of=as_of,
        in_force=mapped.in_force,
        fetched_at=now,
        sha256=sha256,
        accuracy_m=mapped.accuracy_m,
        coverage=mapped.coverage,
        notes=(*mapped.notes, *_transformed(reading), *reading.notes),
    )


def _transformed(reading: LayerReading) -> Iterator[Text]:
    transformation = reading.transformation
    if transformation.operation != "none":
        yield Text(
            f"座標は EPSG:{transformation.source_epsg} から JGD2011 に変換しました"
            f"（{transformation.operation}、精度 {transformation.accuracy_m:g} m）。",
            f"Coordinates were transformed from EPSG:{transformation.source_epsg} to JGD2011 "
            f"({transformation.operation}, accuracy {transformation.accuracy_m:g} m).",
        )


def _names(mapped: Mapped, reading: LayerReading) -> Callable[[Repair], str]:
    """Return how a repaired record is called: its feature's name where it became one, else its number."""
    by_geometry = {id(feature.geometry): feature.name.ja for feature in mapped.features}
    shapes = {record.number: id(record.geometry) for record in reading.records}
    return lambda repair: by_geometry.get(shapes[repair.number], f"#{repair.number}")


def refuse_held(kind: LayerKind, name: str, unit: UnitOfWork, sha256: str) -> None:
    """Refuse a file whose bytes are held already as an edition of the kind; raises `EditionRefused`."""
    held = unit.editions.find(kind, sha256)
    if held:
        raise EditionRefused(
            Text(f"このファイルは版 {held.id} として取込済みです。", f"This file is held already as {held.id}."),
            Text(
                "取り込み直すには、先に soramichi data remove でその版を消してください。",
                "To import it anew, remove that edition first with soramichi data remove.",
            ),
            where=name,
        )


def _hash(path: Path, progress: ProgressOf) -> str:
    parts = parts_of(path)
    size, done = sum(part.stat().st_size for part in parts), 0
    digest = hashlib.sha256()
    for part in parts:
        with part.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
                done += len(block)
                progress(path, done, size)
    return digest.hexdigest()


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
