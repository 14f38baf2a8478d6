"""What an export says of itself: what is in it, what is hidden on which article, what is not in it."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from airspace.nondisclosure import Ordinance
from airspace.notice import MLIT_NOTICE
from api.exchange.csv_cells import plain_cell
from geo.text import Text

STYLE = """
body { font-family: sans-serif; line-height: 1.7; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1c; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 44rem; }
th, td { border: 1px solid #767676; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
td:first-child { min-width: 11rem; }
h1, p { overflow-wrap: anywhere; }
@media print { table { min-width: 0; font-size: 9pt; } .scroll { overflow: visible; } tr { break-inside: avoid; } }
"""

NOT_VERIFIED = Text(
    "条文の番号は、条例の原文との照合がまだ済んでいません。渡す前に確かめてください。",
    "The articles' numbers have not been checked against the ordinance: check them before this is handed out.",
)
LOOK_FIRST = Text(
    "添付の写しは、担当者が指定した黒塗りだけを反映しています。県からの文書の写しは、それに加えて宛名・発信者名・担当・電話と、"
    "記録にある人の名前を隠しています。0か所のものも、渡す前に目で確かめてください。",
    "Copies of attachments hold only the blackouts that staff made; copies of letters also hide addressee, sender, "
    "desk, telephone and the names on record. Look at each before it is handed out.",
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """One line of the list of what is left out: where, on which ground, why."""

    document: str
    path: str
    place: Text
    article: str
    ground: Text
    reason: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of the export, and how many places in it are hidden."""

    document: str
    title: Text
    path: str
    hidden: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """A document that is not in the export, and why."""

    document: str
    title: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Listing:
    """All that an export says of itself."""

    trial_id: str
    ordinance: Ordinance
    papers: Sequence[Paper]
    hidden: Sequence[Hidden]
    withheld: Sequence[Withheld]

    @property
    def articles_verified(self) -> bool:
        """Whether somebody has read every article that could be named."""
        return all(ground.verified_by for ground in self.ordinance.grounds.values())


def hidden_as_table(hidden: Iterable[Hidden]) -> bytes:
    """Return the list of what is hidden as CSV that Japanese spreadsheets open."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["文書", "ファイル", "場所", "条文", "該当する情報", "理由"])
    for one in hidden:
        cells = (one.document, one.path, one.place.ja, one.article, one.ground.ja, one.reason)
        rows.writerow([plain_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def index_page(listing: Listing) -> str:
    """Return the same, and all papers, as one page that needs nothing else."""
    papers = [(_link(paper.path), _both(paper.title), str(paper.hidden)) for paper in listing.papers]
    hidden = [
        (_link(one.path), _both(one.place), escape(one.article), _both(one.ground), _lines(one.reason))
        for one in listing.hidden
    ]
    withheld = [(escape(one.document), _both(one.title), _both(one.why)) for one in listing.withheld]
    title = f"開示用の書き出し：{escape(listing.trial_id)}"
    verified = "" if listing.articles_verified else f"<p><strong>{_both(NOT_VERIFIED)}</strong></p>"
    return "\n".join(
        [
            '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{STYLE}</style></head><body><main>",
            f"<h1>{title}</h1>",
            f"<p>{_both(listing.ordinance.ordinance)}</p>",
            verified,
            f"<p>{_both(LOOK_FIRST)}</p>",
            "<h2>文書の一覧 / Documents</h2>",
            _rows("文書の一覧 / Documents", ("ファイル / File", "文書 / Document", "黒塗り / Hidden"), papers),
            "<h2>黒塗りの一覧 / What is hidden</h2>",
            _rows(
                "黒塗りの一覧 / What is hidden",
                ("ファイル / File", "場所 / Place", "条文 / Article", "情報 / Ground", "理由 / Reason"),
                hidden,
            ),
            "<h2>含まれない文書 / What is not here</h2>",
            _rows("含まれない文書 / What is not here", ("文書 / Document", "題 / Title", "理由 / Why"), withheld),
            f"<p><strong>{_both(MLIT_NOTICE)}</strong></p>",
            "</main></body></html>\n",
        ]
    )


def _rows(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "<p>ありません。/ None.</p>"
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">{table}</div>'


def _link(path: str) -> str:
    return f'<a href="{escape(path)}">{escape(path)}</a>'


def _both(text: Text) -> str:
    return f'{escape(text.ja)} <span lang="en">{escape(text.en)}</span>'


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))
