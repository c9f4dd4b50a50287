"""Render findings: a line each for people, and what programs, GitHub and CI servers read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from generator.diagnostics.findings import Finding
from generator.diagnostics.render.json_format import as_json
from generator.diagnostics.render.text import as_text
from generator.diagnostics.rule_info import Describe, undescribed

Render = Callable[[Sequence[Finding], Sequence[str]], str]


def _as_text(findings: Sequence[Finding], _files: Sequence[str]) -> str:
    return as_text(findings)


def _as_json(findings: Sequence[Finding], _files: Sequence[str]) -> str:
    return as_json(findings)


def _as_github(findings: Sequence[Finding], _files: Sequence[str]) -> str:
    from generator.diagnostics.render.github import as_github

    return as_github(findings)


def _as_junit(findings: Sequence[Finding], files: Sequence[str]) -> str:
    from generator.diagnostics.render.junit import as_junit

    return as_junit(findings, files)


def formats(describe: Describe = undescribed) -> Mapping[str, Render]:
    """Return the renderers by name. Each takes the findings and the names of the files that were checked.

    `describe` gives what is known of an id.
    """

    def _as_sarif(findings: Sequence[Finding], _files: Sequence[str]) -> str:
        from generator.diagnostics.render.sarif import as_sarif

        return as_sarif(findings, describe)

    return {"text": _as_text, "json": _as_json, "sarif": _as_sarif, "github": _as_github, "junit": _as_junit}
