"""The front-end files that maps inline: our own, and others', checked against the manifest that the build wrote."""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path

VENDOR = Path(__file__).parent / "vendor"
ASSETS = Path(__file__).parent / "assets"

SCRIPTS = {
    "leaflet": "leaflet/leaflet.js",
    "soramichi_map": "map.js",
    "soramichi_presenter": "presenter.js",
    "soramichi_trials": "trials.js",
}
STYLES = {
    "leaflet_css": "leaflet/leaflet.css",
    "soramichi_map_css": "map.css",
    "soramichi_presenter_css": "presenter.css",
    "soramichi_trials_css": "trials.css",
}
FONTS = (
    "biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf",
    "biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf",
)
OURS = frozenset({"map.js", "map.css", "presenter.js", "presenter.css", "trials.js", "trials.css"})

_PICTURE = re.compile(r"url\((images/[\w.@-]+\.png)\)")
_SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=\S+\s*$")


class UnknownAsset(LookupError):
    """A map asks for a script or style that is not among the service's own files."""


class VendorFault(RuntimeError):
    """A vendor file is missing or is not the one that the build wrote; build the package again."""


def script(name: str) -> str:
    """Return the script of a name, fit to be inlined.

    Raises
    ------
    UnknownAsset
        If there is no script of that name.
    VendorFault
        If the file is not the one in the manifest.
    """
    return _SOURCE_MAP.sub("\n", _text(_path(SCRIPTS, name)))


def style(name: str) -> str:
    """Return the style sheet of a name with its pictures inlined; errors as for `script`."""
    path = _path(STYLES, name)
    folder = path.rpartition("/")[0]
    return _PICTURE.sub(lambda found: f"url({_data_address(f'{folder}/{found[1]}')})", _text(path))


def font_folder() -> Path:
    """Return the folder of the fonts of printed matter.

    Raises
    ------
    VendorFault
        If a font is not the one in the manifest.
    """
    for font in FONTS:
        _checked(font, VENDOR)
    return VENDOR / "biz-udpgothic"


def _path(known: dict[str, str], name: str) -> str:
    if name not in known:
        raise UnknownAsset(f"no front-end file is known as {name!r}; known are {', '.join(sorted(known))}")
    return known[name]


def _text(path: str) -> str:
    content = (ASSETS / path).read_bytes() if path in OURS else _checked(path, VENDOR)
    return content.decode("utf-8").replace("\r\n", "\n")


def _data_address(path: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_checked(path, VENDOR)).decode("ascii")


@cache
def _checked(path: str, folder: Path) -> bytes:
    try:
        content = (folder / path).read_bytes()
    except OSError as fault:
        raise VendorFault(f"the vendor file {path} is missing; install the package to build it") from fault
    expected = _manifest(folder).get(path)
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise VendorFault(f"the vendor file {path} has sha256 {found}, the manifest says {expected}")
    return content


def _manifest(folder: Path) -> dict[str, str]:
    try:
        entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {entry["file"]: entry["sha256"] for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise VendorFault(
            "maps/vendor/manifest.json is missing or not readable; install the package to build it"
        ) from fault
