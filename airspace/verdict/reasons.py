"""Why a verdict is what it is, what is missing, and what else is to be known, in sentences."""

from collections.abc import Collection, Iterable, Sequence

from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import rule_laws
from airspace.verdict.category import Terms, remaining
from airspace.verdict.items import Items, titles
from airspace.verdict.needs import Situation
from airspace.verdict.value import Category
from geo.text import Text

ENTRY_CONTROL_NOT_SHOWN = Text(
    "落下のおそれがある範囲全体について、立入管理措置の有無が示されていません。",
    "Whether third parties are kept from the whole area into which it may fall (entry control) is not shown.",
)
ASK_MASS = Text(
    "最大離陸重量が示されていないため、カテゴリーIIAかIIBか決まりません。",
    "The maximum take-off mass is not stated, so it may be Category II-A or II-B.",
)
MAY_BECOME_III = Text(
    "立入管理措置をしないときはカテゴリーIIIになり、許可・承認のほかに第一種機体認証と一等の技能証明が要ります。",
    "Without entry control it is Category III, which asks for permission or approval with first-class aircraft "
    "certificate and licence.",
)
OUTSIDE = Text(
    "県の区域の外を飛ぶ部分では、申請先や警察署が変わることがあります。",
    "For the part outside the prefecture other offices and police stations may be in charge.",
)


def why(items: Items, terms: Terms) -> Text:
    """Return why a stretch has its category, in the order in which it was decided."""
    sentences = []
    if items.certain:
        names = titles(items.certain)
        sentences.append(Text(f"特定飛行の項目：{names.ja}。", f"Items of specified flight: {names.en}."))
    if items.open:
        names = titles(items.open)
        sentences.append(Text(f"まだ判定できない項目：{names.ja}。", f"Items still open: {names.en}."))
    if not items.possible:
        sentences.append(Text("特定飛行の項目はありません。", "No item of specified flight."))
    elif _taken_by_tether(items, terms):
        sentences.append(_tether(items, terms))
    if items.possible:
        sentences.append(
            {
                True: Text("立入管理措置があると申告されています。", "Entry control is stated."),
                False: Text("立入管理措置をしないと申告されています。", "No entry control is stated."),
                None: Text("立入管理措置が示されていません。", "Entry control is not shown."),
            }[terms.controlled]
        )
    return Text("".join(text.ja for text in sentences), " ".join(text.en for text in sentences))


def _taken_by_tether(items: Items, terms: Terms) -> tuple[str, ...]:
    left = remaining(items.possible, controlled=True, tethered=terms.tethered)
    return tuple(slug for slug in items.possible if slug not in left)


def _tether(items: Items, terms: Terms) -> Text:
    if terms.controlled:
        names = titles(_taken_by_tether(items, terms))
        return Text(
            f"係留の例外により除かれる項目：{names.ja}。",
            f"Left out by the tether exception: {names.en}.",
        )
    return Text(
        "係留の例外は、立入管理措置が示されていないため使えません。",
        "The tether exception cannot be used: entry control is not shown.",
    )


def missing(situation: Situation, not_judged: Collection[str]) -> tuple[Text, ...]:
    """Return what is missing to tell the category, and which rules in force were not judged."""
    items, terms, bounds = situation.items, situation.terms, situation.bounds
    texts = []
    if bounds.category is Category.UNDETERMINED:
        if terms.controlled is None:
            texts.append(ENTRY_CONTROL_NOT_SHOWN)
        if terms.heavy is None and terms.controlled is not False and bounds.may_be(Category.II_B):
            texts.append(ASK_MASS)
        judged = [slug for slug in items.open if slug not in not_judged]
        if judged:
            names = titles(judged)
            texts.append(Text(f"まだ判定できない項目：{names.ja}", f"Items still open: {names.en}"))
    if not_judged:
        laws = rule_laws()
        texts.append(
            Text(
                "この版ではまだ確認していない規則：" + "、".join(laws[slug].title.ja for slug in not_judged),
                "Rules that this version does not judge: " + ", ".join(laws[slug].title.en for slug in not_judged),
            )
        )
    return tuple(texts)


def remarks(situation: Situation, findings: Sequence[Finding]) -> tuple[Text, ...]:
    """Return what else people must know of the category and of the offices."""
    texts = []
    bounds = situation.bounds
    if situation.by_category and bounds.at_most is Category.III and bounds.at_least is not Category.III:
        texts.append(MAY_BECOME_III)
    if any(found.rule == "outside-prefecture" for found in findings):
        texts.append(OUTSIDE)
    return tuple(texts)


def conditions(findings: Sequence[Finding]) -> tuple[Text, ...]:
    """Return what the verdict is subject to: what only the day of flight can tell."""
    laws = rule_laws()
    return once(
        Text(
            f"{laws[found.rule].title.ja}：{found.remedy.ja}",
            f"{laws[found.rule].title.en}: {found.remedy.en}",
        )
        for found in findings
        if found.resolved_by is ResolvedBy.FLIGHT_DAY
    )


def apart(findings: Sequence[Finding]) -> tuple[Text, ...]:
    """Return what other laws and prohibitions say; it does not change the category, and no permission opens it."""
    return once(
        found.text
        for found in findings
        if found.entails in (Entails.PROHIBITED, Entails.NEEDS_CONSENT_AND_NOTICE)
        and found.outcome >= Outcome.UNDETERMINED
    )


def once(*texts: Iterable[Text]) -> tuple[Text, ...]:
    """Return sentences in their order, each once."""
    return tuple(dict.fromkeys(text for some in texts for text in some))
