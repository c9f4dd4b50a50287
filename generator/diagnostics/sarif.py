"""Write SARIF 2.1.0, which code scanning of GitHub, GitLab, Azure and editors read.

`validate` and `compliance` describe their rules and results with these parts; what a log is made of is written here
alone. Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from generator.diagnostics.json_text import json_text
from generator.diagnostics.repository_path import repository_path

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SarifLevel = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A reportingDescriptor: `properties` are those besides id and shortDescription."""

    id: str
    summary: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A result at one place: `name` (and `kind`) of the logical location, `file` of the physical one."""

    rule: str
    level: SarifLevel
    text: str
    name: str
    kind: str | None = None
    file: Mapping[str, Any] | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


def sarif_log(
    tool: str,
    version: str,
    rules: Sequence[Rule],
    results: Iterable[Result],
    artifacts: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Return a log of one run as JSON."""
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": tool, "version": version, "rules": [_rule(rule) for rule in rules]}},
        **({"artifacts": list(artifacts)} if artifacts else {}),
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, numbers[result.rule]) for result in results],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def physical_location(
    file: str, line: int | None = None, column: int | None = None, index: int | None = None
) -> Mapping[str, Any]:
    """Return a position in a file; `index` is that of the file in the artifacts of the run."""
    location: dict[str, Any] = {"artifactLocation": artifact_location(file, index)}
    if line is not None:
        location["region"] = {"startLine": line, "startColumn": column}
    return location


def artifact_location(file: str, index: int | None = None) -> Mapping[str, Any]:
    """Return the URI of a file: from the root of its repository, relative as it is where it has none, or absolute."""
    path = Path(repository_path(file))
    uri = path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))
    return {"uri": uri} if index is None else {"uri": uri, "index": index}


def suppression(kind: Literal["inSource", "external"], justification: str, **more: str) -> Mapping[str, Any]:
    """Return the property of a result that does not count."""
    return {"suppressions": [{"kind": kind, **more, "justification": justification}]}


def _rule(rule: Rule) -> Mapping[str, Any]:
    return {"id": rule.id, "shortDescription": {"text": rule.summary}, **rule.properties}


def _result(result: Result, number: int) -> Mapping[str, Any]:
    name = {"fullyQualifiedName": result.name, **({"kind": result.kind} if result.kind else {})}
    location = {"logicalLocations": [name], **({"physicalLocation": result.file} if result.file else {})}
    return {
        "ruleId": result.rule,
        "ruleIndex": number,
        "level": result.level,
        "message": {"text": result.text},
        "locations": [location],
        **result.properties,
    }
