"""A consultation with all that became of it, where it stands at a moment, and what may still be done."""

from dataclasses import dataclass
from datetime import datetime

from airspace.consultation.value import Answer, Consultation, Redaction, Reminder, Standing, Withdrawal
from airspace.workflow import StepRefused
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Record:
    """A consultation, its answers by number, its reminders, its withdrawal, and the copies for publication."""

    consultation: Consultation
    answers: tuple[Answer, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    withdrawal: Withdrawal | None = None
    redactions: tuple[Redaction, ...] = ()

    @property
    def answer(self) -> Answer | None:
        """The answer in effect: of the greatest number, whatever the clock said."""
        return max(self.answers, key=lambda answer: answer.number, default=None)

    def redaction_of(self, answer: Answer) -> Redaction | None:
        """Return the newest copy for publication of an answer."""
        made = [redaction for redaction in self.redactions if redaction.answer_id == answer.id]
        return max(made, key=lambda redaction: redaction.number, default=None)

    def standing(self, now: datetime) -> Standing:
        """Return where it stands: without an answer it is unanswered, however long ago it was due."""
        if self.withdrawal is not None:
            return Standing.WITHDRAWN
        if self.answers:
            return Standing.ANSWERED
        return Standing.OVERDUE if self.consultation.is_late(now) else Standing.WAITING


def refuse_answer(record: Record, seen: int) -> None:
    """Refuse an answer that cannot be taken; `seen` is how many answers whoever answers has seen.

    Raises
    ------
    StepRefused
        If the consultation was withdrawn, or another answer was recorded in the meantime.
    """
    if record.withdrawal is not None:
        raise StepRefused(
            Text(
                "この照会は県が取り下げたので、回答は受け付けられません。",
                "The prefecture has withdrawn this consultation.",
            ),
            Text(
                f"取下げの理由：{record.withdrawal.reason}　ご意見があるときは県の担当にお知らせください。",
                f"Its reason: {record.withdrawal.reason} If you have an opinion, please tell the prefecture's desk.",
            ),
        )
    if seen != len(record.answers):
        raise StepRefused(
            Text(
                "この画面を開いたあとに、別の回答が記録されました。",
                "Another answer was recorded after this page was opened.",
            ),
            Text(
                "画面を開きなおして、記録された回答を確かめてください。直すときは、もう一度送れます（前の回答も残ります）。",
                "Reload the page and look at it. To correct it, send another; the earlier one is kept too.",
            ),
        )


def refuse_withdrawal(record: Record) -> None:
    """Refuse to withdraw, or to remind about, what is withdrawn or answered already.

    Raises
    ------
    StepRefused
        If it is.
    """
    if record.withdrawal is not None:
        raise StepRefused(
            Text("この照会は、もう取り下げられています。", "This consultation is withdrawn already."),
            Text("必要なら、あらためて照会してください。", "Ask again if it is needed."),
        )
    if record.answers:
        raise StepRefused(
            Text("この照会には、もう回答があります。", "This consultation is answered already."),
            Text("画面を開きなおして、回答を確かめてください。", "Reload the page and look at the answer."),
        )
