"""What a reader gives back, the bounds it works within, and what it takes to be one."""

from collections.abc import Callable
from dataclasses import dataclass

from geo.route import Path
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read: bytes as given, bytes unpacked, unpacked/packed ratio, members, points."""

    max_bytes: int = 20 * 1024 * 1024
    max_unpacked_bytes: int = 60 * 1024 * 1024
    max_zip_ratio: float = 200.0
    max_zip_members: int = 200


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Reading:
    """The routes and areas of a file, in the file's order, and what the reader wants a person to know."""

    format: str
    paths: tuple[Path, ...]
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its slug, its name for people, its suffixes, and how it is known and read."""

    slug: str
    name: Text
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes, str, Limits], Reading]
