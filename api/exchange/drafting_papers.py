"""起案書類: all that the prefecture's own document system needs to decide a slip, as one zip.

The same slip gives the same bytes: nothing in it comes from the clock, and nothing is compressed, since another version
of zlib may write other bytes. The maps draw what was screened, without the land held today.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from airspace.finding import OUTCOME_NAMES
from airspace.notice import MLIT_NOTICE
from airspace.override import Override
from airspace.proposal import DECISION_KIND_NAMES, ProposalRevision
from airspace.routing_slip import STOP_NAMES, RoutingSlip, canonical, sha256_of
from airspace.screening import Screening
from airspace.trial import JST
from airspace.workflow import TRANSITIONS
from api.letters.words import redress_words
from geo.text import Text
from maps.trial_map import trial_map

OF_ALL_TIME = (1980, 1, 1, 0, 0, 0)
"""The time that every file in the zip bears; the earliest that the format knows."""

ENDED = "（保存期間が終わり、消されています）"

Row = tuple[str, tuple[str, ...]]
"""A heading of the form and what stands under it."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What is packed: the slip, its revision with the screenings that it froze, and the views held when it was drafted.

    `sample` is the mark of made-up data.
    """

    slip: RoutingSlip
    revision: ProposalRevision
    title: str
    organisation: str
    screenings: tuple[Screening, ...]
    views: tuple[Override, ...]
    sample: Text | None = None


def pack(papers: Papers) -> bytes:
    """Return the papers as a zip with a manifest of the SHA-256 of each file."""
    files = {
        "kian.html": drafting_form_html(papers),
        "kian.txt": drafting_form_text(papers),
        "slip.json": canonical(papers.slip),
        "proposal.json": papers.revision.canonical,
        "screening.json": papers.revision.screening,
        "views.json": json.dumps([_view(view) for view in papers.views], ensure_ascii=False, indent=1),
    }
    note = f"第{papers.revision.number}版（{papers.revision.sha256[:12]}）"
    for number, screening in enumerate(papers.screenings, start=1):
        files[f"map-{number}.html"] = trial_map(
            screening, title=papers.title, subtitle=papers.organisation, revision_note=note, sample=papers.sample
        )
    contents = {name: text.encode() for name, text in files.items()}
    manifest = {
        "slip": papers.slip.id,
        "slip_sha256": sha256_of(papers.slip),
        "revision": papers.revision.number,
        "revision_sha256": papers.revision.sha256,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(contents.items())},
    }
    contents["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, content in sorted(contents.items()):
            info = ZipInfo(name, OF_ALL_TIME)
            info.create_system = 3  # the same on every system
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return packed.getvalue()


def drafting_form_text(papers: Papers) -> str:
    """Return the drafting form (起案用紙) as plain text."""
    lines = ["起案用紙", *([papers.sample.ja] if papers.sample else []), ""]
    for heading, texts in form_rows(papers):
        lines.append(f"■ {heading}")
        lines.extend(f"  {line}" for text in texts for line in text.splitlines() or [""])
        lines.append("")
    return "\n".join(lines)


def drafting_form_html(papers: Papers) -> str:
    """Return the drafting form (起案用紙) as one HTML page without a script."""
    rows = "\n".join(
        f"<tr><th scope=row>{escape(heading)}</th><td>{'<br>'.join(_lines(texts))}</td></tr>"
        for heading, texts in form_rows(papers)
    )
    sample = f"<p><strong>{escape(papers.sample.ja)}</strong></p>" if papers.sample else ""
    return f"""<!doctype html>
<html lang="ja"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>起案用紙 {escape(papers.title)}</title>
<style>body {{ font: 1rem/1.7 sans-serif; margin: 1rem; max-width: 60rem; overflow-wrap: anywhere }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border: 1px solid #555; padding: .4rem; vertical-align: top }}
th {{ text-align: left; width: 9rem }}</style></head>
<body><main><h1>起案用紙</h1>{sample}
<table>
{rows}
</table></main></body></html>
"""


def form_rows(papers: Papers) -> Iterator[Row]:
    """Yield the rows of the drafting form, from what is asked to what it rests on."""
    slip, proposed = papers.slip, papers.slip.proposed
    drafted = slip.drafted_at.astimezone(JST)
    yield "件名", (f"{papers.title}に係る{TRANSITIONS[proposed.step].name.ja}について",)
    yield "起案", (f"起案第{slip.number}号　{drafted:%Y-%m-%d %H:%M}　{slip.drafted_post}",)
    yield "決めること", (f"{TRANSITIONS[proposed.step].name.ja}（{DECISION_KIND_NAMES[proposed.kind].ja}）",)
    yield "根拠", (proposed.basis,)
    yield "事業者", (papers.organisation,)
    yield "計画書", (f"第{proposed.revision_number}版　SHA-256 {proposed.revision_sha256}",)
    conditions = (f"{n}. {c.text}\n   理由：{c.reason}" for n, c in enumerate(proposed.conditions, start=1))
    yield "留意事項", tuple(conditions) or ("なし",)
    yield "理由", (proposed.reason or "—",)
    if proposed.facility:
        yield "使用する施設", (proposed.facility.name, proposed.facility.place, proposed.facility.period)
    if proposed.redress:
        yield "教示", redress_words(proposed.redress)
    yield from _letter_rows(slip)
    route = tuple(f"{STOP_NAMES[stop.kind].ja}　{stop.post}" for stop in slip.route)
    yield "回議・合議・決裁", route or ("県の文書管理・電子決裁による",)
    yield "文書番号・決裁日・施行日", ("文書番号：　　　　　　決裁日：　　　　　　施行日：",)
    yield from _screening_rows(papers)
    yield "この起案", (f"SHA-256 {sha256_of(slip)}",)
    yield "注意", (MLIT_NOTICE.ja,)


def _letter_rows(slip: RoutingSlip) -> Iterator[Row]:
    letter = slip.letter
    yield "宛名", (ENDED,) if letter is None else (*letter.addressee[:-1], f"{letter.addressee[-1]} {letter.honorific}")
    seal = "公印を押す" if slip.proposed.seal else "（公印省略）"
    yield "発信者名", (f"{ENDED if letter is None else letter.sender}　{seal}",)
    yield "担当・電話", (ENDED if letter is None else f"{letter.desk}　{letter.telephone}",)
    yield "保存期間", (f"{slip.proposed.keep_years}年",)


def _screening_rows(papers: Papers) -> Iterator[Row]:
    for number, screening in enumerate(papers.screenings, start=1):
        found = tuple(f"{OUTCOME_NAMES[finding.outcome].ja}：{finding.text.ja}" for finding in screening.findings)
        yield f"事前確認（飛行{number}）", found or ("見つかったことはありません。",)
    views = tuple(
        f"飛行{view.flight + 1}の{view.finding + 1}件目："
        f"{'取下げ' if view.outcome is None else OUTCOME_NAMES[view.outcome].ja}　{view.reason}"
        for view in papers.views
    )
    yield "県の担当の見解", views or ("なし",)


def _view(view: Override) -> dict[str, object]:
    return {
        "number": view.number,
        "flight": view.flight,
        "finding": view.finding,
        "outcome": None if view.outcome is None else view.outcome.name,
        "reason": view.reason,
        "stated_at": view.stated_at.isoformat(),
    }


def _lines(texts: tuple[str, ...]) -> list[str]:
    return [escape(line) for text in texts for line in text.splitlines()]
