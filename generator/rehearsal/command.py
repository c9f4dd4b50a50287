"""Run `payinfra migration rehearse`.

Exit codes: 0 success; 1 a count that must be 0 is not, or a step failed; 2 something is missing on this machine.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.rehearsal.deployed_functions import RehearsalError
from generator.rehearsal.faults import FAULTS, FaultInjector
from generator.rehearsal.phases import Rehearsal, Report
from generator.rehearsal.postgres_binaries import find_binaries
from generator.rehearsal.results import RehearsalResult
from generator.rehearsal.testbed import rehearsable_migration, running_testbed
from generator.spec.model import Environment
from generator.verify.emulators.servers import find_python
from generator.verify.errors import CannotVerify
from generator.verify.scratch_folder import scratch_folder
from generator.verify.signals import ended_by_signals

WELL, WRONG, MISSING = 0, 1, 2
DIFFERENCES = "differences"
KINDS = (*FAULTS, DIFFERENCES)
# The user who runs the databases for root must get through to theirs.
PASSABLE = 0o711


def rehearse(env: Environment, kinds: Sequence[str], seconds: float, *, as_json: bool = False) -> int:
    """Run the command and return its exit code."""
    report = _printer(sys.stderr if as_json else sys.stdout)
    try:
        with ended_by_signals(), scratch_folder() as scratch:
            counts = run_rehearsal(env, scratch, kinds, seconds, report)
    except CannotVerify as problem:
        print(f"payinfra: {problem}", file=sys.stderr)
        return MISSING
    except RehearsalError as fault:
        print(f"payinfra: the move did not go on: {fault}", file=sys.stderr)
        return WRONG
    print(json.dumps(counts.as_data(), indent=2) if as_json else "\n".join(["", *counts.lines()]))
    return WELL if counts.is_good else WRONG


def run_rehearsal(
    env: Environment,
    folder: Path,
    kinds: Sequence[str],
    seconds: float,
    report: Report,
    *,
    without: Mapping[str, tuple[str, ...]] | None = None,
) -> RehearsalResult:
    """Rehearse the migration in a folder. `without` leaves variables of functions out: a planted defect of tests."""
    rehearsable_migration(env)
    find_binaries()
    find_python()
    folder.chmod(PASSABLE)
    with running_testbed(env, folder, report=lambda text: report("set up", text), without=without) as testbed:
        fault_injector = FaultInjector(testbed, [kind for kind in kinds if kind in FAULTS])
        return Rehearsal(testbed, fault_injector, report, seconds, DIFFERENCES in kinds).play()


def _printer(stream: object) -> Report:
    began = time.monotonic()

    def report(phase: str, text: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {phase:<12}  {text}", file=stream, flush=True)  # type: ignore[call-overload]  # a text stream

    return report
