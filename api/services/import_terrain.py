"""Import terrain from files as their publishers give them: one edition from all of them, in one transaction."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from airspace.edition import Coverage, Edition, InForce, Layer, LayerKind
from api.exchange.mapping import Stated
from api.services.import_layer import BLOCK, ProgressOf, Units, refuse_held
from api.services.replace import end_replaced
from api.services.switch import open_switch
from api.store.terrain import PackedBlock, packed
from geo.errors import FileRefused
from geo.readers.elevation import ElevationSet, elevation_files, opened_elevation
from geo.readers.elevation.grid import DEFAULT_ELEVATION_LIMITS, ElevationLimits
from geo.text import Text

GSI_LICENCE = "国土地理院コンテンツ利用規約（複製・使用には測量法の手続がいることがある）"


@dataclass(frozen=True, slots=True)
class ImportedTerrain:
    """What became of the files: their edition, and how many blocks of cells it has."""

    edition: Edition
    blocks: int


def import_terrain(
    paths: Sequence[Path],
    units: Units,
    stated: Stated,
    *,
    now: datetime,
    vertical_accuracy_m: float | None = None,
    replaces: Sequence[str] = (),
    limits: ElevationLimits = DEFAULT_ELEVATION_LIMITS,
    progress: ProgressOf = lambda _path, _done, _size: None,
) -> ImportedTerrain:
    """Import files, folders and zips of elevation as one edition; `replaces` are those that judge to the day before.

    Raises
    ------
    InputRefused
        If a file is refused, or the error of the heights or the day that they show is neither told nor stated.
    EditionRefused
        If the same bytes are held already, or an edition cannot be replaced.
    """
    sha256 = _hash(paths, progress)
    name = paths[0].name
    with units(False) as unit:
        refuse_held(LayerKind.TERRAIN, name, unit, sha256)
    with opened_elevation(paths, limits) as elevation, TemporaryFile() as spool:
        edition = _edition(elevation, stated, vertical_accuracy_m, sha256, now, name)
        places = [_spooled(packed(key, cells), spool) for key, cells in elevation.blocks()]
        if not places:
            raise FileRefused(
                Text("標高の分かるマスが1つもありません。", "No cell of the files holds a height."),
                Text("ファイルの範囲と中身を確かめてください。", "Check the files' extent and content."),
                where=name,
            )
        with units(True) as unit:
            refuse_held(LayerKind.TERRAIN, name, unit, sha256)
            unit.editions.add(Layer(edition, ()))
            unit.terrain.add(
                edition.id,
                elevation.lattice,
                elevation.position_error_m,
                (place(spool) for place in places),
            )
            unit.audit.append(
                at=now,
                actor="data import",
                action="edition added",
                subject=edition.id,
                details={"sha256": sha256, "blocks": len(places)},
            )
            open_switch(unit, [edition], gone=end_replaced(unit, replaces, [edition], now=now), now=now)
    return ImportedTerrain(edition, len(places))


def _edition(
    elevation: ElevationSet,
    stated: Stated,
    vertical_accuracy_m: float | None,
    sha256: str,
    now: datetime,
    name: str,
) -> Edition:
    error_m = vertical_accuracy_m if vertical_accuracy_m is not None else elevation.error_m
    if error_m is None:
        raise FileRefused(
            Text("標高の誤差が、このファイルからは分かりません。", "The files do not tell the error of their heights."),
            Text(
                "公表元の示す誤差を --vertical-accuracy で書いてください（例：5）。",
                "State it with --vertical-accuracy, in metres, as the publisher gives it.",
            ),
            where=name,
        )
    as_of = stated.as_of or elevation.as_of
    if as_of is None:
        raise FileRefused(
            Text("いつの標高かが、このファイルからは分かりません。", "The files do not tell which day they show."),
            Text(
                "--as-of で書いてください。2025年4月1日に標高の基準が変わったため、日付がいります。",
                "State it with --as-of: elevations were revised on 1 April 2025.",
            ),
            where=name,
        )
    kind = elevation.kind
    source = stated.source or elevation.publisher
    if source is None:
        raise FileRefused(
            Text(
                "だれが公表した標高かが、このファイルからは分かりません。", "The files do not tell who publishes them."
            ),
            Text("--source と --licence で書いてください。", "State it with --source, and the terms with --licence."),
            where=name,
        )
    return Edition(
        id=f"{LayerKind.TERRAIN.value}-{as_of:%Y%m%d}-{sha256[:12]}",
        kind=LayerKind.TERRAIN,
        title=Text(stated.title, stated.title) if stated.title else kind,
        source=source,
        licence=stated.licence or (GSI_LICENCE if elevation.publisher else "―"),
        attribution=stated.attribution or f"{source}「{kind.ja}」を加工して作成",
        as_of=as_of,
        in_force=stated.in_force(InForce()),
        fetched_at=now,
        sha256=sha256,
        accuracy_m=error_m,
        coverage=stated.coverage
        or Coverage(
            elevation.extent(),
            Text(
                "ファイルの格子の外枠（中の欠けているマスと海は、不明として扱う）",
                "the outline of the files' grids (missing cells and sea within it are not known)",
            ),
        ),
        notes=tuple(_notes(elevation)),
    )


def _notes(elevation: ElevationSet) -> Iterator[Text]:
    if elevation.position_error_m:
        yield Text(
            f"位置を JGD2011 とみなしました（誤差 {elevation.position_error_m:g} m を見込みます）。",
            f"Positions are taken as JGD2011; an error of {elevation.position_error_m:g} m is allowed for.",
        )


def _spooled(block: PackedBlock, spool: IO[bytes]) -> Callable[[IO[bytes]], PackedBlock]:
    """Write a block's cells to a file, and return what reads it back: an edition may not fit into memory."""
    at = spool.tell()
    spool.write(block.cells)
    key, low_m, high_m, groups, size = block.key, block.low_m, block.high_m, block.groups, len(block.cells)

    def read(stream: IO[bytes]) -> PackedBlock:
        stream.seek(at)
        return PackedBlock(key, low_m, high_m, groups, stream.read(size))

    return read


def _hash(paths: Sequence[Path], progress: ProgressOf) -> str:
    """Return the hash of one file, or of the sorted hashes of several."""
    files = [file for path in paths for file, _ in elevation_files(path)]
    hashes = sorted(_hash_of(file, progress) for file in files)
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _hash_of(file: Path, progress: ProgressOf) -> str:
    size, done, digest = file.stat().st_size, 0, hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            done += len(block)
            progress(file, done, size)
    return digest.hexdigest()
