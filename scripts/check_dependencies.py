"""Look up known vulnerabilities of every pinned package: `make audit`.

    python -m scripts.check_dependencies [--pip-audit PATH]

Exit 0: every package was looked up, and none has a known vulnerability. Exit 1: one has. Exit 2: not every package
could be looked up, so nothing is proven. pip-audit itself calls the last case clean: it answers "No known
vulnerabilities found" where it knows no package at all, as behind a mirror that has no advisories.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.licences import LOCKS, ROOT

CLEAN, VULNERABLE, UNKNOWN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back about one lock. `looked_up` counts packages; `unknown` says what was not looked up, and why."""

    looked_up: int = 0
    vulnerable: tuple[str, ...] = ()
    unknown: str = ""


def ask(pip_audit: str, lock: Path) -> Answer:
    """Let pip-audit look up every pin of a lock. Nothing is resolved or installed: the lock is complete."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [pip_audit, "--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
        command += [f"--output={report}", f"--requirement={lock}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            return Answer(unknown=f"pip-audit cannot be started: {error}")
        if not report.is_file():
            return Answer(unknown=_last_line(done.stderr))
        return _judged(json.loads(report.read_text(encoding="utf-8"))["dependencies"])


def _judged(packages: Sequence[dict[str, Any]]) -> Answer:
    skipped = [package for package in packages if "skip_reason" in package]
    looked_up = [package for package in packages if "skip_reason" not in package]
    vulnerable = [line for package in looked_up for line in _vulnerabilities(package)]
    return Answer(len(looked_up), tuple(vulnerable), _unknown(skipped, packages))


def _unknown(skipped: Sequence[dict[str, Any]], packages: Sequence[dict[str, Any]]) -> str:
    if skipped:
        return f"{len(skipped)} packages, the first because: {skipped[0]['skip_reason']}"
    return "" if packages else "pip-audit has seen no package in it"


def _vulnerabilities(package: dict[str, Any]) -> Iterator[str]:
    for found in package["vulns"]:
        fixed = ", ".join(found["fix_versions"]) or "no version yet"
        yield f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "pip-audit ended without a report"


def report(answers: dict[str, Answer]) -> int:
    """Print what is known and what is not, and return the exit code."""
    for name, answer in answers.items():
        for line in answer.vulnerable:
            print(f"{name}: VULNERABLE: {line}")
        if answer.unknown:
            print(f"{name}: NOT LOOKED UP: {answer.unknown}")
        print(f"{name}: {answer.looked_up} looked up, {len(answer.vulnerable)} vulnerabilities")
    if any(answer.vulnerable for answer in answers.values()):
        return VULNERABLE
    if any(answer.unknown for answer in answers.values()):
        print("audit: the advisories could not be asked about every package, so nothing is proven", file=sys.stderr)
        return UNKNOWN
    return CLEAN


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Look up known vulnerabilities of all pinned packages.")
    parser.add_argument("--pip-audit", default="pip-audit", help="the program to ask with (default: on PATH)")
    arguments = parser.parse_args(argv)
    return report({str(lock.relative_to(ROOT)): ask(arguments.pip_audit, lock) for lock in LOCKS.values()})


if __name__ == "__main__":
    sys.exit(main())
