"""Synthesize the stack of an environment, or read it from a file, and report what the controls say of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from generator.builders.stack import planned_pointers
from generator.compliance.gate import failing_controls
from generator.compliance.report.build import build_report
from generator.compliance.report.model import Report
from generator.compliance.source_location import SourceLocator
from generator.diagnostics.findings import Finding, SpecError, has_errors
from generator.diagnostics.usage_error import UsageError
from generator.spec.extends import load_document
from generator.spec.file_kinds import is_environment
from generator.spec.model import Environment
from generator.spec.resolve import Resolved, resolve_document
from generator.synthesis.synthesize import synthesize
from generator.validation.validate import check_environment


def compliance_report(resolved: Resolved, day: str, stack: Path | None = None) -> Report:
    """Return the report of an environment on a day (YYYY-MM-DD), over its synthesized stack or over a file.

    A file's report has no lines: nothing tells for sure which spec it was synthesized from.
    """
    if stack is not None:
        return build_report(resolved.environment, _read(stack), day, resolved.files)
    locate = SourceLocator(lambda: resolved, planned_pointers).locate
    return build_report(resolved.environment, _synthesized(resolved.environment), day, resolved.files, locate)


def compliance_findings(paths: Iterable[Path]) -> list[Finding]:
    """Return the failing controls of the environments among some spec files, as `synth` finds them.

    A file with errors is passed over: it has no stack. So is one that says `compliance: off`.
    """
    return [finding for path in paths for finding in _failing(path)]


def _failing(path: Path) -> Iterable[Finding]:
    try:
        document = load_document(path)
        if not is_environment(document.node):
            return []
        resolved = resolve_document(document, {})
    except SpecError:
        return []
    env = resolved.environment
    if env.compliance == "off" or has_errors(check_environment(resolved)):
        return []
    locate = SourceLocator(lambda: resolved, planned_pointers).locate
    return failing_controls(env, _synthesized(env), locate)


def _read(stack: Path) -> bytes:
    try:
        return stack.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {stack}: {error.strerror}") from error


def _synthesized(env: Environment) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        (file,) = synthesize([env], Path(folder) / "cdktf.out", enforce_compliance=False)
        return file.read_bytes()
