"""Run `payinfra verify`: plan synthesized stacks in the user's account, or apply and destroy them on emulators.

Exit codes: 0 success, 1 a stack has faults, 2 something needed is missing.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from generator.synthesis.synthesize import synthesize
from generator.validation.environments import LoadedSpecs, load_specs, warn
from generator.verify.account_plan import plan_in_account
from generator.verify.emulators.override import skip_reason
from generator.verify.emulators.servers import find_python, running_emulators
from generator.verify.errors import CannotVerify, StepFailed
from generator.verify.lifecycle import ProgressCallback, run_in_order
from generator.verify.requests.violation_locations import add_violations
from generator.verify.requests.violations import check_requests
from generator.verify.result import Result
from generator.verify.scratch_folder import scratch_folder
from generator.verify.signals import ended_by_signals
from generator.verify.terraform import executable
from generator.verify.terraform_environment import environment_for

WELL, FAULTS, MISSING = 0, 1, 2


def verify(names: Sequence[str], suffix: str | None, *, emulate: bool) -> int:
    """Run the command and return its exit code."""
    loaded, findings = load_specs(names, suffix)
    warn(findings)
    try:
        with ended_by_signals(), scratch_folder() as scratch:
            # What is missing is reported before anything that takes long.
            executable()
            environment_for(scratch)
            if emulate:
                find_python()
            return _report(_results(loaded, scratch, emulate=emulate), emulate=emulate)
    except CannotVerify as problem:
        # Where there was no room for jsii, it complains once more when its half-made process is collected.
        sys.unraisablehook = lambda unraisable: None
        print(f"payinfra: {problem}", file=sys.stderr)
        return MISSING
    except StepFailed as refused:
        print(f"payinfra: terraform {refused.step} failed: {refused.details[0]}", file=sys.stderr)
        return FAULTS


def _results(loaded: LoadedSpecs, scratch: Path, *, emulate: bool) -> list[Result]:
    files = synthesize(loaded.specs, scratch / "cdktf.out", sources=loaded.environments)
    folders = [file.parent for file in files]
    report = _progress_printer()
    if not emulate:
        return [plan_in_account(folder, Path.cwd(), report) for folder in folders]
    with running_emulators(scratch / "emulators") as emulators:
        where = ", ".join(f"{name} on {url}" for name, url in emulators.urls().items())
        report(f"emulators: {where}")
        results = run_in_order(folders[: len(loaded.accounts)], folders[len(loaded.accounts) :], emulators, report)
        checked = check_requests(emulators.python, emulators.recordings())
        report(str(checked))
        return add_violations(results, checked.violations, loaded.environments)


def _report(results: Sequence[Result], *, emulate: bool) -> int:
    for result in results:
        for address in result.left_out:
            print(f"{result.name}: not on emulators: {address}: {skip_reason(address)}")
        for fault in result.faults:
            print(f"{result.name}: {fault}", file=sys.stderr)
        if emulate:
            print(
                f"{result.name}: {result.applied} of {result.declared} resources applied, {len(result.drift)} drifted, "
                f"{result.destroyed} destroyed, {len(result.leftovers)} left behind"
            )
    return FAULTS if any(result.faults for result in results) else WELL


def _progress_printer() -> ProgressCallback:
    lock = threading.Lock()

    def report(text: str) -> None:
        with lock:
            print(text, flush=True)

    return report
