"""CloudWatch Logs refuses a filter pattern that is not closed in mid-apply; one that it misreads counts nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "MON087"
LEVEL = "error"
SUMMARY = "the pattern of a log metric is none"
SOURCE = "CloudWatch Logs user guide, Filter pattern syntax"

EXAMPLE = '{ $.level = "ERROR" }'
PAIRS = {"{": "}", "[": "]", "(": ")"}
# A comparison that lacks one of its sides.
INCOMPLETE = r"(^|&&|\|\||\()\s*(!?=|[<>]=?)|(!?=|[<>]=?)\s*($|&&|\|\||\))"


def check(env: Environment) -> Iterator[Finding]:
    for metric in env.monitoring.log_metrics:
        fault = _fault(metric.pattern.strip())
        if fault:
            yield Finding(CODE, metric.pointer / "pattern", f"{fault}: write it like {EXAMPLE}")


def _fault(pattern: str) -> str:
    bare = re.sub(r'"[^"]*"|%[^%]*%', "x", pattern)
    if '"' in bare:
        return "a quote is open"
    if pattern[:1] not in PAIRS or pattern[:1] == "(":
        return ""
    if not pattern.endswith(PAIRS[pattern[0]]):
        return f"{pattern[0]!r} is never closed"
    inner = bare[1:-1].strip()
    if inner.count("(") != inner.count(")"):
        return "the parentheses do not match"
    if pattern[0] == "{" and (not inner or re.search(INCOMPLETE, inner)):
        return "a comparison has two sides"
    return ""
