"""Plans of changed specs, each planned as a whole: what shorter ways to the same answer are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.analysis.changes import replaced
from generator.builders.stack import plan_stack
from generator.diagnostics.spec_path import SpecPath
from generator.spec.deserialize import deserialize
from generator.spec.model import Environment
from generator.spec.node import to_plain
from generator.spec.resolve import Resolved

Contents = Mapping[str, Mapping[str, Any]]


def changed_contents(resolved: Resolved, values: Mapping[SpecPath, Any]) -> Contents | None:
    """Return the contents of a spec's plan with other values at some places; None where it cannot be planned."""
    plain = replaced(to_plain(resolved.node), values)
    try:
        return plan_stack(deserialize(Environment, plain)).contents
    except Exception:  # builders count on what rules refuse
        return None


def changed_addresses(before: Contents, after: Contents) -> frozenset[str]:
    """Return the addresses of a plan that another one does not have, or has differently."""
    return frozenset(address for address in before if before[address] != after.get(address))
