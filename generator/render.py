"""Findings as a reader wants them: a line each for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.findings import Finding


def as_text(findings: Sequence[Finding]) -> str:
    """`file:line:column: level: path: message [ID]`, one line a finding."""
    return "".join(f"{finding}\n" for finding in findings)


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects with file, line, column, level, path, message and code."""
    return json.dumps([_plain(finding) for finding in findings], indent=2, ensure_ascii=False) + "\n"


def _plain(finding: Finding) -> dict[str, object]:
    mark = finding.mark
    return {
        "file": mark.file if mark else None,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
        "level": finding.level,
        "path": str(finding.at),
        "message": finding.message,
        "code": finding.code,
    }


FORMATS = {"text": as_text, "json": as_json}
