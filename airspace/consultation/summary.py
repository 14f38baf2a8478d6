"""What those asked said, counted and named, for the page on which a decision is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from airspace.consultation.record import Record
from airspace.consultation.value import OPINION_NAMES, Opinion, Standing
from geo.text import Text

NOT_AGREEMENT = Text("未回答は同意ではありません。", "No answer is not agreement.")


@dataclass(frozen=True, slots=True)
class Summary:
    """The consultations about one revision at a moment, by the opinion in effect, and those without one."""

    by_opinion: dict[Opinion, tuple[Record, ...]]
    waiting: tuple[Record, ...]
    overdue: tuple[Record, ...]
    withdrawn: tuple[Record, ...]

    @property
    def asked(self) -> int:
        """How many were asked, those withdrawn left out."""
        return self.answered + len(self.unanswered)

    @property
    def answered(self) -> int:
        """How many answered."""
        return sum(len(records) for records in self.by_opinion.values())

    @property
    def unanswered(self) -> tuple[Record, ...]:
        """Those who have not answered, the overdue first. They have agreed to nothing."""
        return (*self.overdue, *self.waiting)

    @property
    def late(self) -> tuple[Record, ...]:
        """Those whose answer in effect came after its due date."""
        answered = (record for records in self.by_opinion.values() for record in records)
        return tuple(record for record in answered if record.answer is not None and record.answer.late)

    @property
    def text(self) -> Text:
        """All of it in a sentence, with names."""
        if not (self.asked or self.withdrawn):
            return Text("意見照会はしていません。", "Nobody was consulted.")
        parts = [(OPINION_NAMES[opinion], records) for opinion, records in self.by_opinion.items()]
        parts.append((Text("未回答・期限超過", "no answer, overdue"), self.overdue))
        parts.append((Text("未回答・回答待ち", "no answer yet"), self.waiting))
        parts.append((Text("照会を取下げ", "withdrawn"), self.withdrawn))
        told = [(name, records) for name, records in parts if records]
        ja = "、".join(f"{name.ja} {len(records)}件（{_names_ja(records)}）" for name, records in told)
        en = "; ".join(f"{name.en}: {len(records)} ({_names_en(records)})" for name, records in told)
        closing = NOT_AGREEMENT if self.unanswered else Text("", "")
        return Text(f"照会 {self.asked}件：{ja}。{closing.ja}", f"{self.asked} asked. {en}. {closing.en}".rstrip())


def summarise(records: Iterable[Record], revision_number: int, now: datetime) -> Summary:
    """Return the summary of the consultations about one revision; an answer about another stays with that one."""
    about = sorted(
        (record for record in records if record.consultation.revision_number == revision_number),
        key=lambda record: record.consultation.number,
    )
    by_standing: dict[Standing, list[Record]] = {standing: [] for standing in Standing}
    by_opinion: dict[Opinion, list[Record]] = {opinion: [] for opinion in Opinion}
    for record in about:
        standing = record.standing(now)
        by_standing[standing].append(record)
        if standing is Standing.ANSWERED and record.answer is not None:
            by_opinion[record.answer.opinion].append(record)
    return Summary(
        by_opinion={opinion: tuple(found) for opinion, found in by_opinion.items()},
        waiting=tuple(by_standing[Standing.WAITING]),
        overdue=tuple(by_standing[Standing.OVERDUE]),
        withdrawn=tuple(by_standing[Standing.WITHDRAWN]),
    )


def _names_ja(records: Iterable[Record]) -> str:
    return "、".join(record.consultation.consultee.name.ja for record in records)


def _names_en(records: Iterable[Record]) -> str:
    return ", ".join(record.consultation.consultee.name.en for record in records)
