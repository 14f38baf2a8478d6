"""Follow every link of a service as somebody, once, and read what each page holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from fastapi.testclient import TestClient

ID = re.compile(r"(?<=/)(?:[0-9a-f]{16}|[a-z0-9-]+-\d{8}-[0-9a-f]{12}|\d+|\d{4}-\d{2}-\d{2}|[\w-]{22,})(?=/|\Z)")
LABELLED = {"input", "select", "textarea"}
NAMELESS = {"hidden", "submit", "button"}


def shape(path: str) -> str:
    """Return a path with the ids in it left out: pages of one shape come of one template."""
    return ID.sub("{}", path)


@dataclass
class Seen(HTMLParser):
    """What a page holds: ids, links, labels, headings, and what they refer to."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    refers: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    titles: int = 0
    lang: str = ""
    fields: list[tuple[str, bool]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    steps: int = 0
    _main: int = 0
    _in_label: int = 0
    _in_body: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take one element in."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        self.refers += [
            one for name in ("for", "aria-labelledby", "aria-describedby") for one in given.get(name, "").split()
        ]
        match tag:
            case "html":
                self.lang = given.get("lang", "")
            case "body":
                self._in_body = True
            case "title":
                self.titles += not self._in_body  # a picture has a title of its own
            case "main":
                self._main += 1
            case "a" if "href" in given:
                self.links.append(given["href"])
                self.steps += self._main
            case "form":
                self.steps += self._main
                if given.get("method", "get").lower() == "get":
                    self.links.append(given.get("action", ""))
            case "iframe":
                self.frames.append(given.get("src", ""))
            case "script" | "img":
                self.links += [given["src"]] if "src" in given else []
            case "link":
                self.links.append(given.get("href", ""))
            case "label":
                self._in_label += 1
                self.labels.add(given.get("for", ""))
            case "h1" | "h2" | "h3" | "h4" | "h5":
                self.headings.append(int(tag[1]))
        if tag in LABELLED and given.get("type") not in NAMELESS and "hidden" not in given:
            named = self._in_label > 0 or "aria-label" in given or "aria-labelledby" in given
            self.fields.append((given.get("id", ""), named))

    def handle_endtag(self, tag: str) -> None:
        """Leave one element."""
        self._main -= tag == "main"
        self._in_label -= tag == "label"

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the page by itself."""
        doubled = {one for one in self.ids if self.ids.count(one) > 1}
        if doubled:
            yield f"ids that come twice: {sorted(doubled)}"
        lost = {one for one in self.refers if one not in self.ids}
        if lost:
            yield f"refers to ids that are not there: {sorted(lost)}"
        if self.headings.count(1) != 1:
            yield f"{self.headings.count(1)} h1"
        if any(after - before > 1 for before, after in zip(self.headings, self.headings[1:], strict=False)):
            yield f"a level of heading is skipped: {self.headings}"
        if self.titles != 1 or self.lang not in ("ja", "en"):
            yield "no title, or no language"
        unnamed = [name for name, named in self.fields if not named and name not in self.labels]
        if unnamed:
            yield f"fields without a label: {unnamed}"
        if self.steps == 0:
            yield "no next step"


@dataclass(frozen=True)
class Page:
    """A page as somebody gets it."""

    path: str
    html: str
    seen: Seen


def read(html: str) -> Seen:
    """Return what a page holds."""
    seen = Seen()
    seen.feed(html)
    return seen


@dataclass
class Crawl:
    """All that somebody reaches from some pages, each address once."""

    client: TestClient
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _anchors: list[tuple[str, str, str]] = field(default_factory=list)

    def follow(self, *starts: str, frames_seen: set[str]) -> None:
        """Open what the pages lead to; documents in frames are opened once for all who are crawled."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop()
            if path in self._known:
                continue
            self._known.add(path)
            waiting += self._open(path, frames_seen)
        for on, target, anchor in self._anchors:
            page = self.pages.get(target)
            if page is not None and anchor not in page.seen.ids:
                self.faults.append(f"{on}: leads to {target}#{anchor}, which is not there")

    def _open(self, path: str, frames_seen: set[str]) -> list[str]:
        answer = self.client.get(path)
        if answer.status_code != 200:
            self.faults.append(f"{path}: {answer.status_code}")
            return []
        if not answer.headers["content-type"].startswith("text/html"):
            return []
        page = Page(path, answer.text, read(answer.text))
        self.pages[path] = page
        self.faults += [f"{path}: {fault}" for fault in page.seen.faults()]
        for frame in page.seen.frames:
            if frame and (where := shape(urlsplit(frame).path)) not in frames_seen:
                frames_seen.add(where)
                shown = self.client.get(frame)
                if shown.status_code != 200:
                    self.faults.append(f"{path}: the frame {frame} gives {shown.status_code}")
        return [target for link in page.seen.links if (target := self._target(path, link))]

    def _target(self, path: str, link: str) -> str:
        """Return where a link of a page leads within the service, but for the change of the language."""
        whole, anchor = urldefrag(urljoin(path, link))
        parts = urlsplit(whole)
        if parts.scheme not in ("", "http") or parts.netloc or "lang=" in parts.query:
            return ""
        if anchor:
            self._anchors.append((path, whole, anchor))
        # Months go on for ever; the two beside this one show that the links work.
        if parts.path == "/staff/calendar" and "month=" in path:
            return ""
        return whole
