"""Render findings for programs: a JSON list."""

from __future__ import annotations

from collections.abc import Sequence

from generator.diagnostics.findings import Finding, Fix
from generator.diagnostics.json_text import json_text


def as_json(findings: Sequence[Finding]) -> str:
    """Return a list of objects: file, line, column, level, path, message, code, reference, and a fix or null."""
    return json_text([_plain(finding) for finding in findings])


def _plain(finding: Finding) -> dict[str, object]:
    location = finding.location
    return {
        "file": location.file if location else None,
        "line": location.line if location else None,
        "column": location.column if location else None,
        "level": finding.level,
        "path": finding.display_path,
        "message": finding.message,
        "code": finding.code,
        "reference": finding.reference,
        "fix": _fix(finding.fix),
    }


def _fix(fix: Fix | None) -> dict[str, object] | None:
    if fix is None:
        return None
    at = fix.location
    change: dict[str, object] = {"line": at.line, "column": at.column, "replace": fix.old, "with": fix.new}
    return {**change, "also": _fix(fix.also)} if fix.also else change
