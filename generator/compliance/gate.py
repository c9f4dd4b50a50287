"""Judge a stack before it is published: each failing control becomes a finding at a line of the spec.

The spec decides what failing controls do (`compliance: off, warn or enforce`), and brings the waivers. What is judged
is the Terraform JSON alone: the gate knows neither builders nor synthesis.
"""

from __future__ import annotations

from collections.abc import Callable

from generator.compliance.report.build import build_report, place_of
from generator.compliance.report.text import failures
from generator.compliance.source_location import COMPLIANCE, SourceLocation
from generator.diagnostics.findings import Finding, Level
from generator.spec.model import Environment
from generator.spec.model.account import AwsAccount
from generator.system.clock import utc_date

Locate = Callable[[str], SourceLocation]


def failing_controls(
    env: Environment, stack: bytes, locate: Locate | None = None, *, known: bytes | None = None
) -> list[Finding]:
    """Return the failing controls of an environment's stack: errors where its spec enforces them, else warnings.

    `stack` is the Terraform JSON. `locate` finds the line of an address; it is called only for what fails. What
    fails at the same address in the stack `known` is left out. Raises UsageError where the JSON is no stack.
    """
    level: Level = "error" if env.compliance == "enforce" else "warning"
    report = build_report(env, stack, utc_date())
    before = failures(build_report(env, known, utc_date())) if known is not None else []
    there = {(code, address) for code, address, _ in before}
    found = [entry for entry in failures(report) if entry[:2] not in there]
    return [_finding(report.stack, code, address, text, level, locate) for code, address, text in found]


def failing_account_controls(account: AwsAccount, stack: bytes) -> list[Finding]:
    """Return the controls that fail at a resource of an account's stack, as `failing_controls` does.

    What is not there is not missing: most controls ask for what environments have.
    """
    level: Level = "error" if account.compliance == "enforce" else "warning"
    report = build_report(account, stack, utc_date())
    found = [entry for entry in failures(report) if "." in entry[1]]
    return [_finding(report.stack, code, address, text, level, None) for code, address, text in found]


def _finding(stack: str, code: str, address: str, text: str, level: Level, locate: Locate | None) -> Finding:
    parts = [f"{stack}: {text}"]
    waive = f"docs/compliance.md tells how to waive control {code}"
    if locate is None:
        return Finding(code, COMPLIANCE, "; ".join([*parts, waive]), level)
    source = locate(address)
    if source.role:
        parts.append(f"{'the resource is' if source.role == 'creates' else 'it'} {place_of(source).says}")
    if source.command:
        parts.append(
            f"'{source.command}' tells {'what that is' if source.role == 'would create' else 'all that shapes it'}"
        )
    return Finding(code, source.pointer, "; ".join([*parts, waive]), level, source.location, source.path)
