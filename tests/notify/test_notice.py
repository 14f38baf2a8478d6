"""A notice holds ids, numbers and dates; its words are complete in both languages, and no header can be put in."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest

from airspace.anchor import read_anchors
from api.notify.addresses import address_given, is_address, without_addresses
from api.notify.notice import PARAMETERS, Holds, Notice, NoticeKind, Parameter, Recipient, parameters_from
from api.notify.words import Letterhead, mail_of, subject_of
from geo.errors import ValueRefused
from geo.text import Text

NOW = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
HEAD = Letterhead(Text("三重県", "Mie Prefecture"), "soramichi@pref.example.jp", "https://trials.example.jp")
SAMPLES: dict[Holds, Parameter] = {
    Holds.DAY: date(2026, 11, 20),
    Holds.NUMBER: 7,
    Holds.ID: "0123456789abcdef",
    Holds.SHA256: "ab" * 32,
    Holds.CODE: "483920",
    Holds.REFERENCE: "令8-空-0012",
}


def sample(kind: NoticeKind) -> Notice:
    parameters = {name: SAMPLES[holds] for name, holds in PARAMETERS[kind].items()}
    return Notice(kind, Recipient.account("a1"), "t1", parameters)


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_has_its_words_in_both_languages(kind: NoticeKind) -> None:
    notice = sample(kind)
    subject = subject_of(notice)
    sent = mail_of(notice, HEAD, mail_id="m1", address="desk@city.example.jp", at=NOW).as_bytes()
    mail = message_from_bytes(sent, policy=policy.default)
    assert mail["Subject"] == subject.ja
    assert mail["Message-ID"] == "<m1@pref.example.jp>"
    japanese, english = mail.get_content().replace("\r\n", "\n").split("\n----\n")
    assert subject.en in english
    assert max(map(ord, english)) < 128, "the English half is English"
    if notice.path:
        assert f"https://trials.example.jp{notice.path}" in japanese
        assert f"https://trials.example.jp{notice.path}" in english
    for half in (japanese, english):
        assert "{" not in half
    if Holds.DAY in PARAMETERS[kind].values():
        assert "2026年11月20日（金）" in subject.ja + japanese
        assert "20 November 2026" in english


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_is_stored_comes_back(kind: NoticeKind) -> None:
    notice = sample(kind)
    assert parameters_from(kind, notice.stored()) == notice.parameters


def test_a_whole_mail_can_be_read_for_its_anchor() -> None:
    mail = mail_of(sample(NoticeKind.AUDIT_HEAD), HEAD, mail_id="m1", address="a@example.jp", at=NOW)
    (anchor,) = read_anchors(mail.get_content().splitlines())
    assert (anchor.number, anchor.sha256, anchor.noted_on) == (7, "ab" * 32, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({}, "takes"),
        ({"revision": 1, "name": "山田"}, "takes"),
        ({"revision": "1"}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": -1}, "revision"),
    ],
)
def test_parameters_are_exactly_those_of_the_kind(parameters: dict[str, Parameter], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Notice(NoticeKind.DECISION_MADE, Recipient.account("a1"), "t1", parameters)


@pytest.mark.parametrize("bad", ["a\r\nBcc: all@example.jp", "", "山田", "a b", "x" * 65, "a\n"])
def test_nothing_that_could_be_a_header_is_taken(bad: str) -> None:
    with pytest.raises(ValueError, match="form"):
        Recipient.account(bad)
    with pytest.raises(ValueError, match="form"):
        Notice(NoticeKind.MEMBER_INVITED, Recipient.account("a1"), "", {"code": bad * 2, "until": NOW.date()})
    if bad:
        with pytest.raises(ValueError, match="form"):
            Notice(NoticeKind.DECISION_MADE, Recipient.account("a1"), bad, {"revision": 1})


def test_a_moment_is_no_day() -> None:
    with pytest.raises(ValueError, match="until"):
        Notice(NoticeKind.MEMBER_INVITED, Recipient.account("a1"), "", {"code": "abcd", "until": NOW})


def test_even_an_address_with_a_line_end_makes_no_header() -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed|carriage"):
        mail_of(sample(NoticeKind.DECISION_MADE), HEAD, mail_id="m1", address="a@b.jp\r\nBcc: c@d.jp", at=NOW)


@pytest.mark.parametrize("good", ["desk@example.jp", " a.b+c@x-y.example.jp ", "dots..here.@docomo.example.jp"])
def test_addresses_are_kept_without_spaces(good: str) -> None:
    assert address_given(good) == good.strip()


@pytest.mark.parametrize(
    "bad",
    [
        *["", "desk", "desk@", "@example.jp", "a@b", "a b@example.jp", "a@example.jp\nBcc: x@y.jp", "a@exa_mple.jp"],
        *[
            "a@-example.jp",
            "山田@example.jp",
            "a@例.jp",
            "x" * 65 + "@example.jp",
            "a@" + "b." * 130 + "jp",
            "<a@b.jp>",
        ],
    ],
)
def test_what_is_no_address_is_refused_with_a_remedy(bad: str) -> None:
    assert not is_address(bad)
    with pytest.raises(ValueRefused, match=r"desk@example\.jp"):
        address_given(bad)


def test_what_a_server_said_is_cut_and_holds_no_address() -> None:
    assert without_addresses("550 <a@b.jp>\r\n\x00 no " + "x" * 500) == "550 …  no " + "x" * (300 - len("550 …  no "))
