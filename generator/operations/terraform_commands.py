"""Run the commands `payinfra plan`, `apply`, `destroy` and `drift`.

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
from generator.operations import drift as drift_report
from generator.operations.apply_gate import check_allowed, check_approved, write_journal
from generator.operations.plan_compliance import check_plan_compliance
from generator.operations.plan_formats import FORMATS, as_text
from generator.operations.plan_report import PlanReport, build_plan_report
from generator.operations.spec_history import lines_in_history
from generator.operations.spec_lines import SpecLines
from generator.operations.spec_source import spec_source
from generator.operations.stack_run import StackRun, check_plan_file, digest_of, initialized_stack
from generator.operations.terraform_errors import TerraformError
from generator.validation.environments import AnySource

OK, STOPPED, CHANGES = 0, 1, 2


def plan(name: str, suffix: str | None, *, form: str, out: Path | None, detailed: bool, destroy: bool = False) -> int:
    """Plan, and print it by risk. With `out` the plan is saved; `detailed`: exit code 2 where something changes."""
    source = spec_source(name, suffix)
    try:
        with initialized_stack(source) as run:
            found = run.plan(destroy=destroy)
            if not destroy:
                check_plan_compliance(source, run.stack, found)
            digest = run.save_plan(out) if out is not None else ""
            report = _report(run, source, found, digest)
    except TerraformError as error:
        return _report_error(error)
    sys.stdout.write(FORMATS[form](report))
    return CHANGES if detailed and report.changes else OK


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
        with initialized_stack(source) as run:
            found = run.load_plan(saved) if saved is not None else run.plan()
            check_plan_compliance(source, run.stack, found)
            return _check_and_apply(run, source, found, "apply", saved, allowed, reason)
    except TerraformError as error:
        return _report_error(error)


def destroy(name: str, suffix: str | None, *, confirmed: str | None, reason: str) -> int:
    """Destroy a stack whose name is confirmed. Production needs a reason, too."""
    source = spec_source(name, suffix)
    is_production = source.is_production
    try:
        with initialized_stack(source) as run:
            found = run.plan(destroy=True)
            report = _report(run, source, found, "")
            if confirmed != run.name or (is_production and not reason.strip()):
                sys.stdout.write(as_text(report))
                needed = " --reason '...'" if is_production else ""
                raise UsageError(f"nothing is destroyed: to do so, add --confirm {run.name}{needed}")
            addresses = [change.assessed.change.address for change in report.stopping]
            return _check_and_apply(run, source, found, "destroy", None, addresses, reason or "confirmed by name")
    except TerraformError as error:
        return _report_error(error)


def drift(name: str, suffix: str | None, *, form: str, accept: bool) -> int:
    """Report what was changed outside, and with `accept` write what can be written into the spec."""
    source = spec_source(name, suffix)
    try:
        with initialized_stack(source) as run:
            found = drift_report.find_drift(run.plan(refresh_only=True), SpecLines(source.resolved()))
            shown = drift_report.as_json if form == "json" else drift_report.as_text
            sys.stdout.write(shown(run.name, found))
    except TerraformError as error:
        return _report_error(error)
    if accept:
        findings, others = drift_report.spec_fixes(found)
        for file, count in apply_fixes(findings).items():
            print(f"payinfra: wrote {count} into {file}", file=sys.stderr)
        found = others
    return STOPPED if any(not one.by for one in found) else OK


def _report(run: StackRun, source: AnySource, found: dict[str, Any], digest: str) -> PlanReport:
    lines = SpecLines(source.resolved())
    return build_plan_report(run.name, run.program.name, found, lines, digest, partial(lines_in_history, source))


def _check_and_apply(
    run: StackRun,
    source: AnySource,
    found: dict[str, Any],
    action: str,
    saved: Path | None,
    allowed: Sequence[str],
    reason: str,
) -> int:
    digest = digest_of(run.folder / "plan.bin")
    report = _report(run, source, found, digest)
    sys.stdout.write(as_text(report))
    sys.stdout.flush()
    stopped = check_allowed(report, allowed, reason)
    if stopped:
        print("\n".join(["payinfra: nothing is applied:", *(f"  {line}" for line in stopped)]), file=sys.stderr)
        return STOPPED
    if report.changes or saved is not None:
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
    except TerraformError as error:
        outcome = str(error).splitlines()[0]
        raise
    finally:
        write_journal(run.name, action, digest, allowed, reason, outcome)
    print(f"payinfra: {run.name}: {action} done", file=sys.stderr)


def _report_error(error: TerraformError) -> int:
    print(f"payinfra: {error}", file=sys.stderr)
    return STOPPED
