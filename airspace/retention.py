"""保存期間: how long a case is kept, what makes it be kept longer, and what the prefecture says about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from airspace.intake import FIRST_MONTH, fiscal_year
from airspace.proposal import DecisionKind
from geo.text import Text

DAY = timedelta(days=1)


class RetentionClass(StrEnum):
    """保存期間の区分."""

    YEAR_1 = "1"
    YEARS_3 = "3"
    YEARS_5 = "5"
    YEARS_10 = "10"
    YEARS_30 = "30"
    IN_USE = "in_use"

    @property
    def years(self) -> int | None:
        """How many years, None for 常用: as long as it is in use, which no day ends."""
        return None if self is RetentionClass.IN_USE else int(self.value)


class Measure(StrEnum):
    """満了時の措置: what is done with a case when its time has passed."""

    DISCARD = "discard"
    TRANSFER = "transfer"


class HoldReason(StrEnum):
    """保存期間の延長: why a case is kept although its time has passed."""

    AUDIT = "audit"
    LITIGATION = "litigation"
    OBJECTION = "objection"
    DISCLOSURE = "disclosure"
    EXTENSION = "extension"


class Fate(StrEnum):
    """What becomes of a case: whether something still keeps it, and what."""

    NOT_FILED = "not_filed"
    IN_USE = "in_use"
    HELD = "held"
    TO_HAND_OVER = "to_hand_over"
    DATED = "dated"


CLASS_NAMES = {
    RetentionClass.YEAR_1: Text("1年", "1 year"),
    RetentionClass.YEARS_3: Text("3年", "3 years"),
    RetentionClass.YEARS_5: Text("5年", "5 years"),
    RetentionClass.YEARS_10: Text("10年", "10 years"),
    RetentionClass.YEARS_30: Text("30年", "30 years"),
    RetentionClass.IN_USE: Text("常用", "as long as in use"),
}
MEASURE_NAMES = {Measure.DISCARD: Text("廃棄", "discard"), Measure.TRANSFER: Text("移管", "transfer to the archives")}
HOLD_NAMES = {
    HoldReason.AUDIT: Text("監査・検査が終わるまで", "until an audit has ended"),
    HoldReason.LITIGATION: Text("訴訟が終わるまで", "until a lawsuit has ended"),
    HoldReason.OBJECTION: Text("審査請求の裁決の翌日から1年", "one year from the day after the ruling on an objection"),
    HoldReason.DISCLOSURE: Text(
        "開示請求の決定の翌日から1年", "one year from the day after the decision on a disclosure request"
    ),
    HoldReason.EXTENSION: Text("職務上必要な間", "while it is needed for the work"),
}
FATE_NAMES = {
    Fate.NOT_FILED: Text(
        "保存期間が登録されていません。登録するまで、消えません。",
        "Its retention is not filed: until it is, nothing ends it.",
    ),
    Fate.IN_USE: Text(
        "常用（使っているあいだ保存）なので、消える日はありません。",
        "It is kept as long as it is in use: no day ends it.",
    ),
    Fate.HELD: Text(
        "保存期間の延長があるので、その終わりが登録されるまで消えません。",
        "It is held: nothing ends it until the end of that is recorded.",
    ),
    Fate.TO_HAND_OVER: Text(
        "移管する案件です。移管した日が登録されるまで消えません。",
        "It is to be handed over: nothing ends it until the day of transfer is filed.",
    ),
    Fate.DATED: Text(
        "次の日から消せるようになります。その日に自動で消えるのではなく、県が実行したときに消えます。",
        "It can be ended from the day below: not by itself on that day, but when the prefecture runs that.",
    ),
}
A_YEAR_LONGER = frozenset({HoldReason.OBJECTION, HoldReason.DISCLOSURE})


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A closed case as it is filed: its class, when it was closed, and what is done when its time has passed."""

    trial_id: str
    retention_class: RetentionClass
    closed_on: date
    measure: Measure = Measure.DISCARD
    transferred_on: date | None = None

    @property
    def kept_to(self) -> date | None:
        """The last day of its time, None where no day ends it."""
        return kept_to(self.retention_class, self.closed_on)

    def has_passed(self, on: date) -> bool:
        """Whether its time has passed by a day, and it was handed over where it is to be."""
        last = self.kept_to
        handed_over = self.measure is Measure.DISCARD or (self.transferred_on is not None and self.transferred_on <= on)
        return last is not None and last < on and handed_over


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps a case from a day on. `until` is the last day, None while it is open."""

    id: str
    trial_id: str
    reason: HoldReason
    placed_on: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the case must be kept on a day."""
        return self.until is None or on <= self.until


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of a case. `ends_from` is the first day on which it can be ended, None where none can be told."""

    fate: Fate
    ends_from: date | None = None


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """What a prefecture's rules of documents (文書管理規程) say; `verified_by` is null until somebody compared them.

    `leaver_days` are the days for which a leaver's own data is kept once no case needs it.
    """

    source: Text
    verified_by: str | None
    classes: Mapping[DecisionKind, RetentionClass] = field(repr=False)
    undecided: RetentionClass
    leaver_days: int


def counted_from(closed_on: date) -> date:
    """Return the day from which a case is counted: the first of the fiscal year after the one it was closed in."""
    return date(fiscal_year(closed_on) + 1, FIRST_MONTH, 1)


def kept_to(retention_class: RetentionClass, closed_on: date) -> date | None:
    """Return the last day on which a case is kept, None where no day ends it."""
    if retention_class.years is None:
        return None
    first = counted_from(closed_on)
    return date(first.year + retention_class.years, first.month, first.day) - DAY


def held_until(reason: HoldReason, ended_on: date) -> date:
    """Return the last day of a hold whose reason ended on a day: that day, or a year counted from the one after it."""
    if reason not in A_YEAR_LONGER:
        return ended_on
    first = ended_on + DAY
    try:
        return date(first.year + 1, first.month, first.day) - DAY
    except ValueError:
        return date(first.year + 1, 2, 28)  # no 29 February then: it ends with the month (民法143条2項)


def class_of_years(years: int) -> RetentionClass:
    """Return the shortest class that keeps a case for so many years; 常用 where none is that long."""
    classes = [one for one in RetentionClass if one.years is not None and one.years >= years]
    return min(classes, key=lambda one: one.years or 0, default=RetentionClass.IN_USE)


def outlook(case: CaseFile | None, holds: Iterable[Hold]) -> Outlook:
    """Return what becomes of a case as it is filed (None: nobody filed it), with all that ever held it."""
    if case is None:
        return Outlook(Fate.NOT_FILED)
    last, until = case.kept_to, [hold.until for hold in holds]
    if last is None:
        return Outlook(Fate.IN_USE)
    if None in until:
        return Outlook(Fate.HELD)
    if case.measure is Measure.TRANSFER and case.transferred_on is None:
        return Outlook(Fate.TO_HAND_OVER)
    kept = max([last, *(day for day in until if day is not None)]) + DAY
    return Outlook(Fate.DATED, max(kept, case.transferred_on) if case.transferred_on else kept)


RETENTION = MappingProxyType(
    {
        "24": RetentionRules(
            source=Text(
                "文書管理規程の一般的な形（完結した年度の翌年度の4月1日から起算し、1・3・5・10・30年と常用）。"
                "三重県の規程の区分表との照合はまだです。",
                "the usual form of a prefecture's rules of documents (counted from 1 April after the fiscal year of "
                "closing; 1, 3, 5, 10, 30 years, or as long as in use). Not yet compared with Mie's own table.",
            ),
            verified_by=None,
            classes=MappingProxyType(
                {
                    DecisionKind.ROUTE_CONFIRMATION: RetentionClass.YEARS_5,
                    DecisionKind.ADOPTION: RetentionClass.YEARS_5,
                    DecisionKind.FACILITY_USE: RetentionClass.YEARS_5,
                    DecisionKind.SUPPORT: RetentionClass.YEARS_3,
                }
            ),
            undecided=RetentionClass.YEARS_3,
            leaver_days=365,
        )
    }
)
"""The rules by prefecture's code. Each prefecture brings its own; Mie's wait to be verified."""
