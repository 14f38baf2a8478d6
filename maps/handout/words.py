"""The fixed words of the papers of a meeting, in both languages."""

from geo.text import Text

WORDS: dict[str, Text] = {
    "sheet": Text("回覧", "Circular"),
    "poster": Text("お知らせ", "Notice"),
    "map": Text("飛行する場所", "Where it flies"),
    "cards": Text("みなさんの疑問に", "In short"),
    "compare": Text("くらべてみると", "In comparison"),
    "landing": Text("緊急のときに降りる場所", "Where it lands in an emergency"),
    "no_landing": Text("計画書に示されていません。", "The proposal names none."),
    "changes": Text("前に公表した計画から変わったこと", "What changed since the plan that was public before"),
    "contact": Text("連絡先", "Contacts"),
    "operator": Text("飛ばす会社・団体", "Operator"),
    "desk": Text("県の窓口", "The prefecture's desk"),
    "no_telephone": Text("電話番号は示されていません", "no telephone given"),
    "desk_can": Text(
        "県は飛行経路を確認し、事業者に中止をお願いできます。命令はできません。",
        "The prefecture confirms the route and can ask the operator to stop. It cannot order it.",
    ),
    "falls": Text("落ちているのを見つけたら", "If you find it on the ground"),
    "falls_do": Text(
        "さわらず、離れてください。けがや火事は119、事件は110へ。",
        "Do not touch it, keep away. Injury or fire: 119. Police: 110.",
    ),
    "online": Text("くわしい地図と最新の情報", "Map and latest news"),
    "ask_online": Text("インターネットでも受け付けます", "You can also answer online"),
    "stamps": Text("読んだら印かサインをして、次の方へ回してください。", "Sign when read, and pass it on."),
    "people": Text("お住まいの皆さまへ", "To everyone who lives here"),
    "letter_opening": Text(
        "お住まいの地域の上か近くを、次のとおりドローンなどが飛ぶ計画があります。",
        "There is a plan for a flight over your area or near it.",
    ),
    "flights": Text("回数", "How often"),
    "hours": Text("日時", "When"),
    "height": Text("高さ", "Height"),
    "nearest": Text("近さ", "How near"),
    "questions": Text("質問と回答", "Questions and answers"),
    "no_questions": Text("公開された質問と回答は、まだありません。", "No questions have been answered in public yet."),
    "asked": Text("質問", "Question"),
    "answer": Text("回答", "Answer"),
    "form": Text("ご意見・ご質問の用紙", "Your questions and opinions"),
    "about": Text("何についてですか（○をつけてください）", "What is it about? (circle)"),
    "kinds": Text(
        "音　・　カメラ　・　落下　・　日時　・　その他", "sound / camera / falling / days and hours / other"
    ),
    "write_here": Text("ご意見・ご質問", "Your question or opinion"),
    "who": Text(
        "お名前と連絡先（書かなくてもかまいません。返事がほしい方だけ書いてください）",
        "Name and contact (only if you want an answer; you may leave it out)",
    ),
    "used_for": Text(
        "書いていただいた連絡先は返事のためだけに使い、対応を終えたら消します。",
        "Your contact is used for the answer alone and is deleted when the matter is closed.",
    ),
    "hand_in": Text(
        "この用紙は、説明会の係員か県の窓口にお渡しください。", "Hand it to the staff or the prefecture's desk."
    ),
    "valid": Text("この紙の内容は次の日まで：", "This paper holds until "),
    "after": Text("それより後は、最新のものをご覧ください。", "After that, look for a newer one."),
    "made": Text("作成日：", "Made on "),
}
