"""Findings as SARIF 2.1.0, which code scanning of GitHub, GitLab, Azure and editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from generator import __version__
from generator.diagnostics.autofix import edit_of
from generator.diagnostics.findings import Finding
from generator.rules.catalog import rule_info

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "waived": "note"}


def as_sarif(findings: Sequence[Finding]) -> str:
    """One run. A waived finding is a suppressed result; a certain fix is a replacement that tools can apply."""
    codes = sorted({finding.code for finding in findings})
    run = {
        "tool": {"driver": {"name": "payinfra", "version": __version__, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> dict[str, Any]:
    about = rule_info(code)
    text = f"{about.why} Source: {about.source}. See {about.reference}." if about.source else about.why
    return {"id": code, "shortDescription": {"text": about.summary}, "help": {"text": text}}


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.level],
        "message": {"text": f"{finding.display_path}: {finding.message}"},
        "locations": [_location(finding)],
    }
    if finding.level == "waived":
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": finding.message}]
    fixes = _fixes(finding)
    return {**result, "fixes": fixes} if fixes else result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.display_path}]}
    if finding.location is not None:
        region = {"startLine": finding.location.line, "startColumn": finding.location.column}
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(finding.location.file)}, "region": region}
    return location


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _fixes(finding: Finding) -> list[dict[str, Any]]:
    if finding.fix is None:
        return []
    edit = edit_of(finding.fix, _text(finding.fix.location.file))
    if edit is None:
        return []
    region = {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.line,
        "endColumn": edit.end_column,
    }
    change = {
        "artifactLocation": {"uri": _uri(finding.fix.location.file)},
        "replacements": [{"deletedRegion": region, "insertedContent": {"text": edit.text}}],
    }
    return [{"description": {"text": f"write {edit.text}"}, "artifactChanges": [change]}]


@cache
def _text(file: str) -> str:
    try:
        return Path(file).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
