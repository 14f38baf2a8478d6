"""県の担当の見解 on pages: what staff said of each finding shown, found by the finding itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from airspace.finding import Entails, Finding
from airspace.override import FindingKey, Override, keyed
from airspace.screening import Screening


@dataclass(frozen=True, slots=True)
class Note:
    """A finding of a revision with its key and what staff said of it, newest first."""

    key: FindingKey
    finding: Finding
    said: tuple[Override, ...]

    @property
    def can_be_stated(self) -> bool:
        """Whether a view of the finding may be stated at all: one about a prohibition is the law's alone."""
        return self.finding.entails is not Entails.PROHIBITED

    @property
    def holds(self) -> bool:
        """Whether a view stands that may be taken back."""
        return bool(self.said) and self.said[0].outcome is not None


class Notes:
    """The notes of a revision's screenings; `names` are those of the accounts that stated them, where they are shown.

    A finding is found by identity: two findings that read alike are two.
    """

    def __init__(
        self, screenings: Sequence[Screening], overrides: Iterable[Override], names: Mapping[str, str] | None = None
    ) -> None:
        said: dict[FindingKey, list[Override]] = {}
        for override in sorted(overrides, key=lambda stated: stated.number, reverse=True):
            said.setdefault(override.finding, []).append(override)
        self.all = tuple(Note(key, finding, tuple(said.get(key, ()))) for key, finding in keyed(screenings))
        self.names = names or {}
        self._by_finding = {id(note.finding): note for note in self.all}

    def of(self, finding: Finding) -> Note:
        """Return the note of a finding of the screenings."""
        return self._by_finding[id(finding)]

    @property
    def with_words(self) -> tuple[Note, ...]:
        """The notes of the findings of which something was said."""
        return tuple(note for note in self.all if note.said)
