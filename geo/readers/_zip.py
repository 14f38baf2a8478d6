"""Zip files within bounds: few members, unpacked sizes and ratios checked before and while unpacking."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from geo.errors import FileRefused, TooLarge
from geo.readers.reading import Limits
from geo.text import Text

ZIP_MAGIC = b"PK\x03\x04"
RATIO_FREE_BYTES = 1024 * 1024
"""A member smaller than this may be packed as tightly as it likes."""

_CENTRAL_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1

_BROKEN = Text("zip として読めません（壊れているか途中で切れています）。", "The zip file is broken or cut short.")
_AGAIN = Text("作ったソフトからもう一度書き出してください。", "Export it again from the program that made it.")


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file whose directory was checked; members are unpacked one at a time."""

    data: bytes
    names: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """Return the bytes of a member.

        Raises
        ------
        FileRefused
            If it is broken, encrypted, or larger than its directory says.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive, archive.open(name) as member:
                # A size is named, since without one zipfile inflates all and cuts to the directory's size later.
                return member.read(archive.getinfo(name).file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise FileRefused(_BROKEN, _AGAIN, where=name[:80]) from error


def open_zip(data: bytes, limits: Limits) -> Archive:
    """Check a zip file's directory against the limits; nothing is unpacked yet.

    Raises
    ------
    TooLarge
        If it has too many members, or would unpack to too much or at too high a ratio.
    FileRefused
        If it is broken, or a member is encrypted, packed by an unusual method, or named to escape its folder.
    """
    if data.count(_CENTRAL_ENTRY) > limits.max_zip_members:
        raise TooLarge(
            Text("zip の中のファイルが多すぎます。", "The zip file holds too many files."),
            Text("飛行経路のファイルだけを入れてください。", "Put the flight path only into it."),
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise FileRefused(_BROKEN, _AGAIN) from error
    for member in members:
        _check(member, limits)
    if sum(member.file_size for member in members) > limits.max_unpacked_bytes:
        raise _too_large("")
    return Archive(data, tuple(member.filename for member in members))


def _check(member: zipfile.ZipInfo, limits: Limits) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in member.filename:
        raise FileRefused(
            Text("zip の外を指す名前のファイルが入っています。", "A file in the zip is named to escape its folder."),
            _AGAIN,
            where=member.filename[:80],
        )
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        raise FileRefused(
            Text("暗号化、または珍しい方法で圧縮された zip は読めません。", "The zip is encrypted or oddly packed."),
            Text("パスワードなしの普通の zip にしてください。", "Make an ordinary zip file without a password."),
            where=member.filename[:80],
        )
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > RATIO_FREE_BYTES and ratio > limits.max_zip_ratio:
        raise _too_large(member.filename)


def _too_large(name: str) -> TooLarge:
    return TooLarge(
        Text("zip を展開すると大きすぎます。", "The zip file unpacks to too much."),
        Text("飛行経路のファイルだけを入れてください。", "Put the flight path only into it."),
        where=name[:80],
    )
