"""The words of each kind of letter, in the style of official documents (公用文). They permit no flight."""

from collections.abc import Callable
from dataclasses import dataclass

from airspace.letter import Letter, LetterKind, Part, Redress
from maps.dates import era_day

NO_ORDER = "なお、この要請は、任意の御協力をお願いするものであり、命令ではありません。"
NO_EXAMINATION = (
    "なお、この受領書は、書類を受け取ったことを示すものであり、内容を確認したことを示すものではありません。"
)
NO_ANSWER = "期限までに御回答がない場合は「未回答」として取り扱い、同意があったものとはみなしません。"
ANSWERS = "支障なし／条件付きで支障なし／支障あり／意見なし"

LABELS = {
    Part.FACILITY: "使用する施設",
    Part.GRANT_YEN: "交付決定額",
    Part.CLAUSES: "留意事項",
    Part.ASKED: "求める事項",
    Part.REASONS: "理由",
    Part.DUE_ON: "期限",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind's title, its opening, the labels that differ from `LABELS`, and what it adds at the end."""

    title: Callable[[Letter], str]
    opening: Callable[[Letter], str]
    labels: tuple[tuple[Part, str], ...] = ()
    remarks: tuple[str, ...] = ()

    def label(self, part: Part) -> str:
        """Return what a part is called in this kind of letter."""
        return dict(self.labels).get(part, LABELS[part])


def redress_words(redress: Redress) -> tuple[str, ...]:
    """Return 教示 (行政不服審査法82条1項, 行政事件訴訟法46条1項): by when, to whom, against whom.

    The prefecture's legal section confirms these words before the first letter leaves; docs/letters.md says so.
    """
    known = "この処分があったことを知った日の翌日から起算して"
    made = "この処分の日の翌日から起算して1年を経過したとき"
    return (
        f"この処分に不服がある場合は、行政不服審査法（平成26年法律第68号）の定めるところにより、{known}3か月以内に、"
        f"{redress.review_to}に対して審査請求をすることができます。ただし、{made}は、審査請求をすることができません。",
        f"この処分の取消しの訴えは、行政事件訴訟法（昭和37年法律第139号）の定めるところにより、{known}6か月以内に、"
        f"{redress.defendant}を被告として提起することができます（訴訟において{redress.defendant}を代表する者は、"
        f"{redress.represented_by}となります。）。ただし、{made}は、提起することができません。",
        "1の審査請求をした場合の処分の取消しの訴えは、2にかかわらず、その審査請求に対する裁決があったことを知った日の翌日から"
        "起算して6か月以内に提起することができます。ただし、その裁決の日の翌日から起算して1年を経過したときは、"
        "提起することができません。",
        "1から3までの期間を経過した場合であっても、正当な理由があるときは、審査請求をし、又は訴えを提起することができます。",
    )


def revision_words(letter: Letter) -> str:
    """Return which revision a letter is about."""
    about = letter.about
    return f"実証実験計画書 第{about.revision_number}版（{era_day(about.submitted_on)}提出）"


def _answering(letter: Letter, act: str) -> str:
    """Return whose paper of which day the letter answers: the revision itself, unless another paper is named."""
    return f"{era_day(letter.answers or letter.about.submitted_on)}付けで{act}のありました"


def _submitted(letter: Letter) -> str:
    return f"{_answering(letter, '提出')}実証実験計画書（第{letter.about.revision_number}版）"


def _earlier(letter: Letter) -> str:
    return f"{era_day(letter.earlier.issued_on)}付け{letter.earlier.number}で" if letter.earlier else ""


def _unchanged(letter: Letter) -> str:
    return f"なお、{_earlier(letter)}通知した内容は、この通知によって変わりません。" if letter.earlier else ""


def _adopted(letter: Letter) -> str:
    done = "採択し、補助金の交付を決定しました" if letter.grant_yen else "採択しました"
    return f"{_submitted(letter)}については、{letter.basis}に基づき、下記のとおり{done}ので、通知します。"


def _fixed(title: str) -> Callable[[Letter], str]:
    return lambda letter: title  # noqa: ARG005  # a kind whose title depends on nothing


WORDINGS = {
    LetterKind.ROUTE_CONFIRMED: Wording(
        _fixed("飛行経路の確認について（通知）"),
        lambda letter: (
            f"{_submitted(letter)}の飛行経路については、{letter.basis}に基づき、下記のとおり確認しましたので、通知します。"
        ),
        ((Part.DUE_ON, "実施報告書の提出期限"),),
    ),
    LetterKind.ROUTE_DECLINED: Wording(
        _fixed("飛行経路を確認できない旨について（通知）"),
        lambda letter: (
            f"{_submitted(letter)}の飛行経路については、{letter.basis}に基づき検討しましたが、"
            f"下記の理由により確認することができませんので、通知します。{_unchanged(letter)}"
        ),
    ),
    LetterKind.ADOPTED: Wording(
        lambda letter: f"実証実験の採択{'及び補助金の交付の決定' if letter.grant_yen else ''}について（通知）",
        _adopted,
        ((Part.CLAUSES, "条件"), (Part.DUE_ON, "実績報告書の提出期限")),
    ),
    LetterKind.ADOPTION_DECLINED: Wording(
        _fixed("実証実験の不採択について（通知）"),
        lambda letter: (
            f"{_submitted(letter)}については、{letter.basis}に基づき審査しましたが、"
            f"下記の理由により採択しないこととしましたので、通知します。{_unchanged(letter)}"
        ),
    ),
    LetterKind.ADOPTION_WITHDRAWN: Wording(
        _fixed("実証実験の採択の取消しについて（通知）"),
        lambda letter: (
            f"{_earlier(letter)}通知した実証実験の採択は、{letter.basis}に基づき、下記の理由により取り消しましたので、通知します。"
        ),
    ),
    LetterKind.FACILITY_USE: Wording(
        _fixed("県の管理する施設の使用許可について（通知）"),
        lambda letter: (
            f"{_answering(letter, '申請')}県の管理する施設の使用については、{letter.basis}の規定により、"
            "下記のとおり使用を許可しますので、通知します。"
        ),
        ((Part.CLAUSES, "使用許可の条件"), (Part.DUE_ON, "使用終了の届出の期限")),
    ),
    LetterKind.FACILITY_DECLINED: Wording(
        _fixed("県の管理する施設の使用の不許可について（通知）"),
        lambda letter: (
            f"{_answering(letter, '申請')}県の管理する施設の使用については、{letter.basis}の規定により、"
            f"下記の理由により使用を許可しないこととしましたので、通知します。{_unchanged(letter)}"
        ),
    ),
    LetterKind.FACILITY_WITHDRAWN: Wording(
        _fixed("県の管理する施設の使用許可の取消しについて（通知）"),
        lambda letter: (
            f"{_earlier(letter)}通知した県の管理する施設の使用許可は、{letter.basis}の規定により、"
            "下記の理由により取り消しましたので、通知します。"
        ),
    ),
    LetterKind.SUPPORT: Wording(
        _fixed("実証実験の後援について（承諾）"),
        lambda letter: (
            f"{_answering(letter, '依頼')}実証実験の後援については、{letter.basis}に基づき、"
            "下記のとおり承諾しますので、通知します。"
        ),
        ((Part.CLAUSES, "後援の条件"), (Part.DUE_ON, "実施報告書の提出期限")),
    ),
    LetterKind.SUPPORT_DECLINED: Wording(
        _fixed("実証実験の後援について（通知）"),
        lambda letter: (
            f"{_answering(letter, '依頼')}実証実験の後援については、{letter.basis}に基づき検討しましたが、"
            f"下記の理由により承諾しないこととしましたので、通知します。{_unchanged(letter)}"
        ),
    ),
    LetterKind.SUPPORT_WITHDRAWN: Wording(
        _fixed("実証実験の後援の取消しについて（通知）"),
        lambda letter: (
            f"{_earlier(letter)}通知した実証実験の後援の承諾は、{letter.basis}に基づき、"
            "下記の理由により取り消しましたので、通知します。"
        ),
    ),
    LetterKind.CORRECTION_REQUEST: Wording(
        _fixed("実証実験計画書の補正について（依頼）"),
        lambda letter: (
            f"{_submitted(letter)}について、下記の事項の補正が必要ですので、期限までに補正の上、"
            "再度提出してくださるようお願いします。"
        ),
        ((Part.ASKED, "補正を求める事項"), (Part.DUE_ON, "補正の期限")),
    ),
    LetterKind.RECEIPT: Wording(
        _fixed("受領書"),
        lambda letter: f"{_submitted(letter)}を、下記のとおり受け取りました。",
        remarks=(NO_EXAMINATION,),
    ),
    LetterKind.CONSULTATION: Wording(
        _fixed("実証実験の飛行経路に関する意見について（照会）"),
        lambda letter: (
            f"別添の実証実験計画書（第{letter.about.revision_number}版）の飛行経路について、貴機関の御意見を伺いたいので、"
            "下記により御回答くださるようお願いします。"
        ),
        ((Part.ASKED, "照会事項"), (Part.DUE_ON, "回答の期限"), (Part.REASONS, "照会の理由")),
        remarks=(f"なお、御回答は、次の区分のいずれかによりお願いします。{ANSWERS}", NO_ANSWER),
    ),
    LetterKind.CHANGE_RECEIVED: Wording(
        _fixed("実証実験計画の変更届の受理について（通知）"),
        lambda letter: (
            f"{_answering(letter, '届出')}実証実験計画の変更（第{letter.about.revision_number}版）については、"
            f"{_earlier(letter)}通知した飛行経路の確認の範囲内の変更と認め、受理しましたので、通知します。"
        ),
    ),
    LetterKind.WITHDRAWAL_RECEIVED: Wording(
        lambda letter: f"実証実験計画の{'変更の' if letter.earlier else ''}取下げの受理について（通知）",
        lambda letter: (
            f"{_answering(letter, '届出')}下記の実証実験計画の{'変更の' if letter.earlier else ''}取下げについては、"
            f"受理しましたので、通知します。{_unchanged(letter)}"
        ),
    ),
    LetterKind.STOP_REQUEST: Wording(
        _fixed("実証実験の飛行の中止について（要請）"),
        lambda letter: (
            f"{_earlier(letter)}{'通知した飛行経路の確認に係る' if letter.earlier else '下記の'}実証実験については、"
            "下記の理由により、飛行を中止してくださるよう要請します。"
        ),
        ((Part.ASKED, "要請の内容"), (Part.DUE_ON, "御回答の期限")),
        remarks=(NO_ORDER,),
    ),
    LetterKind.CONFIRMATION_WITHDRAWN: Wording(
        _fixed("飛行経路の確認の取消しについて（通知）"),
        lambda letter: (
            f"{_earlier(letter)}通知した飛行経路の確認は、{letter.basis}に基づき、下記の理由により取り消しましたので、通知します。"
        ),
    ),
}
