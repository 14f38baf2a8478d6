"""A slip is bound to what those asked had answered when it was drafted: a late answer stops it."""

from collections.abc import Iterator

import pytest

from tests.api.consulting import API, Case, an_answer, case
from tests.api.offices import NOW, confirm, slip
from tests.conftest import Store

ISSUE = {"document_number": "空第1号", "on": f"{NOW:%Y-%m-%d}"}


@pytest.fixture
def asked(store: Store) -> Iterator[Case]:
    yield from case(store)


def test_a_late_answer_stops_a_slip_and_a_due_day_that_passes_does_not(asked: Case) -> None:
    (consultation,) = asked.ask(asked.city)
    reviewer = asked.client("reviewer")
    assert reviewer.post(f"{asked.path}/consultations/end").status_code == 200
    drafted = slip(asked.office, asked.path, "endorsed")
    asked.pass_time(days=20)
    approver = asked.client("approver")
    assert approver.post(f"{asked.path}/slips/{drafted}/decision").status_code == 200, "silence is no other ground"
    answers = f"{API}/municipality/consultations/{consultation['id']}/answers"
    objection = an_answer(opinion="objection", text="騒音が心配です。", seen="0")
    assert asked.client("municipality").post(answers, json=objection).status_code == 201
    late = asked.client("reviewer").post(f"{asked.path}/slips/{drafted}/enforcement", json=ISSUE)
    assert late.status_code == 409
    assert "意見照会への回答" in late.json()["detail_ja"]
    assert confirm(asked.office, asked.path)["revision"] == 1
