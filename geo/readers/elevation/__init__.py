"""Elevation files in: GeoTIFF, GSI elevation tiles (PNG, text), FG-GML models; alone, gzipped, in folders or in zips.

All files of one set must lie on one lattice: each becomes a `Piece`, and together they give blocks of cells.
"""

import gzip
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import FileRefused, InputRefused, TooLarge
from geo.readers.elevation.fg_gml import read_fg_gml
from geo.readers.elevation.geotiff import read_geotiff
from geo.readers.elevation.grid import (
    DEFAULT_ELEVATION_LIMITS,
    MEBIBYTE,
    Cells,
    ElevationLimits,
    Piece,
    refuse_large,
)
from geo.readers.elevation.gsi_tile import PNG_MAGIC, read_tile, tile_of
from geo.terrain_raster import BLOCK, Key, Lattice
from geo.text import Text

SUFFIXES = (".tif", ".tiff", ".png", ".txt", ".csv", ".xml", ".gml")

_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED_FREELY = 10 * MEBIBYTE
"""An archive's ratio is looked at only beyond this size."""


@dataclass(frozen=True, slots=True)
class ElevationSet:
    """Pieces on one lattice, their errors in metres, and the earliest day that one of them shows (None: not told)."""

    pieces: tuple[Piece, ...]
    lattice: Lattice
    error_m: float | None
    position_error_m: float
    as_of: date | None

    @property
    def kind(self) -> Text:
        """What the files hold, for people."""
        kinds = list(dict.fromkeys(piece.kind for piece in self.pieces))
        return Text("、".join(kind.ja for kind in kinds), ", ".join(kind.en for kind in kinds))

    @property
    def publisher(self) -> str | None:
        """Who gives the files out, None where one of them does not tell."""
        publishers = {piece.publisher for piece in self.pieces}
        return publishers.pop() if len(publishers) == 1 else None

    def extent(self) -> BaseGeometry:
        """Return the pieces' outlines as one, in JGD2011 degrees."""
        return shapely.union_all([_outline(piece) for piece in self.pieces], grid_size=1e-9)

    def blocks(self) -> Iterator[tuple[Key, Cells]]:
        """Yield the blocks in which something is known; where pieces overlap the one of the least error counts."""
        touching: dict[Key, list[Piece]] = defaultdict(list)
        for piece in sorted(self.pieces, key=lambda piece: piece.error_m or 0.0):
            for row in range(piece.row // BLOCK, (piece.row + piece.rows - 1) // BLOCK + 1):
                for column in range(piece.column // BLOCK, (piece.column + piece.columns - 1) // BLOCK + 1):
                    touching[row, column].append(piece)
        for key in sorted(touching):
            cells = np.full((BLOCK, BLOCK), np.nan, np.float32)
            for piece in touching[key]:
                _paste(piece, key, cells)
            if not np.isnan(cells).all():
                yield key, cells


@contextmanager
def opened_elevation(
    paths: Sequence[Path], limits: ElevationLimits = DEFAULT_ELEVATION_LIMITS
) -> Iterator[ElevationSet]:
    """Give the elevation that files, folders and zips hold together; what was unpacked is gone afterwards.

    Raises
    ------
    FileRefused
        If one is no elevation file, is broken, or lies on another lattice than the first.
    TooLarge
        If they are over one of the limits.
    CrsRefused
        If one's coordinate system is not read.
    """
    with TemporaryDirectory(prefix="soramichi-terrain-") as folder, ExitStack() as stack:
        reader = _Reader(Path(folder), limits, stack)
        for path in paths:
            reader.take(path)
        yield _as_set(reader.pieces)


def elevation_files(path: Path) -> list[tuple[Path, str]]:
    """Return the files that a path stands for, each with its name: itself, or all elevation files below a folder.

    Raises
    ------
    FileRefused
        If there are none.
    """
    if path.is_file():
        return [(path, path.as_posix())]
    found = sorted(entry for entry in path.rglob("*") if entry.is_file() and _suffix(entry.name) in SUFFIXES)
    if not found:
        raise FileRefused(
            Text("標高のファイルがありません。", "There is no elevation file."),
            Text("ファイル名とフォルダを確かめてください。", "Check the name and the folder."),
            where=path.name,
        )
    return [(entry, entry.as_posix()) for entry in found]


@dataclass
class _Reader:
    folder: Path
    limits: ElevationLimits
    stack: ExitStack
    pieces: list[Piece] = field(default_factory=list)
    unpacked: int = 0
    cells: int = 0

    def take(self, path: Path) -> None:
        """Read what a path stands for."""
        for file, name in elevation_files(path):
            if file.stat().st_size > self.limits.max_bytes:
                raise _too_large(name)
            try:
                self._take_file(file, name)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, gzip.BadGzipFile) as error:
                raise FileRefused(
                    Text(
                        "圧縮ファイルが壊れているか、読めない方法で圧縮されています。",
                        "The archive is broken or oddly packed.",
                    ),
                    Text("もう一度ダウンロードしてください。", "Download it again."),
                    where=file.name,
                ) from error

    def _take_file(self, file: Path, name: str) -> None:
        with file.open("rb") as stream:
            head = stream.read(8)
        if head.startswith(_ZIP):
            self._take_zip(file)
        elif head.startswith(_GZIP):
            with gzip.open(file) as packed:
                self._take_unpacked(self._unpack(packed, file.stat().st_size, name), name.removesuffix(".gz"))
        else:
            self._take_unpacked(file, name)

    def _take_zip(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if _suffix(member.filename) in SUFFIXES]
            if not members:
                raise FileRefused(
                    Text("zip に標高のファイルがありません。", "The zip holds no elevation file."),
                    Text("中の zip は、先に展開してください。", "Unpack a zip inside the zip first."),
                    where=file.name,
                )
            self._refuse_many(len(members) + len(self.pieces), file.name)
            for member in members:
                if member.flag_bits & 1:
                    raise zipfile.BadZipFile(member.filename)
                with archive.open(member) as packed:
                    unpacked = self._unpack(packed, member.compress_size, member.filename)
                self._take_unpacked(unpacked, f"{file.stem}/{member.filename}")

    def _take_unpacked(self, file: Path, name: str) -> None:
        self._refuse_many(len(self.pieces) + 1, name)
        piece = self._piece(file, name)
        self.cells += piece.rows * piece.columns
        refuse_large(self.cells, self.limits.max_cells, name)
        self.pieces.append(piece)

    def _piece(self, file: Path, name: str) -> Piece:
        with file.open("rb") as stream:
            head = stream.read(8)
            rest = stream.read(self.limits.max_text_bytes + 1) if not head.startswith((*_TIFF, PNG_MAGIC)) else b""
        short = PurePosixPath(name).name
        try:
            if head.startswith(_TIFF):
                return read_geotiff(file, short, self.limits.max_cells, self.stack)
            if head.startswith(PNG_MAGIC):
                return self._spooled(read_tile(file, name))
            if len(rest) > self.limits.max_text_bytes:
                raise _too_large(short)
            data = head + rest
            if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
                return self._spooled(read_fg_gml(data, short, self.limits.max_cells))
            if _suffix(short) in (".txt", ".csv") and tile_of(name):
                return self._spooled(read_tile(file, name, data))
        except InputRefused as refusal:
            raise refusal if refusal.where.startswith(short) else refusal.at(short) from refusal
        raise FileRefused(
            Text("標高のファイルとして読めません。", "This is no elevation file."),
            Text(
                "GeoTIFF、地理院標高タイル（z/x/y.png・txt）、基盤地図情報の数値標高モデルのどれかにしてください。",
                "Give GeoTIFF, GSI elevation tiles (z/x/y.png or .txt), or FG-GML elevation models.",
            ),
            where=short,
        )

    def _spooled(self, piece: Piece) -> Piece:
        """Return the piece with its cells on disk, so that a set of thousands needs little memory."""
        file = self.folder / f"cells-{len(self.pieces)}.npy"
        np.save(file, piece.read(0, 0, piece.rows, piece.columns))

        def read(row: int, column: int, rows: int, columns: int) -> Cells:
            cells: Cells = np.load(file, mmap_mode="r")[row : row + rows, column : column + columns]
            return cells

        return replace(piece, read=read)

    def _unpack(self, packed: IO[bytes] | gzip.GzipFile, packed_bytes: int, name: str) -> Path:
        """Unpack block by block; sizes that an archive claims are not believed."""
        target, written = self.folder / f"unpacked-{len(self.pieces)}", 0
        with target.open("wb") as sink:
            while block := packed.read(MEBIBYTE):
                written += len(block)
                self.unpacked += len(block)
                too_tight = written > _PACKED_FREELY and written > self.limits.max_zip_ratio * packed_bytes
                if too_tight or self.unpacked > self.limits.max_unpacked_bytes:
                    raise _too_large(name)
                sink.write(block)
        return target

    def _refuse_many(self, count: int, name: str) -> None:
        if count > self.limits.max_files:
            raise TooLarge(
                Text(f"ファイルが多すぎます（上限 {self.limits.max_files:,}）。", "There are too many files."),
                Text("範囲を分けて取り込んでください。", "Import a part at a time."),
                where=name,
            )


def _as_set(pieces: Sequence[Piece]) -> ElevationSet:
    lattice = pieces[0].lattice
    placed = tuple(_placed(piece, lattice) for piece in pieces)
    errors = [piece.error_m for piece in placed]
    days = [piece.as_of for piece in placed]
    return ElevationSet(
        pieces=placed,
        lattice=lattice,
        error_m=None if None in errors else max(error for error in errors if error is not None),
        position_error_m=max(piece.position_error_m for piece in placed),
        as_of=None if None in days else min(day for day in days if day is not None),
    )


def _placed(piece: Piece, lattice: Lattice) -> Piece:
    """Return the piece with its row and column on another lattice of the same cells."""
    own = piece.lattice
    columns, rows = (own.west - lattice.west) / lattice.step_x, (lattice.north - own.north) / lattice.step_y
    size = max(piece.rows + abs(piece.row), piece.columns + abs(piece.column))
    stretched = max(abs(own.step_x / lattice.step_x - 1), abs(own.step_y / lattice.step_y - 1)) * size
    if own.epsg != lattice.epsg or max(abs(columns - round(columns)), abs(rows - round(rows)), stretched) > 0.05:
        raise FileRefused(
            Text("最初のファイルと格子（座標系・間隔・位置）が違います。", "Its grid is not that of the first file."),
            Text("同じ種類のファイルごとに分けて取り込んでください。", "Import files of one kind at a time."),
            where=piece.name,
        )
    return replace(piece, lattice=lattice, row=piece.row + round(rows), column=piece.column + round(columns))


def _paste(piece: Piece, key: Key, cells: Cells) -> None:
    """Copy what a piece knows of a block to where nothing is known yet."""
    top, left = key[0] * BLOCK, key[1] * BLOCK
    first_row, first_column = max(piece.row, top), max(piece.column, left)
    last_row = min(piece.row + piece.rows, top + BLOCK)
    last_column = min(piece.column + piece.columns, left + BLOCK)
    rows, columns = last_row - first_row, last_column - first_column
    found = piece.read(first_row - piece.row, first_column - piece.column, rows, columns)
    target = cells[first_row - top : last_row - top, first_column - left : last_column - left]
    np.copyto(target, found, where=np.isnan(target))


def _outline(piece: Piece) -> BaseGeometry:
    """Return a piece's outline in degrees; sides that bend in degrees are split."""
    west, east = piece.column, piece.column + piece.columns
    north, south = piece.row, piece.row + piece.rows
    side = max(piece.columns, piece.rows) / 16
    ring = shapely.get_coordinates(shapely.segmentize(shapely.box(west, north, east, south), side))
    if piece.lattice.epsg in (6668, 3857):
        ring = np.array([[west, north], [east, north], [east, south], [west, south]], float)
    return shapely.Polygon(piece.lattice.positions_of(ring))


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix


def _too_large(name: str) -> TooLarge:
    return TooLarge(
        Text("ファイル、または展開した大きさが上限を超えます。", "The file, or what it unpacks to, is too large."),
        Text("範囲を分けて取り込んでください。", "Import a part at a time."),
        where=PurePosixPath(name).name,
    )
