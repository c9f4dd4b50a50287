"""Fuzz the validator with hostile specs: never a traceback, a long wait, much memory, or a file read elsewhere.

    python -m scripts.fuzz [--count 100000] [--seed 1] [--keep build/fuzz]

Each input is the bytes of a spec (see fuzz_inputs) in a folder of its own, checked in this process as `payinfra
validate` does. An audit hook sees every file that is opened.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import sysconfig
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.validation.file_checks import check_files
from scripts.fuzz_inputs import inputs

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 2.0
MEGABYTES = 300
# Long after SECONDS, so that a slow input is reported as slow, and one without end does not stop the run.
ALARM_SECONDS = 30


@dataclass
class Tally:
    """Counts and faults of a run."""

    inputs: int = 0
    valid: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


class Watch:
    """An audit hook, which Python can't take off again: it looks only while an input is checked."""

    def __init__(self) -> None:
        self.folder: str | None = None
        self.outside: list[str] = []
        code = (*sysconfig.get_paths().values(), *(str(ROOT / name) for name in ("generator", "lambda_src", "schemas")))
        self._allowed = tuple(os.path.realpath(path) for path in code)
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.folder is None or event not in ("open", "os.listdir", "os.scandir") or not arguments:
            return
        if isinstance(arguments[0], int) or arguments[0] is None:
            return
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if not path.startswith((self.folder, *self._allowed)):
            self.outside.append(f"{event} {path}")


@contextmanager
def _no_longer_than(seconds: int) -> Iterator[None]:
    def too_long(*_: object) -> None:
        raise TimeoutError(f"no end after {seconds} s")

    before = signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def check(raw: bytes, folder: Path, watch: Watch, tally: Tally) -> str | None:
    """Return what went wrong in the validation of an input; None for nothing."""
    (folder / "spec.yaml").write_bytes(raw)
    watch.folder, watch.outside = os.path.realpath(folder), []
    started = time.process_time()  # Others use the machine, too.
    try:
        with _no_longer_than(ALARM_SECONDS):
            findings = check_files([folder / "spec.yaml"])
            lines = [str(finding) for finding in findings]
    except Exception:
        return traceback.format_exc()
    finally:
        took = time.process_time() - started
        watch.folder = None
    tally.inputs += 1
    tally.valid += not any(finding.level == "error" for finding in findings)
    tally.slowest = max(tally.slowest, took)
    if took > SECONDS:
        return f"took {took:.1f} s"
    if watch.outside:
        return f"looked outside: {watch.outside[:3]}"
    if any("\n" in line or "\r" in line for line in lines):
        return f"a finding of several lines: {lines}"
    if any(finding.location is None for finding in findings):
        return f"a finding without a place: {lines}"
    return None


def run(count: int, seed: int, keep: Path | None = None, *, progress: bool = False) -> Tally:
    """Check as many inputs; stop at none. What goes wrong is kept as a file, with its reason beside it."""
    tally, watch = Tally(), Watch()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "base.yaml").write_text("network: { nat: single }\n")
        check_files([folder / "base.yaml"])  # What is imported once is not of an input.
        for number, raw in enumerate(inputs(count, seed)):
            fault = check(raw, folder, watch, tally)
            if fault is not None:
                tally.faults.append(f"input {number}: {fault}")
                _keep(keep, number, raw, fault)
            if progress and number % 1000 == 0:
                print(f"{number} of {count}, {len(tally.faults)} faults, {megabytes()} MB", file=sys.stderr, flush=True)
    return tally


def megabytes() -> int:
    """Return the peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _keep(keep: Path | None, number: int, raw: bytes, fault: str) -> None:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{number}.yaml").write_bytes(raw)
        (keep / f"{number}.txt").write_text(fault, encoding="utf-8", errors="replace")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000, help="how many inputs (default: 100000)")
    parser.add_argument("--seed", type=int, default=1, help="which inputs (default: 1)")
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "fuzz", help="where inputs that fail are kept")
    arguments = parser.parse_args(argv)
    tally = run(arguments.count, arguments.seed, arguments.keep, progress=True)
    print(f"{tally.inputs} inputs, {tally.valid} valid, slowest {tally.slowest:.2f} s, {megabytes()} MB at most")
    for fault in tally.faults[:20]:
        print(fault)
    return 1 if tally.faults or megabytes() > MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main())
