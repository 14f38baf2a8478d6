"""What a test needs and this machine may lack: named in the summary on a desk, a failure in CI."""

import os
from typing import NoReturn

import pytest

NOT_RUN = "not run: "


def lacking(what: str, remedy: str) -> NoReturn:
    """End the test: skipped with a name and a remedy, or failed where CI=true."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}. {remedy}", pytrace=False)
    pytest.skip(f"{NOT_RUN}{what} is not here. {remedy}")


def not_run(reports: list[pytest.TestReport]) -> dict[str, int]:
    """Count the skipped tests by what they lacked."""
    counts: dict[str, int] = {}
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _, found, what = reason.partition(NOT_RUN)
        if found:
            counts[what] = counts.get(what, 0) + 1
    return counts
