"""Figures that need no network: every script and style is inlined, allowed by hash, and nothing points outside."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

from branca.element import CssLink, Element, Figure, JavascriptLink
from markupsafe import Markup

from maps.vendor import UnknownAsset, script, style

POLICY = (
    "default-src 'none'",
    "img-src data:",
    "script-src {hashes}",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
)

_STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?(?!data:|#)|@import", re.IGNORECASE)
_FETCHING = {"src", "srcset", "href", "xlink:href", "action", "formaction", "data", "poster", "background", "ping"}


class OutsideAddress(ValueError):
    """A document that must stand alone points to an address outside itself."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a layout puts together: the policy, inlined styles and scripts, the map, what draws it."""

    policy: str
    styles: tuple[Markup, ...]
    scripts: tuple[Markup, ...]
    map: Markup
    drawing: Markup


Layout = Callable[[Parts], str]


class OfflineFigure(Figure):
    """A figure whose document is laid out by `layout` and holds all that it needs.

    Its header takes links only, each known to `maps.vendor` by name; anything else is refused, since folium's own
    headers bring inline scripts and a viewport that forbids zooming.
    """

    def __init__(self, layout: Layout, *, links_to: str | None = None) -> None:
        """Make an empty figure, whose links may lead to the service's own pages below the path `links_to`."""
        super().__init__()
        self._layout = layout
        self._links_to = links_to
        self.header = Element()
        self.header._parent = self

    def render(self, **kwargs: object) -> str:
        """Return the document.

        Raises
        ------
        UnknownAsset
            If something in the figure asks for a file that the service does not have.
        OutsideAddress
            If the document would point outside itself.
        """
        for child in self._children.values():
            child.render(**kwargs)
        scripts, styles = self._inlined()
        drawing = self.script.render(**kwargs)
        document = self._layout(
            Parts(
                policy=_policy([*scripts, drawing]),
                styles=tuple(Markup(text) for text in styles),
                scripts=tuple(Markup(text) for text in scripts),
                map=Markup(self.html.render(**kwargs)),
                drawing=Markup(drawing),
            )
        )
        refuse_outside_addresses(document, links_to=self._links_to)
        return document

    def _inlined(self) -> tuple[list[str], list[str]]:
        scripts, styles = [], []
        for name, child in self.header._children.items():
            match child:
                case JavascriptLink():
                    scripts.append(script(name))
                case CssLink():
                    styles.append(style(name))
                case _:
                    raise UnknownAsset(f"a map's header takes scripts and styles by name, not {name!r}")
        return scripts, styles


def name_by_content(root: Element, seed: str) -> None:
    """Give every element below `root` an id made from `seed` and its place in the tree; folium's own are random."""
    digest = hashlib.sha256(seed.encode("utf-8")).hexdigest()[:8]
    for number, element in enumerate(_below(root)):
        element._id = f"{digest}_{number}"


def _below(element: Element) -> list[Element]:
    found = [element]
    for child in element._children.values():
        found += _below(child)
    return found


def map_headers(html: str) -> dict[str, str]:
    """Return the headers for serving a document of `OfflineFigure`: its policy, framed by this service's pages only."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return {"Content-Security-Policy": f"{_policy(reader.scripts)}; frame-ancestors 'self'"}


def refuse_outside_addresses(html: str, *, links_to: str | None = None) -> None:
    """Raise `OutsideAddress` where an attribute or a style of a document would fetch or lead elsewhere.

    Addresses in text are only text, and what scripts might ask for is stopped by the policy. A link may lead to a page
    one step below the path `links_to` of the service itself.
    """
    reader = _Reader(links_to)
    reader.feed(html)
    reader.close()
    if reader.outside:
        raise OutsideAddress("; ".join(reader.outside))


def _policy(scripts: list[str]) -> str:
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return "; ".join(POLICY).format(hashes=hashes)


class _Reader(HTMLParser):
    """Collects a document's inline scripts and whatever in it points outside."""

    def __init__(self, links_to: str | None = None) -> None:
        super().__init__(convert_charrefs=True)
        self._own_page = re.compile(rf"{re.escape(links_to)}[\w-]+") if links_to else None
        self.scripts: list[str] = []
        self.outside: list[str] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        if tag == "script":
            self.scripts.append("")
        for name, value in attrs:
            self._look_at(tag, name, value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self._look_at(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            self.scripts[-1] += data
        elif self._within == "style" and _STYLE_ADDRESS.search(data):
            self.outside.append("an address in a style sheet")

    def _look_at(self, tag: str, name: str, value: str) -> None:
        own_page = self._own_page and tag == "a" and name == "href" and self._own_page.fullmatch(value)
        leaves = name in _FETCHING and not own_page and not value.startswith(("#", "data:"))
        if leaves or (name in {"style", "fill"} and _STYLE_ADDRESS.search(value)) or name.startswith("on"):
            self.outside.append(f"<{tag} {name}={value[:80]!r}>")
        if tag == "meta" and name == "http-equiv" and value.lower() == "refresh":
            self.outside.append("a meta refresh")
