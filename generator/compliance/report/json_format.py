"""Render a report for programs: everything, nothing cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from generator.compliance.evidence import Evidence
from generator.compliance.judge import Exemption, Result
from generator.compliance.report.model import Report
from generator.compliance.requirements import STANDARD
from generator.diagnostics.findings import reference_anchor
from generator.diagnostics.json_text import json_text


def as_json(report: Report) -> str:
    plain = {
        "standard": STANDARD,
        "environment": report.environment,
        "date": report.day,
        "tool": {"name": "payinfra", "version": report.tool},
        "stack": {"name": report.stack, "sha256": report.digest},
        "spec": [asdict(file) for file in report.specs],
        "summary": {
            "controls": dict(sorted(report.statuses.items())),
            "requirements": dict(sorted(report.standings.items())),
        },
        "requirements": [
            {
                "requirement": verdict.number,
                "title": verdict.requirement.title,
                "standing": verdict.standing,
                "controls": [result.control.CODE for result in verdict.results],
                "beside": verdict.requirement.beside,
            }
            for verdict in report.verdicts
        ],
        "controls": [_control(report, result) for result in report.results],
        "waivers": [{**asdict(item), "used": report.used(item)} for item in report.exemptions],
        "inventory": [asdict(table) for table in report.tables],
    }
    return json_text(plain)


def _control(report: Report, result: Result) -> Mapping[str, Any]:
    control = result.control
    return {
        "control": control.CODE,
        "title": control.TITLE,
        "reference": reference_anchor(control.CODE),
        "requirements": list(control.REQUIREMENTS),
        "severity": control.SEVERITY,
        "status": result.status,
        "evidence": [
            {**asdict(item), "waiver": _name(result.waived.get(index)), "spec": _spec(report, item)}
            for index, item in enumerate(result.evidence)
        ],
    }


def _spec(report: Report, item: Evidence) -> Mapping[str, Any] | None:
    """Return the part of the spec that creates the resource of evidence against."""
    place = None if item.ok else report.spec_location(item.address)
    if place is None:
        return None
    is_in_file = bool(place.file)
    return {
        "path": place.path,
        "role": place.role or None,
        "isDefault": place.is_default,
        "file": place.file or None,
        "line": place.line if is_in_file else None,
        "column": place.column if is_in_file else None,
    }


def _name(exemption: Exemption | None) -> str | None:
    return exemption.name if exemption else None
