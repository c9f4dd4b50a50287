"""SARIF 2.1.0: one result a piece of evidence against; waived ones are suppressed, not left out.

A result stands at the line of the spec that makes the resource, where code scanning can show it: the stack that was
judged, its `analysisTarget`, is in nobody's repository.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from generator.compliance.evidence import Control, Evidence
from generator.compliance.judge import Exemption
from generator.compliance.report.model import Place, Report, shown

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
        "artifacts": [_artifact(_file(report), report.digest), *(_artifact(s.path, s.sha256) for s in report.specs)],
        "results": list(_results(report)),
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _file(report: Report) -> str:
    return f"cdktf.out/stacks/{report.stack}/cdk.tf.json"


def _artifact(file: str, digest: str) -> Mapping[str, Any]:
    return {"location": {"uri": quote(file)}, "hashes": {"sha-256": digest}}


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
    said = f"{said}: {item.note}" if item.note else said
    spec = report.place_of(item.address)
    stack = {"uri": quote(_file(report)), "index": 0}
    made: dict[str, Any] = {
        "ruleId": control.CODE,
        "ruleIndex": number,
        "level": LEVELS[control.SEVERITY],
        "message": {"text": f"{said} ({spec.says})" if spec and spec.says else said},
        "analysisTarget": stack,
        "locations": [
            {
                "physicalLocation": _line(report, spec) if spec and spec.file else {"artifactLocation": stack},
                "logicalLocations": [{"fullyQualifiedName": place, "kind": "resource"}],
            }
        ],
    }
    if exemption:
        made["suppressions"] = [
            {"kind": "external", "justification": f"{exemption.reason} (until {exemption.expires})"}
        ]
    return made


def _line(report: Report, spec: Place) -> Mapping[str, Any]:
    """Where the spec says it. The files of the spec follow the stack in the list of artifacts."""
    known = [file.path for file in report.specs]
    index = {"index": known.index(spec.file) + 1} if spec.file in known else {}
    return {
        "artifactLocation": {"uri": quote(spec.file), **index},
        "region": {"startLine": spec.line, "startColumn": spec.column},
    }
