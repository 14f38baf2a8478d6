"""Change the rules and the heights on purpose, one place at a time, and say how many changes the tests notice.

`make mutants` runs it. Which files are changed, and which tests must notice, is written under `tool.mutmut` in
`pyproject.toml`. It starts from nothing each time, in a copy of the repository (`mutants/`), so that no old result is
taken for a new one; the copy stays, and `mutmut show NAME` prints a change that nobody noticed.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPY = ROOT / "mutants"
STATISTICS = COPY / "mutmut-cicd-stats.json"
LEAST_SCORE = 90.0
NOTICED = ("killed", "timeout")


def run_mutmut(program: Path, children: int) -> None:
    """Run all mutants; what mutmut prints is shown only where it fails.

    Raises
    ------
    SystemExit
        If mutmut itself fails, for example because a test fails before anything is changed.
    """
    shutil.rmtree(COPY, ignore_errors=True)
    ran = subprocess.run(
        [program, "run", "--max-children", str(children)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        sys.stderr.write(re.sub(r"[^\n]*\r", "", ran.stdout + ran.stderr))
        raise SystemExit(f"mutmut ended with {ran.returncode}")
    subprocess.run([program, "export-cicd-stats"], cwd=ROOT, capture_output=True, check=True)


def survivors(program: Path) -> list[str]:
    """Return the names of the mutants that no test noticed."""
    told = subprocess.run([program, "results"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return re.findall(r"(\S+): (?!killed|timeout)\w[\w ]*", told)


def score(counts: dict[str, int]) -> float:
    """Return the share of mutants noticed, in percent; whatever was not noticed counts against it, whyever."""
    return 100.0 * sum(counts[name] for name in NOTICED) / counts["total"] if counts["total"] else 0.0


def main() -> int:
    """Run the mutants, print what became of them, and return 1 where too many were not noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutmut", type=Path, default=Path(sys.executable).with_name("mutmut"))
    parser.add_argument("--children", type=int, default=2, help="processes at once")
    arguments = parser.parse_args()
    run_mutmut(arguments.mutmut, arguments.children)
    counts: dict[str, int] = json.loads(STATISTICS.read_text(encoding="utf-8"))
    reached = score(counts)
    lines = [*survivors(arguments.mutmut), ""]
    lines += [f"{name.replace('_', ' ')}: {count}" for name, count in counts.items() if count]
    lines.append(f"score: {reached:.1f} % noticed, at least {LEAST_SCORE:g} % are asked for")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(reached < LEAST_SCORE)


if __name__ == "__main__":
    raise SystemExit(main())
