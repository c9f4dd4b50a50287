"""Write the findings of each broken spec in tests/cases beside it, after a change that is meant to be.

The same for each folder of specs in tests/runs, which are checked together.

    python -m scripts.refresh_cases

Then read the difference as a user would: is the line right, does the text say how to fix it, is it reported once?
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from generator.validation.file_checks import check_files
from generator.validation.validate import check_file

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases"
RUNS = CASES.with_name("runs")
# A day before all waivers of the cases but the expired one end.
DAY = "2026-11-24"


def cases() -> list[Path]:
    """Return the folders of the cases, by name."""
    return sorted(path.parent for path in CASES.glob("*/spec.yaml"))


@cache
def findings_of(case: Path) -> str:
    """Return the findings of a case, as `payinfra validate spec.yaml` prints them in its folder."""
    with _inside(case):
        return "".join(f"{finding}\n" for finding in check_file(Path("spec.yaml")))


def runs() -> list[Path]:
    """Return the folders of specs that are checked together, by name."""
    return sorted(path.parent for path in RUNS.glob("*/findings.txt"))


@cache
def findings_of_run(run: Path) -> str:
    """Return the findings of a folder, as `payinfra validate .` prints them in it."""
    with _inside(run):
        return "".join(f"{finding}\n" for finding in check_files(sorted(Path().glob("*.yaml"))))


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before, day = Path.cwd(), os.environ.get("PAYINFRA_TODAY")
    os.chdir(folder)
    os.environ["PAYINFRA_TODAY"] = DAY
    try:
        yield
    finally:
        os.chdir(before)
        if day is None:
            del os.environ["PAYINFRA_TODAY"]
        else:
            os.environ["PAYINFRA_TODAY"] = day


def main() -> int:
    for case in cases():
        (case / "findings.txt").write_text(findings_of(case), encoding="utf-8")
    for run in runs():
        (run / "findings.txt").write_text(findings_of_run(run), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
