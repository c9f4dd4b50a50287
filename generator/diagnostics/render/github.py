"""Render findings as workflow commands of GitHub, which annotates the lines of a pull request with them."""

from __future__ import annotations

from collections.abc import Sequence

from generator.diagnostics.findings import Finding
from generator.diagnostics.repository_path import repository_path

_COMMANDS = {"error": "error", "warning": "warning", "waived": "notice"}


def as_github(findings: Sequence[Finding]) -> str:
    """Return a workflow command a line."""
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    location = finding.location
    place = (
        {"file": repository_path(location.file), "line": str(location.line), "col": str(location.column)}
        if location
        else {}
    )
    properties = ",".join(f"{key}={_property(value)}" for key, value in {**place, "title": finding.code}.items())
    message = _data(f"{finding.display_path}: {finding.message} [{finding.code}]")
    return f"::{_COMMANDS[finding.level]} {properties}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
