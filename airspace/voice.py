"""県民の声: what residents ask or report about flights, kept as it came; what everyone reads is written by staff."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from airspace.intake import REIWA_OFFSET
from geo.errors import ValueRefused
from geo.text import Text

MOST_OF_A_VOICE = 4_000
MOST_OF_A_CONTACT = 200


class VoiceKind(StrEnum):
    """What a voice is about."""

    QUESTION = "question"
    NOISE = "noise"
    PRIVACY = "privacy"
    DANGER = "danger"
    OPINION = "opinion"


VOICE_KIND_NAMES = {
    VoiceKind.QUESTION: Text("質問", "a question"),
    VoiceKind.NOISE: Text("音がうるさい", "noise"),
    VoiceKind.PRIVACY: Text("カメラ・のぞき見が心配", "cameras, privacy"),
    VoiceKind.DANGER: Text("危ないと思った", "something that seemed dangerous"),
    VoiceKind.OPINION: Text("意見・要望", "an opinion or a wish"),
}


class Channel(StrEnum):
    """How a voice came."""

    ONLINE = "online"
    PHONE = "phone"
    POST = "post"
    COUNTER = "counter"
    MEETING = "meeting"


CHANNEL_NAMES = {
    Channel.ONLINE: Text("この画面から", "through this service"),
    Channel.PHONE: Text("電話", "by telephone"),
    Channel.POST: Text("郵便・ファクス", "by post or fax"),
    Channel.COUNTER: Text("窓口", "at the counter"),
    Channel.MEETING: Text("説明会", "at a meeting"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice as it came, never changed. `number` counts within the fiscal year.

    `trial_id` is the trial that it is about, None where none was named; `taken_by` the account that typed it in, None
    where the resident did.
    """

    id: str
    fiscal_year: int
    number: int
    trial_id: str | None
    kind: VoiceKind
    channel: Channel
    text: str
    received_on: date
    taken_at: datetime
    taken_by: str | None = None

    @property
    def reference(self) -> str:
        """The number that a resident is given: the fiscal year of Reiwa and the number."""
        return f"令{self.fiscal_year - REIWA_OFFSET}-声-{self.number:04}"


class VoiceAct(StrEnum):
    """What staff do with a voice."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    PASS_ON = "pass_on"
    NOTE = "note"
    CLOSE = "close"
    REOPEN = "reopen"


VOICE_ACT_NAMES = {
    VoiceAct.PUBLISH: Text("回答を公開する", "publish an answer"),
    VoiceAct.WITHDRAW: Text("公開をやめる", "take the answer back"),
    VoiceAct.PASS_ON: Text("事業者に伝える", "pass on to the operator"),
    VoiceAct.NOTE: Text("対応を記録する（公開しません）", "record what was done (not public)"),
    VoiceAct.CLOSE: Text("対応を終える（連絡先を消します）", "close (deletes the contact)"),
    VoiceAct.REOPEN: Text("もう一度対応する", "open it again"),
}


@dataclass(frozen=True, slots=True)
class VoiceStep:
    """One act on a voice, counted from 1, never changed.

    `asked` is the voice in the words that others read (staff take out what is personal), `answer` what the prefecture
    says to it; both are empty where the act needs none.
    """

    voice_id: str
    number: int
    act: VoiceAct
    asked: str
    answer: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class VoiceStanding:
    """Where a voice stands after its steps: open or closed, and the answer that is public, None for none."""

    is_open: bool
    public: VoiceStep | None
    passed_on: VoiceStep | None


def standing_of(steps: Sequence[VoiceStep]) -> VoiceStanding:
    """Return where a voice stands; it is open until it is closed."""
    is_open, public, passed_on = True, None, None
    for step in sorted(steps, key=lambda step: step.number):
        match step.act:
            case VoiceAct.PUBLISH:
                public = step
            case VoiceAct.WITHDRAW:
                public = None
            case VoiceAct.PASS_ON:
                passed_on = step
            case VoiceAct.CLOSE:
                is_open = False
            case VoiceAct.REOPEN:
                is_open = True
            case _:  # A note changes nothing.
                pass
    return VoiceStanding(is_open, public, passed_on)


def acts_open(standing: VoiceStanding, *, about_a_trial: bool) -> tuple[VoiceAct, ...]:
    """Return what may be done with a voice that stands so."""
    if not standing.is_open:
        return (VoiceAct.REOPEN, *((VoiceAct.WITHDRAW,) if standing.public else ()))
    acts = [VoiceAct.PUBLISH]
    if standing.public:
        acts.append(VoiceAct.WITHDRAW)
    if about_a_trial:
        acts.append(VoiceAct.PASS_ON)
    return (*acts, VoiceAct.NOTE, VoiceAct.CLOSE)


NEEDS_WORDS = {
    VoiceAct.PUBLISH: ("asked", "answer"),
    VoiceAct.PASS_ON: ("asked",),
    VoiceAct.NOTE: ("answer",),
}
"""The words that an act needs; the others take none."""

PERSONAL = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"(?<!\d)0\d{1,4}[-ー－‐ (（]?\d{1,4}[-ー－‐ )）]?\d{3,4}(?!\d)"),
    re.compile(r"〒?(?<!\d)\d{3}[-ー－‐]\d{4}(?!\d)"),
    re.compile(r"(?:\d+丁目)?\d+番(?:地|\d+号)|(?<!\d)\d+丁目\d+[-ー－‐]\d+"),
)
"""Mail addresses, telephone numbers, postal codes, house numbers."""


def personal_marks(text: str) -> tuple[str, ...]:
    """Return the parts of a text that look like somebody's address or number, in their order; names are not told."""
    found = sorted({(match.start(), match.group()) for pattern in PERSONAL for match in pattern.finditer(text)})
    return tuple(dict.fromkeys(part for _, part in found))


def refuse_personal(text: str, where: str) -> None:
    """Refuse words for others that still hold somebody's address or number.

    Raises
    ------
    ValueRefused
        With the parts.
    """
    marks = personal_marks(text)
    if marks:
        listed = "、".join(marks[:5])
        raise ValueRefused(
            Text(
                f"電話番号・メール・住所のようなものが残っています：{listed}",
                f"It still holds what looks like a telephone number, mail or house address: {', '.join(marks[:5])}",
            ),
            Text("消すか、〔個人情報〕に置きかえてください。", "Remove it, or put 〔個人情報〕 in its place."),
            where=where,
        )
