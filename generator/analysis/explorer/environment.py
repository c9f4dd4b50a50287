"""Collect what is known of one environment, as plain data for the page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.analysis.dashboard_svg import drawn
from generator.analysis.explorer.node_resources import addresses_of_node
from generator.analysis.explorer.spec_relation import Origin, origins, shaped
from generator.analysis.stack_diagram.build import diagram_of
from generator.aws.resource_types import RESOURCE_TYPES
from generator.compliance.report.build import build_report
from generator.compliance.report.model import Report, format_value, rows
from generator.diagnostics.findings import Finding
from generator.planning.naming import stack_name
from generator.spec.resolve import Resolved
from generator.system.clock import utc_date
from generator.validation.validate import check_environment


def environment_data(resolved: Resolved, stack: bytes) -> dict[str, Any]:
    """Return what the page shows of an environment. `stack` is its Terraform JSON."""
    document = json.loads(stack)
    name = stack_name(resolved.environment)
    known = origins(resolved)
    resources = list(_resources(document, known, resolved.files))
    return {
        "name": resolved.environment.environment_suffix,
        "stack": name,
        "files": [_file(file) for file in resolved.files],
        "resources": resources,
        "shaped": _shaped(resolved, [resource["address"] for resource in resources]),
        "controls": _controls(build_report(resolved.environment, stack, utc_date())),
        "findings": [_finding(finding, resolved.files) for finding in check_environment(resolved)],
        "diagram": _diagram(document, name, known),
        "dashboards": [{"name": Path(file).stem, "svg": svg} for file, svg in drawn(document).items()],
    }


def of_revision(data: Mapping[str, Any], folder: Path, revision: str) -> dict[str, Any]:
    """Return data of specs in a scratch folder under the names that they have in a revision."""
    text = json.dumps(data, ensure_ascii=False)
    plain: dict[str, Any] = json.loads(text.replace(f"{folder}/", f"{revision}:{folder.name}/"))
    return {**plain, "stack": f"{data['stack']}@{revision}"}


def _shaped(resolved: Resolved, addresses: Sequence[str]) -> dict[str, list[int]]:
    """What each line shapes beyond the entry that it is in: positions in the list of resources."""
    numbers = {address: number for number, address in enumerate(addresses)}
    return {
        f"{resolved.files.index(file)}:{line}": sorted(numbers[address] for address in found if address in numbers)
        for (file, line), found in shaped(resolved).items()
        if file in resolved.files and found
    }


def _file(file: str) -> dict[str, Any]:
    return {"name": file, "lines": Path(file).read_text(encoding="utf-8").split("\n")}


def _resources(
    document: Mapping[str, Any], known: Mapping[str, Origin], files: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for kind, named in sorted(document.get("resource", {}).items()):
        purpose = RESOURCE_TYPES[kind].purpose if kind in RESOURCE_TYPES else ""
        for name, body in sorted(named.items()):
            address = f"{kind}.{name}"
            origin = known.get(address, Origin(""))
            yield {
                "address": address,
                "purpose": purpose,
                "body": {key: value for key, value in body.items() if key != "//"},
                "path": origin.path,
                "file": files.index(origin.file) if origin.file in files else -1,
                "first": origin.first,
                "last": origin.last,
            }


def _controls(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "id": result.control.CODE,
            "title": result.control.TITLE,
            "requirements": list(result.control.REQUIREMENTS),
            "status": result.status,
            "evidence": [
                [item.address, item.attribute, format_value(item.observed), standing] for item, standing in rows(result)
            ],
        }
        for result in report.results
    ]


def _finding(finding: Finding, files: Sequence[str]) -> dict[str, Any]:
    at = finding.location
    return {
        "code": finding.code,
        "level": finding.level,
        "path": finding.display_path,
        "message": finding.message,
        "file": files.index(at.file) if at is not None and at.file in files else -1,
        "line": at.line if at is not None else 0,
    }


def _diagram(document: Mapping[str, Any], name: str, known: Mapping[str, Origin]) -> dict[str, Any]:
    diagram = diagram_of(document, name)
    return {
        "clusters": [{"key": one.key, "title": one.title, "within": one.within} for one in diagram.clusters],
        "nodes": [
            {
                "key": one.key,
                "icon": one.icon,
                "lines": one.lines,
                "within": one.within,
                "addresses": addresses_of_node(one, known),
            }
            for one in diagram.nodes
        ],
        "edges": [
            {"start": one.start, "end": one.end, "label": one.label, "colour": one.colour, "quiet": one.is_quiet}
            for one in diagram.edges
        ],
    }
