"""The pack of a community meeting: a zip whose files are listed by hash in a manifest that the prefecture signed.

The same papers and key give the same bytes. The signature is Ed25519 (RFC 8032) over the manifest's bytes, which are
canonical JSON (RFC 8785): who changes a file and hashes it again has to sign again, too.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from geo.errors import FileRefused, TooLarge
from geo.text import Text

FORMAT = "soramichi-meeting-pack/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"

MOST_FILES = 300
MOST_BYTES = 100 * 1024 * 1024
"""Of a pack, and of all its files together as they are unpacked."""

MOST_MANIFEST_BYTES = 1024 * 1024
SIGNATURE_BYTES = 64

_NEVER = (1980, 1, 1, 0, 0, 0)
"""The time of each file in the zip: a time of making would make the bytes differ."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a pack: its name without folders, its media type, and its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """What a pack says of itself, and what is wrong with it; none is wrong with one that is whole."""

    told: Mapping[str, Any]
    faults: tuple[Text, ...]


def make_pack(enclosed: Iterable[Enclosed], told: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """Return the signed pack of some files; `told` is what the manifest says beside their hashes, in JSON's values."""
    files = sorted(enclosed, key=lambda one: one.name)
    manifest = rfc8785.dumps(
        {
            "format": FORMAT,
            **told,
            "files": [
                {
                    "name": one.name,
                    "bytes": len(one.content),
                    "sha256": hashlib.sha256(one.content).hexdigest(),
                    "media_type": one.media_type,
                }
                for one in files
            ],
        }
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for name, content in [
            (MANIFEST, manifest),
            (SIGNATURE, key.sign(manifest)),
            *((one.name, one.content) for one in files),
        ]:
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            pack.writestr(entry, content, compresslevel=9)
    return out.getvalue()


def check_pack(content: bytes, key: Ed25519PublicKey) -> Checked:
    """Return what a pack says, and each fault that it has: of its signature, and of each file.

    Raises
    ------
    geo.errors.FileRefused
        If it is no pack: no zip, without a manifest or signature, or over the bounds.
    """
    if len(content) > MOST_BYTES:
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            return _checked(pack, key)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as fault:
        raise FileRefused(
            Text("説明会の資料一式（zip）として読めません。", "It cannot be read as the zip of a meeting pack."),
            Text("もとのファイルを受け取りなおしてください。", "Get the file anew from where it came."),
        ) from fault


def _checked(pack: zipfile.ZipFile, key: Ed25519PublicKey) -> Checked:
    entries = pack.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _too_large()
    names = [entry.filename for entry in entries]
    manifest, signature = _owed(pack, names, MANIFEST), _owed(pack, names, SIGNATURE)
    faults = []
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        faults.append(
            Text(
                "署名が合いません。目録が変えられたか、ほかの鍵で署名されています。",
                "The signature does not fit: the manifest was changed, or another key signed it.",
            )
        )
    told, listed = _read(manifest)
    faults += [
        Text(f"{name}：同じ名前のファイルが2つあります。", f"{name}: there are two files of this name.")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    for entry in entries:
        if entry.filename in (MANIFEST, SIGNATURE):
            continue
        if entry.filename not in listed:
            name = entry.filename
            faults.append(Text(f"{name}：目録にないファイルです。", f"{name}: the manifest does not list it."))
        elif not _is_as_listed(pack, entry, listed[entry.filename]):
            name = entry.filename
            faults.append(Text(f"{name}：中身が目録と違います。", f"{name}: it is not what the manifest lists."))
    faults += [
        Text(f"{name}：目録にあるのに、入っていません。", f"{name}: it is listed, and missing.")
        for name in sorted(set(listed) - set(names))
    ]
    return Checked(told, tuple(faults))


def _owed(pack: zipfile.ZipFile, names: list[str], name: str) -> bytes:
    if name not in names or pack.getinfo(name).file_size > MOST_MANIFEST_BYTES:
        raise FileRefused(
            Text(f"{name} がありません。説明会の資料一式ではありません。", f"It has no {name}: it is no meeting pack."),
            Text("もとのファイルを受け取りなおしてください。", "Get the file anew from where it came."),
            where=name,
        )
    return pack.read(name)


def _read(manifest: bytes) -> tuple[Mapping[str, Any], Mapping[str, tuple[int, str]]]:
    try:
        told = json.loads(manifest)
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        return told, {str(one["name"]): (int(one["bytes"]), str(one["sha256"])) for one in told["files"]}
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise FileRefused(
            Text("目録が読めません。", "Its manifest cannot be read."),
            Text("新しい版の soramichi で確かめてください。", "Check it with a newer version of soramichi."),
            where=MANIFEST,
        ) from fault


def _is_as_listed(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, listed: tuple[int, str]) -> bool:
    """Whether a file has the size and hash that are listed; one that cannot be unpacked has not."""
    size, sha256 = listed
    if entry.file_size != size:
        return False
    try:
        with pack.open(entry) as stream:
            content = stream.read(size + 1)
    except zipfile.BadZipFile:
        return False
    return len(content) == size and hashlib.sha256(content).hexdigest() == sha256


def _too_large() -> TooLarge:
    return TooLarge(
        Text("資料一式が大きすぎます。", "The pack is too large."),
        Text(
            f"{MOST_FILES}ファイル、開いた大きさの合計 {MOST_BYTES // 1024 // 1024} MB までです。",
            f"At most {MOST_FILES} files, {MOST_BYTES // 1024 // 1024} MB in all when unpacked.",
        ),
    )
