"""SARIF 2.1.0: one result a piece of evidence against; waived ones are suppressed, not left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.controls.evidence import Control, Evidence
from generator.controls.judge import Exemption
from generator.controls.report.model import Report, shown

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


def as_sarif(report: Report) -> str:
    driver = {
        "name": "payinfra comply",
        "version": report.tool,
        "rules": [_rule(result.control) for result in report.results],
    }
    run = {
        "tool": {"driver": driver},
        "artifacts": [{"location": {"uri": _file(report)}, "hashes": {"sha-256": report.digest}}],
        "results": list(_results(report)),
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _file(report: Report) -> str:
    return f"cdktf.out/stacks/{report.stack}/cdk.tf.json"


def _rule(control: Control) -> Mapping[str, Any]:
    return {
        "id": control.CODE,
        "shortDescription": {"text": control.TITLE},
        "fullDescription": {"text": " ".join((getattr(control, "__doc__", None) or control.TITLE).split())},
        "defaultConfiguration": {"level": LEVELS[control.SEVERITY]},
        "properties": {"tags": [f"PCI-DSS-{number}" for number in control.REQUIREMENTS], "severity": control.SEVERITY},
    }


def _results(report: Report) -> Iterator[Mapping[str, Any]]:
    for number, result in enumerate(report.results):
        for index, item in enumerate(result.evidence):
            if not item.ok:
                yield _result(report, number, result.control, item, result.waived.get(index))


def _result(
    report: Report, number: int, control: Control, item: Evidence, exemption: Exemption | None
) -> Mapping[str, Any]:
    place = f"{item.address}.{item.attribute}".rstrip(".")
    said = f"{control.TITLE}: {place} is {shown(item.observed) or 'not there'}"
    made: dict[str, Any] = {
        "ruleId": control.CODE,
        "ruleIndex": number,
        "level": LEVELS[control.SEVERITY],
        "message": {"text": f"{said}: {item.note}" if item.note else said},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _file(report), "index": 0}},
                "logicalLocations": [{"fullyQualifiedName": place, "kind": "resource"}],
            }
        ],
    }
    if exemption:
        made["suppressions"] = [
            {"kind": "external", "justification": f"{exemption.reason} (until {exemption.expires})"}
        ]
    return made
