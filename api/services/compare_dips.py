"""Compare answers of DIPS, from files or as held, with one another and with our own layers in force."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from airspace.dips.difference import AreaChange, GroupDifference, compare_answers, compare_with_layers
from airspace.edition import Coverage, LayerKind
from airspace.features import DipsArea
from api.exchange.dips.zones import map_areas, with_question
from api.exchange.mapping import Source, Stated
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused, ValueRefused
from geo.readers.dips_areas import read_answer
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of DIPS: what it is called, its areas, and where DIPS was asked."""

    name: str
    areas: tuple[DipsArea, ...] = field(repr=False)
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """Two answers, and what differs between them."""

    old: Answer
    new: Answer
    changes: tuple[AreaChange, ...]


def answer_of(unit: UnitOfWork, given: str, asked: Path | None = None) -> Answer:
    """Return the answer in a file, or of an edition that is held; a file of that name goes first.

    Raises
    ------
    InputRefused
        If there is neither, or the file cannot be read.
    """
    path = Path(given)
    if path.is_file():
        return _from_file(path, asked)
    edition = unit.editions.get(given)
    if edition is None or edition.kind is not LayerKind.DIPS:
        raise ValueRefused(
            Text(
                "そのファイルも、dips-zones の版もありません。",
                "There is no such file, nor such an edition of dips-zones.",
            ),
            Text(
                "ファイル名か、soramichi data list に出る版の ID を書いてください。",
                "Give a file, or an id of soramichi data list.",
            ),
            where=given[:80],
        )
    features = unit.editions.features(edition)
    return Answer(edition.id, tuple(each for each in features if isinstance(each, DipsArea)), edition.coverage)


def compare_two(old: Answer, new: Answer) -> AnswerChange:
    """Return what differs between two answers."""
    return AnswerChange(old, new, compare_answers(old.areas, new.areas))


def compare_own(unit: UnitOfWork, answer: Answer, day: date) -> tuple[GroupDifference, ...]:
    """Return what an answer and our layers in force on a day have in common and alone."""
    return compare_with_layers(answer.areas, answer.coverage.area, unit.editions.layers(day, day), day)


def _from_file(path: Path, asked: Path | None) -> Answer:
    stated = with_question(Stated(), asked) if asked else Stated()
    try:
        reading = read_answer(path)
    except InputRefused as refusal:
        raise refusal.at(path.name) from refusal
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    source = Source(path.name, "", day, land=lambda _code: None, stated=stated)
    mapped = map_areas(reading, source)
    areas = tuple(each for each in mapped.features if isinstance(each, DipsArea))
    return Answer(path.name, areas, mapped.coverage)
