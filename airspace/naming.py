"""Names of people and bodies are kept as their bearers write them: no form of Unicode replaces a character by another.

NFKC makes (株) of the ㈱ in a company's name, and NFC replaces ideographs that have a compatibility code point of their
own, with which some names are registered (U+FA19 is not U+795E). See Unicode Standard Annex 15, section 2.1.
"""

import re
import unicodedata

IDEOGRAPHS_OF_THEIR_OWN = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
"""CJK compatibility ideographs, the blocks U+F900 and U+2F800."""


def as_named(written: str) -> str:
    """Return a name with marks that stand apart (か and ゛) joined, and otherwise as it was written."""
    parts = IDEOGRAPHS_OF_THEIR_OWN.split(written)
    return "".join(part if number % 2 else unicodedata.normalize("NFC", part) for number, part in enumerate(parts))
