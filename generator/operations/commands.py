"""Run `payinfra plan`, `apply`, `destroy` and `drift`.

Exit codes: 0 success, 1 the plan is stopped, Terraform refused, or something drifted; 2 usage.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from generator.diagnostics.autofix import apply_fixes
from generator.diagnostics.usage_error import UsageError
from generator.operations import drift as drifting
from generator.operations.apply_gate import check_allowed, check_approved, record
from generator.operations.earlier_lines import earlier_lines
from generator.operations.plan_controls import check_controls
from generator.operations.plan_report import FORMATS, PlanReport, as_text, report
from generator.operations.refusals import StepRefused
from generator.operations.spec_lines import SpecLines
from generator.operations.spec_source import spec_source
from generator.operations.stack_run import StackRun, check_plan_file, digest_of, stack_run
from generator.validation.environments import AnySource

OK, STOPPED, CHANGES = 0, 1, 2


def plan(name: str, suffix: str | None, *, form: str, out: Path | None, detailed: bool, destroy: bool = False) -> int:
    """Plan, and print it by risk. With `out` the plan is saved; `detailed`: exit code 2 where something changes."""
    source = spec_source(name, suffix)
    try:
        with stack_run(source) as run:
            found = run.plan(destroy=destroy)
            if not destroy:
                check_controls(source, run.stack, found)
            digest = run.save(out) if out is not None else ""
            told = _report(run, source, found, digest)
    except StepRefused as refused:
        return _refused(refused)
    sys.stdout.write(FORMATS[form](told))
    return CHANGES if detailed and told.changes else OK


def apply(
    name: str, suffix: str | None, *, saved: Path | None, approved: str | None, allowed: Sequence[str], reason: str
) -> int:
    """Apply a saved plan, or plan and apply, unless something in it stops that."""
    source = spec_source(name, suffix)
    if saved is not None:
        check_plan_file(saved)
    check_approved(
        digest_of(saved) if saved else "",
        approved,
        is_production=source.is_production,
        is_saved=saved is not None,
    )
    try:
        with stack_run(source) as run:
            found = run.take(saved) if saved is not None else run.plan()
            check_controls(source, run.stack, found)
            return _applied(run, source, found, "apply", saved, allowed, reason)
    except StepRefused as refused:
        return _refused(refused)


def destroy(name: str, suffix: str | None, *, confirmed: str | None, reason: str) -> int:
    """Destroy a stack whose name is confirmed. Production needs a reason, too."""
    source = spec_source(name, suffix)
    is_production = source.is_production
    try:
        with stack_run(source) as run:
            found = run.plan(destroy=True)
            told = _report(run, source, found, "")
            if confirmed != run.name or (is_production and not reason.strip()):
                sys.stdout.write(as_text(told))
                needed = " --reason '...'" if is_production else ""
                raise UsageError(f"nothing is destroyed: to do so, add --confirm {run.name}{needed}")
            addresses = [change.judged.change.address for change in told.stopping]
            return _applied(run, source, found, "destroy", None, addresses, reason or "confirmed by name")
    except StepRefused as refused:
        return _refused(refused)


def drift(name: str, suffix: str | None, *, form: str, accept: bool) -> int:
    """Report what was changed outside, and with `accept` write what can be written into the spec."""
    source = spec_source(name, suffix)
    try:
        with stack_run(source) as run:
            found = drifting.drifts(run.plan(refresh_only=True), SpecLines(source.resolved()))
            shown = drifting.as_json if form == "json" else drifting.as_text
            sys.stdout.write(shown(run.name, found))
    except StepRefused as refused:
        return _refused(refused)
    if accept:
        findings, others = drifting.fixes(found)
        for file, count in apply_fixes(findings).items():
            print(f"payinfra: wrote {count} into {file}", file=sys.stderr)
        found = others
    return STOPPED if any(not one.by for one in found) else OK


def _report(run: StackRun, source: AnySource, found: dict[str, Any], digest: str) -> PlanReport:
    lines = SpecLines(source.resolved())
    return report(run.name, run.program.name, found, lines, digest, partial(earlier_lines, source))


def _applied(
    run: StackRun,
    source: AnySource,
    found: dict[str, Any],
    action: str,
    saved: Path | None,
    allowed: Sequence[str],
    reason: str,
) -> int:
    digest = digest_of(run.folder / "plan.bin")
    told = _report(run, source, found, digest)
    sys.stdout.write(as_text(told))
    sys.stdout.flush()
    stopped = check_allowed(told, allowed, reason)
    if stopped:
        print("\n".join(["payinfra: nothing is applied:", *(f"  {line}" for line in stopped)]), file=sys.stderr)
        return STOPPED
    if told.changes or saved is not None:
        _apply(run, action, digest, allowed, reason)
    if saved is not None:
        # It holds secrets, and can't be applied twice.
        saved.unlink()
    return OK


def _apply(run: StackRun, action: str, digest: str, allowed: Sequence[str], reason: str) -> None:
    outcome = "did not end"
    try:
        run.apply()
        outcome = "done"
    except StepRefused as refused:
        outcome = str(refused).splitlines()[0]
        raise
    finally:
        record(run.name, action, digest, allowed, reason, outcome)
    print(f"payinfra: {run.name}: {action} done", file=sys.stderr)


def _refused(refused: StepRefused) -> int:
    print(f"payinfra: {refused}", file=sys.stderr)
    return STOPPED
