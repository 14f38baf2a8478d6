"""The register of offices that can be asked. Where they are reached is kept apart from who they are."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.suggest import Suggestion
from airspace.consultation.words import as_given
from geo.errors import ValueRefused
from geo.text import Text

MOST_NAME = 100
MOST_ADDRESS = 300
MOST_EMAIL = 254

NAME = Text("名称", "Name")
ENGLISH_NAME = Text("英語の名称", "Name in English")
ADDRESS = Text("所在地", "Postal address")
EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)*")


@dataclass(frozen=True, slots=True)
class ConsultedOffice:
    """An office that can be asked. `organisation_id` is that of its accounts, None where it has none.

    `prefecture_code` has two digits (JIS X 0401); `municipality_code` five, empty for all but municipalities.
    """

    id: str
    kind: ConsulteeKind
    name: Text
    prefecture_code: str
    municipality_code: str
    organisation_id: str | None
    added_at: datetime
    added_by: str

    def __post_init__(self) -> None:
        as_given(self.name.ja, NAME, where="name_ja", most=MOST_NAME, owed=True, lines=False)
        as_given(self.name.en, ENGLISH_NAME, where="name_en", most=MOST_NAME, owed=True, lines=False)
        digits = self.municipality_code
        if not re.fullmatch(r"[0-9]{2}", self.prefecture_code) or not re.fullmatch(r"([0-9]{5})?", digits):
            raise ValueRefused(
                Text("都道府県コードか市町村コードが違います。", "The prefecture's or municipality's code is wrong."),
                Text(
                    "都道府県は2桁、市町村は5桁の数字で入れてください。",
                    "Two digits for a prefecture, five for a municipality.",
                ),
                where="municipality_code",
            )
        if bool(digits) is not (self.kind is ConsulteeKind.MUNICIPALITY) or not digits.startswith(
            self.prefecture_code if digits else ""
        ):
            raise ValueRefused(
                Text(
                    "市町村コードは、市町のときだけ、その都道府県のものを入れます。",
                    "A municipality's code is given for municipalities only, one of that prefecture.",
                ),
                Text("種類とコードを確かめてください。", "Check the kind and the codes."),
                where="municipality_code",
            )

    def is_meant_by(self, suggestion: Suggestion) -> bool:
        """Whether it is the office that a suggestion means: by its code, else by its kind and name."""
        if suggestion.kind is not self.kind:
            return False
        if self.kind is ConsulteeKind.MUNICIPALITY:
            return suggestion.code == self.municipality_code
        if self.kind is ConsulteeKind.NEIGHBOURING_PREFECTURE:
            return suggestion.code == self.prefecture_code
        return self.kind is ConsulteeKind.COAST_GUARD or _plain(suggestion.name.ja) == _plain(self.name.ja)


@dataclass(frozen=True, slots=True)
class OfficeContact:
    """Where an office is reached: its own registered addresses, not a person's."""

    email: str
    address: str = ""

    def __post_init__(self) -> None:
        as_given(self.address, ADDRESS, where="address", most=MOST_ADDRESS, owed=False, lines=False)
        odd = any(unicodedata.category(character)[0] == "C" for character in self.email)
        if len(self.email) > MOST_EMAIL or odd or not EMAIL.fullmatch(self.email):
            raise ValueRefused(
                Text("メールアドレスとして読めません。", "This cannot be read as an e-mail address."),
                Text(
                    "所属の代表アドレスを1つ入れてください（例：kikaku@city.example.jp）。",
                    "Give one address of the office (for example desk@city.example.jp).",
                ),
                where="email",
            )


def meant_by(suggestion: Suggestion, offices: Iterable[ConsultedOffice]) -> tuple[ConsultedOffice, ...]:
    """Return the offices that a suggestion means, none where none is registered."""
    return tuple(office for office in offices if office.is_meant_by(suggestion))


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
