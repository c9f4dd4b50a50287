"""Judge a stack before it is published: each failing control becomes a finding at a line of the spec.

The spec decides what failing controls do (`compliance: off, warn or enforce`), and brings the waivers. What is judged
is the Terraform JSON alone: the gate knows neither builders nor synthesis.
"""

from __future__ import annotations

from collections.abc import Callable

from generator.compliance.report.build import build_report, spec_location
from generator.compliance.report.text import failures
from generator.compliance.source_location import COMPLIANCE, SourceLocation
from generator.diagnostics.findings import Finding, Level
from generator.planning.naming import stack_name
from generator.spec.model.account import AwsAccount
from generator.spec.resolve import Spec
from generator.system.clock import utc_date

Locate = Callable[[str], SourceLocation]


def failing_controls(
    spec: Spec, stack: bytes, locate: Locate | None = None, *, known: bytes | None = None
) -> list[Finding]:
    """Return the failing controls of a spec's stack: errors where the spec enforces them, else warnings.

    `stack` is the Terraform JSON. `locate` finds the line of an address; it is called only for what fails. What
    fails at the same address in the stack `known` is left out. Raises UsageError where the JSON is no stack.
    """
    level: Level = "error" if spec.compliance == "enforce" else "warning"
    before = {entry[:2] for entry in _failures(spec, known)} if known is not None else set()
    found = [entry for entry in _failures(spec, stack) if entry[:2] not in before]
    name = stack_name(spec)
    return [_finding(name, code, address, text, level, locate) for code, address, text in found]


def _failures(spec: Spec, stack: bytes) -> list[tuple[str, str, str]]:
    """The failures, as control, address and text. Of an account what is not there is not missing: most controls ask for
    what environments have."""
    found = list(failures(build_report(spec, stack, utc_date())))
    return [entry for entry in found if "." in entry[1]] if isinstance(spec, AwsAccount) else found


def _finding(stack: str, code: str, address: str, text: str, level: Level, locate: Locate | None) -> Finding:
    parts = [f"{stack}: {text}"]
    waive = f"docs/compliance.md tells how to waive control {code}"
    if locate is None:
        return Finding(code, COMPLIANCE, "; ".join([*parts, waive]), level)
    source = locate(address)
    if source.role:
        parts.append(f"{'the resource is' if source.role == 'creates' else 'it'} {spec_location(source).description}")
    if source.command:
        parts.append(
            f"'{source.command}' tells {'what that is' if source.role == 'would create' else 'all that shapes it'}"
        )
    return Finding(code, source.pointer, "; ".join([*parts, waive]), level, source.location, source.path)
