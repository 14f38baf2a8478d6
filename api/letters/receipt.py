"""The operator's copy of what it submitted (提出の控え), as PDF: made anew when asked for, always the same."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from airspace.headline import headline_of
from airspace.notice import MLIT_NOTICE
from airspace.plan import Plan
from airspace.proposal import ProposalRevision
from airspace.screening import Screening
from maps.dates import moment_text, window_text
from maps.typeset import pdf_of_any

_TEMPLATE = Path(__file__).parent / "receipt.typ"

MOST_WINDOWS = 40
NO_PERMIT = "この控えは、提出したことの記録です。県の受付・確認や、許可を示すものではありません。"


def receipt(revision: ProposalRevision, plan: Plan, screenings: list[Screening], operator: str) -> bytes:
    """Return the copy of a revision: what was submitted, when, its hash, and what the check said at that moment."""
    values: Mapping[str, Any] = {
        "title": "実証実験計画書　提出の控え",
        "notice": f"{NO_PERMIT}{MLIT_NOTICE.ja}",
        "head": [
            ["事業者", operator],
            ["提出した日時", moment_text(revision.submitted_at).ja],
            ["版", f"第{revision.number}版"],
            ["SHA-256", revision.sha256],
        ],
        "facts": [
            ["題名", plan.title],
            ["目的", plan.purpose],
            ["住民の方への説明", plan.summary or "—"],
            ["機体", plan.aircraft or "—"],
            *(row for screening in screenings for row in _flight(screening)),
            ["1日の最大の回数", f"{plan.flights_per_day}回" if plan.flights_per_day else "—"],
            ["音", plan.noise or "—"],
            ["カメラ", plan.camera or "—"],
            ["落ちたときの対応", plan.fall_response or "—"],
        ],
        "check": [[f"飛行 {number}", _check(one)] for number, one in enumerate(screenings, start=1)],
        "notes": ["SHA-256は、提出した内容から計算した値です。内容が1文字でも違えば、値が変わります。"],
    }
    return pdf_of_any(_TEMPLATE.read_text(encoding="utf-8"), values, made_at=revision.submitted_at)


def _flight(screening: Screening) -> list[list[str]]:
    operation = screening.operation
    windows = [window_text(window).ja for window in operation.windows]
    more = [f"ほか{len(windows) - MOST_WINDOWS}件"] if len(windows) > MOST_WINDOWS else []
    ceiling = operation.ceiling
    return [
        ["日時", "\n".join([*windows[:MOST_WINDOWS], *more])],
        ["経路", f"{screening.volume.length_m / 1000:.2f} km、片側の幅 {operation.half_width_m:g} m"],
        ["いちばん高い高さ", f"{ceiling.value_m:g} m（{ceiling.datum}）" if ceiling else "点ごとの高さのとおり"],
    ]


def _check(screening: Screening) -> str:
    found, open_, day = len(screening.found), len(screening.open), len(screening.on_the_day)
    counts = f"見つかったこと {found}件、まだ判定できないこと {open_}件、当日に確かめること {day}件"
    return f"{headline_of(screening).ja}（{counts}、まだ確認していない規則 {len(screening.not_judged)}件）"
