"""Where a voice stands after its steps, and what of it may not be shown to others."""

from datetime import UTC, date, datetime

import pytest

from airspace.voice import (
    Channel,
    Voice,
    VoiceAct,
    VoiceKind,
    VoiceStanding,
    VoiceStep,
    acts_open,
    personal_marks,
    refuse_personal,
    standing_of,
)
from geo.errors import ValueRefused

AT = datetime(2026, 11, 4, tzinfo=UTC)


def steps(*acts: VoiceAct) -> list[VoiceStep]:
    return [VoiceStep("v", number, act, "asked", "answer", AT, "by") for number, act in enumerate(acts, 1)]


def test_a_reference_is_of_the_fiscal_year() -> None:
    voice = Voice("v", 2026, 12, None, VoiceKind.NOISE, Channel.PHONE, "音", date(2027, 3, 31), AT)
    assert voice.reference == "令8-声-0012"


@pytest.mark.parametrize(
    ("acts", "is_open", "public", "passed_on"),
    [
        ((), True, None, None),
        ((VoiceAct.NOTE,), True, None, None),
        ((VoiceAct.PUBLISH,), True, 1, None),
        ((VoiceAct.PUBLISH, VoiceAct.PUBLISH), True, 2, None),
        ((VoiceAct.PUBLISH, VoiceAct.WITHDRAW), True, None, None),
        ((VoiceAct.PASS_ON, VoiceAct.CLOSE), False, None, 1),
        ((VoiceAct.PUBLISH, VoiceAct.CLOSE), False, 1, None),
        ((VoiceAct.CLOSE, VoiceAct.REOPEN), True, None, None),
    ],
)
def test_where_a_voice_stands(
    acts: tuple[VoiceAct, ...], is_open: bool, public: int | None, passed_on: int | None
) -> None:
    standing = standing_of(steps(*acts)[::-1])
    assert standing.is_open is is_open
    assert (standing.public and standing.public.number) == public
    assert (standing.passed_on and standing.passed_on.number) == passed_on


def test_what_may_be_done() -> None:
    public = steps(VoiceAct.PUBLISH)[0]
    assert acts_open(VoiceStanding(True, None, None), about_a_trial=False) == (
        VoiceAct.PUBLISH,
        VoiceAct.NOTE,
        VoiceAct.CLOSE,
    )
    assert VoiceAct.PASS_ON in acts_open(VoiceStanding(True, None, None), about_a_trial=True)
    assert VoiceAct.WITHDRAW in acts_open(VoiceStanding(True, public, None), about_a_trial=False)
    assert acts_open(VoiceStanding(False, public, None), about_a_trial=True) == (VoiceAct.REOPEN, VoiceAct.WITHDRAW)
    assert acts_open(VoiceStanding(False, None, None), about_a_trial=True) == (VoiceAct.REOPEN,)


@pytest.mark.parametrize(
    "text",
    [
        "taro@example.jp へ返事を",
        "電話は059-224-2111です",
        "携帯09012345678",
        "０はありません 090-1234-5678",
        "〒514-8570 に住んでいます",
        "広明町13番地の家",
        "広明町1丁目2-3",
    ],
)
def test_what_tells_who_it_is_is_seen(text: str) -> None:
    assert personal_marks(text)
    with pytest.raises(ValueRefused) as refused:
        refuse_personal(text, "asked")
    assert refused.value.where == "asked"


@pytest.mark.parametrize(
    "text", ["11月4日の10:00から15:00まで、高さ60mを3回", "令8-空-0012の飛行", "2026-11-04 の音は65dB", "1,200 m 先"]
)
def test_days_heights_and_numbers_of_cases_are_nobodys_own(text: str) -> None:
    assert personal_marks(text) == ()
    refuse_personal(text, "asked")
