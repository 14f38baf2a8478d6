"""What made-up residents asked about the sample's trials: one question that was answered, one that waits."""

from collections.abc import Iterator
from datetime import datetime

from airspace.voice import Channel, VoiceAct, VoiceKind
from api.demo.accounts import account_of
from api.services.voices import Heard, act, hear, type_in
from api.store.engine import Engine
from api.store.unit_of_work import unit_of_work


def ask(engine: Engine, moments: Iterator[datetime]) -> None:
    """Ask about the first public trial, answer one question publicly, and leave one to be answered."""
    heard, answered, typed = (next(moments) for _ in range(3))
    with unit_of_work(engine) as unit:
        trial_id = min(publication.trial_id for publication in unit.trials.publications())
        asked = Heard(VoiceKind.NOISE, "家の近くを飛ぶそうですが、どのくらいの音ですか。", trial_id=trial_id)
        voice, _ = hear(unit, asked, now=heard)
    with unit_of_work(engine) as unit:
        act(
            unit,
            account_of(unit, "reviewer"),
            voice.id,
            VoiceAct.PUBLISH,
            asked="家の近くを飛ぶときの音は、どのくらいですか。",
            answer="30mはなれたところで、ふつうの話し声くらい（事業者が測った値）です。飛ぶ日と時間は、このページにのせています。",
            now=answered,
        )
    with unit_of_work(engine) as unit:
        said = Heard(
            VoiceKind.OPINION,
            "お年寄りにも分かるように、飛ぶ日を回覧板でも知らせてほしい。",
            trial_id=trial_id,
            channel=Channel.PHONE,
        )
        type_in(unit, account_of(unit, "reviewer"), said, now=typed)
