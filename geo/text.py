"""A sentence in the two languages that the service speaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, Japanese first; both are complete and say the same."""

    ja: str
    en: str

    def __str__(self) -> str:
        return f"{self.ja} / {self.en}"
