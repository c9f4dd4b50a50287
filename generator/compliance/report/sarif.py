"""Render a report as SARIF: one result a piece of evidence against; waived ones are suppressed, not left out.

A result is at the line of the spec that creates the resource, where code scanning can show it: the stack that was
judged, its `analysisTarget`, is in nobody's repository.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.evidence import Control, Evidence, Severity
from generator.compliance.judge import Exemption
from generator.compliance.report.model import Report, SpecLocation, format_value
from generator.diagnostics.findings import reference_anchor
from generator.diagnostics.sarif import (
    Result,
    Rule,
    SarifLevel,
    artifact_location,
    physical_location,
    sarif_log,
    suppression,
)

LEVELS: Mapping[Severity, SarifLevel] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


def as_sarif(report: Report) -> str:
    """Return a log with a rule for each control; the first artifact is the stack, those after it the spec's files."""
    artifacts = [
        _artifact(_stack(report), report.digest),
        *(_artifact(file.path, file.sha256) for file in report.specs),
    ]
    rules = [_rule(result.control) for result in report.results]
    return sarif_log("payinfra comply", report.tool, rules, _results(report), artifacts)


def _stack(report: Report) -> str:
    return f"cdktf.out/stacks/{report.stack}/cdk.tf.json"


def _artifact(file: str, digest: str) -> Mapping[str, Any]:
    return {"location": artifact_location(file), "hashes": {"sha-256": digest}}


def _rule(control: Control) -> Rule:
    properties = {
        "deprecatedIds": [control.CODE.removeprefix("C-")],  # until 0.2
        "fullDescription": {"text": " ".join((getattr(control, "__doc__", None) or control.TITLE).split())},
        "help": {"text": f"See {reference_anchor(control.CODE)}."},
        "defaultConfiguration": {"level": LEVELS[control.SEVERITY]},
        "properties": {"tags": [f"PCI-DSS-{number}" for number in control.REQUIREMENTS], "severity": control.SEVERITY},
    }
    return Rule(control.CODE, control.TITLE, properties)


def _results(report: Report) -> Iterator[Result]:
    for result in report.results:
        for index, item in enumerate(result.evidence):
            if not item.ok:
                yield _result(report, result.control, item, result.waived.get(index))


def _result(report: Report, control: Control, item: Evidence, exemption: Exemption | None) -> Result:
    name = f"{item.address}.{item.attribute}".rstrip(".")
    text = f"{control.TITLE}: {name} is {format_value(item.observed) or 'not there'}"
    text = f"{text}: {item.note}" if item.note else text
    spec = report.spec_location(item.address)
    properties: dict[str, Any] = {"analysisTarget": artifact_location(_stack(report), 0)}
    if exemption:
        properties |= suppression("external", f"{exemption.reason} (until {exemption.expires})")
    return Result(
        rule=control.CODE,
        level=LEVELS[control.SEVERITY],
        text=f"{text} ({spec.description})" if spec and spec.description else text,
        name=name,
        kind="resource",
        file=_line(report, spec) if spec and spec.file else physical_location(_stack(report), index=0),
        properties=properties,
    )


def _line(report: Report, spec: SpecLocation) -> Mapping[str, Any]:
    known = [file.path for file in report.specs]
    index = known.index(spec.file) + 1 if spec.file in known else None
    return physical_location(spec.file, spec.line, spec.column, index)
