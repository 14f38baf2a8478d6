"""The register of offices: what an entry must be, and which suggestion means it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.office import ConsultedOffice, OfficeContact, meant_by
from airspace.consultation.suggest import Suggestion
from geo.errors import ValueRefused
from geo.text import Text

NOW = datetime(2026, 10, 1, tzinfo=UTC)
CITY = ConsultedOffice("of1", ConsulteeKind.MUNICIPALITY, Text("津市", "Tsu"), "24", "24201", "o1", NOW, "a1")
PORT = replace(CITY, id="of2", kind=ConsulteeKind.PORT, name=Text("港湾 管理課", "Ports"), municipality_code="")


@pytest.mark.parametrize(
    ("office", "changes", "where"),
    [
        (CITY, {"name": Text("", "Tsu")}, "name_ja"),
        (CITY, {"name": Text("津市", " ")}, "name_en"),
        (CITY, {"name": Text("津\n市", "Tsu")}, "name_ja"),
        (CITY, {"name": Text("津" * 101, "Tsu")}, "name_ja"),
        (CITY, {"municipality_code": ""}, "municipality_code"),
        (CITY, {"municipality_code": "２４２０１"}, "municipality_code"),
        (CITY, {"municipality_code": "242011"}, "municipality_code"),
        (CITY, {"municipality_code": "23201"}, "municipality_code"),
        (CITY, {"prefecture_code": "2"}, "municipality_code"),
        (CITY, {"prefecture_code": "24\n"}, "municipality_code"),
        (PORT, {"municipality_code": "24201"}, "municipality_code"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(office: ConsultedOffice, changes: dict[str, str], where: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        replace(office, **changes)
    assert refused.value.where == where
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


@pytest.mark.parametrize(
    "email",
    [
        "",
        "desk",
        "@tsu.example.jp",
        "desk@",
        "desk@tsu..jp",
        "desk@.jp",
        "de sk@tsu.example.jp",
        "desk@tsu.example.jp\n",
        "desk@tsu.example.jp\r\nBcc: x@y.jp",
        "a@b.jp, c@d.jp",
        "Desk <desk@tsu.example.jp>",
        "desk\u202e@tsu.example.jp",
        "desk\0@tsu.example.jp",
        "d" * 250 + "@b.jp",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        OfficeContact(email)
    assert refused.value.where == "email"


def test_addresses_of_offices() -> None:
    for email in ("desk@tsu.example.jp", "d.e-s+k@localhost", "窓口@例え.jp", "d" * 249 + "@b.jp"):
        assert OfficeContact(email, "津市１－１").email == email
    with pytest.raises(ValueRefused) as refused:
        OfficeContact("a@b.jp", "津\n市")
    assert refused.value.where == "address"


def suggestion(kind: ConsulteeKind, name: str = "", code: str = "") -> Suggestion:
    return Suggestion(kind, Text(name, name), code, ())


def test_a_suggestion_means_a_municipality_and_a_prefecture_by_code_and_others_by_name() -> None:
    neighbour = replace(PORT, id="of3", kind=ConsulteeKind.NEIGHBOURING_PREFECTURE, prefecture_code="23")
    coast_guard = replace(PORT, id="of4", kind=ConsulteeKind.COAST_GUARD, name=Text("見本海上保安部", "Coast"))
    offices = (CITY, PORT, neighbour, coast_guard)
    for wanted, found in (
        (suggestion(ConsulteeKind.MUNICIPALITY, "つ市", "24201"), (CITY,)),
        (suggestion(ConsulteeKind.MUNICIPALITY, "津市", "24202"), ()),
        (suggestion(ConsulteeKind.PORT, "港湾　管理課"), (PORT,)),
        (suggestion(ConsulteeKind.PORT, "港湾課"), ()),
        (suggestion(ConsulteeKind.RIVER, "港湾 管理課"), ()),
        (suggestion(ConsulteeKind.NEIGHBOURING_PREFECTURE, "隣県", "23"), (neighbour,)),
        (suggestion(ConsulteeKind.NEIGHBOURING_PREFECTURE, "隣県", "25"), ()),
        (suggestion(ConsulteeKind.COAST_GUARD, "海上保安部"), (coast_guard,)),
    ):
        assert meant_by(wanted, offices) == found, wanted
