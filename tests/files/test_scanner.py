"""A scanner is asked through a real command; whatever is no clear answer refuses the file."""

import stat
import sys
import time
from pathlib import Path

import pytest

from airspace.attachment import ScanState
from api.files.scanner import NoScanner, Scan, scanner_of
from geo.errors import FileRefused

EICAR_LIKE = b"prefix MALWARE suffix"
SCRIPT = """#!{python}
import sys, time
sent = sys.stdin.buffer.read()
{body}
"""


def script(tmp_path: Path, body: str) -> str:
    """Return the command line of a small program that stands where clamdscan would."""
    file = tmp_path / "my scanner"
    file.write_text(SCRIPT.format(python=sys.executable, body=body), encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return f"'{file}' --no-summary -"


def test_it_reads_the_very_bytes_and_its_word_counts(tmp_path: Path) -> None:
    body = "assert sys.argv[1:] == ['--no-summary', '-']\nsys.exit(1 if b'MALWARE' in sent else 0)"
    scanner = scanner_of(script(tmp_path, body), 20)
    assert scanner.scan(bytes(range(256)) * 40_000) == Scan(ScanState.CLEAN, "my scanner")
    with pytest.raises(FileRefused, match="ウイルスなどが見つかった"):
        scanner.scan(bytes(300_000) + EICAR_LIKE)


@pytest.mark.parametrize(
    "body",
    ["sys.exit(2)", "sys.exit(77)", "sys.exit(255)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"],
)
def test_any_other_end_refuses(tmp_path: Path, body: str) -> None:
    with pytest.raises(FileRefused, match="検査ができなかった"):
        scanner_of(script(tmp_path, body), 20).scan(b"x")


def test_one_that_never_answers_refuses_in_time(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(FileRefused, match="検査ができなかった"):
        scanner_of(script(tmp_path, "time.sleep(60)"), 0.5).scan(b"x")
    assert time.monotonic() - started < 20


def test_one_that_does_not_exist_refuses(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="検査ができなかった"):
        scanner_of(str(tmp_path / "absent"), 5).scan(b"x")


@pytest.mark.parametrize("command", ["", "   "])
def test_with_none_it_is_not_scanned(command: str) -> None:
    scanner = scanner_of(command, 5)
    assert scanner == NoScanner()
    assert scanner.scan(EICAR_LIKE) == Scan(ScanState.NOT_SCANNED, "")


def test_it_is_told_nothing_of_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORAMICHI_DATABASE_URL", "postgresql://u:secret@h/d")
    body = "import os\nsys.exit(0 if not any('SORAMICHI' in name for name in os.environ) else 1)"
    assert scanner_of(script(tmp_path, body), 20).scan(b"x").state is ScanState.CLEAN
