"""A screening as text for people, Japanese first."""

from collections.abc import Iterable, Iterator

from airspace.duties import duties_of
from airspace.edition import LAYER_NAMES
from airspace.finding import OUTCOME_NAMES, VOLUME_NAMES, Finding, VolumeKind
from airspace.notice import MLIT_NOTICE
from airspace.screening import Screening
from airspace.trial import JST
from api.verdict_report import verdict_lines
from geo.text import Text


def as_text(screening: Screening) -> str:
    """Return the screening as lines of text, each thing in Japanese and then in English."""
    return "\n".join(_lines(screening)) + "\n"


def _lines(screening: Screening) -> Iterator[str]:
    operation, volume = screening.operation, screening.volume
    yield "飛行経路の事前確認 / Check of a route"
    yield f"  {screening.screened_at.astimezone(JST):%Y-%m-%d %H:%M} JST"
    days = f"{operation.first_day}" + (f" – {operation.last_day}" if operation.last_day != operation.first_day else "")
    yield f"  飛行日 / days: {days}"
    yield f"  経路の長さ / length: {volume.length_m:,.0f} m"
    for kind in VolumeKind:
        name = VOLUME_NAMES[kind]
        yield f"  {name.ja} / {name.en}: {volume.footprints[kind].area / 1e6:,.3f} km²"
    yield ""
    yield (
        f"見つかったこと / found: {len(screening.found)}　"
        f"まだ判定できないこと / cannot be told yet: {len(screening.open)}　"
        f"当日に確かめること / on the day: {len(screening.on_the_day)}　"
        f"まだ確認していない規則 / rules not checked yet: {len(screening.not_judged)}"
    )
    yield from _section(Text("見つかったこと", "Found"), screening.found)
    yield from _section(Text("まだ判定できないこと", "Cannot be told yet"), screening.open)
    yield from _section(Text("当日に確かめること", "To check on the day"), screening.on_the_day)
    yield from _titled(
        Text("確認して該当がなかったこと", "Checked, and not concerned"), (f.text for f in screening.checked)
    )
    yield from _titled(
        Text("この版ではまだ確認していない規則", "Rules in force that this version does not judge"),
        (Text(f"{r.title.ja}（{r.citation.ja}）", f"{r.title.en} ({r.citation.en})") for r in screening.not_judged),
    )
    yield from verdict_lines(screening.verdict)
    yield from _titled(Text("仮に置いた値", "Figures assumed"), volume.assumptions)
    yield from _titled(Text("いつも守ること", "Always to be kept"), (duty.sentence for duty in duties_of(screening)))
    yield from _editions(screening)
    yield ""
    yield MLIT_NOTICE.ja
    yield MLIT_NOTICE.en


def _section(title: Text, findings: Iterable[Finding]) -> Iterator[str]:
    for number, finding in enumerate(findings):
        if number == 0:
            yield ""
            yield f"■ {title.ja} / {title.en}"
        outcome = OUTCOME_NAMES[finding.outcome]
        yield f"  [{outcome.ja} / {finding.outcome.name}] {finding.rule}"
        yield f"    {finding.text.ja}"
        yield f"    {finding.text.en}"
        yield f"    → {finding.remedy.ja}"
        yield f"    → {finding.remedy.en}"
        yield f"    {_place(finding)}{finding.citation.ja}"


def _place(finding: Finding) -> str:
    if finding.from_m is None or finding.to_m is None:
        return ""
    volume = f"、{VOLUME_NAMES[finding.volume].ja}" if finding.volume else ""
    return f"経路の {finding.from_m:,.0f}～{finding.to_m:,.0f} m{volume}。"


def _titled(title: Text, texts: Iterable[Text]) -> Iterator[str]:
    for number, text in enumerate(texts):
        if number == 0:
            yield ""
            yield f"■ {title.ja} / {title.en}"
        yield f"  ・{text.ja}"
        yield f"    {text.en}"


def _editions(screening: Screening) -> Iterator[str]:
    yield ""
    yield "■ 使ったデータ / Data used"
    if not screening.editions:
        yield "  なし。`soramichi data import` で取り込んでください。/ None. Import some with `soramichi data import`."
    for edition in screening.editions:
        yield f"  ・{LAYER_NAMES[edition.kind].ja} {edition.title.ja}（{edition.as_of}、{edition.id}）"
        yield f"    {edition.attribution}"
        yield f"    範囲 / coverage: {edition.coverage.basis.ja} / {edition.coverage.basis.en}"
