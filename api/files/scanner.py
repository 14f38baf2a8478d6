"""The port for a malware scanner, and the adapter that asks an external command. Unknown is never clean."""

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from airspace.attachment import ScanState
from geo.errors import FileRefused
from geo.text import Text

CLEAN, FOUND = 0, 1

INFECTED = (
    Text("ウイルスなどが見つかったため、受け付けられません。", "Malware was found, so it is not taken."),
    Text("パソコンを検査し、安全なファイルを添付しなおしてください。", "Scan your computer, attach a clean file."),
)
NOT_TOLD = (
    Text("ウイルス検査ができなかったため、受け付けていません。", "It could not be scanned, so it is not taken."),
    Text(
        "しばらく待ってもう一度添付してください。続くときは県の担当に知らせてください。",
        "Try again in a while; if it goes on, tell the prefecture's desk.",
    ),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What is known of a file that may be taken, and who said so (empty: nobody)."""

    state: ScanState
    scanner: str


class Scanner(Protocol):
    """Tells whether a file is clean."""

    def scan(self, content: bytes) -> Scan:
        """Return what is known; raises `FileRefused` for malware and where no answer came."""


@dataclass(frozen=True, slots=True)
class NoScanner:
    """Nobody scans: what is taken says so."""

    def scan(self, content: bytes) -> Scan:  # noqa: ARG002 - a port's signature
        """Return that nothing is known."""
        return Scan(ScanState.NOT_SCANNED, "")


@dataclass(frozen=True, slots=True)
class CommandScanner:
    """A command that reads a file on its standard input and ends with 0 (clean) or 1 (found), as clamdscan does."""

    command: tuple[str, ...]
    timeout_s: float

    def scan(self, content: bytes) -> Scan:
        """Ask the command; any other end, a signal, silence or its absence refuses the file."""
        try:
            done = subprocess.run(
                self.command,
                input=content,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=self.timeout_s,
                check=False,
                env={"PATH": os.defpath},
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise FileRefused(*NOT_TOLD) from error
        if done.returncode == FOUND:
            raise FileRefused(*INFECTED)
        if done.returncode != CLEAN:
            raise FileRefused(*NOT_TOLD)
        return Scan(ScanState.CLEAN, PurePath(self.command[0]).name)


def scanner_of(command: str, timeout_s: float) -> Scanner:
    """Return the scanner of a setting: a command line, empty for none."""
    words = tuple(shlex.split(command))
    return CommandScanner(words, timeout_s) if words else NoScanner()
