"""Opening a layer's file within bounds: what is packed is unpacked into a directory of its own, under plain names.

GDAL never sees the file as it came: it gets a path of ours, of a known format, with nothing beside it that was not in
the archive.
"""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from geo.errors import FileRefused, TooLarge
from geo.text import Text

GEOJSON, SHAPEFILE, GML, GEOPACKAGE = "geojson", "shapefile", "gml", "geopackage"

SUFFIXES = {".geojson": GEOJSON, ".json": GEOJSON, ".shp": SHAPEFILE, ".gml": GML, ".xml": GML, ".gpkg": GEOPACKAGE}
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf")
SHAPEFILE_EXTRAS = (".prj", ".cpg")

BLOCK = 1 << 20
SMALL = 10 * BLOCK
"""An archive's ratio is looked at only beyond this size; small files of spaces and zeros are harmless."""


@dataclass(frozen=True, slots=True)
class LayerLimits:
    """Bounds on a layer's file: bytes as given and unpacked, their ratio, members, features, vertices."""

    max_bytes: int = 512 * BLOCK
    max_unpacked_bytes: int = 1024 * BLOCK
    max_zip_ratio: float = 200.0
    max_zip_members: int = 2_000
    max_features: int = 500_000
    max_vertices: int = 20_000_000


DEFAULT_LAYER_LIMITS = LayerLimits()


@dataclass(frozen=True, slots=True)
class OpenedLayer:
    """A file of a known format, unpacked."""

    path: Path
    format: str


@contextmanager
def opened(path: Path, limits: LayerLimits = DEFAULT_LAYER_LIMITS, member: str | None = None) -> Iterator[OpenedLayer]:
    """Give the layer file, unpacked where it was packed; it is gone afterwards.

    Parameters
    ----------
    path : Path
        `.geojson`, `.gml` or `.gpkg`, each also gzipped; `.shp` with its parts beside it; or a zip with one of these.
    member : str, optional
        Which of several layers in a zip, by its name within the zip or the stem of that.

    Raises
    ------
    FileRefused
        If the file is absent, empty, broken, or not one of these.
    TooLarge
        If it is over one of the limits.
    """
    _check_size(path, limits)
    with TemporaryDirectory(prefix="soramichi-layer-") as directory:
        yield _unpack(path, Path(directory), limits, member)


def parts_of(path: Path) -> tuple[Path, ...]:
    """Return the files that make up a layer: those of a shapefile in a fixed order, else the file itself."""
    if path.suffix.lower() != ".shp":
        return (path,)
    beside = {entry.suffix.lower(): entry for entry in path.parent.iterdir() if entry.stem == path.stem}
    return tuple(beside[suffix] for suffix in (*SHAPEFILE_PARTS, *SHAPEFILE_EXTRAS) if suffix in beside)


def _unpack(path: Path, directory: Path, limits: LayerLimits, member: str | None) -> OpenedLayer:
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _unzip(path, directory, limits, member)
    if head.startswith(b"\x1f\x8b"):
        target = directory / "layer"
        _gunzip(path, target, limits)
        return _named(target, Path(path.stem).suffix)
    if path.suffix.lower() == ".shp":
        return _gather_shapefile(path, directory)
    target = directory / "layer"
    with path.open("rb") as source:
        _copy(source, target, limits.max_bytes, path.stat().st_size, limits)
    return _named(target, path.suffix)


def _check_size(path: Path, limits: LayerLimits) -> None:
    if not path.is_file():
        raise FileRefused(
            Text("ファイルがありません。", "There is no such file."),
            Text("ファイル名とフォルダを確かめてください。", "Check the name and the folder."),
            where=path.name,
        )
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(
            Text("ファイルが空です。", "The file is empty."),
            Text("もう一度ダウンロードしてください。", "Download it again."),
            where=path.name,
        )
    if size > limits.max_bytes:
        raise _too_large(f"{size:,} bytes", f"{limits.max_bytes:,} bytes")


def _named(target: Path, suffix: str) -> OpenedLayer:
    """Tell the format by the file's first bytes, and give it the suffix by which GDAL knows it."""
    with target.open("rb") as stream:
        head = stream.read(2048)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"SQLite format 3\x00"):
        return _renamed(target, GEOPACKAGE, ".gpkg")
    if text.startswith((b"{", b"[")):
        return _renamed(target, GEOJSON, ".geojson")
    if text.startswith(b"<"):
        _refuse_entities(target)
        return _renamed(target, GML, ".gml")
    raise FileRefused(
        Text(
            f"この形式（{suffix or '拡張子なし'}）は読めません。",
            f"This format ({suffix or 'no suffix'}) cannot be read.",
        ),
        Text(
            "GeoJSON（UTF-8）、GML、GeoPackage、またはシェープファイルを入れた ZIP にしてください。",
            "Give GeoJSON (UTF-8), GML, GeoPackage, or a zip with a shapefile.",
        ),
    )


def _renamed(target: Path, form: str, suffix: str) -> OpenedLayer:
    return OpenedLayer(target.rename(target.with_suffix(suffix)), form)


def _refuse_entities(target: Path) -> None:
    """Refuse XML that declares a document type, or hides one in another encoding."""
    overlap = 16
    tail = b""
    with target.open("rb") as stream:
        while block := stream.read(BLOCK):
            window = tail + block
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window or b"\x00" in block:
                raise FileRefused(
                    Text(
                        "XML に文書型宣言（DOCTYPE）か NUL 文字があります。", "The XML has a DOCTYPE or NUL characters."
                    ),
                    Text("DOCTYPE のない UTF-8 の GML にしてください。", "Give GML in UTF-8 without a DOCTYPE."),
                )
            tail = block[-overlap:]


def _gunzip(path: Path, target: Path, limits: LayerLimits) -> None:
    try:
        with gzip.open(path, "rb") as stream:
            _copy(stream, target, limits.max_unpacked_bytes, path.stat().st_size, limits)
    except (OSError, EOFError, zlib.error) as error:
        raise _broken(path.name) from error


def _unzip(path: Path, directory: Path, limits: LayerLimits, member: str | None) -> OpenedLayer:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.max_zip_members:
                raise _too_large(f"{len(entries):,} members", f"{limits.max_zip_members:,}")
            chosen = _choose(entries, member)
            if SUFFIXES[_suffix(chosen)] != SHAPEFILE:
                target = directory / "layer"
                _extract(archive, chosen, target, limits)
                return _named(target, _suffix(chosen))
            _extract_shapefile(archive, entries, chosen, directory, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken(path.name) from error
    return OpenedLayer(directory / "layer.shp", SHAPEFILE)


def _choose(entries: list[zipfile.ZipInfo], member: str | None) -> zipfile.ZipInfo:
    layers = [entry for entry in entries if _suffix(entry) in SUFFIXES and not _is_resource_fork(entry)]
    if member is not None:
        layers = [entry for entry in layers if member in (entry.filename, PurePosixPath(entry.filename).stem)]
    # The ministries put the same layer into one zip as GeoJSON, shapefile and XML; metadata is XML too.
    for suffix in (".gpkg", ".shp", ".geojson", ".json", ".gml", ".xml"):
        found = [entry for entry in layers if _suffix(entry) == suffix]
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(entry.filename for entry in found[:10])
            raise FileRefused(
                Text(
                    f"ZIP に層が {len(found)} つあります（{names}）。", f"The zip holds {len(found)} layers ({names})."
                ),
                Text("--layer でどれを読むか選んでください。", "Say which with --layer."),
            )
    names = "、".join(entry.filename for entry in entries[:10])
    raise FileRefused(
        Text(f"ZIP に読める層がありません（中身：{names}）。", f"The zip holds no layer that can be read ({names})."),
        Text("シェープファイルか GeoJSON の入った ZIP にしてください。", "Give a zip with a shapefile or GeoJSON."),
    )


def _extract_shapefile(
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    chosen: zipfile.ZipInfo,
    directory: Path,
    limits: LayerLimits,
) -> None:
    stem = chosen.filename[: -len(".shp")].lower()
    parts = {_suffix(entry): entry for entry in entries if entry.filename.lower() == stem + _suffix(entry)}
    _require_parts(set(parts), chosen.filename)
    for suffix in (*SHAPEFILE_PARTS, *SHAPEFILE_EXTRAS):
        if suffix in parts:
            _extract(archive, parts[suffix], directory / f"layer{suffix}", limits)


def _gather_shapefile(path: Path, directory: Path) -> OpenedLayer:
    parts = parts_of(path)
    _require_parts({part.suffix.lower() for part in parts}, path.name)
    for part in parts:
        (directory / f"layer{part.suffix.lower()}").symlink_to(part.resolve())
    return OpenedLayer(directory / "layer.shp", SHAPEFILE)


def _require_parts(found: set[str], name: str) -> None:
    missing = [suffix for suffix in SHAPEFILE_PARTS if suffix not in found]
    if missing:
        raise FileRefused(
            Text(
                f"シェープファイルに {'、'.join(missing)} がありません。", f"The shapefile lacks {', '.join(missing)}."
            ),
            Text(".shp .shx .dbf .prj をそろえてください。", "Give .shp, .shx, .dbf and .prj together."),
            where=name,
        )


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limits: LayerLimits) -> None:
    with archive.open(entry) as stream:
        _copy(stream, target, limits.max_unpacked_bytes, entry.compress_size, limits)


def _copy(source: IO[bytes] | gzip.GzipFile, target: Path, max_bytes: int, packed: int, limits: LayerLimits) -> None:
    """Copy block by block; sizes that an archive claims are not believed."""
    written = 0
    with target.open("wb") as sink:
        while block := source.read(BLOCK):
            written += len(block)
            if written > max_bytes:
                raise _too_large(f"> {max_bytes:,} bytes", f"{max_bytes:,} bytes")
            if written > SMALL and written > limits.max_zip_ratio * max(packed, 1):
                raise _too_large(f"1:{written / max(packed, 1):,.0f}", f"1:{limits.max_zip_ratio:g}")
            sink.write(block)


def _suffix(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).suffix.lower()


def _is_resource_fork(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.startswith("__MACOSX/")


def _broken(name: str) -> FileRefused:
    return FileRefused(
        Text("圧縮ファイルが壊れているか、暗号化されています。", "The archive is broken or encrypted."),
        Text("もう一度ダウンロードし、パスワードのないものにしてください。", "Download it again, without a password."),
        where=name,
    )


def _too_large(found: str, allowed: str) -> TooLarge:
    return TooLarge(
        Text(
            f"ファイルが大きすぎます（{found}、上限 {allowed}）。",
            f"The file is too large ({found}, at most {allowed}).",
        ),
        Text("都道府県ごとのファイルに分けてください。", "Split it, for example by prefecture."),
    )
