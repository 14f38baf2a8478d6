"""A sentence on the wire."""

from api.schemas.operation import Wire
from geo.text import Text


class TextData(Wire):
    """A sentence in both languages."""

    ja: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "TextData":
        """Return the wire form."""
        return cls(ja=text.ja, en=text.en)

    def value(self) -> Text:
        """Return the text."""
        return Text(self.ja, self.en)
