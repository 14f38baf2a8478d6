"""留意事項 or 附款・条件, and 対応方針・住民との約束: duties with their text *and* reason, owner, due, and source."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum

from airspace.constraint import Constraint
from airspace.naming import as_named
from geo.errors import ValueRefused
from geo.readable import is_readable, is_seen
from geo.text import Text

MOST_CHARACTERS = 2_000
MOST_CONDITIONS = 50


class Owner(StrEnum):
    """Who has to see to it."""

    OPERATOR = "operator"
    PREFECTURE = "prefecture"
    MUNICIPALITY = "municipality"
    MANAGER = "manager"


OWNER_NAMES = {
    Owner.OPERATOR: Text("事業者", "operator"),
    Owner.PREFECTURE: Text("県", "prefecture"),
    Owner.MUNICIPALITY: Text("市町", "municipality"),
    Owner.MANAGER: Text("施設などの管理者", "manager of the place"),
}


class Source(StrEnum):
    """Where it comes from."""

    DECISION = "decision"
    CONSULTATION = "consultation"
    RESIDENTS = "residents"


SOURCE_NAMES = {
    Source.DECISION: Text("県の確認", "the prefecture's decision"),
    Source.CONSULTATION: Text("意見照会の回答", "an answer to a consultation"),
    Source.RESIDENTS: Text("住民との約束", "a promise to residents"),
}

COMMITMENT_NAME = Text("対応方針・住民との約束", "Commitments and promises to residents")


@dataclass(frozen=True, slots=True)
class Terms:
    """Something to be kept: what, why, by whom, by when (None: on every flight), from where.

    `reason` is None only where it was written before reasons were asked for. `constraint` is the same as a machine
    checks it; the text is what counts.
    """

    text: str
    reason: str | None
    owner: Owner = Owner.OPERATOR
    due: date | None = None
    source: Source = Source.DECISION
    constraint: Constraint | None = None

    @property
    def citation(self) -> Text:
        """The duty as a finding cites it. Its text stands in the language in which it was written."""
        name = SOURCE_NAMES[self.source]
        return Text(f"{name.ja}：{self.text}", f"{name.en}: {self.text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Terms):
    """Terms that somebody is bound by, by its id."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Duty):
    """A duty attached to a decision."""

    @classmethod
    def of(cls, terms: Terms, condition_id: str) -> "Condition":
        """Return terms as a condition."""
        return cls(id=condition_id, **{field.name: getattr(terms, field.name) for field in fields(Terms)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Duty):
    """A promise of a trial, numbered from 1. A later one may stand in place of an earlier one, which stays on record.

    `withdrawn` is whether it only ends the earlier one; its text and reason then say so.
    """

    trial_id: str
    number: int
    made_at: datetime
    made_by: str
    replaces: int | None = None
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            raise ValueError("made_at must be aware")
        if self.replaces is not None and not 1 <= self.replaces < self.number:
            raise ValueError("a commitment replaces an earlier one")
        if self.withdrawn and self.replaces is None:
            raise ValueError("only what stands can be withdrawn")


def of_before(decision_id: str, texts: Iterable[str]) -> tuple[Condition, ...]:
    """Return the conditions of a decision made when they were texts only."""
    return tuple(
        Condition(id=f"{decision_id}-{number}", text=text, reason=None) for number, text in enumerate(texts, 1)
    )


def standing(commitments: Iterable[Commitment]) -> tuple[Commitment, ...]:
    """Return the commitments that hold now, in their order: not replaced, and no withdrawals."""
    made = sorted(commitments, key=lambda commitment: commitment.number)
    replaced = {commitment.replaces for commitment in made}
    return tuple(one for one in made if one.number not in replaced and not one.withdrawn)


TEXT = Text("内容", "text")
REASON = Text("理由", "reason")


def terms_given(terms: Terms, where: str) -> Terms:
    """Return terms as they are kept: text and reason both given, each as `words_given` keeps it."""
    return replace(
        terms,
        text=words_given(terms.text, TEXT, f"{where}text"),
        reason=words_given(terms.reason or "", REASON, f"{where}reason"),
    )


def words_given(written: str, name: Text, where: str, most: int = MOST_CHARACTERS, *, named: bool = False) -> str:
    """Return a text as it is kept: in one form of Unicode (NFKC), one kind of line end, no space at its ends.

    Somebody's name (`named`) is kept as it was written.

    Raises
    ------
    ValueRefused
        If nothing that can be seen is written, more than `most` characters, or what is not of a readable text.
    """
    plain = as_named(written) if named else unicodedata.normalize("NFKC", written)
    kept = plain.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not is_seen(kept):
        raise ValueRefused(
            Text(f"{name.ja}が書かれていません。", f"No {name.en} is given."),
            Text(
                "何を、なぜ守るかを、両方書いてください。事業者も住民も読みます。",
                "Write both what is to be kept and why. The operator and residents read it.",
            ),
            where=where,
        )
    if len(kept) > most:
        raise ValueRefused(
            Text(f"{name.ja}が長すぎます（{len(kept)}文字）。", f"The {name.en} is too long ({len(kept)} characters)."),
            Text(f"{most}文字までにしてください。", f"At most {most} characters."),
            where=where,
        )
    if not is_readable(kept):
        raise ValueRefused(
            Text(f"{name.ja}に、使えない文字が入っています。", f"The {name.en} holds characters that cannot be used."),
            Text("目に見えない制御文字を消してください。", "Remove the invisible control characters."),
            where=where,
        )
    return kept
