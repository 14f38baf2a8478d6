"""期限: whether what was chosen from the registers holds on every day of the flight, one finding for each piece.

Evidence that is only stated by hand has no dates; that it was not checked is said once. Where nothing is stated there
is nothing to be out of date: what is missing is the verdict's to say, and is not said twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from airspace.declared import DECLARED_NAMES, Grade
from airspace.evidence import clear, finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from airspace.register.facts import Permission
from airspace.register.validity import Period, Standing, Validity, together
from airspace.trial import Operation, Vehicle
from geo.text import Text

SLUG = "evidence-in-date"

REGISTRATION = Text("機体登録（国土交通省）", "registration with MLIT")
CERTIFICATE = Text("機体認証", "certificate (機体認証)")
LICENCE = Text("技能証明", "licence (技能証明)")
POLICY = Text("契約", "contract")
CONSENT = Text("管理者の承諾", "manager's permission")

RENEW = Text(
    "更新して登録簿を直すか、その日に有効なものを選ぶか、飛ぶ日を変えてください。",
    "Renew it and change the register, choose one that holds on that day, or fly on other days.",
)
STATE_DAYS = Text("有効な期間を登録簿に入れてください。", "Enter in the register from when until when it holds.")
ASK_MANAGER = Text(
    "管理者に確かめ、承諾の有無と期間を登録簿に入れてください。",
    "Ask the manager, and enter in the register whether and for which days it is permitted.",
)
COMPARE = Text(
    "書類の終わりの日を飛ぶ日と比べてください。登録簿に入れて選ぶと、次からここで確かめます。",
    "Compare the day on which each ends with the days of flight. Entered in the register and chosen, they are compared "
    "here.",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence: its key in the law file, whose it is, what it is, and when it holds."""

    key: str
    whose: Text
    name: Text
    validity: Validity
    begins: bool = True

    @property
    def subject(self) -> Text:
        """What sentences call it."""
        return Text(f"{self.whose.ja}の{self.name.ja}", f"the {self.name.en} of {self.whose.en}")


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Compare what is chosen with the days of the flight."""
    operation = facts.volume.operation
    periods = [(window.first_day, window.last_day) for window in operation.windows]
    pieces = _pieces(operation)
    judged = [_judged(law, piece, periods) for piece in pieces]
    judged += _insurances(law, operation, periods)
    judged += _sites_without_days(law, operation)
    by_hand = _stated_by_hand(operation, {piece.key for piece in pieces})
    if by_hand:
        judged.append(_not_compared(law, by_hand))
    yield from judged or [_nothing_to_compare(law)]


def _pieces(operation: Operation) -> list[Piece]:
    chosen, pieces = operation.chosen, []
    if operation.vehicle is Vehicle.UAS:
        for number, aircraft in enumerate((entry.facts for entry in chosen.aircraft), start=1):
            whose = Text(f"機体{number}", f"aircraft {number}")
            pieces.append(Piece("registration", whose, REGISTRATION, aircraft.registration, begins=False))
            if aircraft.certificate in (Grade.SECOND, Grade.FIRST):
                pieces.append(Piece("certificate", whose, CERTIFICATE, aircraft.certificate_validity))
        for number, pilot in enumerate((entry.facts for entry in chosen.pilots), start=1):
            if pilot.licence in (Grade.SECOND, Grade.FIRST):
                whose = Text(f"操縦者{number}", f"pilot {number}")
                pieces.append(Piece("licence", whose, LICENCE, pilot.licence_validity, begins=False))
    for number, site in enumerate((entry.facts for entry in chosen.sites), start=1):
        if site.permission is Permission.GRANTED:
            pieces.append(Piece("site", _site(number), CONSENT, site.permission_validity))
    return pieces


def _insurances(law: RuleLaw, operation: Operation, periods: Sequence[Period]) -> Iterator[Finding]:
    """Judge the insurances: one may end on the day before the next begins."""
    validities = [entry.facts.validity for entry in operation.chosen.insurances]
    if not validities:
        return
    if together(validities, periods):
        text = Text("選んだ保険は、飛ぶ日のすべてで有効です", "The insurance chosen holds on every day of the flight")
        yield _clear(law, "insurance", text)
        return
    for number, validity in enumerate(validities, start=1):
        yield _judged(law, Piece("insurance", Text(f"保険{number}", f"insurance {number}"), POLICY, validity), periods)


def _sites_without_days(law: RuleLaw, operation: Operation) -> Iterator[Finding]:
    for number, site in enumerate((entry.facts for entry in operation.chosen.sites), start=1):
        name = _site(number)
        match site.permission:
            case Permission.NOT_NEEDED:
                text = Text(
                    f"{name.ja}は管理者の承諾がいりません", f"{_capital(name.en)} needs no manager's permission"
                )
                yield _clear(law, "site", text)
            case Permission.ASKED:
                text = Text(
                    f"{name.ja}は管理者の承諾をお願いしているところで、返事がまだありません。",
                    f"The manager of {name.en} was asked for permission and has not answered yet.",
                )
                yield _open(law, "site", text, ASK_MANAGER)
            case None:
                text = Text(
                    f"{name.ja}を使うことを管理者が承諾しているか、登録簿に書かれていません。",
                    f"Whether the manager permits the use of {name.en} is not in the register.",
                )
                yield _open(law, "site", text, ASK_MANAGER)


def _judged(law: RuleLaw, piece: Piece, periods: Sequence[Period]) -> Finding:
    subject = piece.subject
    standing, day = piece.validity.standing(periods, begins=piece.begins)
    match standing:
        case Standing.HOLDS:
            until = piece.validity.last
            text = Text(
                f"{subject.ja}は、飛ぶ日のすべてで有効です（{until} まで）",
                f"{_capital(subject.en)} holds on every day of the flight (until {until})",
            )
            return _clear(law, piece.key, text)
        case Standing.NOT_STATED:
            text = Text(
                f"{subject.ja}の有効な期間が登録簿に書かれていないため、飛ぶ日に有効か判定できません。",
                f"From when until when {subject.en} holds is not in the register, so whether it does on the days of "
                "flight cannot be told.",
            )
            return _open(law, piece.key, text, STATE_DAYS)
        case _:
            return _out(law, piece, standing, day)


def _out(law: RuleLaw, piece: Piece, standing: Standing, day: date | None) -> Finding:
    subject = piece.subject
    if standing is Standing.ENDED:
        text = Text(
            f"{subject.ja}は {piece.validity.last} で終わり、{day} の飛行では期限が切れています。",
            f"{_capital(subject.en)} ends on {piece.validity.last} and is out of date for the flight on {day}.",
        )
    else:
        text = Text(
            f"{subject.ja}は {piece.validity.first} からで、{day} の飛行ではまだ有効ではありません。",
            f"{_capital(subject.en)} begins on {piece.validity.first} and does not hold yet on {day}.",
        )
    return _on(law, piece.key, finding(law, Outcome.CAUGHT, Entails.INFORMATION, text, RENEW))


def _stated_by_hand(operation: Operation, judged: set[str]) -> list[Text]:
    """Return the names of evidence that is stated to be there, and of which no dates are known."""
    declared, names = operation.declared, []
    if operation.vehicle is Vehicle.UAS:
        if declared.aircraft_certificate in (Grade.SECOND, Grade.FIRST) and "certificate" not in judged:
            names.append(DECLARED_NAMES["aircraft_certificate"])
        if declared.pilot_certificate in (Grade.SECOND, Grade.FIRST) and "licence" not in judged:
            names.append(DECLARED_NAMES["pilot_certificate"])
    if declared.insured and not operation.chosen.insurances:
        names.append(DECLARED_NAMES["insured"])
    return names


def _not_compared(law: RuleLaw, names: Sequence[Text]) -> Finding:
    text = Text(
        f"申告だけで登録簿から選ばれていないため、期限は確かめていません：{'、'.join(name.ja for name in names)}。",
        "Stated by hand and not chosen from the register, so the dates were not compared: "
        f"{'; '.join(name.en for name in names)}.",
    )
    return finding(law, Outcome.ADVISORY, Entails.INFORMATION, text, COMPARE)


def _nothing_to_compare(law: RuleLaw) -> Finding:
    return clear(
        law,
        Text(
            "期限のある証明・保険・承諾は示されていないので、期限切れのものはありません（要るのに示されていないものは、"
            "「これから示すもの」に出ます）。",
            "No certificate, insurance or permission with dates is stated, so none is out of date (what is needed and "
            'not stated is listed under "Still to be shown").',
        ),
    )


def _site(number: int) -> Text:
    return Text(f"離着陸場所{number}", f"site {number}")


def _clear(law: RuleLaw, key: str, text: Text) -> Finding:
    stated = Text(f"{text.ja}（事業者の登録簿による）。", f"{text.en}, as the operator's register says.")
    return _on(law, key, clear(law, stated))


def _open(law: RuleLaw, key: str, text: Text, remedy: Text) -> Finding:
    found = finding(law, Outcome.UNDETERMINED, Entails.INFORMATION, text, remedy, resolved_by=ResolvedBy.OPERATOR)
    return _on(law, key, found)


def _on(law: RuleLaw, key: str, found: Finding) -> Finding:
    return replace(found, citation=law.cite(key))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
