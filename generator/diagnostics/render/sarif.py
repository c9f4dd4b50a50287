"""Render findings as SARIF: a waived finding is a suppressed result, a safe fix a replacement that tools can apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from generator import __version__
from generator.diagnostics.autofix import Edit, fix_edits
from generator.diagnostics.findings import Finding, Level
from generator.diagnostics.rule_info import Describe, RuleInfo, undescribed
from generator.diagnostics.sarif import (
    Result,
    Rule,
    SarifLevel,
    artifact_location,
    physical_location,
    sarif_log,
    suppression,
)

_LEVELS: Mapping[Level, SarifLevel] = {"error": "error", "warning": "warning", "waived": "note"}


def as_sarif(findings: Sequence[Finding], describe: Describe = undescribed) -> str:
    """Return a log with a rule for each id that there is a finding of."""
    rules = [_rule(describe(code)) for code in sorted({finding.code for finding in findings})]
    return sarif_log("payinfra", __version__, rules, map(_result, findings))


def _rule(info: RuleInfo) -> Rule:
    text = f"{info.why} Source: {info.source}. See {info.reference}." if info.source else info.why
    return Rule(info.code, info.summary, {"help": {"text": text}})


def _result(finding: Finding) -> Result:
    at = finding.location
    properties: dict[str, Any] = {}
    if finding.level == "waived":
        properties |= suppression("inSource", finding.message, status="accepted")
    return Result(
        rule=finding.code,
        level=_LEVELS[finding.level],
        text=f"{finding.display_path}: {finding.message}",
        name=finding.display_path,
        file=physical_location(at.file, at.line, at.column) if at else None,
        properties={**properties, **_fixes(finding)},
    )


def _fixes(finding: Finding) -> Mapping[str, Any]:
    fix = finding.fix
    edits = fix_edits(fix, _text(fix.location.file)) if fix else ()
    if fix is None or not edits:
        return {}
    change = {
        "artifactLocation": artifact_location(fix.location.file),
        "replacements": [_replacement(edit) for edit in edits],
    }
    written = " and ".join(edit.text for edit in edits)
    return {"fixes": [{"description": {"text": f"write {written}"}, "artifactChanges": [change]}]}


def _replacement(edit: Edit) -> Mapping[str, Any]:
    region = {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.line,
        "endColumn": edit.end_column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


@cache
def _text(file: str) -> str:
    try:
        return Path(file).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
