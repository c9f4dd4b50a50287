"""The rules that refuse a value which the schema takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.analysis.changes import replaced
from generator.diagnostics.spec_path import SpecPath
from generator.spec.deserialize import with_changes
from generator.spec.model import Environment
from generator.spec.node import to_plain
from generator.spec.resolve import Resolved


def refused_by(resolved: Resolved, at: SpecPath, value: Any) -> tuple[str, ...]:
    """Return the ids of the rules that would find an error if a place had another value and nothing else changed."""
    plain = to_plain(resolved.node)
    changed = with_changes(resolved.environment, plain, replaced(plain, {at: value}))
    try:
        return tuple(sorted({code for code, _ in {*_errors(changed)} - {*_errors(resolved.environment)}}))
    except Exception:  # rules count on each other: on what one of them refuses, another may stumble
        return ("a rule",)


def _errors(env: Environment) -> Iterator[tuple[str, SpecPath]]:
    from generator.rules import RULES

    found = (finding for rule in RULES for finding in rule.check(env))
    return ((finding.code, finding.pointer) for finding in found if finding.level == "error")
