"""Run `payinfra migration rehearse`.

Exit codes: 0 all is well; 1 something was counted that must not be, or a step did not come about; 2 something is
missing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.rehearsal.counts import Counts
from generator.rehearsal.faults import FAULTS, Saboteur
from generator.rehearsal.functions import NotAsPlanned
from generator.rehearsal.phases import Rehearsal, Report
from generator.rehearsal.postgres_binaries import find_binaries
from generator.rehearsal.world import running_world, the_move
from generator.spec.model import Environment
from generator.verify.emulators.servers import find_python
from generator.verify.problems import CannotVerify
from generator.verify.scratch import scratch_folder
from generator.verify.signals import ended_by_signals

WELL, WRONG, MISSING = 0, 1, 2
DIFFERENCES = "differences"
KINDS = (*FAULTS, DIFFERENCES)
SECONDS = 6.0
# The user who runs the databases for root must get through to theirs.
PASSABLE = 0o711


def rehearse(env: Environment, kinds: Sequence[str], seconds: float, *, as_json: bool = False) -> int:
    """Run the command and return its exit code."""
    report = _printer(sys.stderr if as_json else sys.stdout)
    try:
        with ended_by_signals(), scratch_folder() as scratch:
            counts = play(env, scratch, kinds, seconds, report)
    except CannotVerify as problem:
        print(f"payinfra: {problem}", file=sys.stderr)
        return MISSING
    except NotAsPlanned as fault:
        print(f"payinfra: the move did not go on: {fault}", file=sys.stderr)
        return WRONG
    print(json.dumps(counts.as_data(), indent=2) if as_json else "\n".join(["", *counts.lines()]))
    return WELL if counts.is_good else WRONG


def play(
    env: Environment,
    folder: Path,
    kinds: Sequence[str],
    seconds: float,
    report: Report,
    *,
    without: Mapping[str, tuple[str, ...]] | None = None,
) -> Counts:
    """Play the move in a folder. `without` leaves variables of functions out: a planted defect of tests."""
    the_move(env)
    find_binaries()
    find_python()
    folder.chmod(PASSABLE)
    with running_world(env, folder, report=lambda text: report("set up", text), without=without) as world:
        saboteur = Saboteur(world, [kind for kind in kinds if kind in FAULTS])
        return Rehearsal(world, saboteur, report, seconds, DIFFERENCES in kinds).play()


def _printer(stream: object) -> Report:
    began = time.monotonic()

    def report(phase: str, text: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {phase:<12}  {text}", file=stream, flush=True)  # type: ignore[call-overload]  # a text stream

    return report
