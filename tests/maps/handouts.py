"""Made-up facts for the papers of a meeting."""

from dataclasses import replace
from datetime import date
from typing import Any

from geo.text import Text
from maps.handout import Card, Comparison, Extract, HandoutFacts, Question

CARDS = (
    Card(Text("いつ", "When"), Text("令和8年（2026年）11月4日（水） 10:00～15:00", "Wed 2026-11-04 10:00–15:00 JST")),
    Card(Text("どこ", "Where"), Text("津市の沿岸（長さ 7.4 km）", "Off the coast of Tsu (7.4 km)")),
    Card(Text("高さ", "Height"), Text("地面から 120 m まで", "up to 120 m above the ground")),
    Card(Text("回数", "How often"), Text("1日最大4回", "at most 4 flights a day")),
    Card(
        Text("音", "Sound"),
        Text("真下で、ふつうの会話くらい（事業者による）", "like talk, right below (says the operator)"),
    ),
    Card(Text("カメラ", "Camera"), Text("前方だけを写し、保存しません。", "It looks ahead; nothing is kept.")),
    Card(
        Text("落ちたら", "If it falls"),
        Text("すぐに飛行を止め、係員がかけつけます。", "The flight is stopped at once and staff come."),
    ),
    Card(Text("だれに電話", "Whom to call"), Text("空の便　059-000-0000", "Sora no Bin 059-000-0000")),
)


def facts(**changes: Any) -> HandoutFacts:
    """Return the facts of a flight off Tsu."""
    whole = HandoutFacts(
        title="津の沿岸の点検",
        operator="空の便",
        telephone="059-000-0000",
        desk="空の道係",
        desk_telephone="059-000-0001",
        status=Text(
            "三重県が令和8年（2026年）10月1日（木）に、この飛行経路を確認しました。",
            "Mie Prefecture confirmed this route on Thu 2026-10-01.",
        ),
        revision=Text("第1版（0123456789ab）", "Revision 1 (0123456789ab)"),
        made_on=date(2026, 10, 20),
        valid_until=date(2026, 11, 4),
        cards=CARDS,
        url="https://soramichi.example.jp/trials/0123456789abcdef",
        feedback_url="https://soramichi.example.jp/trials/0123456789abcdef/ask",
        sample=Text("架空の見本", "Made-up sample"),
        comparisons=(
            Comparison(
                Text("高さ", "Height"),
                Text(
                    "いちばん高いところで 120 m。150 m をこえると国の許可がいります。",
                    "At most 120 m; above 150 m MLIT must permit.",
                ),
                Text("航空法第132条の85、施行規則第236条の71", "Civil Aeronautics Act, art. 132-85"),
            ),
        ),
        landing_places=("架空の浜（砂浜、立ち入りを止めます）",),
        changes=(Text("飛ぶ日が1日減りました。", "It flies on one day less."),),
        extracts=(
            Extract(
                Text("津市 架空町", "Kakucho, Tsu"),
                Text("1日最大4回", "at most 4 a day"),
                Text("11月4日 10:00～15:00", "4 November 10:00–15:00"),
                Text("地面から 120 m まで", "up to 120 m above the ground"),
                0.0,
            ),
            Extract(
                Text("松阪市", "Matsusaka"),
                Text("1日最大4回", "at most 4 a day"),
                Text("11月4日 10:00～15:00", "4 November 10:00–15:00"),
                Text("地面から 120 m まで", "up to 120 m above the ground"),
                1_234.0,
            ),
        ),
        questions=(
            Question("どのくらいの音がしますか。", "真下で、ふつうの会話くらいです。", "事業者"),
            Question("写真をとられませんか。", "前方だけを写し、保存しません。", "県"),
        ),
    )
    return replace(whole, **changes)
