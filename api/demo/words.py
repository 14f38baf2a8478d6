"""What staff of the sample prefecture wrote for residents: the draft, mended, and texts for every sample trial."""

import re

from airspace.public_view import PublicView
from geo.text import Text

EASY = (
    "ここに あるのは、ぜんぶ 見本（みほん）です。ほんとうには とびません。\n"
    "ドローンや 空（そら）とぶ くるまが とびます。\n"
    "おちて いたら、さわらないで ください。はなれて ください。\n"
    "けがを した 人（ひと）が いたら、119に でんわを して ください。\n"
    "わからない ときは、県（けん）に でんわを して ください。"
)
FURTHER = (
    (
        "pt",
        "Tudo aqui é apenas uma amostra; nada voa de verdade.\nUm drone ou carro voador vai voar.\n"
        "Se ele cair, não toque nele e afaste-se.\nSe alguém se machucar, ligue para 119.",
    ),
    (
        "es",
        "Todo esto es solo una muestra; nada vuela de verdad.\nVolará un dron o un coche volador.\n"
        "Si cae, no lo toque y aléjese.\nSi hay heridos, llame al 119.",
    ),
    (
        "zh-Hans",
        "这里的内容都是样本，并不会真的飞行。\n无人机或飞行汽车将在这里飞行。\n"
        "如果坠落，请不要触碰并请远离。\n有人受伤时，请拨打119。",
    ),
)

_IN_JAPANESE = re.compile(r"In the operator's words: “.*?”(?: \(more below\))?")


def sample_view(draft: Text) -> PublicView:
    """Return a view that shows all of a sample trial, with words made of its draft."""
    english = _IN_JAPANESE.sub("The operator tells it in Japanese; see below.", draft.en)
    return PublicView(plain_ja=draft.ja, plain_en=english, easy_ja=EASY, other=FURTHER)
