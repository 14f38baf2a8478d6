"""One made-up letter of each kind, as an office would write it."""

from datetime import date

from airspace.anchor import Anchor
from airspace.letter import (
    About,
    Addressee,
    Clause,
    Earlier,
    Facility,
    Honorific,
    Letter,
    LetterKind,
    Reception,
    Redress,
    Seal,
    Sender,
)

REVISION_SHA256 = "9f2c4e1ab07d35c8e6f1029384756abcdef00112233445566778899aabbccdde"
AUDIT_HEAD = Anchor(4_187, "03a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f", date(2026, 11, 4))
BASIS = "実証実験の飛行経路の確認に関する要綱"

OPERATOR = Addressee(
    ("津市架空町一丁目2番3号", "伊勢湾空輸株式会社（架空の見本）", "代表取締役　空野 道子"), Honorific.PERSON
)
GOVERNOR = Sender(
    "三重県知事　見本 太郎", Seal.OMITTED, "三重県○○部○○課 空の移動革命班（架空の見本）", "059-000-0000（直通）"
)
SEALED = Sender(GOVERNOR.name, Seal.STAMPED, GOVERNOR.desk, GOVERNOR.telephone)
ABOUT = About("伊勢湾岸における医薬品輸送の実証実験（架空の見本）", 2, REVISION_SHA256, date(2026, 10, 20))
RECEPTION = Reception("R8-0012", date(2026, 10, 20))
EARLIER = Earlier("空第123号", date(2026, 11, 4))
REDRESS = Redress("三重県知事", "三重県", "三重県知事")
FACILITY = Facility(
    "津松阪港 見本埠頭（架空の見本）",
    "埠頭用地のうち別図に示す範囲（400平方メートル）",
    "令和8年12月1日から同月5日まで（各日9時から15時まで）",
)

CLAUSES = (
    Clause(
        "飛行の日の前日までに、飛行の時間帯を見本漁業協同組合へ連絡すること。",
        "飛行経路の下で、のり養殖の作業船が日中に作業をしているため。",
    ),
    Clause(
        "平均風速が毎秒5メートルを超えるときは、飛行を行わないこと。",
        "計画書に示された機体の耐風性能と、海上の突風の実績を考慮したため。",
    ),
    Clause(
        "第2区間（海岸堤防の上空）では、補助者を両端に配置し、通行者がいる間は進入しないこと。",
        "堤防の上の道路は、釣り人と散歩をする住民が日常的に利用しているため。",
    ),
)


def _letter(kind: LetterKind, number: str = "空第123号", sender: Sender = GOVERNOR, **parts: object) -> Letter:
    head = {"addressee": OPERATOR, "issued_on": date(2026, 11, 4), "about": ABOUT} | parts
    return Letter(kind, sender=sender, keep_years=10, audit_head=AUDIT_HEAD, number=number, **head)  # type: ignore[arg-type]


SAMPLES = {
    letter.kind: letter
    for letter in (
        _letter(
            LetterKind.ROUTE_CONFIRMED, basis=BASIS, reception=RECEPTION, clauses=CLAUSES, due_on=date(2027, 1, 29)
        ),
        _letter(
            LetterKind.ROUTE_DECLINED,
            basis=BASIS,
            reception=RECEPTION,
            reasons=(
                "第3区間が小型無人機等飛行禁止法の対象施設周辺地域に重なり、同意を得る見込みが示されていないため。",
            ),
        ),
        _letter(
            LetterKind.ADOPTED,
            sender=SEALED,
            basis="空の移動革命実証実験補助金交付要領（架空の見本）",
            reception=RECEPTION,
            grant_yen=4_500_000,
            clauses=(
                Clause(
                    "補助事業の内容を変更するときは、あらかじめ知事に届け出ること。",
                    "補助金の目的に沿うことを確かめるため。",
                ),
            ),
            due_on=date(2027, 3, 10),
        ),
        _letter(
            LetterKind.ADOPTION_DECLINED,
            basis="空の移動革命実証実験補助金交付要領（架空の見本）",
            reception=RECEPTION,
            reasons=("審査基準の「地域課題への効果」について、効果を測る方法が示されていないため。",),
        ),
        _letter(
            LetterKind.FACILITY_USE,
            sender=SEALED,
            number="三重県指令空第45号",
            basis="三重県港湾施設管理条例（架空の見本）第4条",
            answers=date(2026, 10, 21),
            facility=FACILITY,
            clauses=(
                Clause(
                    "使用する範囲の周囲に柵と看板を置き、一般の立入りを防ぐこと。",
                    "離着陸の間の第三者の安全を確保するため。",
                ),
                Clause("荷役の船舶が着岸する30分前までに使用を終えること。", "埠頭の本来の用途を妨げないため。"),
            ),
            reasons=("使用の目的、範囲及び期間が条例第4条の基準に適合し、港湾の利用に支障がないと認められるため。",),
            redress=REDRESS,
        ),
        _letter(
            LetterKind.FACILITY_DECLINED,
            sender=SEALED,
            number="三重県指令空第46号",
            basis="三重県港湾施設管理条例（架空の見本）第4条",
            answers=date(2026, 10, 21),
            facility=FACILITY,
            reasons=(
                "申請の期間中、同じ範囲を荷さばき地として使用する許可が既にあり、条例第4条第2号の基準に適合しないため。",
            ),
            redress=REDRESS,
        ),
        _letter(
            LetterKind.SUPPORT,
            basis="三重県後援名義等使用承認取扱要領（架空の見本）",
            answers=date(2026, 10, 1),
            clauses=(Clause("印刷物には「後援　三重県」と表示すること。", "主催者を取り違えられないようにするため。"),),
            due_on=date(2027, 1, 29),
        ),
        _letter(
            LetterKind.ADOPTION_WITHDRAWN,
            number="空第172号",
            earlier=EARLIER,
            issued_on=date(2026, 12, 10),
            basis="空の移動革命実証実験補助金交付要領（架空の見本）",
            reasons=("補助事業が期間内に始められなかったため。",),
        ),
        _letter(
            LetterKind.FACILITY_WITHDRAWN,
            sender=SEALED,
            number="三重県指令空第47号",
            earlier=Earlier("三重県指令空第45号", date(2026, 11, 4)),
            issued_on=date(2026, 12, 2),
            basis="三重県港湾施設管理条例（架空の見本）第12条",
            facility=FACILITY,
            reasons=("埠頭の護岸に損傷が見つかり、条例第12条第3号に該当するため。",),
            redress=REDRESS,
        ),
        _letter(
            LetterKind.SUPPORT_DECLINED,
            number="空第173号",
            basis="三重県後援名義等使用承認取扱要領（架空の見本）",
            answers=date(2026, 10, 1),
            reasons=("主催者の構成が示されていないため。",),
        ),
        _letter(
            LetterKind.SUPPORT_WITHDRAWN,
            number="空第174号",
            earlier=EARLIER,
            issued_on=date(2026, 12, 10),
            basis="三重県後援名義等使用承認取扱要領（架空の見本）",
            reasons=("承諾した内容と異なる催しに名義が使われたため。",),
        ),
        _letter(
            LetterKind.CORRECTION_REQUEST,
            reception=RECEPTION,
            asked=(
                "第2区間の高度に基準（対地高度又は標高）が示されていません。基準を明記してください。",
                "12月3日の飛行の時間帯が日没後に及びます。時間帯を改めるか、夜間の飛行に必要な準備を示してください。",
            ),
            due_on=date(2026, 11, 18),
        ),
        _letter(LetterKind.RECEIPT, number="", reception=RECEPTION),
        _letter(
            LetterKind.CONSULTATION,
            addressee=Addressee(("見本市", "危機管理課長"), Honorific.PERSON),
            reception=RECEPTION,
            asked=(
                "飛行の日時及び飛行経路と、貴市の行事又は工事との重なりの有無",
                "飛行経路の下の住民への周知について配慮すべき事項",
            ),
            due_on=date(2026, 11, 18),
        ),
        _letter(
            LetterKind.CHANGE_RECEIVED,
            number="空第140号",
            answers=date(2026, 11, 2),
            earlier=Earlier("空第101号", date(2026, 10, 28)),
        ),
        _letter(LetterKind.WITHDRAWAL_RECEIVED, answers=date(2026, 11, 2), reception=RECEPTION),
        _letter(
            LetterKind.STOP_REQUEST,
            number="空第160号",
            earlier=EARLIER,
            issued_on=date(2026, 12, 2),
            asked=("令和8年12月3日以降の全ての飛行を、原因の調査が終わるまで中止すること。",),
            reasons=("12月2日の飛行で、機体が計画の範囲を超えて海岸堤防の外へ出たとの報告があったため。",),
        ),
        _letter(
            LetterKind.CONFIRMATION_WITHDRAWN,
            number="空第171号",
            earlier=EARLIER,
            issued_on=date(2026, 12, 10),
            basis=BASIS,
            reasons=("確認した計画と異なる高度で飛行が行われ、改善の計画が示されなかったため。",),
        ),
    )
}
