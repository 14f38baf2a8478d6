"""A verdict as text for people, Japanese first."""

from collections.abc import Iterable, Iterator

from airspace.verdict import (
    CATEGORY_NAMES,
    EVIDENCE_NAMES,
    LEVEL_NAMES,
    NECESSITY_NAMES,
    Category,
    Due,
    Evidence,
    EvidenceState,
    Procedure,
    Segment,
    Verdict,
)
from geo.text import Text


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Return the lines on Category, Level, what is needed, by when, and what is still to be shown."""
    yield ""
    yield "■ カテゴリーとレベル / Category and Level"
    yield f"  カテゴリー / Category: {_category(verdict)}"
    yield f"  レベル / Level: {LEVEL_NAMES[verdict.level]}"
    if not verdict.segments:
        yield from _bullets(verdict.missing)
        return
    yield f"  国土交通省の許可 / MLIT permission: {NECESSITY_NAMES[verdict.permission]}"
    yield f"  国土交通省の承認 / MLIT approval: {NECESSITY_NAMES[verdict.approval]}"
    yield from _bullets(verdict.missing)
    yield from _bullets(verdict.remarks)
    yield from _headed(Text("当日の確認を条件とします", "Subject to checks on the day"), verdict.conditions)
    yield from _headed(Text("カテゴリーとは別の決まり", "Apart from the Category"), verdict.apart)
    yield from _segments(verdict.segments)
    yield from _procedures(verdict.procedures)
    yield from _evidence(verdict.evidence)


def _category(verdict: Verdict) -> str:
    name = CATEGORY_NAMES[verdict.category]
    if verdict.category is not Category.UNDETERMINED:
        return str(name)
    at_least = CATEGORY_NAMES[verdict.category_at_least]
    at_most = CATEGORY_NAMES[verdict.category_at_most] if verdict.category_at_most else None
    ja, en = f"少なくとも{at_least.ja}", f"at least {at_least.en}"
    if at_most:
        ja, en = f"{ja}、最大で{at_most.ja}", f"{en}, at most {at_most.en}"
    return f"{name.ja}（{ja}） / {name.en} ({en})"


def _bullets(texts: Iterable[Text]) -> Iterator[str]:
    for text in texts:
        yield f"  ・{text.ja}"
        yield f"    {text.en}"


def _headed(title: Text, texts: Iterable[Text]) -> Iterator[str]:
    for number, line in enumerate(_bullets(texts)):
        if number == 0:
            yield f"  {title}"
        yield line


def _segments(segments: Iterable[Segment]) -> Iterator[str]:
    yield ""
    yield "■ 区間ごとのカテゴリーとレベル / Category and Level by stretch"
    for segment in segments:
        where = "全体 / whole" if segment.from_m is None else f"{segment.from_m:,.0f}～{segment.to_m:,.0f} m"
        category, level = CATEGORY_NAMES[segment.category], LEVEL_NAMES[segment.level]
        yield f"  {where}: {category}、レベル / Level: {level}"
        yield f"    {segment.why.ja}"
        yield f"    {segment.why.en}"


def _procedures(procedures: Iterable[Procedure]) -> Iterator[str]:
    yield ""
    yield "■ 必要な手続（最短でも、この日まで） / What is needed, and the latest day (at the shortest)"
    none = True
    for procedure in procedures:
        none = False
        yield f"  [{NECESSITY_NAMES[procedure.necessity]}] {procedure.title}"
        yield f"    {procedure.why.ja}"
        yield f"    {procedure.why.en}"
        yield from _where(procedure)
    if none:
        yield "  なし / none"


def _evidence(evidence: Iterable[Evidence]) -> Iterator[str]:
    for number, piece in enumerate(piece for piece in evidence if piece.state is not EvidenceState.STATED):
        if number == 0:
            yield ""
            yield "■ これから示すもの / Still to be shown"
        yield f"  [{EVIDENCE_NAMES[piece.state]}] {piece.title}"
        yield f"    {piece.why.ja}"
        yield f"    {piece.why.en}"
        yield from _where(piece)


def _where(item: Procedure | Evidence) -> Iterator[str]:
    yield f"    窓口 / office: {item.office}"
    yield f"    方法 / how: {item.form}"
    yield f"    根拠 / basis: {item.citation}"
    if item.due:
        yield from _due(item.due)


def _due(due: Due) -> Iterator[str]:
    expected = Text("見込み、", "expected, ") if due.expected else Text("", "")
    if due.late:
        yield (
            f"    間に合いません（最短でも {due.by} まででした：{expected.ja}{due.basis.ja}）"
            f" / too late (it was due by {due.by} at the shortest: {expected.en}{due.basis.en})"
        )
    else:
        yield (
            f"    最短でも {due.by} まで（{expected.ja}{due.basis.ja}）"
            f" / by {due.by} at the shortest ({expected.en}{due.basis.en})"
        )
