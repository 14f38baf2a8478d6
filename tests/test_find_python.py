"""`make demo` on a machine with the wrong Python says what to do."""

import subprocess
import sys
from pathlib import Path

import pytest


def find_python(repository: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", repository / "tools" / "find-python.sh"], env=environment, capture_output=True, text=True
    )


@pytest.fixture
def old_python(tmp_path: Path) -> Path:
    """Return a folder whose python3 refuses every question, as an older one does."""
    program = tmp_path / "python3"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    return tmp_path


def test_a_fitting_python_is_found(repository: Path) -> None:
    found = find_python(repository, PATH="", PYTHON=sys.executable)
    assert found.returncode == 0
    assert found.stdout.strip() == sys.executable


def test_an_old_python_is_passed_over_with_a_remedy(repository: Path, old_python: Path) -> None:
    found = find_python(repository, PATH=str(old_python))
    assert found.returncode == 1
    assert found.stdout == ""
    assert "needs Python 3.11, 3.12 or 3.13" in found.stderr
    assert "make PYTHON=" in found.stderr


def test_a_named_python_that_does_not_fit_is_refused_by_its_name(repository: Path, old_python: Path) -> None:
    found = find_python(repository, PATH=str(old_python), PYTHON=str(old_python / "python3"))
    assert found.returncode == 1
    assert f"'{old_python / 'python3'}' is not" in found.stderr
